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

export function readReport(
  intent: ReportIntent,
  query: Normalised,
  today: string,
  previous: SessionData['report'],
): ReportRequest {
  // Abbreviations are written out in `folded`; the raw words are read too, since "bc cchc" is what officers type.
  const folded = `${fold(query.text)} | ${query.folded}`;
  // "Tháng này", "quý này" is when they ask, not the period whose figures they mean; "từ đầu năm" spans many.
  const history =
    /\btu dau nam\b/.test(query.folded) ||
    (intent === 'report_status' && /\b(?:thang|ky|quy) (?:nay|ni)\b/.test(query.folded));
  const found = history
    ? undefined
    : (findPeriod(query.folded, today) ?? findPeriod(fold(query.text), today));
  const named = REPORTS.find(([, pattern]) => pattern.test(folded))?.[0];
  const values = intent === 'report_submit' ? readValues(query.text) : undefined;
  const correction =
    intent === 'report_submit' &&
    /\b(?:sua lai|sua|dieu chinh|go nham|nhap nham|nham|dinh chinh|chinh lai)\b/.test(folded);
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

const REPORT_WORDS = /\b(?:bao cao|bc|so lieu|bieu mau)\b/;
const OWN =
  /\b(?:(?:don vi|xa|phuong|so|co quan|ben|phong) (?:toi|tui|minh|em|chung toi|ta|nha)|toi gui|em gui|em nop|minh gui|minh nop)\b/;

const LATE_UNITS =
  /\b(?:xa|phuong|don vi|so|so nganh|huyen) (?:nao|mo)\b(?: \w+){0,3} (?:tre|cham|no)(?: \w+){0,2} (?:nhat|nhieu|han)\b/;

/**
 * Officers' own words: a report with what is done with it ("báo cáo … hạn nộp", "bc … còn thiếu", figures with the names
 * of fields). Undefined where nothing of the kind is said; the classifier then decides.
 */
export function reportCue(query: Normalised): ReportIntent | undefined {
  const typed = fold(query.text);
  const folded = `${typed} | ${query.folded}`;
  const figures = MAY_HAVE_VALUES.test(typed) ? Object.keys(readValues(typed)).length : 0;
  const report = REPORT_WORDS.test(folded);
  const asksWhen = report && /\b(?:khi nao|khi mo|ngay nao|ngay may|bao gio|truoc ngay|han)\b/.test(folded);
  if (asksWhen && !/\bdung han|qua han\b/.test(folded)) return 'report_due';
  if (figures >= 2 && (report || OWN.test(folded))) return 'report_submit';
  if (
    figures >= 1 &&
    report &&
    /\b(?:sua lai|sua|nham|dieu chinh|gui|nop|ghi nhan|cap nhat)\b/.test(folded) &&
    !/\b(?:bao nhieu|may)\b/.test(folded)
  )
    return 'report_submit';
  if (figures >= 1 && /\b(?:sua lai|go nham|nhap nham|dinh chinh|dieu chinh)\b/.test(folded))
    return 'report_submit';
  // Units are late with reports; with dossiers, people say so.
  if (LATE_UNITS.test(folded) && !/\b(?:ho so|thu tuc|giay)\b/.test(folded)) return 'report_status';
  if (
    !report ||
    /\b(?:thue|tai chinh|kiem toan|giam sat dau tu|lao dong|dia chat|hoat dong cua)\b/.test(folded)
  )
    return undefined;
  if (
    /\b(?:bat dau|muon|cho|de|xin|nhap|gui file|gui luon) (?:\w+ ){0,2}(?:nhap|nop|gui|khai)\b|\bnhap so lieu\b|\bnop (?:so lieu|bao cao)(?: \w+){0,4} (?:o dau|vao day|vo day|duoc khong|the nao|sao)\b/.test(
      folded,
    ) &&
    !/\b(?:khi nao|khi mo|ngay nao|ngay may|han|bao gio|truoc ngay|chua)\b/.test(folded)
  )
    return 'report_submit';
  if (/\bduoc (?:\w+ )?may ngay\b/.test(folded)) return 'report_due';
  if (
    /\b(?:chua (?:nop|gui|bao cao)|con thieu|con no|da (?:nop|gui|nhan|bao cao)|nop (?:tre|muon|cham|chua)|tre (?:han|bc|bao cao)|gui chua|nhan (?:duoc )?chua|tien do|xem lai|lich su|(?:may|bao nhieu) (?:xa|so|don vi|huyen|phuong)|don vi nao|xa nao|so nao|so mo|xa mo)\b/.test(
      folded,
    )
  )
    return 'report_status';
  if (
    /\b(?:han (?:nop|gui|chot|cuoi|bao cao|la)|het han|den han|toi han|khi nao|khi mo|ngay nao|ngay may|ngay bao nhieu|bao gio|truoc ngay|chot (?:ngay|so)|lich nop|nhac (?:gium|giup|toi|lich)|sap toi|con may ngay|phai (?:nop|gui|bao cao)|nop truoc|ky bao cao|chung nao|may ngay)\b/.test(
      folded,
    )
  )
    return 'report_due';
  return undefined;
}

/** Where no report is named: the half-year report is the reform report; figures, quarters and "this period" mean online services. */
function guessReport(
  intent: ReportIntent,
  folded: string,
  periodType: string | null,
  ask: string | undefined,
): string | null {
  if (
    periodType === 'half_year' ||
    periodType === 'nine_months' ||
    (periodType === 'year' && /\bbao cao nam\b/.test(folded))
  )
    return 'cchc';
  if (intent === 'report_submit') return 'dvctt';
  if (intent === 'report_status') {
    if (ask === 'history') return null;
    if (periodType === 'quarter' || periodType === 'month' || /\bky (?:nay|ni)\b/.test(folded))
      return 'dvctt';
  }
  return null;
}

function readAsk(folded: string): string {
  if (
    /\b(?:tre han|nop tre|gui tre|cham nop|nop cham|tre|qua han|muon)\b/.test(folded) &&
    !/\b(?:chua nop|con thieu|chua gui|con no)\b/.test(folded)
  )
    return 'late_units';
  if (
    /\b(?:don vi|xa|so|nganh|co quan|phong)? ?(?:nao|mo) (?:con )?(?:chua|con no)\b|\b(?:con thieu|chua nop|chua gui|chua bao cao|con no)\b/.test(
      folded,
    ) &&
    !/\b(?:(?:don vi|xa|so) (?:toi|tui|minh|em)|cua (?:toi|tui|minh|em))\b/.test(folded)
  )
    return 'missing_units';
  if (
    /\b(?:lich su|tu dau nam|da nop nhung|xem lai|nhung bao cao da|cac bao cao da|truoc gio)\b/.test(folded)
  )
    return 'history';
  if (/\b(?:tien do|tong hop|den dau|toi dau|bao nhieu phan tram|ty le nop)\b/.test(folded))
    return 'progress';
  if (/\b(?:bao nhieu|may) (?:xa|so|don vi|huyen|phuong|co quan|nganh)\b/.test(folded)) return 'count';
  return 'own_status';
}

/** Names of fields by how officers write them, with the key each files under. First fit wins. */
const FIELDS: readonly (readonly [RegExp, string])[] = [
  [
    /(?:tiep nhan|nhan|nop).{0,20}(?:bcci|buu chinh|buu dien)|(?:bcci|buu chinh|buu dien).{0,12}tiep nhan/,
    'tiep_nhan_bcci',
  ],
  [
    /(?:tra(?: ket qua| kq)?).{0,20}(?:bcci|buu chinh|buu dien)|(?:bcci|buu chinh|buu dien).{0,12}tra/,
    'tra_kq_bcci',
  ],
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

/** What every text with figures to file has: a number, or the words for none. */
const MAY_HAVE_VALUES = /\d|\bkhong (?:co|phat sinh)\b/;

/** Figures with their names: "mức 3 là 120, đúng hạn 155", "tiếp nhận qua BCCI 48 hồ sơ, trả kết quả 61". */
export function readValues(text: string): Record<string, number> {
  const values: Record<string, number> = {};
  const body = fold(text).replace(/\b(?:quy|thang|nam|ky)\s*\d{1,2}?\s*(?:[/-]|nam)?\s*(?:20\d{2})?/g, (m) =>
    m.replace(/\d/g, ' '),
  );
  const post = /\b(?:bcci|buu chinh|buu dien)\b/.test(body);
  for (const clause of body.split(/[;:\n]|,(?!\d{1,2}\b(?!\s*(?:ho so|hs)))|,\s+|\bva\b/)) {
    const none =
      /\bkhong (?:co |phat sinh )?/.test(clause) && /\bbang 0\b|\bkhong (?:co|phat sinh)\b/.test(body);
    const masked = clause.replace(/muc (?:do )?([34])/g, 'muc-$1');
    const number = NUMBER.exec(masked.replace(/muc-[34]/g, (m) => ' '.repeat(m.length)))?.[1];
    const value =
      number === undefined
        ? none || /\bbang 0\b/.test(body)
          ? 0
          : undefined
        : Number(number.replace(/\./g, '').replace(',', '.'));
    if (value === undefined) continue;
    const spoken = clause.replace(/muc-/g, 'muc ');
    const key = FIELDS.find(([pattern]) =>
      pattern.test(
        post && /tiep nhan|tra/.test(spoken) && !/bcci|buu/.test(spoken) ? `${spoken} bcci` : spoken,
      ),
    )?.[1];
    if (key !== undefined && values[key] === undefined) values[key] = value;
  }
  return values;
}
