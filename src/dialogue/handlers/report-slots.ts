import { fold } from '../../understanding/fold.ts';
import type { Normalised } from '../../understanding/normalise.ts';
import { findPeriod } from '../../understanding/period.ts';
import type { SessionData } from '../session.ts';
import type { ReportIntent } from './report.ts';

/** What an officer asks of reports. Absent words stay null; nothing is assumed that would file under a wrong period. */
export interface ReportRequest {
  readonly intent: ReportIntent;
  /** `dvctt` online services · `cchc` administrative reform · `bcci` public post · `minh_bach` transparency. */
  readonly report: string | null;
  readonly period: string | null;
  readonly periodType: string | null;
  readonly ask?: string;
  readonly values?: Readonly<Record<string, number>>;
  readonly correction?: boolean;
}

const REPORTS: readonly (readonly [string, RegExp])[] = [
  ['minh_bach', /\b(?:minh bach|cong khai thong tin|ra soat thong tin|thong tin tren cong)\b/],
  ['cchc', /\b(?:cchc|cai cach hanh chinh|cai cach|bieu mau [1-7]|chi so cai cach)\b/],
  ['bcci', /\b(?:bcci|buu chinh(?: cong ich)?|buu dien)\b/],
  ['dvctt', /\b(?:dvctt|dvc|dich vu cong|truc tuyen|muc (?:do )?[34]|ho so)\b/],
];

export function readReport(intent: ReportIntent, query: Normalised, today: string, previous: SessionData['report']): ReportRequest {
  // Abbreviations are written out in `folded`; the raw words are read too, since "bc cchc" is what officers type.
  const folded = `${fold(query.text)} | ${query.folded}`;
  const found = findPeriod(query.folded, today) ?? findPeriod(fold(query.text), today);
  const named = REPORTS.find(([, pattern]) => pattern.test(folded))?.[0];
  const values = intent === 'report_submit' ? readValues(query.text) : undefined;
  const correction = intent === 'report_submit' && /\b(?:sua lai|sua|dieu chinh|go nham|nhap nham|nham|dinh chinh|chinh lai)\b/.test(folded);
  const ask = intent === 'report_status' ? readAsk(folded) : undefined;
  const typed = found?.type ?? null;
  // A follow-up ("đơn vị em nộp chưa", "vậy em gửi luôn: …") is about the report just talked about.
  const kept = named === undefined && previous !== undefined ? previous : undefined;
  const report = named ?? kept?.report ?? guessReport(intent, folded, typed, ask);
  return {
    intent,
    report,
    period: found?.period ?? (found === undefined ? (kept?.period ?? null) : null),
    periodType: typed ?? kept?.periodType ?? null,
    ...(ask === undefined ? {} : { ask }),
    ...(values === undefined ? {} : { values }),
    ...(correction ? { correction } : {}),
  };
}

/** Where no report is named: the half-year report is the reform report; figures, quarters and "this period" mean online services. */
function guessReport(intent: ReportIntent, folded: string, periodType: string | null, ask: string | undefined): string | null {
  if (periodType === 'half_year' || periodType === 'nine_months' || (periodType === 'year' && /\bbao cao nam\b/.test(folded))) return 'cchc';
  if (intent === 'report_submit') return 'dvctt';
  if (intent === 'report_status') {
    if (ask === 'history') return null;
    if (periodType === 'quarter' || periodType === 'month' || /\bky (?:nay|ni)\b/.test(folded)) return 'dvctt';
  }
  return null;
}

function readAsk(folded: string): string {
  if (/\b(?:tre han|nop tre|gui tre|cham nop|nop cham|tre|qua han|muon)\b/.test(folded) && !/\b(?:chua nop|con thieu|chua gui|con no)\b/.test(folded)) return 'late_units';
  if (/\b(?:don vi|xa|so|nganh|co quan|phong)? ?(?:nao|mo) (?:con )?(?:chua|con no)\b|\b(?:con thieu|chua nop|chua gui|chua bao cao|con no)\b/.test(folded) && !/\b(?:(?:don vi|xa|so) (?:toi|tui|minh|em)|cua (?:toi|tui|minh|em))\b/.test(folded)) return 'missing_units';
  if (/\b(?:lich su|tu dau nam|da nop nhung|xem lai|nhung bao cao da|cac bao cao da|truoc gio)\b/.test(folded)) return 'history';
  if (/\b(?:tien do|tong hop|den dau|toi dau|bao nhieu phan tram|ty le nop)\b/.test(folded)) return 'progress';
  if (/\b(?:bao nhieu|may) (?:xa|so|don vi|huyen|phuong|co quan|nganh)\b/.test(folded)) return 'count';
  return 'own_status';
}

/** Names of fields by how officers write them, with the key each files under. First fit wins. */
const FIELDS: readonly (readonly [RegExp, string])[] = [
  [/(?:tiep nhan|nhan|nop).{0,20}(?:bcci|buu chinh|buu dien)|(?:bcci|buu chinh|buu dien).{0,12}tiep nhan/, 'tiep_nhan_bcci'],
  [/(?:tra(?: ket qua| kq)?).{0,20}(?:bcci|buu chinh|buu dien)|(?:bcci|buu chinh|buu dien).{0,12}tra/, 'tra_kq_bcci'],
  [/muc (?:do )?3\b/, 'ho_so_muc_3'],
  [/muc (?:do )?4\b/, 'ho_so_muc_4'],
  [/dung han|truoc han/, 'dung_han'],
  [/qua han|tre han|tre hen/, 'qua_han'],
  [/truc tuyen|qua mang|online/, 'truc_tuyen'],
  [/toan trinh/, 'toan_trinh'],
  [/mot phan/, 'mot_phan'],
  [/truc tiep/, 'truc_tiep'],
  [/dang giai quyet|dang xu ly|\bton\b/, 'dang_giai_quyet'],
  [/da giai quyet|giai quyet xong|hoan thanh/, 'da_giai_quyet'],
  [/tra (?:lai|ve)|bo sung/, 'tra_lai'],
  [/tong(?: so| cong)?|tat ca/, 'tong_ho_so'],
  [/tiep nhan/, 'tiep_nhan'],
  [/tra (?:kq|ket qua)/, 'tra_kq'],
];

const NUMBER = /(?<![\w./-])(\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?)(?![\w/-]*\d*\/)/;

/** Figures with their names: "mức 3 là 120, đúng hạn 155", "tiếp nhận qua BCCI 48 hồ sơ, trả kết quả 61". */
export function readValues(text: string): Record<string, number> {
  const values: Record<string, number> = {};
  const body = fold(text).replace(/\b(?:quy|thang|nam|ky)\s*\d{1,2}?\s*(?:[/-]|nam)?\s*(?:20\d{2})?/g, (m) => m.replace(/\d/g, ' '));
  const post = /\b(?:bcci|buu chinh|buu dien)\b/.test(body);
  for (const clause of body.split(/[;:\n]|,(?!\d{1,2}\b(?!\s*(?:ho so|hs)))|,\s+|\bva\b/)) {
    const none = /\bkhong (?:co |phat sinh )?/.test(clause) && /\bbang 0\b|\bkhong (?:co|phat sinh)\b/.test(body);
    const masked = clause.replace(/muc (?:do )?([34])/g, 'muc-$1');
    const number = NUMBER.exec(masked.replace(/muc-[34]/g, (m) => ' '.repeat(m.length)))?.[1];
    const value = number === undefined ? (none || /\bbang 0\b/.test(body) ? 0 : undefined) : Number(number.replace(/\./g, '').replace(',', '.'));
    if (value === undefined) continue;
    const spoken = clause.replace(/muc-/g, 'muc ');
    const key = FIELDS.find(([pattern]) => pattern.test(post && /tiep nhan|tra/.test(spoken) && !/bcci|buu/.test(spoken) ? `${spoken} bcci` : spoken))?.[1];
    if (key !== undefined && values[key] === undefined) values[key] = value;
  }
  return values;
}
