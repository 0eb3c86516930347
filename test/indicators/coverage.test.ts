import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentDir } from '../../src/files.ts';
import { coverage, fromTsv } from '../../src/indicators/coverage.ts';
import { checkRecomputations, recompute } from '../../src/indicators/recompute.ts';
import { shipped } from './support.ts';

const rows = fromTsv(readFileSync(join(contentDir(), 'observations/coverage.tsv'), 'utf8'));

describe('indicators/coverage', () => {
  it('leaves no number of the five texts without an observation or a reason', () => {
    expect(rows.length).toBeGreaterThan(1500);
    expect(rows.filter((row) => !row.cites && !row.reason)).toEqual([]);
  });

  it('cites only observations that exist, and every observation', () => {
    const keys = new Set(shipped().observations.map((item) => item.key));
    const cited = new Set(rows.flatMap((row) => row.cites.split(' ').filter(Boolean)));

    expect([...cited].filter((key) => !keys.has(key))).toEqual([]);
    expect([...keys].filter((key) => !cited.has(key))).toEqual([]);
  });

  it('says of each number of a text what it is', () => {
    const text = 'Kế hoạch số 12/KH-UBND ngày 3/4/2018\n- Năm 2018, DVC mức độ 3 có 77 hồ sơ';

    const found = coverage(shipped(), new Map([['x.txt', text]]), [
      { file: 'x.txt', line: 2, number: '77', reason: 'thử' },
    ]);

    expect(found.map(({ number, reason }) => [number, reason])).toEqual([
      ['12', 'số hiệu văn bản'],
      ['3/4/2018', 'ngày tháng'],
      ['2018', 'năm'],
      ['3', 'mức độ dịch vụ công'],
      ['77', 'thử'],
    ]);
  });
});

describe('indicators/recompute', () => {
  it('finds every committed verdict and number again', () => {
    const { wrong, checked } = checkRecomputations(shipped());

    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(70);
  });

  it('lists the ones that do not add up and the ones that are cut', () => {
    const verdicts = shipped()
      .recomputations.filter(({ verdict }) => verdict !== 'holds')
      .map(({ id, verdict }) => `${id} ${verdict}`);

    expect(verdicts.sort()).toEqual([
      'bcci-returned-2022 differs',
      'edoc-rate-tv cut',
      'nq22-funded differs',
      'nq22-linked differs',
      'rate-3-4 cut',
      'rate-level3 cut',
    ]);
  });

  it('gives nothing for a zero denominator', () => {
    const byKey = new Map(shipped().observations.map((item) => [item.key, item]));
    const zero = shipped().observations.find((item) => item.number === 0);
    const any = shipped().observations.find((item) => item.unit === '%');

    const item = {
      id: 'x',
      kind: 'ratio',
      stated: any?.key ?? '',
      parts: [any?.key ?? '', zero?.key ?? ''],
      verdict: 'holds',
      computed: '',
      note: undefined,
    } as const;

    expect(recompute(item, byKey)).toBeUndefined();
  });
});
