import { describe, expect, it } from 'vitest';
import { vietnamDay } from '../../src/clock.ts';
import { contentDir } from '../../src/files.ts';
import { currentStep, loadLadder, stepDay } from '../../src/reminders/ladder.ts';
import { calendarWarnings, loadCalendar } from '../../src/reporting/calendar.ts';
import { DueRule, dueOf } from '../../src/reporting/due.ts';
import { findPeriodById, type WindowRule, windowOf } from '../../src/reporting/periods.ts';
import { loadUnits } from '../../src/reporting/units.ts';

const { calendar, officeHours } = loadCalendar(contentDir());
const ladder = loadLadder(contentDir());
const units = loadUnits(contentDir());

function due(periodId: string, window: WindowRule, rule: unknown) {
  const period = findPeriodById(periodId);
  if (period === undefined) throw new Error(periodId);
  return dueOf(DueRule.parse(rule), period, windowOf(period, window), calendar);
}
const step = (id: string) => {
  const found = ladder.steps.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

/** Every expectation was worked out by hand on the printed calendars. */
describe('reporting, dated cases by hand', () => {
  it.each([
    ['2026-02-13', true, 'the Friday before Tết'],
    ['2026-02-16', false, 'Tết'],
    ['2026-02-20', false, 'the last weekday of Tết'],
    ['2026-02-23', true, 'the Monday after Tết'],
    ['2026-08-22', true, 'a Saturday worked instead of 31/8'],
    ['2026-08-31', false, 'swapped'],
    ['2026-09-02', false, 'national day'],
    ['2026-09-03', true, 'the day after it'],
    ['2026-11-24', false, 'new since 2026'],
    ['2025-11-24', true, 'the year before it was new'],
    ['2026-01-02', false, 'swapped'],
    ['2026-01-10', true, 'the Saturday worked for it'],
    ['2026-04-27', false, 'Giỗ Tổ fell on a Sunday'],
    ['2019-05-04', true, 'a worked Saturday'],
    ['2024-05-04', true, 'a worked Saturday'],
    ['2024-04-29', false, 'swapped'],
    ['2025-04-26', true, 'a worked Saturday'],
    ['2026-11-22', false, 'a Sunday'],
  ])('%s is worked: %s (%s)', (day, worked) => {
    expect(calendar.isWorkingDay(day)).toBe(worked);
  });

  it.each([
    ['2026-02-13', 1, '2026-02-23'],
    ['2026-02-12', 2, '2026-02-23'],
    ['2026-02-23', -1, '2026-02-13'],
    ['2026-02-23', -2, '2026-02-12'],
    ['2026-08-21', 1, '2026-08-22'],
    ['2026-08-21', 2, '2026-08-24'],
    ['2026-08-28', 1, '2026-09-03'],
    ['2026-09-03', -1, '2026-08-28'],
    ['2026-11-23', 1, '2026-11-25'],
    ['2025-12-31', 1, '2026-01-05'],
    ['2026-01-09', 1, '2026-01-10'],
    ['2026-12-31', 1, '2027-01-04'],
    ['2024-04-26', 1, '2024-05-02'],
    ['2024-04-26', 3, '2024-05-04'],
    ['2024-04-26', 4, '2024-05-06'],
    ['2026-11-22', 0, '2026-11-22'],
  ])('%s and %i working days is %s', (day, count, expected) => {
    expect(calendar.addWorkingDays(day, count)).toBe(expected);
  });

  it.each([
    ['2026-Q1', { kind: 'day_of_month', day: 15 }, '2026-03-16'],
    ['2026-Q1', { kind: 'day_of_month', day: 15, shift: 'previous' }, '2026-03-13'],
    ['2026-Q1', { kind: 'day_of_month', day: 15, shift: 'none' }, '2026-03-15'],
    ['2026-02', { kind: 'day_of_month', day: 31 }, '2026-03-02'],
    ['2026-02', { kind: 'day_of_month', day: 31, shift: 'previous' }, '2026-02-27'],
    ['2024-02', { kind: 'day_of_month', day: 31 }, '2024-02-29'],
    ['2025-02', { kind: 'day_of_month', day: 29 }, '2025-02-28'],
    ['2026-04', { kind: 'day_of_month', day: 31 }, '2026-05-04'],
    ['2026-04', { kind: 'day_of_month', day: 31, shift: 'previous' }, '2026-04-29'],
    ['2027-02', { kind: 'day_of_month', day: 30 }, '2027-03-01'],
    ['2026-02', { kind: 'day_of_month', day: 15 }, '2026-02-23'],
    ['2026-02', { kind: 'day_of_month', day: 15, shift: 'previous' }, '2026-02-13'],
    ['2025-12', { kind: 'day_of_month', day: 1, monthOffset: 1 }, '2026-01-05'],
    ['2026-02', { kind: 'working_days_after_window', days: 5 }, '2026-02-27'],
    ['2026-08', { kind: 'working_days_after_window', days: 5 }, '2026-08-21'],
    ['2026-08', { kind: 'working_days_after_window', days: 6 }, '2026-08-22'],
    ['2026-11', { kind: 'working_days_after_window', days: 5 }, '2026-11-20'],
    ['2026-Q3', { kind: 'days_after_window', days: 10 }, '2026-09-24'],
    ['2026', { kind: 'day_of_month', day: 18 }, '2026-12-18'],
    ['2026-11-24', { kind: 'date', on: '2026-11-24' }, '2026-11-25'],
    ['2026-11-24', { kind: 'date', on: '2026-11-24', shift: 'previous' }, '2026-11-23'],
  ])('%s by %j is due on %s (PEERS seed 6)', (period, rule, expected) => {
    expect(due(period, 'decree_09_2019', rule).day).toBe(expected);
  });

  it.each([
    ['2026-08', { kind: 'working_days_after_window', days: 5 }, '2026-09-09'],
    ['2026-12', { kind: 'working_days_after_window', days: 5 }, '2027-01-08'],
  ])('%s cut at the end of the calendar month by %j is due on %s', (period, rule, expected) => {
    expect(due(period, 'calendar', rule).day).toBe(expected);
  });

  it.each([
    ['2026-01', '2025-12-15', '2026-01-14'],
    ['2026-Q1', '2025-12-15', '2026-03-14'],
    ['2026-Q3', '2026-06-15', '2026-09-14'],
    ['2026-H1', '2025-12-15', '2026-06-14'],
    ['2026-H2', '2026-06-15', '2026-12-14'],
    ['2026-9M', '2025-12-15', '2026-09-14'],
    ['2026', '2025-12-15', '2026-12-14'],
  ])('the figures of %s run from %s to %s', (id, from, to) => {
    const period = findPeriodById(id);

    expect(period && windowOf(period, 'decree_09_2019')).toEqual({ from, to });
  });

  it.each([
    ['truoc-5', '2026-02-27', '2026-02-13'],
    ['truoc-2', '2026-02-27', '2026-02-25'],
    ['truoc-5', '2026-09-03', '2026-08-24'],
    ['truoc-2', '2026-09-03', '2026-08-27'],
    ['tre-1', '2026-08-28', '2026-09-03'],
    ['tre-3', '2026-08-28', '2026-09-07'],
    ['tre-7', '2026-08-28', '2026-09-11'],
    ['tre-1', '2026-08-21', '2026-08-22'],
    ['dung-ngay', '2026-11-20', '2026-11-20'],
  ])('the step %s of what is due on %s falls on %s', (id, dueOn, expected) => {
    expect(stepDay(step(id), dueOn, calendar)).toBe(expected);
  });

  it.each([
    ['2026-11-12', undefined],
    ['2026-11-13', 'truoc-5'],
    ['2026-11-17', 'truoc-5'],
    ['2026-11-18', 'truoc-2'],
    ['2026-11-20', 'dung-ngay'],
    ['2026-11-21', undefined],
    ['2026-11-23', 'tre-1'],
    ['2026-11-25', 'tre-1'],
    ['2026-11-26', 'tre-3'],
  ])('on %s the officer of what is due on 2026-11-20 is told %s', (today, expected) => {
    expect(currentStep(ladder.steps, 'officer', '2026-11-20', today, calendar)?.id).toBe(expected);
  });

  it.each([
    ['2026-11-20T23:59:59+07:00', '2026-11-20', 0],
    ['2026-11-20T16:59:59Z', '2026-11-20', 0],
    ['2026-11-21T00:00:00+07:00', '2026-11-21', 0],
    ['2026-11-20T17:00:00Z', '2026-11-21', 0],
    ['2026-11-23T00:00:00+07:00', '2026-11-23', 1],
    ['2026-11-25T08:00:00+07:00', '2026-11-25', 2],
  ])('%s is %s in Viet Nam, %i working days after Friday 2026-11-20 (PEERS seed 5)', (instant, day, late) => {
    expect(vietnamDay(new Date(instant))).toBe(day);
    expect(calendar.workingDaysBetween('2026-11-20', day)).toBe(late);
  });

  it.each([
    ['ht.436', '2025-06-30', 'ht.436'],
    ['ht.436', '2025-07-01', undefined],
    ['ht.18070', '2025-06-30', 'ht.18070'],
    ['ht.18070', '2025-07-01', 'ht.thanh-sen'],
    ['ht.thong-tin-truyen-thong', '2025-03-01', 'ht.khoa-hoc-cong-nghe'],
    ['vl.thong-tin-truyen-thong-tv', '2026-01-01', 'vl.khoa-hoc-cong-nghe'],
  ])('%s is answered for on %s by %s', (id, day, heir) => {
    expect(units.heirOn(id, day)?.id).toBe(heir);
  });

  it('says a due day that rests on an undecided Tết is not certain', () => {
    expect(due('2027-02', 'decree_09_2019', { kind: 'working_days_after_window', days: 5 }).certain).toBe(
      false,
    );
    expect(due('2026-02', 'decree_09_2019', { kind: 'working_days_after_window', days: 5 }).certain).toBe(
      true,
    );
    expect(due('2031-03', 'decree_09_2019', { kind: 'day_of_month', day: 20 }).certain).toBe(false);
  });

  it('warns weeks before a year without a calendar, not earlier', () => {
    expect(calendarWarnings(calendar, officeHours, '2026-10-01')).toEqual([]);
    expect(calendarWarnings(calendar, officeHours, '2026-11-21').join()).toContain('2027');
    expect(calendarWarnings(calendar, officeHours, '2027-12-01').join()).toContain('2028');
  });
});
