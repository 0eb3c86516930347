/** `2018`, `2022-Q1`, `2022-H1`, `2022-06`, `2022-9M`; the shape reports and indicators name periods by. */
export interface PeriodSlot {
  readonly type: 'month' | 'quarter' | 'half_year' | 'nine_months' | 'year';
  /** Absent where the person named the kind of period but no year (and none follows from the clock). */
  readonly period?: string;
}

/** Numbers as people write them out, months included; `tu` is both "tư" and "từ", so only right after its noun. */
const SPELT: Readonly<Record<string, number>> = {
  gieng: 1,
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
  muoi: 10,
  'muoi mot': 11,
  'muoi hai': 12,
  chap: 12,
};

const ROMAN: Readonly<Record<string, number>> = {
  i: 1,
  ii: 2,
  iii: 3,
  iv: 4,
  mot: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  tu: 4,
};

/**
 * Reads a period from folded words. Years must be named ("quý 2/2022", "quý 2 năm nay"); "quý 2" alone gives the kind
 * only. Relative words count from `today` (`YYYY-MM-DD`, Viet Nam).
 */
export function findPeriod(folded: string, today: string): PeriodSlot | undefined {
  // Every period has a number or one of these words.
  if (!/[q\d]|thang|nam/.test(folded)) return undefined;
  const year = findYear(folded, today);
  const thisYear = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  const quarter = Math.ceil(month / 3);
  const at = (type: PeriodSlot['type'], suffix: string): PeriodSlot =>
    year === undefined ? { type } : { type, period: suffix === '' ? `${year}` : `${year}-${suffix}` };

  const named = /\b(?:quy|q) ?([1-4]|iv|i{1,3}|mot|hai|ba|bon|tu)\b/.exec(folded)?.[1];
  if (named !== undefined) return at('quarter', `Q${ROMAN[named] ?? named}`);
  if (/\bquy (?:nay|ni)\b/.test(folded)) return { type: 'quarter', period: `${thisYear}-Q${quarter}` };
  if (/\bquy (?:truoc|vua roi|qua)\b/.test(folded))
    return { type: 'quarter', period: quarter === 1 ? `${thisYear - 1}-Q4` : `${thisYear}-Q${quarter - 1}` };
  if (/\b(?:6|sau) thang\b|\bnua (?:(?:dau|cuoi) )?nam\b/.test(folded))
    return at('half_year', /\bcuoi nam\b|\b(?:6|sau) thang cuoi\b/.test(folded) ? 'H2' : 'H1');
  if (/\b(?:9|chin) thang\b/.test(folded)) return at('nine_months', '9M');
  const monthly = /\bthang ?(1[0-2]|0?[1-9])\b/.exec(folded)?.[1];
  if (monthly !== undefined) return at('month', monthly.padStart(2, '0'));
  const dated = /(?<![\d/.-])(1[0-2]|0[1-9])[ /.-](20\d{2})(?!\d)/.exec(folded);
  if (dated !== null) return { type: 'month', period: `${dated[2]}-${dated[1]}` };
  // "Tháng năm nay" is this year's; "tháng sáu năm 2022" is June.
  const spelt =
    /\bthang (muoi (?:mot|hai)|gieng|mot|hai|ba|bon|tu|nam(?! (?:nay|ni|ngoai|truoc|roi|qua|\d))|sau(?! (?:do|nay|khi))|bay|tam|chin|muoi|chap)\b/.exec(
      folded,
    )?.[1];
  if (spelt !== undefined) return at('month', String(SPELT[spelt]).padStart(2, '0'));
  if (/\bthang (?:nay|ni)\b/.test(folded)) return { type: 'month', period: today.slice(0, 7) };
  if (/\bthang (?:truoc|vua roi|qua)\b/.test(folded))
    return {
      type: 'month',
      period: month === 1 ? `${thisYear - 1}-12` : `${thisYear}-${String(month - 1).padStart(2, '0')}`,
    };
  if (/\b(?:hang|moi|tung) (?:thang|thang)\b/.test(folded)) return { type: 'month' };
  // A bare "quy" is also quỹ, quy hoạch, quý khách.
  if (
    /\b(?:hang|moi|tung|cac|theo|mot|cuoi|dau|trong) quy\b(?! (?:hoach|dinh|che|trinh|khach|vi|tin|dau tu|mo|doi|hop))/.test(
      folded,
    )
  )
    return { type: 'quarter' };
  if (/\b(?:hang|moi|ca) nam\b|\bnam\b/.test(folded))
    return year === undefined ? { type: 'year' } : { type: 'year', period: `${year}` };
  return year === undefined ? undefined : { type: 'year', period: `${year}` };
}

function findYear(folded: string, today: string): number | undefined {
  const named = /(?<!\d)(20\d{2})(?!\d)/.exec(folded)?.[1];
  if (named !== undefined) return Number(named);
  const thisYear = Number(today.slice(0, 4));
  if (/\bnam (?:nay|ni)\b|\btu dau nam\b/.test(folded)) return thisYear;
  if (/\bnam (?:ngoai|truoc|roi|qua)\b/.test(folded)) return thisYear - 1;
  return undefined;
}
