import { fold, words } from './fold.ts';
import type { Normalised } from './normalise.ts';
import { tonedForm } from './syllable.ts';

/** Sentences with the intent they express: what the classifier learns from. */
export interface IntentExample {
  readonly intent: string;
  readonly text: string;
}

export interface IntentGuess {
  readonly intent: string;
  readonly probability: number;
}

/** What was learnt, as plain data: it can be written to a file and read back. */
export interface IntentModel {
  readonly intents: readonly string[];
  /** Where the weights of each hashed feature begin; -1: it never occurred. */
  readonly columns: Int32Array;
  readonly weights: Float32Array;
  readonly bias: Float64Array;
}

export interface IntentClassifier {
  /** All intents, most probable first; probabilities add to 1. */
  classify(query: Normalised): readonly IntentGuess[];
}

/** Size of the hashed feature space, a power of two. Larger: fewer collisions, more memory (4 bytes each). */
const FEATURES = 1 << 17;
/** Passes over the examples. Range 5–30; more fits the examples more closely. */
const EPOCHS = 5;
/** AdaGrad step. Range 0.05–1. */
const STEP = 0.35;
/** Errors smaller than this teach nothing. Range 0–0.05; higher is faster. */
const LEAST_GRADIENT = 0.002;
/** Pull towards zero, per update. Range 0–1e-3. */
const DECAY = 4e-5;

/**
 * Multinomial logistic regression over folded words and pairs, and words with tones where tones were typed. Small enough
 * to be learnt at start; the order of examples is fixed, so the same content always gives the same model.
 */
export function trainIntents(examples: readonly IntentExample[]): IntentModel {
  const intents = [...new Set(examples.map((example) => example.intent))].sort();
  const classCount = intents.length;
  const sizes = new Float64Array(classCount);
  const rows: { features: Int32Array; label: number }[] = [];
  for (const { intent, text } of examples) {
    const label = intents.indexOf(intent);
    sizes[label] = (sizes[label] ?? 0) + 1;
    const list = words(text.normalize('NFC').toLowerCase());
    const folded = list.map(fold);
    rows.push({ features: featuresOf(folded, list.map(tonedForm)), label });
    rows.push({ features: featuresOf(folded, []), label });
  }
  // Rare intents count more, so that the many procedure sentences do not drown them; the root keeps it mild.
  const mean = rows.length / 2 / Math.max(1, classCount);
  const classWeight = Float64Array.from(sizes, (size) =>
    Math.min(4, Math.max(0.25, Math.sqrt(mean / Math.max(1, size)))),
  );

  // Only features that occur get weights: side by side for all intents, so that one feature is one place in memory.
  const columnOf = new Int32Array(FEATURES).fill(-1);
  let size = 0;
  for (const { features } of rows) {
    features.forEach((feature, at) => {
      if (columnOf[feature] === -1) {
        columnOf[feature] = size;
        size += classCount;
      }
      features[at] = columnOf[feature] as number;
    });
  }
  const weights = new Float32Array(size);
  const squares = new Float32Array(size);
  const bias = new Float64Array(classCount);
  const gradients = new Float64Array(classCount);
  const movingIntents = new Int32Array(classCount);
  const order = shuffled(rows.length);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const at of order) {
      const row = rows[at];
      if (row === undefined) continue;
      predict(row.features, weights, bias, gradients);
      const rate = classWeight[row.label] ?? 1;
      // Few intents are in question for one sentence; the others are left as they are.
      let moving = 0;
      for (let k = 0; k < classCount; k++) {
        const gradient = ((gradients[k] as number) - (k === row.label ? 1 : 0)) * rate;
        if (Math.abs(gradient) < LEAST_GRADIENT) continue;
        bias[k] = (bias[k] as number) - 0.02 * gradient;
        gradients[moving] = gradient;
        movingIntents[moving] = k;
        moving += 1;
      }
      for (let at = 0; at < moving; at++) {
        const gradient = gradients[at] as number;
        const k = movingIntents[at] as number;
        for (const column of row.features) {
          const slot = column + k;
          const g = gradient + DECAY * (weights[slot] as number);
          squares[slot] = (squares[slot] as number) + g * g;
          weights[slot] = (weights[slot] as number) - (STEP * g) / (0.3 + Math.sqrt(squares[slot] as number));
        }
      }
    }
  }

  return { intents, columns: columnOf, weights, bias };
}

export function openClassifier({ intents, columns, weights, bias }: IntentModel): IntentClassifier {
  return {
    classify(query) {
      const features = featuresOf(
        query.tokens.map((token) => token.folded),
        query.tokens.map((token) => token.toned),
      );
      const scores = new Float64Array(intents.length);
      predict(
        features.map((feature) => columns[feature] as number),
        weights,
        bias,
        scores,
      );
      return intents
        .map((intent, k) => ({ intent, probability: scores[k] ?? 0 }))
        .sort((a, b) => b.probability - a.probability);
    },
  };
}

/** Probabilities of all intents into `out`. `columns` are where the weights of each feature begin; -1: never seen. */
function predict(columns: Int32Array, weights: Float32Array, bias: Float64Array, out: Float64Array): void {
  const classCount = bias.length;
  // Long stories have many words; dividing by the root keeps their certainty comparable with short questions.
  const scale = 1 / Math.sqrt(Math.max(4, columns.length));
  out.fill(0);
  for (const column of columns) {
    if (column < 0) continue;
    for (let k = 0; k < classCount; k++) out[k] = (out[k] as number) + (weights[column + k] as number);
  }
  let top = -Infinity;
  for (let k = 0; k < classCount; k++) {
    const value = (bias[k] as number) + (out[k] as number) * scale * 2;
    out[k] = value;
    if (value > top) top = value;
  }
  let total = 0;
  for (let k = 0; k < classCount; k++) {
    const value = Math.exp((out[k] as number) - top);
    out[k] = value;
    total += value;
  }
  for (let k = 0; k < classCount; k++) out[k] = (out[k] as number) / total;
}

function featuresOf(folded: readonly string[], toned: readonly (string | undefined)[]): Int32Array {
  const found: number[] = [];
  const add = (value: number) => {
    const slot = (value ^ (value >>> 15)) & (FEATURES - 1);
    if (!found.includes(slot)) found.push(slot);
  };
  let before = START;
  folded.forEach((word, at) => {
    const own = hash(word);
    add(own);
    add(together(before, own));
    before = own;
    const spelled = toned[at];
    if (spelled !== undefined) add(together(TONED, hash(spelled)));
  });
  add(together(before, END));
  return Int32Array.from(found);
}

const START = 0x5bd1e995;
const END = 0x1b873593;
const TONED = 0x2c1b3c6d;

/** Order counts: "đất cấp" is not "cấp đất". */
function together(first: number, second: number): number {
  return Math.imul(Math.imul(first, 0x01000193) ^ second, 0x85ebca6b);
}

/** FNV-1a; all numbers are one word. */
function hash(word: string): number {
  const shape = /^\d+$/.test(word) ? '#' : word;
  let value = 0x811c9dc5;
  for (let i = 0; i < shape.length; i++) {
    value ^= shape.charCodeAt(i);
    value = Math.imul(value, 0x01000193);
  }
  return value;
}

/** A fixed permutation: no randomness, yet intents are well mixed. */
function shuffled(length: number): number[] {
  const order = Array.from({ length }, (_, at) => at);
  let state = 42;
  for (let i = length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
