import type { IntentGuess } from './intent.ts';
import type { Hit } from './retrieval.ts';

/** What a message is about, before anything is decided. */
export interface Scope {
  /** Probability that it asks about a certain procedure, 0 to 1. */
  readonly procedure: number;
  /** The words tell of something no office does. */
  readonly offTopic: boolean;
  /** The other intents, likeliest first; scores compare within one message only. */
  readonly intents: readonly { readonly intent: string; readonly score: number }[];
}

/**
 * Logistic weights of "asks about a certain procedure", fitted by `npm run tune:scope` on held-out sentences of all
 * intents and held-out phrasings. A procedure must look like one to the classifier and be found by retrieval, and be more
 * like a way of asking for a procedure than like a sentence of another intent.
 */
export const SCOPE_WEIGHTS = {
  /** Set by hand: the mix of real messages is not that of the examples. Higher: fewer refusals, fewer how-to answers. */
  bias: 0.4,
  /** Log odds the classifier gives procedures. */
  classifier: 0.91,
  likeness: 3.65,
  lexical: 3.14,
  /** Likeness to the nearest sentence of another intent. */
  sentence: -13.43,
  coverage: 0.62,
  /** Probability of the best hit among its rivals. */
  share: 1.64,
  /** Likeness and BM25 share of what names the thing alone, without question words, post and portal. */
  coreLikeness: 2.34,
  coreLexical: -0.38,
} as const;

/** What the weights above are for, in this order. */
export const SCOPE_FEATURES = [
  'classifier',
  'likeness',
  'lexical',
  'sentence',
  'coverage',
  'share',
  'coreLikeness',
  'coreLexical',
] as const;

/** The values of `SCOPE_FEATURES` for a message; what `npm run tune:scope` fits the weights on. */
export function scopeFeatures(
  guesses: readonly IntentGuess[],
  hits: readonly Hit[],
  sentences: readonly Hit[],
  core: Hit | undefined,
): number[] {
  const procedure = guesses.find((guess) => guess.intent === 'procedure')?.probability ?? 0;
  const [best] = hits;
  return [
    Math.log((procedure + 0.01) / (1 - procedure + 0.01)),
    best?.likeness ?? 0,
    best?.lexical ?? 0,
    Math.max(0, ...sentences.map(({ likeness }) => likeness)),
    best?.coverage ?? 0,
    best?.share ?? 0,
    core?.likeness ?? 0,
    core?.lexical ?? 0,
  ];
}

/** Added when the words tell of something no office does. Range -4–-1. */
const OFF_TOPIC = -2.6;
/** What a plain word for an intent ("phản ánh", "gặp cán bộ") adds to it, and takes from procedures. Range 1–4. */
const CUE = 4;
const CUED_AWAY = -1.5;
/** Likeness from which a question is as good as a known way of asking, and what that adds. */
const SAID_SO = 0.58;
const SAID_SO_BONUS = 2;

/** What likeness to a known sentence of an intent adds to the log of the classifier's probability. Range 0–8. */
const SENTENCE_WEIGHT = 5;

export function judgeScope(
  guesses: readonly IntentGuess[],
  hits: readonly Hit[],
  sentences: readonly Hit[],
  core: Hit | undefined,
  cues: { readonly offTopic: boolean; readonly intents: readonly string[] },
): Scope {
  const { offTopic } = cues;
  const likest = new Map<string, number>();
  for (const { id, likeness } of sentences) if (!likest.has(id)) likest.set(id, likeness);
  const [best] = hits;
  const values = scopeFeatures(guesses, hits, sentences, core);
  const z =
    SCOPE_FEATURES.reduce(
      (sum, name, at) => sum + SCOPE_WEIGHTS[name] * (values[at] ?? 0),
      SCOPE_WEIGHTS.bias as number,
    ) +
    (offTopic ? OFF_TOPIC : 0) +
    (cues.intents.length > 0 ? CUED_AWAY : 0) +
    // Said nearly as somebody asks for this procedure: a sentence that merely shares its words does not take it away.
    ((best?.likeness ?? 0) >= SAID_SO && !offTopic ? SAID_SO_BONUS : 0);
  const intents = guesses
    .filter((guess) => guess.intent !== 'procedure')
    .map(({ intent, probability }) => ({
      intent,
      score:
        Math.log(probability + 1e-3) +
        SENTENCE_WEIGHT * (likest.get(intent) ?? 0) +
        (offTopic && intent === 'out_of_scope' ? -OFF_TOPIC : 0) +
        (cues.intents.includes(intent) ? CUE : 0),
    }))
    .sort((a, b) => b.score - a.score);
  return { procedure: 1 / (1 + Math.exp(-z)), offTopic, intents };
}
