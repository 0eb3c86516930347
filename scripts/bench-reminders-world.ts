import type { Clock } from '../src/clock.ts';
import { contentDir } from '../src/files.ts';
import { loadCalendar } from '../src/reporting/calendar.ts';
import { createReportFeed, type ReportFeed } from '../src/reporting/feed.ts';
import type { Reporting } from '../src/reporting/load.ts';
import { createObligations, parseObligations } from '../src/reporting/obligations.ts';
import { createUnits, type Unit } from '../src/reporting/units.ts';
import type { Store } from '../src/storage/store.ts';

/** A province of `size` units with six obligations: two monthly, three quarterly, one yearly. */
export function world(size: number): Reporting {
  const common = {
    kind: 'commune',
    province: 'ha-tinh',
    from: undefined,
    to: undefined,
    successors: [],
    short: [],
    basis: 'stated',
  } as const;
  const root: Unit = { ...common, id: 'root', name: 'root', kind: 'province', parent: undefined };
  const list: Unit[] = [
    root,
    ...Array.from(
      { length: size },
      (_, index): Unit => ({ ...common, id: `u${index}`, name: `Xã số ${index}`, parent: 'root' }),
    ),
  ];
  const entries = (['month', 'month', 'quarter', 'quarter', 'quarter', 'year'] as const).map(
    (periodicity, index) => ({
      id: `b${index}`,
      report: 'dvctt',
      name: `Báo cáo ${index}`,
      provinces: ['ha-tinh'],
      kinds: ['commune'],
      periodicity,
      window: 'decree_09_2019',
      due: { kind: 'working_days_after_window', days: 5 },
      dueBasis: 'default',
      validFrom: '2025-12-15',
    }),
  );
  const { calendar, officeHours } = loadCalendar(contentDir());
  const units = createUnits(list);
  const duties = parseObligations(
    { set: 'default', status: 'bench', source: { title: 'bench', asOf: '2026' }, obligations: entries },
    'bench',
  );
  return {
    province: 'ha-tinh',
    units,
    calendar,
    officeHours,
    obligations: createObligations(duties, units, calendar),
  };
}

export function createFeed(store: Store, clock: Clock, reporting: Reporting): ReportFeed {
  return createReportFeed({ store, clock, reporting });
}
