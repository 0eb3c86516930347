/** Which documents say each unit (a word or a pair), and how often: lists side by side in flat arrays. */
export interface Postings {
  /** The documents of unit `u` are `docs[starts[u]]` up to, not including, `docs[starts[u + 1]]`, ascending. */
  readonly starts: Int32Array;
  readonly docs: Int32Array;
  readonly tfs: Float32Array;
}

/** A list of 32-bit integers that grows; far lighter than an array of numbers. */
export class IntList {
  #data = new Int32Array(1 << 12);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#data.length) {
      const larger = new Int32Array(this.#data.length * 2);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[this.#length] = value;
    this.#length += 1;
  }

  /** The values so far, in an array of their own size. */
  values(): Int32Array {
    return this.#data.slice(0, this.#length);
  }
}

export interface PostingsBuilder {
  /** Documents must come in ascending order. */
  add(unit: number, doc: number, tf: number): void;
  build(size: number): Postings;
}

export function createPostingsBuilder(): PostingsBuilder {
  const units = new IntList();
  const inDocs = new IntList();
  /** Thousandths: counts are small multiples of the weights. */
  const counts = new IntList();
  return {
    add(unit, doc, tf) {
      units.push(unit);
      inDocs.push(doc);
      counts.push(Math.round(tf * 1000));
    },
    build(size) {
      const unit = units.values();
      const doc = inDocs.values();
      const count = counts.values();
      // Distinct documents of each unit first, so that the lists come out without gaps.
      const starts = new Int32Array(size + 1);
      const latest = new Int32Array(size).fill(-1);
      for (let at = 0; at < unit.length; at++) {
        const id = unit[at] as number;
        if (latest[id] === doc[at]) continue;
        latest[id] = doc[at] as number;
        starts[id + 1] = (starts[id + 1] as number) + 1;
      }
      for (let at = 0; at < size; at++) starts[at + 1] = (starts[at + 1] as number) + (starts[at] as number);
      const ends = starts.slice(0, size);
      const docs = new Int32Array(starts[size] as number);
      const tfs = new Float32Array(docs.length);
      for (let at = 0; at < unit.length; at++) {
        const id = unit[at] as number;
        const end = ends[id] as number;
        const tf = (count[at] as number) / 1000;
        if (end > (starts[id] as number) && docs[end - 1] === doc[at]) {
          tfs[end - 1] = (tfs[end - 1] as number) + tf;
          continue;
        }
        docs[end] = doc[at] as number;
        tfs[end] = tf;
        ends[id] = end + 1;
      }
      return { starts, docs, tfs };
    },
  };
}
