import type { AskedPeriod } from './asked-periods.ts';
import { type Base, type Picked, tiersOf, tokensOf } from './base.ts';
import { hasFigure } from './figures.ts';
import { askOf, PLAN_WORDS, type Ranked } from './match.ts';
import type { Reading } from './reading.ts';
import type { AreaId, Indicator } from './types.ts';

/** Below this no indicator is meant: the question is about something that is not measured. Useful 0.4 to 0.7. */
const ANSWER_FLOOR = 0.58;
/** Below this share of explained words the figure would answer another question. Useful 0.5 to 0.75. */
const EXPLAINED_FLOOR = 0.55;
/** The same for one part of a question, which says less. */
const PART_FLOOR = 0.5;
/** A second figure must be at least this sure. */
const FURTHER_FLOOR = 0.62;
/** Surer still where only a tier speaks for it. */
const FURTHER_TIER_FLOOR = 0.8;
/** Two indicators closer than this are told apart by asking. */
const TIE = 0.02;
const MOST_CHOICES = 4;
/** How much better names must fit than an indicator that has a figure where this one has none. */
const WITHOUT_FIGURE = 0.97;
const WITHOUT_AREA = 0.94;
const WITHOUT_SOURCE = 0.8;

export interface ChooseInput {
  readonly reading: Reading;
  readonly ranked: readonly Ranked[];
  readonly areas: readonly AreaId[];
  readonly periods: readonly AskedPeriod[];
  readonly now: Date;
}

export type Choosing =
  | { readonly kind: 'picked'; readonly picked: readonly Picked[]; readonly reason: Record<string, unknown> }
  | {
      readonly kind: 'clarify';
      readonly options: readonly Ranked[];
      readonly reason: Record<string, unknown>;
    }
  | { readonly kind: 'none'; readonly best: Ranked | undefined; readonly reason: Record<string, unknown> };

/** Which indicators a question means: one, several (its parts ask for different ones), none, or too many. */
export function choose(base: Base, input: ChooseInput): Choosing {
  const { reading } = input;
  const ranked = withAvailability(base, input.ranked, reading, input);
  const top = ranked[0];
  const reason = {
    top: ranked.slice(0, 4).map(({ entry, score, left }) => ({
      id: entry.indicator.id,
      score: Math.round(score * 1000) / 1000,
      left,
    })),
  };
  const parts = reading.parts.map((part) => base.reader.read(part, input.now));
  if (parts.filter((part) => part.questionWords > 0).length >= 2) {
    const picked = chooseParts(base, parts, input);
    if (picked.length >= 2)
      return {
        kind: 'picked',
        picked,
        reason: { ...reason, parts: picked.map(({ indicator }) => indicator.id) },
      };
  }
  if (!top || top.score < ANSWER_FLOOR || top.explained < EXPLAINED_FLOOR) {
    const counted = shareOf(base, input);
    if (counted)
      return {
        kind: 'picked',
        picked: [{ indicator: counted, reading }],
        reason: { ...reason, share: true },
      };
    return { kind: 'none', best: top, reason };
  }
  const picked: Picked[] = [{ indicator: top.entry.indicator, reading }];
  const spoken = parts.filter((part) => part.tokens.length + part.tiers.length + part.levels.length > 0);
  if (spoken.length >= 2)
    for (const indicator of further(base, top, ranked, input)) picked.push({ indicator, reading });
  if (top.entry.indicator.measure === 'plan' && reading.operations.includes('compare')) {
    const done = resultOf(base, input);
    if (done) picked.push({ indicator: done, reading });
  }
  if (picked.length > 1) return { kind: 'picked', picked, reason };
  const available = (item: Ranked): boolean =>
    hasFigure(base, item.entry.indicator, { ...input, tiers: tiersOf(reading) });
  const rivals = ranked.filter((item) => item !== top && top.score - item.score < TIE && available(item));
  const paired = rivals.filter((item) => contradicts(base, top.entry.indicator.id, item.entry.indicator.id));
  for (const item of paired) picked.push({ indicator: item.entry.indicator, reading });
  if (
    paired.length === 0 &&
    rivals.length > 0 &&
    rivals.length < MOST_CHOICES &&
    available(top) &&
    reading.tokens.length <= 2
  ) {
    return { kind: 'clarify', options: [top, ...rivals], reason };
  }
  return { kind: 'picked', picked, reason };
}

/** Where names tie, the indicator that has a figure for what was asked goes first; names still weigh far more. */
function withAvailability(
  base: Base,
  ranked: readonly Ranked[],
  reading: Reading,
  input: ChooseInput,
): Ranked[] {
  const { areas, periods } = input;
  return ranked
    .slice(0, 25)
    .map((item) => {
      const { indicator } = item.entry;
      const own = base.observations.filter((one) => one.indicator === indicator.id);
      const there = own.some((one) => areas.includes(one.area));
      const factor = hasFigure(base, indicator, { tiers: tiersOf(reading), reading, areas, periods })
        ? 1
        : there
          ? WITHOUT_FIGURE
          : WITHOUT_AREA;
      const cited =
        reading.sources.length === 0 ||
        own.some((one) => reading.sources.some(({ id }) => id === one.source));
      return { ...item, score: item.score * factor * (cited ? 1 : WITHOUT_SOURCE) };
    })
    .sort((a, b) => b.score - a.score || (a.entry.indicator.id < b.entry.indicator.id ? -1 : 1));
}

/** One indicator for each part that asks for a figure of its own. */
function chooseParts(base: Base, parts: readonly Reading[], input: ChooseInput): Picked[] {
  const { reading } = input;
  const area = input.areas[0] ?? base.homeArea;
  const said = new Set<string>();
  const picked: Picked[] = [];
  let tiers: Reading['tiers'] = [];
  let levels: Reading['levels'] = [];
  for (const part of parts) {
    // Dimensions said before go on; those of a later part ("trong đó cấp xã bao nhiêu") are that part's own.
    if (part.tiers.length > 0) tiers = part.tiers;
    if (part.levels.length > 0) levels = part.levels;
    const spoken = tokensOf(part);
    // "mục tiêu bao nhiêu, đạt bao nhiêu": the second part asks for what was done.
    const result =
      spoken.length === 0 &&
      picked.at(-1)?.indicator.measure === 'plan' &&
      part.periods.length + part.tiers.length > 0;
    const own = result ? [...said].filter((token) => !PLAN_WORDS.includes(token)) : spoken;
    // What was said before lends its words, so that "đúng hạn bao nhiêu %" is about the system named there.
    const before = new Set([...said].filter((token) => !own.includes(token)));
    for (const token of own) said.add(token);
    if (part.questionWords === 0 || own.length + part.tiers.length + part.levels.length === 0) continue;
    // "… là tỷ lệ gì" alone asks for nothing.
    if (before.size === 0 && own.length === 1 && own[0] === 'tyle') continue;
    const merged: Reading = { ...part, scope: part.scope ?? reading.scope, sources: reading.sources };
    const ask = { ...askOf(merged, area, result ? new Set() : before), ...(result && { tokens: own }) };
    const repeated = (indicator: Indicator): boolean =>
      part.levels.length + part.tiers.length + part.periods.length === 0 &&
      picked.some((item) => item.indicator === indicator);
    const best = withAvailability(base, base.matcher.rank(ask), merged, input)
      .slice(0, 12)
      .map((item) => {
        const { indicator, tokens } = item.entry;
        const related = indicator.group === picked[0]?.indicator.group ? 0.06 : 0;
        const lent =
          before.size === 0
            ? 0
            : ([...before].filter((token) => tokens.has(token)).length / before.size) * 0.1;
        return { item, value: item.score + related + lent - (repeated(indicator) ? 0.12 : 0) };
      })
      .sort((a, b) => b.value - a.value)[0]?.item;
    if (!best || best.score < PART_FLOOR || best.explained < 0.5) return [];
    picked.push({
      indicator: best.entry.indicator,
      reading: {
        ...merged,
        tiers,
        levels,
      },
    });
  }
  return picked;
}

/** Indicators that explain words the first one leaves, where the question is joined by `và`, a comma or the like. */
function further(base: Base, top: Ranked, ranked: readonly Ranked[], input: ChooseInput): Indicator[] {
  const { reading } = input;
  const area = input.areas[0] ?? base.homeArea;
  const all = tokensOf(reading);
  const weigh = (tokens: readonly string[]): number =>
    tokens.reduce((sum, token) => sum + base.matcher.weight(token), 0);
  const found: Indicator[] = [];
  let left = top.left.filter(
    (token) =>
      token.includes(':') || (base.matcher.knows(token) && token !== 'tong' && !/^[a-z]{2}\d+$/.test(token)),
  );
  while (left.length > 0 && found.length < 3) {
    let best: { indicator: Indicator; gain: number; explains: string[] } | undefined;
    for (const { entry } of ranked) {
      const { indicator } = entry;
      if (
        indicator === top.entry.indicator ||
        found.includes(indicator) ||
        indicator.group !== top.entry.indicator.group
      )
        continue;
      const explains = left.filter(
        (token) => entry.tokens.has(token) || indicator.tiers.some((tier) => token === `T:${tier}`),
      );
      if (explains.length === 0) continue;
      const skip = all.filter((token) => top.entry.tokens.has(token) && !entry.tokens.has(token));
      // A second figure shares much of the question with the first; otherwise it is another subject.
      if (weigh(skip) > 0.6 * weigh(all)) continue;
      const ask = askOf(reading, area);
      const again = base.matcher
        .rank({
          ...ask,
          tokens: ask.tokens.filter((token) => !skip.includes(token)),
          tiers: ask.tiers.filter((tier) => indicator.tiers.includes(tier)),
          levels: ask.levels.filter(() => indicator.levels.length > 0),
        })
        .find((item) => item.entry === entry);
      const tiersOnly = explains.every((token) => token.startsWith('T:'));
      if (!again || again.score < (tiersOnly ? FURTHER_TIER_FLOOR : FURTHER_FLOOR)) continue;
      const gain = again.score + explains.length * 0.05;
      if (!best || gain > best.gain) best = { indicator, gain, explains };
    }
    if (!best) return found;
    const { indicator, explains } = best;
    found.push(indicator);
    left = left.filter((token) => !explains.includes(token));
  }
  return found;
}

function contradicts(base: Base, a: string, b: string): boolean {
  const touches = (keys: readonly string[], id: string): boolean =>
    keys.some((key) => base.byKey.get(key)?.indicator === id);
  return base.content.contradictions.some((item) => touches(item.touches, a) && touches(item.touches, b));
}

/** "so với mục tiêu": what was done of what was planned. */
function resultOf(base: Base, input: ChooseInput): Indicator | undefined {
  const ask = askOf(input.reading, input.areas[0] ?? base.homeArea);
  const ranked = base.matcher.rank({
    ...ask,
    tokens: ask.tokens.filter((token) => !PLAN_WORDS.includes(token)),
  });
  const top = withAvailability(base, ranked, input.reading, input).find(
    ({ entry }) => entry.indicator.measure !== 'plan',
  );
  return top && top.score >= 0.7 ? top.entry.indicator : undefined;
}

/** "chiếm bao nhiêu phần trăm" of a count: the count's own indicator, so that the share can be computed. */
function shareOf(base: Base, input: ChooseInput): Indicator | undefined {
  if (!input.reading.operations.includes('share')) return undefined;
  const ask = askOf(input.reading, input.areas[0] ?? base.homeArea);
  const ranked = base.matcher.rank({ ...ask, tokens: ask.tokens.filter((token) => token !== 'tyle') });
  const top = withAvailability(base, ranked, input.reading, input)[0];
  return top && top.score >= 0.6 ? top.entry.indicator : undefined;
}
