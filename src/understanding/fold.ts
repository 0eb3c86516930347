const COMBINING = /\p{M}+/gu;

/**
 * The lenient form that matching uses: lower case, no diacritics, đ as d, NFC and NFD alike,
 * zero-width and directional marks removed. `Đăng ký` and `dang ky` fold to the same text.
 */
export function fold(text: string): string {
  if (text.length > LONGEST_WORD) return foldSigns(text);
  let folded = foldedWords.get(text);
  if (folded === undefined) {
    folded = foldSigns(text);
    if (foldedWords.size >= MOST_WORDS) foldedWords.clear();
    foldedWords.set(text, folded);
  }
  return folded;
}

/** The same few thousand words come again and again; their folded forms are remembered. */
const foldedWords = new Map<string, string>();
const LONGEST_WORD = 12;
const MOST_WORDS = 50_000;

/** Sign by sign, which is several times faster; where a sign is none of the plain ones, the text as a whole. */
function foldSigns(text: string): string {
  if (text.length > MOST_SIGNS) return foldAnew(text);
  const signs: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const folded = foldedSign(text.charCodeAt(at));
    if (folded === NOT_PLAIN) return foldAnew(text);
    if (folded !== REMOVED) signs.push(folded);
  }
  return String.fromCharCode(...signs);
}

/** What a UTF-16 code unit folds to, found when it is first met. */
function foldedSign(code: number): number {
  const known = FOLDED_SIGNS[code] as number;
  if (known !== UNMET) return known;
  const folded = isPlain(code) ? foldAnew(String.fromCharCode(code)) : undefined;
  const found = folded === '' ? REMOVED : folded?.length === 1 ? folded.charCodeAt(0) : NOT_PLAIN;
  FOLDED_SIGNS[code] = found;
  return found;
}

/**
 * Latin letters, those of the alphabets next to them, marks and punctuation fold the same whatever stands beside them:
 * not so Σ at the end of a word, Hangul, halves of surrogate pairs.
 */
function isPlain(code: number): boolean {
  return code > 0 && code !== 0x3a3 && (code < 0x1100 || (code >= 0x1e00 && code < 0x2070));
}

const UNMET = 0;
const REMOVED = 0xffff;
const NOT_PLAIN = 0xfffe;
const FOLDED_SIGNS = new Uint16Array(0x10000);
/** Signs that one call makes a text of; longer texts are rare. */
const MOST_SIGNS = 2_000;

function foldAnew(text: string): string {
  return stripInvisible(text)
    .normalize('NFD')
    .replace(COMBINING, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .normalize('NFC');
}

/** Removes characters that people cannot see but that break words: zero-width, bidi controls, tags, soft hyphen. */
export function stripInvisible(text: string): string {
  return text.replace(
    /\u034f|\u115f|\u1160|\u17b4|\u17b5|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\ufe00-\ufe0f]|\udb40[\udc00-\udfff]/g,
    '',
  );
}

/** Words of a text: runs of letters and digits, in order. */
export function words(text: string): string[] {
  const found: string[] = [];
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind === IN_WORD) {
      if (start < 0) start = at;
    } else if (kind === SURROGATE) {
      return text.match(WORD) ?? [];
    } else if (start >= 0) {
      found.push(text.slice(start, at));
      start = -1;
    }
  }
  if (start >= 0) found.push(text.slice(start));
  return found;
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const OUTSIDE = 1;
const IN_WORD = 2;
const SURROGATE = 3;
const KINDS = new Uint8Array(0x10000);

/**
 * What a UTF-16 code unit is to `words`, found when it is first met: looking it up is several times faster than the
 * regular expression.
 */
function kindOf(code: number): number {
  const known = KINDS[code] as number;
  if (known !== UNMET) return known;
  const inWord = /[\p{L}\p{M}\p{N}]/u.test(String.fromCharCode(code));
  const kind = code >= 0xd800 && code <= 0xdfff ? SURROGATE : inWord ? IN_WORD : OUTSIDE;
  KINDS[code] = kind;
  return kind;
}

/** Whether a typed text is the label of a button, accents, case and punctuation aside. */
export function sameLabel(text: string, label: string): boolean {
  const clean = (value: string) => words(fold(value)).join(' ');
  return clean(text) === clean(label);
}
