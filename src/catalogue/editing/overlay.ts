import type { Card } from '../card.ts';
import { formatFact } from '../format-fact.ts';
import { isOlder } from '../imported.ts';
import { isSameAct } from '../legal-act.ts';
import type { Procedure } from '../procedure.ts';

/** Something a card and the facts (shipped or imported) of the same procedure state differently. */
export interface Difference {
  readonly code: string;
  readonly about: 'mức' | 'cách nộp' | 'phí' | 'thời hạn' | 'căn cứ' | 'ngày' | 'hết hiệu lực' | 'mã';
  readonly card: string;
  readonly facts: string;
}

const SUM = /(\d{1,3}(?:\.\d{3})+|\d{4,})\s*(?:đồng|đ(?!\p{L})|vnđ)/giu;
const DAYS = /(\d{1,3})\s*(?:ngày(?: làm việc)?|giờ làm việc)/giu;

/** Lists what `content/procedures` states otherwise than the facts. An empty list: nothing contradicts. */
export function overlayDifferences(
  procedures: ReadonlyMap<string, Procedure>,
  cards: Iterable<Card>,
): Difference[] {
  const found: Difference[] = [];
  for (const card of cards) {
    const { code } = card;
    const procedure = procedures.get(code);
    const note = (about: Difference['about'], says: string, facts: string) =>
      found.push({ code, about, card: says, facts });
    if (procedure === undefined) {
      note('mã', 'có bài viết', 'không có thủ tục nào mang mã này');
      continue;
    }
    if (procedure.withdrawnOn !== undefined)
      note('hết hiệu lực', 'vẫn hướng dẫn', `hết hiệu lực từ ${procedure.withdrawnOn}`);
    compareLevel(card, procedure, note);
    compareMethods(card, procedure, note);
    compareSums(card, procedure, note);
    compareDays(card, procedure, note);
    const unknown = (card.legal ?? []).filter(
      (number) => !procedure.legal.some((one) => isSameAct(one, number)),
    );
    if (procedure.legal.length > 0 && unknown.length > 0)
      note('căn cứ', unknown.join('; '), formatFact('legal', procedure.legal));
    if (
      card.snapshot !== undefined &&
      procedure.onlyListed === undefined &&
      isOlder(card.snapshot, procedure.snapshot)
    )
      note(
        'ngày',
        `đối chiếu với dữ liệu ngày ${card.snapshot}`,
        `dữ liệu nay là ngày ${procedure.snapshot}`,
      );
  }
  return found;
}

type Note = (about: Difference['about'], card: string, facts: string) => void;

function compareLevel({ online = '' }: Card, { level }: Procedure, note: Note): void {
  if (saysOtherLevel(online, level)) note('mức', online, formatFact('level', level));
}

/** Whether words of a card name another level than the facts, as after the import of a province's list. */
export function saysOtherLevel(online: string, level: Procedure['level']): boolean {
  const says = /không toàn trình|chưa toàn trình|một phần/iu.test(online)
    ? 'partial'
    : /toàn trình/iu.test(online)
      ? 'full'
      : undefined;
  return says !== undefined && level !== undefined && says !== level;
}

/** "Thủ tục này không ghi cách nộp qua bưu chính …", "Không nộp trực tuyến được", "Hồ sơ chỉ ghi cách nộp trực tiếp". */
const REFUSES = {
  online:
    /(?:không|chưa) (?:thể )?(?:ghi|nhận|nộp|làm|gửi|có|hỗ trợ|áp dụng)[^.;]*(?:trực tuyến|qua mạng|online)|chỉ ghi cách nộp trực tiếp(?![^.;]*trực tuyến)/iu,
  post: /(?:không|chưa) (?:thể )?(?:thấy )?(?:ghi|nhận|nộp|làm|gửi|có|hỗ trợ|áp dụng)[^.;]*(?:bưu chính|bưu điện|đường bưu)|chỉ dùng để nhận kết quả|chỉ ghi (?:cách nộp )?trực t(?:iếp|uyến)(?![^.;]*bưu)/iu,
};

function compareMethods({ online, post }: Card, { methods }: Procedure, note: Note): void {
  if (methods.length === 0) return;
  for (const [method, text] of [
    ['online', online],
    ['post', post],
  ] as const) {
    if (text === undefined || REFUSES[method].test(text) !== methods.includes(method)) continue;
    note('cách nộp', text, formatFact('methods', methods));
  }
}

function compareSums(card: Card, { fees }: Procedure, note: Note): void {
  const known = new Set(fees.flatMap(({ amount, max }) => [amount, max]));
  const clauses = fees.map(({ text = '' }) => text.replace(/[.\s]/g, '')).join(' ');
  for (const sentence of sentencesOf(card)) {
    // Sums beside "phí" are fees; capital, fines and benefits have other sources.
    if (!/(?<!\p{L})phí(?!\p{L})/iu.test(sentence)) continue;
    for (const [, sum = ''] of sentence.matchAll(SUM)) {
      const plain = sum.replace(/\./g, '');
      if (!known.has(Number(plain)) && !clauses.includes(plain))
        note('phí', sentence, formatFact('fees', fees));
    }
  }
}

function compareDays(card: Card, { times }: Procedure, note: Note): void {
  if (times.length === 0) return;
  const known = new Set(times.flatMap((time) => [...time.matchAll(/\d+/g)].map(String)));
  for (const sentence of sentencesOf(card)) {
    if (
      !/thời hạn giải quyết|giải quyết trong|có kết quả (?:sau|trong)|trả kết quả (?:sau|trong)/iu.test(
        sentence,
      )
    )
      continue;
    for (const [, days = ''] of sentence.matchAll(DAYS))
      if (!known.has(days)) note('thời hạn', sentence, times.join('; '));
  }
}

function sentencesOf({ about, notFor, steps, conditions, online, post, mistakes, result }: Card): string[] {
  return [about, notFor, conditions, online, post, result, ...(steps ?? []), ...(mistakes ?? [])].flatMap(
    (text) => text?.split(/(?<=[.;!?])\s+/) ?? [],
  );
}
