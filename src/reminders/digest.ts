import { formatDay } from '../i18n/numbers.ts';
import type { Translate } from '../i18n/texts.ts';
import type { Choice, Reply } from '../messages/index.ts';
import type { Day } from '../reporting/days.ts';
import { unitName } from '../reporting/desk.ts';
import type { ExpectedReport } from '../reporting/ledger.ts';
import { periodName } from '../reporting/periods.ts';
import { ratesOf } from '../reporting/rates.ts';
import type { ReportBook } from '../reporting/snapshot.ts';
import type { DueDigest, ReminderItem } from './items.ts';

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
  /** Units of the weekly overview. */
  readonly overviewUnits: ReadonlySet<string>;
  /** One-time link back to the chat, where there is one. */
  readonly backLink?: { readonly url: string | undefined; readonly code: string } | undefined;
}

/** One message for everything a person is to be told today. */
export function digestReply(input: DigestText): Reply {
  const { digest, id, today, book, t, discreet } = input;
  const own = digest.items.filter(({ audience }) => audience === 'officer');
  const led = digest.items.filter(({ audience }) => audience === 'leader');
  const watched = digest.items.filter(({ audience }) => audience === 'department');
  const parts: string[] = [];
  if (input.onBehalfOf !== undefined && input.onBehalfOf.length > 0)
    parts.push(t('reminders.deputy', { names: input.onBehalfOf.join(', ') }));
  if (own.length > 0)
    parts.push(section(t('reminders.own'), own, (item) => ownLine(item.report, today, book, t), t));
  if (digest.older.length > 0) parts.push(t('reminders.older', { count: digest.older.length }));
  if (led.length > 0)
    parts.push(section(t('reminders.leader'), led, (item) => ownLine(item.report, today, book, t), t));
  if (watched.length > 0)
    parts.push(discreet ? t('reminders.department_discreet') : departmentPart(watched, t, book));
  if (digest.weekly !== undefined) parts.push(discreet ? t('reminders.weekly_discreet') : weeklyPart(input));
  const shown = digest.items.map(({ report }) => report.duty);
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

/** The department sees how many units of each report are late, not two hundred lines. */
function departmentPart(items: readonly ReminderItem[], t: Translate, book: ReportBook): string {
  const groups = new Map<string, ReminderItem[]>();
  for (const item of items) {
    const key = `${item.report.duty.obligation.id}|${item.report.duty.period.id}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const lines = [...groups.values()].slice(0, MOST_LISTED).map((group) => {
    const [first] = group;
    const names = group
      .slice(0, 3)
      .map(({ report }) => unitName(report.owner ?? book.reporting.units.get(report.unit)));
    return first === undefined
      ? ''
      : `- ${t('reminders.department_line', { name: first.report.duty.obligation.name, period: periodName(first.report.duty.period), count: group.length, names: names.join(', ') + (group.length > names.length ? ' …' : '') })}`;
  });
  return [t('reminders.department'), ...lines].join('\n');
}

function weeklyPart({ book, today, t, overviewUnits }: DigestText): string {
  const from = book.trackedFrom ?? today;
  const duties = book.ledger
    .open(today, from)
    .filter(({ dueOn, window }) => window.to < today && dueOn <= today)
    .slice(-6);
  const lines = duties.map((duty) => {
    const { expected, actual, onTime } = ratesOf(book.ledger.reportsOf(duty, overviewUnits, today));
    return `- ${t('reminders.weekly_line', { name: duty.obligation.name, period: periodName(duty.period), expected, actual, onTime })}`;
  });
  return [
    t('reminders.weekly', { day: formatDay(today) }),
    ...(lines.length === 0 ? [`- ${t('reminders.weekly_none')}`] : lines),
  ].join('\n');
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
