import { IntList } from './postings.ts';

/**
 * Learns which words of official names go with which words people use: "rách" and "mất" go with "cấp lại", "dẹp" with
 * "chấm dứt". Counted over documents: how much oftener a name has unit `n` where its ways of asking have word `q`.
 */
export interface Associations {
  /** What unit `u` speaks for are `names[starts[u]]` up to, not including, `names[starts[u + 1]]`: units of names. */
  readonly starts: Int32Array;
  readonly names: Int32Array;
  /** How much, 0 to 1. */
  readonly strengths: Float32Array;
}

/** Documents a word must occur in before anything is learnt from it. Range 2–8. */
const LEAST_DOCUMENTS = 3;
/** Shrinks what few documents say. Range 1–6. */
const SHRINKAGE = 2.5;
/** Associations weaker than this are dropped. Range 0.03–0.2. */
const LEAST_STRENGTH = 0.08;
/** Strongest associations kept per word. Range 5–30. */
const MOST_PER_WORD = 16;

/** `asked` and `named` are distinct unit ids per document, in the same order; all ids are below `size`. */
export function learnAssociations(
  asked: readonly Int32Array[],
  named: readonly Int32Array[],
  size: number,
): Associations {
  const documents = Math.max(1, asked.length);
  const askedCount = countsOf(asked, size);
  const namedCount = countsOf(named, size);
  // Names said often enough to learn about get small ids of their own.
  const compact = new Int32Array(size).fill(-1);
  const nameIds: number[] = [];
  for (let unit = 0; unit < size; unit++) {
    if ((namedCount[unit] as number) < LEAST_DOCUMENTS) continue;
    compact[unit] = nameIds.length;
    nameIds.push(unit);
  }
  const namesOf = named.map((units) => {
    const own = units.map((unit) => compact[unit] as number);
    return own.filter((name) => name >= 0);
  });
  // Words in a third of all documents are particles; they speak for nothing.
  const tells = (unit: number) =>
    (askedCount[unit] as number) >= LEAST_DOCUMENTS && (askedCount[unit] as number) < documents / 3;
  const starts = new Int32Array(size + 1);
  for (let unit = 0; unit < size; unit++)
    starts[unit + 1] = (starts[unit] as number) + (tells(unit) ? (askedCount[unit] as number) : 0);
  const filled = starts.slice(0, size);
  const documentsOf = new Int32Array(starts[size] as number);
  asked.forEach((units, document) => {
    for (const unit of units) {
      if (!tells(unit)) continue;
      documentsOf[filled[unit] as number] = document;
      filled[unit] = (filled[unit] as number) + 1;
    }
  });
  const counts = new Int32Array(nameIds.length);
  const learntStarts = new Int32Array(size + 1);
  const learntNames = new IntList();
  const strengths: number[] = [];
  // The strongest names of one word, strongest first.
  const bestNames = new Int32Array(MOST_PER_WORD);
  const bestStrengths = new Float64Array(MOST_PER_WORD);
  const touched: number[] = [];
  for (let unit = 0; unit < size; unit++) {
    const said = (starts[unit + 1] as number) - (starts[unit] as number);
    learntStarts[unit] = learntNames.length;
    if (said === 0) continue;
    touched.length = 0;
    for (let at = starts[unit] as number; at < (starts[unit + 1] as number); at++) {
      for (const name of namesOf[documentsOf[at] as number] as Int32Array) {
        if (counts[name] === 0) touched.push(name);
        counts[name] = (counts[name] as number) + 1;
      }
    }
    let kept = 0;
    for (const at of touched) {
      const count = counts[at] as number;
      counts[at] = 0;
      if (count < 2) continue;
      const name = nameIds[at] as number;
      const strength = count / (said + SHRINKAGE) - (namedCount[name] as number) / documents;
      if (strength < LEAST_STRENGTH) continue;
      let place = kept;
      while (
        place > 0 &&
        before(strength, name, bestStrengths[place - 1] as number, bestNames[place - 1] as number)
      )
        place -= 1;
      if (place === MOST_PER_WORD) continue;
      if (kept < MOST_PER_WORD) kept += 1;
      bestNames.copyWithin(place + 1, place, kept - 1);
      bestStrengths.copyWithin(place + 1, place, kept - 1);
      bestNames[place] = name;
      bestStrengths[place] = strength;
    }
    for (let place = 0; place < kept; place++) {
      learntNames.push(bestNames[place] as number);
      strengths.push(bestStrengths[place] as number);
    }
  }
  learntStarts[size] = learntNames.length;
  return { starts: learntStarts, names: learntNames.values(), strengths: Float32Array.from(strengths) };
}

/** Stronger first, then in order of id. */
function before(strength: number, name: number, otherStrength: number, otherName: number): boolean {
  return strength > otherStrength || (strength === otherStrength && name < otherName);
}

function countsOf(units: readonly Int32Array[], size: number): Int32Array {
  const counts = new Int32Array(size);
  for (const own of units) for (const unit of own) counts[unit] = (counts[unit] as number) + 1;
  return counts;
}
