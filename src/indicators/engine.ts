import { z } from 'zod';
import { vietnamDay } from '../clock.ts';
import type { Role } from '../dialogue/answer.ts';
import { type Base, type Chosen, createBase, plainPeriod, queryOf } from './base.ts';
import { choose } from './choose.ts';
import { compose } from './compose.ts';
import { askedPeriods, carriesOver, figuresOf } from './figures.ts';
import { listIndicators } from './lists.ts';
import { askOf, type Ranked } from './match.ts';
import type { Reading } from './reading.ts';
import {
  clarifyIndicator,
  denied,
  missingFigure,
  otherArea,
  plainAnswer,
  unknownIndicator,
  wrongPeriod,
} from './refuse.ts';
import { couldBeFigure, LEAST_SURE, lengthDamping, sureness } from './score.ts';
import { parseTap, type Tap } from './taps.ts';
import { createTaskBook, type TaskAsk, type TaskBook } from './tasks.ts';
import {
  AREAS,
  type AreaId,
  type IndicatorAnswer,
  type IndicatorContent,
  type IndicatorQuery,
  type Indicators,
  type Observation,
  TIERS,
} from './types.ts';

/** From here a question is taken to be about plan tasks, unless a figure is much surer. */
const TASK_FLOOR = 0.6;
const FIGURE_LEAD = 0.25;

/** Words of a question about a change that say nothing about which figure changes. */
const CHANGE_WORDS = ['tyle', 'tang', 'giam', 'gap'];
/** What a score keeps where those words are left out. */
const CHANGE_SHARE = 0.9;

interface Asked {
  readonly text: string;
  readonly now: Date;
  readonly role: Role;
  readonly previous?: IndicatorQuery | undefined;
}

/**
 * Builds the indicators over loaded content. `filed` figures (from approved reports) are answered like printed ones.
 * Pure: the same question, clock and content give the same answer.
 */
export function createIndicators(
  content: IndicatorContent,
  options: { homeArea: AreaId; filed?: readonly Observation[] },
): Indicators {
  const base = createBase(content, options);
  // Nothing computed for a citizen may rest on a figure a citizen may not see.
  const open = withoutInternal(base);
  const book = createTaskBook(content, base.reader, base.matcher, base.wording);
  return {
    score(text, kept, least = 0) {
      const previous = usable(kept);
      const tap = parseTap(text);
      if (tap) return base.byId.has(tap.id) ? 1 : 0;
      // The clock only names periods here; which ones exist does not change how surely figures are meant.
      const skimmed = base.reader.skim(text, new Date(0));
      const follows = previous !== undefined;
      const maybeTask = follows || (least <= lengthDamping(text) && book.couldBeTask(skimmed));
      const best = base.matcher.atBest(skimmed, CHANGE_WORDS);
      if (!maybeTask && !couldBeFigure(skimmed, best, least)) return 0;
      const reading = base.reader.finish(skimmed);
      if (!maybeTask && sureness(reading, best, undefined, text) < least) return 0;
      const ranked = rankFor(base, reading, previous, LEAST_SURE);
      const figure = sureness(reading, ranked[0], previous, text);
      const related = isRelated(base, reading, ranked[0], previous) ? 0.75 : 0;
      return Math.max(book.read(reading, previous).score * lengthDamping(text), figure, related);
    },
    answer(given) {
      const asked = { ...given, previous: usable(given.previous) };
      const tap = parseTap(asked.text);
      const seen = asked.role === 'citizen' ? open : base;
      return tap ? answerTap(seen, tap, asked) : answerText(seen, book, asked);
    },
  };
}

/** The question before, if it was kept by this version: sessions outlive deployments. */
function usable(previous: unknown): IndicatorQuery | undefined {
  if (previous === undefined) return undefined;
  return KeptQuery.safeParse(previous).success ? (previous as IndicatorQuery) : undefined;
}

const KeptQuery = z.object({
  version: z.literal(1),
  kind: z.enum(['indicator', 'plan_task']),
  ids: z.array(z.string()),
  tiers: z.array(z.enum(TIERS)),
  levels: z.array(z.string()),
  areas: z.array(z.enum(AREAS)),
  periods: z.array(z.string()),
  shown: z.array(z.string()),
});

function answerText(base: Base, book: TaskBook, asked: Asked): IndicatorAnswer {
  const { text, now, previous } = asked;
  const reading = base.reader.read(text, now);
  const ranked = rankFor(base, reading, previous);
  const area = pickArea(base, reading, previous);
  const task = book.read(reading, previous);
  if (
    task.score * lengthDamping(text) >= TASK_FLOOR &&
    task.score >= sureness(reading, ranked[0], previous, text) - FIGURE_LEAD
  )
    return answerTask(book, task);
  if (reading.operation === 'list') return listIndicators(base, reading, area);
  if (reading.timing.wrong) return wrongPeriod(reading.timing.wrong, area, previous);
  if (reading.otherArea && reading.areas.length === 0) return otherArea(base, reading.otherArea, area);
  return answerFigures(base, asked, reading, ranked, area);
}

function answerFigures(
  base: Base,
  asked: Asked,
  reading: Reading,
  ranked: readonly Ranked[],
  area: AreaId,
): IndicatorAnswer {
  const { previous, role, now } = asked;
  const carried = carriesOver(base, reading, previous, ranked) ? previous : undefined;
  const areas = reading.areas.length > 1 ? reading.areas : [area];
  const periods = askedPeriods(base, reading, previous, carried !== undefined);
  const related = isRelated(base, reading, ranked[0], previous);
  const choosing = carried
    ? {
        kind: 'picked' as const,
        picked: carried.ids.flatMap((id) => {
          const indicator = base.byId.get(id);
          return indicator ? [{ indicator, reading }] : [];
        }),
        reason: { followUp: true },
      }
    : choose(base, { reading, ranked, areas, periods, now });
  if (choosing.kind === 'none') return unknownIndicator(base, { reading, area, ...choosing });
  if (choosing.kind === 'clarify')
    return clarifyIndicator(choosing.options, { reading, area, reason: choosing.reason });

  const hidden = choosing.picked.find(
    ({ indicator }) => indicator.visibility === 'internal' && role === 'citizen',
  );
  if (hidden) return denied(hidden.indicator, role, area);
  const visible = base.observations;
  let chosen = choosing.picked.flatMap((picked) =>
    areas.map(
      (one): Chosen => ({
        ...picked,
        area: one,
        figures: figuresOf(picked, one, { periods, carried, visible, whole: reading }),
      }),
    ),
  );
  if (
    related &&
    previous &&
    periods.length === 0 &&
    !reading.timing.latest &&
    !reading.timing.all &&
    reading.sources.length === 0
  ) {
    // "hoàn thành mấy" after a question about 2017: still 2017, where there is a figure for it.
    const before = previous.periods.map(plainPeriod);
    const same = chosen.map(
      (item): Chosen => ({
        ...item,
        figures: figuresOf(item, item.area, { periods: before, carried, visible, whole: reading }),
      }),
    );
    if (same.some(({ figures }) => figures.found.length > 0)) chosen = same;
  }
  const found = chosen.flatMap(({ figures }) => figures.found);
  const ids = choosing.picked.map(({ indicator }) => indicator.id);
  const query = queryOf({ reading, ids, areas, periods, found, carried });
  if (found.length === 0)
    return missingFigure(base, { chosen, query, periods, today: vietnamDay(now), reason: choosing.reason });
  const named = reading.areas.length + reading.hintedAreas.length + reading.sources.length > 0;
  return compose(base, {
    chosen,
    query,
    reading,
    area,
    periods,
    reason: choosing.reason,
    sayArea: !named && previous === undefined,
  });
}

function answerTask(book: TaskBook, ask: TaskAsk): IndicatorAnswer {
  const result = book.answer(ask);
  return {
    ...plainAnswer(result.found ? 'answered' : 'no_data', result.text, {
      area: 'ha-tinh',
      choices: result.choices,
      reason: { task: ask.aspect, score: ask.score, agencies: ask.agencies, tasks: result.taskIds },
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
    }),
    kind: 'plan_task',
    reply: {
      text: result.text,
      ...(result.details && { details: result.details }),
      ...(result.choices.length > 0 && { choices: result.choices }),
      sources: result.sources,
    },
    sources: result.sources,
  };
}

function answerTap(base: Base, tap: Tap, { now, role }: Asked): IndicatorAnswer {
  const indicator = base.byId.get(tap.id);
  if (!indicator) {
    return plainAnswer('clarify', 'Nút này đã cũ. Bạn hỏi lại giúp bằng lời nhé.', {
      area: base.homeArea,
      reason: { staleTap: tap.id },
    });
  }
  if (indicator.visibility === 'internal' && role === 'citizen') return denied(indicator, role, tap.area);
  const reading: Reading = {
    ...base.reader.read('', now),
    areas: [tap.area],
    tiers: tap.tier ? [{ tier: tap.tier, at: 0 }] : [],
    levels: tap.level?.split('-') ?? [],
    periods: tap.period ? [plainPeriod(tap.period)] : [],
  };
  const { periods } = reading;
  const picked = { indicator, reading };
  const figures = figuresOf(picked, tap.area, {
    periods,
    carried: undefined,
    visible: base.observations,
    whole: reading,
  });
  const chosen = [{ ...picked, area: tap.area, figures }];
  const query = queryOf({
    reading,
    ids: [indicator.id],
    areas: [tap.area],
    periods,
    found: figures.found,
    carried: undefined,
  });
  const reason = { tap: true };
  if (figures.found.length === 0)
    return missingFigure(base, { chosen, query, periods, today: vietnamDay(now), reason });
  return compose(base, { chosen, query, reading, area: tap.area, periods, reason, sayArea: false });
}

function rankFor(
  base: Base,
  reading: Reading,
  previous: IndicatorQuery | undefined,
  least?: number,
): Ranked[] {
  const context = contextOf(base, reading, previous);
  const unitBefore = context.size > 0 ? base.byId.get(previous?.ids[0] ?? '')?.unit : undefined;
  const ask = askOf(reading, pickArea(base, reading, previous), context, unitBefore);
  const ranked = base.matcher.rank(ask, least);
  if (!reading.operations.includes('change')) return ranked;
  // "tăng bao nhiêu phần trăm" is what to do with a figure, unless an indicator is itself a change or a rate.
  const plain = base.matcher.rank(
    { ...ask, tokens: ask.tokens.filter((token) => !CHANGE_WORDS.includes(token)) },
    least,
  );
  const own = new Map(ranked.map((item) => [item.entry, item]));
  const best = plain.map((item) => {
    const asTyped = own.get(item.entry);
    return asTyped && asTyped.score >= item.score * CHANGE_SHARE
      ? asTyped
      : { ...item, score: item.score * CHANGE_SHARE };
  });
  return best.sort((a, b) => b.score - a.score);
}

/** Words of the question before that a follow-up need not say again. */
function contextOf(base: Base, reading: Reading, previous: IndicatorQuery | undefined): ReadonlySet<string> {
  const named = reading.tokens.flatMap(({ token }) => base.documents.get(token)?.indicator ?? []);
  if (named.length > 0)
    return new Set(named.flatMap((id) => [...(base.matcher.entries.get(id)?.tokens ?? [])]));
  if (previous?.kind !== 'indicator') return new Set();
  const own = new Set(reading.tokens.map(({ token }) => token)).size;
  if (!reading.followUp && !reading.timing.anaphora && own > 3) return new Set();
  return new Set(previous.ids.flatMap((id) => [...(base.matcher.entries.get(id)?.tokens ?? [])]));
}

/** A short question about the subject of the one before. */
function isRelated(
  base: Base,
  reading: Reading,
  top: Ranked | undefined,
  previous: IndicatorQuery | undefined,
): boolean {
  const before = previous?.kind === 'indicator' ? base.byId.get(previous.ids[0] ?? '') : undefined;
  return (
    before !== undefined &&
    top !== undefined &&
    reading.tokens.length <= 4 &&
    top.score >= 0.7 &&
    top.entry.indicator.group === before.group
  );
}

/** The area named, the one something mentioned belongs to, the document's, the question before's, or our own. */
function pickArea(base: Base, reading: Reading, previous: IndicatorQuery | undefined): AreaId {
  const [named] = reading.areas;
  if (named) return named;
  const [hinted, ...more] = reading.hintedAreas;
  if (hinted && more.length === 0) return hinted;
  return reading.sources[0]?.area ?? previous?.areas[0] ?? base.homeArea;
}

function withoutInternal(base: Base): Base {
  const internal = new Set(
    base.content.indicators.filter(({ visibility }) => visibility === 'internal').map(({ id }) => id),
  );
  const observations = base.observations.filter(
    (item) => (item.visibility ?? 'public') === 'public' && !internal.has(item.indicator),
  );
  return { ...base, observations, byKey: new Map(observations.map((item) => [item.key, item])) };
}
