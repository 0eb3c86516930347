/**
 * `npm run tune:confidence`: fits the weights of "the first hit is right" (confidence.ts) on phrasings left out of the
 * index (a quarter without accents, a quarter with slips; what people need more counts more) and the development
 * questions. Deterministic. Prints the weights and, for a range of thresholds, the shares answered right and wrong.
 */
import { readFileSync } from 'node:fs';
import { CONFIDENCE_FEATURES, confidenceFeatures } from '../src/dialogue/confidence.ts';
import { loadDistinctions } from '../src/dialogue/questions.ts';
import { fold } from '../src/understanding/fold.ts';
import type { Understanding } from '../src/understanding/understand.ts';
import { leftOut, slip } from '../test/eval/leave-one-out.ts';
import { catalogue, documents, knowledge, understandingWithout } from './support/left-out.ts';
import { logistic, type Observation } from './support/logistic.ts';

const ROUNDS = [1, 3, 6, 9];
/** What a left-out phrase counts by how commonly its procedure is needed; of the rare ones every sixth is asked. */
const COUNTS = [0.25, 0.6, 1, 1.5] as const;
const DEVELOPMENT = 2;

const distinctions = loadDistinctions('content', new Set(catalogue.procedures.keys()));
const commonOf = new Map(documents.map(({ id, common }) => [id, common]));
const observe = (understanding: Understanding, text: string, codes: readonly string[], weight: number) => {
  const query = understanding.normalise(text);
  const hits = distinctions.together(understanding.findProcedures(query, 15));
  const [best] = hits;
  const y =
    best !== undefined && codes.some((code) => distinctions.primary(code) === distinctions.primary(best.id));
  return { x: confidenceFeatures(query, hits), y, weight };
};

const full = understandingWithout(documents, knowledge.examples);
const development: Observation[] = readFileSync('test/eval/procedures.jsonl', 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as { q: string; codes: string[]; expect: string })
  .filter(({ expect }) => expect === 'answer')
  .map(({ q, codes }) => observe(full, q, codes, DEVELOPMENT));
const rows = [...development];
for (const at of ROUNDS) {
  console.error(`leaving out phrase ${at} of each procedure`);
  const { documents: without, held } = leftOut(documents, at);
  const understanding = understandingWithout(without, knowledge.examples);
  held
    .filter(({ id }, index) => (commonOf.get(id) ?? 0) >= 1 || index % 6 === at % 6)
    .forEach(({ text, id }, index) => {
      const typed = index % 4 === 1 ? fold(text) : index % 4 === 3 ? slip(text, index) : text;
      rows.push(observe(understanding, typed, [id], COUNTS[commonOf.get(id) ?? 0] ?? 1));
    });
}
const { bias, weights } = logistic(rows);
console.log(`${rows.length} questions, ${development.length} of them development questions`);
console.log(`  bias: ${bias.toFixed(2)}`);
CONFIDENCE_FEATURES.forEach((name, at) => {
  console.log(`  ${name}: ${(weights[at] ?? 0).toFixed(2)}`);
});
const chance = ({ x }: Observation) =>
  1 / (1 + Math.exp(-x.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), bias)));
for (const threshold of [0.5, 0.55, 0.6, 0.65, 0.7]) {
  const answered = development.filter((row) => chance(row) >= threshold);
  const right = answered.filter(({ y }) => y).length;
  const share = (count: number) => (count / development.length).toFixed(3);
  console.log(`from ${threshold}: right ${share(right)}, wrong ${share(answered.length - right)}`);
}
