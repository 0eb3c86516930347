import { fold, stripInvisible, words } from '../../understanding/fold.ts';
import type { Card } from '../card.ts';

/** One way of asking and whose it is: a procedure's code, or the id of an answer. */
export interface OwnedPhrase {
  readonly owner: string;
  readonly text: string;
}

/** A phrase that several owners claim word for word, accents included. */
export interface Claim {
  readonly text: string;
  readonly owners: readonly string[];
}

/** Two phrases with much the same words. */
export interface NearPair {
  readonly a: OwnedPhrase;
  readonly b: OwnedPhrase;
  /** Words in common by words in either (Jaccard), accents aside, 0 to 1. */
  readonly likeness: number;
}

/** All phrases of cards; a name that is also a way of asking counts once. */
export function phrasesOf(cards: Iterable<Card>): OwnedPhrase[] {
  return [...cards].flatMap(({ code, names = [], ask }) =>
    [...new Set([...names, ...ask])].map((text) => ({ owner: code, text })),
  );
}

/** Phrases that two owners claim: whoever asks so cannot be answered by words alone. */
export function findClaims(phrases: readonly OwnedPhrase[]): Claim[] {
  const owners = new Map<string, { text: string; owners: Set<string> }>();
  for (const { owner, text } of phrases) {
    const key = words(stripInvisible(text).normalize('NFC').toLowerCase()).join(' ');
    const known = owners.get(key);
    if (known === undefined) owners.set(key, { text, owners: new Set([owner]) });
    else known.owners.add(owner);
  }
  return [...owners.values()]
    .filter((one) => one.owners.size > 1)
    .map((one) => ({ text: one.text, owners: [...one.owners] }));
}

/** Pairs of one owner's phrases at least `least` alike, most alike first: one of them adds nothing. */
export function findRepeats(phrases: readonly OwnedPhrase[], least: number): NearPair[] {
  const byOwner = new Map<string, { phrase: OwnedPhrase; set: Set<string> }[]>();
  for (const phrase of phrases) {
    const own = byOwner.get(phrase.owner) ?? [];
    own.push({ phrase, set: new Set(words(fold(phrase.text))) });
    byOwner.set(phrase.owner, own);
  }
  const pairs: NearPair[] = [];
  for (const own of byOwner.values())
    own.forEach(({ phrase: a, set }, at) => {
      for (const { phrase: b, set: other } of own.slice(at + 1)) {
        const likeness = jaccard([...set], other);
        if (likeness >= least) pairs.push({ a, b, likeness });
      }
    });
  return pairs.sort((a, b) => b.likeness - a.likeness);
}

/**
 * Pairs of different owners' phrases at least `least` alike, most alike first. Every pair is found, in seconds for
 * 50,000 phrases: two sets of words that share so much share one of their rarest words, so only those are compared.
 */
export function findNearPairs(phrases: readonly OwnedPhrase[], least: number): NearPair[] {
  const sets = phrases.map(({ text }) => [...new Set(words(fold(text)))]);
  const counts = new Map<string, number>();
  for (const set of sets) for (const word of set) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rarestFirst = (a: string, b: string) =>
    (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || (a < b ? -1 : 1);
  for (const set of sets) set.sort(rarestFirst);
  const byRareWord = new Map<string, number[]>();
  const pairs: NearPair[] = [];
  sets.forEach((set, at) => {
    const b = phrases[at];
    if (b === undefined) return;
    const candidates = new Set<number>();
    const prefix = set.length - Math.ceil(least * set.length) + 1;
    for (const word of set.slice(0, prefix)) {
      const list = byRareWord.get(word);
      if (list === undefined) byRareWord.set(word, [at]);
      else {
        for (const other of list) {
          const length = sets[other]?.length ?? 0;
          if (length >= least * set.length && set.length >= least * length) candidates.add(other);
        }
        list.push(at);
      }
    }
    const own = new Set(set);
    for (const other of candidates) {
      const a = phrases[other];
      if (a === undefined || a.owner === b.owner) continue;
      const likeness = jaccard(sets[other] ?? [], own);
      if (likeness >= least) pairs.push({ a, b, likeness });
    }
  });
  return pairs.sort((a, b) => b.likeness - a.likeness);
}

function jaccard(a: readonly string[], b: ReadonlySet<string>): number {
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return a.length + b.size === 0 ? 0 : common / (a.length + b.size - common);
}
