import { z } from 'zod';
import { remember } from '../remember.ts';
import { fold, words } from './fold.ts';
import { isSyllable, tonedForm } from './syllable.ts';

const Section = z.strictObject({
  /** What added words count beside typed ones, 0 to 1. */
  weight: z.number().min(0).max(1),
  words: z.record(z.string(), z.string()),
});

/** Shape of `content/vocabulary/<lang>.yaml`. */
export const VocabularyFile = z.strictObject({
  abbreviations: Section,
  teencode: Section,
  dialect_north_central: Section,
  dialect_south: Section,
  everyday: Section,
  renamed: Section,
});
export type VocabularyFile = z.infer<typeof VocabularyFile>;
export type VocabularySection = keyof VocabularyFile;

export interface VocabularyEntry {
  readonly section: VocabularySection;
  /** Words to find, folded and with tones. */
  readonly from: readonly string[];
  readonly fromToned: readonly string[];
  /** Readings; each a run of words with diacritics. */
  readonly readings: readonly (readonly string[])[];
  readonly weight: number;
  /** The readings stand in for what was typed; otherwise they are added. */
  readonly replaces: boolean;
  /** Matches only as spelled: without its diacritics it would be another everyday word (`hông`, `mô`, `răng`). */
  readonly spelled: boolean;
}

export interface Vocabulary {
  /** Entries by the first folded word. */
  readonly byFirst: ReadonlyMap<string, EntriesOfWord>;
}

/** The entries that begin with a word. */
export interface EntriesOfWord {
  /** Those that are this word alone. */
  readonly alone: readonly VocabularyEntry[];
  /** Longer ones by their second folded word, longest first. */
  readonly followed: ReadonlyMap<string, readonly VocabularyEntry[]>;
}

const REPLACING: readonly VocabularySection[] = ['abbreviations', 'teencode'];

export function createVocabulary(file: VocabularyFile): Vocabulary {
  const byFirst = new Map<string, { alone: VocabularyEntry[]; followed: Map<string, VocabularyEntry[]> }>();
  for (const [section, { weight, words: entries }] of Object.entries(file)) {
    for (const [from, to] of Object.entries(entries)) {
      const spelling = words(from.normalize('NFC').toLowerCase());
      const folded = spelling.map(fold);
      const first = folded[0];
      if (first === undefined) continue;
      const single = folded.length === 1;
      const entry: VocabularyEntry = {
        section: section as VocabularySection,
        from: folded,
        fromToned: spelling.map(tonedForm),
        readings: to.split('|').map((reading) => words(reading.normalize('NFC').toLowerCase())),
        weight,
        // A single letter may also be a class or grade (hạng C, mẫu A): its reading is added, not put in its place;
        // k, j and z are no grades.
        replaces:
          (REPLACING as readonly string[]).includes(section) &&
          !(single && first.length === 1 && !/[kjz]/.test(first)),
        spelled: single && isSyllable(first) && spelling[0] !== first,
      };
      const own = remember(byFirst, first, () => ({ alone: [], followed: new Map() }));
      const second = folded[1];
      if (second === undefined) own.alone.push(entry);
      else remember(own.followed, second, () => []).push(entry);
    }
  }
  for (const { followed } of byFirst.values())
    for (const entries of followed.values()) entries.sort((a, b) => b.from.length - a.from.length);
  return { byFirst };
}

export const EMPTY_VOCABULARY: Vocabulary = { byFirst: new Map() };
