import { basename } from 'node:path';

/** The date of a list: from its title, else from the name of the file, else today. Never later than today. */
export function dateOf(
  file: string,
  title: string | undefined,
  today: string,
): { asOf: string; from: string } {
  const two = (text: string | undefined) => (text ?? '').padStart(2, '0');
  for (const [text, from] of [
    [title ?? '', 'theo tiêu đề'],
    [basename(file), 'theo tên tệp'],
  ] as const) {
    const local = /(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)(?!\d)/.exec(text);
    const words = /ngày (\d{1,2}) tháng (\d{1,2}) năm (20\d\d)/iu.exec(text);
    const iso = /(?<!\d)(20\d\d)-(\d\d)(?:-(\d\d))?(?!\d)/.exec(text);
    const [, d, m, y] = local ?? words ?? [];
    const asOf =
      y === undefined
        ? iso && `${iso[1]}-${iso[2]}${iso[3] === undefined ? '' : `-${iso[3]}`}`
        : `${y}-${two(m)}-${two(d)}`;
    if (asOf && isDate(asOf) && asOf <= today) return { asOf, from };
  }
  return { asOf: today, from: 'hôm nay, vì tệp không ghi ngày' };
}

/** A day or a month that exists. */
export function isDate(text: string): boolean {
  const whole = text.length === 7 ? `${text}-01` : text;
  const date = new Date(whole);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(whole);
}

/** The day itself, or the last one of a month: by then what is missing had ended. */
export function lastDay(asOf: string): string {
  if (asOf.length > 7) return asOf;
  const [year, month] = asOf.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, month ?? 0, 0)).toISOString().slice(0, 10);
}
