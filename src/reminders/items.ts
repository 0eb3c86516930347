import type { Day } from '../reporting/days.ts';
import { addDays, weekdayOf } from '../reporting/days.ts';
import type { ExpectedReport } from '../reporting/ledger.ts';
import type { Duty } from '../reporting/obligations.ts';
import type { ReportBook } from '../reporting/snapshot.ts';
import type { Person } from '../storage/store.ts';
import { type Audience, currentStep, type Ladder, type Step } from './ladder.ts';

/** One thing to tell a person: a report and the step that made it due to be told. */
export interface ReminderItem {
  readonly key: string;
  readonly step: string;
  readonly audience: Audience;
  readonly report: ExpectedReport;
}

export interface DueDigest {
  /** New today. */
  readonly items: readonly ReminderItem[];
  /** Open reports of the person's own units that were told before; named so that nothing old is forgotten. */
  readonly older: readonly ExpectedReport[];
  /** The week's overview is due. */
  readonly weekly: string | undefined;
}

export const reportKey = ({ duty, unit }: ExpectedReport): string =>
  `${duty.obligation.id}|${duty.period.id}|${unit}`;
export const WEEKLY = 'tuan';

/** What is the same for everybody on a day: the open duties, and the step each audience is at. */
export interface DayPlan {
  readonly today: Day;
  readonly duties: readonly {
    readonly duty: Duty;
    readonly steps: Readonly<Record<Audience, Step | undefined>>;
  }[];
}

export function planDay(book: ReportBook, ladder: Ladder, today: Day): DayPlan {
  const { ledger, trackedFrom, reporting } = book;
  const horizon = addDays(today, -ladder.horizonDays);
  const dueFrom = trackedFrom !== undefined && trackedFrom > horizon ? trackedFrom : horizon;
  const at = (audience: Audience, duty: Duty) =>
    currentStep(ladder.steps, audience, duty.dueOn, today, reporting.calendar);
  const duties = ledger
    .open(today, dueFrom)
    .map((duty) => ({
      duty,
      steps: { officer: at('officer', duty), leader: at('leader', duty), department: at('department', duty) },
    }))
    .filter(
      ({ duty, steps }) =>
        duty.dueOn < today ||
        steps.officer !== undefined ||
        steps.leader !== undefined ||
        steps.department !== undefined,
    );
  return { today, duties };
}

interface DigestInput {
  readonly book: ReportBook;
  readonly ladder: Ladder;
  readonly told: ReadonlySet<string>;
  readonly plan: DayPlan;
}

/**
 * What is to be told to a person today and was not told yet. `told` are `key|step` of earlier digests. Pure: the same
 * day, ledger and log give the same answer, whoever computes it and however often.
 */
export function dueDigest(person: Person, input: DigestInput): DueDigest {
  const steps = dueDigestSteps(person, input);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in steps of some milliseconds: a department’s reader hears of thousands of units. */
export function* dueDigestSteps(
  person: Person,
  { book, ladder, told, plan }: DigestInput,
): Generator<void, DueDigest> {
  const { today } = plan;
  const items: ReminderItem[] = [];
  const older = new Map<string, ExpectedReport>();
  const scopes = scopesOf(person, book);
  for (const { duty, steps } of scopes.length === 0 ? [] : plan.duties) {
    for (const { audience, units } of scopes) {
      const step = steps[audience];
      if (step === undefined && audience !== 'officer') continue;
      for (const part of units) {
        for (const report of book.ledger.reportsOf(duty, part, today)) {
          if (report.state !== 'open') continue;
          const key = reportKey(report);
          if (step !== undefined && !told.has(`${key}|${step.id}`))
            items.push({ key, step: step.id, audience, report });
          else if (audience === 'officer' && report.late) older.set(key, report);
        }
        yield;
      }
    }
  }
  for (const { key } of items) older.delete(key);
  return { items, older: [...older.values()], weekly: weeklyDue(person, { book, ladder, today, told }) };
}

/** Reports of this many units are looked up in a millisecond or two. */
const UNITS_AT_ONCE = 1_000;

/** Sets of at most {@link UNITS_AT_ONCE}. */
export function parted(units: ReadonlySet<string>): readonly ReadonlySet<string>[] {
  if (units.size <= UNITS_AT_ONCE) return [units];
  const all = [...units];
  return Array.from(
    { length: Math.ceil(all.length / UNITS_AT_ONCE) },
    (_, index) => new Set(all.slice(index * UNITS_AT_ONCE, (index + 1) * UNITS_AT_ONCE)),
  );
}

/** Officers and leaders hear of exactly their units, the department of everything below its own. */
function scopesOf(
  person: Person,
  { reporting }: ReportBook,
): { audience: Audience; units: readonly ReadonlySet<string>[] }[] {
  const units: Record<Audience, Set<string>> = {
    officer: new Set(),
    leader: new Set(),
    department: new Set(),
  };
  for (const { role, unit, disputedAt } of person.roles) {
    if (disputedAt !== undefined) continue;
    if (role === 'officer' || role === 'leader') units[role].add(unit);
    if (role === 'department' && reporting.units.find(unit) !== undefined)
      for (const id of reporting.units.subtree(unit)) units.department.add(id);
  }
  return (Object.entries(units) as [Audience, Set<string>][])
    .filter(([, set]) => set.size > 0)
    .map(([audience, set]) => ({ audience, units: parted(set) }));
}

/** `2026-W47`, the key of a week, from the first working day on or after the ladder's weekday; once a week, also after downtime. */
function weeklyDue(
  person: Person,
  { book, ladder, today, told }: { book: ReportBook; ladder: Ladder; today: Day; told: ReadonlySet<string> },
): string | undefined {
  if (
    !person.roles.some(
      ({ role, disputedAt }) => disputedAt === undefined && (role === 'leader' || role === 'department'),
    )
  )
    return undefined;
  const monday = addDays(today, 1 - weekdayOf(today));
  const from = book.reporting.calendar.onWorkingDay(addDays(monday, ladder.weeklyDigestOn - 1), 'next');
  if (today < from) return undefined;
  return told.has(`${WEEKLY}|${monday}`) ? undefined : monday;
}
