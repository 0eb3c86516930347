import { describe, expect, it } from 'vitest';
import { contentDir } from '../../src/files.ts';
import { loadUnits, problemsOf } from '../../src/reporting/units.ts';
import { unit } from '../support/reporting.ts';

const units = loadUnits(contentDir());
const count = (province: string, kind: string, on: string, prefix = '') =>
  units.all.filter(
    (one) =>
      one.province === province && one.kind === kind && units.existsOn(one, on) && one.id.startsWith(prefix),
  ).length;

describe('reporting/units', () => {
  it('has Hà Tĩnh as it was in 2022: 20 departments, 13 districts, 216 communes', () => {
    expect(count('ha-tinh', 'department', '2022-06-30')).toBe(20);
    expect(count('ha-tinh', 'district', '2022-06-30')).toBe(13);
    expect(count('ha-tinh', 'commune', '2022-06-30')).toBe(216);
  });

  it('has 69 communes and no district in Hà Tĩnh, 124 communes in Vĩnh Long since 2025-07-01', () => {
    expect(count('ha-tinh', 'district', '2025-06-30')).toBe(13);
    expect(count('ha-tinh', 'district', '2025-07-01')).toBe(0);
    expect(count('ha-tinh', 'commune', '2025-07-01')).toBe(69);
    expect(count('vinh-long', 'commune', '2025-07-01')).toBe(124);
  });

  it('has Trà Vinh as a part of Vĩnh Long that ended with 30/6/2025', () => {
    expect(count('vinh-long', 'district', '2022-06-30', 'tv.')).toBe(9);
    expect(count('vinh-long', 'commune', '2022-06-30', 'tv.')).toBe(106);
    expect(units.heirOn('tv', '2026-01-01')?.id).toBe('vl');
  });

  it('marks what has no document behind it, and gives nobody a successor who is unclear', () => {
    expect(units.all.some(({ basis }) => basis === 'memory')).toBe(true);
    for (const one of units.all)
      for (const id of one.successors) expect(units.find(id), `${one.id} → ${id}`).toBeDefined();
    const [before] = units.search('Sở Thông tin và Truyền thông', { province: 'ha-tinh' });
    expect(before && units.heirOn(before.id, '2026-11-21')?.name).toBe('Sở Khoa học và Công nghệ');
  });

  it.each([
    ['so noi vu', 'Sở Nội vụ'],
    ['Sở TT&TT', 'Sở Thông tin và Truyền thông'],
    ['cẩm bình', 'Cẩm Bình'],
    ['xa cam binh', 'Cẩm Bình'],
    ['UBND xã Cẩm Bình', 'Cẩm Bình'],
    ['cẩm bìnhh', 'Cẩm Bình'],
    ['Thạch Hà', 'Thạch Hà'],
    ['Thạch Hạ', 'Thạch Hạ'],
  ])('finds %s', (text, name) => {
    expect(units.search(text, { province: 'ha-tinh' })[0]?.name).toContain(name);
  });

  it('finds nothing for nothing, and no unit of the other province', () => {
    expect(units.search('', { province: 'ha-tinh' })).toEqual([]);
    expect(units.search('zzzzzzzz', { province: 'ha-tinh' })).toEqual([]);
    expect(units.search('Càng Long', { province: 'ha-tinh', exact: true })).toEqual([]);
  });

  it('names the unit inside a sentence, and none where two could be meant', () => {
    const on = '2026-11-21';

    expect(units.named('xã Cẩm Bình nộp chưa', { province: 'ha-tinh', on })?.id).toBe('ht.cam-binh');
    expect(units.named('Cẩm Bình và Can Lộc nộp chưa', { province: 'ha-tinh', on })).toBeUndefined();
  });

  it('says what is wrong with a list: ids twice, parents that are none, spans that end before they begin', () => {
    const problems = problemsOf([
      unit('a', { parent: undefined }),
      unit('a', { parent: undefined }),
      unit('b', { parent: 'none', successors: ['gone'], from: '2025-01-02', to: '2025-01-01' }),
    ]);

    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).toMatch(/"a" is used twice[\s\S]*"none"[\s\S]*"gone"[\s\S]*ends/);
  });
});
