import { addDays, type Day, dayOfMonth, isDay, lastDayOfMonth } from './days.ts';

export const PERIOD_TYPES = ['month', 'quarter', 'half_year', 'nine_months', 'year', 'ad_hoc'] as const;
export type PeriodType = (typeof PERIOD_TYPES)[number];

/**
 * What a report is about. Ids: `2026-07`, `2026-Q3`, `2026-H1`, `2026-9M`, `2026`, and `2026-07-20` for a request with
 * a date. `firstMonth` and `lastMonth` are the calendar months it covers.
 */
export interface Period {
  readonly id: string;
  readonly type: PeriodType;
  readonly year: number;
  readonly firstMonth: number;
  readonly lastMonth: number;
}

const MONTHS_OF: Readonly<Record<Exclude<PeriodType, 'ad_hoc'>, readonly (readonly [number, number])[]>> = {
  month: Array.from({ length: 12 }, (_, index) => [index + 1, index + 1] as const),
  quarter: [
    [1, 3],
    [4, 6],
    [7, 9],
    [10, 12],
  ],
  half_year: [
    [1, 6],
    [7, 12],
  ],
  nine_months: [[1, 9]],
  year: [[1, 12]],
};

/** All periods of a kind in a year, in order. Ad hoc requests have none. */
export function periodsOfYear(type: PeriodType, year: number): Period[] {
  if (type === 'ad_hoc') return [];
  return MONTHS_OF[type].map(([firstMonth, lastMonth], index) => ({
    id: idOf(type, year, index + 1),
    type,
    year,
    firstMonth,
    lastMonth,
  }));
}

function idOf(type: Exclude<PeriodType, 'ad_hoc'>, year: number, number: number): string {
  switch (type) {
    case 'month':
      return `${year}-${String(number).padStart(2, '0')}`;
    case 'quarter':
      return `${year}-Q${number}`;
    case 'half_year':
      return `${year}-H${number}`;
    case 'nine_months':
      return `${year}-9M`;
    case 'year':
      return `${year}`;
  }
}

/** Undefined for a text that names no period. */
export function findPeriodById(id: string): Period | undefined {
  if (isDay(id)) return adHocPeriod(id);
  const year = Number(id.slice(0, 4));
  if (!Number.isInteger(year) || year < 1900 || !/^\d{4}(?:-(?:\d{2}|Q\d|H\d|9M))?$/.test(id))
    return undefined;
  return PERIOD_TYPES.flatMap((type) => periodsOfYear(type, year)).find((period) => period.id === id);
}

/** A request with a date of its own, named by the day it is due. */
export function adHocPeriod(due: Day): Period {
  const [year = 0, month = 0] = due.split('-').map(Number);
  return { id: due, type: 'ad_hoc', year, firstMonth: month, lastMonth: month };
}

export const WINDOW_RULES = ['decree_09_2019', 'calendar'] as const;
export type WindowRule = (typeof WINDOW_RULES)[number];

/** The first and last day whose figures count. */
export interface DataWindow {
  readonly from: Day;
  readonly to: Day;
}

/**
 * `decree_09_2019`: figures from the 15th of the month before the period to the 14th of its last month, the second
 * half-year from 15/6; `calendar`: the calendar period itself.
 */
export function windowOf(period: Period, rule: WindowRule): DataWindow {
  const { year, firstMonth, lastMonth } = period;
  if (period.type === 'ad_hoc') return { from: period.id, to: period.id };
  if (rule === 'calendar')
    return { from: dayOfMonth(year, firstMonth, 1), to: lastDayOfMonth(year, lastMonth) };
  return { from: dayOfMonth(year, firstMonth - 1, 15), to: dayOfMonth(year, lastMonth, 14) };
}

/** In words: "tháng 7/2026", "quý 3/2026", "6 tháng đầu năm 2026". */
export function periodName(period: Period): string {
  const { type, year, lastMonth } = period;
  switch (type) {
    case 'month':
      return `tháng ${lastMonth}/${year}`;
    case 'quarter':
      return `quý ${lastMonth / 3}/${year}`;
    case 'half_year':
      return `6 tháng ${lastMonth === 6 ? 'đầu' : 'cuối'} năm ${year}`;
    case 'nine_months':
      return `9 tháng năm ${year}`;
    case 'year':
      return `năm ${year}`;
    case 'ad_hoc':
      return `đột xuất, hạn ${period.id.split('-').reverse().join('/')}`;
  }
}

/** The last calendar day a period covers; what "quý 3" ends with whatever its data window. */
export function calendarEnd(period: Period): Day {
  return period.type === 'ad_hoc' ? period.id : lastDayOfMonth(period.year, period.lastMonth);
}

export const dayAfter = (day: Day): Day => addDays(day, 1);
