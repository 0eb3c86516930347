const COMBINING = /\p{M}+/gu;

/**
 * The lenient form that matching uses: lower case, no diacritics, đ as d, NFC and NFD alike,
 * zero-width and directional marks removed. `Đăng ký` and `dang ky` fold to the same text.
 */
export function fold(text: string): string {
  if (text.length > LONGEST_WORD) return foldAnew(text);
  let folded = foldedWords.get(text);
  if (folded === undefined) {
    folded = foldAnew(text);
    if (foldedWords.size >= MOST_WORDS) foldedWords.clear();
    foldedWords.set(text, folded);
  }
  return folded;
}

/** The same few thousand words come again and again; their folded forms are remembered. */
const foldedWords = new Map<string, string>();
const LONGEST_WORD = 12;
const MOST_WORDS = 50_000;

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
    const kind = KIND_OF[text.charCodeAt(at)];
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
const IN_WORD = 1;
const SURROGATE = 2;
/** What each UTF-16 code unit is to `words`: looking it up is several times faster than the regular expression. */
const KIND_OF = Uint8Array.from({ length: 0x10000 }, (_, code) =>
  code >= 0xd800 && code <= 0xdfff
    ? SURROGATE
    : /[\p{L}\p{M}\p{N}]/u.test(String.fromCharCode(code))
      ? IN_WORD
      : 0,
);

/** Whether a typed text is the label of a button, accents, case and punctuation aside. */
export function sameLabel(text: string, label: string): boolean {
  const clean = (value: string) => words(fold(value)).join(' ');
  return clean(text) === clean(label);
}
