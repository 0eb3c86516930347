import { formatNumber } from './numbers.ts';
import type { IndicatorContent, Observation, Recomputation } from './types.ts';

const MONEY_FACTORS: Readonly<Record<string, number>> = { đồng: 1, 'triệu đồng': 1e6, 'tỷ đồng': 1e9 };

/** A figure in the unit its value is compared in: amounts of money in đồng, everything else as it is. */
export function comparable(observation: Observation): number | undefined {
  if (observation.number === undefined) return undefined;
  return observation.number * (MONEY_FACTORS[observation.unit] ?? 1);
}

export interface Recomputed {
  readonly verdict: Recomputation['verdict'];
  /** In the unit of the stated figure. */
  readonly value: number;
}

/** Computes a stated figure again from its parts; undefined when a part is no number or a denominator is zero. */
export function recompute(
  item: Recomputation,
  observations: ReadonlyMap<string, Observation>,
): Recomputed | undefined {
  const stated = observations.get(item.stated);
  if (!stated || stated.number === undefined) return undefined;
  const value = combine(item, observations);
  if (value === undefined) return undefined;
  const inUnit = value / (item.kind === 'ratio' ? 1 : (MONEY_FACTORS[stated.unit] ?? 1));
  const decimals = /,(\d+)$/.exec(stated.value)?.[1]?.length ?? 0;
  const scale = 10 ** decimals;
  // Rounding works on the shortest decimal form, so that 97,395 is not spoiled by its binary neighbour.
  const rounded = Math.round(Number((inUnit * scale).toPrecision(12))) / scale;
  const truncated = Math.trunc(Number((inUnit * scale).toPrecision(12))) / scale;
  const verdict = close(rounded, stated.number)
    ? 'holds'
    : close(truncated, stated.number)
      ? 'cut'
      : 'differs';
  return { verdict, value: inUnit };
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) < 1e-9;
}

function combine(item: Recomputation, observations: ReadonlyMap<string, Observation>): number | undefined {
  const found = item.parts.map((part) => observations.get(part));
  const numbers = item.parts.map((part, index) => {
    const observation = found[index];
    return observation ? comparable(observation) : Number(part);
  });
  if (numbers.some((value) => value === undefined || Number.isNaN(value))) return undefined;
  const [first = 0, second, ...rest] = numbers as number[];
  switch (item.kind) {
    case 'sum':
      return [first, second ?? 0, ...rest].reduce((total, value) => total + value, 0);
    case 'difference':
      return first - (second ?? 0);
    case 'product':
      return first * (second ?? 1);
    case 'ratio': {
      const denominator = second ?? found[0]?.of;
      return denominator ? (first / denominator) * 100 : undefined;
    }
    case 'mean': {
      const plainCount = found.at(-1) === undefined;
      if (plainCount) return second ? first / second : undefined;
      const all = numbers as number[];
      return all.reduce((total, value) => total + value, 0) / all.length;
    }
  }
}

/** Recomputes every listed statement; the ones whose committed verdict or value is no longer right come first in `wrong`. */
export function checkRecomputations(content: IndicatorContent): { wrong: string[]; checked: number } {
  const byKey = new Map(content.observations.map((observation) => [observation.key, observation]));
  const wrong: string[] = [];
  for (const item of content.recomputations) {
    const result = recompute(item, byKey);
    if (!result) {
      wrong.push(`${item.id}: cannot be computed (a part is no number, or a denominator is zero)`);
      continue;
    }
    const computed = formatNumber(result.value);
    if (result.verdict !== item.verdict || computed !== item.computed) {
      wrong.push(
        `${item.id}: committed ${item.verdict} ${item.computed}, recomputed ${result.verdict} ${computed}`,
      );
    }
  }
  return { wrong, checked: content.recomputations.length };
}
