import { IntList, type Postings } from './postings.ts';

/**
 * How people speak about each kind of thing: a field, an office, things whose name begins with "cấp lại". A word tells for
 * a kind by how much oftener it is said there than elsewhere (naive Bayes with smoothing towards the whole). What is said
 * about a thing's kin helps to find it, however few its own phrasings are.
 */
export interface Kind {
  /** The label of each document. */
  readonly labelOf: Int32Array;
  /** By label: log ratio of a unit that is never said about it, and what its size alone tells. */
  readonly silent: Float64Array;
  readonly prior: Float64Array;
  readonly words: LabelRatios;
  readonly pairs: LabelRatios;
}

/** Pseudo-count towards what is said everywhere. Range 1–10. */
const SMOOTHING = 4;
/** Units said less often than this tell nothing of a kind. Range 2–6. */
const LEAST_SAID = 3;
/** Words of one question depend on each other; this much of each is heard. Range 0.2–1. */
const HEARD = 0.5;
/** What the size of a kind counts. Range 0–1. */
const PRIOR = 0.3;
const FLOOR = -12;

/** For each unit the labels that say it, and the log ratio beside that of a label that never does. */
export interface LabelRatios {
  /** The labels of unit `u` stand from `starts[u]` up to, not including, `starts[u + 1]`. */
  readonly starts: Int32Array;
  readonly labels: Int32Array;
  readonly ratios: Float32Array;
}

/** `labels[doc][kind]`; all documents have the same kinds or none at all. `phrases[doc]` is their number. */
export function learnKinds(
  labels: readonly (readonly string[])[],
  phrases: readonly number[],
  postings: { readonly words: Postings; readonly pairs: Postings },
): Kind[] {
  const all = phrases.reduce((sum, count) => sum + count, 0);
  return (labels[0] ?? []).map((_, kind) => {
    const ids = new Map<string, number>();
    const labelOf = Int32Array.from(labels, (own) => {
      const label = own[kind] ?? '';
      const id = ids.get(label) ?? ids.size;
      ids.set(label, id);
      return id;
    });
    const sizes = new Float64Array(ids.size);
    labelOf.forEach((label, doc) => {
      sizes[label] = (sizes[label] as number) + (phrases[doc] ?? 0);
    });
    const counts = new Float64Array(ids.size);
    /** Log ratio of a unit that is never said about the label. */
    const silent = sizes.map((size) => Math.log(SMOOTHING / (size + SMOOTHING)));
    const learn = ({ starts, docs, tfs }: Postings): LabelRatios => {
      const size = starts.length - 1;
      const from = new Int32Array(size + 1);
      const labels = new IntList();
      const ratios: number[] = [];
      const touched: number[] = [];
      for (let unit = 0; unit < size; unit++) {
        from[unit] = labels.length;
        const end = starts[unit + 1] as number;
        let total = 0;
        for (let at = starts[unit] as number; at < end; at++) total += tfs[at] as number;
        if (total < LEAST_SAID) continue;
        touched.length = 0;
        for (let at = starts[unit] as number; at < end; at++) {
          const label = labelOf[docs[at] as number] as number;
          if (counts[label] === 0) touched.push(label);
          counts[label] = (counts[label] as number) + (tfs[at] as number);
        }
        const usual = total / all;
        for (const label of touched) {
          labels.push(label);
          // log((count + s·usual) / (size + s) / usual) − log(s / (size + s))
          ratios.push(Math.log(1 + (counts[label] as number) / (SMOOTHING * usual)));
          counts[label] = 0;
        }
      }
      from[size] = labels.length;
      return { starts: from, labels: labels.values(), ratios: Float32Array.from(ratios) };
    };
    return {
      labelOf,
      silent,
      prior: sizes.map((size) => PRIOR * Math.log(Math.max(size, 1) / Math.max(all, 1))),
      words: learn(postings.words),
      pairs: learn(postings.pairs),
    };
  });
}

/** Compares documents by what the words and pairs of a question say of their kinds. */
export type CompareKinds = (
  words: readonly number[],
  pairs: readonly number[],
  docs: readonly number[],
) => Float64Array[];

/** For each kind, how much the words and pairs speak for the label of each document, against the best of them (0). */
export function openKinds(kinds: readonly Kind[]): CompareKinds {
  // Scratch space, one place for each label: common words are said about nearly all of them.
  const scratch = kinds.map(({ silent }) => new Float64Array(silent.length));
  return (words, pairs, docs) =>
    kinds.map((kind, at) => {
      const { labelOf, silent, prior } = kind;
      const sums = scratch[at] as Float64Array;
      const heard = hear(kind.words, words, sums) + hear(kind.pairs, pairs, sums);
      const values = new Float64Array(docs.length);
      let top = -Infinity;
      docs.forEach((doc, place) => {
        const label = labelOf[doc] as number;
        const value =
          HEARD * ((sums[label] as number) + heard * (silent[label] as number)) + (prior[label] as number);
        values[place] = value;
        if (value > top) top = value;
      });
      for (let place = 0; place < values.length; place++)
        values[place] = Math.max(FLOOR, (values[place] as number) - top);
      sums.fill(0);
      return values;
    });
}

/** Adds what the units say to each label's sum; returns how many of them say anything. */
function hear({ starts, labels, ratios }: LabelRatios, units: readonly number[], sums: Float64Array): number {
  let heard = 0;
  for (const unit of units) {
    const start = starts[unit] as number;
    const end = starts[unit + 1] as number;
    if (start < end) heard += 1;
    for (let at = start; at < end; at++) {
      const label = labels[at] as number;
      sums[label] = (sums[label] as number) + (ratios[at] as number);
    }
  }
  return heard;
}
