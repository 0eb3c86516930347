/**
 * `npm run eval:indicators [-- FILE…]`: scores questions about figures by the rules of test/eval/README.md and prints
 * every miss. Without files: the development questions, our own held-out ones, and the dialogues.
 */
import { readFileSync } from 'node:fs';
import { contentDir } from '../src/files.ts';
import { createIndicators, loadIndicators } from '../src/indicators/index.ts';
import {
  type IndicatorQuestion,
  scoreDialogues,
  scoreQuestions,
  summary,
} from '../test/indicators/scoring.ts';

const here = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const lines = <T>(text: string): T[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
const indicators = createIndicators(loadIndicators(contentDir()), { homeArea: 'ha-tinh' });
const files = process.argv.slice(2);

for (const file of files.length > 0
  ? files
  : ['test/eval/indicators.jsonl', 'test/indicators/held-out.jsonl']) {
  const text = files.length > 0 ? readFileSync(file, 'utf8') : here(file);
  console.log(summary(file, scoreQuestions(indicators, lines<IndicatorQuestion>(text))));
}
if (files.length === 0)
  console.log(
    summary('dialogues.jsonl', scoreDialogues(indicators, lines(here('test/indicators/dialogues.jsonl')))),
  );
