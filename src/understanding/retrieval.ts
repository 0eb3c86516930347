import { openKinds } from './kinds.ts';
import type { Normalised, Token } from './normalise.ts';
import { createPairTable } from './pair-table.ts';
import {
  buildIndex,
  CELL,
  type ImpactLists,
  idfOf,
  NO_PAIR,
  type SearchDocument,
  type SearchIndex,
} from './search-index.ts';
import { DEFAULT_WEIGHTS, type RankingWeights } from './weights.ts';

export interface Hit {
  readonly id: string;
  /** Rank score in nats, comparable within one question only: a difference of 1 is e times as likely. */
  readonly score: number;
  /** Probability that it is the one meant, if any of the candidates is. */
  readonly share: number;
  /** Share of the question's weight that the best phrase covers, 0 to 1. */
  readonly coverage: number;
  /** Likeness of question and best phrase, 0 to 1. */
  readonly likeness: number;
  /** BM25 against what a perfect document would get, 0 to 1. */
  readonly lexical: number;
  readonly phrase: string;
  /** What the score is made of, in the order of `FEATURES`. */
  readonly features: readonly number[];
}

/** A document by its phrase most like the question, without being compared with others. */
export type Likeness = Pick<Hit, 'id' | 'likeness' | 'lexical' | 'coverage' | 'phrase'>;

export interface Retrieval {
  readonly size: number;
  /** What is meant, most probable first. */
  search(query: Normalised, limit?: number): Hit[];
  /** What is said alike, most alike first: much cheaper than `search`. */
  nearest(query: Normalised, limit: number): Likeness[];
  /** How much a folded word tells, in nats; unknown words tell the most. */
  idf(word: string): number;
  has(word: string): boolean;
}

/** Documents up to which every word is counted. */
const SMALL = 500;
/** Candidates looked at for likeness alone. Range 8–40. */
const NEAREST_CANDIDATES = 16;
/** What `leastIdf` is for likeness alone. Range 0.5–2. */
const LEAST_NEAREST_IDF = 1.2;
const LIKE_ENOUGH = 0.6;
const SAID_SO = 0.75;
/** Words and pairs of a question for which there is room at once. */
const USUAL_SLOTS = 64;
/** Weights of the first choice among candidates, before they are compared with each other. */
const FIRST_LEXICAL = 0.7;
const FIRST_LIKENESS = 0.4;

const ANY_TONE = -1;
const OTHER_TONE = -2;

/** The question's words and pairs that the index knows. */
interface Asked {
  readonly words: readonly number[];
  readonly pairs: readonly number[];
  /** What a perfect document would score, and what all that was asked tells. */
  readonly best: number;
  readonly told: number;
}

interface Candidate {
  readonly doc: number;
  readonly first: number;
  readonly lexical: number;
  readonly coverage: number;
  readonly likeness: number;
  readonly second: number;
  readonly third: number;
  readonly nameLikeness: number;
  readonly phrase: number;
  /** Phrases that say each word and pair of the question; what is beyond these is of no question. */
  readonly said: Float64Array;
}

/** An index and the search over it in one step. */
export function createRetrieval(
  documents: readonly SearchDocument[],
  weights: RankingWeights = DEFAULT_WEIGHTS,
): Retrieval {
  return openRetrieval(buildIndex(documents, weights));
}

/**
 * BM25 over words and neighbouring pairs finds candidates; each is then compared phrase by phrase, since a question
 * resembles one way of asking, not the sum of all. The index is only read.
 */
export function openRetrieval(index: SearchIndex): Retrieval {
  const { weights, wordLists, pairLists, wordTell, pairTell } = index;
  const count = index.ids.length;
  const compareKinds = openKinds(index.kinds);
  const wordIds = new Map(index.words.map((word, id) => [word, id]));
  const tonedIds = new Map(index.toned.map((word, id) => [word, id]));
  const pairIds = createPairTable(index.pairs);
  const unknownIdf = idfOf(0, count);
  const unknownTell = unknownIdf ** weights.idfPower;
  const phraseCount = (doc: number) =>
    (index.firstPhrase[doc + 1] as number) - (index.firstPhrase[doc] as number);
  const tellOf = (unit: number) => ((unit & 1) === 0 ? wordTell[unit >> 1] : pairTell[unit >> 1]) as number;

  // Scratch space: zero between questions, so that nothing is allocated by the size of the index.
  const scores = new Float32Array(count);
  const wordWeight = new Float32Array(index.words.length);
  const wordToned = new Int32Array(index.words.length);
  const wordSlot = new Int32Array(index.words.length);
  const pairWeight = new Float32Array(index.pairs.size);
  const pairSlot = new Int32Array(index.pairs.size);
  // A bit for each pair the question has: small enough to stay near, while `pairWeight` is not.
  const pairBits = new Int32Array((index.pairs.size >> 5) + 1);
  // One for each candidate; they hold until the next question.
  const saidRows: Float64Array[] = [];
  // Stamped, so that they need no clearing: the phrase that said a word or pair last, the question that asked for a unit.
  const seenWord = new Int32Array(index.words.length);
  const seenPair = new Int32Array(index.pairs.size);
  const witnessed = new Int32Array(index.associations.starts.length);
  const firstWitness = new Int32Array(index.associations.starts.length);
  let phraseStamp = 0;
  let questionStamp = 0;

  /** Takes the question in; `wordWeight` and `pairWeight` hold its weights until `forget`. */
  function read(query: Normalised): Asked {
    const words: number[] = [];
    const pairs: number[] = [];
    const unknown = new Set<string>();
    let best = 0;
    let told = 0;
    const take = (run: readonly Token[], counts: boolean) => {
      let beforeId = -1;
      let beforeWeight = 0;
      for (const token of run) {
        const id = wordIds.get(token.folded) ?? -1;
        if (id < 0) {
          if (counts && !unknown.has(token.folded)) {
            unknown.add(token.folded);
            told += unknownTell * token.weight;
            best += unknownIdf * token.weight;
          }
          beforeId = -1;
          continue;
        }
        if (token.weight > 0) {
          const known = wordWeight[id] as number;
          if (known === 0) {
            words.push(id);
            wordToned[id] = token.toned === undefined ? ANY_TONE : (tonedIds.get(token.toned) ?? OTHER_TONE);
            if (counts) {
              told += (wordTell[id] as number) * token.weight;
              best += (wordLists.idfs[id] as number) * token.weight;
            }
          }
          if (token.weight > known) wordWeight[id] = token.weight;
        }
        if (beforeId >= 0) {
          const pair = pairIds.find(beforeId, id);
          // A word of no weight of its own stands there for its pair with the one that has.
          const weight =
            token.weight === 0 || beforeWeight === 0
              ? Math.max(beforeWeight, token.weight)
              : Math.min(beforeWeight, token.weight);
          if (pair !== NO_PAIR && weight > (pairWeight[pair] as number)) {
            if (pairWeight[pair] === 0) {
              pairs.push(pair);
              pairBits[pair >> 5] = (pairBits[pair >> 5] as number) | (1 << pair);
            }
            pairWeight[pair] = weight;
          }
        }
        beforeId = id;
        beforeWeight = token.weight;
      }
    };
    take(query.tokens, true);
    for (const run of query.added) take(run, false);
    for (const pair of pairs) told += (pairTell[pair] as number) * (pairWeight[pair] as number) * 0.5;
    return { words, pairs, best, told };
  }

  function forget({ words, pairs }: Asked): void {
    for (const id of words) wordWeight[id] = 0;
    for (const id of pairs) {
      pairWeight[id] = 0;
      pairBits[id >> 5] = 0;
    }
  }

  /** Words that nearly all documents have take long to count and decide nothing. */
  const least = count > SMALL ? weights.leastIdf : 0;
  const leastNearest = count > SMALL ? LEAST_NEAREST_IDF : 0;

  /** The candidates by BM25, each compared phrase by phrase. */
  function candidatesFor(asked: Asked, most: number, least: number): Candidate[] {
    for (const id of asked.words)
      if ((wordLists.idfs[id] as number) >= least)
        addImpacts(wordLists, id, wordWeight[id] as number, scores);
    for (const id of asked.pairs)
      addImpacts(pairLists, id, (pairWeight[id] as number) * weights.pair, scores);
    asked.words.forEach((id, slot) => {
      wordSlot[id] = slot;
    });
    asked.pairs.forEach((id, slot) => {
      pairSlot[id] = asked.words.length + slot;
    });
    const perfect = asked.best * (1 + weights.pair) * 1.6;
    const candidates = topOf(scores, most).map((doc, row) =>
      compareWith(
        doc,
        asked,
        perfect > 0 ? Math.min(1, (scores[doc] as number) / perfect) : 0,
        saidRow(row, asked.words.length + asked.pairs.length),
      ),
    );
    scores.fill(0);
    return candidates;
  }

  function saidRow(row: number, size: number): Float64Array {
    let said = saidRows[row];
    if (said === undefined || said.length < size) {
      said = new Float64Array(Math.max(size, USUAL_SLOTS));
      saidRows[row] = said;
    } else said.fill(0, 0, size);
    return said;
  }

  function compareWith(doc: number, asked: Asked, lexical: number, said: Float64Array): Candidate {
    const { cells, phraseStart, phraseMass, phraseIsName } = index;
    const { phraseSide, otherTone } = weights;
    const told = Math.max(asked.told, 1e-9);
    let top = 0;
    let second = 0;
    let third = 0;
    let nameLikeness = 0;
    let coverage = 0;
    let topPhrase = -1;
    const lastPhrase = index.firstPhrase[doc + 1] as number;
    for (let phrase = index.firstPhrase[doc] as number; phrase < lastPhrase; phrase++) {
      phraseStamp += 1;
      let fromQuery = 0;
      let fromPhrase = 0;
      const end = CELL * (phraseStart[phrase + 1] as number);
      for (let at = CELL * (phraseStart[phrase] as number); at < end; at += CELL) {
        const id = cells[at] as number;
        const weight = wordWeight[id] as number;
        // Pairs begin with words of the question too.
        if (weight === 0) continue;
        const wanted = wordToned[id] as number;
        const fit = wanted === ANY_TONE || wanted === cells[at + 1] ? 1 : otherTone;
        const tell = (wordTell[id] as number) * fit;
        fromPhrase += tell * (weight < 1 ? 0.5 + weight / 2 : 1);
        if (seenWord[id] !== phraseStamp) {
          seenWord[id] = phraseStamp;
          fromQuery += tell * weight;
          const slot = wordSlot[id] as number;
          said[slot] = (said[slot] as number) + fit;
        }
        const pair = cells[at + 2] as number;
        if (pair === NO_PAIR || ((pairBits[pair >> 5] as number) & (1 << pair)) === 0) continue;
        const together = pairWeight[pair] as number;
        const both = pairTell[pair] as number;
        fromPhrase += both;
        if (seenPair[pair] !== phraseStamp) {
          seenPair[pair] = phraseStamp;
          fromQuery += both * together;
          const slot = pairSlot[pair] as number;
          said[slot] = (said[slot] as number) + 1;
        }
      }
      if (fromQuery === 0) continue;
      const ofQuery = Math.min(1, fromQuery / told);
      const ofPhrase = Math.min(1, fromPhrase / Math.max(phraseMass[phrase] as number, 1e-9));
      const likeness = 1 / ((1 - phraseSide) / ofQuery + phraseSide / Math.max(ofPhrase, 1e-6));
      if (phraseIsName[phrase] === 1 && likeness > nameLikeness) nameLikeness = likeness;
      if (likeness > top) {
        third = second;
        second = top;
        top = likeness;
        coverage = ofQuery;
        topPhrase = phrase;
      } else if (likeness > second) {
        third = second;
        second = likeness;
      } else if (likeness > third) third = likeness;
    }
    return {
      doc,
      first: FIRST_LEXICAL * lexical + FIRST_LIKENESS * top,
      lexical,
      coverage,
      likeness: top,
      second,
      third,
      nameLikeness,
      phrase: topPhrase,
      said,
    };
  }

  function search(query: Normalised, limit = 10): Hit[] {
    const asked = read(query);
    const rivals = candidatesFor(asked, weights.candidates, least)
      .sort((a, b) => b.first - a.first || idOrder(a.doc, b.doc))
      .slice(0, weights.rivals);
    const docs = rivals.map(({ doc }) => doc);
    const compared = compareRivals(
      rivals.map(({ said, doc }) => ({ said, phrases: Math.max(1, phraseCount(doc)) })),
      [
        ...asked.words.map((id) => wordWeight[id] as number),
        ...asked.pairs.map((id) => (pairWeight[id] as number) * weights.pair),
      ],
      weights.rivalSmoothing,
    );
    const byName = compareNames(asked, docs);
    const byKind = compareKinds(
      asked.words.filter(
        (id) => (wordWeight[id] as number) >= 0.5 && (wordLists.idfs[id] as number) >= least,
      ),
      asked.pairs.filter((id) => (pairWeight[id] as number) >= 0.5),
      docs,
    );
    let top = -Infinity;
    const scored = rivals.map((rival, at) => {
      const features = [
        rival.lexical,
        Math.min(rival.likeness, LIKE_ENOUGH),
        Math.max(0, rival.likeness - SAID_SO),
        rival.second,
        rival.third,
        rival.nameLikeness,
        rival.coverage,
        saidOf(rival.said, asked.words),
        index.common[rival.doc] as number,
        Math.log(phraseCount(rival.doc) + 1),
        compared[at] as number,
        byName.explained[at] as number,
        byName.answered[at] as number,
      ];
      for (const kind of byKind) features.push(kind[at] as number);
      let score = 0;
      for (let f = 0; f < features.length; f++) score += (features[f] as number) * (weights.rank[f] ?? 0);
      if (score > top) top = score;
      return { rival, features, score };
    });
    forget(asked);
    let total = 0;
    for (const { score } of scored) total += Math.exp(score - top);
    return scored
      .sort((a, b) => b.score - a.score || idOrder(a.rival.doc, b.rival.doc))
      .slice(0, limit)
      .map(({ rival, features, score }) => ({
        id: index.ids[rival.doc] as string,
        coverage: rival.coverage,
        likeness: rival.likeness,
        lexical: rival.lexical,
        phrase: index.phraseTexts[rival.phrase] ?? '',
        score,
        share: Math.exp(score - top) / total,
        features,
      }));
  }

  function nearest(query: Normalised, limit: number): Likeness[] {
    const asked = read(query);
    const candidates = candidatesFor(asked, Math.max(NEAREST_CANDIDATES, 2 * limit), leastNearest);
    forget(asked);
    return candidates
      .sort((a, b) => b.likeness - a.likeness || idOrder(a.doc, b.doc))
      .slice(0, limit)
      .map(plainly);
  }

  function plainly({ doc, likeness, lexical, coverage, phrase }: Candidate): Likeness {
    return {
      id: index.ids[doc] as string,
      coverage,
      likeness,
      lexical,
      phrase: index.phraseTexts[phrase] ?? '',
    };
  }

  function idOrder(a: number, b: number): number {
    return (index.ids[a] as string) < (index.ids[b] as string) ? -1 : 1;
  }

  /** Share of what the question's words tell that some phrase of the document says. */
  function saidOf(said: Float64Array, words: readonly number[]): number {
    let mass = 0;
    let heard = 0;
    words.forEach((id, slot) => {
      const tell = (wordTell[id] as number) * (wordWeight[id] as number);
      mass += tell;
      heard += tell * Math.min(1, said[slot] as number);
    });
    return mass === 0 ? 0 : heard / mass;
  }

  /** How well question and official name explain each other through learnt associations: explained and answered share. */
  function compareNames(
    asked: Asked,
    docs: readonly number[],
  ): { readonly explained: Float64Array; readonly answered: Float64Array } {
    const { starts, names, strengths } = index.associations;
    const units = [...asked.words.map((id) => id * 2), ...asked.pairs.map((id) => id * 2 + 1)];
    const unitWeights = units.map((unit) =>
      (unit & 1) === 0 ? (wordWeight[unit >> 1] as number) : (pairWeight[unit >> 1] as number),
    );
    let mass = 0;
    const tells = units.map((unit, at) => {
      const tell = tellOf(unit) * (unitWeights[at] as number);
      mass += tell;
      return tell;
    });
    // For each unit of a name, a chain of the question's units that speak for it, and how much.
    questionStamp += 1;
    const speakers: number[] = [];
    const loudness: number[] = [];
    const next: number[] = [];
    const witness = (name: number, at: number, strength: number) => {
      next.push(witnessed[name] === questionStamp ? (firstWitness[name] as number) : -1);
      witnessed[name] = questionStamp;
      firstWitness[name] = speakers.length;
      speakers.push(at);
      loudness.push(strength);
    };
    units.forEach((unit, at) => {
      witness(unit, at, 1);
      const end = starts[unit + 1] as number;
      for (let from = starts[unit] as number; from < end; from++)
        if (names[from] !== unit) witness(names[from] as number, at, strengths[from] as number);
    });
    const strongest = new Float64Array(units.length);
    const explained = new Float64Array(docs.length);
    const answered = new Float64Array(docs.length);
    docs.forEach((doc, place) => {
      strongest.fill(0);
      let sum = 0;
      const end = index.nameStart[doc + 1] as number;
      for (let from = index.nameStart[doc] as number; from < end; from++) {
        const name = index.nameUnits[from] as number;
        if (witnessed[name] !== questionStamp) continue;
        let loudest = 0;
        for (let link = firstWitness[name] as number; link >= 0; link = next[link] as number) {
          const at = speakers[link] as number;
          const strength = loudness[link] as number;
          if (strength > (strongest[at] as number)) strongest[at] = strength;
          const heard = strength * (unitWeights[at] as number);
          if (heard > loudest) loudest = heard;
        }
        sum += tellOf(name) * loudest;
      }
      explained[place] = sum / Math.max(index.nameMass[doc] as number, 1e-9);
      let heard = 0;
      for (let at = 0; at < units.length; at++) heard += (tells[at] as number) * (strongest[at] as number);
      answered[place] = heard / Math.max(mass, 1e-9);
    });
    return { explained, answered };
  }

  return {
    size: count,
    search,
    nearest,
    idf: (word) => wordLists.idfs[wordIds.get(word) ?? -1] ?? unknownIdf,
    has: (word) => wordIds.has(word),
  };
}

/**
 * Mean log-likelihood of the question's words under each rival's phrases, against the likeliest rival (0, others below),
 * smoothed by what all rivals say. Words that all rivals say alike cancel out.
 */
function compareRivals(
  rivals: readonly { said: Float64Array; phrases: number }[],
  slotWeights: readonly number[],
  smoothing: number,
): number[] {
  let mass = 0;
  const sums = new Array<number>(rivals.length).fill(0);
  slotWeights.forEach((weight, slot) => {
    let all = 0;
    for (const rival of rivals) all += (rival.said[slot] as number) / rival.phrases;
    if (all === 0 || weight === 0) return;
    const usual = all / rivals.length;
    mass += weight;
    rivals.forEach((rival, at) => {
      const likelihood = ((rival.said[slot] as number) + smoothing * usual) / (rival.phrases + smoothing);
      sums[at] = (sums[at] as number) + weight * Math.log(likelihood / usual);
    });
  });
  const top = Math.max(...sums);
  return sums.map((sum) => (mass === 0 ? 0 : (sum - top) / Math.max(2, mass)));
}

/** Adds to the score of each document what the unit tells for it. */
function addImpacts(
  { starts, docs, impacts, idfs }: ImpactLists,
  unit: number,
  weight: number,
  scores: Float32Array,
): void {
  const value = (idfs[unit] as number) * weight;
  const end = starts[unit + 1] as number;
  for (let at = starts[unit] as number; at < end; at++) {
    const doc = docs[at] as number;
    scores[doc] = (scores[doc] as number) + value * (impacts[at] as number);
  }
}

/** The `limit` documents of the highest scores above 0, unordered; of equals the first. A bounded min-heap: no full sort. */
function topOf(scores: Float32Array, limit: number): number[] {
  const heap: number[] = [];
  const less = (a: number, b: number) => {
    const x = scores[a] as number;
    const y = scores[b] as number;
    return x < y || (x === y && a > b);
  };
  const down = (at: number) => {
    let i = at;
    for (;;) {
      const left = 2 * i + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const child = right < heap.length && less(heap[right] as number, heap[left] as number) ? right : left;
      if (!less(heap[child] as number, heap[i] as number)) return;
      [heap[i], heap[child]] = [heap[child] as number, heap[i] as number];
      i = child;
    }
  };
  let least = 0;
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id] as number;
    if (score <= least) continue;
    if (heap.length < limit) {
      heap.push(id);
      if (heap.length === limit) for (let i = (limit >> 1) - 1; i >= 0; i--) down(i);
    } else {
      heap[0] = id;
      down(0);
    }
    if (heap.length === limit) least = scores[heap[0] as number] as number;
  }
  return heap;
}
