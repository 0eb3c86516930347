/**
 * Learns which words of official names go with which words people use: "rách" and "mất" go with "cấp lại", "dẹp" with
 * "chấm dứt". Counted over documents: how much oftener a name has unit `n` where its ways of asking have word `q`.
 */
export interface Association {
  /** For a word people use: name units and how much it speaks for each, 0 to 1. */
  of(word: number): ReadonlyMap<number, number> | undefined;
}

/** Documents a word must occur in before anything is learnt from it. Range 2–8. */
const LEAST_DOCUMENTS = 3;
/** Shrinks what few documents say. Range 1–6. */
const SHRINKAGE = 2.5;
/** Associations weaker than this are dropped. Range 0.03–0.2. */
const LEAST_STRENGTH = 0.08;
/** Strongest associations kept per word. Range 5–30. */
const MOST_PER_WORD = 16;

/** `asked` and `named` are distinct unit ids per document, in the same order. */
export function learnAssociation(
  asked: readonly (readonly number[])[],
  named: readonly (readonly number[])[],
): Association {
  const askedCount = new Map<number, number>();
  const namedCount = new Map<number, number>();
  for (const units of asked) for (const unit of units) askedCount.set(unit, (askedCount.get(unit) ?? 0) + 1);
  for (const units of named) for (const unit of units) namedCount.set(unit, (namedCount.get(unit) ?? 0) + 1);
  const documents = Math.max(1, asked.length);
  // Words in a third of all documents are particles; they speak for nothing.
  const tells = (unit: number) => {
    const count = askedCount.get(unit) ?? 0;
    return count >= LEAST_DOCUMENTS && count < documents / 3;
  };
  // Documents of each telling word, and each document's names as compact ids: counting then runs over typed arrays.
  const documentsOf = new Map<number, number[]>();
  asked.forEach((units, document) => {
    for (const unit of units) {
      if (!tells(unit)) continue;
      const list = documentsOf.get(unit);
      if (list === undefined) documentsOf.set(unit, [document]);
      else list.push(document);
    }
  });
  const nameIds = [...namedCount].filter(([, count]) => count >= LEAST_DOCUMENTS).map(([name]) => name);
  const compact = new Map(nameIds.map((name, at) => [name, at]));
  const namesOf = named.map((units) => Int32Array.from(units.flatMap((unit) => compact.get(unit) ?? [])));
  const counts = new Int32Array(nameIds.length);
  const learnt = new Map<number, ReadonlyMap<number, number>>();
  for (const [unit, list] of documentsOf) {
    const touched: number[] = [];
    for (const document of list) {
      for (const name of namesOf[document] ?? []) {
        if (counts[name] === 0) touched.push(name);
        counts[name] = (counts[name] as number) + 1;
      }
    }
    const strong: [number, number][] = [];
    for (const at of touched) {
      const count = counts[at] as number;
      counts[at] = 0;
      if (count < 2) continue;
      const name = nameIds[at] as number;
      const strength = count / (list.length + SHRINKAGE) - (namedCount.get(name) ?? 0) / documents;
      if (strength >= LEAST_STRENGTH) strong.push([name, strength]);
    }
    if (strong.length > 0)
      learnt.set(unit, new Map(strong.sort((x, y) => y[1] - x[1] || x[0] - y[0]).slice(0, MOST_PER_WORD)));
  }
  return { of: (word) => learnt.get(word) };
}
