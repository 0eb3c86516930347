/** `1234567.5` → `1.234.567,5`, the way Vietnamese write numbers. At most `digits` decimals, trailing zeros dropped. */
export function formatNumber(value: number, digits = 3): string {
  let format = formats.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: digits });
    formats.set(digits, format);
  }
  return format.format(value);
}

/** By decimals; making one takes far longer than using it. */
const formats = new Map<number, Intl.NumberFormat>();

/** `135000`, `VND` → `135.000 đồng`. */
export function formatMoney(amount: number, currency: 'VND' | 'USD' = 'VND'): string {
  return currency === 'USD' ? `${formatNumber(amount)} USD` : `${formatNumber(amount)} đồng`;
}

/** `2026-07-18` → `18/7/2026`; `2026-07` → `7/2026`; `2025` → `2025`. Anything else is returned as it is. */
export function formatDay(day: string): string {
  const [year, month, date] = day.split('-');
  if (year === undefined || !/^\d{4}$/.test(year)) return day;
  if (month === undefined) return year;
  return date === undefined ? `${Number(month)}/${year}` : `${Number(date)}/${Number(month)}/${year}`;
}
