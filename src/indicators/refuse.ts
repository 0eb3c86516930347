import type { Role } from '../dialogue/answer.ts';
import type { Choice, Source } from '../messages/index.ts';
import type { AskedPeriod } from './asked-periods.ts';
import type { Base, Chosen } from './base.ts';
import { tiersOf } from './base.ts';
import { share } from './compute.ts';
import { sourceOf } from './disagreements.ts';
import type { Ranked } from './match.ts';
import { formatNumber } from './numbers.ts';
import { periodDays, periodLabel } from './periods.ts';
import type { Reading } from './reading.ts';
import { nearestPeriod, resolveFigures } from './resolve.ts';
import { shorten, tapChoice, tapData } from './taps.ts';
import {
  AREAS,
  type AreaId,
  type Indicator,
  type IndicatorAnswer,
  type IndicatorQuery,
  type Observation,
} from './types.ts';
import { capital, tierName } from './wording.ts';

const MOST_CHOICES = 4;

/** An answer without figures. */
export function plainAnswer(
  status: IndicatorAnswer['status'],
  text: string,
  given: {
    readonly area: AreaId;
    readonly reason: Record<string, unknown>;
    readonly reading?: Reading;
    readonly choices?: readonly Choice[];
    readonly query?: IndicatorQuery;
  },
): IndicatorAnswer {
  const { reading, choices = [] } = given;
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
      periods: reading?.periods.map(({ id }) => id) ?? [],
      sources: [],
      operation: reading?.operation ?? 'value',
      shown: [],
    },
    indicators: [],
    reply: { text, ...(choices.length > 0 && { choices: choices.slice(0, MOST_CHOICES) }) },
    sources: [],
    reason: given.reason,
  };
}

export interface MissingInput {
  readonly chosen: readonly Chosen[];
  readonly query: IndicatorQuery;
  readonly periods: readonly AskedPeriod[];
  readonly today: string;
  readonly reason: Record<string, unknown>;
}

/** The indicator is known, the figure is not printed: said so, with the periods that exist and the nearest as a button. */
export function missingFigure(base: Base, input: MissingInput): IndicatorAnswer {
  const { chosen, periods } = input;
  const parts = chosen.map((item) => missingPart(base, item, input));
  const first = chosen[0];
  const choices = parts.flatMap((part) => part.choices).slice(0, MOST_CHOICES);
  const sources = parts.flatMap((part) => part.sources);
  return {
    kind: 'indicator',
    status: 'no_data',
    query: input.query,
    indicators: [],
    reply: {
      text: parts.flatMap(({ lines }) => lines).join('\n\n'),
      ...(choices.length > 0 && { choices }),
      ...(sources.length > 0 && { sources }),
    },
    sources,
    reason: {
      ...input.reason,
      missing: { indicator: first?.indicator.id, area: first?.area, periods: periods.map(({ id }) => id) },
    },
  };
}

function missingPart(
  base: Base,
  item: Chosen,
  input: MissingInput,
): { lines: string[]; choices: Choice[]; sources: Source[] } {
  const { indicator, area, figures, reading } = item;
  const { wording } = base;
  const { periods } = input;
  const dimensions = [
    ...tiersOf(reading).map(tierName),
    ...(reading.levels.length > 0 ? [`mức độ ${reading.levels.join(', ')}`] : []),
  ].join(', ');
  const when = periods.length > 0 ? `, ${periods.map(askedLabel).join(' và ')}` : '';
  const lines = [
    `Tài liệu hiện có không có số này: **${indicator.name}${dimensions && ` (${dimensions})`}, ${wording.areaName(area)}${when}**.`,
  ];
  const future = periods.find((period) => (periodDays(period.id)?.from ?? '') > input.today);
  if (future) lines.push(`${capital(askedLabel(future))} chưa tới.`);
  const remarks = indicator.remarks.filter(
    (remark) =>
      remark.area === area &&
      (periods.length === 0 || periods.some((period) => overlaps(period, remark.period))),
  );
  for (const remark of remarks) {
    const repeated = remark.text.startsWith(remark.section);
    lines.push(`${remark.text} (${wording.citation(remark.source, repeated ? '' : remark.section)})`);
  }
  const dims = { tier: tiersOf(reading)[0], level: reading.levels.join('-') || undefined };
  const choices: Choice[] = [];
  if (figures.existing.length > 0) {
    lines.push(`Các kỳ có số: ${figures.existing.map(periodLabel).join(', ')}.`);
    const nearest = nearestPeriod(figures.existing, periods[0]);
    if (nearest)
      choices.push(
        tapChoice(`Xem ${periodLabel(nearest)}`, { id: indicator.id, area, period: nearest, ...dims }),
      );
  } else {
    for (const other of AREAS.filter((one) => one !== area)) {
      const there = resolveFigures(
        {
          indicator,
          area: other,
          tiers: tiersOf(reading),
          levels: reading.levels,
          separately: reading.separately,
          sources: [],
          periods: [],
          all: false,
        },
        base.observations,
      );
      const period = there.found[0]?.period;
      if (!period) continue;
      lines.push(`${wording.areaName(other)} có số của ${there.existing.map(periodLabel).join(', ')}.`);
      choices.push(
        tapChoice(`Xem ${wording.areaName(other)}, ${periodLabel(period)}`, {
          id: indicator.id,
          area: other,
          period,
          ...dims,
        }),
      );
    }
  }
  const computed = byFormula(base, indicator, area, periods);
  if (computed) lines.push(computed);
  return { lines, choices, sources: remarks.map((remark) => sourceOf(base, remark.source, remark.section)) };
}

/** A rate nobody printed, computed from printed figures and said to be so; undefined when a part is missing or zero. */
function byFormula(
  base: Base,
  indicator: Indicator,
  area: AreaId,
  periods: readonly AskedPeriod[],
): string | undefined {
  const { formula } = indicator;
  if (!formula || periods.length !== 1) return undefined;
  const one = (id: string): Observation | undefined => {
    const part = base.byId.get(id);
    if (!part) return undefined;
    const { found } = resolveFigures(
      { indicator: part, area, tiers: [], levels: [], separately: false, sources: [], periods, all: false },
      base.observations,
    );
    return found.length === 1 ? found[0] : undefined;
  };
  const numerator = one(formula.numerator);
  const denominator = one(formula.denominator);
  if (!numerator || !denominator || numerator.period !== denominator.period) return undefined;
  const value = share(numerator, denominator);
  if (value === undefined) return undefined;
  const result = formatNumber((value * formula.times) / 100);
  return `Có thể tự tính từ hai số có in: ${numerator.value} / ${denominator.value} = ${result}% (${base.wording.cite(numerator)}); tài liệu không in tỷ lệ này.`;
}

export function unknownIndicator(
  base: Base,
  given: {
    readonly reading: Reading;
    readonly area: AreaId;
    readonly best: Ranked | undefined;
    readonly reason: Record<string, unknown>;
  },
): IndicatorAnswer {
  const { area, best } = given;
  const near = best && best.score >= 0.35 ? best.entry.indicator : undefined;
  const hint = near ? ' Chỉ tiêu gần nhất có trong tài liệu ở nút bên dưới.' : '';
  return plainAnswer(
    'no_data',
    `Tài liệu hiện có của ${base.wording.areaName(area)} không có chỉ tiêu này nên mình không có số để trả lời.${hint}`,
    {
      ...given,
      choices: near ? [{ label: shorten(near.name), data: tapData({ id: near.id, area }) }] : [],
    },
  );
}

export function clarifyIndicator(
  options: readonly Ranked[],
  given: { readonly reading: Reading; readonly area: AreaId; readonly reason: Record<string, unknown> },
): IndicatorAnswer {
  const period = given.reading.periods[0]?.id;
  return plainAnswer('clarify', 'Bạn hỏi chỉ tiêu nào trong các chỉ tiêu sau?', {
    ...given,
    choices: options.map(({ entry }) =>
      tapChoice(entry.indicator.name, { id: entry.indicator.id, area: given.area, period }),
    ),
  });
}

export function clarifyLevel(
  base: Base,
  found: readonly Observation[],
  given: {
    readonly reading: Reading;
    readonly area: AreaId;
    readonly reason: Record<string, unknown>;
    readonly query: IndicatorQuery;
  },
): IndicatorAnswer {
  const levels = [...new Set(found.flatMap((item) => (item.level ? [item.level] : [])))];
  const first = found[0];
  if (!first || levels.length < 2) {
    const periods = [...new Set(found.map((item) => item.period))].slice(-MOST_CHOICES);
    const choices = first
      ? periods.map((period) =>
          tapChoice(capital(periodLabel(period)), { id: first.indicator, area: first.area, period }),
        )
      : [];
    return plainAnswer('clarify', `Có ${found.length} số. Bạn muốn xem kỳ nào?`, { ...given, choices });
  }
  const name = base.byId.get(first.indicator)?.name ?? first.indicator;
  const choices = levels.map((level) =>
    tapChoice(`Mức độ ${level.replace('-', ' và ')}`, {
      id: first.indicator,
      area: first.area,
      period: given.query.periods[0],
      level,
    }),
  );
  return plainAnswer('clarify', `${name} được thống kê theo mức độ. Bạn hỏi mức nào?`, { ...given, choices });
}

export function wrongPeriod(
  text: string,
  area: AreaId,
  previous: IndicatorQuery | undefined,
): IndicatorAnswer {
  return plainAnswer(
    'clarify',
    `“${text}” không phải là một năm. Bạn viết lại giúp, ví dụ: năm 2018, quý 1/2022, 6 tháng đầu năm 2022.`,
    {
      area,
      reason: { wrongPeriod: text },
      ...(previous && { query: previous }),
    },
  );
}

export function otherArea(base: Base, name: string, area: AreaId): IndicatorAnswer {
  const title = name.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
  const known = AREAS.map(base.wording.areaName).join(' và ');
  return plainAnswer('no_data', `Không có số liệu của ${title}. Các tài liệu hiện có chỉ nói về ${known}.`, {
    area,
    reason: { otherArea: name },
  });
}

export function denied(indicator: Indicator, role: Role, area: AreaId): IndicatorAnswer {
  return plainAnswer(
    'out_of_scope',
    `Chỉ tiêu “${indicator.name}” là số liệu nội bộ, chỉ cán bộ đã được cấp quyền mới xem được.`,
    {
      area,
      reason: { denied: indicator.id, role },
    },
  );
}

export function askedLabel(period: AskedPeriod): string {
  if (period.anyYear) return periodLabel(period.id.replace('*', '0000')).replace(/[ /]*(năm )?0000/, '');
  const parts = { early: 'đầu ', mid: 'giữa ', late: 'cuối ' };
  return `${period.part ? parts[period.part] : ''}${periodLabel(period.id)}`;
}

function overlaps(period: AskedPeriod, other: string): boolean {
  const a = periodDays(period.id);
  const b = periodDays(other);
  return !a || !b || (a.from <= b.to && b.from <= a.to);
}
