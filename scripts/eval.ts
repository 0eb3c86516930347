/**
 * `npm run eval [-- --misses] [-- --content DIR]`: scores the development questions in test/eval by the rules of
 * test/eval/README.md and prints by intent, aspect and style, with bootstrap intervals; then the same questions
 * respelled, and how far each way of writing falls behind.
 */
import { readFileSync } from 'node:fs';
import { loadForEval } from '../test/eval/load.ts';
import { evaluateRespelled, readRespelled, reportRespelled } from '../test/eval/respelled.ts';
import { evaluate, report } from '../test/eval/score.ts';

const misses = process.argv.includes('--misses');
const respond = loadForEval();
const read = (file: string) => readFileSync(new URL(`../test/eval/${file}`, import.meta.url), 'utf8');
const results = await evaluate(respond, read);
console.log(report(results, misses));

console.log('\nrespelled.jsonl (in brackets: points against standard)');
const respelled = await evaluateRespelled(respond, readRespelled(read('respelled.jsonl')));
console.log(reportRespelled(respelled, misses));

console.log('\nindicators.jsonl');
await import('./indicators-eval.ts');
