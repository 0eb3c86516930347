import { z } from 'zod';
import type { Respond } from '../../src/dialogue/answer.ts';
import { fold } from '../../src/understanding/fold.ts';
import { slipWord } from './leave-one-out.ts';
import { asker, lines, share, type Tally } from './score.ts';

/** The ways a question is written by hand, and the ways a rule writes it. `standard` is what the others are held against. */
export const STYLES = [
  'standard',
  'nodiacritics',
  'abbrev',
  'typo',
  'dialect',
  'rule: nodiacritics',
  'rule: two slips',
  'rule: both',
] as const;
export type Style = (typeof STYLES)[number];

const Respelled = z.strictObject({
  id: z.string(),
  codes: z.array(z.string()).min(1),
  standard: z.string().min(1),
  nodiacritics: z.string().min(1),
  abbrev: z.string().min(1),
  typo: z.string().min(1),
  dialect: z.string().min(1),
});
export type Respelled = z.infer<typeof Respelled>;

export interface StyleResult {
  readonly style: Style;
  /** The first procedure is an accepted one. */
  readonly first: Tally;
  /** The same, and it was answered without asking back. */
  readonly right: Tally;
  /** Points (0–1) below standard on the same questions; negative when the style did better. */
  readonly gapFirst: number;
  readonly gapRight: number;
  /** Questions answered right as standard and not in this style, with what came instead. */
  readonly lost: readonly string[];
}

/** The questions of respelled.jsonl. Throws when a line does not have all five ways of writing. */
export function readRespelled(text: string): Respelled[] {
  return lines(text).map((line) => Respelled.parse(line));
}

/** One question in every style; the rules depend on the text and `index` alone. */
export function spellings(question: Respelled, index: number): Record<Style, string> {
  const { standard, nodiacritics, abbrev, typo, dialect } = question;
  return {
    standard,
    nodiacritics,
    abbrev,
    typo,
    dialect,
    'rule: nodiacritics': fold(standard),
    'rule: two slips': twoSlips(standard, index),
    'rule: both': twoSlips(fold(standard), index),
  };
}

/**
 * The text with one slip in each of two words, chosen by `index` alone: from two places half the text apart, the next
 * word that the slip changes, and the next kind of slip where it changes none. Decomposed, because the slips' word
 * ends are ASCII and would otherwise fall inside accented words.
 */
function twoSlips(text: string, index: number): string {
  const words = text.normalize('NFD').split(' ');
  const slipped = new Map<number, string>();
  for (let kind = index; slipped.size < 2; kind += 5) {
    if (kind > index + 500) throw new Error(`No two slips fit "${text}"; write a question of more words`);
    const from = index * 7 + slipped.size * Math.ceil(words.length / 2);
    for (let step = 0; step < words.length; step++) {
      const at = (from + step) % words.length;
      const word = words[at] ?? '';
      const changed = slipWord(word, kind);
      if (slipped.has(at) || changed === word) continue;
      slipped.set(at, changed);
      break;
    }
  }
  return words
    .map((word, at) => slipped.get(at) ?? word)
    .join(' ')
    .normalize('NFC');
}

/** Asks every question in every style, each with an empty session, and compares with the same questions as standard. */
export async function evaluateRespelled(
  respond: Respond,
  questions: readonly Respelled[],
): Promise<StyleResult[]> {
  const ask = asker(respond);
  const results: StyleResult[] = [];
  for (const style of STYLES) {
    const first: boolean[] = [];
    const right: boolean[] = [];
    const lost: string[] = [];
    for (const [index, question] of questions.entries()) {
      const text = spellings(question, index)[style];
      const { answer } = await ask(text, undefined);
      const listed = (answer.procedures ?? []).map(({ code }) => code);
      const isFirst = question.codes.includes(listed[0] ?? '');
      const isRight = isFirst && answer.status === 'answered';
      first.push(isFirst);
      right.push(isRight);
      const before = results[0];
      if (!isRight && (before === undefined || before.right.hits[index] === true))
        lost.push(
          `${question.id} | ${text} | want ${question.codes[0]} | ${answer.status} ${answer.intent} ${listed.slice(0, 3).join(' ')}`,
        );
    }
    const standard = results[0];
    results.push({
      style,
      first: { name: `${style} R@1`, hits: first },
      right: { name: `${style} answered right`, hits: right },
      gapFirst: standard === undefined ? 0 : share(standard.first.hits) - share(first),
      gapRight: standard === undefined ? 0 : share(standard.right.hits) - share(right),
      lost,
    });
  }
  return results;
}

/** A readable table, gaps in points; with misses, the questions each style lost against standard. */
export function reportRespelled(results: readonly StyleResult[], withMisses: boolean): string {
  const points = (gap: number) => (-gap * 100).toFixed(1).padStart(6);
  const rows = results.map(
    ({ style, first, right, gapFirst, gapRight, lost }) =>
      `${style.padEnd(20)} R@1 ${share(first.hits).toFixed(3)} (${points(gapFirst)})  answered right ${share(right.hits).toFixed(3)} (${points(gapRight)})  lost ${lost.length}  n=${right.hits.length}`,
  );
  const missed = results.flatMap(({ style, lost }) => lost.map((line) => `${style} | ${line}`));
  return [...rows, ...(withMisses ? ['', ...missed] : [])].join('\n');
}
