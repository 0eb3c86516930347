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
  readonly folded: string;
  /** What an unknown word counts as: itself without its tone, so that `đất` is not `đạt`. */
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
  /** Splits a text into words, corrects typing mistakes, and finds the longest known phrases. */
  pieces(text: string): Piece[];
  /** Whether an area's own name or something only it has is mentioned. */
  areaHints(text: string): AreaId[];
  /** Adds words (of indicator names) that count as spelled right. */
  learn(text: string): void;
}

export function createLexicon(content: IndicatorContent): Lexicon {
  const phrases = new Map<string, Phrase[]>();
  const known = new Set<string>();
  const add = (text: string, meaning: Meaning): void => {
    const exact = text.startsWith('=');
    const typed = toWords(exact ? text.slice(1) : text);
    const first = typed[0]?.folded;
    if (first === undefined) return;
    for (const word of typed) known.add(word.folded);
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
  const corrections = new Map<string, string>();
  const spellings = new Map<string, string>();

  function correct(word: Word): Word {
    const chat = CHAT.get(word.folded);
    if (chat) return plainWord(chat);
    // A real syllable is another word, not a mistake: "nghèo" must not become "nghe".
    if (known.has(word.folded) || isSyllable(word.folded) || /\d/.test(word.folded)) return word;
    const telex = undoTelex(word.folded);
    if (telex && known.has(telex)) return plainWord(telex);
    if (word.folded.length < 4) return word;
    let best = corrections.get(word.folded);
    if (best === undefined) {
      best = nearest(word.folded, known) ?? word.folded;
      corrections.set(word.folded, best);
    }
    return best === word.folded ? word : plainWord(best);
  }

  /** Typed with diacritics, a word is what it is; without, it is what the names have there: "trich loc" is "lọc". */
  function tokenOf(list: readonly Word[], at: number): string {
    const word = list[at];
    if (!word) return '';
    if (word.typed !== word.folded) return word.toneless;
    const key = contexts(list, at).find((one) => spellings.has(one));
    return (key !== undefined && spellings.get(key)) || word.folded;
  }

  return {
    pieces(text) {
      const list = toWords(text).map(correct);
      const found: Piece[] = [];
      let at = 0;
      while (at < list.length) {
        const phrase = phrases.get(list[at]?.folded ?? '')?.find((candidate) => matches(candidate, list, at));
        const length = phrase?.folded.length ?? 1;
        found.push({
          at,
          length,
          folded: list
            .slice(at, at + length)
            .map((word) => word.folded)
            .join(' '),
          token: tokenOf(list, at),
          meaning: phrase?.meaning,
        });
        at += length;
      }
      return found;
    },
    areaHints(text) {
      const list = toWords(text).map((word) => word.folded);
      const mentioned = new Set(
        list.flatMap((first, at) =>
          (hintsByFirst.get(first) ?? []).filter((hint) =>
            hint.words.every((word, offset) => list[at + offset] === word),
          ),
        ),
      );
      // In the order of the content, whatever the order of the words.
      return [...new Set(hints.filter((hint) => mentioned.has(hint)).map((hint) => hint.area))];
    },
    learn(text) {
      const list = toWords(text);
      list.forEach((word, at) => {
        known.add(word.folded);
        for (const key of contexts(list, at)) if (!spellings.has(key)) spellings.set(key, word.toneless);
      });
      corrections.clear();
    },
  };
}

export function toWords(text: string): Word[] {
  const normal = text.normalize('NFC').toLowerCase().replace(/%/g, ' phần trăm ');
  return words(normal).map((typed) => ({ typed, toneless: toneless(typed), folded: fold(typed) }));
}

/** A word with its neighbour before, with the one after, and alone: the surest first. */
function contexts(list: readonly Word[], at: number): string[] {
  const word = list[at]?.folded ?? '';
  return [`${list[at - 1]?.folded ?? ''} ${word} `, ` ${word} ${list[at + 1]?.folded ?? ''}`, word];
}

function plainWord(folded: string): Word {
  return { typed: folded, toneless: folded, folded };
}

function toneless(word: string): string {
  let form = tonelessWords.get(word);
  if (form === undefined) {
    form = word
      .normalize('NFD')
      .replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '')
      .normalize('NFC');
    if (tonelessWords.size >= MOST_REMEMBERED) tonelessWords.clear();
    tonelessWords.set(word, form);
  }
  return form;
}

/** Words come again and again. */
const tonelessWords = new Map<string, string>();
const MOST_REMEMBERED = 20_000;

function matches(phrase: Phrase, list: readonly Word[], at: number): boolean {
  return phrase.folded.every((word, offset) => {
    const given = list[at + offset];
    if (given === undefined || given.folded !== word) return false;
    if (phrase.exact !== undefined) return given.typed === phrase.exact[offset];
    // Typed without diacritics it may be any of them; typed with them, all but the tone must be right.
    return given.typed === given.folded || given.toneless === phrase.toneless[offset];
  });
}

/** The known word one typing mistake away (missing, extra, wrong or swapped letter); undefined when none or too many. */
function nearest(word: string, known: ReadonlySet<string>): string | undefined {
  const found: string[] = [];
  for (const candidate of known) {
    if (candidate.length < 4 || Math.abs(candidate.length - word.length) > 1 || candidate[0] !== word[0])
      continue;
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
