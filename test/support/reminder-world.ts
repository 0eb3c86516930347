import { contentDir } from '../../src/files.ts';
import { loadLadder } from '../../src/reminders/ladder.ts';
import { addDays } from '../../src/reporting/days.ts';
import type { Obligation } from '../../src/reporting/obligations.ts';
import type { Unit } from '../../src/reporting/units.ts';
import type { Person } from '../../src/storage/store.ts';
import { obligations, ROOT, seeded, syntheticYears, unit } from './reporting.ts';

export const ladder = loadLadder(contentDir());
const FIRST = 2030;
export const YEARS = 10;

interface Monthly {
  readonly id: string;
  readonly every: 1 | 3 | 12;
  /** Day of the period's last month, or working days after the 14th of it. */
  readonly rule:
    | { readonly day: number; readonly shift: 'next' | 'previous' | 'none' }
    | { readonly after: number };
}

/** A world: calendar, units that merge, filings, days the service is up. */
export function world(seed: number) {
  const random = seeded(seed);
  const years = syntheticYears(FIRST - 1, YEARS + 3, random);
  const merge = `${FIRST + 3}-0${1 + Math.floor(random() * 8)}-01`;
  const units: Unit[] = [
    ROOT,
    unit('a', { to: addDays(merge, -1), successors: ['n'] }),
    unit('b', { to: addDays(merge, -1), successors: ['n'] }),
    unit('n', { from: merge }),
    unit('c'),
    unit('d', { to: `${FIRST + 6}-05-31`, successors: [] }),
    unit('e', { from: `${FIRST + 1}-04-10` }),
  ];
  const rules: Monthly[] = [
    { id: 'thang', every: 1, rule: { after: 1 + Math.floor(random() * 8) } },
    {
      id: 'quy',
      every: 3,
      rule: { day: 1 + Math.floor(random() * 31), shift: random() < 0.5 ? 'next' : 'previous' },
    },
    { id: 'nam', every: 12, rule: { day: 15 + Math.floor(random() * 17), shift: 'none' } },
  ];
  const people: Person[] = units
    .filter(({ id }) => id !== 'root')
    .flatMap(({ id }) => ['officer', 'leader'].map((role) => person(`${role}-${id}`, role, id)))
    .concat(person('so', 'department', 'root'));
  return { random, years, units, rules, people, start: `${FIRST}-01-01`, end: `${FIRST + YEARS}-01-01` };
}

function person(id: string, role: string, of: string): Person {
  return {
    id,
    name: id,
    preferred: undefined,
    leave: undefined,
    channels: [],
    roles: [{ id: 1, role, unit: of, at: new Date(0), disputedAt: undefined }],
  };
}

/**
 * The same ledger written the slow way, from the words of the issue alone: no code of src/ but the shape of the world.
 * Every working day of all years in one array; everything else is looking up and counting in it.
 */
export function naive({ years, units, rules, people, start }: ReturnType<typeof world>) {
  const off = new Set(years.flatMap((year) => year.off.flatMap(({ from, to }) => range(from, to))));
  const saturdays = new Set(years.flatMap(({ worked }) => worked.map(({ day }) => day)));
  const workdays: string[] = [];
  for (const day of range(`${FIRST - 1}-01-01`, `${FIRST + YEARS + 1}-12-31`)) {
    const weekend = new Date(`${day}T12:00:00Z`).getUTCDay() % 6 === 0;
    if (saturdays.has(day) || (!weekend && !off.has(day))) workdays.push(day);
  }
  const firstAfter = (day: string) => workdays.findIndex((one) => one > day);
  const counted = new Map<string, string>();
  const work = (day: string, by: number) => {
    const known = counted.get(`${day}${by}`) ?? count(day, by);
    counted.set(`${day}${by}`, known);
    return known;
  };
  const count = (day: string, by: number) =>
    (by === 0
      ? day
      : by > 0
        ? workdays[firstAfter(day) + by - 1]
        : workdays[workdays.findIndex((one) => one >= day) + by]) ?? '';
  const isWork = new Set(workdays);

  const reports: { key: string; opens: string; due: string; unit: string }[] = [];
  for (let month = 0; month < (YEARS + 1) * 12; month++) {
    const year = FIRST + Math.floor(month / 12);
    const last = (month % 12) + 1;
    for (const { id, every, rule } of rules) {
      if (last % every !== 0) continue;
      const begin = new Date(Date.UTC(year, last - every - 1, 15)).toISOString().slice(0, 10);
      const length = new Date(Date.UTC(year, last, 0)).getUTCDate();
      const two = String(last).padStart(2, '0');
      let due: string;
      if ('after' in rule) due = work(`${year}-${two}-14`, rule.after);
      else {
        due = `${year}-${two}-${String(Math.min(rule.day, length)).padStart(2, '0')}`;
        while (rule.shift !== 'none' && !isWork.has(due))
          due = range(addDays(due, -1), addDays(due, 1))[rule.shift === 'next' ? 2 : 0] ?? '';
      }
      const name = every === 1 ? `${year}-${two}` : every === 3 ? `${year}-Q${last / 3}` : `${year}`;
      if (begin < start) continue;
      for (const one of units) {
        if (
          one.id === 'root' ||
          (one.from !== undefined && begin < one.from) ||
          (one.to !== undefined && begin > one.to)
        )
          continue;
        reports.push({ key: `${id}|${name}|${one.id}`, opens: begin, due, unit: one.id });
      }
    }
  }
  const ownerOn = (id: string, day: string): string | undefined => {
    const one = units.find((candidate) => candidate.id === id);
    if (one?.to === undefined || day <= one.to) return id;
    const next = one.successors[0];
    return next === undefined ? undefined : ownerOn(next, day);
  };
  const told = new Set<string>();
  return {
    reports,
    send(today: string, closed: ReadonlySet<string>): string[] {
      const sends: string[] = [];
      for (const { key, opens, due, unit: of } of reports) {
        if (opens > today || due < start || due < addDays(today, -ladder.horizonDays) || closed.has(key))
          continue;
        const owner = ownerOn(of, today);
        if (owner === undefined) continue;
        for (const one of people) {
          const role = one.roles[0];
          if (role === undefined || (role.unit !== owner && role.role !== 'department')) continue;
          const reached = ladder.steps
            .filter(({ to }) => to === role.role)
            .filter(({ at }) => (today < due ? at < 0 : today === due ? at === 0 : at > 0))
            .map((step) => ({ step, day: work(due, step.at) }))
            .filter(({ day }) => day <= today)
            .sort((x, y) => (x.day === y.day ? x.step.at - y.step.at : x.day < y.day ? -1 : 1));
          const step = reached.at(-1)?.step.id;
          if (step === undefined || told.has(`${one.id}|${key}|${step}`)) continue;
          told.add(`${one.id}|${key}|${step}`);
          sends.push(`${today}|${one.id}|${key}|${step}`);
        }
      }
      return sends.sort();
    },
  };
}

function range(from: string, to: string): string[] {
  const days: string[] = [];
  for (let ms = Date.parse(`${from}T00:00:00Z`); ms <= Date.parse(`${to}T00:00:00Z`); ms += 86_400_000)
    days.push(new Date(ms).toISOString().slice(0, 10));
  return days;
}

/** The world's rules as the content would hold them. */
export function dutiesOf({ rules, start }: ReturnType<typeof world>): Obligation[] {
  return obligations(
    rules.map(({ id, every, rule }) => ({
      id,
      periodicity: every === 1 ? 'month' : every === 3 ? 'quarter' : 'year',
      due:
        'after' in rule
          ? { kind: 'working_days_after_window', days: rule.after }
          : { kind: 'day_of_month', ...rule },
      validFrom: start,
    })),
  );
}
