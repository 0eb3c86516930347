import type { WorkingCalendar } from './calendar.ts';
import type { Day } from './days.ts';
import { type Duty, dutyKey, type Obligations } from './obligations.ts';
import type { Unit, Units } from './units.ts';

/**
 * The only things stored about a report besides the frozen period. `reopened` takes the last one back; `handed_over`
 * names who answers for it from now on.
 */
export const EVENT_KINDS = ['filed', 'filed_elsewhere', 'waived', 'reopened', 'handed_over'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface ReportEvent {
  /** Grows in the order of recording. */
  readonly id: number;
  readonly obligation: string;
  readonly period: string;
  readonly unit: string;
  readonly kind: EventKind;
  /** The day it happened in Viet Nam: what timeliness is judged by. */
  readonly on: Day;
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly toUnit?: string | undefined;
}

/** A period as it stood when it opened. */
export interface FrozenPeriod {
  readonly obligation: string;
  readonly period: string;
  readonly windowFrom: Day;
  readonly windowTo: Day;
  readonly dueOn: Day;
  readonly certain: boolean;
  readonly ruleVersion: string;
  readonly units: readonly string[];
}

export type ReportState = 'open' | 'filed' | 'filed_elsewhere' | 'waived';

/** One expected report: what a unit owes for a period, and what became of it. */
export interface ExpectedReport {
  readonly duty: Duty;
  /** The unit that owed it when the period opened. */
  readonly unit: string;
  /** Who answers for it today; undefined when the unit ended and nobody is known to have taken over. */
  readonly owner: Unit | undefined;
  readonly state: ReportState;
  /** The day it was filed, here or elsewhere. */
  readonly filedOn: Day | undefined;
  readonly late: boolean;
  /** Working days from the due day to the filing, or to today; 0 when it is not late, or late by a weekend only. */
  readonly workingDaysLate: number;
}

/** Which reports are expected and what became of each. In memory; fed with frozen periods and events. */
export interface Ledger {
  freeze(periods: readonly FrozenPeriod[]): void;
  record(events: readonly ReportEvent[]): void;
  /** The frozen duty where the period has opened, else the derived one. */
  duty(obligation: string, period: string): Duty | undefined;
  /** Duties that have opened by `today` and are due on or after `dueFrom`; history is left out. */
  open(today: Day, dueFrom: Day): Duty[];
  dueBetween(from: Day, to: Day): Duty[];
  report(duty: Duty, unit: string, today: Day): ExpectedReport;
  /** Every expected report of a duty. */
  reports(duty: Duty, today: Day): ExpectedReport[];
  /** Expected reports of a duty whose owner today is one of these units. */
  reportsOf(duty: Duty, owners: ReadonlySet<string>, today: Day): ExpectedReport[];
  isFrozen(duty: Duty): boolean;
}

interface Filed {
  readonly state: ReportState;
  readonly filedOn: Day | undefined;
  readonly heir: string | undefined;
  /** Id of the last event counted: one that comes again changes nothing. */
  readonly last: number;
}

const OPEN: Filed = { state: 'open', filedOn: undefined, heir: undefined, last: 0 };

export function createLedger({
  obligations,
  units,
  calendar,
}: {
  obligations: Obligations;
  units: Units;
  calendar: WorkingCalendar;
}): Ledger {
  const frozen = new Map<string, Duty>();
  const states = new Map<string, Map<string, Filed>>();
  /** Units of ended ones, by heir, so that the reports of 12,000 units need no walk for each. */
  const inherited = new Map<string, string[]>();
  for (const unit of units.all) {
    if (unit.to === undefined) continue;
    for (const heir of heirsOf(unit)) inherited.set(heir, [...(inherited.get(heir) ?? []), unit.id]);
  }

  function heirsOf(unit: Unit): string[] {
    const chain: string[] = [];
    let at: Unit | undefined = unit;
    while (at !== undefined && at.successors.length === 1 && chain.length < units.all.length) {
      const next: Unit | undefined = units.find(at.successors[0] ?? '');
      if (next === undefined || chain.includes(next.id)) break;
      chain.push(next.id);
      at = next;
    }
    return chain;
  }

  /** Duties share their lists of units; each list becomes one set. */
  const sets = new WeakMap<readonly string[], ReadonlySet<string>>();
  function setOf(list: readonly string[]): ReadonlySet<string> {
    const known = sets.get(list) ?? new Set(list);
    sets.set(list, known);
    return known;
  }

  const stateOf = (duty: Duty, unit: string): Filed =>
    states.get(dutyKey(duty.obligation.id, duty.period.id))?.get(unit) ?? OPEN;
  const current = (duty: Duty): Duty => frozen.get(dutyKey(duty.obligation.id, duty.period.id)) ?? duty;
  const tracked = (duty: Duty): boolean => duty.obligation.set !== 'history';

  function report(duty: Duty, unit: string, today: Day): ExpectedReport {
    const { state, filedOn, heir } = stateOf(duty, unit);
    const until = filedOn ?? today;
    const late = state !== 'waived' && until > duty.dueOn;
    return {
      duty,
      unit,
      owner: units.heirOn(heir ?? unit, today),
      state,
      filedOn,
      late,
      workingDaysLate: late ? calendar.workingDaysBetween(duty.dueOn, until) : 0,
    };
  }

  return {
    freeze(periods) {
      for (const one of periods) {
        const obligation = obligations.find(one.obligation);
        // An obligation that was taken out of the content is owed no more; its rows stay in the store.
        const derived = obligation && obligations.dutyOf(obligation, one.period);
        const period = derived?.period;
        if (obligation === undefined || period === undefined) continue;
        frozen.set(dutyKey(one.obligation, one.period), {
          obligation,
          period,
          window: { from: one.windowFrom, to: one.windowTo },
          opensOn: one.windowFrom,
          dueOn: one.dueOn,
          certain: one.certain,
          units: one.units,
        });
      }
    },
    record(events) {
      for (const event of events) {
        const key = dutyKey(event.obligation, event.period);
        const byUnit = states.get(key) ?? new Map<string, Filed>();
        states.set(key, byUnit);
        const before = byUnit.get(event.unit) ?? OPEN;
        if (event.id > before.last) byUnit.set(event.unit, { ...apply(before, event), last: event.id });
      }
    },
    duty(obligation, period) {
      const known = frozen.get(dutyKey(obligation, period));
      if (known !== undefined) return known;
      const one = obligations.find(obligation);
      return one && obligations.dutyOf(one, period);
    },
    open(today, dueFrom) {
      const derived = obligations
        .openBy(today, dueFrom)
        .filter((duty) => tracked(duty) && !frozen.has(dutyKey(duty.obligation.id, duty.period.id)));
      const kept = [...frozen.values()].filter(
        (duty) =>
          tracked(duty) &&
          duty.opensOn <= today &&
          duty.dueOn >= dueFrom &&
          // A request that was called off is owed no more.
          obligations.find(duty.obligation.id) !== undefined,
      );
      return [...derived, ...kept].sort((a, b) =>
        a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.obligation.id.localeCompare(b.obligation.id),
      );
    },
    dueBetween(from, to) {
      return obligations
        .dueBetween(from, to)
        .map(current)
        .filter(({ dueOn }) => from <= dueOn && dueOn <= to);
    },
    report,
    reports: (duty, today) => duty.units.map((unit) => report(duty, unit, today)),
    reportsOf(duty, owners, today) {
      const owed = setOf(duty.units);
      const candidates = new Set<string>();
      for (const owner of owners) {
        if (owed.has(owner)) candidates.add(owner);
        for (const ended of inherited.get(owner) ?? []) if (owed.has(ended)) candidates.add(ended);
      }
      for (const [unit, { heir }] of states.get(dutyKey(duty.obligation.id, duty.period.id)) ?? [])
        if (heir !== undefined && owed.has(unit)) candidates.add(unit);
      return [...candidates]
        .map((unit) => report(duty, unit, today))
        .filter(({ owner }) => owner !== undefined && owners.has(owner.id));
    },
    isFrozen: (duty) => frozen.has(dutyKey(duty.obligation.id, duty.period.id)),
  };
}

/** What is known after one more event. A report filed twice counts as filed the first time: corrections are no delay. */
function apply(before: Filed, event: ReportEvent): Filed {
  switch (event.kind) {
    case 'filed':
    case 'filed_elsewhere':
      if (before.filedOn !== undefined)
        return before.filedOn <= event.on ? before : { ...before, filedOn: event.on };
      return { ...before, state: event.kind, filedOn: event.on };
    case 'waived':
      return before.filedOn === undefined ? { ...before, state: 'waived' } : before;
    case 'reopened':
      return { ...before, state: 'open', filedOn: undefined };
    case 'handed_over':
      return { ...before, heir: event.toUnit };
  }
}

/** Frozen rows for what has opened and is not frozen yet, and for frozen ones whose undecided calendar was decided. */
export function periodsToFreeze(
  ledger: Ledger,
  obligations: Obligations,
  today: Day,
  dueFrom: Day,
): FrozenPeriod[] {
  return obligations
    .openBy(today, dueFrom)
    .filter((duty) => duty.obligation.set !== 'history')
    .filter((duty) => {
      const kept = ledger.duty(duty.obligation.id, duty.period.id);
      return kept === undefined || !ledger.isFrozen(kept) || (!kept.certain && duty.certain);
    })
    .map((duty) => {
      const kept = ledger.duty(duty.obligation.id, duty.period.id);
      const units = kept !== undefined && ledger.isFrozen(kept) ? kept.units : duty.units;
      return {
        obligation: duty.obligation.id,
        period: duty.period.id,
        windowFrom: duty.window.from,
        windowTo: duty.window.to,
        dueOn: duty.dueOn,
        certain: duty.certain,
        ruleVersion: duty.obligation.version,
        units,
      };
    });
}
