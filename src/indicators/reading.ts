import { fold, stripInvisible } from '../understanding/fold.ts';
import type { AskedPeriod, PeriodReading } from './asked-periods.ts';
import { readPeriods } from './asked-periods.ts';
import type { Lexicon, Piece } from './lexicon.ts';
import { toWords } from './lexicon.ts';
import type { AreaId, IndicatorSource, Operation, Scope, Tier } from './types.ts';

/** One content word of a question, with its place so that parts of a question can be told apart. */
export interface Token {
  readonly token: string;
  readonly at: number;
}

/** What is found in a question at first sight: its content words, and where, when and of whom. */
export interface Skimmed {
  /** The text in lower case. */
  readonly clean: string;
  readonly folded: string;
  /** `folded` with blanks for periods, levels and names of documents. */
  readonly rest: string;
  readonly tokens: readonly Token[];
  readonly periods: readonly AskedPeriod[];
  readonly timing: PeriodReading;
  /** Areas named. */
  readonly areas: readonly AreaId[];
  /** Areas that something mentioned belongs to. */
  readonly hintedAreas: readonly AreaId[];
  /** A province named that no document is about. */
  readonly otherArea: string | undefined;
  readonly tiers: readonly { readonly tier: Tier; readonly at: number }[];
  /** Single levels, `1` to `4`, in order. */
  readonly levels: readonly string[];
  readonly scope: Scope | undefined;
  /** Documents referred to. */
  readonly sources: readonly IndicatorSource[];
}

/** Everything found in a question, before any indicator is chosen. */
export interface Reading extends Skimmed {
  /** `lần lượt`, `từng mức`: one figure for each. */
  readonly separately: boolean;
  readonly operation: Operation;
  /** More than one operation word may be there; `vì sao` beside a figure, for instance. */
  readonly operations: readonly Operation[];
  readonly wants: 'chart' | 'csv' | 'xlsx' | undefined;
  /** Asks with `bao nhiêu`, `mấy`, `tỷ lệ`. */
  readonly asksFigure: boolean;
  readonly questionWords: number;
  /** The units counted: `bao nhiêu hồ sơ` → `hồ sơ`. */
  readonly unitsAsked: readonly string[];
  /** The question cut at commas, `và`, `trong đó`: where a second figure may begin. At least one part. */
  readonly parts: readonly string[];
  /** Looks like a reference to the question before: `còn …`, `thế …`, `… thì sao`. */
  readonly followUp: boolean;
}

const LEVEL =
  /\b(?:muc do|muc|cap do|level|lv|md|m)\s*([1-4]|mot|hai|ba|bon)\b((?:\s*(?:,|va|&|\/|-|–|\+|voi|hoac|;|lan|cung)\s*|\s+)(?:(?:dich vu cong|dvc\w*|dv|tthc)\s*)?(?:(?:muc do|muc|md|m)\s*)?(?:[1-4](?![\d.,/]*\d)|ba|bon)\b)*/g;
const LEVEL_PAIR = /\b(?:dvc\w*|truc tuyen)\s+([34])\s*[,&/-]?\s*(?:va\s*)?([34])\b(?![\d.,/])/g;

const DOCUMENT =
  /\b(ke hoach|kh|nghi quyet|nq|bao cao|bc|quyet dinh|qd|chi thi|cong van|cv|nghi dinh|nd|van ban)\s*(?:so\s*)?(?:hdnd\s*)?(\d{1,4})(?![\d.,]|\s*(?:thang|nam|ngay(?!\s*\d)|xa|huyen|ho so))(\s*\/\s*(?:\d{4}\s*\/\s*)?[a-z][a-z-]*|\s*\/\s*\d{4}(?:\s*\/\s*[a-z][a-z-]*)?)?(\s*,?\s*ngay\s*\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4})?/g;
const DOCUMENT_KINDS: Readonly<Record<string, string>> = {
  'ke hoach': 'kh',
  'nghi quyet': 'nq',
  'bao cao': 'bc',
  'quyet dinh': 'qd',
  'chi thi': 'ct',
  'cong van': 'cv',
  'nghi dinh': 'nd',
  'van ban': 'vb',
};

export interface Reader {
  read(text: string, now: Date): Reading;
  /** The first half of `read`, which most texts need not go beyond. */
  skim(text: string, now: Date): Skimmed;
  /** The other half. */
  finish(skimmed: Skimmed): Reading;
  /** Content words of a name, for the index. */
  nameTokens(text: string): string[];
}

/** A name of a document, and what finds it in folded text. */
interface SourceName {
  readonly source: IndicatorSource;
  readonly pattern: RegExp;
}

/** The longest first; `any` finds whether there is one at all. */
interface SourceNames {
  readonly any: RegExp;
  readonly names: readonly SourceName[];
}

export function createReader(lexicon: Lexicon, sources: readonly IndicatorSource[]): Reader {
  const names = sources
    .flatMap((source) =>
      source.names.map((name) => {
        const words = toWords(name).map((word) => word.folded);
        const pattern = loosely(words);
        return { source, length: words.length, text: pattern, pattern: whole(pattern) };
      }),
    )
    .sort((a, b) => b.length - a.length);
  const known: SourceNames = { any: whole(names.map(({ text }) => text).join('|') || '$^'), names };
  return {
    read: (text, now) => finish(skim(text, now, lexicon, known)),
    skim: (text, now) => skim(text, now, lexicon, known),
    finish,
    nameTokens(text) {
      const clean = normal(text);
      const folded = fold(clean);
      const { tokens, rest } = documents(folded);
      const pieces = lexicon.pieces(toWords(sameLength(clean, folded, rest)));
      return [
        ...new Set([...tokens.map(({ token }) => token), ...contentTokens(pieces).map(({ token }) => token)]),
      ];
    },
  };
}

function whole(pattern: string): RegExp {
  return new RegExp(`(?<![a-z0-9])(?:${pattern})(?![a-z0-9])`);
}

function normal(text: string): string {
  return stripInvisible(text).normalize('NFC').toLowerCase().replace(/\s+/g, ' ');
}

function skim(text: string, now: Date, lexicon: Lexicon, names: SourceNames): Skimmed {
  const clean = normal(text);
  const folded = fold(clean);
  const typed = toWords(clean);
  const hintedAreas = lexicon.areaHints(typed);
  const documentsFound = documents(folded);
  const sourceFound = findSources(folded, names, hintedAreas);
  const timing = readPeriods(sourceFound.blanked(documentsFound.rest), now);
  const levelsFound = findLevels(clean, withoutQuoted(timing.rest));
  const read = sameLength(clean, folded, levelsFound.rest);
  const pieces = lexicon.pieces(read === clean ? typed : toWords(read));
  const areas = new Set<AreaId>();
  const tiers = new Map<Tier, number>();
  let scope: Scope | undefined;
  let otherArea = wholeCountry(folded) ? 'cả nước' : undefined;
  for (const { meaning, at } of pieces) {
    if (meaning === undefined) continue;
    if (meaning.kind === 'area') areas.add(meaning.area);
    else if (meaning.kind === 'tier') tiers.set(meaning.tier, tiers.get(meaning.tier) ?? at);
    else if (meaning.kind === 'scope') scope ??= meaning.scope;
    else if (meaning.kind === 'other-area') otherArea ??= meaning.name;
  }
  return {
    clean,
    folded,
    rest: levelsFound.rest,
    tokens: [...documentsFound.tokens, ...contentTokens(pieces)],
    periods: timing.periods.length > 0 || sourceFound.sources.length === 0 ? timing.periods : [],
    timing,
    areas: [...areas],
    hintedAreas,
    otherArea,
    tiers: [...tiers].map(([tier, at]) => ({ tier, at })),
    levels: levelsFound.levels,
    scope,
    sources: sourceFound.sources,
  };
}

function finish(skimmed: Skimmed): Reading {
  const { clean, folded, rest } = skimmed;
  const operations = findOperations(folded);
  const questions =
    folded
      .replace(QUOTED, ' ')
      .match(
        /\b(bao nhieu|bao nhiu|may|nhieu|nhiu|bn|bnhiu|ti le|ty le|phan tram|%|so luong|thu may|hang may)\b|%/g,
      ) ?? [];
  return {
    ...skimmed,
    separately: /\b(lan luot|tung muc|moi muc|rieng|tung loai|moi loai)\b/.test(folded),
    operation: operations[0] ?? 'value',
    operations,
    wants: findWants(folded),
    asksFigure:
      questions.length > 0 ||
      /(^|[\s,])số \p{L}/u.test(clean) ||
      /^so [a-z]/.test(folded) ||
      /\b(xep hang|diem|so lieu|con so|tong)\b/.test(folded),
    questionWords: questions.length + (/^(tổng )?số \p{L}/u.test(clean) ? 1 : 0),
    unitsAsked: unitsAsked(folded),
    parts: cut(clean, rest),
    followUp: isFollowUp(folded),
  };
}

/** "20,5% là gì": a figure that is quoted, not asked for. */
const QUOTED = /\d[\d.,]*\s*%/g;

function withoutQuoted(text: string): string {
  return text.replace(QUOTED, (quoted) => ' '.repeat(quoted.length));
}

/** The typed text, with blanks wherever `rest` was blanked; falls back to `rest` where folding changed the length. */
function sameLength(clean: string, folded: string, rest: string): string {
  if (clean.length !== folded.length || [...clean].length !== clean.length) return rest;
  let text = '';
  let kept = 0;
  for (let at = 0; at < clean.length; at++) {
    if (rest[at] !== ' ' || clean[at] === ' ') continue;
    text += `${clean.slice(kept, at)} `;
    kept = at + 1;
  }
  return text + clean.slice(kept);
}

/** Document numbers become one word (`kh498`, `nq22`), so that neither the number nor the year is read as anything else. */
function documents(folded: string): { tokens: Token[]; rest: string } {
  const tokens: Token[] = [];
  const rest = folded.replace(DOCUMENT, (match, kind: string, number: string) => {
    tokens.push({ token: `${DOCUMENT_KINDS[kind] ?? kind}${Number(number)}`, at: -1 });
    return ' '.repeat(match.length);
  });
  return { tokens, rest };
}

function findSources(folded: string, { any, names }: SourceNames, areas: readonly AreaId[]) {
  const found: { source: IndicatorSource; at: number; length: number }[] = [];
  if (any.test(folded)) {
    for (const { source, pattern } of names) {
      const match = pattern.exec(folded);
      if (
        match &&
        !found.some(
          (other) => match.index < other.at + other.length && other.at < match.index + match[0].length,
        )
      ) {
        found.push({ source, at: match.index, length: match[0].length });
      }
    }
  }
  // "theo báo cáo quý 1/2022 Hà Tĩnh …": that report is of another province, so the words name a period only.
  const fitting = found.filter(({ source }) => areas.length === 0 || areas.includes(source.area));
  return {
    sources: [...new Set(fitting.map(({ source }) => source))],
    blanked: (text: string) =>
      fitting.reduce(
        (rest, { at, length }) => `${rest.slice(0, at)}${' '.repeat(length)}${rest.slice(at + length)}`,
        text,
      ),
  };
}

/** `bc 47` also as `bc47` and `bc-47`. */
function loosely(words: readonly string[]): string {
  return words
    .map((word, index) => {
      const before = words[index - 1];
      if (before === undefined) return word;
      const joinable = /[a-z]$/.test(before) && /^\d/.test(word);
      return `[\\s/.,-]${joinable ? '*' : '+'}${word}`;
    })
    .join('');
}

function findLevels(clean: string, folded: string): { levels: string[]; rest: string } {
  const levels: string[] = [];
  const word: Readonly<Record<string, string>> = { mot: '1', hai: '2', ba: '3', bon: '4' };
  const collect = (match: string, at: number): string => {
    // "mục 3" folds like "mức 3" but names a section.
    if (clean.length === folded.length && clean.startsWith('mục', at)) return match;
    for (const [digit] of match.matchAll(
      /(?<![\d.,/])[1-4](?![\d.,/]*\d)|(?<=[1-4]\s*[,/&+-]\s*)[1-4]\b|\b(?:mot|hai|ba|bon)\b|[1-4](?=\s*[,/-]\s*[1-4]\b)/g,
    ))
      levels.push(word[digit] ?? digit);
    return ' '.repeat(match.length);
  };
  const rest = folded
    .replace(LEVEL, (match, ...args) => collect(match, args.at(-2) as number))
    .replace(LEVEL_PAIR, (match, ...args) => {
      const head = /^\S+(?: \S+)*?(?=\s+[34])/.exec(match)?.[0] ?? '';
      collect(match.slice(head.length), args.at(-2) as number);
      return head.padEnd(match.length);
    });
  return { levels: [...new Set(levels)].sort(), rest };
}

function contentTokens(pieces: readonly Piece[]): Token[] {
  return pieces.flatMap((piece): Token[] => {
    if (piece.meaning?.kind === 'concept') return [{ token: piece.meaning.token, at: piece.at }];
    // "ngân sách huyện" says what as well as whose.
    if (piece.meaning?.kind === 'tier' && piece.meaning.token)
      return [{ token: piece.meaning.token, at: piece.at }];
    if (piece.meaning !== undefined) return [];
    if (/^\d+$/.test(piece.folded)) return [];
    if (piece.folded.length < 2) return [];
    return [{ token: piece.token, at: piece.at }];
  });
}

/** Asks which figures there are. */
export const LISTING =
  /\b(nhung|cac|co) (chi tieu|so lieu|chi so)( thong ke)? (nao|gi|chi)\b|\bchi tieu nao\b|\b(danh sach|liet ke|ke)( cac| nhung)?( ten)? (chi tieu|so lieu)\b|\bso lieu (nao|gi) ve\b|\bco (nhung )?so lieu (gi|nao|chi)\b|\b(hoi|tra) duoc (nhung )?(chi tieu|so lieu) (gi|nao)\b/;

/** Asks why a figure is what it is. */
export const EXPLAINING =
  /\b(vi sao|tai sao|ly do|nguyen nhan|mau thuan|so nao dung|cai nao dung|sao lai (co|khac|la)|hai con so|2 con so|hai so|sao khac nhau|con nao dung|tinh ra sao|cach tinh|tinh the nao|tinh nhu the nao|vi rang|vi mo|chi sao)\b/;

function findOperations(folded: string): Operation[] {
  const found: Operation[] = [];
  const has = (pattern: RegExp): boolean => pattern.test(folded);
  if (has(LISTING)) found.push('list');
  if (has(EXPLAINING)) found.push('explain');
  if (has(/\bnam (nao|mo)\b.*\bnhat\b|\b(cao|thap|nhieu|it|lon) nhat\b/)) found.push('extreme');
  if (
    has(
      /\b(tang|giam|chenh|chenh lech|thay doi|len|xuong) (bao nhieu|bao nhiu|may|nhieu|nhiu|hay giam|ra sao|the nao|duoc bao)\b|\btang hay giam\b|\btang giam\b|\bchenh( lech)? (nhau )?(bao nhieu|may)\b|\b(bao nhieu|may) (phan tram|%) so voi\b|\bgap may\b|\btang truong\b/,
    )
  )
    found.push('change');
  if (
    has(
      /\bso sanh\b|\bso voi\b|\bdoi chieu\b|\bchenh lech\b|\b(cao|thap|nhieu|it|lon|nho|hon) (hon|kem)\b|\bhon kem\b|\bkhac nhau\b|\bben nao\b|\bvs\b|\bdem so\b/,
    )
  )
    found.push('compare');
  if (
    has(
      /\b(qua|trong|cua|theo) (cac|tung|nhung) nam\b|\bcac nam\b|\btung nam\b|\bhang nam\b|\bdien bien\b|\bxu huong\b|\bbien dong\b|\bqua (cac|tung) ky\b|\btheo nam\b|\btien trien\b|\bqua may nam\b/,
    )
  )
    found.push('trend');
  if (has(/\bchiem\b|\bty trong\b|\bti trong\b/)) found.push('share');
  if (has(/\btong cong\b|\bcong lai\b|\btong so\b|\btong\b|\btat ca\b|\bca tinh\b|\btoan tinh\b/))
    found.push('total');
  return found;
}

function findWants(folded: string): Reading['wants'] {
  if (/\bcsv\b/.test(folded)) return 'csv';
  if (/\b(excel|exel|xlsx|xls|bang tinh|xuat file|tai file|file)\b/.test(folded)) return 'xlsx';
  if (/\b(bieu do|do thi|ve hinh|ve cot|ve duong|chart|ve (giup|cho|lai|luon)|bieu dien)\b/.test(folded))
    return 'chart';
  return undefined;
}

const UNITS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(ho so|hs|bo ho so)/, ['hồ sơ']],
  [/^(thu tuc|tthc|dich vu|dvc|dv)/, ['thủ tục', 'dịch vụ']],
  [/^(%|phan tram)/, ['%']],
  [/^(diem)/, ['điểm']],
  [/^(bac)/, ['bậc']],
  [/^(lop)/, ['lớp']],
  [/^(nhiem vu|nv)/, ['nhiệm vụ']],
  [/^(du an)/, ['dự án']],
  [/^(trieu|ty|ti|tien|dong)(?! le)/, ['triệu đồng', 'tỷ đồng', 'đồng']],
  [/^(nguoi dung|user|tai khoan)/, ['người dùng', 'tài khoản']],
  [/^(nguoi|can bo|cong chuc|vien chuc|bien che)/, ['người', 'cán bộ', 'người dùng', 'hợp đồng']],
  [/^(gian hang)/, ['gian hàng']],
  [/^(san pham)/, ['sản phẩm', 'tin bài, sản phẩm']],
  [/^(van ban)/, ['văn bản']],
  [/^(hoa don)/, ['hóa đơn']],
  [/^(cuoc hop|cuoc)/, ['cuộc họp']],
  [/^(to roi)/, ['tờ rơi']],
  [/^(tieu chi)/, ['tiêu chí']],
];

/** The nouns right after `bao nhiêu`, `mấy` and their like, as units of measure. */
function unitsAsked(folded: string): string[] {
  const found: string[] = [];
  for (const match of folded.matchAll(
    /\b(?:bao nhieu|bao nhiu|bn|bnhiu|nhieu|nhiu|may|so luong|tong so|so)\s+(?=(.{0,20}))/g,
  )) {
    const next = match[1] ?? '';
    for (const [pattern, units] of UNITS) {
      if (pattern.test(next)) {
        found.push(...units);
        break;
      }
    }
  }
  return [...new Set(found)];
}

const TIER_END = /\b(tinh|huyen|xa|so|ban|nganh|phuong|thi tran|thi xa|thanh pho)\s*$/;
const TIER_START =
  /^(?:[,;]|va|voi)\s*(?:cap |ubnd |cac )*(?:tinh|huyen|xa|so|ban|nganh|phuong|thi tran|thi xa|thanh pho)\b/;

/** Cuts a question at its joints, but never inside what was blanked in `rest` (periods, levels, document names). */
function cut(clean: string, rest: string): string[] {
  if (clean.length !== rest.length) return [clean];
  const parts: string[] = [];
  let from = 0;
  for (const joint of rest.matchAll(
    /[,;:?](?!\d)|(?<![a-z0-9])(?:va|con|lan|kem theo|trong do|voi lai|tren tong)(?![a-z0-9])/g,
  )) {
    // "cấp tỉnh, cấp huyện", "sở, ban, ngành" are one thing.
    if (TIER_END.test(rest.slice(0, joint.index)) && TIER_START.test(rest.slice(joint.index))) continue;
    const part = clean.slice(from, joint.index).trim();
    if (part) parts.push(part);
    from = joint.index;
  }
  parts.push(clean.slice(from).trim());
  return parts.filter((part) => /[\p{L}\p{N}]/u.test(part));
}

/** "cả nước" as the place asked about, not as the field of a ranking. */
function wholeCountry(folded: string): boolean {
  return /\b(ca nuoc|toan quoc)\b/.test(folded) && !/\b(hang|thu|xep|dung|vi tri|dan dau)\b/.test(folded);
}

function isFollowUp(folded: string): boolean {
  return (
    /^(a |u |uh |uhm |ok |da |vay |the |rua |con |rieng |thi |o |roi )*(con|the|vay|rua|rieng|quay qua|chuyen qua|sang|cua|nam|quy|muc|cap|doi|ve|xuat|so voi|so sanh|tang|giam|vi sao|tai sao)\b/.test(
      folded,
    ) ||
    /\b(thi sao|thi rang|thi the nao|ra sao|sao roi|thi may|thi bao nhieu|nua|do|ay|nay|tren)\s*(a|ha|vay|rua|nhi|nha|ad|nhe|ạ)?\s*[?.!]*$/.test(
      folded,
    )
  );
}
