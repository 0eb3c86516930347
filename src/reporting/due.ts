import { z } from 'zod';
import type { WorkingCalendar } from './calendar.ts';
import { addDays, type Day, dayOfMonth, isDay } from './days.ts';
import type { DataWindow, Period } from './periods.ts';

const Shift = z.enum(['next', 'previous', 'none']).default('next');

/** When a report is due. `shift` says where a due day goes that is not worked. */
export const DueRule = z.discriminatedUnion('kind', [
  /** "Ngày 15 của tháng cuối quý": `monthOffset` 0 is the last month of the period, 1 the month after. Day 31 means the last day. */
  z.strictObject({
    kind: z.literal('day_of_month'),
    day: z.number().int().min(1).max(31),
    monthOffset: z.number().int().min(-12).max(12).default(0),
    shift: Shift,
  }),
  /** "Năm ngày làm việc sau khi chốt số liệu". */
  z.strictObject({ kind: z.literal('working_days_after_window'), days: z.number().int().min(1).max(250) }),
  z.strictObject({
    kind: z.literal('days_after_window'),
    days: z.number().int().min(0).max(366),
    shift: Shift,
  }),
  /** An ad hoc request: once, on a day. */
  z.strictObject({
    kind: z.literal('date'),
    on: z.string().refine(isDay, 'is not a day such as 2026-02-14'),
    shift: Shift,
  }),
]);
export type DueRule = z.infer<typeof DueRule>;

export interface Due {
  readonly day: Day;
  /** False when the day depends on days nobody has decided on, or on a year without a calendar. */
  readonly certain: boolean;
}

/** The due day of a period. Pure; the same for every unit. */
export function dueOf(rule: DueRule, period: Period, window: DataWindow, calendar: WorkingCalendar): Due {
  if (rule.kind === 'working_days_after_window') {
    const day = calendar.addWorkingDays(window.to, rule.days);
    return { day, certain: calendar.certain(window.to, day) };
  }
  const plain = plainDay(rule, period, window);
  if (rule.shift === 'none') return { day: plain, certain: true };
  const day = calendar.onWorkingDay(plain, rule.shift);
  return { day, certain: day < plain ? calendar.certain(day, plain) : calendar.certain(plain, day) };
}

function plainDay(
  rule: Exclude<DueRule, { kind: 'working_days_after_window' }>,
  period: Period,
  window: DataWindow,
): Day {
  switch (rule.kind) {
    case 'day_of_month':
      return dayOfMonth(period.year, period.lastMonth + rule.monthOffset, rule.day);
    case 'days_after_window':
      return addDays(window.to, rule.days);
    case 'date':
      return rule.on;
  }
}

/** The rule in words, for people who confirm it. */
export function describeDueRule(rule: DueRule): string {
  const shifted = (shift: 'next' | 'previous' | 'none') =>
    shift === 'none'
      ? ''
      : shift === 'next'
        ? ', gặp ngày nghỉ thì lùi sang ngày làm việc kế tiếp'
        : ', gặp ngày nghỉ thì lấy ngày làm việc liền trước';
  switch (rule.kind) {
    case 'day_of_month': {
      const date = rule.day === 31 ? 'ngày cuối' : `ngày ${rule.day}`;
      const month =
        rule.monthOffset === 0
          ? 'tháng cuối kỳ'
          : rule.monthOffset === 1
            ? 'tháng liền sau kỳ'
            : `tháng thứ ${rule.monthOffset} so với tháng cuối kỳ`;
      return `${date} của ${month}${shifted(rule.shift)}`;
    }
    case 'working_days_after_window':
      return `${rule.days} ngày làm việc sau ngày chốt số liệu`;
    case 'days_after_window':
      return `${rule.days} ngày sau ngày chốt số liệu${shifted(rule.shift)}`;
    case 'date':
      return `ngày ${rule.on}${shifted(rule.shift)}`;
  }
}
