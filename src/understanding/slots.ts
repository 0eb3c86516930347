/** Slots are read from the folded question (`normalise().folded`), except codes, which are read from the text as typed. */

const DOSSIER =
  /(?<![\w.])((?:\d{3}\.){0,3}[ghGH]\d{2}(?:\.\d{1,3}){0,4}|\d{3}(?:\.\d{2,3}){1,3}\.[hgHG]\d{2})[\s\-–_/]{1,3}(\d{6})[\s\-–_/]{1,3}(\d{3,6})(?!\d)/;

/** A dossier code such as `H27.25-241105-0012`, in its usual form: upper case, hyphens. */
export function findDossierCode(text: string): string | undefined {
  const match = DOSSIER.exec(text);
  if (match === null) return undefined;
  return `${match[1]?.toUpperCase()}-${match[2]}-${match[3]}`;
}

/** A base code such as `1.004194`, also inside a province's full code. */
export function findProcedureCode(text: string): string | undefined {
  return /(?<![\d.])(\d\.\d{6})(?!\d)/.exec(text)?.[1];
}

export interface LevelSlot {
  /** New level the person means. */
  readonly level: 'Toàn trình' | 'Một phần' | 'Cung cấp thông tin' | 'Không trực tuyến';
  /** Old level word that was used, so that the answer can explain it. */
  readonly oldWord?: '1' | '2' | '3' | '4';
}

/** Service level in old words (mức độ 1–4) or new ones. Old 4 is read as toàn trình, old 3 as một phần: usual, not fixed by law. */
export function findLevel(folded: string): LevelSlot | undefined {
  const old =
    /(?<!\b(?:truong|hoc|lop|bang|len|khoi|het|xong|thi|tot nghiep) )\b(?:muc|cap)(?: do)? ?([1-4])\b/.exec(
      folded,
    )?.[1] as LevelSlot['oldWord'];
  if (
    /\btoan trinh\b|\b(?:tron|toan bo|hoan toan|tron goi|tu a den z)(?: \w+)? (?:tren mang|qua mang|truc tuyen)\b|\b(?:truc tuyen|tren mang|qua mang) (?:toan bo|hoan toan|tron goi|tron|100)/.test(
      folded,
    )
  )
    return { level: 'Toàn trình' };
  if (/\bmot phan\b/.test(folded)) return { level: 'Một phần' };
  if (
    /\b(?:khong (?:lam |nop |co )?(?:duoc )?(?:truc tuyen|tren mang|qua mang)|(?:chua|khong) (?:lam|nop|co|duoc)(?: \w+){0,3} (?:truc tuyen|tren mang|qua mang)|(?:phai|chi) (?:ra |den |toi )?(?:nop|lam) truc tiep)\b/.test(
      folded,
    )
  )
    return { level: 'Không trực tuyến' };
  if (/\bcung cap thong tin\b/.test(folded)) return { level: 'Cung cấp thông tin' };
  if (old === '4') return { level: 'Toàn trình', oldWord: old };
  if (old === '3') return { level: 'Một phần', oldWord: old };
  if (old === '1' || old === '2') return { level: 'Cung cấp thông tin', oldWord: old };
  return undefined;
}

export interface TierSlot {
  readonly tier: 'Xã' | 'Tỉnh' | 'Bộ';
  /** The person named a district: that tier ended on 2025-07-01. */
  readonly district: boolean;
}

/** Tier named in the question. Districts ended: their procedures went mostly to the communes. */
export function findTier(folded: string): TierSlot | undefined {
  if (
    /\b(?:cap|o|do|tai|cua|cong an|ubnd|uy ban|uy ban nhan dan|ra|len|noi|thuoc) (?:cap )?(?:xa|phuong|thi tran)\b|\bxa (?:lam|giai quyet|cap|co|duoc|phuong|nhan)\b|^(?:o )?xa\b/.test(
      folded,
    )
  )
    return { tier: 'Xã', district: false };
  if (
    /\b(?:cap|o|do|tai|cua|cong an|ubnd|uy ban|uy ban nhan dan|ra|len|phong|thuoc) (?:cap )?huyen\b|\bcap quan\b/.test(
      folded,
    )
  )
    return { tier: 'Xã', district: true };
  if (
    /\b(?:cap|o|do|tai|cua|cong an|ubnd|uy ban|uy ban nhan dan|len|thuoc|cac) (?:cap )?(?:tinh|so)\b|\bso (?:lam|giai quyet|cap|nganh|nao)\b/.test(
      folded,
    )
  )
    return { tier: 'Tỉnh', district: false };
  if (/\bcap (?:bo|trung uong)\b|\b(?:o|do|tai) bo\b/.test(folded)) return { tier: 'Bộ', district: false };
  return undefined;
}

const ORDINALS: readonly (readonly [RegExp, number])[] = [
  [/\b(?:dau tien|thu nhat|so mot|so 1|cai 1|cai dau|muc 1|cai mot)\b/, 1],
  [/\b(?:thu hai|thu nhi|so hai|so 2|cai 2|muc 2|cai hai)\b/, 2],
  [/\b(?:thu ba|so ba|so 3|cai 3|muc 3|cai ba)\b/, 3],
  [/\b(?:thu tu|thu bon|so bon|so 4|cai 4|muc 4|cai bon)\b/, 4],
  [/\b(?:thu nam|so nam|so 5|cai 5|muc 5)\b/, 5],
];

/** A choice by number or ordinal word ("2", "số 1", "cái thứ hai", "cái cuối"), counted from 1; -1 = the last. */
export function findOrdinal(folded: string): number | undefined {
  const bare = /^(?:chon |lay |cai |so |muc |y )*(\d{1,2})(?: (?:di|nha|nhe|a|do|ay|nghen|ha))*$/.exec(
    folded.trim(),
  );
  if (bare?.[1] !== undefined) return Number(bare[1]);
  if (folded.split(' ').length > 9) return undefined;
  // "Thứ hai tuần sau", "sáng thứ ba": a day of the week.
  if (
    /\b(?:sang|chieu|trua|toi|ngay|den|tu) thu (?:hai|ba|tu|nam)\b|\bthu (?:hai|ba|tu|nam) (?:tuan|nay|toi|sau|ngay|den|va|co (?:lam|mo))\b/.test(
      folded,
    )
  )
    return undefined;
  if (/\b(?:cai|muc|so) (?:cuoi|cuoi cung|chot)\b|\bcuoi cung\b/.test(folded)) return -1;
  for (const [pattern, ordinal] of ORDINALS) if (pattern.test(folded)) return ordinal;
  return undefined;
}

/** Words that close a sentence and name nothing; "thôi" alone would be read as giving something up. */
const CLOSING = /[\s,]+(?:(?:thôi|mà|nghen|nha|nhé|nhe|á|à|ạ|đó|hè|hen)[\s.!]*)+$/iu;

/** Splits "không phải A, tôi hỏi B" into what is refused and what is wanted; undefined where nothing is refused. */
export function splitNegation(text: string): { refused: string; wanted: string } | undefined {
  const clean = text.replace(/\s+/g, ' ').trim();
  // All that follows has one of these, and most messages have none.
  if (!/không|ko|k phải|hông|hổng|nỏ|đâu phải|chưa/iu.test(clean)) return undefined;
  const front =
    /^(?:(?:à|ờ|ủa|dạ|thôi|ơ|ấy)[\s,]+)?(?:(?:tôi|tui|em|mình|con|cháu|anh|chị|ý (?:tôi|tui|em|mình))\s+)?(?:không phải|ko phải|k phải|hông phải|hổng phải|nỏ phải|đâu phải|không muốn|ko muốn|hổng muốn|nỏ muốn|không hỏi|ko hỏi|hổng hỏi|nỏ hỏi|chưa muốn|không cần)\s+(.+?)\s*(?:,|;|\.|:|\smà(?:\slà)?\s|\s(?=chỉ (?:là |muốn |hết )))\s*(.+)$/iu.exec(
      clean,
    );
  if (front?.[1] !== undefined && front[2] !== undefined && front[2].split(' ').length >= 2)
    return { refused: front[1], wanted: front[2].replace(CLOSING, '') };
  // "Còn nếu chưa mất mà chỉ hết hạn thì sao": one word may be refused where the other is set against it.
  const set =
    /^(?:(?:còn|thế|vậy|mà|nếu)\s+)*(?:chưa|không|ko|hông|hổng|nỏ)\s+(?:phải\s+|bị\s+)?(\S.{0,20}?)\s*,?\s(?:mà|nhưng)\s+(?:là\s+)?(chỉ\s.+)$/iu.exec(
      clean,
    );
  if (set?.[1] !== undefined && set[2] !== undefined)
    return { refused: set[1], wanted: set[2].replace(CLOSING, '') };
  const back =
    /^(.{8,}?)\s*(?:,|chứ|chớ)\s*(?:không phải|ko phải|k phải|hông phải|hổng phải|nỏ phải|chứ không|không phải là)\s+(.{4,})$/iu.exec(
      clean,
    );
  if (back?.[1] !== undefined && back[2] !== undefined) return { refused: back[2], wanted: back[1] };
  return undefined;
}

/** Opening words of a correction ("à không, ý tôi là …"), cut off. */
export function cutCorrection(text: string): { text: string; corrected: boolean } {
  const match =
    /^(?:(?:dạ|ủa|à|ờ|ý|ấy|chết|thôi|em|tôi|tui|mình)[\s,]+)*(?:không không|(?:à|ờ) (?:không|ko|hông|hổng)|nhầm rồi|nói nhầm|nhầm(?! lẫn)|lộn|nói lộn|sorry|(?:(?:không|ko|hông|hổng)[\s,]+)?ý (?:tôi|em|mình|tui|con|cháu) là)(?=[\s,:;.])[\s,:;.]+(?:(?:ý (?:tôi|em|mình|tui|con|cháu) là|mà là)[\s,:]*)?(.+)$/iu.exec(
      text.trim(),
    );
  return match?.[1] === undefined ? { text, corrected: false } : { text: match[1], corrected: true };
}
