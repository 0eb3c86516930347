import { fold, words } from './fold.ts';
import type { IntentExample, IntentGuess } from './intent.ts';
import { FUNCTION_WORDS } from './languages/vi.ts';
import type { Normalised } from './normalise.ts';
import type { Hit, Likeness } from './retrieval.ts';

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
 * intents and held-out phrasings. A procedure must be likelier than the likeliest other intent and be found by retrieval,
 * and the message be more like a way of asking for it than like a sentence of another intent.
 */
export const SCOPE_WEIGHTS = {
  /** Set by hand: the mix of real messages is not that of the examples. Higher: fewer refusals, fewer how-to answers. */
  bias: -3.7,
  /** Log odds of procedures against the likeliest other intent, by the classifier. */
  classifier: 0.93,
  likeness: 4.04,
  lexical: 4.27,
  /** Likeness to the nearest sentence of another intent; and what more it takes away where no office does that. */
  sentence: -8.57,
  refusable: -2.31,
  /** Probability of the best hit among its rivals. */
  share: 2,
  /** Likeness of what names the thing alone, without question words, post and portal. */
  coreLikeness: 2.3,
  /** `createForeignness`: words said of what no office does rather than about procedures. */
  foreign: -0.16,
} as const;

/** What the weights above are for, in this order. */
export const SCOPE_FEATURES = [
  'classifier',
  'likeness',
  'lexical',
  'sentence',
  'refusable',
  'share',
  'coreLikeness',
  'foreign',
] as const;

/** The values of `SCOPE_FEATURES` for a message; `sentences` come from `sentencesAbout`. */
export function scopeFeatures(
  guesses: readonly IntentGuess[],
  hits: readonly Hit[],
  sentences: readonly Likeness[],
  core: Likeness | undefined,
  foreign: number,
): number[] {
  let procedure = 0;
  let other = 0;
  for (const { intent, probability } of guesses)
    if (intent === 'procedure') procedure = probability;
    else if (probability > other) other = probability;
  let sentence = 0;
  let refusable = 0;
  for (const { id, likeness } of sentences) {
    if (likeness > sentence) sentence = likeness;
    if (id === 'out_of_scope' && likeness > refusable) refusable = likeness;
  }
  const [best] = hits;
  return [
    Math.log((procedure + 0.01) / (other + 0.01)),
    best?.likeness ?? 0,
    best?.lexical ?? 0,
    sentence,
    refusable,
    best?.share ?? 0,
    core?.likeness ?? 0,
    foreign,
  ];
}

/** Times that a word which no sentence has is taken to stand there. Range 0.1–1. */
const UNSAID = 0.3;
/** Nats by which a word must be commoner among refused sentences than in procedures to speak against these. Range -1–2. */
const FOREIGN_FROM = 1;
/** Most that one word says, nats. Range 2–6. */
const MOST_FOREIGN = 3;

/** The folded words of the sentences that are refused: in how many each stands. Plain data. */
export interface RefusedWords {
  readonly sentences: number;
  readonly counts: ReadonlyMap<string, number>;
}

export function learnRefused(examples: readonly IntentExample[]): RefusedWords {
  const refused = examples.filter(({ intent }) => intent === 'out_of_scope');
  const counts = new Map<string, number>();
  for (const { text } of refused)
    for (const word of new Set(words(fold(text)))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { sentences: refused.length, counts };
}

/**
 * How much more the words of a message are said of what no office does than about procedures: nats per root of their
 * number, so that long messages stay comparable. `idf` is that of the procedures.
 */
export function createForeignness(
  { sentences, counts }: RefusedWords,
  idf: (word: string) => number,
): (query: Normalised) => number {
  return ({ tokens }) => {
    const said = new Set(tokens.map(({ folded }) => folded));
    let sum = 0;
    for (const word of said) {
      if (/^\d+$/.test(word)) continue;
      const nats =
        Math.log(((counts.get(word) ?? 0) + UNSAID) / Math.max(1, sentences)) + idf(word) - FOREIGN_FROM;
      sum += Math.max(-MOST_FOREIGN, Math.min(MOST_FOREIGN, nats));
    }
    return sum / Math.sqrt(Math.max(4, said.size));
  };
}

/** What likeness to a sentence about another thing is worth. Range 0.3–0.8. */
const OTHER_THING = 0.55;

/** Nearest sentences; one that shares only the question words ("phí … bao nhiêu") and not the thing counts little. */
export function sentencesAbout(query: Normalised, found: readonly Likeness[]): readonly Likeness[] {
  const core: string[] = [];
  for (const { folded } of query.tokens)
    if (folded.length > 1 && !FUNCTION_WORDS.has(folded) && !/^\d+$/.test(folded)) core.push(` ${folded} `);
  if (core.length === 0) return found;
  return found
    .map((hit) => {
      const said = saidIn(hit.phrase);
      return core.some((word) => said.includes(word))
        ? hit
        : { ...hit, likeness: hit.likeness * OTHER_THING };
    })
    .sort((a, b) => b.likeness - a.likeness);
}

/** The folded words of a sentence, each between spaces. The same few thousand sentences are found again and again. */
function saidIn(sentence: string): string {
  let said = saidWords.get(sentence);
  if (said === undefined) {
    said = ` ${words(fold(sentence)).join(' ')} `;
    if (saidWords.size >= MOST_SENTENCES) saidWords.clear();
    saidWords.set(sentence, said);
  }
  return said;
}

const saidWords = new Map<string, string>();
const MOST_SENTENCES = 20_000;

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
  sentences: readonly Likeness[],
  core: Likeness | undefined,
  foreign: number,
  cues: { readonly offTopic: boolean; readonly intents: readonly string[] },
): Scope {
  const { offTopic } = cues;
  const likest = new Map<string, number>();
  for (const { id, likeness } of sentences) if (!likest.has(id)) likest.set(id, likeness);
  const [best] = hits;
  const values = scopeFeatures(guesses, hits, sentences, core, foreign);
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
