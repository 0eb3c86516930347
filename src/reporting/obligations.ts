import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { z } from 'zod';
import { ContentError } from '../errors.ts';
import type { WorkingCalendar } from './calendar.ts';
import { addDays, type Day, isDay, yearOf } from './days.ts';
import { DueRule, dueOf } from './due.ts';
import {
  adHocPeriod,
  type DataWindow,
  PERIOD_TYPES,
  type Period,
  periodsOfYear,
  WINDOW_RULES,
  windowOf,
} from './periods.ts';
import type { Unit, Units } from './units.ts';

/** `khac`: asked for once and none of the regular ones. */
export const REPORTS = ['dvctt', 'cchc', 'bcci', 'minh_bach', 'khac'] as const;
export type ReportId = (typeof REPORTS)[number];

const DayText = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
  z.string().refine(isDay, 'is not a day such as 2026-02-14'),
);
const SourceText = z.strictObject({ title: z.string(), asOf: z.string() });

const ObligationEntry = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,24}$/, 'needs 1 to 24 of a-z 0-9 -'),
  report: z.enum(REPORTS),
  name: z.string().min(1),
  provinces: z.array(z.enum(['ha-tinh', 'vinh-long'])).min(1),
  /** Kinds of units that owe it. */
  kinds: z.array(z.enum(['department', 'district', 'commune'])).default([]),
  /** Further units by id; with no `kinds`, only these. */
  units: z.array(z.string()).default([]),
  except: z.array(z.string()).default([]),
  periodicity: z.enum(PERIOD_TYPES),
  /** Only these periods of a year: `H1`, `Q1` … */
  only: z.array(z.string()).optional(),
  window: z.enum(WINDOW_RULES).default('calendar'),
  due: z.preprocess(
    (rule) =>
      typeof rule === 'object' && rule !== null && 'on' in rule && rule.on instanceof Date
        ? { ...rule, on: rule.on.toISOString().slice(0, 10) }
        : rule,
    DueRule,
  ),
  /** `default`: a setting of ours, not a legal due day. */
  dueBasis: z.enum(['default', 'document']),
  validFrom: DayText,
  validTo: DayText.optional(),
  source: SourceText.optional(),
  note: z.string().optional(),
});
const ObligationsFile = z.strictObject({
  set: z.enum(['default', 'history']),
  status: z.string(),
  source: SourceText,
  obligations: z.array(ObligationEntry),
});

/** A report that units owe, again and again, between two days. */
export interface Obligation extends Omit<z.infer<typeof ObligationEntry>, 'source'> {
  /** `history` ended and is only looked up; nobody is reminded of it. */
  readonly set: 'default' | 'history';
  readonly status: string;
  readonly source: z.infer<typeof SourceText>;
  /** Changes when what is owed changes: window, due rule, units. Frozen with every period that opens. */
  readonly version: string;
}

/** One obligation in one period: what every unit of it owes. */
export interface Duty {
  readonly obligation: Obligation;
  readonly period: Period;
  readonly window: DataWindow;
  /** The first day of the data window; from then on rule and units are frozen. */
  readonly opensOn: Day;
  readonly dueOn: Day;
  /** False while the due day depends on an undecided calendar. */
  readonly certain: boolean;
  /** Ids of the units that owe it. */
  readonly units: readonly string[];
}

export const dutyKey = (obligation: string, period: string): string => `${obligation}|${period}`;

export interface Obligations {
  readonly all: readonly Obligation[];
  find(id: string): Obligation | undefined;
  /** The duty of a period, or undefined when the obligation has no such period. */
  dutyOf(obligation: Obligation, periodId: string): Duty | undefined;
  /** Duties that are due between two days, both included, by due day. */
  dueBetween(from: Day, to: Day): Duty[];
  /** Duties whose data window has begun by `on` and that are due on or after `dueFrom`. */
  openBy(on: Day, dueFrom: Day): Duty[];
  /** Computes what `openBy` needs, in steps of some milliseconds; without it the first call takes longer. */
  warm(on: Day, dueFrom: Day): Generator<void, void>;
  /** Adds one that is not in the content (a request made while the service runs), or takes the place of the same id. */
  add(obligation: Obligation): void;
  /** Takes one out again: nobody owes it any more. */
  remove(id: string): void;
}

export function createObligations(
  given: readonly Obligation[],
  units: Units,
  calendar: WorkingCalendar,
): Obligations {
  const all = [...given];
  const byId = new Map(all.map((one) => [one.id, one]));
  const unitSets = new Map<string, readonly string[]>();
  const yearsOf = new Map<string, readonly Duty[]>();

  /** Days on which some unit begins or has ended: between two of them the same units owe the same. */
  const changes = [
    ...new Set(
      units.all.flatMap(({ from, to }) => [
        ...(from === undefined ? [] : [from]),
        ...(to === undefined ? [] : [addDays(to, 1)]),
      ]),
    ),
  ].sort();

  const unitSetKey = (obligation: Obligation, day: Day): string =>
    `${obligation.id}|${changes.findLast((change) => change <= day) ?? ''}`;

  function unitsOn(obligation: Obligation, day: Day): readonly string[] {
    const key = unitSetKey(obligation, day);
    const found = unitSets.get(key) ?? owingUnits(obligation, units, day);
    unitSets.set(key, found);
    return found;
  }

  function build(obligation: Obligation, period: Period): Duty | undefined {
    const window =
      period.type === 'ad_hoc'
        ? { from: obligation.validFrom, to: period.id }
        : windowOf(period, obligation.window);
    const opensOn = window.from;
    if (opensOn < obligation.validFrom || (obligation.validTo !== undefined && opensOn > obligation.validTo))
      return undefined;
    const due = dueOf(obligation.due, period, window, calendar);
    return {
      obligation,
      period,
      window,
      opensOn,
      dueOn: due.day,
      certain: due.certain,
      units: unitsOn(obligation, opensOn),
    };
  }

  function dutiesOfYear(obligation: Obligation, year: number): readonly Duty[] {
    const key = `${obligation.id}|${year}`;
    let found = yearsOf.get(key);
    if (found === undefined) {
      found = periodsOf(obligation, year).flatMap((period) => build(obligation, period) ?? []);
      yearsOf.set(key, found);
    }
    return found;
  }

  function select(fromYear: number, toYear: number, keep: (duty: Duty) => boolean): Duty[] {
    const found: Duty[] = [];
    for (const obligation of all) {
      for (let year = Math.max(fromYear, yearOf(obligation.validFrom) - 1); year <= toYear; year++) {
        for (const duty of dutiesOfYear(obligation, year)) if (keep(duty)) found.push(duty);
      }
    }
    return found.sort((a, b) =>
      a.dueOn === b.dueOn ? a.obligation.id.localeCompare(b.obligation.id) : a.dueOn < b.dueOn ? -1 : 1,
    );
  }

  /** Units looked at between two steps. */
  const unitsAtOnce = 1_000;

  function* warm(on: Day, dueFrom: Day): Generator<void, void> {
    for (const obligation of [...all]) {
      for (
        let year = Math.max(yearOf(dueFrom) - 2, yearOf(obligation.validFrom) - 1);
        year <= yearOf(on) + 1;
        year++
      ) {
        for (const period of periodsOf(obligation, year)) {
          const opensOn =
            period.type === 'ad_hoc' ? obligation.validFrom : windowOf(period, obligation.window).from;
          if (opensOn > on || opensOn < obligation.validFrom) continue;
          const key = unitSetKey(obligation, opensOn);
          if (unitSets.has(key)) continue;
          const found: string[] = [];
          for (let start = 0; start < units.all.length; start += unitsAtOnce) {
            for (const unit of units.all.slice(start, start + unitsAtOnce))
              if (owes(obligation, unit) && units.existsOn(unit, opensOn)) found.push(unit.id);
            yield;
          }
          unitSets.set(key, found);
        }
        dutiesOfYear(obligation, year);
        yield;
      }
    }
  }

  return {
    all,
    warm,
    find: (id) => byId.get(id),
    dutyOf(obligation, periodId) {
      return dutiesOfYear(obligation, Number(periodId.slice(0, 4))).find(
        ({ period }) => period.id === periodId,
      );
    },
    // A due day may lie in the year after its period, and a window may open in the year before.
    dueBetween: (from, to) =>
      select(yearOf(from) - 2, yearOf(to) + 1, ({ dueOn }) => from <= dueOn && dueOn <= to),
    openBy: (on, dueFrom) =>
      select(yearOf(dueFrom) - 2, yearOf(on) + 1, ({ opensOn, dueOn }) => opensOn <= on && dueOn >= dueFrom),
    add(obligation) {
      remove(obligation.id);
      all.push(obligation);
      byId.set(obligation.id, obligation);
    },
    remove,
  };

  function remove(id: string): void {
    const at = all.findIndex((one) => one.id === id);
    if (at < 0) return;
    all.splice(at, 1);
    byId.delete(id);
    for (const known of [unitSets, yearsOf])
      for (const key of known.keys()) if (key.startsWith(`${id}|`)) known.delete(key);
  }
}

/** Figures of a period can be filed once its data window has closed; a request from the day it is made. */
export function mayBeFiled({ period, opensOn, window }: Duty, today: Day): boolean {
  return period.type === 'ad_hoc' ? opensOn <= today : window.to < today;
}

function periodsOf(obligation: Obligation, year: number): Period[] {
  if (obligation.periodicity === 'ad_hoc') {
    const { due } = obligation;
    return due.kind === 'date' && yearOf(due.on) === year ? [adHocPeriod(due.on)] : [];
  }
  const { only } = obligation;
  return periodsOfYear(obligation.periodicity, year).filter(
    ({ id }) => only === undefined || only.includes(id.slice(5)),
  );
}

export function owes(obligation: Obligation, unit: Unit): boolean {
  if (obligation.except.includes(unit.id) || unit.kind === 'province') return false;
  if (obligation.units.includes(unit.id)) return true;
  return (
    obligation.provinces.includes(unit.province) &&
    (obligation.kinds as readonly string[]).includes(unit.kind)
  );
}

function owingUnits(obligation: Obligation, units: Units, day: Day): readonly string[] {
  return units.all.filter((unit) => owes(obligation, unit) && units.existsOn(unit, day)).map(({ id }) => id);
}

/** What is wrong with obligations: rules that never fire, nobody who owes them, two that chase the same report twice. */
export function problemsOfObligations(
  all: readonly Obligation[],
  units: Units,
  calendar: WorkingCalendar,
): string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  const obligations = createObligations(all, units, calendar);
  for (const one of all) {
    const name = `content/obligations: ${one.id}`;
    if (ids.has(one.id)) problems.push(`${name}: the id is used twice`);
    ids.add(one.id);
    if (one.validTo !== undefined && one.validTo < one.validFrom) {
      problems.push(`${name}: ends (${one.validTo}) before it begins (${one.validFrom})`);
      continue;
    }
    if ((one.periodicity === 'ad_hoc') !== (one.due.kind === 'date'))
      problems.push(`${name}: periodicity ad_hoc and due kind date belong together`);
    for (const id of [...one.units, ...one.except])
      if (units.find(id) === undefined)
        problems.push(`${name}: names the unit "${id}", which does not exist`);
    const until = one.validTo ?? addDays(one.validFrom, 3 * 366);
    const duties = obligations.openBy(until, '0000-00-00').filter(({ obligation }) => obligation === one);
    if (duties.length === 0)
      problems.push(`${name}: its rule never fires; check periodicity, only, due, validFrom and validTo`);
    else if (duties.every((duty) => duty.units.length === 0))
      problems.push(`${name}: no unit owes it; check provinces, kinds and units`);
    for (const duty of duties)
      if (duty.dueOn < duty.window.from)
        problems.push(
          `${name}: ${duty.period.id} would be due (${duty.dueOn}) before its figures begin (${duty.window.from})`,
        );
  }
  for (const [index, one] of all.entries()) {
    for (const other of all.slice(index + 1)) {
      const overlap =
        one.validFrom <= (other.validTo ?? '9999') && other.validFrom <= (one.validTo ?? '9999');
      const same =
        one.report === other.report &&
        one.periodicity === other.periodicity &&
        one.periodicity !== 'ad_hoc' &&
        (one.only ?? []).join() === (other.only ?? []).join();
      const shared = units.all.some((unit) => owes(one, unit) && owes(other, unit));
      if (overlap && same && shared)
        problems.push(
          `content/obligations: ${one.id} and ${other.id} ask the same report of the same units at the same time`,
        );
    }
  }
  return problems;
}

export function parseObligations(raw: unknown, file: string): Obligation[] {
  const parsed = ObligationsFile.safeParse(raw);
  if (!parsed.success)
    throw new ContentError(
      parsed.error.issues.map((issue) => `${file}: ${issue.path.join('.')}: ${issue.message}`),
    );
  const { set, status, source, obligations } = parsed.data;
  return obligations.map((entry) => ({
    ...entry,
    set,
    status,
    source: entry.source ?? source,
    version: versionOf(entry),
  }));
}

function versionOf({
  kinds,
  units,
  except,
  periodicity,
  only,
  window,
  due,
  provinces,
}: z.infer<typeof ObligationEntry>): string {
  return createHash('sha256')
    .update(JSON.stringify([provinces, kinds, units, except, periodicity, only, window, due]))
    .digest('hex')
    .slice(0, 12);
}

/** Reads `content/obligations/`. Throws ContentError listing every problem. */
export function loadObligations(contentDir: string, units: Units, calendar: WorkingCalendar): Obligations {
  const all = ['current.yaml', 'history.yaml'].flatMap((file) =>
    parseObligations(
      parseYaml(readFileSync(join(contentDir, 'obligations', file), 'utf8')),
      `content/obligations/${file}`,
    ),
  );
  const problems = problemsOfObligations(all, units, calendar);
  if (problems.length > 0) throw new ContentError(problems);
  return createObligations(all, units, calendar);
}
