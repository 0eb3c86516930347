import { isOneSlip, soundKey } from './syllable.ts';

/**
 * Which words sound alike and which are one slip apart, as plain data: each word stands under the hash of its sound and of
 * what is left of it without a letter. Sorted numbers take a tenth of the memory of maps, and no time when they are read back.
 */
export interface LookAlikes {
  readonly bySound: HashedWords;
  readonly byDeletion: HashedWords;
}

/** Ids of words by hash, both in the order of the hashes. */
interface HashedWords {
  readonly hashes: Int32Array;
  readonly words: Int32Array;
}

/** Indexes the words by their place in the list; long ones and those with digits are like no other. */
export function learnLookAlikes(words: readonly string[]): LookAlikes {
  const sounds: [hash: number, word: number][] = [];
  const forms: [hash: number, word: number][] = [];
  words.forEach((word, id) => {
    if (!/^[a-z]{2,8}$/.test(word)) return;
    sounds.push([hash(soundKey(word)), id]);
    for (const form of deletions(word)) forms.push([hash(form), id]);
  });
  return { bySound: sorted(sounds), byDeletion: sorted(forms) };
}

/** Ids of the other words that sound like this one. */
export function soundingLike(word: string, { bySound }: LookAlikes, words: readonly string[]): Set<number> {
  const key = soundKey(word);
  const found = new Set<number>();
  addUnder(hash(key), bySound, (id) => words[id] !== word && soundKey(words[id] ?? '') === key, found);
  return found;
}

/** Ids of the other words that are one slip away. */
export function oneSlipFrom(word: string, { byDeletion }: LookAlikes, words: readonly string[]): Set<number> {
  const found = new Set<number>();
  for (const form of deletions(word))
    addUnder(hash(form), byDeletion, (id) => words[id] !== word && isOneSlip(word, words[id] ?? ''), found);
  return found;
}

/** Adds the words under a hash that are truly meant: different ones may have the same hash. */
function addUnder(
  key: number,
  { hashes, words }: HashedWords,
  isMeant: (id: number) => boolean,
  found: Set<number>,
): void {
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  for (let at = low; hashes[at] === key; at++) {
    const id = words[at] as number;
    if (isMeant(id)) found.add(id);
  }
}

function sorted(entries: [hash: number, word: number][]): HashedWords {
  entries.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    hashes: Int32Array.from(entries, ([key]) => key),
    words: Int32Array.from(entries, ([, word]) => word),
  };
}

/** Spellings one slip away from each other share one of these: the word, and the word with one letter left out. */
function deletions(word: string): string[] {
  const forms = [word];
  for (let at = 0; at < word.length; at++) forms.push(word.slice(0, at) + word.slice(at + 1));
  return forms;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value;
}
