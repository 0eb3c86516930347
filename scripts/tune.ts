/**
 * `npm run tune`: fits the weights of the features that ranking turns on (`rank` in retrieval.ts). Every procedure's
 * phrases are left out in turn and must find it again, as typed, without diacritics, and with slips; the weights that make
 * the right one likeliest among its rivals are the result. The development questions weigh a fifth of the whole in the last
 * fit; what they gain by it is measured before, on halves of them left out.
 * Deterministic: same content, same result. The weights it prints are copied into retrieval.ts by hand.
 */
import { readFileSync } from 'node:fs';
import { loadCatalogue, toDocuments } from '../src/catalogue/load.ts';
import { loadKnowledge } from '../src/dialogue/knowledge.ts';
import { fold } from '../src/understanding/fold.ts';
import { createLexicon } from '../src/understanding/lexicon.ts';
import { createNormalise } from '../src/understanding/normalise.ts';
import { createRetrieval, type Retrieval } from '../src/understanding/retrieval.ts';
import { createVocabulary } from '../src/understanding/vocabulary.ts';
import { DEFAULT_WEIGHTS, FEATURES } from '../src/understanding/weights.ts';
import { leftOut, slip } from '../test/eval/leave-one-out.ts';

/** Which phrase of each procedure is left out, round by round; every other round only tests. */
const ROUNDS = [1, 2, 4, 5, 7, 9];
const STEPS = 300;
const RIDGE = 1e-4;
/** Of a left-out phrase nothing can be learnt about being said so; this weight stays as it is. */
const GIVEN = FEATURES.indexOf('said so');
/** Weight of all development questions together, beside all left-out phrases. */
const DEVELOPMENT_SHARE = 0.25;

/** How often a procedure is asked about, by how commonly it is needed (0 to 3). */
const ASKED = [1, 2, 5, 12] as const;

interface Case {
  readonly weight: number;
  /** Feature vectors of the rivals. */
  readonly rivals: readonly (readonly number[])[];
  /** Place of a right one among them. */
  readonly right: number;
}

const catalogue = loadCatalogue('content');
const vocabulary = createVocabulary(loadKnowledge('content', 'intents').vocabulary);
const all = toDocuments(catalogue);
const lexicon = createLexicon(
  all.flatMap(({ phrases, texts }) => [...phrases.map(({ text }) => text), ...texts]),
);
const normalise = createNormalise(vocabulary, lexicon);

const commonOf = new Map(all.map(({ id, common }) => [id, common]));

function caseOf(retrieval: Retrieval, text: string, right: readonly string[], weight: number): Case {
  const hits = retrieval.search(normalise(text), DEFAULT_WEIGHTS.rivals);
  return {
    weight,
    rivals: hits.map(({ features }) => features),
    right: hits.findIndex(({ id }) => right.includes(id)),
  };
}

function casesOf(at: number): Case[] {
  const { documents, held } = leftOut(all, at);
  const retrieval = createRetrieval(documents);
  return held.map(({ text, id }, index) =>
    caseOf(
      retrieval,
      index % 4 === 1 ? fold(text) : index % 4 === 3 ? slip(text, index) : text,
      [id],
      ASKED[commonOf.get(id) ?? 0] ?? 1,
    ),
  );
}

function share(cases: readonly Case[], rank: readonly number[]): string {
  let first = 0;
  let five = 0;
  let all = 0;
  for (const { rivals, right, weight } of cases) {
    all += weight;
    if (right < 0) continue;
    const scores = rivals.map((features) => scoreOf(features, rank));
    const better = scores.filter((score) => score > (scores[right] ?? 0)).length;
    if (better === 0) first += weight;
    if (better < 5) five += weight;
  }
  return `${(first / all).toFixed(3)} / ${(five / all).toFixed(3)}`;
}

function scoreOf(features: readonly number[], rank: readonly number[]): number {
  return features.reduce((sum, value, at) => sum + value * (rank[at] ?? 0), 0);
}

/** Softmax regression by Adam over standardised features; returns weights for the plain ones. */
function fitWeights(cases: readonly Case[]): number[] {
  const usable = cases.filter(({ right, rivals }) => right >= 0 && rivals.length > 1);
  const size = usable[0]?.rivals[0]?.length ?? 0;
  const rows = usable.flatMap(({ rivals }) => rivals);
  const at = Array.from({ length: size }, (_, feature) => feature);
  const mean = at.map((f) => rows.reduce((sum, row) => sum + (row[f] ?? 0), 0) / rows.length);
  const spread = at.map(
    (f) =>
      Math.sqrt(rows.reduce((sum, row) => sum + ((row[f] ?? 0) - (mean[f] ?? 0)) ** 2, 0) / rows.length) +
      1e-9,
  );
  const data = usable.map(({ rivals, right, weight }) => ({
    right,
    weight,
    rivals: rivals.map((row) =>
      Float64Array.from(at, (f) => (f === GIVEN ? 0 : ((row[f] ?? 0) - (mean[f] ?? 0)) / (spread[f] ?? 1))),
    ),
  }));
  const mass = data.reduce((sum, { weight }) => sum + weight, 0);
  const weights = new Float64Array(size);
  const momentum = new Float64Array(size);
  const variance = new Float64Array(size);
  for (let step = 1; step <= STEPS; step++) {
    const gradient = Float64Array.from(weights, (weight) => RIDGE * weight);
    for (const { rivals, right, weight } of data) {
      const scores = rivals.map((row) =>
        row.reduce((sum, value, f) => sum + value * (weights[f] as number), 0),
      );
      const top = Math.max(...scores);
      const odds = scores.map((score) => Math.exp(score - top));
      const total = odds.reduce((sum, value) => sum + value, 0);
      rivals.forEach((row, rival) => {
        const error = (weight * ((odds[rival] ?? 0) / total - (rival === right ? 1 : 0))) / mass;
        if (Math.abs(error) * mass < 1e-4) return;
        for (let f = 0; f < size; f++) gradient[f] = (gradient[f] as number) + error * (row[f] as number);
      });
    }
    const rate = step < STEPS * 0.7 ? 0.4 : 0.1;
    for (let f = 0; f < size; f++) {
      momentum[f] = 0.9 * (momentum[f] as number) + 0.1 * (gradient[f] as number);
      variance[f] = 0.99 * (variance[f] as number) + 0.01 * (gradient[f] as number) ** 2;
      weights[f] =
        (weights[f] as number) -
        (rate * ((momentum[f] as number) / (1 - 0.9 ** step))) /
          (Math.sqrt((variance[f] as number) / (1 - 0.99 ** step)) + 1e-8);
    }
    if (step % 50 === 0) console.error(`step ${step} of ${STEPS}`);
  }
  return Array.from(weights, (weight, f) =>
    f === GIVEN ? (DEFAULT_WEIGHTS.rank[f] ?? 0) : weight / (spread[f] ?? 1),
  );
}

const rounds = ROUNDS.map((at) => {
  console.error(`leaving out phrase ${at} of each procedure`);
  return casesOf(at);
});
const training = rounds.filter((_, index) => index % 2 === 0).flat();
const test = rounds.filter((_, index) => index % 2 === 1).flat();
const full = createRetrieval(all);
const development = readFileSync('test/eval/procedures.jsonl', 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as { q: string; codes: string[]; expect: string })
  .filter((question) => question.expect === 'answer')
  .map((question) => caseOf(full, question.q, question.codes, 1));
const report = (label: string, rank: readonly number[]) =>
  console.log(
    `${label}: first / first five: fitted on ${share(training, rank)}, held out ${share(test, rank)}, development ${share(development, rank)}`,
  );
report('now', DEFAULT_WEIGHTS.rank);
report('fitted on half', fitWeights(training));
const mass = [...training, ...test].reduce((sum, { weight }) => sum + weight, 0);
const weighed = development.map((one) => ({
  ...one,
  weight: (mass * DEVELOPMENT_SHARE) / development.length,
}));
const halves = [0, 1].map((half) => weighed.filter((_, at) => at % 2 === half));
for (const half of [0, 1]) {
  const rank = fitWeights([...training, ...test, ...(halves[half] ?? [])]);
  console.log(
    `fitted with every other development question; the others: ${share(halves[1 - half] ?? [], rank)}`,
  );
}
const rank = fitWeights([...training, ...test, ...weighed]);
report('fitted on all', rank);
console.log(JSON.stringify(rank.map((weight) => Number(weight.toPrecision(3)))));
