import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadForEval } from './load.ts';
import {
  evaluateRespelled,
  type Respelled,
  readRespelled,
  STYLES,
  type StyleResult,
  spellings,
} from './respelled.ts';
import { type EvalResults, evaluate, share } from './score.ts';

/** Least (or, where marked, most) share on the development questions. They only rise; `npm run eval` shows today's figures. */
const FLOORS: readonly (readonly [string, 'least' | 'most', number])[] = [
  ['procedures: R@1', 'least', 0.9],
  ['procedures: R@5', 'least', 0.97],
  ['procedures: answered right', 'least', 0.855],
  ['procedures: unnecessary clarify', 'most', 0.09],
  ['procedures: wrong but confident', 'most', 0.05],
  ['procedures: wrongly refused', 'most', 0.025],
  ['procedures: clarify offered', 'least', 0.85],
  ['aspect', 'least', 0.87],
  ['intents', 'least', 0.97],
  ['out of scope refused', 'least', 0.97],
  ['list filters', 'least', 0.95],
  ['intent emergency', 'least', 1],
  ['topics', 'least', 0.94],
  ['dialogue turns', 'least', 0.94],
];

describe('evaluation floors', () => {
  let results: EvalResults;
  beforeAll(async () => {
    results = await evaluate(loadForEval(), read);
  });

  it.each(FLOORS)('%s: at %s %f', (name, bound, limit) => {
    const tally = results.tallies.find((one) => one.name === name);

    const got = share(tally?.hits ?? []);

    if (bound === 'least') expect(got).toBeGreaterThanOrEqual(limit);
    else expect(got).toBeLessThanOrEqual(limit);
  });
});

/** At most this far below standard on the same questions, in any way of writing. */
const GOAL = 0.06;

describe('respelled questions', () => {
  const questions: Respelled[] = readRespelled(read('respelled.jsonl'));
  let results: readonly StyleResult[];
  beforeAll(async () => {
    results = await evaluateRespelled(loadForEval(), questions);
  });

  it('are at least 150 pairs by hand, no two ways of writing a question alike', () => {
    expect(questions.length * 4).toBeGreaterThanOrEqual(150);
    for (const { standard, nodiacritics, abbrev, typo, dialect } of questions)
      expect(new Set([standard, nodiacritics, abbrev, typo, dialect]).size).toBe(5);
  });

  it('differ from standard in two words where the rule makes two slips', () => {
    for (const [index, question] of questions.entries()) {
      const before = question.standard.split(' ');
      const after = spellings(question, index)['rule: two slips'].split(' ');

      expect(after.filter((word, at) => word !== before[at])).toHaveLength(2);
    }
  });

  it('are mostly answered right as standard, so that a small gap says something', () => {
    expect(share(results[0]?.right.hits ?? [])).toBeGreaterThanOrEqual(0.88);
  });

  it.each(STYLES.slice(1))('%s: close to standard', (style) => {
    const result = results.find((one) => one.style === style);

    expect(result?.gapFirst).toBeLessThanOrEqual(GOAL);
    expect(result?.gapRight).toBeLessThanOrEqual(GOAL);
  });
});

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
