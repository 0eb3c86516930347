import { formatDay } from '../i18n/numbers.ts';
import type { Translate } from '../i18n/texts.ts';
import type { Choice, Reply } from '../messages/index.ts';
import type { Day } from '../reporting/days.ts';
import { unitName } from '../reporting/desk.ts';
import type { ExpectedReport } from '../reporting/ledger.ts';
import { type Duty, mayBeFiled } from '../reporting/obligations.ts';
import { periodName } from '../reporting/periods.ts';
import { ratesOf } from '../reporting/rates.ts';
import type { ReportBook } from '../reporting/snapshot.ts';
import { type DueDigest, parted, type ReminderItem } from './items.ts';

/** Lines of one kind before "và … nữa". */
const MOST_LISTED = 10;

export interface DigestText {
  readonly digest: DueDigest;
  readonly id: string;
  readonly today: Day;
  readonly book: ReportBook;
  readonly t: Translate;
  /** E-mail passes through other people's servers: it says what the reader owes, never figures about others. */
  readonly discreet: boolean;
  /** Whom the reader stands in for, by name. */
  readonly onBehalfOf?: readonly string[];
  /** What the department hears, by report and period. */
  readonly groups?: readonly DepartmentGroup[] | undefined;
  /** Of the weekly overview, where there is one. */
  readonly weekly?: readonly WeeklyRates[] | undefined;
  /** One-time link back to the chat, where there is one. */
  readonly backLink?: { readonly url: string | undefined; readonly code: string } | undefined;
}

/** One message for everything a person is to be told today. */
export function digestReply(input: DigestText): Reply {
  const { digest, id, today, book, t, discreet } = input;
  const own = digest.items.filter(({ audience }) => audience === 'officer');
  const led = digest.items.filter(({ audience }) => audience === 'leader');
  const groups = input.groups ?? [];
  const parts: string[] = [];
  if (input.onBehalfOf !== undefined && input.onBehalfOf.length > 0)
    parts.push(t('reminders.deputy', { names: input.onBehalfOf.join(', ') }));
  if (own.length > 0)
    parts.push(section(t('reminders.own'), own, (item) => ownLine(item.report, today, book, t), t));
  if (digest.older.length > 0) parts.push(t('reminders.older', { count: digest.older.length }));
  if (led.length > 0)
    parts.push(section(t('reminders.leader'), led, (item) => ownLine(item.report, today, book, t), t));
  if (groups.length > 0)
    parts.push(discreet ? t('reminders.department_discreet') : departmentPart(groups, t, book));
  if (digest.weekly !== undefined) parts.push(discreet ? t('reminders.weekly_discreet') : weeklyPart(input));
  const shown = [...own, ...led].map(({ report }) => report.duty).concat(groups.map(({ duty }) => duty));
  if (shown.some(({ obligation }) => obligation.dueBasis === 'default')) parts.push(t('report.default_due'));
  if (shown.some(({ certain }) => !certain)) parts.push(t('report.uncertain_due'));
  if (input.backLink !== undefined)
    parts.push(
      t(input.backLink.url === undefined ? 'reminders.back_code' : 'reminders.back_link', {
        code: input.backLink.code,
        url: input.backLink.url ?? '',
      }),
    );
  return { text: parts.join('\n\n'), ...(own.length > 0 ? { choices: buttons(id, t) } : {}) };
}

function section<T>(head: string, items: readonly T[], line: (item: T) => string, t: Translate): string {
  const lines = items.slice(0, MOST_LISTED).map((item) => `- ${line(item)}`);
  if (items.length > MOST_LISTED) lines.push(t('report.and_more', { count: items.length - MOST_LISTED }));
  return [head, ...lines].join('\n');
}

function ownLine(report: ExpectedReport, today: Day, book: ReportBook, t: Translate): string {
  const { duty, owner, unit, late, workingDaysLate } = report;
  const { units, calendar } = book.reporting;
  const name =
    owner !== undefined && owner.id !== unit
      ? t('report.inherited', { unit: unitName(owner), old: unitName(units.get(unit)) })
      : unitName(owner ?? units.get(unit));
  const when = late
    ? t('reminders.late', { day: formatDay(duty.dueOn), count: workingDaysLate })
    : duty.dueOn === today
      ? t('reminders.today')
      : t('reminders.soon', {
          day: formatDay(duty.dueOn),
          count: calendar.workingDaysBetween(today, duty.dueOn),
        });
  return t('reminders.line', {
    name: duty.obligation.name,
    period: periodName(duty.period),
    unit: name,
    when,
  });
}

/** Late units of one report and period. */
export interface DepartmentGroup {
  readonly duty: Duty;
  count: number;
  readonly first: ExpectedReport[];
}

/** Names shown of a group. */
const MOST_NAMED = 3;
/** Items grouped at once. */
const ITEMS_AT_ONCE = 5_000;

/** The department sees how many units of each report are late, not two hundred lines. In steps of some milliseconds. */
export function* departmentGroups(items: readonly ReminderItem[]): Generator<void, DepartmentGroup[]> {
  const groups = new Map<Duty, DepartmentGroup>();
  for (let start = 0; start < items.length; start += ITEMS_AT_ONCE) {
    for (const { audience, report } of items.slice(start, start + ITEMS_AT_ONCE)) {
      if (audience !== 'department') continue;
      const group = groups.get(report.duty) ?? { duty: report.duty, count: 0, first: [] };
      groups.set(report.duty, group);
      group.count += 1;
      if (group.first.length < MOST_NAMED) group.first.push(report);
    }
    yield;
  }
  return [...groups.values()];
}

function departmentPart(groups: readonly DepartmentGroup[], t: Translate, book: ReportBook): string {
  const lines = groups.slice(0, MOST_LISTED).map(({ duty, count, first }) => {
    const names = first.map((report) => unitName(report.owner ?? book.reporting.units.get(report.unit)));
    return `- ${t('reminders.department_line', { name: duty.obligation.name, period: periodName(duty.period), count, names: names.join(', ') + (count > names.length ? ' …' : '') })}`;
  });
  return [t('reminders.department'), ...lines].join('\n');
}

function weeklyPart({ weekly = [], today, t }: DigestText): string {
  const lines = weekly.map(
    ({ duty, expected, actual, onTime }) =>
      `- ${t('reminders.weekly_line', { name: duty.obligation.name, period: periodName(duty.period), expected, actual, onTime })}`,
  );
  return [
    t('reminders.weekly', { day: formatDay(today) }),
    ...(lines.length === 0 ? [`- ${t('reminders.weekly_none')}`] : lines),
  ].join('\n');
}

/** One line of the weekly overview, counted as DHIS2 does. */
export interface WeeklyRates {
  readonly duty: Duty;
  readonly expected: number;
  readonly actual: number;
  readonly onTime: number;
}

/** Periods of a weekly overview. */
const WEEKLY_DUTIES = 6;

/** Rates of the latest periods that have come due, over some units; in steps of some milliseconds. */
export function* weeklyRates(
  book: ReportBook,
  units: ReadonlySet<string>,
  today: Day,
): Generator<void, WeeklyRates[]> {
  const duties = book.ledger
    .open(today, book.trackedFrom ?? today)
    .filter((duty) => mayBeFiled(duty, today) && duty.dueOn <= today)
    .slice(-WEEKLY_DUTIES);
  const found: WeeklyRates[] = [];
  for (const duty of duties) {
    const sum = { expected: 0, actual: 0, onTime: 0 };
    for (const part of parted(units)) {
      const { expected, actual, onTime } = ratesOf(book.ledger.reportsOf(duty, part, today));
      sum.expected += expected;
      sum.actual += actual;
      sum.onTime += onTime;
      yield;
    }
    found.push({ duty, ...sum });
  }
  return found;
}

/** Data of the buttons; `rm:el:<digest>:<number>` names one of several reports. */
export const BUTTON = /^rm:(go|el|la|no):([A-Za-z0-9_-]{6,24})(?::(\d{1,3}|all))?$/;

function buttons(id: string, t: Translate): Choice[] {
  return [
    { label: t('reminders.button_go'), data: `rm:go:${id}` },
    { label: t('reminders.button_elsewhere'), data: `rm:el:${id}` },
    { label: t('reminders.button_later'), data: `rm:la:${id}` },
    { label: t('reminders.button_not_me'), data: `rm:no:${id}` },
  ];
}
