import { stripInvisible, words } from './fold.ts';
import { type Lexicon, type LookAlike, NO_WORD } from './lexicon.ts';
import { type PlaceNames, placesIn } from './place-names.ts';
import { isSyllable, typedWithTones, undoTelex, undoVni, type Word, wordOf } from './syllable.ts';
import type { EntriesOfWord, Vocabulary, VocabularyEntry } from './vocabulary.ts';

/** A word of the question as matching sees it. */
export interface Token {
  readonly folded: string;
  /** Spelling with its tone, where the person typed tones; undefined: any tone fits. */
  readonly toned?: string | undefined;
  /** 1 for what was typed; less for what was added or guessed. */
  readonly weight: number;
}

/** What one step made of which words, for the reason record. */
export interface Change {
  readonly step:
    | 'abbreviation'
    | 'teencode'
    | 'dialect'
    | 'everyday'
    | 'renamed'
    | 'telex'
    | 'vni'
    | 'split'
    | 'joined'
    | 'spelling'
    | 'place';
  readonly from: string;
  readonly to: string;
}

export interface Normalised {
  /** Cleaned text, lower case, with its diacritics. */
  readonly text: string;
  /** The same folded: what patterns for intents and aspects read. Abbreviations and teencode are written out. */
  readonly folded: string;
  /** The words in order, without those that only name a place. */
  readonly tokens: readonly Token[];
  /** Runs of words that may also be meant (readings, synonyms, corrected spellings). */
  readonly added: readonly (readonly Token[])[];
  readonly changes: readonly Change[];
}

/** Longer messages are cut here, in words: a life story fits, a pasted book does not. */
const MOST_WORDS = 160;
/** What a second reading of an ambiguous abbreviation counts. */
const AMBIGUOUS_WEIGHT = 0.6;

const STEP_OF: Readonly<Record<VocabularyEntry['section'], Change['step']>> = {
  abbreviations: 'abbreviation',
  teencode: 'teencode',
  dialect_north_central: 'dialect',
  dialect_south: 'dialect',
  everyday: 'everyday',
  renamed: 'renamed',
};

/** A word with what lexicon and vocabulary have of it. */
interface KnownWord extends Word {
  /** In the lexicon; `NO_WORD`: the content never uses it. */
  readonly id: number;
  /** What the vocabulary says of texts that begin with it. */
  readonly entries: EntriesOfWord | undefined;
  /** The tones are those of some word; else they are a slip, and tell nothing. */
  readonly spelledRight: boolean;
}

/** The words of a question by their spelling. */
type Read = (spelled: string) => KnownWord;

/** Words remembered, more than all that content uses; what is longer is no word. */
const MOST_KNOWN = 50_000;
const LONGEST_KNOWN = 24;

/**
 * Turns questions as typed into words to match: lenient with accents, spelling, Telex and VNI leftovers, joined and
 * split syllables, abbreviations, dialect. Nothing typed is lost; every guess is an addition with a smaller weight.
 */
export function createNormalise(
  vocabulary: Vocabulary,
  lexicon: Lexicon,
  places: PlaceNames = new Map(),
): (text: string) => Normalised {
  // The same words come again and again: all there is to know of one is found by a single look-up.
  const known = new Map<string, KnownWord>();
  const read: Read = (spelled) => {
    let word = known.get(spelled);
    if (word !== undefined) return word;
    const forms = wordOf(spelled);
    word = {
      ...forms,
      id: lexicon.idOf(forms.folded),
      entries: vocabulary.byFirst.get(forms.folded),
      spelledRight: lexicon.spells(forms.toned),
    };
    if (spelled.length > LONGEST_KNOWN) return word;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(spelled, word);
    return word;
  };
  return (text) => normalise(text, read, lexicon, places);
}

function normalise(input: string, read: Read, lexicon: Lexicon, places: PlaceNames): Normalised {
  const text = stripInvisible(input)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .trim();
  const typed = words(text).slice(0, MOST_WORDS).map(read);
  const toned = typedWithTones(typed);
  const changes: Change[] = [];
  const added: Token[][] = [];

  const spelled = repair(typed, read, lexicon, changes);
  const tokens: Token[] = [];
  /** The word of each token. */
  const meant: KnownWord[] = [];
  let replaced = false;
  for (let at = 0; at < spelled.length; ) {
    const matches = matchesAt(spelled, at, toned);
    const replacing = matches.find((entry) => entry.replaces);
    for (const entry of matches) {
      // "chi phí" typed without tones is no dialect word for "gì".
      if (entry === replacing || isOrdinaryHere(spelled, at, entry, lexicon)) continue;
      for (const reading of entry.readings) {
        added.push(reading.map((word) => tokenOf(read(word), true, entry.weight)));
      }
      changes.push({
        step: STEP_OF[entry.section],
        from: entry.from.join(' '),
        to: entry.readings.map((r) => r.join(' ')).join(' | '),
      });
    }
    const word = spelled[at];
    const asWritten = replacing === undefined || isOrdinaryHere(spelled, at, replacing, lexicon);
    if (asWritten && replacing !== undefined)
      added.push(
        ...replacing.readings.map((reading) =>
          reading.map((one) => tokenOf(read(one), true, AMBIGUOUS_WEIGHT)),
        ),
      );
    if (asWritten) {
      if (word !== undefined) {
        tokens.push(tokenOf(word, toned, 1));
        meant.push(word);
      }
      at += 1;
      continue;
    }
    const [first = [], ...others] = replacing.readings;
    const weight = others.length === 0 ? replacing.weight : AMBIGUOUS_WEIGHT + 0.2;
    for (const word of first.map(read)) {
      tokens.push(tokenOf(word, true, weight));
      meant.push(word);
    }
    added.push(
      ...others.map((reading) => reading.map((word) => tokenOf(read(word), true, AMBIGUOUS_WEIGHT))),
    );
    changes.push({
      step: STEP_OF[replacing.section],
      from: replacing.from.join(' '),
      to: replacing.readings.map((r) => r.join(' ')).join(' | '),
    });
    at += replacing.from.length;
    replaced = true;
  }
  // Readings may themselves have everyday names (`cccd` → `căn cước công dân` → `căn cước`).
  const addWrittenOut = (words: readonly KnownWord[]): void => {
    for (const entry of writtenOut(words, spelled)) {
      for (const reading of entry.readings)
        added.push(reading.map((word) => tokenOf(read(word), true, entry.weight)));
      changes.push({
        step: STEP_OF[entry.section],
        from: entry.from.join(' '),
        to: entry.readings.map((r) => r.join(' ')).join(' | '),
      });
    }
  };
  if (replaced) addWrittenOut(meant);
  const where = placesIn(meant, places);
  const { runs, written, mended } = corrections(tokens, meant, where, lexicon, changes);
  added.push(...runs);
  // So may words whose slips are mended ("khoan gíng": giếng).
  if (mended.some((token, at) => token !== tokens[at])) addWrittenOut(written.map(read));
  if (where.size > 0)
    changes.push({ step: 'place', from: [...where].map((at) => written[at]).join(' '), to: '' });
  return {
    text,
    folded: written.join(' '),
    tokens: where.size === 0 ? mended : mended.filter((_, at) => !where.has(at)),
    added,
    changes,
  };
}

/** Pairs seen together from which a word that could be short for another is what it says ("tau ca" is a boat, not police). Range 2–10. */
const ORDINARY_PAIRS = 5;

function isOrdinaryHere(
  spelled: readonly KnownWord[],
  at: number,
  entry: VocabularyEntry,
  lexicon: Lexicon,
): boolean {
  const word = spelled[at];
  if (word === undefined || entry.from.length > 1 || !isSyllable(word.folded)) return false;
  const before = lexicon.together(spelled[at - 1]?.id ?? NO_WORD, word.id);
  const after = lexicon.together(word.id, spelled[at + 1]?.id ?? NO_WORD);
  return Math.max(before, after) >= ORDINARY_PAIRS;
}

function tokenOf(
  { folded, toned, marked, spelledRight }: KnownWord,
  typedToned: boolean,
  weight: number,
): Token {
  return { folded, toned: spelledRight && (typedToned || marked) ? toned : undefined, weight };
}

/** A word that was not typed so: any tone fits. All tokens have the same shape, which keeps what reads them fast. */
function guess(folded: string, weight: number): Token {
  return { folded, toned: undefined, weight };
}

const NO_ENTRIES: readonly VocabularyEntry[] = [];

function matchesAt(spelled: readonly KnownWord[], at: number, toned: boolean): readonly VocabularyEntry[] {
  const entries = spelled[at]?.entries;
  if (entries === undefined) return NO_ENTRIES;
  const longer = entries.followed.get(spelled[at + 1]?.folded ?? '') ?? NO_ENTRIES;
  if (longer.length + entries.alone.length === 0) return NO_ENTRIES;
  const found: VocabularyEntry[] = [];
  for (const list of [longer, entries.alone])
    for (const entry of list)
      if (standsAt(entry, spelled, at) && isMeant(entry, spelled, at, toned))
        if (!found.some((other) => other.section === entry.section)) found.push(entry);
  return found;
}

/** Whether the words of an entry stand here, tones aside. */
function standsAt({ from }: VocabularyEntry, words: readonly Word[], at: number): boolean {
  return from.every((folded, offset) => words[at + offset]?.folded === folded);
}

/** Whether the words that stand for an entry are typed as it is spelled, or may be. */
function isMeant(entry: VocabularyEntry, spelled: readonly Word[], at: number, toned: boolean): boolean {
  return entry.fromToned.every((wanted, offset) => {
    const word = spelled[at + offset];
    if (word === undefined) return false;
    if (word.toned === wanted) return true;
    // Typed with another tone it is another word; typed without any it may be this one, unless that is a common word.
    if (word.marked) return !isSyllable(word.folded);
    return !(entry.spelled || (toned && isSyllable(word.folded)));
  });
}

function writtenOut(meant: readonly KnownWord[], spelled: readonly Word[]): VocabularyEntry[] {
  const before = spelled.map(({ folded }) => folded).join(' ');
  const found: VocabularyEntry[] = [];
  meant.forEach(({ entries }, at) => {
    for (const entry of entries?.followed.get(meant[at + 1]?.folded ?? '') ?? NO_ENTRIES) {
      if (entry.replaces || !standsAt(entry, meant, at)) continue;
      if (!before.includes(entry.from.join(' '))) found.push(entry);
    }
  });
  return found;
}

/** What is counted in chats: `82t`, `2tr`, `50k`, `8h`, `15n`. */
const COUNTED: Readonly<Record<string, string>> = { t: 'tuổi', tr: 'triệu', k: 'nghìn', h: 'giờ', n: 'ngày' };

/** Undoes what keyboards do: Telex and VNI leftovers, missing and extra spaces. Only for words the content does not know. */
function repair(typed: readonly KnownWord[], read: Read, lexicon: Lexicon, changes: Change[]): KnownWord[] {
  const repaired: KnownWord[] = [];
  for (let at = 0; at < typed.length; at++) {
    const word = typed[at];
    if (word === undefined) continue;
    const { spelled, folded } = word;
    const counted = /^(\d{1,4})(tr|[tkhn])$/.exec(folded);
    const unit = COUNTED[counted?.[2] ?? ''];
    if (counted?.[1] !== undefined && unit !== undefined) {
      changes.push({ step: 'joined', from: spelled, to: `${counted[1]} ${unit}` });
      repaired.push(read(counted[1]), read(unit));
      continue;
    }
    if (word.id !== NO_WORD || word.entries !== undefined || /^\d+$/.test(folded)) {
      repaired.push(word);
      continue;
    }
    const next = typed[at + 1];
    if (next !== undefined && folded.length <= 3 && next.folded.length <= 4) {
      const joined = folded + next.folded;
      if (isSyllable(joined) && lexicon.has(joined) && !isSyllable(folded)) {
        changes.push({ step: 'split', from: `${spelled} ${next.spelled}`, to: joined });
        repaired.push(read(spelled + next.spelled));
        at += 1;
        continue;
      }
    }
    const vni = undoVni(spelled);
    const telex = vni ?? undoTelex(spelled);
    if (telex !== undefined && lexicon.has(telex)) {
      changes.push({ step: vni === undefined ? 'telex' : 'vni', from: spelled, to: telex });
      repaired.push(read(telex));
      continue;
    }
    const parts = splitJoined(folded, lexicon);
    if (parts !== undefined) {
      changes.push({ step: 'joined', from: spelled, to: parts.join(' ') });
      repaired.push(...parts.map(read));
      continue;
    }
    repaired.push(word);
  }
  return repaired;
}

/** `giaykhaisinh` → giấy khai sinh: fewest known syllables that make up the whole, pairs that occur together preferred. */
function splitJoined(folded: string, lexicon: Lexicon): string[] | undefined {
  if (folded.length < 5 || !/^[a-z]+$/.test(folded) || isSyllable(folded)) return undefined;
  const best: ({ cost: number; parts: string[] } | undefined)[] = [{ cost: 0, parts: [] }];
  for (let end = 1; end <= folded.length; end++) {
    for (let start = Math.max(0, end - 7); start < end; start++) {
      const head = best[start];
      const part = folded.slice(start, end);
      if (head === undefined || part.length < 2 || !lexicon.has(part) || !isSyllable(part)) continue;
      const before = head.parts.at(-1);
      const cost = head.cost + 1 + (before === undefined || lexicon.pairs(before, part) > 0 ? 0 : 1.5);
      const known = best[end];
      if (known === undefined || cost < known.cost) best[end] = { cost, parts: [...head.parts, part] };
    }
  }
  const whole = best[folded.length];
  return whole !== undefined && whole.parts.length >= 2 && whole.parts.length <= 8 ? whole.parts : undefined;
}

/** Least pairs seen together before a known word is read as a slip for another. Range 1–5. */
const PAIR_EVIDENCE = 2;
const MOST_READINGS = 3;
/** Pairs with its neighbours, and lead over the next look-alike, from which one replaces what was typed. Range 2–20, 1.5–6. */
const PLAIN_FIT = 6;
const PLAIN_LEAD = 3;
/** What a replaced word counts beside one typed right. Range 0.7–1. */
const MENDED_WEIGHT = 0.9;

/** A word seen beside its neighbours this often is no slip. Range 0–10. */
const MOST_OWN_FIT = 3;
/** How much oftener another must be seen there to be read beside it, and to take its place. Range 20–200. */
const FITS_BETTER = 40;
const FITS_FAR_BETTER = 100;
/** Least pairs from which another is read beside a word that is spelled right. Range 2–100. */
const SPELLED_EVIDENCE = 10;
/** Fit from which even a word that is spelled right gives way. Range 40–1000. */
const SURELY_FITS = 100;
/** The same where what was typed is a word too, but one that stands beside neither of its neighbours anywhere. */
const PLAIN_FIT_KNOWN = 15;
const PLAIN_LEAD_KNOWN = 4;

/**
 * Other words a typed one may be a slip for: unknown words always, known ones when they fit no neighbour and the other does.
 * Unknown words first: what they are mended to is a neighbour to judge the known ones by.
 */
function corrections(
  tokens: readonly Token[],
  meant: readonly KnownWord[],
  where: ReadonlySet<number>,
  lexicon: Lexicon,
  changes: Change[],
): { runs: Token[][]; written: string[]; mended: Token[] } {
  const runs: Token[][] = [];
  const written = tokens.map((token) => token.folded);
  const ids = meant.map(({ id }) => id);
  const mended = [...tokens];
  const correct = (at: number, known: boolean): void => {
    const word = written[at] ?? '';
    const before = ids[at - 1] ?? NO_WORD;
    const after = ids[at + 1] ?? NO_WORD;
    const fitOf = (id: number) => lexicon.together(before, id) + lexicon.together(id, after);
    const own = known ? fitOf(ids[at] ?? NO_WORD) : 0;
    // "tạm vắn": no word has these tones, however common "văn" and "vấn" are.
    const { toned: spelling = '', marked = false, spelledRight = true } = meant[at] ?? {};
    const isMisspelt = known && marked && !spelledRight;
    if (own > MOST_OWN_FIT && !isMisspelt) return;
    // Typed with the very tones of a word that is used, it may well be meant.
    const { toned } = tokens[at] ?? {};
    const asSpelled = known && toned !== undefined;
    if (asSpelled && own > 0) return;
    const leastFit = isMisspelt
      ? PAIR_EVIDENCE
      : Math.max(asSpelled ? SPELLED_EVIDENCE : PAIR_EVIDENCE, FITS_BETTER * own);
    const fitting: (LookAlike & { readonly fit: number })[] = [];
    for (const near of lexicon.near(word)) {
      const fit = fitOf(near.id);
      if (known ? fit < leastFit : fit === 0 && lexicon.count(near.word) < 5) continue;
      if ((asSpelled || isMisspelt) && !lexicon.soundsLike(spelling, near.word)) continue;
      fitting.push({ ...near, fit });
    }
    const candidates = fitting
      .sort((a, b) => b.worth * Math.log2(2 + b.fit) - a.worth * Math.log2(2 + a.fit))
      .slice(0, known ? 2 : MOST_READINGS);
    const [likeliest, other] = candidates;
    if (likeliest === undefined) return;
    const put = () => {
      written[at] = likeliest.word;
      ids[at] = likeliest.id;
    };
    if (!known) put();
    // Plainly a slip: one look-alike fits its neighbours far better than what was typed and any other.
    const [least, lead] = known
      ? [Math.max(PLAIN_FIT_KNOWN, isMisspelt ? own : FITS_FAR_BETTER * own), PLAIN_LEAD_KNOWN]
      : [PLAIN_FIT, PLAIN_LEAD];
    if (
      (!asSpelled || likeliest.fit >= SURELY_FITS) &&
      likeliest.fit >= least &&
      likeliest.fit >= lead * (other?.fit ?? 0) &&
      likeliest.worth >= (other?.worth ?? 0)
    ) {
      put();
      mended[at] = guess(likeliest.word, MENDED_WEIGHT);
      changes.push({ step: 'spelling', from: word, to: likeliest.word });
      return;
    }
    for (const candidate of known ? candidates.slice(0, 1) : candidates) {
      const weight = candidate.worth * (known ? 0.75 : 1) * (candidate.fit > 0 ? 1 : 0.7);
      // Neighbours come along with no weight of their own, so that pairs of words match too.
      const run: Token[] = [];
      if (lexicon.together(before, candidate.id) > 0) run.push(guess(written[at - 1] ?? '', 0));
      run.push(guess(candidate.word, weight));
      if (lexicon.together(candidate.id, after) > 0) run.push(guess(written[at + 1] ?? '', 0));
      runs.push(run);
      changes.push({ step: 'spelling', from: word, to: candidate.word });
    }
  };
  const knownAt: number[] = [];
  tokens.forEach(({ folded, weight }, at) => {
    if (weight !== 1 || where.has(at) || !/^[a-z]{2,9}$/.test(folded)) return;
    if (ids[at] !== NO_WORD) knownAt.push(at);
    else correct(at, false);
  });
  for (const at of knownAt) correct(at, true);
  return { runs, written, mended };
}
