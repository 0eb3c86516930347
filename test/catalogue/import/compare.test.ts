import { describe, expect, it } from 'vitest';
import { compareList, type ListAbout } from '../../../src/catalogue/import/compare.ts';
import type { ListedFacts } from '../../../src/catalogue/import/read-row.ts';
import { applyFacts, type ImportedFacts } from '../../../src/catalogue/imported.ts';
import type { Procedure } from '../../../src/catalogue/procedure.ts';

const shipped = (code: string, more: Partial<Procedure> = {}): Procedure => ({
  code,
  name: `Thủ tục số ${code}`,
  field: 'Hộ tịch',
  tiers: ['commune'],
  bodies: ['Ủy ban nhân dân cấp xã'],
  level: 'partial',
  levelStated: false,
  methods: ['direct'],
  times: ['5 ngày làm việc'],
  fees: [{ kind: 'amount', amount: 8_000, currency: 'VND' }],
  legal: [],
  snapshot: '2026-07-18',
  ...more,
});
const SHIPPED = [
  shipped('1.000001'),
  shipped('1.000002'),
  shipped('1.000003', { field: 'Đất đai' }),
  shipped('1.000004', { tiers: ['vertical'] }),
];
const ABOUT: ListAbout = { title: 'Danh sách tỉnh', asOf: '2026-11-01', scope: 'H27' };
const row = (code: string, facts: ListedFacts = {}) => ({
  at: `dòng ${code.slice(-1)}`,
  code,
  facts: { name: `Thủ tục số ${code}`, ...facts },
  notes: [],
});
const compare = (
  rows: ReturnType<typeof row>[],
  options: { before?: ReadonlyMap<string, ImportedFacts>; about?: Partial<ListAbout> } = {},
) => compareList(SHIPPED, options.before ?? new Map(), { rows, refused: [] }, { ...ABOUT, ...options.about });
const inUse = (next: ReadonlyMap<string, ImportedFacts>, code: string) =>
  applyFacts(SHIPPED, next).find((procedure) => procedure.code === code);

describe('catalogue/import/compare', () => {
  it('replaces the facts the list gives and leaves the others as they ship, with the list as their source', () => {
    const { changed, next } = compare([row('1.000001', { level: 'full', levelStated: true })]);

    expect(changed).toMatchObject([
      { changes: [{ fact: 'level', before: 'Một phần', after: 'Toàn trình' }] },
    ]);
    expect(inUse(next, '1.000001')).toMatchObject({
      level: 'full',
      levelStated: true,
      times: ['5 ngày làm việc'],
      snapshot: '2026-07-18',
      lists: [{ title: 'Danh sách tỉnh', asOf: '2026-11-01', facts: ['level'] }],
    });
  });

  it('takes the same name with or without "Thủ tục", in any case, for no change', () => {
    const { changed, same } = compare([row('1.000001', { name: 'SỐ 1.000001', field: 'HỘ TỊCH' })]);

    expect([changed, same]).toEqual([[], 1]);
  });

  it('points at a name that shares little with the one in use', () => {
    expect(compare([row('1.000001', { name: 'Cấp phép nổ mìn' })]).changed).toMatchObject([
      { otherName: true },
    ]);
    expect(
      compare([row('1.000001', { name: 'Thủ tục số 1.000001 (cấp xã) theo luật mới' })]).changed,
    ).toMatchObject([{ otherName: false }]);
  });

  it('adds what does not ship, dated by the list', () => {
    const { added, next } = compare([row('1.999999', { field: 'Chăn nuôi' })]);

    expect(added.map(({ code }) => code)).toEqual(['1.999999']);
    expect(inUse(next, '1.999999')).toMatchObject({
      field: 'Chăn nuôi',
      fees: [],
      snapshot: '2026-11-01',
      onlyListed: true,
    });
  });

  it('lists what is missing of the list’s own fields and tiers, and withdraws it only from a complete list', () => {
    const partial = compare([row('1.000001', { field: 'Hộ tịch', tiers: ['commune'] })]);
    const complete = compare([row('1.000001', { field: 'Hộ tịch', tiers: ['commune'] })], {
      about: { withdrawnOn: '2026-10-01' },
    });

    expect(partial.gone.map(({ code }) => code)).toEqual(['1.000002']);
    expect(inUse(partial.next, '1.000002')?.withdrawnOn).toBeUndefined();
    expect(inUse(complete.next, '1.000002')?.withdrawnOn).toBe('2026-10-01');
    for (const code of ['1.000003', '1.000004'])
      expect(inUse(complete.next, code)?.withdrawnOn).toBeUndefined();
  });

  it('brings back what an earlier complete list had withdrawn', () => {
    const before = compare([row('1.000001', { field: 'Hộ tịch' })], {
      about: { withdrawnOn: '2026-10-01' },
    }).next;

    const { back, next } = compare([row('1.000001'), row('1.000002')], { before });

    expect(back.map(({ code }) => code)).toEqual(['1.000002']);
    expect(inUse(next, '1.000002')?.withdrawnOn).toBeUndefined();
  });

  it('keeps the facts of earlier lists, each with its own list', () => {
    const before = compare([row('1.000001', { level: 'full', levelStated: true, times: ['3 ngày'] })]).next;

    const { next } = compare([row('1.000001', { times: ['2 ngày'] })], {
      before,
      about: { title: 'Danh sách mới', asOf: '2026-11-20' },
    });

    expect(inUse(next, '1.000001')).toMatchObject({
      level: 'full',
      times: ['2 ngày'],
      lists: [
        { title: 'Danh sách mới', facts: ['times'] },
        { title: 'Danh sách tỉnh', facts: ['level'] },
      ],
    });
  });

  it('does not replace a record with an older one', () => {
    const { refused, changed } = compare([
      row('1.000001', { snapshot: '2025-04', level: 'full', levelStated: true }),
    ]);

    expect(changed).toEqual([]);
    expect(refused).toMatchObject([{ reason: 'bản ghi ngày 2025-04 cũ hơn dữ liệu đang dùng (2026-07-18)' }]);
  });

  it('says nothing has changed when the same list comes again', () => {
    const rows = [
      row('1.000001', { level: 'full', levelStated: true, bodies: ['Sở Tư pháp'] }),
      row('1.999999', { field: 'Chăn nuôi' }),
    ];
    const first = compare(rows);

    const second = compare(rows, { before: first.next });

    expect([second.added, second.changed, second.same]).toEqual([[], [], 2]);
  });

  describe('what only districts handled', () => {
    const district = (code: string, facts: ListedFacts = {}) => ({
      ...row(code, { field: 'Thương mại', ...facts }),
      districts: 'only' as const,
    });
    const ENDED = { withdrawnOn: '2025-07-01', endedWith: 'district' };

    it.each(['2022-07', '2025-04', '2025-07-01', '2026-11-01'])(
      'ended with them, also by a list of %s',
      (asOf) => {
        const { ended, added, next } = compare([district('1.999999', { successor: '1.000001' })], {
          about: { asOf },
        });

        expect(ended.map(({ code }) => code)).toEqual(['1.999999']);
        expect(added).toHaveLength(1);
        expect(inUse(next, '1.999999')).toMatchObject({ ...ENDED, successor: '1.000001' });
      },
    );

    it('goes on where the national record or another list names somebody else', () => {
      const commune = compare([row('1.999999', { tiers: ['commune'] })]).next;

      const national = compare([district('1.000001')]);
      const listed = compare([district('1.999999')], { before: commune });

      expect(national.ended).toEqual([]);
      expect(national.notes).toMatchObject([{ note: expect.stringContaining('giữ cấp và cơ quan đang có') }]);
      expect(inUse(national.next, '1.000001')?.withdrawnOn).toBeUndefined();
      expect(listed.ended).toEqual([]);
      expect(inUse(listed.next, '1.999999')?.withdrawnOn).toBeUndefined();
    });

    it('stays ended by an old list without tiers, and comes back with a tier or a later list', () => {
      const before = compare([district('1.999999')]).next;
      const again = (facts: ListedFacts, asOf: string) =>
        compare([row('1.999999', { times: ['3 ngày'], ...facts })], { before, about: { asOf } });

      const old = again({}, '2025-04');

      expect(inUse(old.next, '1.999999')).toMatchObject({ ...ENDED, times: ['3 ngày'] });
      expect(old.back).toEqual([]);
      for (const next of [again({ tiers: ['commune'] }, '2025-04').next, again({}, '2026-01').next]) {
        expect(inUse(next, '1.999999')?.withdrawnOn).toBeUndefined();
        expect(inUse(next, '1.999999')?.endedWith).toBeUndefined();
      }
    });

    it('is in use again once the national record ships', () => {
      const { next } = compare([district('1.999999')]);

      const [procedure] = applyFacts([shipped('1.999999')], next);

      expect(procedure?.withdrawnOn).toBeUndefined();
      expect(procedure?.endedWith).toBeUndefined();
    });

    it('was abolished before, where the row says so', () => {
      const { next } = compare([district('1.999999', { withdrawnOn: '2024-01-01' })]);

      expect(inUse(next, '1.999999')).toMatchObject({ withdrawnOn: '2024-01-01' });
      expect(inUse(next, '1.999999')?.endedWith).toBeUndefined();
    });
  });

  it('does not bring back what ended after the day of the list', () => {
    const before = compare([row('1.000001', { withdrawnOn: '2026-10-01', successor: '1.000002' })]).next;

    const { back, notes, next } = compare([row('1.000001')], { before, about: { asOf: '2025-04' } });

    expect(back).toEqual([]);
    expect(notes).toMatchObject([{ note: expect.stringContaining('đã hết hiệu lực từ 2026-10-01') }]);
    expect(inUse(next, '1.000001')).toMatchObject({ withdrawnOn: '2026-10-01', successor: '1.000002' });
  });

  it('tells of a successor that nobody knows', () => {
    const { notes } = compare([row('1.000001', { withdrawnOn: '2026-10-01', successor: '1.777777' })]);

    expect(notes).toMatchObject([{ note: expect.stringContaining('1.777777 chưa có trong danh mục') }]);
  });
});
