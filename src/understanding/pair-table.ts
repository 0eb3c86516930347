/**
 * Ids of ordered pairs of ids, 0, 1, 2 … as they are first seen. A hash table with open addressing in one flat array: a Map
 * with a number for each pair takes several times the memory and the time.
 */
export interface PairTable {
  readonly size: number;
  /** The id of the pair, a new one if it has none yet. Both are integers from 0. */
  idOf(first: number, second: number): number;
  /** The id of the pair, or -1. */
  find(first: number, second: number): number;
  /** What `createPairTable` makes the same table from. It is not copied. */
  data(): PairTableData;
}

export interface PairTableData {
  readonly size: number;
  /** First, second and id of each slot; the number of slots is a power of two. */
  readonly slots: Int32Array;
}

const EMPTY = -1;
const WIDTH = 3;
const FIRST_SLOTS = 1 << 12;

export function createPairTable(data?: PairTableData): PairTable {
  let size = data?.size ?? 0;
  let table = data?.slots ?? new Int32Array(FIRST_SLOTS * WIDTH).fill(EMPTY);
  let last = table.length / WIDTH - 1;

  /** Where the pair is, or the free slot where it belongs. */
  const placeOf = (first: number, second: number): number => {
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
    hash ^= hash >>> 15;
    for (let slot = hash & last; ; slot = (slot + 1) & last) {
      const place = slot * WIDTH;
      if (table[place] === EMPTY || (table[place] === first && table[place + 1] === second)) return place;
    }
  };

  const grow = () => {
    const old = table;
    table = new Int32Array(old.length * 2).fill(EMPTY);
    last = table.length / WIDTH - 1;
    for (let at = 0; at < old.length; at += WIDTH) {
      if (old[at] === EMPTY) continue;
      const place = placeOf(old[at] as number, old[at + 1] as number);
      for (let offset = 0; offset < WIDTH; offset++) table[place + offset] = old[at + offset] as number;
    }
  };

  return {
    get size() {
      return size;
    },
    idOf(first, second) {
      const place = placeOf(first, second);
      if (table[place] !== EMPTY) return table[place + 2] as number;
      table[place] = first;
      table[place + 1] = second;
      table[place + 2] = size;
      size += 1;
      // Half full at most: chains stay short.
      if (size * 2 > last + 1) grow();
      return size - 1;
    },
    find: (first, second) => table[placeOf(first, second) + 2] as number,
    data: () => ({ size, slots: table }),
  };
}
