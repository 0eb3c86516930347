import { learnAssociation } from './association.ts';
import { fold, words } from './fold.ts';
import { learnKinds } from './kinds.ts';
import type { Normalised, Token } from './normalise.ts';
import { createPostingsBuilder, IntList, type Postings } from './postings.ts';
import { tonedForm } from './syllable.ts';

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

export interface Retrieval {
  readonly size: number;
  search(query: Normalised, limit?: number): Hit[];
  /** How much a folded word tells, in nats; unknown words tell the most. */
  idf(word: string): number;
  has(word: string): boolean;
}

/** Every number that ranking turns on. Set on development data by `npm run tune`; ranges say where it was searched. */
export interface RankingWeights {
  /** BM25 term saturation: higher lets repeated words count more. Range 0.4–2. */
  readonly k1: number;
  /** BM25 length normalisation: 0 none, 1 full. Range 0–1. */
  readonly b: number;
  /** How often a word of this part counts. Range 0.2–4. */
  readonly name: number;
  readonly everyday: number;
  readonly ask: number;
  readonly text: number;
  /** What a pair of neighbouring words tells beside a single one. Range 0–1. */
  readonly pair: number;
  /** What a word is worth whose tones differ from those typed. Range 0.2–1. */
  readonly otherTone: number;
  /** Power of idf in phrase likeness: higher makes rare words decide. Range 0.5–2. */
  readonly idfPower: number;
  /** How much uncovered words of the phrase lower likeness, against uncovered words of the question. Range 0.1–1. */
  readonly phraseSide: number;
  /** Smoothing of the comparison among rivals, in phrases: higher trusts rare words less. Range 0.5–6. */
  readonly rivalSmoothing: number;
  /** Candidates compared with each other, by name and by kind. Range 12–40. */
  readonly rivals: number;
  /** Candidates rescored by phrase. Range 20–120: more costs time, fewer lose answers. */
  readonly candidates: number;
  /** Words that tell less than this choose no candidates (they still rank them). Range 0–1; higher is faster. */
  readonly leastIdf: number;
  /** Weight of each of `FEATURES` in the score, fitted by `npm run tune` so that the right one of the rivals is likeliest. */
  readonly rank: readonly number[];
}

/** What is known of a candidate. Those from `rival` on compare it with the other candidates; each kind adds one more. */
export const FEATURES = [
  /** BM25 against a perfect document. */
  'lexical',
  /**
   * Likeness to the best phrase up to LIKE_ENOUGH: beyond, a few shared words more say little. What goes beyond SAID_SO is
   * counted apart: this is the phrase itself.
   */
  'likeness',
  'said so',
  /** Likeness to the second and third phrase: do several ways of asking agree? */
  'second',
  'third',
  /** Likeness to the official name. */
  'name',
  /** Share of the question that the best phrase covers, and that all phrases together say. */
  'coverage',
  'said',
  /** How commonly it is needed. */
  'common',
  /** Log of the number of phrases: who has more to say is likelier to share words by chance. */
  'phrases',
  /** Which of the rivals is each word of the question likelier to be said about? Their common words cancel out. */
  'rival',
  /** How well the question's words explain the official name through learnt associations, and the other way round. */
  'explained',
  'answered',
] as const;

/**
 * In the order of FEATURES, then one per kind of `toDocuments`. Fitted, but for `said so`: with the phrase itself left out,
 * nothing can be learnt about what it is worth.
 */
const RANK = [
  2.35, 3.12, 20, 1.19, 5.42, -4.35, -1.03, 1.59, 0.841, -0.656, 1.15, 4.7, 3.66, 0.0707, 0.0349, 0.0474,
  0.0396, 0.0793, 0.0567,
];

export const DEFAULT_WEIGHTS: RankingWeights = {
  k1: 0.9,
  b: 0.35,
  name: 1.6,
  everyday: 1.5,
  ask: 1,
  text: 0.4,
  pair: 0.25,
  otherTone: 0.55,
  idfPower: 0.8,
  phraseSide: 0.6,
  rivalSmoothing: 0.5,
  rivals: 24,
  candidates: 40,
  leastIdf: 0.5,
  rank: RANK,
};
/** Documents up to which every word is counted. */
const SMALL = 500;
const LIKE_ENOUGH = 0.6;
const SAID_SO = 0.75;
/** Weights of the first choice among candidates, before they are compared with each other. */
const FIRST_LEXICAL = 0.7;
const FIRST_LIKENESS = 0.4;

interface Candidate {
  readonly doc: number;
  readonly first: number;
  readonly coverage: number;
  readonly likeness: number;
  readonly phrase: string;
  /** Phrases that say each word and pair of the question. */
  readonly said: Float32Array;
  readonly features: readonly number[];
}

const NO_PAIR = -1;
/** Longest phrase, in words, that is read. */
const MOST_PHRASE_WORDS = 60;

/**
 * Our own index: BM25 over words and neighbouring pairs finds candidates; each is then compared phrase by phrase, since
 * a question resembles one way of asking, not the sum of all. Pure; built once, then read only.
 */
export function createRetrieval(
  documents: readonly SearchDocument[],
  weights: RankingWeights = DEFAULT_WEIGHTS,
): Retrieval {
  const wordIds = new Map<string, number>();
  const tonedIds = new Map<string, number>();
  const pairIds = new Map<number, number>();
  const PAIR_BASE = 1 << 21;
  const idOf = (map: Map<string, number>, word: string) => {
    let id = map.get(word);
    if (id === undefined) {
      id = map.size;
      map.set(word, id);
    }
    return id;
  };
  const tonedCache = new Map<string, [number, number]>();
  const idsOf = (word: string): [number, number] => {
    let ids = tonedCache.get(word);
    if (ids === undefined) {
      ids = [idOf(wordIds, fold(word)), idOf(tonedIds, tonedForm(word))];
      tonedCache.set(word, ids);
    }
    return ids;
  };
  const pairOf = (first: number, second: number) => {
    const key = first * PAIR_BASE + second;
    let id = pairIds.get(key);
    if (id === undefined) {
      id = pairIds.size;
      pairIds.set(key, id);
    }
    return id;
  };

  const count = documents.length;
  const lengths = new Float64Array(count);
  const wordBuilder = createPostingsBuilder();
  const pairBuilder = createPostingsBuilder();
  // All phrases one after another: their words, their spellings with tones, and the pair that begins at each word.
  const flatWords = new IntList();
  const flatToned = new IntList();
  const flatPairs = new IntList();
  const phraseStarts = new IntList();
  const phraseIsName: boolean[] = [];
  const phraseTexts: string[] = [];
  /** The phrases of document `d` are `firstPhrase[d]` up to, not including, `firstPhrase[d + 1]`. */
  const firstPhrase = new Int32Array(count + 1);
  documents.forEach((document, doc) => {
    firstPhrase[doc] = phraseTexts.length;
    const read = (text: string, tf: number, isPhrase: boolean, isName: boolean) => {
      const list = words(text.normalize('NFC').toLowerCase()).slice(0, MOST_PHRASE_WORDS);
      if (isPhrase && list.length > 0) {
        phraseStarts.push(flatWords.length);
        phraseIsName.push(isName);
        phraseTexts.push(text);
      }
      let before = -1;
      for (const word of list) {
        const [id, toned] = idsOf(word);
        wordBuilder.add(id, doc, tf);
        const pair = before < 0 ? -1 : pairOf(before, id);
        if (pair >= 0) pairBuilder.add(pair, doc, tf);
        if (isPhrase) {
          if (before >= 0) flatPairs.push(pair);
          flatWords.push(id);
          flatToned.push(toned);
        }
        before = id;
      }
      if (isPhrase && list.length > 0) flatPairs.push(NO_PAIR);
      lengths[doc] = (lengths[doc] as number) + list.length * tf;
    };
    for (const phrase of document.phrases) {
      const tf =
        phrase.kind === 'name' ? weights.name : phrase.kind === 'everyday' ? weights.everyday : weights.ask;
      read(phrase.text, tf, true, phrase.kind === 'name');
    }
    for (const text of document.texts) read(text, weights.text, false, false);
  });
  firstPhrase[count] = phraseTexts.length;
  phraseStarts.push(flatWords.length);
  const phraseWords = flatWords.values();
  const phraseToned = flatToned.values();
  const phrasePairs = flatPairs.values();
  const phraseStart = phraseStarts.values();
  const phraseCount = (doc: number) => (firstPhrase[doc + 1] as number) - (firstPhrase[doc] as number);

  const wordPostings = wordBuilder.build(wordIds.size);
  const pairPostings = pairBuilder.build(pairIds.size);

  // Distinct words and pairs of each document's names and of its ways of asking; words have even ids, pairs odd ones.
  const asked: number[][] = [];
  const namedUnits: number[][] = [];
  const stamps = new Int32Array(2 * Math.max(wordIds.size, pairIds.size) + 2);
  let mark = 0;
  for (let doc = 0; doc < count; doc++) {
    const collect = (ofNames: boolean): number[] => {
      mark += 1;
      const units: number[] = [];
      for (let phrase = firstPhrase[doc] as number; phrase < (firstPhrase[doc + 1] as number); phrase++) {
        if (phraseIsName[phrase] !== ofNames) continue;
        for (let at = phraseStart[phrase] as number; at < (phraseStart[phrase + 1] as number); at++) {
          const word = (phraseWords[at] as number) * 2;
          if (stamps[word] !== mark) {
            stamps[word] = mark;
            units.push(word);
          }
          const pair = (phrasePairs[at] as number) * 2 + 1;
          if (pair > 0 && stamps[pair] !== mark) {
            stamps[pair] = mark;
            units.push(pair);
          }
        }
      }
      return units;
    };
    namedUnits.push(collect(true));
    asked.push(collect(false));
  }
  const association = learnAssociation(asked, namedUnits, stamps.length);
  const kinds = learnKinds(
    documents.map((document) => document.kinds ?? []),
    documents.map((_, doc) => phraseCount(doc)),
    { words: wordPostings, pairs: pairPostings },
  );

  let total = 0;
  for (const length of lengths) total += length;
  const average = count === 0 ? 1 : Math.max(1, total / count);
  const idfOf = (df: number) => Math.log(1 + (count - df + 0.5) / (df + 0.5));
  const impactsOf = ({ size, starts, ends, docs, tfs }: Postings) => {
    const idfs = new Float64Array(size);
    const impacts = new Float32Array(docs.length);
    for (let unit = 0; unit < size; unit++) {
      const end = ends[unit] as number;
      idfs[unit] = idfOf(end - (starts[unit] as number));
      for (let at = starts[unit] as number; at < end; at++) {
        const tf = tfs[at] as number;
        impacts[at] =
          (tf * (weights.k1 + 1)) /
          (tf +
            weights.k1 * (1 - weights.b + (weights.b * (lengths[docs[at] as number] as number)) / average));
      }
    }
    return { starts, ends, docs, impacts, idfs };
  };
  const wordLists = impactsOf(wordPostings);
  const pairLists = impactsOf(pairPostings);
  const unknownIdf = idfOf(0);
  const wordTell = wordLists.idfs.map((idf) => idf ** weights.idfPower);
  const pairTell = pairLists.idfs.map((idf) => weights.pair * idf ** weights.idfPower);
  const unknownTell = unknownIdf ** weights.idfPower;
  /** Sum of what the words and pairs of each phrase tell. */
  const phraseMass = new Float64Array(phraseTexts.length);
  for (let phrase = 0; phrase < phraseMass.length; phrase++) {
    let mass = 0;
    for (let at = phraseStart[phrase] as number; at < (phraseStart[phrase + 1] as number); at++) {
      mass += wordTell[phraseWords[at] as number] as number;
      const pair = phrasePairs[at] as number;
      if (pair !== NO_PAIR) mass += pairTell[pair] as number;
    }
    phraseMass[phrase] = mass;
  }

  const unitTell = (unit: number) =>
    unit % 2 === 0 ? (wordTell[unit / 2] ?? 0) : (pairTell[(unit - 1) / 2] ?? 0);
  const nameMass = namedUnits.map((units) => units.reduce((sum, unit) => sum + unitTell(unit), 0));

  const scores = new Float32Array(count);
  // Words and pairs of the question at hand, by id; stamped so that nothing needs clearing between questions.
  const wordWeight = new Float32Array(wordIds.size);
  const wordToned = new Int32Array(wordIds.size);
  const pairWeight = new Float32Array(pairIds.size);
  const seenWord = new Int32Array(wordIds.size);
  const seenPair = new Int32Array(pairIds.size);
  const wordSlot = new Int32Array(wordIds.size);
  const pairSlot = new Int32Array(pairIds.size);
  let stamp = 0;
  const ANY_TONE = -1;
  const OTHER_TONE = -2;

  function search(query: Normalised, limit = 10): Hit[] {
    const askedWords: number[] = [];
    const askedPairs: number[] = [];
    let best = 0;
    let asked = 0;
    const seenUnknown = new Set<string>();

    const takeRun = (run: readonly Token[], counts: boolean) => {
      let beforeId = -1;
      let beforeWeight = 0;
      for (const token of run) {
        const id = wordIds.get(token.folded) ?? -1;
        if (id < 0) {
          if (counts && !seenUnknown.has(token.folded)) {
            seenUnknown.add(token.folded);
            asked += unknownTell * token.weight;
            best += unknownIdf * token.weight;
          }
          beforeId = -1;
          continue;
        }
        if (token.weight > 0) {
          const known = wordWeight[id] ?? 0;
          if (known === 0) {
            askedWords.push(id);
            wordToned[id] = token.toned === undefined ? ANY_TONE : (tonedIds.get(token.toned) ?? OTHER_TONE);
            if (counts) {
              asked += (wordTell[id] ?? 0) * token.weight;
              best += (wordLists.idfs[id] ?? 0) * token.weight;
            }
          }
          if (token.weight > known) wordWeight[id] = token.weight;
        }
        if (beforeId >= 0) {
          const pair = pairIds.get(beforeId * PAIR_BASE + id);
          const weight = Math.max(
            Math.min(beforeWeight, token.weight),
            token.weight === 0 || beforeWeight === 0 ? Math.max(beforeWeight, token.weight) : 0,
          );
          if (pair !== undefined && weight > (pairWeight[pair] ?? 0)) {
            if ((pairWeight[pair] ?? 0) === 0) askedPairs.push(pair);
            pairWeight[pair] = weight;
          }
        }
        beforeId = id;
        beforeWeight = token.weight;
      }
    };
    takeRun(query.tokens, true);
    for (const run of query.added) takeRun(run, false);

    const touched: number[] = [];
    const scan = (lists: typeof wordLists, unit: number, weight: number) => {
      const value = (lists.idfs[unit] as number) * weight;
      const { docs, impacts } = lists;
      const end = lists.ends[unit] as number;
      for (let at = lists.starts[unit] as number; at < end; at++) {
        const doc = docs[at] as number;
        if (scores[doc] === 0) touched.push(doc);
        scores[doc] = (scores[doc] as number) + value * (impacts[at] as number);
      }
    };
    // Words that nearly all documents have take long to count and decide nothing.
    const least = count > SMALL ? weights.leastIdf : 0;
    for (const id of askedWords)
      if ((wordLists.idfs[id] as number) >= least) scan(wordLists, id, wordWeight[id] ?? 0);
    for (const id of askedPairs) scan(pairLists, id, (pairWeight[id] ?? 0) * weights.pair);

    const chosen = topOf(touched, scores, weights.candidates);
    let askedWithPairs = asked;
    for (const id of askedPairs) askedWithPairs += (pairTell[id] ?? 0) * (pairWeight[id] ?? 0) * 0.5;

    stamp += 1;
    const found: Candidate[] = [];
    askedWords.forEach((id, slot) => {
      wordSlot[id] = slot;
    });
    askedPairs.forEach((id, slot) => {
      pairSlot[id] = askedWords.length + slot;
    });
    const slots = askedWords.length + askedPairs.length;
    for (const doc of chosen) {
      const said = new Float32Array(slots);
      const lexical = best > 0 ? Math.min(1, (scores[doc] ?? 0) / (best * (1 + weights.pair) * 1.6)) : 0;
      let top = 0;
      let second = 0;
      let third = 0;
      let nameLikeness = 0;
      let coverage = 0;
      let topText = '';
      const lastPhrase = firstPhrase[doc + 1] as number;
      for (let phrase = firstPhrase[doc] as number; phrase < lastPhrase; phrase++) {
        stamp += 1;
        let fromQuery = 0;
        let fromPhrase = 0;
        const end = phraseStart[phrase + 1] as number;
        for (let at = phraseStart[phrase] as number; at < end; at++) {
          const id = phraseWords[at] as number;
          const weight = wordWeight[id] as number;
          // Pairs begin with words of the question too.
          if (weight === 0) continue;
          const wanted = wordToned[id] as number;
          const fit = wanted === ANY_TONE || wanted === (phraseToned[at] as number) ? 1 : weights.otherTone;
          const tell = (wordTell[id] as number) * fit;
          fromPhrase += tell * (weight < 1 ? 0.5 + weight / 2 : 1);
          if (seenWord[id] !== stamp) {
            seenWord[id] = stamp;
            fromQuery += tell * weight;
            const slot = wordSlot[id] as number;
            said[slot] = (said[slot] as number) + fit;
          }
          const pair = phrasePairs[at] as number;
          if (pair === NO_PAIR) continue;
          const together = pairWeight[pair] as number;
          if (together === 0) continue;
          const both = pairTell[pair] as number;
          fromPhrase += both;
          if (seenPair[pair] !== stamp) {
            seenPair[pair] = stamp;
            fromQuery += both * together;
            const slot = pairSlot[pair] as number;
            said[slot] = (said[slot] as number) + 1;
          }
        }
        if (fromQuery === 0) continue;
        const ofQuery = Math.min(1, fromQuery / Math.max(askedWithPairs, 1e-9));
        const ofPhrase = Math.min(1, fromPhrase / Math.max(phraseMass[phrase] as number, 1e-9));
        const likeness =
          1 / ((1 - weights.phraseSide) / ofQuery + weights.phraseSide / Math.max(ofPhrase, 1e-6));
        if (phraseIsName[phrase] === true && likeness > nameLikeness) nameLikeness = likeness;
        if (likeness > top) {
          third = second;
          second = top;
          top = likeness;
          coverage = ofQuery;
          topText = phraseTexts[phrase] ?? '';
        } else if (likeness > second) {
          third = second;
          second = likeness;
        } else if (likeness > third) third = likeness;
      }
      found.push({
        doc,
        first: FIRST_LEXICAL * lexical + FIRST_LIKENESS * top,
        coverage,
        likeness: top,
        phrase: topText,
        said,
        features: [
          lexical,
          Math.min(top, LIKE_ENOUGH),
          Math.max(0, top - SAID_SO),
          second,
          third,
          nameLikeness,
          coverage,
          saidOf(said, askedWords),
          documents[doc]?.common ?? 0,
          Math.log(phraseCount(doc) + 1),
        ],
      });
    }
    found.sort((a, b) => b.first - a.first || idOrder(a.doc, b.doc));
    const rivals = found.slice(0, weights.rivals);
    const compared = compareRivals(
      rivals.map(({ said, doc }) => ({ said, phrases: Math.max(1, phraseCount(doc)) })),
      [
        ...askedWords.map((id) => wordWeight[id] as number),
        ...askedPairs.map((id) => (pairWeight[id] as number) * weights.pair),
      ],
      weights.rivalSmoothing,
    );
    const docs = rivals.map(({ doc }) => doc);
    const byName = compareNames(askedWords, askedPairs, docs);
    const byKind = kinds.compare(
      askedWords.filter((id) => (wordWeight[id] as number) >= 0.5 && (wordLists.idfs[id] as number) >= least),
      askedPairs.filter((id) => (pairWeight[id] as number) >= 0.5),
      docs,
    );
    let total = 0;
    const scored = rivals.map((candidate, at) => {
      const features = [
        ...candidate.features,
        compared[at] ?? 0,
        ...(byName[at] ?? [0, 0]),
        ...byKind.map((kind) => kind[at] ?? 0),
      ];
      return {
        ...candidate,
        features,
        score: weighed(features),
      };
    });
    const top = Math.max(...scored.map(({ score }) => score));
    for (const { score } of scored) total += Math.exp(score - top);
    for (const doc of touched) scores[doc] = 0;
    for (const id of askedWords) wordWeight[id] = 0;
    for (const id of askedPairs) pairWeight[id] = 0;
    scored.sort((a, b) => b.score - a.score || idOrder(a.doc, b.doc));
    return scored.slice(0, limit).map(({ doc, score, coverage, likeness, phrase, features }) => ({
      id: documents[doc]?.id ?? '',
      score,
      share: Math.exp(score - top) / total,
      coverage,
      likeness,
      lexical: features[0] ?? 0,
      phrase,
      features,
    }));
  }

  function weighed(features: readonly number[]): number {
    let sum = 0;
    for (let at = 0; at < features.length; at++) sum += (features[at] as number) * (weights.rank[at] ?? 0);
    return sum;
  }

  function idOrder(a: number, b: number): number {
    return (documents[a]?.id ?? '') < (documents[b]?.id ?? '') ? -1 : 1;
  }

  /** Share of what the question's words tell that some phrase of the document says. */
  function saidOf(said: Float32Array, askedWords: readonly number[]): number {
    let mass = 0;
    let heard = 0;
    askedWords.forEach((id, slot) => {
      const tell = (wordTell[id] as number) * (wordWeight[id] as number);
      mass += tell;
      heard += tell * Math.min(1, said[slot] as number);
    });
    return mass === 0 ? 0 : heard / mass;
  }

  /** How well question and official name explain each other through learnt associations: explained and answered share. */
  function compareNames(
    askedWords: readonly number[],
    askedPairs: readonly number[],
    docs: readonly number[],
  ): (readonly [number, number])[] {
    const units = [...askedWords.map((id) => id * 2), ...askedPairs.map((id) => id * 2 + 1)];
    const unitWeights = [
      ...askedWords.map((id) => wordWeight[id] as number),
      ...askedPairs.map((id) => pairWeight[id] as number),
    ];
    let mass = 0;
    const tells = units.map((unit, at) => {
      const tell = unitTell(unit) * (unitWeights[at] ?? 0);
      mass += tell;
      return tell;
    });
    // For each unit of a name: which of the question's units speak for it, and how much.
    const witnesses = new Map<number, [at: number, strength: number][]>();
    const witness = (name: number, at: number, strength: number) => {
      const list = witnesses.get(name);
      if (list === undefined) witnesses.set(name, [[at, strength]]);
      else list.push([at, strength]);
    };
    units.forEach((unit, at) => {
      witness(unit, at, 1);
      association.of(unit, (name, strength) => {
        if (name !== unit) witness(name, at, strength);
      });
    });
    const strongest = new Float64Array(units.length);
    return docs.map((doc) => {
      strongest.fill(0);
      let explained = 0;
      for (const name of namedUnits[doc] ?? []) {
        const list = witnesses.get(name);
        if (list === undefined) continue;
        let loudest = 0;
        for (const [at, strength] of list) {
          if (strength > (strongest[at] as number)) strongest[at] = strength;
          const heard = strength * (unitWeights[at] as number);
          if (heard > loudest) loudest = heard;
        }
        explained += unitTell(name) * loudest;
      }
      let answered = 0;
      for (let at = 0; at < units.length; at++) answered += (tells[at] as number) * (strongest[at] as number);
      return [explained / Math.max(nameMass[doc] ?? 0, 1e-9), answered / Math.max(mass, 1e-9)] as const;
    });
  }

  return {
    size: count,
    search,
    idf: (word) => wordLists.idfs[wordIds.get(word) ?? -1] ?? unknownIdf,
    has: (word) => wordIds.has(word),
  };
}

/**
 * Mean log-likelihood of the question's words under each rival's phrases, against the likeliest rival (0, others below),
 * smoothed by what all rivals say. Words that all rivals say alike cancel out.
 */
function compareRivals(
  rivals: readonly { said: Float32Array; phrases: number }[],
  slotWeights: readonly number[],
  smoothing: number,
): number[] {
  let mass = 0;
  const sums = new Float64Array(rivals.length);
  slotWeights.forEach((weight, slot) => {
    let all = 0;
    for (const rival of rivals) all += (rival.said[slot] as number) / Math.max(1, rival.phrases);
    if (all === 0 || weight === 0) return;
    const usual = all / rivals.length;
    mass += weight;
    rivals.forEach((rival, at) => {
      const likelihood = ((rival.said[slot] as number) + smoothing * usual) / (rival.phrases + smoothing);
      sums[at] = (sums[at] as number) + weight * Math.log(likelihood / usual);
    });
  });
  const top = Math.max(...sums);
  return [...sums].map((sum) => (mass === 0 ? 0 : (sum - top) / Math.max(2, mass)));
}

/** The `limit` highest of `ids` by score, unordered ties kept in order of id. Selection by threshold: no full sort. */
function topOf(ids: readonly number[], scores: Float32Array, limit: number): number[] {
  if (ids.length <= limit) return [...ids];
  // A bounded min-heap over scores.
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
  for (const id of ids) {
    if (heap.length < limit) {
      heap.push(id);
      if (heap.length === limit) for (let i = (limit >> 1) - 1; i >= 0; i--) down(i);
    } else if (less(heap[0] as number, id)) {
      heap[0] = id;
      down(0);
    }
  }
  return heap;
}
