const COMBINING = /\p{M}+/gu;

/**
 * The lenient form that matching uses: lower case, no diacritics, đ as d, NFC and NFD alike,
 * zero-width and directional marks removed. `Đăng ký` and `dang ky` fold to the same text.
 */
export function fold(text: string): string {
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
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** Whether a typed text is the label of a button, accents, case and punctuation aside. */
export function sameLabel(text: string, label: string): boolean {
  const clean = (value: string) => words(fold(value)).join(' ');
  return clean(text) === clean(label);
}
