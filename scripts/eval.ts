/**
 * `npm run eval [-- --misses] [-- --content DIR]`: scores the development questions in test/eval by the rules of
 * test/eval/README.md and prints by intent, aspect and style, with bootstrap intervals.
 */
import { readFileSync } from 'node:fs';
import { loadForEval } from '../test/eval/load.ts';
import { evaluate, report } from '../test/eval/score.ts';

const misses = process.argv.includes('--misses');
const respond = loadForEval();
const results = await evaluate(respond, (file) =>
  readFileSync(new URL(`../test/eval/${file}`, import.meta.url), 'utf8'),
);
console.log(report(results, misses));

console.log('\nindicators.jsonl');
await import('./indicators-eval.ts');
