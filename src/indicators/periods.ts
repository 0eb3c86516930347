/** First and last day (`YYYY-MM-DD`) a period covers. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/**
 * The days of a period id: `2018`, `2022-Q1`, `2022-H1`, `2019-06`, `2019-02-27`, `2019-01..05`, `2017..2020`.
 * Undefined for anything else.
 */
export function periodDays(id: string): DayRange | undefined {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(id);
  if (day) return validDay(id) ? { from: id, to: id } : undefined;
  const years = /^(\d{4})(?:\.\.(\d{4}))?$/.exec(id);
  if (years) {
    const [, first = '', last = first] = years;
    return last >= first ? { from: `${first}-01-01`, to: `${last}-12-31` } : undefined;
  }
  const part = /^(\d{4})-(?:Q([1-4])|H([12])|(\d{2})(?:\.\.(\d{2}))?)$/.exec(id);
  if (!part) return undefined;
  const [, year = '', quarter, half, month, lastMonth] = part;
  if (quarter) return months(year, Number(quarter) * 3 - 2, Number(quarter) * 3);
  if (half) return months(year, Number(half) * 6 - 5, Number(half) * 6);
  return months(year, Number(month), Number(lastMonth ?? month));
}

function months(year: string, first: number, last: number): DayRange | undefined {
  if (first < 1 || last > 12 || last < first) return undefined;
  return { from: `${year}-${two(first)}-01`, to: `${year}-${two(last)}-${two(lastDay(Number(year), last))}` };
}

function validDay(id: string): boolean {
  const time = new Date(`${id}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(id);
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `outer` covers every day of `inner`. */
export function covers(outer: DayRange, inner: DayRange): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** A period in Vietnamese: `năm 2018`, `quý 1/2022`, `6 tháng đầu năm 2022`, `5 tháng đầu năm 2019`, `giai đoạn 2017–2020`. */
export function periodLabel(id: string): string {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(id);
  if (day) return `ngày ${Number(day[3])}/${Number(day[2])}/${day[1]}`;
  const range = /^(\d{4})\.\.(\d{4})$/.exec(id);
  if (range) return `giai đoạn ${range[1]}–${range[2]}`;
  if (/^\d{4}$/.test(id)) return `năm ${id}`;
  const part = /^(\d{4})-(?:Q([1-4])|H([12])|(\d{2})(?:\.\.(\d{2}))?)$/.exec(id);
  if (!part) return id;
  const [, year, quarter, half, month, lastMonth] = part;
  if (quarter) return `quý ${quarter}/${year}`;
  if (half) return half === '1' ? `6 tháng đầu năm ${year}` : `6 tháng cuối năm ${year}`;
  if (lastMonth)
    return month === '01'
      ? `${Number(lastMonth)} tháng đầu năm ${year}`
      : `tháng ${Number(month)}–${Number(lastMonth)}/${year}`;
  return `tháng ${Number(month)}/${year}`;
}

/** A day or coarser date as people write it: `14/6/2022`, `tháng 6/2022`, `năm 2018`. */
export function dateLabel(asOf: string): string {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(asOf);
  if (day) return `${Number(day[3])}/${Number(day[2])}/${day[1]}`;
  return periodLabel(asOf);
}

/** The period one `step` of the same kind earlier or later; undefined for kinds that have no neighbour. */
export function shiftPeriod(id: string, step: number): string | undefined {
  const year = /^(\d{4})$/.exec(id);
  if (year) return String(Number(year[1]) + step);
  const part = /^(\d{4})-(Q|H)(\d)$/.exec(id);
  if (part) {
    const size = part[2] === 'Q' ? 4 : 2;
    const index = Number(part[1]) * size + Number(part[3]) - 1 + step;
    return `${Math.floor(index / size)}-${part[2]}${(index % size) + 1}`;
  }
  const month = /^(\d{4})-(\d{2})$/.exec(id);
  if (month) {
    const index = Number(month[1]) * 12 + Number(month[2]) - 1 + step;
    return `${Math.floor(index / 12)}-${two((index % 12) + 1)}`;
  }
  return undefined;
}

/** The same period of the year before (`cùng kỳ năm trước`). */
export function yearBefore(id: string): string | undefined {
  const range = /^(\d{4})\.\.(\d{4})$/.exec(id);
  if (range) return undefined;
  return id.replace(/^\d{4}/, (year) => String(Number(year) - 1));
}
