import type { Normalised } from '../understanding/normalise.ts';
import type { Hit } from '../understanding/retrieval.ts';
import { FEATURES } from '../understanding/weights.ts';

/** Where the dialogue draws its lines. Set on development data by `npm run eval`; each says what moves when it moves. */
export const THRESHOLDS = {
  /** Least confidence to answer outright. Higher: more clarifying questions, fewer wrong answers. Range 0.4–0.8. */
  answer: 0.55,
  /** From here even a one-word question is answered without asking back. */
  certain: 0.9,
  /** Below this a clarifying question says it is unsure. */
  doubtful: 0.3,
  /** Below this nothing is offered at all. Higher: more is refused. Range 0.05–0.3. */
  refuse: 0.03,
  /** Others with at least this share of the probability of the best are offered beside it. */
  rival: 0.15,
  /** Share of the best's probability from which its sibling at the tier the person named goes first. Range 0.02–0.5. */
  siblingOfTier: 0.05,
  /** Probability of a procedure from which the nearest is offered below another answer. Range 0.01–0.1. */
  worthATap: 0.02,
  /** Probability of a procedure from which another intent gives way to it. Range 0.2–0.7. */
  procedure: 0.4,
  /** The same against out of scope: refusing somebody in need is worse than asking back. Range 0.1–0.5. */
  procedureOrNothing: 0.3,
  /** The same within a conversation about a procedure, and where one procedure stands out among its rivals by this chance. */
  procedureOrNothingInContext: 0.1,
  standingOutOrNothing: 0.1,
  standsOut: 0.85,
  /** The same where the words tell of something no office does. Range 0.5–0.99. */
  procedureOffTopic: 0.4,
  /** The same against how-to answers: "gửi bưu điện" with a procedure named asks about the procedure. Range 0.02–0.2. */
  procedureOrHowTo: 0.09,
  /** The same where what is named besides post and portal is a procedure's by this much (chance by likeness). Range 0.2–0.5. */
  namedOrHowTo: 0.015,
  namedThing: 0.3,
  /** BM25 share and coverage from which all that is named is a procedure's. Range 0.7–1. */
  namedWhole: 0.85,
  /** The same against courts and other bodies. */
  procedureOrOtherBody: 0.3,
  /** The same for a few words said within a conversation about a procedure. */
  procedureInContext: 0.04,
  /** Likeness from which a message is clear without what was said before. */
  clearAlone: 0.5,
  /** Likeness to a known sentence of another intent from which a message is not merely vague. */
  knownSentence: 0.55,
  /** Score of the likeliest other intent from which a message is not merely vague. */
  knownIntent: 1.2,
  /** Likeness to a cry for help from which it is taken for one. */
  toldLikeAnEmergency: 0.6,
  /** Chance among its rivals, by the words that name something alone, from which an asked aspect is answered. Range 0.6–0.95. */
  namedAlone: 0.8,
  /** Likeness to a way of asking for a procedure from which a message is that question and no cry. Range 0.7–0.95. */
  asOthersAsk: 0.7,
  /** BM25 share from which the thing named has a procedure. */
  knownThing: 0.9,
  /** Words up to which a message in a conversation may be a continuation. */
  shortWords: 15,
  /** Words up to which a question that names at most one thing is about the procedure at hand. */
  fewWords: 6,
  /** How much likelier a procedure beside the one at hand is meant than any other. Range 2–10. */
  nearby: 4.5,
  /** How much less likely the procedure at hand is meant where another is asked for ("còn … thì sao"). Range 3–20. */
  another: 7,
  /** How much likelier it is meant where an aspect is asked. Range 1.5–5. */
  askedOn: 2.7,
  /** Nats by which a clear question must be said about another procedure to change the topic. Range 0.5–1.5. */
  saidOfAnother: 1,
  /** The same where another is asked for, or one beside it is nearly certain. Range 0.1–0.6. */
  saidOfSibling: 0.3,
  /** Nats from which what is said is so little said about the procedure at hand that nothing is asked of it. Range 1.5–3. */
  foreign: 2,
  /** Chance from which a procedure beside the one at hand is nearly certain. Range 0.7–0.95. */
  surelyNear: 0.8,
  /** Scores of "out of scope" and of another intent from which not even an aspect is asked of what is talked about. Range 2–6. */
  plainlyOff: 5,
  plainlyOther: 3,
  /** Nats by which another thing may leave what was talked about and still be the same done with it. Range -1.5–0. */
  keepsTo: -0.7,
  /** What keeping to it counts among those that may be meant and are not beside the one at hand. Range 0.5–2. */
  keeping: 1.5,
  /** Likeness to what is refused from which a procedure is the refused one. Range 0.2–0.5. */
  refused: 0.3,
  /** How much surer a correction is taken to stay with the thing at hand. Range 1–2. */
  correctedNear: 1.3,
  /** Share of its ways of asking that say the words by which an earlier procedure is called back. Range 0.15–0.5. */
  saidBefore: 0.25,
  /** Chance of a procedure from which no figure is looked for, unless something speaks for one. Range 0.9–0.99. */
  surelyProcedure: 0.95,
  /** The same by the score of another intent: said as one of its sentences ("nộp hồ sơ trực tuyến thế nào"). Range 3–5. */
  surelyOther: 3.5,
  /** Score from which a text is taken for a question about figures. */
  figures: 0.45,
  /** Likeness from which a specific out-of-scope answer is given instead of the general one. */
  scopeAnswer: 0.35,
} as const;

/**
 * Logistic weights of "the first hit is right", fitted by `npm run tune:confidence` on left-out phrasings and development questions: its chance among
 * its rivals, its lead over the next (nats), the length of the question, the share of it that is ever said about the
 * procedure, how well the official name answers it, and whether a third way of asking is like it too.
 */
const WEIGHTS = { share: 3.35, lead: 0.3, length: 0.89, said: 0.59, answered: 0.16, third: 0.36 };
const BIAS = -3.17;
export const CONFIDENCE_FEATURES = ['share', 'lead', 'length', 'said', 'answered', 'third'] as const;
/** Words from which a question says enough; short ones fit many procedures by chance. */
const FULL_LENGTH = 12;
const LEAST_SHARE = 1e-3;
const SAID = FEATURES.indexOf('said');
const ANSWERED = FEATURES.indexOf('answered');
const THIRD = FEATURES.indexOf('third');

/** The values of `CONFIDENCE_FEATURES`; what `npm run tune:confidence` fits the weights on. */
export function confidenceFeatures(query: Normalised, hits: readonly Hit[]): number[] {
  const [best, next] = hits;
  const share = best?.share ?? 0;
  return [
    share,
    Math.log(share + LEAST_SHARE) - Math.log((next?.share ?? 0) + LEAST_SHARE),
    Math.min(1, query.tokens.length / FULL_LENGTH),
    best?.features[SAID] ?? 0,
    best?.features[ANSWERED] ?? 0,
    best?.features[THIRD] ?? 0,
  ];
}

/** Probability that the best hit is what was asked for, from how well it fits and how far ahead it is. */
export function confidenceOf(query: Normalised, hits: readonly Hit[]): number {
  if (hits.length === 0) return 0;
  const values = confidenceFeatures(query, hits);
  const z = CONFIDENCE_FEATURES.reduce((sum, name, at) => sum + WEIGHTS[name] * (values[at] ?? 0), BIAS);
  return 1 / (1 + Math.exp(-z));
}
