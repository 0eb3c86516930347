import { fold } from './fold.ts';
import { createPairTable, type PairTableData } from './pair-table.ts';
import { deletions, soundKey } from './syllable.ts';

/**
 * The folded words the content uses, and which stand side by side. Spelling is judged by it: a word the content never
 * uses is probably a slip, and of two readings the one that fits its neighbours is meant.
 */
export interface Lexicon {
  has(word: string): boolean;
  count(word: string): number;
  pairs(first: string, second: string): number;
  /** Whether the content uses a word just as it is spelled, tones and all (`tonedForm`). */
  spells(toned: string): boolean;
  /** Whether the content spells the folded word with the vowels and tone of `toned`: `vang` with those of `vắn`, as in `vắng`. */
  soundsLike(toned: string, folded: string): boolean;
  /** Words one slip away or sounding alike, best first, with what a match by them is worth (0 to 1). */
  near(word: string): readonly { readonly word: string; readonly worth: number }[];
}

/** What a match through a look-alike is worth beside a true one. Range 0.3–0.9; higher helps typos, lower protects siblings. */
const SOUND_WORTH = 0.8;
const SLIP_WORTH = 0.65;
const MOST_NEAR = 6;

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
}

export function createLexicon(texts: Iterable<readonly string[]>, spellings?: Iterable<string>): Lexicon {
  return openLexicon(learnLexicon(texts, spellings));
}

/** Counts the folded words of all texts; `spellings`, read after them, are their words with tones. */
export function learnLexicon(
  texts: Iterable<readonly string[]>,
  spellings: Iterable<string> = [],
): LexiconData {
  const ids = new Map<string, number>();
  const counts: number[] = [];
  const pairIds = createPairTable();
  const pairCounts: number[] = [];
  for (const text of texts) {
    let before = -1;
    for (const word of text) {
      let id = ids.get(word);
      if (id === undefined) {
        id = counts.length;
        ids.set(word, id);
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
  return {
    words: [...ids.keys()],
    counts: Int32Array.from(counts),
    pairs: pairIds.data(),
    pairCounts: Int32Array.from(pairCounts),
    spellings: [...spellings],
  };
}

export function openLexicon({ words, counts, pairs, pairCounts, spellings }: LexiconData): Lexicon {
  const ids = new Map(words.map((word, id) => [word, id]));
  const pairIds = createPairTable(pairs);
  const spelled = new Set(spellings);
  const count = (word: string): number => counts[ids.get(word) ?? -1] ?? 0;
  let heard: ReadonlySet<string> | undefined;
  function voices(): ReadonlySet<string> {
    heard ??= new Set(spellings.map((toned) => `${fold(toned.replace(/\d$/, ''))} ${voiceOf(toned)}`));
    return heard;
  }
  /** Words by how they sound, and by what is left of them without a letter; made when first needed. */
  let likenesses:
    | { readonly bySound: Map<string, string[]>; readonly byDeletion: Map<string, string[]> }
    | undefined;
  function alike() {
    if (likenesses !== undefined) return likenesses;
    const bySound = new Map<string, string[]>();
    const byDeletion = new Map<string, string[]>();
    for (const word of words) {
      if (!/^[a-z]{2,8}$/.test(word)) continue;
      push(bySound, soundKey(word), word);
      for (const form of deletions(word)) push(byDeletion, form, word);
    }
    likenesses = { bySound, byDeletion };
    return likenesses;
  }
  const remembered = new Map<string, readonly { word: string; worth: number }[]>();

  function near(word: string): readonly { word: string; worth: number }[] {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const found = new Map<string, number>();
    if (/^[a-z]{2,9}$/.test(word)) {
      const { bySound, byDeletion } = alike();
      const hasVowel = /[aeiouy]/.test(word);
      for (const other of bySound.get(soundKey(word)) ?? [])
        if (other !== word) found.set(other, SOUND_WORTH);
      for (const form of deletions(word)) {
        for (const other of byDeletion.get(form) ?? []) {
          if (other !== word && !found.has(other) && Math.abs(other.length - word.length) <= 1) {
            // Two-letter words are one slip from everything: only the longer ones say something.
            if (word.length < 3 || other.length < 2) continue;
            // Where all vowels are missing, one was left out rather than another letter mistyped.
            const likely = other[0] === word[0] && (hasVowel || other.length > word.length);
            found.set(other, likely ? SLIP_WORTH : SLIP_WORTH - 0.2);
          }
        }
      }
    }
    const ranked = [...found]
      .map(([other, worth]) => ({ word: other, worth }))
      .sort((a, b) => b.worth - a.worth || count(b.word) - count(a.word) || (a.word < b.word ? -1 : 1));
    if (remembered.size > 20_000) remembered.clear();
    remembered.set(word, ranked);
    return ranked;
  }

  return {
    has: (word) => ids.has(word),
    count,
    pairs: (first, second) => {
      const before = ids.get(first);
      const after = ids.get(second);
      return before === undefined || after === undefined ? 0 : (pairCounts[pairIds.find(before, after)] ?? 0);
    },
    spells: (toned) => spelled.has(toned),
    soundsLike: (toned, folded) => voices().has(`${folded} ${voiceOf(toned)}`),
    near: (word) => near(word).slice(0, MOST_NEAR * 4),
  };
}

/** Vowels and tone of a word as `tonedForm` spells it: what a slip of a consonant leaves as it is. */
function voiceOf(toned: string): string {
  return toned.replace(/[bcdđfghjklmnpqrstvwxz]/g, '');
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
