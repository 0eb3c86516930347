import { fold } from '../understanding/fold.ts';
import { findPeriod } from '../understanding/period.ts';
import type { Day } from './days.ts';
import { addDays } from './days.ts';
import { type Duty, mayBeFiled, type ReportId } from './obligations.ts';
import type { ReportBook } from './snapshot.ts';
import type { Unit, UnitKind } from './units.ts';

/** What the dialogue read from a question about reports; the same fields as its ReportRequest. */
export interface AskedReport {
  readonly report: string | null;
  readonly period: string | null;
  readonly periodType: string | null;
}

export interface WhoAsks {
  readonly role: string;
  readonly units: readonly string[];
}

/** The duties a question is about. */
export interface AskedDuties {
  readonly duties: readonly Duty[];
  /** The asked period, completed with this year where the person named none. */
  readonly period: string | undefined;
  /** Ended obligations of the asked period: known from documents, without a ledger. */
  readonly ended: readonly Duty[];
}

/** The period meant by "quý 3" without a year is this year's. */
export function completePeriod(asked: AskedReport, text: string, today: Day): string | undefined {
  if (asked.period !== null) return asked.period;
  if (asked.periodType === null) return undefined;
  const named = findPeriod(`${fold(text)} nam ${today.slice(0, 4)}`, today);
  // "Các quý", "hàng tháng" name a kind, not a period.
  return named?.type === asked.periodType && named.period !== today.slice(0, 4) ? named.period : undefined;
}

export function findDuties(book: ReportBook, asked: AskedReport, text: string, today: Day): AskedDuties {
  const { ledger } = book;
  const year = Number(today.slice(0, 4));
  const period = completePeriod(asked, text, today);
  const fits = (duty: Duty) =>
    (asked.report === null || duty.obligation.report === asked.report) &&
    (asked.periodType === null || duty.period.type === asked.periodType || period === `${duty.period.year}`);
  const from = period === undefined ? `${year - 1}-01-01` : `${Number(period.slice(0, 4))}-01-01`;
  const until = period === undefined ? `${year + 1}-12-31` : `${Number(period.slice(0, 4)) + 1}-06-30`;
  const all = ledger.dueBetween(from, until).filter(fits);
  const inPeriod =
    period === undefined
      ? all
      : all.filter(
          (duty) =>
            duty.period.id === period || (/^\d{4}$/.test(period) && duty.period.year === Number(period)),
        );
  const duties = inPeriod.filter(({ obligation }) => obligation.set !== 'history');
  return { duties, period, ended: inPeriod.filter(({ obligation }) => obligation.set === 'history') };
}

/** The ones people mean when they name no period: those running or just due. */
export function currentDuties(duties: readonly Duty[], today: Day): Duty[] {
  const latest = new Map<string, Duty>();
  for (const duty of duties) {
    // Figures can be filed once the window has closed; before that nobody is missing.
    if (!mayBeFiled(duty, today)) continue;
    const known = latest.get(duty.obligation.id);
    if (known === undefined || known.dueOn < duty.dueOn) latest.set(duty.obligation.id, duty);
  }
  return [...latest.values()];
}

/** The next due duty of each obligation. */
export function nextDuties(duties: readonly Duty[], today: Day): Duty[] {
  const next = new Map<string, Duty>();
  for (const duty of duties)
    if (duty.dueOn >= today && !next.has(duty.obligation.id)) next.set(duty.obligation.id, duty);
  return [...next.values()].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
}

/** Units a person may see reports of: their subtrees; for the department without a unit, the whole province. */
export function visibleUnits(
  book: ReportBook,
  asker: WhoAsks,
): { roots: readonly Unit[]; ids: ReadonlySet<string>; unknown: readonly string[] } {
  const { units, province } = book.reporting;
  const roots: Unit[] = [];
  const unknown: string[] = [];
  for (const name of asker.units) {
    const unit = units.find(name) ?? units.search(name, { province, limit: 1, exact: true })[0];
    if (unit === undefined) unknown.push(name);
    else roots.push(unit);
  }
  if (asker.units.length === 0 && (asker.role === 'department' || asker.role === 'administrator')) {
    roots.push(
      ...units.all.filter(
        (unit) => unit.kind === 'province' && unit.province === province && unit.parent === undefined,
      ),
    );
  }
  return { roots, ids: new Set(roots.flatMap(({ id }) => [...units.subtree(id)])), unknown };
}

/** Which kind of unit a question is about: "xã nào", "sở mô". */
export function askedKind(text: string): UnitKind | undefined {
  const folded = fold(text);
  if (/\b(?:xa|phuong)\b/.test(folded)) return 'commune';
  if (
    /\b(?:so|ban|nganh)\b(?! lieu)/.test(folded) &&
    /\b(?:so|nganh) (?:nao|mo|ban)\b|\bcac so\b/.test(folded)
  )
    return 'department';
  if (/\b(?:huyen|quan)\b/.test(folded)) return 'district';
  return undefined;
}

export const REPORT_NAMES: Readonly<Record<ReportId, string>> = {
  dvctt: 'dịch vụ công trực tuyến',
  cchc: 'cải cách hành chính',
  bcci: 'bưu chính công ích',
  minh_bach: 'rà soát minh bạch thông tin',
  khac: 'đột xuất',
};

export const reportName = (id: string | null): string => REPORT_NAMES[id as ReportId] ?? 'báo cáo';

export const soon = (today: Day): Day => addDays(today, 45);
