import type { Base, Chosen } from './base.ts';
import { change, share, total } from './compute.ts';
import { formatNumber } from './numbers.ts';
import { periodLabel } from './periods.ts';
import type { Reading } from './reading.ts';
import type { Observation } from './types.ts';
import { amount } from './wording.ts';

export interface Calculations {
  readonly lines: readonly string[];
  /** Every computed number as it stands in the lines. */
  readonly computed: readonly string[];
  /** Figures used that were not asked for by name, e.g. the whole of a share. */
  readonly used: readonly Observation[];
}

/** Differences, percentages and sums that the question asks for; only from figures that may be set against each other. */
export function calculate(
  base: Base,
  found: readonly Observation[],
  reading: Reading,
  chosen: readonly Chosen[],
): Calculations {
  const { operations, timing } = reading;
  const changes =
    operations.some((one) => one === 'compare' || one === 'change' || one === 'trend') ||
    timing.samePeriodBefore ||
    timing.yearBefore;
  const parts: Calculations[] = [];
  if (changes && found.length >= 2) parts.push(...changesIn(base, found));
  if (operations.includes('share') && found.length === 1 && found[0]) parts.push(shareOf(base, found[0]));
  if (operations.includes('total')) for (const item of chosen) parts.push(sumOf(item));
  return {
    lines: parts.flatMap(({ lines }) => lines),
    computed: parts.flatMap(({ computed }) => computed),
    used: parts.flatMap(({ used }) => used),
  };
}

const NOTHING: Calculations = { lines: [], computed: [], used: [] };

function changesIn(base: Base, found: readonly Observation[]): Calculations[] {
  const groups = new Map<string, Observation[]>();
  for (const item of found) {
    const key = [item.indicator, item.area, item.tier, item.level].join('|');
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const lasts = [...groups.values()].flatMap((items) => items.slice(-1));
  const overTime = [...groups.values()].map((items) => {
    const name =
      groups.size > 1 && items.at(-1)
        ? `${base.wording.distinction(items.at(-1) as Observation, lasts)}: `
        : '';
    return changeOverTime(items, name);
  });
  return groups.size === 2 && found.length === 2 ? [...overTime, gap(base, found)] : overTime;
}

function changeOverTime(items: readonly Observation[], name: string): Calculations {
  const from = items[0];
  const to = items.at(-1);
  if (!from || !to || from.period === to.period) return NOTHING;
  const result = change(from, to);
  if (!result) return NOTHING;
  const size = formatNumber(Math.abs(result.difference));
  const later = periodLabel(to.period);
  const earlier = periodLabel(from.period);
  const computed = [size];
  let line: string;
  if (result.difference === 0) line = `${name}${later} không đổi so với ${earlier}.`;
  else if (from.unit === 'hạng')
    line = `${name}từ ${earlier} đến ${later} ${result.difference < 0 ? 'lên' : 'xuống'} ${size} bậc.`;
  else {
    const relative =
      result.percent !== undefined && from.unit !== '%' ? formatNumber(Math.abs(result.percent)) : undefined;
    if (relative) computed.push(relative);
    line = `${name}${later} ${result.difference > 0 ? 'tăng' : 'giảm'} ${amount(Math.abs(result.difference), from.unit)}${relative ? ` (${relative}%)` : ''} so với ${earlier}.`;
  }
  const uneven = from.period.length !== to.period.length;
  return {
    lines: [
      line.charAt(0).toUpperCase() + line.slice(1),
      ...(uneven ? ['Lưu ý: hai kỳ dài ngắn khác nhau, con số chênh lệch chỉ để tham khảo.'] : []),
    ],
    computed,
    used: [],
  };
}

/** Between two areas, tiers or levels at one time. */
function gap(base: Base, found: readonly Observation[]): Calculations {
  const [a, b] = found;
  if (!a || !b || a.indicator !== b.indicator || a.unit !== b.unit || a.of !== b.of) return NOTHING;
  if (a.number === undefined || b.number === undefined || a.number === b.number) return NOTHING;
  const [high, low] = a.number > b.number ? [a, b] : [b, a];
  const difference = Number(((high.number ?? 0) - (low.number ?? 0)).toPrecision(12));
  const size = formatNumber(difference);
  const lowName = base.wording
    .distinction(low, found)
    .replace(/^Cấp|^Mức|^Cơ/, (start) => start.toLowerCase());
  const line =
    a.unit === 'hạng'
      ? `${base.wording.distinction(low, found)} xếp trên ${size} bậc.`
      : `${base.wording.distinction(high, found)} ${['%', 'điểm'].includes(a.unit) ? 'cao' : 'nhiều'} hơn ${lowName} ${amount(difference, a.unit)}.`;
  return {
    lines: [
      line,
      ...(a.period === b.period ? [] : ['Lưu ý: hai số thuộc hai kỳ khác nhau, chỉ để tham khảo.']),
    ],
    computed: [size],
    used: [],
  };
}

function shareOf(base: Base, part: Observation): Calculations {
  const whole = base.observations.find(
    (item) =>
      item !== part &&
      item.indicator === part.indicator &&
      item.area === part.area &&
      item.period === part.period &&
      item.source === part.source &&
      ((part.tier !== undefined && item.tier === undefined && item.level === part.level) ||
        (part.level !== undefined && item.level === undefined && item.tier === part.tier)),
  );
  const percent = whole && part.unit !== '%' ? share(part, whole) : undefined;
  if (!whole || percent === undefined) return NOTHING;
  const text = formatNumber(percent);
  return {
    lines: [`Tính ra: ${part.value} / ${whole.value} = ${text}% (trên tổng ${base.wording.figure(whole)}).`],
    computed: [text],
    used: [whole],
  };
}

function sumOf({ indicator, figures }: Chosen): Calculations {
  const sum = total(figures.found, indicator);
  if (sum === undefined) return NOTHING;
  // The communes' figure is one for each commune, so that adding it is open to doubt.
  const perCommune = figures.found.some(
    (item) => item.tier === 'commune' && item.level === '3' && indicator.id === 'dvc-count',
  );
  if (!perCommune) {
    const text = formatNumber(sum);
    return {
      lines: [`Cộng lại: ${text} ${indicator.unit}; tài liệu không in dòng tổng này.`],
      computed: [text],
      used: [],
    };
  }
  const without = figures.found
    .filter((item) => item.tier !== 'commune')
    .reduce((value, item) => value + (item.number ?? 0), 0);
  return {
    lines: [
      `Cộng lại: ${formatNumber(without)} (không tính cấp xã) hoặc ${formatNumber(sum)} (tính cả số của cấp xã); tài liệu không in dòng tổng.`,
    ],
    computed: [formatNumber(without), formatNumber(sum)],
    used: [],
  };
}
