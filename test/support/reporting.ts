import type { CalendarYear } from '../../src/reporting/calendar.ts';
import { createCalendar } from '../../src/reporting/calendar.ts';
import { addDays, weekdayOf } from '../../src/reporting/days.ts';
import type { Reporting } from '../../src/reporting/load.ts';
import { createObligations, type Obligation, parseObligations } from '../../src/reporting/obligations.ts';
import { createUnits, type Unit } from '../../src/reporting/units.ts';

/** A generator of reproducible numbers below 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Years with scattered days off, one long break each, and some worked Saturdays. */
export function syntheticYears(first: number, count: number, random: () => number): CalendarYear[] {
  return Array.from({ length: count }, (_, index) => {
    const year = first + index;
    const off: CalendarYear['off'] = [];
    const worked: CalendarYear['worked'] = [];
    const breakAt = addDays(`${year}-01-20`, Math.floor(random() * 25));
    off.push({
      from: breakAt,
      to: addDays(breakAt, 6 + Math.floor(random() * 4)),
      name: 'break',
      confirmed: true,
    });
    for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) {
      if (weekdayOf(day) <= 5 && random() < 0.03)
        off.push({ from: day, to: day, name: 'off', confirmed: true });
      if (weekdayOf(day) === 6 && random() < 0.04) worked.push({ day, insteadOf: day, confirmed: true });
    }
    return { year, status: 'decided' as const, decision: 'synthetic', off, worked, undecided: [] };
  });
}

export function unit(id: string, fields: Partial<Unit> = {}): Unit {
  return {
    id,
    name: id,
    kind: 'commune',
    province: 'ha-tinh',
    parent: 'root',
    from: undefined,
    to: undefined,
    successors: [],
    short: [],
    basis: 'stated',
    ...fields,
  };
}

export const ROOT = unit('root', { kind: 'province', parent: undefined });

export function obligations(entries: readonly Record<string, unknown>[]): Obligation[] {
  const common = {
    report: 'dvctt',
    provinces: ['ha-tinh'],
    kinds: ['commune'],
    dueBasis: 'default',
    window: 'decree_09_2019',
  };
  return parseObligations(
    {
      set: 'default',
      status: 'test',
      source: { title: 'test', asOf: '2030' },
      obligations: entries.map((one) => ({ ...common, name: String(one.id), ...one })),
    },
    'test',
  );
}

export function reporting({
  years,
  units: list,
  duties,
}: {
  years: readonly CalendarYear[];
  units: readonly Unit[];
  duties: readonly Obligation[];
}): Reporting {
  const calendar = createCalendar(years);
  const units = createUnits(list);
  return {
    province: 'ha-tinh',
    units,
    calendar,
    officeHours: { status: 'test', hours: [{ from: '07:30', to: '17:00' }], warnDaysAhead: 60 },
    obligations: createObligations(duties, units, calendar),
  };
}
