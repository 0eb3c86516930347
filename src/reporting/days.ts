/** A calendar day in Viet Nam, `YYYY-MM-DD`. Days sort as text. */
export type Day = string;

const DAY_MS = 86_400_000;
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

const toMs = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const fromMs = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

/** False for 2026-02-29 as for any other text that names no day. */
export function isDay(text: string): boolean {
  return SHAPE.test(text) && !Number.isNaN(toMs(text)) && fromMs(toMs(text)) === text;
}

export function addDays(day: Day, count: number): Day {
  return fromMs(toMs(day) + count * DAY_MS);
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((toMs(to) - toMs(from)) / DAY_MS);
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(day: Day): number {
  const weekday = new Date(toMs(day)).getUTCDay();
  return weekday === 0 ? 7 : weekday;
}

export const yearOf = (day: Day): number => Number(day.slice(0, 4));

export function lastDayOfMonth(year: number, month: number): Day {
  return fromMs(Date.UTC(year, month, 0));
}

/** Day `date` of a month, the last day where the month is shorter. `month` may be below 1 or above 12. */
export function dayOfMonth(year: number, month: number, date: number): Day {
  const last = new Date(Date.UTC(year, month, 0));
  return fromMs(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate())));
}

export const earlier = (a: Day, b: Day): Day => (a < b ? a : b);
export const later = (a: Day, b: Day): Day => (a > b ? a : b);
