/** A printed figure: `7/20` keeps both halves. */
export interface PrintedNumber {
  readonly number: number | undefined;
  readonly of: number | undefined;
}

/**
 * Reads a figure as Vietnamese documents print it, leniently: `1.469`, `13,25`, `4.652.000.000`, `0.01`, `7/20`, `30 ngàn`.
 * A dot followed by exactly three digits separates thousands unless the number starts with `0.`; a comma is decimal.
 */
export function parsePrinted(value: string): PrintedNumber {
  const text = value.trim().toLowerCase().replace(/%$/, '');
  const ratio = /^(\d[\d.]*)\/(\d[\d.]*)$/.exec(text);
  if (ratio) return { number: parseNumber(ratio[1] ?? ''), of: parseNumber(ratio[2] ?? '') };
  return { number: parseNumber(text), of: undefined };
}

/** The number in a text such as `1.469`, `13,25`, `30 ngàn`, `4,652 tỷ`; undefined when it is none. */
export function parseNumber(text: string): number | undefined {
  const match =
    /^([+-]?)([\d.,]+)(?:\s*(nghìn|ngàn|ngan|nghin|triệu|trieu|tỷ|tỉ|ty|ti)(?:\s*(?:đồng|dong|đ))?)?$/.exec(
      text.trim().toLowerCase(),
    );
  if (!match) return undefined;
  const [, sign = '', digits = '', scale = ''] = match;
  const plain = digitsToNumber(digits);
  if (plain === undefined) return undefined;
  const factor = /^ng/.test(scale) ? 1e3 : /^tri/.test(scale) ? 1e6 : scale ? 1e9 : 1;
  return (sign === '-' ? -1 : 1) * plain * factor;
}

function digitsToNumber(digits: string): number | undefined {
  if (/^\d+$/.test(digits)) return Number(digits);
  if (/^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/.test(digits))
    return Number(digits.replace(/\./g, '').replace(',', '.'));
  if (/^[1-9]\d{0,2}(,\d{3}){2,}(\.\d+)?$/.test(digits)) return Number(digits.replace(/,/g, ''));
  if (/^\d+,\d+$/.test(digits)) return Number(digits.replace(',', '.'));
  if (/^\d+\.\d+$/.test(digits)) return Number(digits);
  return undefined;
}

/** The Vietnamese way: dots between thousands, a decimal comma, at most `decimals` decimals, no trailing zeros. */
export function formatNumber(value: number, decimals = 2): string {
  const fixed = Math.abs(value).toFixed(decimals);
  const [whole = '0', fraction = ''] = fixed.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '.');
  const trimmed = fraction.replace(/0+$/, '');
  const sign = value < 0 && Number(fixed) !== 0 ? '-' : '';
  return `${sign}${grouped}${trimmed ? `,${trimmed}` : ''}`;
}
