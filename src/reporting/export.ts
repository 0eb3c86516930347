import { writeFile } from 'node:fs/promises';
import writeXlsx from 'write-excel-file/node';
import type { Day } from './days.ts';
import { periodName } from './periods.ts';
import { percent, ratesBy } from './rates.ts';
import type { ReportBook } from './snapshot.ts';

export const OVERVIEW_COLUMNS = [
  'Báo cáo',
  'Kỳ',
  'Hạn',
  'Nhóm',
  'Phải nộp',
  'Đã nộp',
  'Đúng hạn',
  'Miễn',
  'Tỷ lệ nộp (%)',
  'Tỷ lệ đúng hạn (%)',
] as const;

const TIERS: Readonly<Record<string, string>> = {
  department: 'Sở, ban, ngành',
  district: 'Cấp huyện',
  commune: 'Cấp xã',
};

/** Expected, actual and on-time reports of every duty due between two days: all, by tier, by unit. */
export function overviewRows({
  book,
  from,
  to,
  today,
}: {
  book: ReportBook;
  from: Day;
  to: Day;
  today: Day;
}): (string | number)[][] {
  const rows: (string | number)[][] = [];
  const { ledger, reporting } = book;
  for (const duty of ledger.dueBetween(from, to)) {
    if (duty.obligation.set === 'history' || duty.opensOn > today) continue;
    const reports = ledger.reports(duty, today);
    const groups = [
      ...ratesBy(reports, () => 'Tất cả'),
      ...ratesBy(reports, ({ unit }) => TIERS[reporting.units.get(unit).kind] ?? ''),
      ...ratesBy(reports, ({ unit, owner }) => (owner ?? reporting.units.get(unit)).name),
    ];
    for (const [group, { expected, actual, onTime, waived }] of groups) {
      rows.push([
        duty.obligation.name,
        periodName(duty.period),
        duty.dueOn,
        group,
        expected,
        actual,
        onTime,
        waived,
        percent(actual, expected) ?? '',
        percent(onTime, expected) ?? '',
      ]);
    }
  }
  return rows;
}

/** Writes the overview as .xlsx or .csv by the file's name. Returns the number of rows. */
export async function exportOverview(
  file: string,
  input: { book: ReportBook; from: Day; to: Day; today: Day },
): Promise<number> {
  const rows = overviewRows(input);
  if (/\.csv$/i.test(file)) {
    await writeFile(file, overviewCsv(rows));
    return rows.length;
  }
  const cell = (value: string | number) =>
    typeof value === 'number' ? { value, type: Number } : { value, type: String };
  await writeXlsx([
    OVERVIEW_COLUMNS.map((value) => ({ value, fontWeight: 'bold' as const })),
    ...rows.map((row) => row.map(cell)),
  ]).toFile(file);
  return rows.length;
}

/** With a byte order mark, so that spreadsheets read Vietnamese right; a cell never begins with a formula. */
export function overviewCsv(rows: readonly (readonly (string | number)[])[]): string {
  const text = (cell: string | number) => {
    const value = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
    return /[",\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
  };
  return `\ufeff${[OVERVIEW_COLUMNS, ...rows].map((row) => row.map(text).join(',')).join('\r\n')}\r\n`;
}
