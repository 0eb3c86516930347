import type { Hit } from '../understanding/retrieval.ts';
import type { Question } from './context.ts';

/** Where the dialogue draws its lines. Set on development data (`npm run tune`); each says what moves when it moves. */
export const THRESHOLDS = {
  /** Least confidence to answer outright. Higher: more clarifying questions, fewer wrong answers. Range 0.4–0.8. */
  answer: 0.52,
  /** From here even a one-word question is answered without asking back. */
  certain: 0.85,
  /** Below this a clarifying question says it is unsure. */
  doubtful: 0.4,
  /** Below this nothing is offered at all. Higher: more is refused. Range 0.05–0.3. */
  refuse: 0.12,
  /** Others within this share of the best score are offered beside it. */
  rival: 0.8,
  /** Likeness from which a procedure stands against a figure question. */
  strongMatch: 0.62,
  /** Score from which a text is taken for a question about figures. */
  figures: 0.55,
  /** Likeness that a hit by chance has; what is above it speaks for a procedure against other intents. */
  matchFloor: 0.3,
  matchWeight: 1.6,
  /** Likeness from which a specific out-of-scope answer is given instead of the general one. */
  scopeAnswer: 0.35,
} as const;

/** Logistic model of "the first hit is right", fitted on held-out phrasings. */
const WEIGHTS = { bias: -3.4, likeness: 4.6, lexical: 2.2, margin: 9, coverage: 1.2, procedure: 1.1 };

/** Probability that the best hit is what was asked for, from how well it fits and how far ahead it is. */
export function confidenceOf(question: Question, hits: readonly Hit[]): number {
  const [best, next] = hits;
  if (best === undefined) return 0;
  const margin = next === undefined ? 0.3 : (best.score - next.score) / Math.max(best.score, 1e-6);
  const procedure = question.guesses.find((guess) => guess.intent === 'procedure')?.probability ?? 0.5;
  const z = WEIGHTS.bias + WEIGHTS.likeness * best.likeness + WEIGHTS.lexical * best.lexical + WEIGHTS.margin * Math.min(0.3, margin) + WEIGHTS.coverage * best.coverage + WEIGHTS.procedure * procedure;
  return 1 / (1 + Math.exp(-z));
}
