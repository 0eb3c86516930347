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
  1.77, 3.35, 20, 1.13, 4.52, -4.55, -0.972, 1.96, 0.819, -0.573, 1.55, 5.14, 3.5, 0.0769, 0.038, 0.0448,
  0.0329, 0.0813, 0.0576,
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
  candidates: 30,
  leastIdf: 0.5,
  rank: RANK,
};
