import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { exportOverview, OVERVIEW_COLUMNS, overviewCsv } from '../../src/reporting/export.ts';
import { createReportBook } from '../../src/reporting/snapshot.ts';
import { obligations, ROOT, reporting, seeded, syntheticYears, unit } from '../support/reporting.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Four units: on time, late, waived, open. */
function office() {
  const book = createReportBook(
    reporting({
      years: syntheticYears(2030, 2, seeded(5)),
      units: [ROOT, unit('a'), unit('b'), unit('c'), unit('=d', { kind: 'department' })],
      duties: obligations([
        {
          id: 'thang',
          periodicity: 'month',
          kinds: ['commune', 'department'],
          due: { kind: 'day_of_month', day: 20, shift: 'none' },
          validFrom: '2031-02-15',
          validTo: '2031-02-20',
        },
      ]),
    }),
  );
  const event = { obligation: 'thang', period: '2031-03', actor: 'x' };
  book.apply({
    frozen: [],
    trackedFrom: '2031-01-01',
    events: [
      { ...event, id: 1, unit: 'a', kind: 'filed', on: '2031-03-20' },
      { ...event, id: 2, unit: 'b', kind: 'filed_elsewhere', on: '2031-03-21' },
      { ...event, id: 3, unit: 'c', kind: 'waived', on: '2031-03-19', reason: 'lũ' },
    ],
  });
  return { book, from: '2031-03-01', to: '2031-03-31', today: '2031-03-31' };
}

describe('reporting/export', () => {
  it('writes expected, actual and on-time reports by obligation, tier and unit; waived ones are not expected', async () => {
    const file = join(tempDir(), 'tong-hop.xlsx');

    expect(await exportOverview(file, office())).toBe(7);

    const [head, ...rows] = (await readSheet(readFileSync(file))) as unknown[][];
    expect(head).toEqual([...OVERVIEW_COLUMNS]);
    const by = (group: string) => rows.find((row) => row[3] === group)?.slice(4, 8);
    expect(by('Tất cả')).toEqual([3, 2, 1, 1]);
    expect(by('Cấp xã')).toEqual([2, 2, 1, 1]);
    expect(by('Sở, ban, ngành')).toEqual([1, 0, 0, 0]);
    expect(by('b')).toEqual([1, 1, 0, 0]);
    expect(rows.find((row) => row[3] === 'Tất cả')?.slice(8)).toEqual([66.7, 33.3]);
  });

  it('writes the same as .csv, where no name becomes a formula', async () => {
    const file = join(tempDir(), 'tong-hop.csv');
    await exportOverview(file, office());

    const text = readFileSync(file, 'utf8');
    expect(text.startsWith('\ufeff')).toBe(true);
    expect(text).toContain("'=d,1,0,0,0");
    expect(overviewCsv([['a,"b"', 1]])).toContain('"a,""b""",1');
  });
});
