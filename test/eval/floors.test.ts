import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadForEval } from './load.ts';
import { type EvalResults, evaluate, share } from './score.ts';

/** Least (or, where marked, most) share on the development questions. They only rise; `npm run eval` shows today's figures. */
const FLOORS: readonly (readonly [string, 'least' | 'most', number])[] = [
  ['procedures: R@1', 'least', 0.86],
  ['procedures: R@5', 'least', 0.94],
  ['procedures: answered right', 'least', 0.81],
  ['procedures: unnecessary clarify', 'most', 0.12],
  ['procedures: wrong but confident', 'most', 0.08],
  ['procedures: wrongly refused', 'most', 0.03],
  ['intents', 'least', 0.91],
  ['out of scope refused', 'least', 0.88],
  ['list filters', 'least', 0.9],
  ['intent emergency', 'least', 1],
  ['dialogue turns', 'least', 0.74],
];

describe('evaluation floors', () => {
  let results: EvalResults;
  beforeAll(async () => {
    results = await evaluate(loadForEval(), (file) => readFileSync(new URL(file, import.meta.url), 'utf8'));
  });

  it.each(FLOORS)('%s: at %s %f', (name, bound, limit) => {
    const tally = results.tallies.find((one) => one.name === name);

    const got = share(tally?.hits ?? []);

    if (bound === 'least') expect(got).toBeGreaterThanOrEqual(limit);
    else expect(got).toBeLessThanOrEqual(limit);
  });
});
