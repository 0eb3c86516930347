import type { FeeCase } from './procedure.ts';

/**
 * Sums in đồng or USD that a fee text names and its cases do not, as amount, ceiling or in their words. A plain search,
 * on purpose: it must not share the parser's mistakes. Sums under 500 đồng are slips of the source and not looked for.
 */
export function lostSums(source: string, fees: readonly FeeCase[]): string[] {
  const told = fees
    .flatMap(({ amount, max, text }) => [amount, max, ...numbersIn(text ?? '')])
    .filter((one) => one !== undefined);
  const known = new Set(told);
  const lost = [
    ...source.matchAll(
      /(\d{1,3}(?:[.,]\d{3})+|\d{4,9})\s*(?:đồng|đ(?![\p{L}])|vnđ)|(?<!\d)(\d{1,4}(?:[.,]\d{1,2})?) USD/giu,
    ),
  ]
    .map((match) => ({
      shown: match[0],
      value:
        match[1] === undefined ? Number(match[2]?.replace(',', '.')) : Number(match[1].replace(/[.,]/g, '')),
    }))
    .filter(({ shown, value }) => (value >= 500 || /usd/i.test(shown)) && !known.has(value));
  return [...new Set(lost.map(({ shown }) => shown))];
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(/\d{1,3}(?:[.,]\d{3})+|\d+/g)].map(([number]) =>
    Number(number.replace(/[.,]/g, '')),
  );
}

/** Whether a case says free for all although the source has neither "miễn" nor "không". */
export function unfoundedFree(source: string, fees: readonly FeeCase[]): boolean {
  return fees.some(({ kind }) => kind === 'free') && !/miễn|không/iu.test(source);
}
