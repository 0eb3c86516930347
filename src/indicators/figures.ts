import type { AskedPeriod } from './asked-periods.ts';
import { type Base, type Picked, plainPeriod, tiersOf } from './base.ts';
import type { Ranked } from './match.ts';
import { shiftPeriod, yearBefore } from './periods.ts';
import type { Reading } from './reading.ts';
import { byEnd, type FigureAsk, type Figures, resolveFigures } from './resolve.ts';
import type { AreaId, Indicator, IndicatorQuery, Observation, Tier } from './types.ts';

/** Words of a follow-up that say what to do with the figure, not which figure. */
const EDITING_WORDS = ['tang', 'giam', 'tyle', 'gap', 'tong'];

/** Whether a follow-up that names no indicator of its own keeps the one before. */
export function carriesOver(
  base: Base,
  reading: Reading,
  previous: IndicatorQuery | undefined,
  ranked: readonly Ranked[],
): boolean {
  if (previous?.kind !== 'indicator' || previous.ids.length === 0) return false;
  const known = reading.tokens
    .map(({ token }) => token)
    .filter((token) => !EDITING_WORDS.includes(token) && base.matcher.knows(token));
  const { timing } = reading;
  const changes =
    reading.periods.length +
      reading.areas.length +
      reading.tiers.length +
      reading.levels.length +
      reading.operations.length >
      0 ||
    reading.wants !== undefined ||
    timing.latest ||
    timing.all ||
    timing.samePeriodBefore ||
    timing.yearBefore;
  const unknown = reading.tokens.filter(
    ({ token }) => !EDITING_WORDS.includes(token) && !base.matcher.knows(token),
  );
  if (known.length === 0) return unknown.length <= 1 && (changes || reading.followUp || timing.anaphora);
  // Repeating words of the same indicator ("còn bưu chính năm 2017?") is still the same question.
  const entry = base.matcher.entries.get(previous.ids[0] ?? '');
  const repeats = entry !== undefined && known.length <= 2 && known.every((token) => entry.tokens.has(token));
  const top = ranked[0];
  const better = top && top.entry !== entry && top.score > 0.8 && top.explained > 0.9;
  return repeats && reading.followUp && changes && !better;
}

/** The periods a question asks for, with what the question before and the clock lend it. */
export function askedPeriods(
  base: Base,
  reading: Reading,
  previous: IndicatorQuery | undefined,
  carried: boolean,
): readonly AskedPeriod[] {
  const { timing } = reading;
  let periods: readonly AskedPeriod[] = reading.periods;
  if (periods.length === 0 && reading.sources.length === 0) {
    const own = reading.tokens.flatMap(({ token }) => base.documents.get(token)?.period ?? []);
    periods = [...new Set(own)].map(plainPeriod);
  }
  const before = previous?.kind === 'indicator' ? previous.periods : [];
  const refersBack = carried || timing.anaphora || reading.followUp;
  if (periods.length === 0 && refersBack && !timing.latest && !timing.all && reading.sources.length === 0) {
    periods = before.map(plainPeriod);
  }
  // A quarter without its year, after a question about a year, is that year's.
  const year = before[0]?.slice(0, 4);
  if (year && reading.followUp) {
    periods = periods.map((period) => (period.anyYear ? plainPeriod(period.id.replace('*', year)) : period));
  }
  const last = periods.at(-1);
  if (last && (timing.samePeriodBefore || timing.yearBefore) && periods.length === 1 && !last.anyYear) {
    const earlier = yearBefore(last.id) ?? shiftPeriod(last.id, -1);
    if (earlier) return [plainPeriod(earlier), last];
  }
  const compares = reading.operations.includes('compare') || reading.operations.includes('change');
  const first = before[0];
  if (
    carried &&
    compares &&
    reading.periods.length === 1 &&
    first &&
    before.length === 1 &&
    first !== last?.id
  ) {
    return [plainPeriod(first), ...reading.periods].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  return compares && periods.length > 1 ? [...periods].sort((a, b) => byEnd(a.id, b.id)) : periods;
}

export interface FigureContext {
  readonly periods: readonly AskedPeriod[];
  /** The question before, where this one carries it on. */
  readonly carried: IndicatorQuery | undefined;
  /** What the person may see. */
  readonly visible: readonly Observation[];
  /** The whole question, of which `picked.reading` may be a part. */
  readonly whole: Reading;
}

/** The figures of one indicator in one area that the question asks for. */
export function figuresOf(picked: Picked, area: AreaId, context: FigureContext): Figures {
  const { indicator, reading: part } = picked;
  const { whole, carried, visible } = context;
  const spread =
    whole.operations.includes('trend') ||
    whole.operations.includes('extreme') ||
    whole.timing.all ||
    (whole.wants !== undefined && whole.periods.length === 0);
  const asked = periodsFor(indicator, context.periods);
  const ask: FigureAsk = {
    indicator,
    area,
    // "tổng …" after a question about one tier is about all of them.
    tiers:
      part.tiers.length > 0 || part.operations.includes('total') ? tiersOf(part) : (carried?.tiers ?? []),
    levels: part.levels.length > 0 ? part.levels : (carried?.levels ?? []),
    separately: part.separately,
    sources: whole.sources.map(({ id }) => id),
    periods: spread && whole.periods.length === 0 ? [] : asked,
    all: spread,
  };
  const result = resolveFigures(ask, visible);
  const range = asked.length === 1 && /^\d{4}\.\.\d{4}$/.test(asked[0]?.id ?? '') ? asked[0]?.id : undefined;
  if (spread && (ask.periods.length === 0 || result.found.some((item) => item.period === range))) {
    return yearByYear(result, ask, visible, range);
  }
  const wantsBefore =
    part.operations.includes('change') || whole.timing.samePeriodBefore || whole.timing.yearBefore;
  const only = result.found.length === 1 ? result.found[0] : undefined;
  // "tăng bao nhiêu" without saying since when: the figure before is needed too, unless the indicator is the change.
  if (only && wantsBefore && asked.length < 2 && !isChange(indicator)) {
    const earlier = result.existing[result.existing.indexOf(only.period) - 1];
    if (earlier && !whole.timing.samePeriodBefore) {
      const more = resolveFigures({ ...ask, periods: [plainPeriod(earlier)], all: false }, visible);
      if (more.found.length === 1) return { ...result, found: [...more.found, only] };
    }
  }
  return result;
}

/** "so với năm 2015" in an indicator's own name is its base, not the period asked for; so is the year a change is from. */
export function periodsFor(indicator: Indicator, periods: readonly AskedPeriod[]): readonly AskedPeriod[] {
  const own = periods.filter(({ id }) => !indicator.name.includes(` ${id}`));
  return isChange(indicator) && own.length > 1 ? own.slice(-1) : own;
}

/** Indicators that are themselves the difference to an earlier figure. */
function isChange(indicator: Indicator): boolean {
  return /-(change|over|growth)/.test(indicator.id);
}

/** Year by year, a total over the years is not one more year. */
function yearByYear(
  result: Figures,
  ask: FigureAsk,
  visible: readonly Observation[],
  range: string | undefined,
): Figures {
  const years = result.existing.filter((period) => /^\d{4}$/.test(period));
  if (years.length < 2) return result;
  if (range) return resolveFigures({ ...ask, periods: years.map(plainPeriod), all: false }, visible);
  return { ...result, found: result.found.filter((item) => !/^\d{4}\.\.\d{4}$/.test(item.period)) };
}

/** Whether anything is printed for what a question asks, with this indicator. */
export function hasFigure(
  base: Base,
  indicator: Indicator,
  ask: {
    readonly tiers: readonly Tier[];
    readonly reading: Reading;
    readonly areas: readonly AreaId[];
    readonly periods: readonly AskedPeriod[];
  },
): boolean {
  const { reading } = ask;
  return ask.areas.some(
    (area) =>
      resolveFigures(
        {
          indicator,
          area,
          tiers: ask.tiers,
          levels: reading.levels,
          separately: reading.separately,
          sources: reading.sources.map(({ id }) => id),
          periods: periodsFor(indicator, ask.periods),
          all: false,
        },
        base.observations,
      ).found.length > 0,
  );
}
