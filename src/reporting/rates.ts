import type { ExpectedReport } from './ledger.ts';

/** As DHIS2 counts them: expected reports, actual ones, and those filed by the due day. Waived ones are not expected. */
export interface Rates {
  readonly expected: number;
  readonly actual: number;
  readonly onTime: number;
  readonly waived: number;
}

export function ratesOf(reports: readonly ExpectedReport[]): Rates {
  let [expected, actual, onTime, waived] = [0, 0, 0, 0];
  for (const { state, late } of reports) {
    if (state === 'waived') {
      waived += 1;
      continue;
    }
    expected += 1;
    if (state === 'open') continue;
    actual += 1;
    if (!late) onTime += 1;
  }
  return { expected, actual, onTime, waived };
}

/** `actual` of `expected` in percent, one decimal; undefined when nothing was expected. */
export function percent(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : Math.round((part / whole) * 1_000) / 10;
}

/** Rates of groups, in the order the groups first appear. */
export function ratesBy(
  reports: readonly ExpectedReport[],
  groupOf: (report: ExpectedReport) => string,
): Map<string, Rates> {
  const groups = new Map<string, ExpectedReport[]>();
  for (const report of reports) {
    const group = groupOf(report);
    const list = groups.get(group);
    if (list === undefined) groups.set(group, [report]);
    else list.push(report);
  }
  return new Map([...groups].map(([group, list]) => [group, ratesOf(list)]));
}
