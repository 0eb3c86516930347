import { type Associations, learnAssociations } from './association.ts';
import { fold, words } from './fold.ts';
import { type Kind, learnKinds } from './kinds.ts';
import { createPairTable, type PairTableData } from './pair-table.ts';
import { createPostingsBuilder, IntList, type Postings } from './postings.ts';
import { tonedForm } from './syllable.ts';
import type { RankingWeights } from './weights.ts';

/** One thing that can be found. `phrases` are whole things people say; `texts` add words without being said whole. */
export interface SearchDocument {
  readonly id: string;
  readonly phrases: readonly { readonly text: string; readonly kind: 'name' | 'everyday' | 'ask' }[];
  /** Field, result and the like. */
  readonly texts: readonly string[];
  /** How commonly people need it, 0 (rare) to 3 (nearly every family). */
  readonly common: number;
  /** What it is one of many of, one label per kind (its field, its office, how its name begins …); the same kinds in all. */
  readonly kinds?: readonly string[];
}

/** Which documents say a unit (a word or a pair of neighbouring words), and how much each tells by BM25. */
export interface ImpactLists {
  /** The documents of unit `u` are `docs[starts[u]]` up to, not including, `docs[starts[u + 1]]`, ascending. */
  readonly starts: Int32Array;
  readonly docs: Int32Array;
  /** BM25 without the idf. */
  readonly impacts: Float32Array;
  /** By unit, in nats. */
  readonly idfs: Float64Array;
}

/**
 * All that searching needs, as plain data: it can be written to a file and read back. Words have ids 0, 1, 2 …, so have
 * spellings with tones and pairs of words. A unit is a word (its id doubled) or a pair (its id doubled, plus one).
 */
export interface SearchIndex {
  readonly weights: RankingWeights;
  readonly ids: readonly string[];
  readonly common: Float64Array;
  /** Folded words, and words as `tonedForm` spells them, by id. */
  readonly words: readonly string[];
  readonly toned: readonly string[];
  readonly pairs: PairTableData;
  /** The phrases of document `d` are `firstPhrase[d]` up to, not including, `firstPhrase[d + 1]`. */
  readonly firstPhrase: Int32Array;
  readonly phraseTexts: readonly string[];
  /** 1 for official names. */
  readonly phraseIsName: Uint8Array;
  /** The words of phrase `p` are `cells[CELL * phraseStart[p]]` up to, not including, `cells[CELL * phraseStart[p + 1]]`. */
  readonly phraseStart: Int32Array;
  /** For each word of each phrase: the word, its spelling with tones, the pair that begins here (NO_PAIR: none). */
  readonly cells: Int32Array;
  /** What all words and pairs of each phrase tell together. */
  readonly phraseMass: Float64Array;
  readonly wordLists: ImpactLists;
  readonly pairLists: ImpactLists;
  /** What a word, or a pair, tells when phrases are compared: a power of its idf. */
  readonly wordTell: Float64Array;
  readonly pairTell: Float64Array;
  /** Distinct units of each document's names: `nameUnits[nameStart[d]]` up to, not including, `nameUnits[nameStart[d + 1]]`. */
  readonly nameStart: Int32Array;
  readonly nameUnits: Int32Array;
  readonly nameMass: Float64Array;
  readonly associations: Associations;
  readonly kinds: readonly Kind[];
}

export const CELL = 3;
export const NO_PAIR = -1;
/** Longest phrase, in words, that is read. */
const MOST_PHRASE_WORDS = 60;

/** How much a unit tells that `df` of `count` documents say, in nats. */
export function idfOf(df: number, count: number): number {
  return Math.log(1 + (count - df + 0.5) / (df + 0.5));
}

/** Reads all documents and learns from them what goes with what. The same documents always give the same index. */
export function buildIndex(documents: readonly SearchDocument[], weights: RankingWeights): SearchIndex {
  const wordIds = new Map<string, number>();
  const tonedIds = new Map<string, number>();
  const pairs = createPairTable();
  const idsOfWord = new Map<string, readonly [word: number, toned: number]>();
  const idsOf = (word: string) => {
    let ids = idsOfWord.get(word);
    if (ids === undefined) {
      ids = [idIn(wordIds, fold(word)), idIn(tonedIds, tonedForm(word))];
      idsOfWord.set(word, ids);
    }
    return ids;
  };

  const count = documents.length;
  const lengths = new Float64Array(count);
  const wordBuilder = createPostingsBuilder();
  const pairBuilder = createPostingsBuilder();
  const cellList = new IntList();
  const starts = new IntList();
  const isName = new IntList();
  const phraseTexts: string[] = [];
  const firstPhrase = new Int32Array(count + 1);
  const tfOf = { name: weights.name, everyday: weights.everyday, ask: weights.ask };
  documents.forEach((document, doc) => {
    firstPhrase[doc] = phraseTexts.length;
    const read = (text: string, tf: number, phrase: 'name' | 'everyday' | 'ask' | undefined) => {
      const list = words(text.normalize('NFC').toLowerCase());
      const length = Math.min(list.length, MOST_PHRASE_WORDS);
      if (length === 0) return;
      if (phrase !== undefined) {
        starts.push(cellList.length / CELL);
        isName.push(phrase === 'name' ? 1 : 0);
        phraseTexts.push(text);
      }
      let [id, toned] = idsOf(list[0] as string);
      for (let at = 0; at < length; at++) {
        wordBuilder.add(id, doc, tf);
        if (phrase !== undefined) {
          cellList.push(id);
          cellList.push(toned);
        }
        let pair = NO_PAIR;
        if (at + 1 < length) {
          const next = idsOf(list[at + 1] as string);
          pair = pairs.idOf(id, next[0]);
          pairBuilder.add(pair, doc, tf);
          [id, toned] = next;
        }
        if (phrase !== undefined) cellList.push(pair);
      }
      lengths[doc] = (lengths[doc] as number) + length * tf;
    };
    for (const phrase of document.phrases) read(phrase.text, tfOf[phrase.kind], phrase.kind);
    for (const text of document.texts) read(text, weights.text, undefined);
  });
  firstPhrase[count] = phraseTexts.length;
  starts.push(cellList.length / CELL);
  const cells = cellList.values();
  const phraseStart = starts.values();
  const phraseIsName = Uint8Array.from(isName.values());

  const wordPostings = wordBuilder.build(wordIds.size);
  const pairPostings = pairBuilder.build(pairs.size);
  const units = 2 * Math.max(wordIds.size, pairs.size) + 2;

  // Distinct units of each document's names and of its ways of asking.
  const asked: Int32Array[] = [];
  const named: Int32Array[] = [];
  const stamps = new Int32Array(units);
  let stamp = 0;
  const own = new Int32Array(units);
  for (let doc = 0; doc < count; doc++) {
    const collect = (ofNames: 0 | 1): Int32Array => {
      stamp += 1;
      let size = 0;
      for (let phrase = firstPhrase[doc] as number; phrase < (firstPhrase[doc + 1] as number); phrase++) {
        if (phraseIsName[phrase] !== ofNames) continue;
        const end = CELL * (phraseStart[phrase + 1] as number);
        for (let at = CELL * (phraseStart[phrase] as number); at < end; at += CELL) {
          const word = 2 * (cells[at] as number);
          if (stamps[word] !== stamp) {
            stamps[word] = stamp;
            own[size] = word;
            size += 1;
          }
          const pair = 2 * (cells[at + 2] as number) + 1;
          if (pair > 0 && stamps[pair] !== stamp) {
            stamps[pair] = stamp;
            own[size] = pair;
            size += 1;
          }
        }
      }
      return own.slice(0, size);
    };
    named.push(collect(1));
    asked.push(collect(0));
  }

  let total = 0;
  for (const length of lengths) total += length;
  const average = count === 0 ? 1 : Math.max(1, total / count);
  const impactsOf = ({ starts, docs, tfs }: Postings): ImpactLists => {
    const idfs = new Float64Array(starts.length - 1);
    for (let unit = 0; unit < idfs.length; unit++)
      idfs[unit] = idfOf((starts[unit + 1] as number) - (starts[unit] as number), count);
    const { k1, b } = weights;
    const impacts = new Float32Array(docs.length);
    for (let at = 0; at < docs.length; at++) {
      const tf = tfs[at] as number;
      impacts[at] =
        (tf * (k1 + 1)) / (tf + k1 * (1 - b + (b * (lengths[docs[at] as number] as number)) / average));
    }
    return { starts, docs, impacts, idfs };
  };
  const wordLists = impactsOf(wordPostings);
  const pairLists = impactsOf(pairPostings);
  const wordTell = wordLists.idfs.map((idf) => idf ** weights.idfPower);
  const pairTell = pairLists.idfs.map((idf) => weights.pair * idf ** weights.idfPower);
  const tellOf = (unit: number) => (unit % 2 === 0 ? wordTell[unit / 2] : pairTell[(unit - 1) / 2]) as number;

  const phraseMass = new Float64Array(phraseTexts.length);
  for (let phrase = 0; phrase < phraseMass.length; phrase++) {
    let mass = 0;
    const end = CELL * (phraseStart[phrase + 1] as number);
    for (let at = CELL * (phraseStart[phrase] as number); at < end; at += CELL) {
      mass += wordTell[cells[at] as number] as number;
      const pair = cells[at + 2] as number;
      if (pair !== NO_PAIR) mass += pairTell[pair] as number;
    }
    phraseMass[phrase] = mass;
  }

  const nameStart = new Int32Array(count + 1);
  named.forEach(({ length }, doc) => {
    nameStart[doc + 1] = (nameStart[doc] as number) + length;
  });
  const nameUnits = new Int32Array(nameStart[count] as number);
  named.forEach((list, doc) => {
    nameUnits.set(list, nameStart[doc] as number);
  });

  return {
    weights,
    ids: documents.map(({ id }) => id),
    common: Float64Array.from(documents, ({ common }) => common),
    words: [...wordIds.keys()],
    toned: [...tonedIds.keys()],
    pairs: pairs.data(),
    firstPhrase,
    phraseTexts,
    phraseIsName,
    phraseStart,
    cells,
    phraseMass,
    wordLists,
    pairLists,
    wordTell,
    pairTell,
    nameStart,
    nameUnits,
    nameMass: Float64Array.from(named, (list) => list.reduce((sum, unit) => sum + tellOf(unit), 0)),
    associations: learnAssociations(asked, named, units),
    kinds: learnKinds(
      documents.map((document) => document.kinds ?? []),
      documents.map((_, doc) => (firstPhrase[doc + 1] as number) - (firstPhrase[doc] as number)),
      { words: wordPostings, pairs: pairPostings },
    ),
  };
}

function idIn(ids: Map<string, number>, word: string): number {
  let id = ids.get(word);
  if (id === undefined) {
    id = ids.size;
    ids.set(word, id);
  }
  return id;
}
