import type { IndicatorValue } from '../dialogue/answer.ts';
import type { Choice, Source } from '../messages/index.ts';
import type { AskedPeriod } from './asked-periods.ts';
import type { Base, Chosen } from './base.ts';
import { calculate } from './calculations.ts';
import { chartOf, tableOf } from './chart.ts';
import { disagreementsOn, recomputedNotes } from './disagreements.ts';
import { periodLabel } from './periods.ts';
import type { Reading } from './reading.ts';
import { askedLabel, clarifyLevel } from './refuse.ts';
import { tapChoice } from './taps.ts';
import type { AreaId, IndicatorAnswer, IndicatorQuery, Observation } from './types.ts';
import { capital } from './wording.ts';

/** Longest list of figures shown without asking back. */
const MOST_FIGURES = 24;
/** More figures than this are shown without their notes. */
const MOST_NOTES = 8;

export interface ComposeInput {
  readonly chosen: readonly Chosen[];
  readonly query: IndicatorQuery;
  readonly reading: Reading;
  readonly area: AreaId;
  readonly periods: readonly AskedPeriod[];
  readonly reason: Record<string, unknown>;
  /** Say whose figure this is: no area was named. */
  readonly sayArea: boolean;
}

/** The answer once there are figures: figures, calculations, notes, disagreements, picture and table. */
export function compose(base: Base, input: ComposeInput): IndicatorAnswer {
  const { chosen, query, reading } = input;
  const all = distinct(chosen.flatMap(({ figures }) => figures.found));
  const levels = new Set(all.map((item) => item.level)).size;
  const unasked =
    reading.levels.length === 0 && reading.operation === 'value' && all.length > 6 && levels > 1;
  if (all.length > MOST_FIGURES || unasked) return clarifyLevel(base, all, input);
  const asked = reading.operation === 'extreme' && chosen.length === 1 ? extremes(all, reading.folded) : all;
  const found = bySeries(reading.operations.includes('explain') ? withOpposites(base, asked) : asked);
  const math = calculate(base, found, reading, chosen);
  const shown = distinct([...found, ...math.used]);
  const clashes = disagreementsOn(base, found);
  const checks = recomputedNotes(base, found);
  const draws =
    reading.wants === 'chart' ||
    reading.timing.all ||
    ['trend', 'compare', 'change'].includes(reading.operation);
  const chart = draws ? chartOf(found, base.content, base.wording) : undefined;
  const table =
    found.length > 1 || reading.wants !== undefined ? tableOf(found, base.content, base.wording) : undefined;
  const noChart = reading.wants === 'chart' && !chart;
  const lines = [
    figureLines(base, found),
    math.lines.join('\n'),
    notes(base, found),
    ...gaps(base, chosen),
    newerPart(found, chosen),
    ...clashes.texts,
    ...checks.lines,
    noChart ? 'Chưa đủ số để vẽ biểu đồ: cần ít nhất hai số cùng đơn vị tính.' : '',
    input.sayArea ? `Bạn không nêu địa phương nên đây là số của ${base.wording.areaName(input.area)}.` : '',
  ].filter(Boolean);
  const choices = nextChoices(found, reading, chosen);
  const sources = uniqueSources([...base.wording.sourcesOf(shown), ...clashes.sources]);
  return {
    kind: 'indicator',
    status: 'answered',
    query: { ...query, shown: shown.map((item) => item.key) },
    indicators: shown.map((item) => valueFor(base, item)),
    reply: { text: lines.join('\n\n'), ...(choices.length > 0 && { choices }), sources },
    ...(chart && { chart }),
    ...(table && { table }),
    ...((reading.wants === 'csv' || reading.wants === 'xlsx') && { export: reading.wants }),
    sources,
    reason: {
      ...input.reason,
      observations: shown.map((item) => item.key),
      computed: [...math.computed, ...checks.computed],
      contradictions: clashes.ids,
    },
  };
}

function figureLines(base: Base, found: readonly Observation[]): string {
  const { wording } = base;
  const first = found[0];
  if (!first) return '';
  const name = (item: Observation): string => base.byId.get(item.indicator)?.name ?? item.indicator;
  if (found.length === 1)
    return `**${wording.figure(first)}**: ${name(first)}, ${wording.place(first)} (theo ${wording.cite(first)}).`;
  const same = (pick: (item: Observation) => string): boolean => new Set(found.map(pick)).size === 1;
  const head = [
    same((item) => item.indicator) ? name(first) : undefined,
    same((item) => item.area) ? wording.areaName(first.area) : undefined,
    same((item) => item.period) ? periodLabel(first.period) : undefined,
  ].filter((part) => part !== undefined);
  const oneSource = same((item) => `${item.source}|${item.section}`);
  return [
    ...(head.length > 0 ? [`${capital(head.join(', '))}:`] : []),
    ...found.map(
      (item) =>
        `- ${wording.distinction(item, found)}: **${wording.figure(item)}**${oneSource ? '' : ` (${wording.cite(item)})`}`,
    ),
    ...(oneSource ? [`Theo ${wording.cite(first)}.`] : []),
  ].join('\n');
}

function notes(base: Base, found: readonly Observation[]): string {
  if (found.length > MOST_NOTES) return '';
  const texts = found.flatMap((item) =>
    item.note
      ? [found.length === 1 ? item.note : `${base.wording.distinction(item, found)}: ${item.note}`]
      : [],
  );
  return texts.length > 0 ? `Ghi chú: ${[...new Set(texts)].join(' ')}` : '';
}

/** What was asked for beside the figures found, and is not there. */
function gaps(base: Base, chosen: readonly Chosen[]): string[] {
  const { wording } = base;
  // Two areas, each with its own period in the question: nothing is missing.
  const areas = new Set(chosen.map(({ area }) => area)).size;
  if (areas > 1 && chosen.every(({ figures }) => figures.found.length > 0)) return [];
  return chosen.flatMap(({ indicator, area, figures }) => {
    if (figures.found.length === 0 && figures.missing.length === 0) {
      return [`${wording.areaName(area)}: tài liệu không có số liệu này (${indicator.name}).`];
    }
    const existing =
      figures.existing.length > 0 ? `; các kỳ có số: ${figures.existing.map(periodLabel).join(', ')}` : '';
    return figures.missing.map(
      (period) => `${wording.areaName(area)} không có số của ${askedLabel(period)}${existing}.`,
    );
  });
}

/** The latest whole is shown; a newer period has figures of some tiers only. */
function newerPart(found: readonly Observation[], chosen: readonly Chosen[]): string {
  const [only] = chosen;
  const [first] = found;
  if (!only || !first || chosen.length > 1 || only.reading.periods.length > 0 || only.reading.timing.all)
    return '';
  const last = only.figures.existing.at(-1);
  if (!last || found.some((item) => item.period === last) || only.figures.existing.indexOf(first.period) < 0)
    return '';
  return only.reading.operation === 'value' || only.reading.operation === 'total'
    ? `Kỳ mới hơn, ${periodLabel(last)}, tài liệu chỉ có số của một phần.`
    : '';
}

function extremes(found: readonly Observation[], folded: string): readonly Observation[] {
  const numbers = found.flatMap((item) => (item.number === undefined ? [] : [item.number]));
  if (numbers.length === 0) return found;
  const edge = /\b(thap|it|nho|kem|cham) nhat\b/.test(folded) ? Math.min(...numbers) : Math.max(...numbers);
  return found.filter((item) => item.number === edge);
}

/** Who asks why two documents differ is asking about both figures. */
function withOpposites(base: Base, found: readonly Observation[]): readonly Observation[] {
  const keys = found.map((item) => item.key);
  const others = base.content.contradictions
    .filter(({ touches }) => touches.length === 2 && touches.some((key) => keys.includes(key)))
    .flatMap(({ touches }) => touches.flatMap((key) => base.byKey.get(key) ?? []));
  return distinct([...found, ...others]);
}

/** One series after the other, each in the order of time. */
function bySeries(items: readonly Observation[]): Observation[] {
  const series = (item: Observation): string => [item.indicator, item.area, item.tier, item.level].join('|');
  const order = [...new Set(items.map(series))];
  return order.flatMap((one) => items.filter((item) => series(item) === one));
}

/** Buttons for what people ask next. */
function nextChoices(found: readonly Observation[], reading: Reading, chosen: readonly Chosen[]): Choice[] {
  const [first] = found;
  const [only] = chosen;
  if (!first || !only || chosen.length > 1 || found.length > 1 || reading.wants !== undefined) return [];
  const before = only.figures.existing[only.figures.existing.indexOf(first.period) - 1];
  if (!before) return [];
  const { indicator: id, area, tier, level } = first;
  return [tapChoice(capital(periodLabel(before)), { id, area, period: before, tier, level })];
}

function valueFor(base: Base, item: Observation): IndicatorValue {
  return {
    id: item.indicator,
    area: item.area,
    period: item.period,
    value: item.value,
    unit: item.unit,
    source: base.wording.cite(item),
  };
}

function distinct(items: readonly Observation[]): Observation[] {
  return [...new Map(items.map((item) => [item.key, item])).values()];
}

function uniqueSources(sources: readonly Source[]): Source[] {
  const found = new Map<string, Source>();
  for (const source of sources) {
    const key = `${source.title}|${source.section}`;
    if (!found.has(key)) found.set(key, source);
  }
  return [...found.values()];
}
