import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { z } from 'zod';
import { ContentError } from '../errors.ts';
import { addDays, type Day, isDay, weekdayOf, yearOf } from './days.ts';

const DayText = z.preprocess(
  // YAML may read an unquoted day as a date.
  (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
  z.string().refine(isDay, 'is not a day such as 2026-02-14'),
);
const Span = z
  .strictObject({ from: DayText, to: DayText, name: z.string() })
  .refine(({ from, to }) => from <= to, 'ends before it begins');

export const CalendarYear = z.strictObject({
  year: z.number().int().min(2000).max(2100),
  /** `undecided` and `partial`: days are missing; see {@link WorkingCalendar.certain}. */
  status: z.enum(['decided', 'undecided', 'partial']),
  /** The decision, or why there is none. */
  decision: z.string(),
  off: z.array(
    z
      .strictObject({ ...Span.shape, confirmed: z.boolean() })
      .refine(({ from, to }) => from <= to, 'ends before it begins'),
  ),
  /** Weekend days that are worked instead of a day off. */
  worked: z.array(z.strictObject({ day: DayText, insteadOf: DayText, confirmed: z.boolean() })).default([]),
  /** Spans nobody has decided on yet. */
  undecided: z.array(Span).default([]),
});
export type CalendarYear = z.infer<typeof CalendarYear>;

const OfficeHours = z.strictObject({
  status: z.string(),
  hours: z
    .array(z.strictObject({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) }))
    .min(1),
  warnDaysAhead: z.number().int().min(1).max(365),
});
export type OfficeHours = z.infer<typeof OfficeHours>;

/** Which days are worked. Pure; built once from the years' data. */
export interface WorkingCalendar {
  isWorkingDay(day: Day): boolean;
  /** Whether every day from `from` to `to` is known: its year has data and it lies in no undecided span. */
  certain(from: Day, to: Day): boolean;
  /** The `count`-th working day after (`count` > 0) or before (`count` < 0) a day; 0 gives the day itself. */
  addWorkingDays(day: Day, count: number): Day;
  /** The day itself when it is worked, else the next (or previous) one that is. */
  onWorkingDay(day: Day, direction: 'next' | 'previous'): Day;
  /** Working days after `from`, up to and with `to`; 0 when `to` is not later. */
  workingDaysBetween(from: Day, to: Day): number;
  /** What makes a weekday free, if it is. */
  holidayName(day: Day): string | undefined;
  readonly years: readonly CalendarYear[];
}

/** Beyond this many days in a row without work the data are wrong, not the world. */
const LONGEST_BREAK_DAYS = 60;

export function createCalendar(years: readonly CalendarYear[]): WorkingCalendar {
  const off = new Map<Day, string>();
  const worked = new Set<Day>();
  const open = new Set<Day>();
  const known = new Set(years.filter(({ status }) => status !== 'partial').map(({ year }) => year));
  for (const year of years) {
    for (const { from, to, name } of year.off)
      for (let day = from; day <= to; day = addDays(day, 1)) off.set(day, name);
    for (const { day } of year.worked) worked.add(day);
    for (const { from, to } of year.undecided)
      for (let day = from; day <= to; day = addDays(day, 1)) open.add(day);
  }

  // Without data a year still has weekends and the holidays that never move; what follows from it is not certain.
  const fixedHoliday = (day: Day): boolean => !known.has(yearOf(day)) && FIXED_HOLIDAYS.has(day.slice(5));
  const isWorkingDay = (day: Day): boolean =>
    worked.has(day) || (weekdayOf(day) <= 5 && !off.has(day) && !fixedHoliday(day));

  /** Working days of a year up to each of its days; overviews ask for thousands of such differences. */
  const counts = new Map<number, ReadonlyMap<Day, number>>();
  function countsOf(year: number): ReadonlyMap<Day, number> {
    const known = counts.get(year);
    if (known !== undefined) return known;
    const found = new Map<Day, number>();
    let count = 0;
    for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) {
      if (isWorkingDay(day)) count += 1;
      found.set(day, count);
    }
    counts.set(year, found);
    return found;
  }

  function step(day: Day, direction: 1 | -1): Day {
    let next = addDays(day, direction);
    for (let skipped = 0; !isWorkingDay(next); skipped++) {
      if (skipped > LONGEST_BREAK_DAYS)
        throw new ContentError([
          `content/calendar: no working day within ${LONGEST_BREAK_DAYS} days of ${day}`,
        ]);
      next = addDays(next, direction);
    }
    return next;
  }

  return {
    years,
    isWorkingDay,
    certain(from, to) {
      for (let day = from; day <= to; day = addDays(day, 1))
        if (!known.has(yearOf(day)) || open.has(day)) return false;
      return true;
    },
    addWorkingDays(day, count) {
      let at = day;
      for (let left = Math.abs(count); left > 0; left--) at = step(at, count > 0 ? 1 : -1);
      return at;
    },
    onWorkingDay(day, direction) {
      return isWorkingDay(day) ? day : step(day, direction === 'next' ? 1 : -1);
    },
    workingDaysBetween(from, to) {
      if (to <= from) return 0;
      let count = countsOf(yearOf(to)).get(to) ?? 0;
      for (let year = yearOf(from); year < yearOf(to); year++)
        count += countsOf(year).get(`${year}-12-31`) ?? 0;
      return count - (countsOf(yearOf(from)).get(from) ?? 0);
    },
    holidayName: (day) => off.get(day),
  };
}

/** 1/1, 30/4, 1/5 and 2/9 fall on the same day every year. */
const FIXED_HOLIDAYS: ReadonlySet<string> = new Set(['01-01', '04-30', '05-01', '09-02']);

/** A warning for each coming year whose calendar is missing or undecided, from `warnDaysAhead` before it begins. */
export function calendarWarnings(calendar: WorkingCalendar, hours: OfficeHours, today: Day): string[] {
  const warnings: string[] = [];
  for (const year of [yearOf(today), yearOf(today) + 1]) {
    if (addDays(today, hours.warnDaysAhead) < `${year}-01-01`) continue;
    const data = calendar.years.find((one) => one.year === year);
    if (data === undefined || data.status === 'partial') {
      warnings.push(
        `Lịch làm việc năm ${year} chưa có (content/calendar/${year}.yaml): hạn trong năm ${year} chỉ tính theo thứ bảy, chủ nhật và ngày lễ cố định.`,
      );
    } else if (data.status === 'undecided') {
      const spans = data.undecided
        .filter(({ to }) => to >= today)
        .map(({ name, from, to }) => `${name} (${from} đến ${to})`);
      if (spans.length > 0)
        warnings.push(`Lịch làm việc năm ${year} chưa được quyết định hết: ${spans.join('; ')}.`);
    }
  }
  return warnings;
}

/** Reads `content/calendar/`. Throws ContentError listing every problem. */
export function loadCalendar(contentDir: string): { calendar: WorkingCalendar; officeHours: OfficeHours } {
  const folder = join(contentDir, 'calendar');
  const problems: string[] = [];
  const years: CalendarYear[] = [];
  for (const name of readdirSync(folder)
    .filter((file) => /^\d{4}\.yaml$/.test(file))
    .sort()) {
    const parsed = CalendarYear.safeParse(parseYaml(readFileSync(join(folder, name), 'utf8')));
    if (!parsed.success) {
      problems.push(
        ...parsed.error.issues.map(
          (issue) => `content/calendar/${name}: ${issue.path.join('.')}: ${issue.message}`,
        ),
      );
      continue;
    }
    if (`${parsed.data.year}.yaml` !== name)
      problems.push(`content/calendar/${name}: is about ${parsed.data.year}; rename it`);
    for (const { day } of parsed.data.worked)
      if (weekdayOf(day) <= 5)
        problems.push(`content/calendar/${name}: ${day} is no weekend day, so it cannot be worked instead`);
    years.push(parsed.data);
  }
  const hours = OfficeHours.safeParse(parseYaml(readFileSync(join(folder, 'office-hours.yaml'), 'utf8')));
  if (!hours.success)
    problems.push(
      ...hours.error.issues.map(
        (issue) => `content/calendar/office-hours.yaml: ${issue.path.join('.')}: ${issue.message}`,
      ),
    );
  if (problems.length > 0 || !hours.success) throw new ContentError(problems);
  return { calendar: createCalendar(years), officeHours: hours.data };
}
