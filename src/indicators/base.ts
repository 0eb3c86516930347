import type { AskedPeriod } from './asked-periods.ts';
import { createLexicon, type Lexicon } from './lexicon.ts';
import { createMatcher, type Matcher } from './match.ts';
import { createReader, type Reader, type Reading } from './reading.ts';
import type { Figures } from './resolve.ts';
import type { AreaId, Indicator, IndicatorContent, IndicatorQuery, Observation, Tier } from './types.ts';
import { createWording, type Wording } from './wording.ts';

/** What every part of answering needs: the content, indexed. */
export interface Base {
  readonly content: IndicatorContent;
  readonly homeArea: AreaId;
  /** Printed and filed figures. */
  readonly observations: readonly Observation[];
  readonly byKey: ReadonlyMap<string, Observation>;
  readonly byId: ReadonlyMap<string, Indicator>;
  readonly lexicon: Lexicon;
  readonly reader: Reader;
  readonly matcher: Matcher;
  readonly wording: Wording;
  /** What a document's own number stands for: `kh133` → the IT plan of 2016. */
  readonly documents: ReadonlyMap<string, { readonly period: string; readonly indicator: string }>;
}

/** An indicator that was understood, with the part of the question that asks for it. */
export interface Picked {
  readonly indicator: Indicator;
  readonly reading: Reading;
}

/** The same with its figures in one area. */
export interface Chosen extends Picked {
  readonly area: AreaId;
  readonly figures: Figures;
}

export function createBase(
  content: IndicatorContent,
  options: { homeArea: AreaId; filed?: readonly Observation[] },
): Base {
  const lexicon = createLexicon(content);
  for (const indicator of content.indicators) {
    const names = [indicator.name, ...indicator.names, ...Object.values(indicator.namesIn).flat()];
    for (const name of names) lexicon.learn(name ?? '');
  }
  for (const task of content.tasks) for (const name of [task.name, ...task.names]) lexicon.learn(name);
  for (const item of content.unfinished) lexicon.learn(item.name);
  for (const agency of content.agencies) for (const name of agency.names) lexicon.learn(name);
  const reader = createReader(lexicon, content.sources);
  const observations = [...content.observations, ...(options.filed ?? [])];
  const byId = new Map(content.indicators.map((indicator) => [indicator.id, indicator]));
  const documents = content.observations.flatMap(
    (item): [string, { period: string; indicator: string }][] => {
      if (byId.get(item.indicator)?.measure !== 'text') return [];
      const number = /^(\d+)\/([A-Z]{2})/.exec(item.value);
      const { period, indicator } = item;
      return number ? [[`${number[2]?.toLowerCase()}${number[1]}`, { period, indicator }]] : [];
    },
  );
  return {
    content,
    homeArea: options.homeArea,
    observations,
    byKey: new Map(observations.map((item) => [item.key, item])),
    byId,
    lexicon,
    reader,
    matcher: createMatcher(content, reader),
    wording: createWording(content),
    documents: new Map(documents),
  };
}

export function plainPeriod(id: string): AskedPeriod {
  return { id, upTo: false, whole: false, anyYear: false };
}

export function tiersOf(reading: Reading): readonly Tier[] {
  return reading.tiers.map(({ tier }) => tier);
}

export function tokensOf(reading: Reading): readonly string[] {
  return [...new Set(reading.tokens.map(({ token }) => token))];
}

/** What is kept for the next question. */
export function queryOf(given: {
  readonly reading: Reading;
  readonly ids: readonly string[];
  readonly areas: readonly AreaId[];
  readonly periods: readonly AskedPeriod[];
  readonly found: readonly Observation[];
  /** The question before, where this one carries it on. */
  readonly carried: IndicatorQuery | undefined;
}): IndicatorQuery {
  const { reading, carried } = given;
  const asked = given.periods.filter((period) => !period.anyYear).map(({ id }) => id);
  return {
    version: 1,
    kind: 'indicator',
    ids: [...new Set(given.ids)],
    tiers: reading.tiers.length > 0 ? tiersOf(reading) : (carried?.tiers ?? []),
    levels: reading.levels.length > 0 ? [...reading.levels] : (carried?.levels ?? []),
    areas: given.areas,
    periods: asked.length > 0 ? asked : [...new Set(given.found.map((item) => item.period))],
    sources: reading.sources.map(({ id }) => id),
    operation: reading.operation,
    ...(reading.wants && { wants: reading.wants }),
    shown: given.found.map((item) => item.key),
  };
}
