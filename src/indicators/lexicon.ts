import { remember } from '../remember.ts';
import { fold, words } from '../understanding/fold.ts';
import { isSyllable, undoTelex } from '../understanding/syllable.ts';
import type { AreaId, IndicatorContent, Scope, Tier } from './types.ts';

/** What one matched word or phrase stands for. */
export type Meaning =
  | { readonly kind: 'concept'; readonly token: string }
  | { readonly kind: 'tier'; readonly tier: Tier; readonly token: string | undefined }
  | { readonly kind: 'scope'; readonly scope: Scope }
  | { readonly kind: 'area'; readonly area: AreaId }
  | { readonly kind: 'other-area'; readonly name: string }
  | { readonly kind: 'stop' };

interface Phrase {
  readonly folded: readonly string[];
  readonly toneless: readonly string[];
  /** Set when the phrase only counts as written, diacritics and all. */
  readonly exact: readonly string[] | undefined;
  readonly meaning: Meaning;
}

/** One word of a question: as typed (lower case), without its tone, and folded. */
export interface Word {
  readonly typed: string;
  /** `đất` → `đât`: people misplace tones, but hardly ever write `đạt` for `đất`. */
  readonly toneless: string;
  readonly folded: string;
}

/** A stretch of words with what it means; `meaning` is undefined for words no list knows. */
export interface Piece {
  readonly at: number;
  readonly length: number;
  /** Its first word. */
  readonly folded: string;
  /** What an unknown word counts as: itself without its tone, so that `đất` is not `đạt`. Empty for known ones. */
  readonly token: string;
  readonly meaning: Meaning | undefined;
}

/** Chat spellings that no edit distance finds. */
const CHAT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    nhiu: 'nhieu',
    bnhiu: 'nhieu',
    bnhieu: 'nhieu',
    thiu: 'thieu',
    hoan: 'hoan',
    wy: 'quy',
    qui: 'quy',
    wa: 'qua',
    fi: 'phi',
    fan: 'phan',
    fai: 'phai',
    tyl: 'ty',
  }),
);

export interface Lexicon {
  /** Corrects typing mistakes in the words of a text, and finds the longest known phrases. */
  pieces(words: readonly Word[]): Piece[];
  /** Whether an area's own name or something only it has is mentioned. */
  areaHints(words: readonly Word[]): AreaId[];
  /** Adds words (of indicator names) that count as spelled right. */
  learn(text: string): void;
}

export function createLexicon(content: IndicatorContent): Lexicon {
  const phrases = new Map<string, Phrase[]>();
  const known = new Set<string>();
  /** Known words by their first letter: a typing mistake leaves that. */
  const knownByLetter = new Map<string, string[]>();
  const know = (word: string): void => {
    if (known.has(word)) return;
    known.add(word);
    remember(knownByLetter, word.charAt(0), () => []).push(word);
  };
  const add = (text: string, meaning: Meaning): void => {
    const exact = text.startsWith('=');
    const typed = toWords(exact ? text.slice(1) : text);
    const first = typed[0]?.folded;
    if (first === undefined) return;
    for (const word of typed) know(word.folded);
    const list = phrases.get(first) ?? [];
    list.push({
      folded: typed.map((word) => word.folded),
      toneless: typed.map((word) => word.toneless),
      exact: exact ? typed.map((word) => word.typed) : undefined,
      meaning,
    });
    phrases.set(first, list);
  };
  const { words: lists } = content;
  for (const [token, names] of Object.entries(lists.concepts))
    for (const name of names) add(name, { kind: 'concept', token });
  for (const [tier, names] of Object.entries(lists.tiers)) {
    for (const name of names) {
      const [text = '', token] = name.split(' + ');
      add(text, { kind: 'tier', tier: tier as Tier, token });
    }
  }
  for (const [scope, names] of Object.entries(lists.scopes))
    for (const name of names) add(name, { kind: 'scope', scope: scope as Scope });
  for (const [area, { names }] of Object.entries(lists.areas))
    for (const name of names) add(name, { kind: 'area', area: area as AreaId });
  for (const name of lists.otherAreas) add(name, { kind: 'other-area', name });
  for (const name of lists.stopwords) add(name, { kind: 'stop' });
  for (const list of phrases.values())
    list.sort(
      (a, b) =>
        b.folded.length - a.folded.length || Number(b.exact !== undefined) - Number(a.exact !== undefined),
    );
  const hints = Object.entries(lists.areas).flatMap(([area, { names, hints: more }]) =>
    [...names, ...more].map((name) => ({
      area: area as AreaId,
      words: toWords(name.replace(/^=/, '')).map((word) => word.folded),
    })),
  );
  const hintsByFirst = new Map<string, (typeof hints)[number][]>();
  for (const hint of hints) {
    const [first = ''] = hint.words;
    hintsByFirst.set(first, [...(hintsByFirst.get(first) ?? []), hint]);
  }
  /** Words that are read as others; by their folded form, `undefined` for those that stay as they are. */
  const corrections = new Map<string, Word | undefined>();
  const spellings = new Map<string, string>();

  function correct(word: Word): Word {
    const { folded } = word;
    if (corrections.has(folded)) return corrections.get(folded) ?? word;
    const better = correctionOf(folded);
    const correction = better === undefined ? undefined : plainWord(better);
    if (corrections.size >= MOST_REMEMBERED) corrections.clear();
    corrections.set(folded, correction);
    return correction ?? word;
  }

  function correctionOf(folded: string): string | undefined {
    const chat = CHAT.get(folded);
    if (chat) return chat;
    // A real syllable is another word, not a mistake: "nghèo" must not become "nghe".
    if (known.has(folded) || isSyllable(folded) || /\d/.test(folded)) return undefined;
    const telex = undoTelex(folded);
    if (telex && known.has(telex)) return telex;
    return folded.length < 4 ? undefined : nearest(folded, knownByLetter.get(folded.charAt(0)) ?? []);
  }

  function phraseAt(list: readonly Word[], at: number): Phrase | undefined {
    for (const phrase of phrases.get(list[at]?.folded ?? '') ?? [])
      if (matches(phrase, list, at)) return phrase;
    return undefined;
  }

  /** Typed with diacritics, a word is what it is; without, it is what the names have there: "trich loc" is "lọc". */
  function tokenOf(list: readonly Word[], at: number): string {
    const word = list[at];
    if (!word) return '';
    if (word.typed !== word.folded) return word.toneless;
    return (
      (spellings.get(afterOther(list, at)) ??
        spellings.get(beforeOther(list, at)) ??
        spellings.get(word.folded)) ||
      word.folded
    );
  }

  return {
    pieces(typed) {
      const list = typed.map(correct);
      const found: Piece[] = [];
      let at = 0;
      while (at < list.length) {
        const phrase = phraseAt(list, at);
        const length = phrase?.folded.length ?? 1;
        found.push({
          at,
          length,
          folded: list[at]?.folded ?? '',
          token: phrase === undefined ? tokenOf(list, at) : '',
          meaning: phrase?.meaning,
        });
        at += length;
      }
      return found;
    },
    areaHints(list) {
      const mentioned = new Set<(typeof hints)[number]>();
      list.forEach(({ folded }, at) => {
        for (const hint of hintsByFirst.get(folded) ?? [])
          if (hint.words.every((word, offset) => list[at + offset]?.folded === word)) mentioned.add(hint);
      });
      if (mentioned.size === 0) return [];
      // In the order of the content, whatever the order of the words.
      return [...new Set(hints.filter((hint) => mentioned.has(hint)).map((hint) => hint.area))];
    },
    learn(text) {
      const list = toWords(text);
      list.forEach((word, at) => {
        know(word.folded);
        for (const key of [afterOther(list, at), beforeOther(list, at), word.folded])
          if (!spellings.has(key)) spellings.set(key, word.toneless);
      });
      corrections.clear();
    },
  };
}

export function toWords(text: string): Word[] {
  const normal = text.normalize('NFC').toLowerCase().replace(/%/g, ' phần trăm ');
  return words(normal).map(wordOf);
}

/** A word after the one before it, as a key; and before the one after it. Together they say more than the word alone. */
function afterOther(list: readonly Word[], at: number): string {
  return `${list[at - 1]?.folded ?? ''} ${list[at]?.folded ?? ''} `;
}

function beforeOther(list: readonly Word[], at: number): string {
  return ` ${list[at]?.folded ?? ''} ${list[at + 1]?.folded ?? ''}`;
}

function plainWord(folded: string): Word {
  return { typed: folded, toneless: folded, folded };
}

function wordOf(typed: string): Word {
  let word = knownWords.get(typed);
  if (word === undefined) {
    word = { typed, toneless: toneless(typed), folded: fold(typed) };
    if (knownWords.size >= MOST_REMEMBERED) knownWords.clear();
    knownWords.set(typed, word);
  }
  return word;
}

/** Words come again and again. */
const knownWords = new Map<string, Word>();
const MOST_REMEMBERED = 20_000;

function toneless(word: string): string {
  return word
    .normalize('NFD')
    .replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '')
    .normalize('NFC');
}

function matches(phrase: Phrase, list: readonly Word[], at: number): boolean {
  for (let offset = 0; offset < phrase.folded.length; offset++) {
    const given = list[at + offset];
    if (given === undefined || given.folded !== phrase.folded[offset]) return false;
    // Typed without diacritics it may be any of them; typed with them, all but the tone must be right.
    const fits =
      phrase.exact === undefined
        ? given.typed === given.folded || given.toneless === phrase.toneless[offset]
        : given.typed === phrase.exact[offset];
    if (!fits) return false;
  }
  return true;
}

/** The word with this first letter one typing mistake away (missing, extra, wrong or swapped letter); undefined when none or too many. */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  const found: string[] = [];
  for (const candidate of candidates) {
    if (candidate.length < 4 || Math.abs(candidate.length - word.length) > 1) continue;
    if (oneMistake(word, candidate)) found.push(candidate);
  }
  found.sort((a, b) => Number(a.length !== word.length) - Number(b.length !== word.length));
  return found.length > 0 && found.length <= 3 ? found[0] : undefined;
}

function oneMistake(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const restA = a.slice(start, endA);
  const restB = b.slice(start, endB);
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}
