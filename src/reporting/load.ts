import { loadCalendar, type OfficeHours, type WorkingCalendar } from './calendar.ts';
import { createObligations, loadObligations, type Obligations } from './obligations.ts';
import { loadUnits, type Province, type Units } from './units.ts';

/** The shipped facts about reporting, for one province. */
export interface Reporting {
  readonly province: Province;
  readonly units: Units;
  readonly calendar: WorkingCalendar;
  readonly officeHours: OfficeHours;
  readonly obligations: Obligations;
}

/** Reads and checks `content/units/`, `calendar/` and `obligations/`. Throws ContentError listing every problem. */
export function loadReporting(contentDir: string, province: Province): Reporting {
  const units = loadUnits(contentDir);
  const { calendar, officeHours } = loadCalendar(contentDir);
  const every = loadObligations(contentDir, units, calendar);
  const own = every.all
    .filter(({ provinces }) => provinces.includes(province))
    .map((one) => ({ ...one, provinces: [province] }));
  return { province, units, calendar, officeHours, obligations: createObligations(own, units, calendar) };
}
