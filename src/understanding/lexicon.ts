import { fold, words } from './fold.ts';
import { type LookAlikes, learnLookAlikes, oneSlipFrom, soundingLike } from './look-alikes.ts';
import { createPairTable, type PairTableData } from './pair-table.ts';
import { typedWithTones, wordOf } from './syllable.ts';

/**
 * The folded words the content uses, and which stand side by side. Spelling is judged by it: a word the content never
 * uses is probably a slip, and of two readings the one that fits its neighbours is meant.
 */
export interface Lexicon {
  has(word: string): boolean;
  count(word: string): number;
  pairs(first: string, second: string): number;
  /** The id of a word, `NO_WORD` for one the content never uses: who compares many words looks each up once. */
  idOf(word: string): number;
  /** `pairs` by ids. */
  together(first: number, second: number): number;
  /** Whether the content uses a word just as it is spelled, tones and all (`tonedForm`). */
  spells(toned: string): boolean;
  /** Whether the content spells the folded word with the vowels and tone of `toned`: `vang` with those of `vắn`, as in `vắng`. */
  soundsLike(toned: string, folded: string): boolean;
  /** Words one slip away or sounding alike, best first, with what a match by them is worth (0 to 1). */
  near(word: string): readonly LookAlike[];
}

export interface LookAlike {
  readonly word: string;
  readonly id: number;
  readonly worth: number;
}

export const NO_WORD = -1;

/** What a match through a look-alike is worth beside a true one. Range 0.3–0.9; higher helps typos, lower protects siblings. */
const SOUND_WORTH = 0.8;
const SLIP_WORTH = 0.65;
const MOST_NEAR = 24;

/** What a lexicon knows, as plain data: it can be written to a file and read back. */
export interface LexiconData {
  /** Folded words by id, and how often each was read. */
  readonly words: readonly string[];
  readonly counts: Int32Array;
  readonly pairs: PairTableData;
  /** How often each pair was read, by its id. */
  readonly pairCounts: Int32Array;
  /** Words as they are spelled with tones. */
  readonly spellings: readonly string[];
  /** The folded word that each of them spells, by its id; -1: none of these. */
  readonly spelledWords: Int32Array;
  readonly lookAlikes: LookAlikes;
}

export function createLexicon(texts: Iterable<string>): Lexicon {
  return openLexicon(learnLexicon(texts));
}

/** Counts the words of all texts and remembers how they are spelled where tones were typed. */
export function learnLexicon(texts: Iterable<string>): LexiconData {
  const ids = new Map<string, number>();
  const counts: number[] = [];
  const pairIds = createPairTable();
  const pairCounts: number[] = [];
  const spellings = new Set<string>();
  for (const text of texts) {
    const spelled = words(text.normalize('NFC').toLowerCase()).map(wordOf);
    // Where nobody typed tones, the words are not spelled as they should be.
    const rightly = typedWithTones(spelled);
    let before = -1;
    for (const { folded, toned } of spelled) {
      if (rightly) spellings.add(toned);
      let id = ids.get(folded);
      if (id === undefined) {
        id = counts.length;
        ids.set(folded, id);
        counts.push(0);
      }
      counts[id] = (counts[id] as number) + 1;
      if (before >= 0) {
        const pair = pairIds.idOf(before, id);
        pairCounts[pair] = (pairCounts[pair] ?? 0) + 1;
      }
      before = id;
    }
  }
  const forms = [...spellings];
  const folded = [...ids.keys()];
  return {
    words: folded,
    counts: Int32Array.from(counts),
    pairs: pairIds.data(),
    pairCounts: Int32Array.from(pairCounts),
    spellings: forms,
    spelledWords: Int32Array.from(forms, (toned) => ids.get(fold(toned.replace(/\d$/, ''))) ?? -1),
    lookAlikes: learnLookAlikes(folded),
  };
}

export function openLexicon(data: LexiconData): Lexicon {
  const { words, counts, pairs, pairCounts, spellings, spelledWords, lookAlikes } = data;
  const ids = new Map(words.map((word, id) => [word, id]));
  const pairIds = createPairTable(pairs);
  const spelled = new Set(spellings);
  const idOf = (word: string): number => ids.get(word) ?? NO_WORD;
  const together = (first: number, second: number): number =>
    first === NO_WORD || second === NO_WORD ? 0 : (pairCounts[pairIds.find(first, second)] ?? 0);
  const count = (word: string): number => counts[idOf(word)] ?? 0;
  function soundsLike(toned: string, folded: string): boolean {
    const id = idOf(folded);
    if (id === NO_WORD) return false;
    const voice = voiceOf(toned);
    for (let at = spelledWords.indexOf(id); at >= 0; at = spelledWords.indexOf(id, at + 1))
      if (voiceOf(spellings[at] ?? '') === voice) return true;
    return false;
  }
  const remembered = new Map<string, readonly LookAlike[]>();

  function near(word: string): readonly LookAlike[] {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const found = new Map<number, number>();
    if (/^[a-z]{2,9}$/.test(word)) {
      const hasVowel = /[aeiouy]/.test(word);
      for (const id of soundingLike(word, lookAlikes, words)) found.set(id, SOUND_WORTH);
      // Two-letter words are one slip from everything: only the longer ones say something.
      for (const id of word.length < 3 ? [] : oneSlipFrom(word, lookAlikes, words)) {
        const other = words[id] ?? '';
        if (found.has(id)) continue;
        // Where all vowels are missing, one was left out rather than another letter mistyped.
        const likely = other[0] === word[0] && (hasVowel || other.length > word.length);
        found.set(id, likely ? SLIP_WORTH : SLIP_WORTH - 0.2);
      }
    }
    const ranked = [...found]
      .map(([id, worth]) => ({ word: words[id] ?? '', id, worth }))
      .sort(
        (a, b) =>
          b.worth - a.worth || (counts[b.id] ?? 0) - (counts[a.id] ?? 0) || (a.word < b.word ? -1 : 1),
      )
      .slice(0, MOST_NEAR);
    if (remembered.size > 20_000) remembered.clear();
    remembered.set(word, ranked);
    return ranked;
  }

  return {
    has: (word) => ids.has(word),
    count,
    pairs: (first, second) => together(idOf(first), idOf(second)),
    idOf,
    together,
    spells: (toned) => spelled.has(toned),
    soundsLike,
    near,
  };
}

/** Vowels and tone of a word as `tonedForm` spells it: what a slip of a consonant leaves as it is. */
function voiceOf(toned: string): string {
  return toned.replace(/[bcdđfghjklmnpqrstvwxz]/g, '');
}
