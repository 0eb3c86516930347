import { vietnamDay } from '../clock.ts';
import type { IndicatorValue, Role } from '../dialogue/answer.ts';
import type { Choice, Source } from '../messages/index.ts';
import type { AskedPeriod } from './asked-periods.ts';
import { chartOf, tableOf } from './chart.ts';
import { change, share, total } from './compute.ts';
import { createLexicon } from './lexicon.ts';
import { askOf, createMatcher, type Ranked } from './match.ts';
import { formatNumber } from './numbers.ts';
import { periodDays, periodLabel, shiftPeriod, yearBefore } from './periods.ts';
import { createReader, type Reading } from './reading.ts';
import { recompute } from './recompute.ts';
import { type Figures, nearestPeriod, resolveFigures } from './resolve.ts';
import { sureness } from './score.ts';
import { createTaskBook } from './tasks.ts';
import {
  AREAS,
  type AreaId,
  type Indicator,
  type IndicatorAnswer,
  type IndicatorContent,
  type IndicatorQuery,
  type Indicators,
  type Observation,
  type Operation,
  TIERS,
  type Tier,
} from './types.ts';
import { amount, capital, createWording } from './wording.ts';

/** Below this no indicator is meant: the question is about something that is not measured. */
const ANSWER_FLOOR = 0.5;
/** Below this share of explained words the figure would answer another question. */
const EXPLAINED_FLOOR = 0.55;
/** Two indicators closer than this are told apart by asking. */
const TIE = 0.02;
const MOST_CHOICES = 4;
/** Longest list of figures shown without asking back. */
const MOST_FIGURES = 24;

interface Chosen {
  readonly indicator: Indicator;
  readonly area: AreaId;
  readonly reading: Reading;
  readonly figures: Figures;
}

/**
 * Builds the indicators over loaded content. `filed` figures (from approved reports) are answered like printed ones.
 * Pure: the same question, clock and content give the same answer.
 */
export function createIndicators(
  content: IndicatorContent,
  options: { homeArea: AreaId; filed?: readonly Observation[] },
): Indicators {
  const lexicon = createLexicon(content);
  for (const indicator of content.indicators) {
    for (const name of [indicator.name, ...indicator.names, ...Object.values(indicator.namesIn).flat()])
      lexicon.learn(name ?? '');
  }
  for (const task of content.tasks) for (const name of [task.name, ...task.names]) lexicon.learn(name);
  for (const item of content.unfinished) lexicon.learn(item.name);
  for (const agency of content.agencies) for (const name of agency.names) lexicon.learn(name);
  const reader = createReader(lexicon, content.sources);
  const matcher = createMatcher(content, reader);
  const wording = createWording(content);
  const book = createTaskBook(content, reader, matcher, wording);
  const observations = [...content.observations, ...(options.filed ?? [])];
  const byKey = new Map(observations.map((item) => [item.key, item]));
  const byId = new Map(content.indicators.map((indicator) => [indicator.id, indicator]));
  const groupNames = content.groups.map((group) => ({
    group,
    tokens: [group.title, ...group.names].map((name) => reader.nameTokens(name)),
  }));

  function score(text: string, previous?: IndicatorQuery): number {
    const tapped = parseTap(text);
    if (tapped) return byId.has(tapped.id) ? 1 : 0;
    // The clock only names periods here; which ones exist does not change how surely figures are meant.
    const reading = reader.read(text, new Date(0));
    const area = pickArea(reading, previous);
    const ranked = matcher.rank(askOf(reading, area, contextOf(reading, previous)));
    const task = book.read(reading, previous);
    return Math.max(task.score, sureness(reading, ranked[0], previous, text));
  }

  function contextOf(reading: Reading, previous: IndicatorQuery | undefined): ReadonlySet<string> {
    if (!previous || previous.kind !== 'indicator') return new Set();
    const own = new Set(reading.tokens.map(({ token }) => token));
    if (!reading.followUp && !reading.timing.anaphora && own.size > 3) return new Set();
    return new Set(
      previous.ids.flatMap((id) => (matcher.entries.get(id)?.names ?? []).flatMap(({ tokens }) => tokens)),
    );
  }

  function pickArea(reading: Reading, previous: IndicatorQuery | undefined): AreaId {
    if (reading.areas[0]) return reading.areas[0];
    if (reading.hintedAreas.length === 1 && reading.hintedAreas[0]) return reading.hintedAreas[0];
    if (reading.sources[0]) return reading.sources[0].area;
    return previous?.areas[0] ?? options.homeArea;
  }

  function answer(input: {
    text: string;
    now: Date;
    role: Role;
    previous?: IndicatorQuery | undefined;
  }): IndicatorAnswer {
    const { text, now, role, previous } = input;
    const tapped = parseTap(text);
    if (tapped) return answerTap(tapped, now, role);
    const reading = reader.read(text, now);
    const task = book.read(reading, previous);
    const area = pickArea(reading, previous);
    const context = contextOf(reading, previous);
    const ranked = matcher.rank(askOf(reading, area, context));
    const figureSure = sureness(reading, ranked[0], previous, text);
    if (task.score >= 0.6 && task.score >= figureSure - 0.25) return answerTask(task, previous);
    if (reading.operation === 'list') return answerList(reading, area);
    if (reading.timing.wrong) return wrongPeriod(reading.timing.wrong, area, previous);
    if (reading.otherArea && reading.areas.length === 0) return otherArea(reading.otherArea, area);
    return answerFigures({ text, reading, ranked, area, context, now, role, previous });
  }

  // ------------------------------------------------------------------ figures

  interface FigureInput {
    readonly text: string;
    readonly reading: Reading;
    readonly ranked: readonly Ranked[];
    readonly area: AreaId;
    readonly context: ReadonlySet<string>;
    readonly now: Date;
    readonly role: Role;
    readonly previous: IndicatorQuery | undefined;
  }

  function answerFigures(input: FigureInput): IndicatorAnswer {
    const { reading, area, previous, now, role } = input;
    const carried = carriesOver(reading, previous, input.ranked);
    const areas = reading.areas.length > 1 ? reading.areas : [area];
    const periods = askedPeriods(reading, previous, carried);
    const future = periods.find((period) => (periodDays(period.id)?.from ?? '') > vietnamDay(now));

    const picked: { indicator: Indicator; reading: Reading }[] = [];
    let reason: Record<string, unknown> = {};
    if (carried && previous) {
      for (const id of previous.ids) {
        const indicator = byId.get(id);
        if (indicator) picked.push({ indicator, reading });
      }
      reason = { followUp: true };
    } else {
      const choice = choose(input, areas, periods);
      reason = choice.reason;
      if (choice.kind === 'none') return unknownIndicator(reading, area, choice.best, reason);
      if (choice.kind === 'clarify') return clarifyIndicator(choice.options, area, reading, reason);
      picked.push(...choice.picked);
    }

    const denied = picked.find(({ indicator }) => indicator.visibility === 'internal' && role === 'citizen');
    if (denied) return deniedAnswer(denied.indicator, role, area);
    const visible = observations.filter(
      (item) => role !== 'citizen' || (item.visibility ?? 'public') === 'public',
    );

    const chosen: Chosen[] = picked.flatMap(({ indicator, reading: part }) =>
      areas.map(
        (one): Chosen => ({
          indicator,
          area: one,
          reading: part,
          figures: figuresOf(indicator, one, part, { periods, previous, carried, visible, whole: reading }),
        }),
      ),
    );
    // Something only one province has, asked without naming a province: that province's figure, and it is said.
    let moved = false;
    if (
      !chosen.some(({ figures }) => figures.found.length > 0) &&
      reading.areas.length === 0 &&
      reading.hintedAreas.length === 0 &&
      !carried
    ) {
      moved = false;
    }
    const found = unique(chosen.flatMap(({ figures }) => figures.found));
    const query = queryOf({
      reading,
      picked: picked.map(({ indicator }) => indicator.id),
      areas,
      periods,
      found,
      previous,
      carried,
    });
    if (found.length === 0) return noFigure(chosen, { reading, area, query, future, reason, periods });
    return compose({ chosen, found, query, reading, area, areas, reason, moved, periods, input });
  }

  /** Which indicators a question means: one, several (its parts ask for different ones), none, or too many. */
  function choose(
    input: FigureInput,
    areas: readonly AreaId[],
    periods: readonly AskedPeriod[],
  ):
    | {
        kind: 'picked';
        picked: { indicator: Indicator; reading: Reading }[];
        reason: Record<string, unknown>;
      }
    | { kind: 'clarify'; options: readonly Ranked[]; reason: Record<string, unknown> }
    | { kind: 'none'; best: Ranked | undefined; reason: Record<string, unknown> } {
    const { reading, area } = input;
    const whole = withAvailability(input.ranked, reading, areas, periods);
    const top = whole[0];
    const reason = {
      top: whole
        .slice(0, 4)
        .map(({ entry, score: value, left }) => ({ id: entry.indicator.id, score: round(value), left })),
    };
    const parts = reading.parts.map((part) => reader.read(part, input.now));
    const perPart =
      parts.filter((part) => part.questionWords > 0).length >= 2
        ? chooseParts(parts, input, areas, periods)
        : [];
    if (perPart.length >= 2)
      return {
        kind: 'picked',
        picked: perPart,
        reason: { ...reason, parts: perPart.map(({ indicator }) => indicator.id) },
      };
    if (!top || top.score < ANSWER_FLOOR || top.explained < EXPLAINED_FLOOR) {
      const computed = shareWithoutName(input, areas, periods);
      if (computed)
        return {
          kind: 'picked',
          picked: [{ indicator: computed, reading }],
          reason: { ...reason, share: true },
        };
      return { kind: 'none', best: top, reason };
    }
    const picked = [{ indicator: top.entry.indicator, reading }];
    for (const more of further(top, whole, reading, area)) picked.push({ indicator: more, reading });
    if (picked.length === 1) {
      const rivals = whole.filter(
        (item) =>
          item !== top &&
          top.score - item.score < TIE &&
          hasFigure(item.entry.indicator, reading, areas, periods),
      );
      const paired = rivals.filter((item) => contradicts(top.entry.indicator.id, item.entry.indicator.id));
      for (const item of paired) picked.push({ indicator: item.entry.indicator, reading });
      if (
        paired.length === 0 &&
        rivals.length > 0 &&
        rivals.length < MOST_CHOICES &&
        hasFigure(top.entry.indicator, reading, areas, periods) &&
        reading.tokens.length <= 2
      ) {
        return { kind: 'clarify', options: [top, ...rivals], reason };
      }
    }
    return { kind: 'picked', picked, reason };
  }

  /** One indicator for each part that asks for a figure of its own. */
  function chooseParts(
    parts: readonly Reading[],
    input: FigureInput,
    areas: readonly AreaId[],
    periods: readonly AskedPeriod[],
  ) {
    const before = new Set<string>();
    const picked: { indicator: Indicator; reading: Reading }[] = [];
    for (const part of parts) {
      const own = part.tokens.map(({ token }) => token);
      const others = new Set([...before].filter((token) => !own.includes(token)));
      for (const token of own) before.add(token);
      if (
        part.questionWords === 0 ||
        (own.length === 0 && part.tiers.length === 0 && part.levels.length === 0)
      )
        continue;
      // What was said before lends its words, so that "đúng hạn bao nhiêu %" is about the system named there.
      const scoped = part.scope ? part : { ...part, scope: input.reading.scope };
      const merged: Reading = {
        ...scoped,
        tiers: part.tiers.length > 0 ? part.tiers : [],
        levels: part.levels.length > 0 ? part.levels : [],
        sources: input.reading.sources,
      };
      const ranked = withAvailability(
        matcher.rank(askOf(merged, areas[0] ?? input.area, others)),
        merged,
        areas,
        periods,
      );
      const anchor = picked[0]?.indicator;
      const best = ranked
        .slice(0, 12)
        .map((item) => ({
          item,
          value:
            item.score +
            (anchor && item.entry.indicator.group === anchor.group ? 0.06 : 0) -
            (picked.some(({ indicator }) => indicator === item.entry.indicator) &&
            part.levels.length === 0 &&
            part.tiers.length === 0 &&
            part.periods.length === 0
              ? 0.12
              : 0) +
            contextShare(item, others) * 0.1,
        }))
        .sort((a, b) => b.value - a.value)[0]?.item;
      if (!best || best.score < ANSWER_FLOOR || best.explained < 0.5) return [];
      const inherits: Reading = {
        ...merged,
        tiers: part.tiers.length > 0 ? part.tiers : input.reading.tiers,
        levels: part.levels.length > 0 ? part.levels : input.reading.levels,
      };
      picked.push({ indicator: best.entry.indicator, reading: inherits });
    }
    return picked;
  }

  function contextShare(item: Ranked, others: ReadonlySet<string>): number {
    if (others.size === 0) return 0;
    return [...others].filter((token) => item.entry.tokens.has(token)).length / others.size;
  }

  /** Indicators that explain words the first one leaves, where the question is joined by `và`, a comma or the like. */
  function further(top: Ranked, ranked: readonly Ranked[], reading: Reading, area: AreaId): Indicator[] {
    if (reading.parts.length < 2) return [];
    const found: Indicator[] = [];
    let left = top.left.filter(
      (token) => token.includes(':') || (matcher.knows(token) && !/^[a-z]{2}\d+$/.test(token)),
    );
    const exclusive = (entry: Ranked['entry']): string[] =>
      reading.tokens
        .map(({ token }) => token)
        .filter((token) => top.entry.tokens.has(token) && !entry.tokens.has(token));
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
        const skip = new Set(exclusive(entry));
        if (skip.size === 0 && !explains.some((token) => token.startsWith('T:'))) {
          // It explains everything the first does and more: then it is the better reading, not a second figure.
        }
        const ask = askOf(reading, area);
        const again = matcher
          .rank({
            ...ask,
            tokens: ask.tokens.filter((token) => !skip.has(token)),
            tiers: ask.tiers.filter((tier) => indicator.tiers.includes(tier)),
            levels: ask.levels.filter(() => indicator.levels.length > 0),
          })
          .find((item) => item.entry === entry);
        if (!again || again.score < 0.62) continue;
        const gain = again.score + explains.length * 0.05;
        if (!best || gain > best.gain) best = { indicator, gain, explains };
      }
      if (!best) return found;
      found.push(best.indicator);
      const done = best.explains;
      left = left.filter((token) => !done.includes(token));
    }
    return found;
  }

  function contradicts(a: string, b: string): boolean {
    return content.contradictions.some(({ touches }) =>
      [a, b].every((id) => touches.some((key) => byKey.get(key)?.indicator === id)),
    );
  }

  /** "chiếm bao nhiêu phần trăm" of a count: the count's own indicator, so that the share can be computed. */
  function shareWithoutName(
    input: FigureInput,
    areas: readonly AreaId[],
    periods: readonly AskedPeriod[],
  ): Indicator | undefined {
    if (!input.reading.operations.includes('share')) return undefined;
    const ask = askOf(input.reading, input.area);
    const ranked = withAvailability(
      matcher.rank({ ...ask, tokens: ask.tokens.filter((token) => token !== 'tyle') }),
      input.reading,
      areas,
      periods,
    );
    const top = ranked[0];
    return top && top.score >= 0.6 ? top.entry.indicator : undefined;
  }

  /** Where names tie, the indicator that has a figure for what was asked goes first; names still weigh far more. */
  function withAvailability(
    ranked: readonly Ranked[],
    reading: Reading,
    areas: readonly AreaId[],
    periods: readonly AskedPeriod[],
  ): Ranked[] {
    return ranked
      .slice(0, 25)
      .map((item) => {
        const { indicator } = item.entry;
        const own = observations.some((one) => one.indicator === indicator.id && areas.includes(one.area));
        const factor = hasFigure(indicator, reading, areas, periods) ? 1 : own ? 0.97 : 0.94;
        const cited =
          reading.sources.length === 0 ||
          observations.some(
            (one) => one.indicator === indicator.id && reading.sources.some(({ id }) => id === one.source),
          );
        return { ...item, score: item.score * factor * (cited ? 1 : 0.8) };
      })
      .sort((a, b) => b.score - a.score || (a.entry.indicator.id < b.entry.indicator.id ? -1 : 1));
  }

  function hasFigure(
    indicator: Indicator,
    reading: Reading,
    areas: readonly AreaId[],
    periods: readonly AskedPeriod[],
  ): boolean {
    return areas.some(
      (one) =>
        resolveFigures(
          {
            indicator,
            area: one,
            tiers: reading.tiers.map(({ tier }) => tier),
            levels: reading.levels,
            separately: reading.separately,
            sources: reading.sources.map(({ id }) => id),
            periods: periods.filter(({ id }) => !indicator.name.includes(` ${id}`)),
            all: false,
          },
          observations,
        ).found.length > 0,
    );
  }

  /** A follow-up that names no indicator of its own keeps the one before. */
  function carriesOver(
    reading: Reading,
    previous: IndicatorQuery | undefined,
    ranked: readonly Ranked[],
  ): boolean {
    if (!previous || previous.kind !== 'indicator' || previous.ids.length === 0) return false;
    const own = reading.tokens
      .map(({ token }) => token)
      .filter(
        (token) =>
          ![
            'tang',
            'giam',
            've',
            'bieu',
            'do',
            'xuat',
            'excel',
            'csv',
            'file',
            'ky',
            'tyle',
            'gap',
            'bao',
          ].includes(token),
      );
    const known = own.filter((token) => matcher.knows(token));
    const changes =
      reading.periods.length > 0 ||
      reading.areas.length > 0 ||
      reading.tiers.length > 0 ||
      reading.levels.length > 0 ||
      reading.wants !== undefined ||
      reading.operations.length > 0 ||
      reading.timing.latest ||
      reading.timing.all ||
      reading.timing.samePeriodBefore ||
      reading.timing.yearBefore;
    if (known.length === 0) return changes || reading.followUp || reading.timing.anaphora;
    // Repeating words of the same indicator ("còn bưu chính năm 2017?") is still the same question.
    const entry = matcher.entries.get(previous.ids[0] ?? '');
    const repeats =
      entry !== undefined &&
      known.every((token) => entry.tokens.has(token)) &&
      known.length <= 2 &&
      reading.followUp;
    const better =
      ranked[0] && ranked[0].entry !== entry && ranked[0].score > 0.8 && ranked[0].explained > 0.9;
    return repeats && changes && !better;
  }

  function askedPeriods(
    reading: Reading,
    previous: IndicatorQuery | undefined,
    carried: boolean,
  ): readonly AskedPeriod[] {
    const { timing } = reading;
    const plain = (id: string): AskedPeriod => ({ id, upTo: false, whole: false, anyYear: false });
    let periods: readonly AskedPeriod[] = reading.periods;
    const before = previous?.kind === 'indicator' ? previous.periods : [];
    if (
      periods.length === 0 &&
      before.length > 0 &&
      !timing.latest &&
      !timing.all &&
      (carried || timing.anaphora || reading.followUp) &&
      reading.sources.length === 0
    ) {
      periods = before.map(plain);
    }
    // A quarter without its year, after a question about a year, is that year's.
    const year = before[0]?.slice(0, 4);
    if (year && reading.followUp)
      periods = periods.map((period) => (period.anyYear ? plain(period.id.replace('*', year)) : period));
    const last = periods.at(-1);
    if (last && (timing.samePeriodBefore || timing.yearBefore) && periods.length === 1 && !last.anyYear) {
      const earlier = timing.samePeriodBefore
        ? yearBefore(last.id)
        : (shiftPeriod(
            last.id,
            -(/-(Q|H|\d)/.test(last.id) ? (last.id.includes('Q') ? 4 : last.id.includes('H') ? 2 : 12) : 1),
          ) ?? yearBefore(last.id));
      if (earlier) periods = [plain(earlier), last];
    }
    const compares = reading.operations.includes('compare') || reading.operations.includes('change');
    if (
      carried &&
      compares &&
      reading.periods.length === 1 &&
      before.length === 1 &&
      before[0] !== reading.periods[0]?.id
    ) {
      periods = [...before.map(plain), ...reading.periods].sort((a, b) => (a.id < b.id ? -1 : 1));
    }
    return periods;
  }

  function figuresOf(
    indicator: Indicator,
    area: AreaId,
    part: Reading,
    context: {
      periods: readonly AskedPeriod[];
      previous: IndicatorQuery | undefined;
      carried: boolean;
      visible: readonly Observation[];
      whole: Reading;
    },
  ): Figures {
    const { previous, carried, whole } = context;
    const inherit = carried && previous;
    const tiers = part.tiers.length > 0 ? part.tiers.map(({ tier }) => tier) : inherit ? previous.tiers : [];
    const levels = part.levels.length > 0 ? part.levels : inherit ? previous.levels : [];
    const sources = whole.sources.length > 0 ? whole.sources.map(({ id }) => id) : [];
    const spread =
      whole.operations.includes('trend') ||
      whole.operations.includes('extreme') ||
      whole.timing.all ||
      (whole.wants !== undefined && whole.periods.length === 0);
    const ranged =
      context.periods.length === 1 && /^\d{4}\.\.\d{4}$/.test(context.periods[0]?.id ?? '') && spread;
    // "so với năm 2015" in the indicator's own name is its base, not the period asked for.
    const own = context.periods.filter(({ id }) => !indicator.name.includes(` ${id}`));
    const periods = spread && whole.periods.length === 0 ? [] : own;
    const result = resolveFigures(
      { indicator, area, tiers, levels, separately: part.separately, sources, periods, all: spread },
      context.visible,
    );
    // "từ 2015 đến 2018" with a trend asked: the years inside, not one figure for the whole range.
    if (ranged && result.found.some((item) => item.period === context.periods[0]?.id)) {
      const inside = result.existing.filter((period) => /^\d{4}$/.test(period));
      if (inside.length > 1)
        return resolveFigures(
          {
            indicator,
            area,
            tiers,
            levels,
            separately: part.separately,
            sources,
            periods: inside.map((id) => ({ id, upTo: false, whole: false, anyYear: false })),
            all: false,
          },
          context.visible,
        );
    }
    // Asked for a change without saying since when: the figure before is needed too.
    if (
      (part.operations.includes('change') || whole.timing.samePeriodBefore || whole.timing.yearBefore) &&
      context.periods.length < 2 &&
      result.found.length === 1 &&
      !/change|over|growth/.test(indicator.id)
    ) {
      const only = result.found[0];
      const index = only ? result.existing.indexOf(only.period) : -1;
      const earlier = result.existing[index - 1];
      if (only && earlier && !whole.timing.samePeriodBefore) {
        const more = resolveFigures(
          {
            indicator,
            area,
            tiers,
            levels,
            separately: part.separately,
            sources,
            periods: [{ id: earlier, upTo: false, whole: false, anyYear: false }],
            all: false,
          },
          context.visible,
        );
        if (more.found.length === 1) return { ...result, found: [...more.found, ...result.found] };
      }
    }
    return result;
  }

  // ------------------------------------------------------------------ answers

  interface Compose {
    readonly chosen: readonly Chosen[];
    readonly found: readonly Observation[];
    readonly query: IndicatorQuery;
    readonly reading: Reading;
    readonly area: AreaId;
    readonly areas: readonly AreaId[];
    readonly reason: Record<string, unknown>;
    readonly moved: boolean;
    readonly periods: readonly AskedPeriod[];
    readonly input: FigureInput;
  }

  function compose(given: Compose): IndicatorAnswer {
    const { chosen, query, reading, input } = given;
    let { found } = given;
    const first = chosen[0]?.indicator;
    if (
      found.length > MOST_FIGURES ||
      (found.length > 6 &&
        new Set(found.map((item) => item.level)).size > 1 &&
        reading.levels.length === 0 &&
        reading.operation === 'value')
    ) {
      return clarifyLevel(found, given);
    }
    if (reading.operation === 'extreme' && first && chosen.length === 1)
      found = extreme(found, reading.folded);
    const lines: string[] = [];
    const computed: string[] = [];
    const names = [...new Set(found.map((item) => item.indicator))].map((id) => byId.get(id)?.name ?? id);
    const single = found.length === 1 ? found[0] : undefined;
    if (single) {
      lines.push(
        `**${wording.figure(single)}**: ${names[0]}, ${wording.place(single)} (theo ${wording.cite(single)}).`,
      );
    } else {
      const shared = found[0];
      const same = (pick: (item: Observation) => string | undefined): boolean =>
        new Set(found.map(pick)).size === 1;
      const head = [
        names.length === 1 ? names[0] : undefined,
        shared && same((item) => item.area) ? wording.areaName(shared.area) : undefined,
        shared && same((item) => item.period) ? periodLabel(shared.period) : undefined,
      ]
        .filter(Boolean)
        .join(', ');
      lines.push(
        [
          head && `${capital(head)}:`,
          ...found.map(
            (item) =>
              `- ${wording.distinction(item, found)}: **${wording.figure(item)}**${same((one) => `${one.source}|${one.section}`) ? '' : ` (${wording.cite(item)})`}`,
          ),
          ...(shared && same((item) => `${item.source}|${item.section}`)
            ? [`Theo ${wording.cite(shared)}.`]
            : []),
        ]
          .filter(Boolean)
          .join('\n'),
      );
    }
    const extra = calculations(found, reading, chosen, computed);
    if (extra.lines.length > 0) lines.push(extra.lines.join('\n'));
    const notes = [
      ...new Set(
        found.flatMap((item) =>
          item.note
            ? [found.length === 1 ? item.note : `${wording.distinction(item, found)}: ${item.note}`]
            : [],
        ),
      ),
    ];
    if (notes.length > 0 && found.length <= 8) lines.push(`Ghi chú: ${notes.join(' ')}`);
    const missing = chosen.flatMap(({ figures, area, indicator }) =>
      figures.missing.map((period) => ({ period, area, indicator, figures })),
    );
    for (const { period, area, figures } of missing) {
      lines.push(
        `${wording.areaName(area)} không có số của ${askedLabel(period)}${figures.existing.length > 0 ? `; các kỳ có số: ${figures.existing.map(periodLabel).join(', ')}` : ''}.`,
      );
    }
    for (const item of chosen)
      if (item.figures.found.length === 0 && item.figures.missing.length === 0)
        lines.push(`${wording.areaName(item.area)}: tài liệu không có số liệu ${item.indicator.name}.`);
    const disagreements = clashes(found);
    for (const text of disagreements.texts) lines.push(text);
    const checks = recomputedNotes(found);
    for (const note of checks.lines) lines.push(note);
    if (
      reading.areas.length === 0 &&
      reading.hintedAreas.length === 0 &&
      reading.sources.length === 0 &&
      input.previous === undefined
    ) {
      lines.push(`Bạn không nêu địa phương nên đây là số của ${wording.areaName(given.area)}.`);
    }
    const wantsChart =
      reading.wants === 'chart' ||
      ['trend', 'compare', 'change'].includes(reading.operation) ||
      reading.timing.all;
    const chart = wantsChart || reading.wants !== undefined ? chartOf(found, content, wording) : undefined;
    const table =
      found.length > 1 || reading.wants !== undefined ? tableOf(found, content, wording) : undefined;
    if (reading.wants === 'chart' && !chart)
      lines.push('Chưa đủ số để vẽ biểu đồ: cần ít nhất hai số cùng đơn vị tính.');
    const choices = follow(found, reading, chosen);
    const sources = [...wording.sourcesOf([...found, ...extra.cited]), ...disagreements.sources].filter(
      (item, index, all) =>
        all.findIndex((other) => other.title === item.title && other.section === item.section) === index,
    );
    const shown = [...found, ...extra.cited.filter((item) => extra.answered && !found.includes(item))];
    return {
      kind: 'indicator',
      status: 'answered',
      query: { ...query, shown: shown.map((item) => item.key) },
      indicators: shown.map(valueOf),
      reply: { text: lines.join('\n\n'), ...(choices.length > 0 && { choices }), sources },
      ...(chart && { chart }),
      ...(table && { table }),
      ...(reading.wants === 'csv' || reading.wants === 'xlsx' ? { export: reading.wants } : {}),
      sources,
      reason: {
        ...given.reason,
        observations: shown.map((item) => item.key),
        computed: [...computed, ...checks.computed],
        contradictions: disagreements.ids,
        ...(given.moved && { otherArea: true }),
      },
    };
  }

  /** Differences, percentages and sums that the question asks for; only from figures that may be set against each other. */
  function calculations(
    found: readonly Observation[],
    reading: Reading,
    chosen: readonly Chosen[],
    computed: string[],
  ): { lines: string[]; cited: Observation[]; answered: boolean } {
    const lines: string[] = [];
    const put = (text: string, ...values: string[]): void => {
      lines.push(text);
      computed.push(...values);
    };
    const wantsChange =
      reading.operations.some((one) => one === 'compare' || one === 'change') ||
      reading.timing.samePeriodBefore ||
      reading.timing.yearBefore ||
      (reading.operations.includes('trend') && found.length > 1);
    if (wantsChange && found.length >= 2) {
      const groups = new Map<string, Observation[]>();
      for (const item of found) {
        const key = [item.indicator, item.area, item.tier, item.level].join('|');
        groups.set(key, [...(groups.get(key) ?? []), item]);
      }
      for (const items of groups.values()) {
        const from = items[0];
        const to = items.at(-1);
        if (items.length < 2 || !from || !to || from.period === to.period) continue;
        const result = change(from, to);
        if (!result) continue;
        const way = result.difference > 0 ? 'tăng' : result.difference < 0 ? 'giảm' : 'không đổi';
        const size = formatNumber(Math.abs(result.difference));
        const percent =
          result.percent === undefined || from.unit === '%' || from.unit === 'hạng'
            ? ''
            : ` (${formatNumber(Math.abs(result.percent))}%)`;
        const what = [
          groups.size > 1
            ? wording.distinction(
                to,
                [...groups.values()].map((list) => list.at(-1) ?? to),
              )
            : '',
        ]
          .filter(Boolean)
          .join('');
        if (from.unit === 'hạng')
          put(
            `${what ? `${what}: ` : ''}từ ${periodLabel(from.period)} đến ${periodLabel(to.period)} ${result.difference < 0 ? 'lên' : 'xuống'} ${size} bậc.`,
            size,
          );
        else if (result.difference === 0)
          put(
            `${what ? `${what}: ` : ''}${periodLabel(to.period)} không đổi so với ${periodLabel(from.period)}.`,
          );
        else
          put(
            `${what ? `${what}: ` : ''}${periodLabel(to.period)} ${way} ${amount(Math.abs(result.difference), from.unit)}${percent} so với ${periodLabel(from.period)}.`,
            size,
            percent.replace(/[^\d.,]/g, ''),
          );
        if (
          from.period.length !== to.period.length ||
          from.period.includes('..') !== to.period.includes('..')
        )
          lines.push('Lưu ý: hai kỳ dài ngắn khác nhau, con số chênh lệch chỉ để tham khảo.');
      }
      if (groups.size === found.length && found.length === 2) {
        const [a, b] = found;
        if (
          a &&
          b &&
          a.indicator === b.indicator &&
          a.number !== undefined &&
          b.number !== undefined &&
          a.unit === b.unit &&
          a.of === b.of &&
          a.number !== b.number
        ) {
          const [high, low] = a.number > b.number ? [a, b] : [b, a];
          const gap = (high.number ?? 0) - (low.number ?? 0);
          const size = formatNumber(Number(gap.toPrecision(12)));
          put(
            `${wording.distinction(high, found)} ${a.unit === 'hạng' ? 'có thứ hạng số lớn hơn' : 'cao hơn'} ${wording.distinction(low, found).replace(/^Cấp/, 'cấp')} ${a.unit === 'hạng' ? size : amount(Number(gap.toPrecision(12)), a.unit)}.`,
            size,
          );
          if (a.period !== b.period) lines.push('Lưu ý: hai số thuộc hai kỳ khác nhau, chỉ để tham khảo.');
        }
      }
    }
    const cited: Observation[] = [];
    let answered = false;
    if (reading.operations.includes('share') && found.length === 1) {
      const part = found[0];
      const whole =
        part &&
        observations.find(
          (item) =>
            item.indicator === part.indicator &&
            item.area === part.area &&
            item.period === part.period &&
            item.source === part.source &&
            item !== part &&
            ((part.tier !== undefined && item.tier === undefined && item.level === part.level) ||
              (part.level !== undefined && item.level === undefined && item.tier === part.tier)),
        );
      const percent = part && whole && part.unit !== '%' ? share(part, whole) : undefined;
      if (part && whole && percent !== undefined) {
        put(
          `Tính ra: ${part.value} / ${whole.value} = ${formatNumber(percent)}% (trên tổng ${wording.figure(whole)}).`,
          formatNumber(percent),
        );
        cited.push(whole);
        answered = true;
      }
    }
    for (const { indicator, figures } of chosen) {
      if (!reading.operations.includes('total')) break;
      const sum = total(figures.found, indicator);
      if (sum === undefined) continue;
      if (
        figures.found.some(
          (item) =>
            item.note?.includes('mỗi đơn vị cấp xã') ||
            (indicator.id === 'dvc-count' && item.tier === 'commune' && item.level === '3'),
        )
      ) {
        const without = figures.found.filter((item) => item.tier !== 'commune');
        const less = without.reduce((value, item) => value + (item.number ?? 0), 0);
        put(
          `Cộng lại: ${formatNumber(less)} (không tính cấp xã) hoặc ${formatNumber(sum)} (tính cả số của cấp xã); tài liệu không in dòng tổng.`,
          formatNumber(less),
          formatNumber(sum),
        );
      } else
        put(
          `Cộng lại: ${formatNumber(sum)} ${indicator.unit}; tài liệu không in dòng tổng này.`,
          formatNumber(sum),
        );
    }
    return { lines, cited, answered };
  }

  function extreme(found: readonly Observation[], folded: string): readonly Observation[] {
    const numbered = found.filter((item) => item.number !== undefined);
    const low = /\b(thap|it|nho|kem|cham) nhat\b/.test(folded);
    const value = (item: Observation): number => item.number ?? 0;
    const edge = low ? Math.min(...numbered.map(value)) : Math.max(...numbered.map(value));
    const hits = numbered.filter((item) => value(item) === edge);
    return hits.length > 0 ? hits : found;
  }

  function clashes(found: readonly Observation[]): { texts: string[]; ids: string[]; sources: Source[] } {
    const keys = new Set(found.map((item) => item.key));
    const hits = content.contradictions.filter((item) => {
      const touched = item.touches.filter((key) => keys.has(key));
      // A disagreement about a total concerns somebody who asked for the parts together, not for one of them.
      return item.id === 'dvc-3-nam-2018' ? touched.length >= 2 : touched.length > 0;
    });
    return {
      texts: hits.map((item) =>
        [
          `Tài liệu nêu khác nhau về ${item.topic.charAt(0).toLowerCase()}${item.topic.slice(1)}:`,
          ...item.says.map((say) => `- ${say.text} (${wording.citation(say.source, say.section)})`),
          item.differs,
        ].join('\n'),
      ),
      ids: hits.map((item) => item.id),
      sources: hits.flatMap((item) =>
        item.says.map(({ source: id, section }) => ({
          title: wording.source(id)?.title ?? id,
          section,
          asOf: wording.source(id)?.asOf ?? '',
        })),
      ),
    };
  }

  /** Where a stated sum or rate does not come out as printed, both are shown. */
  function recomputedNotes(found: readonly Observation[]): { lines: string[]; computed: string[] } {
    const lines: string[] = [];
    const computed: string[] = [];
    const shown = new Set(found.map((item) => item.key));
    for (const item of content.recomputations) {
      if (item.verdict === 'holds' || !shown.has(item.stated)) continue;
      const stated = byKey.get(item.stated);
      const result = recompute(item, byKey);
      if (!stated || !result) continue;
      computed.push(item.computed, item.note ?? '');
      const verb = item.verdict === 'cut' ? 'Tính lại' : 'Cộng lại';
      lines.push(
        `${verb} được ${item.computed}${stated.unit === '%' ? '%' : ` ${stated.unit}`}, tài liệu in ${stated.value}. ${item.note ?? ''}`.trim(),
      );
    }
    return { lines, computed };
  }

  /** Buttons for what people ask next. */
  function follow(found: readonly Observation[], reading: Reading, chosen: readonly Chosen[]): Choice[] {
    const first = found[0];
    if (!first || chosen.length !== 1 || found.length > 1 || reading.wants !== undefined) return [];
    const { existing } = chosen[0]?.figures ?? { existing: [] };
    const index = existing.indexOf(first.period);
    const before = existing[index - 1];
    const choices: Choice[] = [];
    if (before)
      choices.push(tapChoice(`${capital(periodLabel(before))}`, first.indicator, first.area, before, first));
    return choices;
  }

  function noFigure(
    chosen: readonly Chosen[],
    given: {
      reading: Reading;
      area: AreaId;
      query: IndicatorQuery;
      future: AskedPeriod | undefined;
      reason: Record<string, unknown>;
      periods: readonly AskedPeriod[];
    },
  ): IndicatorAnswer {
    const first = chosen[0];
    const lines: string[] = [];
    const choices: Choice[] = [];
    const cited: Source[] = [];
    for (const { indicator, area, figures, reading } of chosen) {
      const asked = given.periods[0];
      const dims = dimensionText(reading);
      const what = `${indicator.name}${dims ? ` (${dims})` : ''}, ${wording.areaName(area)}`;
      const when = given.periods.length > 0 ? `, ${given.periods.map(askedLabel).join(' và ')}` : '';
      lines.push(`Tài liệu hiện có không có số này: **${what}${when}**.`);
      if (given.future) lines.push(`${capital(askedLabel(given.future))} chưa tới.`);
      const remarks = indicator.remarks.filter(
        (remark) =>
          remark.area === area &&
          (given.periods.length === 0 || given.periods.some((period) => overlaps(period, remark.period))),
      );
      for (const remark of remarks) {
        lines.push(
          `${remark.text} (${wording.citation(remark.source, remark.section === remark.text.replace(' để trống.', '') ? '' : remark.section)})`,
        );
        const source = wording.source(remark.source);
        cited.push({
          title: source?.title ?? remark.source,
          section: remark.section,
          asOf: source?.asOf ?? remark.period,
        });
      }
      if (figures.existing.length > 0) {
        lines.push(`Các kỳ có số: ${figures.existing.map(periodLabel).join(', ')}.`);
        const nearest = nearestPeriod(figures.existing, asked);
        if (nearest)
          choices.push(tapChoice(`Xem ${periodLabel(nearest)}`, indicator.id, area, nearest, reading));
      } else {
        for (const other of AREAS) {
          if (other === area) continue;
          const there = resolveFigures(
            {
              indicator,
              area: other,
              tiers: reading.tiers.map(({ tier }) => tier),
              levels: reading.levels,
              separately: reading.separately,
              sources: [],
              periods: [],
              all: false,
            },
            observations,
          );
          const period = there.found[0]?.period;
          if (period) {
            lines.push(`${wording.areaName(other)} có số của ${there.existing.map(periodLabel).join(', ')}.`);
            choices.push(
              tapChoice(
                `Xem ${wording.areaName(other)}, ${periodLabel(period)}`,
                indicator.id,
                other,
                period,
                reading,
              ),
            );
          }
        }
      }
      const byFormula = formulaFigure(indicator, area, given.periods);
      if (byFormula) lines.push(byFormula);
    }
    return {
      kind: 'indicator',
      status: 'no_data',
      query: given.query,
      indicators: [],
      reply: {
        text: lines.join('\n\n'),
        ...(choices.length > 0 && { choices: choices.slice(0, MOST_CHOICES) }),
        ...(cited.length > 0 && { sources: cited }),
      },
      sources: cited,
      reason: {
        ...given.reason,
        missing: first
          ? { indicator: first.indicator.id, area: first.area, periods: given.periods.map(({ id }) => id) }
          : {},
      },
    };
  }

  /** A rate nobody printed, computed from printed figures and said to be so; undefined when a part is missing or zero. */
  function formulaFigure(
    indicator: Indicator,
    area: AreaId,
    periods: readonly AskedPeriod[],
  ): string | undefined {
    const { formula } = indicator;
    const top = formula && byId.get(formula.numerator);
    const bottom = formula && byId.get(formula.denominator);
    if (!formula || !top || !bottom || periods.length !== 1) return undefined;
    const one = (part: Indicator): Observation | undefined => {
      const { found } = resolveFigures(
        { indicator: part, area, tiers: [], levels: [], separately: false, sources: [], periods, all: false },
        observations,
      );
      return found.length === 1 ? found[0] : undefined;
    };
    const numerator = one(top);
    const denominator = one(bottom);
    if (!numerator || !denominator || numerator.period !== denominator.period) return undefined;
    const value = share(numerator, denominator);
    if (value === undefined) return undefined;
    return `Có thể tự tính từ hai số có in: ${numerator.value} / ${denominator.value} = ${formatNumber((value * formula.times) / 100)}% (${wording.cite(numerator)}); tài liệu không in tỷ lệ này.`;
  }

  function unknownIndicator(
    reading: Reading,
    area: AreaId,
    best: Ranked | undefined,
    reason: Record<string, unknown>,
  ): IndicatorAnswer {
    const near = best && best.score >= 0.3 ? best.entry.indicator : undefined;
    const choices = near
      ? [{ label: shorten(near.name), data: tapData(near.id, area, undefined, undefined, undefined) }]
      : [];
    return plain(
      'no_data',
      `Tài liệu hiện có của ${wording.areaName(area)} không có chỉ tiêu này nên mình không có số để trả lời.${near ? ' Chỉ tiêu gần nhất có trong tài liệu ở nút bên dưới.' : ''}`,
      { reading, area, reason, choices },
    );
  }

  function clarifyIndicator(
    options: readonly Ranked[],
    area: AreaId,
    reading: Reading,
    reason: Record<string, unknown>,
  ): IndicatorAnswer {
    const choices = options
      .slice(0, MOST_CHOICES)
      .map(({ entry }) => ({
        label: shorten(entry.indicator.name),
        data: tapData(entry.indicator.id, area, reading.periods[0]?.id, undefined, undefined),
      }));
    return plain('clarify', 'Bạn hỏi chỉ tiêu nào trong các chỉ tiêu sau?', {
      reading,
      area,
      reason,
      choices,
    });
  }

  function clarifyLevel(found: readonly Observation[], given: Compose): IndicatorAnswer {
    const levels = [...new Set(found.flatMap((item) => (item.level ? [item.level] : [])))];
    const first = found[0];
    const choices =
      first && levels.length > 1
        ? levels
            .slice(0, MOST_CHOICES)
            .map((level) => ({
              label: `Mức độ ${level.replace('-', ' và ')}`,
              data: tapData(first.indicator, first.area, given.periods[0]?.id, undefined, level),
            }))
        : [];
    return plain('clarify', 'Chỉ tiêu này có nhiều mức độ dịch vụ công. Bạn hỏi mức nào?', {
      reading: given.reading,
      area: given.area,
      reason: given.reason,
      choices,
      query: given.query,
    });
  }

  function wrongPeriod(text: string, area: AreaId, previous: IndicatorQuery | undefined): IndicatorAnswer {
    return plain(
      'clarify',
      `“${text}” không phải là một năm. Bạn viết lại giúp, ví dụ: năm 2018, quý 1/2022, 6 tháng đầu năm 2022.`,
      { area, reason: { wrongPeriod: text }, choices: [], ...(previous && { query: previous }) },
    );
  }

  function otherArea(name: string, area: AreaId): IndicatorAnswer {
    const title = name.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
    return plain(
      'no_data',
      `Không có số liệu của ${title}. Các tài liệu hiện có chỉ nói về ${AREAS.map(wording.areaName).join(' và ')}.`,
      { area, reason: { otherArea: name }, choices: [] },
    );
  }

  function deniedAnswer(indicator: Indicator, role: Role, area: AreaId): IndicatorAnswer {
    return plain(
      'out_of_scope',
      `Chỉ tiêu “${indicator.name}” là số liệu nội bộ, chỉ cán bộ đã được cấp quyền mới xem được.`,
      { area, reason: { denied: indicator.id, role }, choices: [] },
    );
  }

  function plain(
    status: IndicatorAnswer['status'],
    text: string,
    given: {
      reading?: Reading;
      area: AreaId;
      reason: Record<string, unknown>;
      choices: readonly Choice[];
      query?: IndicatorQuery;
    },
  ): IndicatorAnswer {
    return {
      kind: 'indicator',
      status,
      query: given.query ?? {
        version: 1,
        kind: 'indicator',
        ids: [],
        tiers: [],
        levels: [],
        areas: [given.area],
        periods: given.reading?.periods.map(({ id }) => id) ?? [],
        sources: [],
        operation: given.reading?.operation ?? 'value',
        shown: [],
      },
      indicators: [],
      reply: { text, ...(given.choices.length > 0 && { choices: given.choices }) },
      sources: [],
      reason: given.reason,
    };
  }

  function answerList(reading: Reading, area: AreaId): IndicatorAnswer {
    const asked = [...new Set(reading.tokens.map(({ token }) => token))];
    const named = reading.areas.length > 0 ? reading.areas : AREAS;
    const has = (indicator: Indicator): boolean =>
      observations.some((item) => item.indicator === indicator.id && named.includes(item.area));
    const groups = groupNames.filter(
      ({ tokens }) =>
        asked.length > 0 &&
        tokens.some(
          (name) =>
            name.some((token) => asked.includes(token)) &&
            name.filter((token) => asked.includes(token)).length >= Math.min(asked.length, name.length),
        ),
    );
    const chosen =
      asked.length === 0
        ? []
        : content.indicators.filter(
            (indicator) =>
              has(indicator) &&
              (groups.some(({ group }) => group.id === indicator.group) ||
                asked.every((token) => matcher.entries.get(indicator.id)?.tokens.has(token))),
          );
    if (chosen.length === 0) {
      const lines = content.groups.map(
        (group) =>
          `- ${group.title}: ${content.indicators.filter((indicator) => indicator.group === group.id && has(indicator)).length} chỉ tiêu`,
      );
      return plain(
        'answered',
        [
          asked.length > 0
            ? 'Không có chỉ tiêu nào về nội dung đó. Các nhóm chỉ tiêu đang có:'
            : 'Các nhóm chỉ tiêu đang có:',
          ...lines,
        ].join('\n'),
        { reading, area, reason: { list: 'groups' }, choices: [] },
      );
    }
    const line = (indicator: Indicator): string => {
      const own = observations.filter((item) => item.indicator === indicator.id && named.includes(item.area));
      const places = [...new Set(own.map((item) => item.area))].map((one) => {
        const periods = [...new Set(own.filter((item) => item.area === one).map((item) => item.period))];
        return `${wording.areaName(one)}: ${periods.map(periodLabel).join(', ')}`;
      });
      return `- ${indicator.name} (${indicator.unit}; ${places.join('; ')})`;
    };
    const shown = chosen.slice(0, 15);
    const answer = plain('answered', [`Có ${chosen.length} chỉ tiêu:`, ...shown.map(line)].join('\n'), {
      reading,
      area,
      reason: { list: chosen.map(({ id }) => id) },
      choices: shown
        .slice(0, MOST_CHOICES)
        .map((indicator) => ({
          label: shorten(indicator.name),
          data: tapData(indicator.id, named[0] ?? area, undefined, undefined, undefined),
        })),
    });
    return chosen.length > shown.length
      ? { ...answer, reply: { ...answer.reply, details: chosen.slice(15).map(line).join('\n') } }
      : answer;
  }

  function answerTask(
    ask: ReturnType<typeof book.read>,
    previous: IndicatorQuery | undefined,
  ): IndicatorAnswer {
    const result = book.answer(ask);
    return {
      kind: 'plan_task',
      status: result.found ? 'answered' : 'no_data',
      query: {
        version: 1,
        kind: 'plan_task',
        ids: [],
        tiers: [],
        levels: [],
        areas: ['ha-tinh'],
        periods: ask.years.map(String),
        sources: [],
        operation: 'value',
        shown: [],
        task: {
          aspect: ask.aspect,
          taskIds: result.taskIds,
          ...(ask.agencies[0] && { agency: ask.agencies[0] }),
          ...(ask.years[0] && { year: ask.years[0] }),
        },
      },
      indicators: [],
      reply: {
        text: result.text,
        ...(result.details && { details: result.details }),
        ...(result.choices.length > 0 && { choices: result.choices }),
        sources: result.sources,
      },
      sources: result.sources,
      reason: {
        task: ask.aspect,
        score: round(ask.score),
        agencies: ask.agencies,
        tasks: result.taskIds,
        followUp: previous?.kind === 'plan_task',
      },
    };
  }

  // ------------------------------------------------------------------ taps

  function answerTap(tap: Tap, now: Date, role: Role): IndicatorAnswer {
    const indicator = byId.get(tap.id);
    if (!indicator)
      return plain('clarify', 'Nút này đã cũ. Bạn hỏi lại giúp bằng lời nhé.', {
        area: options.homeArea,
        reason: { staleTap: tap.id },
        choices: [],
      });
    const reading = {
      ...reader.read('', now),
      areas: [tap.area],
      tiers: tap.tier ? [{ tier: tap.tier, at: 0 }] : [],
      levels: tap.level?.split('-') ?? [],
      periods: tap.period ? [{ id: tap.period, upTo: false, whole: false, anyYear: false }] : [],
    };
    if (indicator.visibility === 'internal' && role === 'citizen')
      return deniedAnswer(indicator, role, tap.area);
    const visible = observations.filter(
      (item) => role !== 'citizen' || (item.visibility ?? 'public') === 'public',
    );
    const figures = figuresOf(indicator, tap.area, reading, {
      periods: reading.periods,
      previous: undefined,
      carried: false,
      visible,
      whole: reading,
    });
    const chosen = [{ indicator, area: tap.area, reading, figures }];
    const query = queryOf({
      reading,
      picked: [indicator.id],
      areas: [tap.area],
      periods: reading.periods,
      found: figures.found,
      previous: undefined,
      carried: false,
    });
    const input: FigureInput = {
      text: '',
      reading,
      ranked: [],
      area: tap.area,
      context: new Set(),
      now,
      role,
      previous: undefined,
    };
    if (figures.found.length === 0)
      return noFigure(chosen, {
        reading,
        area: tap.area,
        query,
        future: undefined,
        reason: { tap: true },
        periods: reading.periods,
      });
    return compose({
      chosen,
      found: figures.found,
      query,
      reading,
      area: tap.area,
      areas: [tap.area],
      reason: { tap: true },
      moved: false,
      periods: reading.periods,
      input,
    });
  }

  function queryOf(given: {
    reading: Reading;
    picked: readonly string[];
    areas: readonly AreaId[];
    periods: readonly AskedPeriod[];
    found: readonly Observation[];
    previous: IndicatorQuery | undefined;
    carried: boolean;
  }): IndicatorQuery {
    const { reading, previous, carried } = given;
    const tiers: readonly Tier[] =
      reading.tiers.length > 0
        ? reading.tiers.map(({ tier }) => tier)
        : carried && previous
          ? previous.tiers
          : [];
    const asked = given.periods.filter((period) => !period.anyYear).map(({ id }) => id);
    return {
      version: 1,
      kind: 'indicator',
      ids: [...new Set(given.picked)],
      tiers,
      levels: reading.levels.length > 0 ? [...reading.levels] : carried && previous ? previous.levels : [],
      areas: given.areas,
      periods: asked.length > 0 ? asked : [...new Set(given.found.map((item) => item.period))],
      sources: reading.sources.map(({ id }) => id),
      operation: reading.operation as Operation,
      ...(reading.wants && { wants: reading.wants }),
      shown: given.found.map((item) => item.key),
    };
  }

  function valueOf(item: Observation): IndicatorValue {
    return {
      id: item.indicator,
      area: item.area,
      period: item.period,
      value: item.value,
      unit: item.unit,
      source: wording.cite(item),
    };
  }

  return { score, answer };
}

interface Tap {
  readonly id: string;
  readonly area: AreaId;
  readonly period: string | undefined;
  readonly tier: Tier | undefined;
  readonly level: string | undefined;
}

/** Button data: `ind:<id>:<ht|tv>:<period>:<tier>:<level>`, well under the 64 bytes a button may carry. */
function tapData(
  id: string,
  area: AreaId,
  period: string | undefined,
  tier: Tier | undefined,
  level: string | undefined,
): string {
  return ['ind', id, area === 'ha-tinh' ? 'ht' : 'tv', period ?? '', tier ?? '', level ?? '']
    .join(':')
    .replace(/:+$/, '');
}

function parseTap(text: string): Tap | undefined {
  const match = /^ind:([a-z0-9.-]+):(ht|tv)(?::([0-9QH.-]*))?(?::([a-z]*))?(?::([0-9-]*))?$/.exec(
    text.trim(),
  );
  if (!match) return undefined;
  const [, id = '', area, period, tier, level] = match;
  return {
    id,
    area: area === 'ht' ? 'ha-tinh' : 'tra-vinh',
    period: period || undefined,
    tier: TIERS.find((one) => one === tier),
    level: level || undefined,
  };
}

function tapChoice(
  label: string,
  id: string,
  area: AreaId,
  period: string,
  from: Reading | Observation,
): Choice {
  const tier = 'tiers' in from ? from.tiers[0]?.tier : from.tier;
  const level = 'tiers' in from ? from.levels.join('-') : from.level;
  return { label: shorten(label), data: tapData(id, area, period, tier, level || undefined) };
}

function shorten(label: string): string {
  return label.length <= 60 ? label : `${label.slice(0, 59).trimEnd()}…`;
}

function askedLabel(period: AskedPeriod): string {
  if (period.anyYear) return periodLabel(period.id.replace('*', '0000')).replace(/[ /]*(năm )?0000/, '');
  const part =
    period.part === 'early'
      ? 'đầu '
      : period.part === 'mid'
        ? 'giữa '
        : period.part === 'late'
          ? 'cuối '
          : '';
  return `${part}${periodLabel(period.id)}`;
}

function overlaps(period: AskedPeriod, other: string): boolean {
  const a = periodDays(period.id);
  const b = periodDays(other);
  return !a || !b || (a.from <= b.to && b.from <= a.to);
}

function dimensionText(reading: Reading): string {
  const tiers: Readonly<Record<Tier, string>> = {
    central: 'cơ quan Trung ương',
    province: 'cấp tỉnh',
    district: 'cấp huyện',
    commune: 'cấp xã',
  };
  return [
    ...reading.tiers.map(({ tier }) => tiers[tier]),
    ...(reading.levels.length > 0 ? [`mức độ ${reading.levels.join(', ')}`] : []),
  ].join(', ');
}

function unique(items: readonly Observation[]): Observation[] {
  return [...new Map(items.map((item) => [item.key, item])).values()];
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
