import { createHash, randomBytes } from 'node:crypto';

/** Letters and digits nobody confuses on paper or by telephone: no 0 O, 1 I L, U. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Ten characters: 49 bits, beyond guessing at five tries an hour. */
const LENGTH = 10;

/** A one-time code, `K7P29-XQ4MH`. `random` gives that many random bytes. */
export function newCode(random: (bytes: number) => Uint8Array = randomBytes): string {
  let code = '';
  while (code.length < LENGTH) {
    for (const byte of random(LENGTH * 2)) {
      // Bytes beyond the last full multiple would make early letters likelier.
      if (byte < ALPHABET.length * 8 && code.length < LENGTH) code += ALPHABET[byte % ALPHABET.length];
    }
  }
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

/** What is stored of a code. Case and hyphens do not matter. */
export function hashCode(code: string): string {
  return createHash('sha256')
    .update(code.toUpperCase().replace(/[^0-9A-Z]/g, ''))
    .digest('hex');
}

const WORDS = /^(?:lien ket(?: tai khoan)?|ma(?: lien ket)?|link|\/link|\/start)\b[\s:]*/;

/**
 * The code a message consists of, with or without "liên kết" before it; undefined for any other message. A bare word
 * of ten letters is no code unless it is written with the hyphen: "liên kết" marks the rest.
 */
export function findCode(text: string): string | undefined {
  const folded = fold(text).trim();
  const named = WORDS.test(folded);
  const rest = folded.replace(WORDS, '').trim().toUpperCase();
  if (named) return /^[0-9A-Z]{4,6}[\s-]?[0-9A-Z]{4,6}$/.test(rest) ? rest : undefined;
  return /^[0-9A-Z]{5}-[0-9A-Z]{5}$/.test(rest) ? rest : undefined;
}

/** Asks for linking without saying the code. */
export function asksToLink(text: string): boolean {
  return /^(?:lien ket(?: tai khoan)?(?: can bo)?|\/link)$/.test(fold(text).trim());
}

export function asksToUnlink(text: string): boolean {
  return /^(?:huy lien ket|bo lien ket|\/unlink)$/.test(fold(text).trim());
}

/** Commands are few and fixed: lower case without accents is all that is needed to know them. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}\u200b-\u200f\u2060\ufeff]+/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase();
}
