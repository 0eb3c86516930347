import type { AskedPeriod } from './asked-periods.ts';
import { levelCovers } from './match.ts';
import { covers, periodDays } from './periods.ts';
import type { AreaId, Indicator, Observation, Tier } from './types.ts';

export interface FigureAsk {
  readonly indicator: Indicator;
  readonly area: AreaId;
  /** Tiers asked for; those the indicator does not know are ignored when it has none at all. */
  readonly tiers: readonly Tier[];
  readonly levels: readonly string[];
  /** Levels 3 and 4 each for itself, not together. */
  readonly separately: boolean;
  /** Sources referred to; they narrow the choice where any of them has the figure. */
  readonly sources: readonly string[];
  readonly periods: readonly AskedPeriod[];
  /** Every period instead of the latest one. */
  readonly all: boolean;
}

export interface Figures {
  readonly found: readonly Observation[];
  /** Asked periods for which nothing is printed. */
  readonly missing: readonly AskedPeriod[];
  /** Periods that do have a figure with the dimensions asked for, oldest first. */
  readonly existing: readonly string[];
}

/** The printed figures that answer exactly this; never a neighbour. */
export function resolveFigures(ask: FigureAsk, observations: readonly Observation[]): Figures {
  const own = observations.filter(
    (item) => item.indicator === ask.indicator.id && item.area === ask.area && item.unitId === undefined,
  );
  const fitting = own.filter((item) => tierFits(item, ask) && levelFits(item, ask));
  const cited = ask.sources.length > 0 ? fitting.filter((item) => ask.sources.includes(item.source)) : [];
  const pool = cited.length > 0 ? cited : fitting;
  const existing = [...new Set(fitting.map((item) => item.period))].sort(byEnd);
  if (ask.all && ask.periods.length === 0) {
    return {
      found: existing.flatMap((period) =>
        reduce(
          pool.filter((item) => item.period === period),
          ask,
        ),
      ),
      missing: [],
      existing,
    };
  }
  if (ask.periods.length === 0) {
    const latest = latestPeriod(pool, ask);
    return {
      found:
        latest === undefined
          ? []
          : reduce(
              pool.filter((item) => item.period === latest),
              ask,
            ),
      missing: [],
      existing,
    };
  }
  const found: Observation[] = [];
  const missing: AskedPeriod[] = [];
  for (const period of ask.periods) {
    const hits = atPeriod(pool, period, ask);
    if (hits.length === 0) missing.push(period);
    for (const hit of hits) if (!found.includes(hit)) found.push(hit);
  }
  return { found, missing, existing };
}

function tierFits(item: Observation, ask: FigureAsk): boolean {
  if (ask.tiers.length === 0 || ask.indicator.tiers.length === 0 || ask.indicator.tiersTogether) return true;
  return item.tier !== undefined && ask.tiers.includes(item.tier);
}

function levelFits(item: Observation, ask: FigureAsk): boolean {
  const { levels } = ask;
  if (levels.length === 0 || ask.indicator.levels.length === 0) return true;
  if (item.level === undefined) return false;
  if (item.level === '1-2') return levels.some((level) => levelCovers('1-2', level));
  if (item.level === '3-4') return levels.includes('3') && levels.includes('4') && !ask.separately;
  return levels.includes(item.level);
}

/** Among figures of one period: the whole before its parts, unless parts were asked for. */
function reduce(items: readonly Observation[], ask: FigureAsk): Observation[] {
  const joint = items.filter((item) => item.level === '3-4');
  const withoutLevel = items.filter((item) => item.level === undefined);
  let chosen: readonly Observation[] = items;
  if (ask.levels.length === 0 && withoutLevel.length > 0) chosen = withoutLevel;
  else if (joint.length > 0 && (ask.levels.length === 0 || ask.levels.includes('3'))) chosen = joint;
  if (ask.tiers.length > 0 && ask.indicator.tiers.length > 0) return [...chosen];
  const levels = [...new Set(chosen.map((item) => item.level))];
  return levels.flatMap((level) => {
    const same = chosen.filter((item) => item.level === level);
    const whole = same.filter((item) => item.tier === undefined);
    return whole.length > 0 ? whole : same;
  });
}

function latestPeriod(pool: readonly Observation[], ask: FigureAsk): string | undefined {
  const periods = [...new Set(pool.map((item) => item.period))].sort(byEnd).reverse();
  // One tier alone is not the whole: prefer the latest period that has all of it.
  const complete = periods.find((period) => {
    const chosen = reduce(
      pool.filter((item) => item.period === period),
      ask,
    );
    const tiers = new Set(chosen.map((item) => item.tier));
    return ask.tiers.length > 0 || ask.indicator.tiers.length < 2 || tiers.has(undefined) || tiers.size > 1;
  });
  return complete ?? periods[0];
}

/** Later end last; of two that end together the longer one last, so that a total follows its years. */
export function byEnd(a: string, b: string): number {
  const left = periodDays(a);
  const right = periodDays(b);
  if (!left || !right) return 0;
  if (left.to !== right.to) return left.to < right.to ? -1 : 1;
  return left.from > right.from ? -1 : left.from < right.from ? 1 : 0;
}

function atPeriod(pool: readonly Observation[], asked: AskedPeriod, ask: FigureAsk): Observation[] {
  if (asked.anyYear) {
    const suffix = asked.id.slice(1);
    const periods = [...new Set(pool.map((item) => item.period))]
      .filter((period) => period.endsWith(suffix))
      .sort(byEnd);
    const last = periods.at(-1);
    return last === undefined
      ? []
      : reduce(
          pool.filter((item) => item.period === last),
          ask,
        );
  }
  const scored = pool
    .map((item) => ({ item, fit: periodFit(item, asked, ask.indicator) }))
    .filter(({ fit }) => fit > 0);
  if (scored.length === 0) return [];
  const range = isYearRange(asked.id);
  const best = Math.max(...scored.map(({ fit }) => fit));
  // A range without a figure of its own is answered by all figures inside it.
  if (range && best < 1) {
    const inside = [...new Set(scored.map(({ item }) => item.period))].sort(byEnd);
    return inside.flatMap((period) =>
      reduce(
        scored.filter(({ item }) => item.period === period).map(({ item }) => item),
        ask,
      ),
    );
  }
  const top = scored.filter(({ fit }) => fit === best).map(({ item }) => item);
  const period = [...new Set(top.map((item) => item.period))].sort(byEnd).at(-1);
  return reduce(
    top.filter((item) => item.period === period),
    ask,
  );
}

/**
 * How well a figure's period is the one asked for: 1 exactly, 0 not at all. A state at a day answers for the year
 * and month of that day; what was counted over half a year does not answer for the year.
 */
function periodFit(item: Observation, asked: AskedPeriod, indicator: Indicator): number {
  if (item.period === asked.id && !asked.part) return 1;
  const want = periodDays(asked.id);
  const have = periodDays(item.period);
  if (!want || !have) return 0;
  const counted = indicator.measure === 'flow';
  const isDay = want.from === want.to;
  if (asked.part) return partFit(item, asked, have);
  if (isDay || (asked.upTo && /-\d{2}$/.test(asked.id))) {
    if (item.asOf === asked.id) return 0.95;
    const sameMonth = item.asOf.slice(0, 7) === asked.id.slice(0, 7);
    if (sameMonth && (!counted || item.asOf.length === 7 || !isDay)) return 0.7;
    if (asked.upTo && have.to.slice(0, 7) === asked.id.slice(0, 7)) return 0.6;
    return 0;
  }
  if (isYearRange(asked.id)) return covers(want, have) ? 0.6 : 0;
  if (covers(have, want)) {
    // A plan for several years covers each of them; what was counted over several years is none of them.
    return indicator.measure === 'plan' && item.period.includes('..') ? 0.5 : 0;
  }
  if (counted || asked.whole) {
    return asked.upTo &&
      !asked.whole &&
      have.to <= want.to &&
      have.to.slice(0, 4) === want.to.slice(0, 4) &&
      item.period.includes('..')
      ? 0.4
      : 0;
  }
  const stateDay = item.asOf.length === 10 ? item.asOf : (periodDays(item.asOf)?.to ?? have.to);
  if (covers(want, have)) return 0.8;
  return want.from <= stateDay && stateDay <= want.to && have.from.slice(0, 4) === want.from.slice(0, 4)
    ? 0.6
    : 0;
}

function isYearRange(id: string): boolean {
  return /^\d{4}\.\.\d{4}$/.test(id);
}

function partFit(item: Observation, asked: AskedPeriod, have: { from: string; to: string }): number {
  const year = asked.id.slice(0, 4);
  if (!have.to.startsWith(year)) return 0;
  const firstHalf = have.to <= `${year}-06-30`;
  if (asked.part === 'late') return item.period === year ? 1 : have.to >= `${year}-10-01` ? 0.8 : 0;
  if (firstHalf) return 0.8;
  const asOf = item.asOf.slice(0, 7);
  return item.period === year && asOf >= `${year}-01` && asOf <= `${year}-07` ? 0.7 : 0;
}

/** The existing period closest in time to the one asked for. */
export function nearestPeriod(
  existing: readonly string[],
  asked: AskedPeriod | undefined,
): string | undefined {
  if (!asked || asked.anyYear) return existing.at(-1);
  const want = periodDays(asked.id);
  if (!want) return existing.at(-1);
  const middle = (range: { from: string; to: string }): number =>
    (Date.parse(range.from) + Date.parse(range.to)) / 2;
  let best: { period: string; distance: number } | undefined;
  for (const period of existing) {
    const range = periodDays(period);
    if (!range) continue;
    const distance = Math.abs(middle(range) - middle(want));
    if (!best || distance < best.distance) best = { period, distance };
  }
  return best?.period;
}
