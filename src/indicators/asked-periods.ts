import { periodDays, two } from './periods.ts';

/** A period somebody asked for. */
export interface AskedPeriod {
  /** A period id, or a day. */
  readonly id: string;
  /** `đến`, `tới`, `tính đến`: the state at that time, or everything up to it. */
  readonly upTo: boolean;
  /** `đầu 2022`, `giữa 2022`: somewhere in that part of the year. */
  readonly part?: 'early' | 'mid' | 'late';
  /** `cả năm`, `trọn năm`: nothing less than the whole period will do. */
  readonly whole: boolean;
  /** The year was not said: `quý 1`. `id` then begins with `*`. */
  readonly anyYear: boolean;
}

export interface PeriodReading {
  readonly periods: readonly AskedPeriod[];
  /** `mới nhất`, `hiện tại`. */
  readonly latest: boolean;
  /** `qua các năm`. */
  readonly all: boolean;
  /** `cùng kỳ`: also the same period of the year before. */
  readonly samePeriodBefore: boolean;
  /** `năm đó`, `kỳ đó`: the period of the question before. */
  readonly anaphora: boolean;
  /** `năm trước` beside a named year: the year before that one. */
  readonly yearBefore: boolean;
  /** What was written as a period but is none: `năm 20018`. */
  readonly wrong?: string;
  /** The text with every period blanked out, same length. */
  readonly rest: string;
}

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  mot: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  tu: 4,
  nam: 5,
  sau: 6,
  bay: 7,
  tam: 8,
  chin: 9,
  i: 1,
  ii: 2,
  iii: 3,
  iv: 4,
};

/** The documents begin in 2014; "1967 dịch vụ công" is no year. */
const YEAR = '(20\\d{2})';
const SEP = '[\\s/.,()-]*(?:nam|cua nam|trong nam)?[\\s/.,()-]*';
const COUNT = '(\\d{1,2}|mot|hai|ba|bon|nam|sau|bay|tam|chin)';

const MONTHS_OF_YEAR = new RegExp(`\\b${COUNT}\\s*(?:thang|t)\\s*(dau|cuoi)?${SEP}${YEAR}\\b`);
const YEAR_MONTHS = new RegExp(
  `\\bnam\\s*${YEAR}\\s*[,:]?\\s*${COUNT}\\s*thang\\s*(dau|cuoi)?(?:\\s*nam)?\\b`,
);
const HALF_OF_YEAR = new RegExp(`\\b(?:nua\\s*(dau|cuoi)|ban nien)${SEP}${YEAR}\\b`);
const QUARTER_OF_YEAR = new RegExp(
  `\\b(?:quy|qui|q)\\s*\\.?\\s*(iv|iii|ii|i|[1-4]|mot|hai|ba|bon|tu)${SEP}${YEAR}\\b`,
);
const YEAR_QUARTER = new RegExp(`\\b(?:nam\\s*)?${YEAR}\\s*[,-]?\\s*(?:quy|qui|q)\\s*(iv|iii|ii|i|[1-4])\\b`);
const DAY = new RegExp(
  `\\b(?:ngay\\s*|hom\\s*|mung\\s*)?(\\d{1,2})(?:[/.-]|\\s*thang\\s*)(\\d{1,2})(?:[/.-]|\\s*nam\\s*)${YEAR}\\b`,
);
const MONTH_OF_YEAR = new RegExp(`\\b(?:thang|t)\\s*(\\d{1,2})${SEP}${YEAR}\\b`);
const MONTH_SLASH_YEAR = new RegExp(`(?<![\\d/])(\\d{1,2})/${YEAR}\\b(?!/)`);
const YEARS = new RegExp(
  `\\b(?:tu\\s*)?(?:giai doan\\s*)?(?:nam\\s*)?${YEAR}\\s*(?:-|–|—|\\.\\.|den|toi|~)\\s*(?:nam\\s*)?${YEAR}\\b`,
);
const STAGE = new RegExp(`\\bgiai doan\\s*${YEAR}\\s*${YEAR}\\b`);
const PART_OF_YEAR = new RegExp(`\\b(dau|giua|cuoi)\\s*(?:nam\\s*)?${YEAR}\\b`);
const WHOLE_YEAR = new RegExp(`(?<![\\d.,/])(?:nam\\s*)?${YEAR}\\b(?![.,/]?\\d)`);
const FIRST_MONTHS = new RegExp(`\\b${COUNT}\\s*thang dau(?:\\s*nam)?\\b`);
/** What all of the patterns that name a year have in common; and what all of them have. */
const HAS_YEAR = /20\d{2}/;
const MAY_NAME_ONE = /20\d{2}|nam|quy|qui|thang|2k|(?:6|sau)\s*t/;

/** Finds every period in a folded text of the same length as the original; `now` anchors `năm ngoái` and its like. */
export function readPeriods(folded: string, now: Date): PeriodReading {
  let rest = folded;
  const found: { at: number; period: AskedPeriod }[] = [];
  const whole = /\b(ca nam|tron nam|nguyen nam|het nam|toan nam)\b/.test(folded);
  let yearBefore = false;
  let wrong: string | undefined;

  const take = (
    pattern: RegExp,
    build: (match: RegExpExecArray) => string | Partial<AskedPeriod> | undefined,
  ): void => {
    for (;;) {
      const match = pattern.exec(rest);
      if (!match) return;
      const built = build(match);
      if (built === undefined) {
        // No period after all; blanked so that the search goes on behind it.
        rest = blank(rest, match.index, match[0].length);
        continue;
      }
      const part = typeof built === 'string' ? { id: built } : built;
      const before = rest.slice(Math.max(0, match.index - 16), match.index);
      const upTo =
        /\b(den|toi|het|cuoi)\s*(?:giua|dau|cuoi|het)?\s*(?:ngay|nam|thang|quy)?\s*$/.test(before) ||
        (part.upTo ?? false);
      found.push({
        at: match.index,
        period: {
          id: part.id ?? '',
          upTo,
          whole,
          anyYear: part.anyYear ?? false,
          ...(part.part && { part: part.part }),
        },
      });
      rest = blank(rest, match.index, match[0].length);
    }
  };

  if (MAY_NAME_ONE.test(folded)) {
    const bad = /\bnam\s+(\d{5,}|\d{3})\b(?![.,/]\d)/.exec(rest);
    if (bad) {
      wrong = bad[0].replace('nam', 'năm');
      rest = blank(rest, bad.index, bad[0].length);
    }
    if (HAS_YEAR.test(rest)) {
      // Sub-periods of a year first: what is left of the year afterwards would be read as the whole year.
      take(MONTHS_OF_YEAR, ([, count, side, year]) => monthsOf(count, side, year));
      take(YEAR_MONTHS, ([, year, count, side]) => monthsOf(count, side, year));
      take(HALF_OF_YEAR, ([, side, year]) => `${year}-H${side === 'cuoi' ? 2 : 1}`);
      take(QUARTER_OF_YEAR, ([, quarter, year]) => `${year}-Q${numberOf(quarter)}`);
      take(YEAR_QUARTER, ([, year, quarter]) => `${year}-Q${numberOf(quarter)}`);
      take(DAY, ([, day, month, year]) => dayOf(year, month, day));
      take(MONTH_OF_YEAR, ([, month, year]) => monthOf(year, month));
      take(MONTH_SLASH_YEAR, ([, month, year]) => monthOf(year, month));
      take(YEARS, ([, first = '', last = '']) => (first < last ? `${first}..${last}` : undefined));
      take(STAGE, ([, first = '', last = '']) => (first < last ? `${first}..${last}` : undefined));
      take(PART_OF_YEAR, ([, side, year]) => ({
        id: year ?? '',
        part: side === 'dau' ? 'early' : side === 'giua' ? 'mid' : 'late',
        upTo: side === 'cuoi',
      }));
      take(WHOLE_YEAR, ([, year]) => year);
    }
    take(/\bnam\s*['’]?(1[0-9]|2[0-9])\b(?![./]\d)(?!\s*(?:thang|huyen|xa|so\b))/, ([, year]) => `20${year}`);
    take(/\b2k(1[0-9]|2[0-9])\b/, ([, year]) => `20${year}`);

    const { year, month } = yearMonth(now);
    const quarter = Math.ceil(month / 3);
    const anchored = found.length > 0;
    // "so với năm trước" means the year before the one asked about, not before today.
    if (
      (anchored && /\bnam (truoc|lien truoc|ngoai)\b/.test(rest)) ||
      /\b(so voi|so|hon|cua) (cung ky )?nam (truoc|lien truoc|ngoai)\b/.test(rest)
    ) {
      yearBefore = true;
      rest = rest.replace(/\bnam (truoc do|truoc|lien truoc|ngoai)\b/, (text) => ' '.repeat(text.length));
    }
    take(/\bnam (?:ngoai|truoc|vua roi|vua qua|roi|qua)\b/, () => String(year - 1));
    take(/\bnam kia\b/, () => String(year - 2));
    take(/\bnam nay\b/, () => String(year));
    take(/\b(?:quy|qui) (?:truoc|roi|vua roi|vua qua)\b/, () =>
      quarter === 1 ? `${year - 1}-Q4` : `${year}-Q${quarter - 1}`,
    );
    take(/\b(?:quy|qui) (?:nay|ni)\b/, () => `${year}-Q${quarter}`);
    take(/\bthang (?:truoc|roi|vua roi|vua qua)\b/, () =>
      month === 1 ? `${year - 1}-12` : `${year}-${two(month - 1)}`,
    );
    take(/\bthang nay\b/, () => `${year}-${two(month)}`);
    take(/\b(?:quy|qui)\s*(iv|iii|ii|i|[1-4])\b/, ([, text]) => ({
      id: `*-Q${numberOf(text)}`,
      anyYear: true,
    }));
    take(/\b(6|sau)\s*(?:thang|t)\s*(dau|cuoi)?(?:\s*nam)?\b/, ([, , side]) => ({
      id: `*-H${side === 'cuoi' ? 2 : 1}`,
      anyYear: true,
    }));
    take(FIRST_MONTHS, ([, count]) => ({
      id: `*-01..${two(numberOf(count))}`,
      anyYear: true,
    }));
  }

  const samePeriodBefore = /\bcung ky\b/.test(rest);
  const anaphora =
    /\b(nam|ky|quy|thang|hoi|luc|khi|thoi diem) (do|ay|nay|tren|noi tren|nớ|no)\b|\bcung (nam|ky do)\b/.test(
      rest,
    );
  const latest =
    /\b(hien tai|hien nay|hien gio|moi nhat|gan nhat|gan day|toi gio|den gio|den nay|toi nay|bay gio|luc nay|cap nhat nhat)\b/.test(
      rest,
    );
  const all =
    /\b(qua cac nam|cac nam|tung nam|hang nam|theo nam|moi nam mot|qua tung nam|tat ca cac nam|nhung nam|may nam|cac ky|qua cac ky|tung ky)\b/.test(
      rest,
    );
  found.sort((a, b) => a.at - b.at);
  return {
    periods: found
      .map(({ period }) => period)
      .filter((period, index, list) => list.findIndex((other) => other.id === period.id) === index),
    latest,
    all,
    samePeriodBefore,
    anaphora,
    yearBefore,
    ...(wrong && { wrong }),
    rest,
  };
}

function blank(text: string, at: number, length: number): string {
  return `${text.slice(0, at)}${' '.repeat(length)}${text.slice(at + length)}`;
}

function numberOf(text: string | undefined): number {
  return NUMBER_WORDS[text ?? ''] ?? Number(text);
}

function monthsOf(
  count: string | undefined,
  side: string | undefined,
  year: string | undefined,
): string | undefined {
  const total = numberOf(count);
  if (!year || total < 1 || total > 12) return undefined;
  if (side === 'cuoi') return total === 6 ? `${year}-H2` : undefined;
  if (total === 6) return `${year}-H1`;
  if (total === 12) return year;
  if (total === 3) return `${year}-Q1`;
  return `${year}-01..${two(total)}`;
}

function monthOf(year: string | undefined, month: string | undefined): string | undefined {
  const value = Number(month);
  return year && value >= 1 && value <= 12 ? `${year}-${two(value)}` : undefined;
}

function dayOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): string | undefined {
  const id = `${year}-${two(Number(month))}-${two(Number(day))}`;
  return periodDays(id) ? id : undefined;
}

/** Year and month in Viet Nam, which is UTC+7 all year. */
function yearMonth(now: Date): { year: number; month: number } {
  const local = new Date(now.getTime() + 7 * 3_600_000);
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1 };
}
