import { fold } from './fold.ts';

const TONE_MARKS: Readonly<Record<string, string>> = {
  '\u0300': '1',
  '\u0301': '2',
  '\u0303': '3',
  '\u0309': '3',
  '\u0323': '5',
};

/** A word in the forms that matching compares. */
export interface Word {
  readonly spelled: string;
  readonly folded: string;
  /** As `tonedForm` spells it. */
  readonly toned: string;
  /** Carries any Vietnamese diacritic. */
  readonly marked: boolean;
}

/** All forms of a word at once: one look-up for words met before. */
export function wordOf(spelled: string): Word {
  let word = knownWords.get(spelled);
  if (word !== undefined) return word;
  const folded = fold(spelled);
  word = { spelled, folded, toned: pullTone(spelled), marked: folded !== spelled.toLowerCase() };
  if (spelled.length > LONGEST_KNOWN) return word;
  if (knownWords.size >= MOST_KNOWN) knownWords.clear();
  knownWords.set(spelled, word);
  return word;
}

/** Words come again and again; what is longer is no word. */
const knownWords = new Map<string, Word>();
const LONGEST_KNOWN = 24;
const MOST_KNOWN = 50_000;

/**
 * A syllable's spelling with its tone pulled to the end, so that `hoà` and `hòa` are one word, and with hỏi and ngã
 * as one tone, since many people write one for the other: `hoà` → `hoa1`, `sửa` and `sữa` → `sưa3`.
 */
export function tonedForm(word: string): string {
  return wordOf(word).toned;
}

function pullTone(word: string): string {
  let tone = '';
  let letters = '';
  for (const sign of word.toLowerCase().normalize('NFD')) {
    const mark = TONE_MARKS[sign];
    if (mark === undefined) letters += sign;
    else tone = mark;
  }
  return letters.normalize('NFC') + tone;
}

const ONSETS = 'ngh|ng|gh|gi|kh|ph|th|tr|ch|nh|qu|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x|';
const RIMES =
  'uyen|uyet|uong|uong|uynh|ieng|yeng|oang|oanh|oach|oac|oan|oat|oam|oai|oay|oao|oeo|uech|uenh|uyt|uya|uye|uyu|ueo|uou|uoi|uoc|uom|uon|uop|uot|uan|uat|uang|uay|uau|uac|ieu|yeu|iec|iem|ien|iep|iet|yen|yem|yet|ang|anh|ach|eng|enh|ech|ong|ung|inh|ich|ing|oong|ooc|ac|am|an|ap|at|ai|ao|au|ay|ec|em|en|ep|et|eo|eu|ic|im|in|ip|it|ia|iu|oc|om|on|op|ot|oi|oa|oe|uc|um|un|up|ut|ua|ue|ui|uu|uy|uo|ym|yn|yt|a|e|i|o|u|y';
const SYLLABLE = new RegExp(`^(?:${ONSETS})(?:${RIMES})$`);

/** Whether a folded word could be one Vietnamese syllable. */
export function isSyllable(folded: string): boolean {
  return SYLLABLE.test(folded);
}

const TELEX_TONES = /[sfrxj]/g;

/**
 * Undoes Telex typed without an input method: `ddawng` → `dang`, `kys` → `ky`. Returns the folded syllable, or
 * undefined where the letters do not come out as one.
 */
export function undoTelex(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (!/^[a-z]{2,9}$/.test(lower)) return undefined;
  const letters = lower
    .replace(/^dd/, 'd')
    .replace(/d$/, (d) => (lower.startsWith('d') ? '' : d))
    .replace(/aa/, 'a')
    .replace(/ee/, 'e')
    .replace(/oo/, 'o')
    .replace(/uow/, 'uo')
    .replace(/([aou])w/g, '$1')
    .replace(/([aou][a-z]{1,2})w(?=[sfrxj]?$)/, '$1')
    .replace(/([aeo])([a-z]{1,3})\1(?=[sfrxj]?$)/, '$1$2')
    .replace(/w/g, 'u');
  const onset = /^(?:tr|[sxr])/.exec(letters)?.[0] ?? '';
  const rest = letters.slice(onset.length).replace(TELEX_TONES, '');
  const plain = onset + rest;
  return plain !== lower && isSyllable(plain) ? plain : undefined;
}

/** Undoes VNI digits: `d9a8ng` → `dang`, `ky1` → `ky`. Only words that mix letters and digits the VNI way. */
export function undoVni(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (!/^(?=.*\d)[a-z][a-z1-9]{1,10}$/.test(lower) || /\d{3}/.test(lower)) return undefined;
  const plain = lower
    .replace(/d9/g, 'd')
    .replace(/([aeouiy][a-z]{0,3})[1-8]/g, '$1')
    .replace(/([aeouiy][a-z]{0,3})[1-8]/g, '$1');
  return /\d/.test(plain) || !isSyllable(plain) ? undefined : plain;
}

/**
 * How a folded syllable sounds to somebody who does not keep spelling apart: tr/ch, s/x, d/gi/r/v, l/n, c/k/q, g/gh, ng/ngh,
 * final c/t, n/ng, i/y. Words with one key are offered for each other, at a price.
 */
export function soundKey(folded: string): string {
  let key = folded
    .replace(/^ngh/, 'ng')
    .replace(/^gh/, 'g')
    .replace(/^tr/, 'ch')
    .replace(/^s(?!h)/, 'x')
    .replace(/^gi(?=e)/, 'di')
    .replace(/^(?:gi(?=[aouy])|r|v|gi$)/, 'd')
    .replace(/^n(?![gh])/, 'l')
    .replace(/^[kq]/, 'c')
    .replace(/^ph/, 'f');
  if (folded === 'gi') key = 'di';
  return key
    .replace(/y/g, 'i')
    .replace(/n[gh]$/, 'n')
    .replace(/ch?$/, 't');
}

/**
 * Whether two different words become one by leaving out at most one letter of each: a letter missing, added or mistyped, or
 * moved to another place.
 */
export function isOneSlip(word: string, other: string): boolean {
  const shorter = Math.min(word.length, other.length);
  if (Math.max(word.length, other.length) - shorter > 1) return false;
  // Where they begin and end alike, nothing was left out.
  let start = 0;
  while (start < shorter && word.charCodeAt(start) === other.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    word.charCodeAt(word.length - 1 - same) === other.charCodeAt(other.length - 1 - same)
  )
    same++;
  const left = word.length - start - same;
  const right = other.length - start - same;
  if (left <= 1 && right <= 1) return true;
  return left === right && (movesOn(word, other, start, left) || movesOn(other, word, start, left));
}

/** Whether the part of `word` after its first letter is that of `other` before its last. */
function movesOn(word: string, other: string, start: number, length: number): boolean {
  for (let at = start + 1; at < start + length; at++)
    if (word.charCodeAt(at) !== other.charCodeAt(at - 1)) return false;
  return true;
}

/** Share of words with diacritics from which a word without any counts as typed so on purpose. */
const TONED_SHARE = 0.3;

/** Whether a text was typed with its diacritics: then a word without any is one that has none. */
export function typedWithTones(text: readonly Word[]): boolean {
  return text.filter(({ marked }) => marked).length >= Math.max(1, text.length * TONED_SHARE);
}
