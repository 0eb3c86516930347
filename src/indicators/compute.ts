import { comparable } from './recompute.ts';
import type { Indicator, Observation } from './types.ts';

export interface Change {
  readonly from: Observation;
  readonly to: Observation;
  readonly difference: number;
  /** Undefined when the earlier figure is zero. */
  readonly percent: number | undefined;
}

/** From the earlier to the later figure; undefined unless both are plain numbers of one unit. */
export function change(from: Observation, to: Observation): Change | undefined {
  if (from.number === undefined || to.number === undefined || from.unit !== to.unit) return undefined;
  if (from.of !== to.of) return undefined;
  const difference = clean(to.number - from.number);
  return {
    from,
    to,
    difference,
    percent: from.number === 0 ? undefined : clean((difference / from.number) * 100),
  };
}

/** Part over whole in percent; undefined for a zero or missing whole. */
export function share(part: Observation, whole: Observation): number | undefined {
  const a = comparable(part);
  const b = comparable(whole);
  return a === undefined || b === undefined || b === 0 ? undefined : clean((a / b) * 100);
}

/** The sum, only where the indicator says that adding over the dimension that differs makes sense. */
export function total(items: readonly Observation[], indicator: Indicator): number | undefined {
  if (items.length < 2 || items.some((item) => item.number === undefined || item.of !== undefined))
    return undefined;
  const differs = (pick: (item: Observation) => string | undefined): boolean =>
    new Set(items.map(pick)).size > 1;
  if (differs((item) => item.period) || differs((item) => item.area) || differs((item) => item.unit))
    return undefined;
  if (differs((item) => item.tier) && !indicator.additive.includes('tier')) return undefined;
  if (differs((item) => item.level) && !indicator.additive.includes('level')) return undefined;
  if (items.some((item) => item.tier === undefined) && differs((item) => item.tier)) return undefined;
  return clean(items.reduce((sum, item) => sum + (item.number ?? 0), 0));
}

/** Binary noise removed: 6,25 − 6,16 is 0,09. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}
