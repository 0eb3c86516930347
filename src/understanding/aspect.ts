import { ASPECT_PHRASES, BANDS, CLASSES, CLOSINGS, OPENINGS, SPELLINGS } from './languages/vi-aspects.ts';

/** What about a procedure is asked. `find`: which procedure, or everything in short. */
export const ASPECTS = [
  'find',
  'documents',
  'fee',
  'time',
  'where',
  'steps',
  'online',
  'postal',
  'result',
  'level',
  'legal',
  'conditions',
] as const;
export type Aspect = (typeof ASPECTS)[number];

/** A word of a phrase: one of these, or any word; `optional` may be missing. */
interface Slot {
  readonly words: ReadonlySet<string> | undefined;
  readonly optional: boolean;
}

interface Phrase {
  readonly aspect: Aspect;
  readonly band: number;
  /** After its first word, by which it is found. */
  readonly rest: readonly Slot[];
  readonly atStart: boolean;
  readonly atEnd: boolean;
  readonly notAfter: ReadonlySet<string> | undefined;
  readonly notBefore: ReadonlySet<string> | undefined;
}

interface Heard {
  readonly aspect: Aspect;
  readonly band: number;
  /** First word and the one after the last. */
  readonly start: number;
  readonly end: number;
}

const PHRASES = compilePhrases();
const SPELLED = compileSpellings();
const OPENING: ReadonlySet<string> = new Set(OPENINGS);
const CLOSING: ReadonlySet<string> = new Set(CLOSINGS);

/**
 * Reads the aspect from the folded question. The strongest band of `vi-aspects.ts` decides; within it what is asked
 * last, since people tell their story first ("… hỗ trợ chi phí học hành nộp cho ai" asks where).
 * `asked` tells whether the words were there at all: a bare topic has aspect `find`.
 */
export function detectAspect(folded: string): { aspect: Aspect; asked: boolean } {
  let best: Heard | undefined;
  for (const heard of hear(folded)) {
    if (best === undefined || heard.band > best.band || (heard.band === best.band && heard.end > best.end))
      best = heard;
  }
  if (best === undefined || best.aspect === 'find') return { aspect: 'find', asked: false };
  return { aspect: best.aspect, asked: true };
}

/**
 * All aspects asked about in so many words, in the order they are asked. What is only named is left out, and words
 * that are part of a stronger or longer question ask nothing of their own ("được cấp giấy gì" asks for no papers).
 */
export function detectAspects(folded: string): Aspect[] {
  const heard = hear(folded).filter(({ band }) => band >= BANDS.asks);
  const own = heard.filter((one) => !heard.some((other) => covers(other, one)));
  own.sort((a, b) => a.start - b.start);
  return [...new Set(own.flatMap(({ aspect }) => (aspect === 'find' ? [] : [aspect])))];
}

function covers(other: Heard, one: Heard): boolean {
  if (other.aspect === one.aspect || other.start >= one.end || one.start >= other.end) return false;
  return other.band > one.band || (other.band === one.band && other.end - other.start > one.end - one.start);
}

/** What was heard in the last message: several decisions ask the same of one. */
let last: { readonly folded: string; readonly heard: readonly Heard[] } = { folded: '', heard: [] };

function hear(folded: string): readonly Heard[] {
  if (last.folded !== folded) last = { folded, heard: listen(folded) };
  return last.heard;
}

function listen(folded: string): Heard[] {
  const words = respell(folded.split(' '));
  let first = 0;
  while (first < words.length && OPENING.has(words[first] ?? '')) first++;
  let last = words.length;
  while (last > first && CLOSING.has(words[last - 1] ?? '')) last--;
  const heard: Heard[] = [];
  for (let at = 0; at < words.length; at++) {
    const candidates = PHRASES.get(words[at] ?? '');
    if (candidates === undefined) continue;
    for (const phrase of candidates) {
      if (phrase.atStart && at > first) continue;
      if (phrase.notAfter?.has(words[at - 1] ?? '')) continue;
      const end = matchFrom(words, at + 1, phrase, 0, last);
      if (end >= 0) heard.push({ aspect: phrase.aspect, band: phrase.band, start: at, end });
    }
  }
  return heard;
}

/** Where the phrase ends that goes on at this word, -1 if it does not. Longest first: optional words are taken if they fit. */
function matchFrom(words: readonly string[], at: number, phrase: Phrase, slot: number, last: number): number {
  const next = phrase.rest[slot];
  if (next === undefined) {
    if (phrase.atEnd && at < last) return -1;
    return phrase.notBefore?.has(words[at] ?? '') === true ? -1 : at;
  }
  const word = words[at];
  if (word !== undefined && (next.words === undefined || next.words.has(word))) {
    const end = matchFrom(words, at + 1, phrase, slot + 1, last);
    if (end >= 0) return end;
  }
  if (!next.optional) return -1;
  let after = slot + 1;
  // Of several "any word or none" it makes no difference which is missing.
  if (next.words === undefined) while (isAnyWord(phrase.rest[after])) after++;
  return matchFrom(words, at, phrase, after, last);
}

function isAnyWord(slot: Slot | undefined): boolean {
  return slot !== undefined && slot.words === undefined;
}

/** Spellings replaced by the words that phrases are written with, longest run first. */
function respell(words: readonly string[]): string[] {
  const out: string[] = [];
  for (let at = 0; at < words.length; ) {
    const run = SPELLED.get(words[at] ?? '')?.find(({ rest }) =>
      rest.every((word, offset) => word === words[at + 1 + offset]),
    );
    if (run === undefined) out.push(words[at] ?? '');
    else out.push(...run.to);
    at += run === undefined ? 1 : run.rest.length + 1;
  }
  return out;
}

function compileSpellings(): ReadonlyMap<string, readonly { rest: string[]; to: string[] }[]> {
  const runs = new Map<string, { rest: string[]; to: string[] }[]>();
  for (const [from, to] of Object.entries(SPELLINGS)) {
    const [head = '', ...rest] = from.split(' ');
    const list = runs.get(head) ?? [];
    list.push({ rest, to: to.split(' ') });
    runs.set(
      head,
      list.sort((a, b) => b.rest.length - a.rest.length),
    );
  }
  return runs;
}

/** All phrases by their first word. */
function compilePhrases(): ReadonlyMap<string, readonly Phrase[]> {
  const byWord = new Map<string, Phrase[]>();
  for (const [aspect, band, lines] of ASPECT_PHRASES) {
    for (const line of lines.split(/[\n,]/)) {
      const parts = line.trim().split(/\s+/);
      if (parts[0] === '') continue;
      const atStart = parts[0] === '^';
      if (atStart) parts.shift();
      const atEnd = parts.at(-1) === '$';
      if (atEnd) parts.pop();
      const notAfter = parts[0]?.startsWith('~') ? alternatives(parts.shift() ?? '') : undefined;
      const notBefore = parts.at(-1)?.startsWith('~') ? alternatives(parts.pop() ?? '') : undefined;
      const [head = '', ...tail] = parts;
      const rest = tail.map((part) => ({
        words: /^\(?\*\)?$/.test(part) ? undefined : alternatives(part),
        optional: part.startsWith('(') || part === '*',
      }));
      const phrase = { aspect, band: BANDS[band], rest, atStart, atEnd, notAfter, notBefore };
      for (const word of alternatives(head)) byWord.set(word, [...(byWord.get(word) ?? []), phrase]);
    }
  }
  return byWord;
}

function alternatives(part: string): Set<string> {
  return new Set(
    part
      .replace(/[~()]/g, '')
      .split('/')
      .flatMap((word) => (CLASSES[word] ?? word).split('/')),
  );
}
