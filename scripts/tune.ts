/**
 * `npm run tune [-- --rounds N]`: coordinate search over the ranking weights. Each phrase is left out once and must find
 * its procedure again, as typed, without diacritics, and with slips; development questions count beside them.
 * Deterministic: same content, same result. Prints the best weights; they are copied into retrieval.ts by hand.
 */
import { readFileSync } from 'node:fs';
import { loadCatalogue, toDocuments } from '../src/catalogue/load.ts';
import { loadKnowledge } from '../src/dialogue/knowledge.ts';
import { fold, words } from '../src/understanding/fold.ts';
import { createLexicon } from '../src/understanding/lexicon.ts';
import { type Normalised, normalise } from '../src/understanding/normalise.ts';
import {
  createRetrieval,
  DEFAULT_WEIGHTS,
  type RankingWeights,
  type SearchDocument,
} from '../src/understanding/retrieval.ts';
import { createVocabulary } from '../src/understanding/vocabulary.ts';
import { leftOut, slip } from '../test/eval/leave-one-out.ts';

const at = process.argv.indexOf('--rounds');
const rounds = at < 0 ? 1 : Number(process.argv[at + 1]);
const SAMPLE = 1_000;
const catalogue = loadCatalogue('content');
const vocabulary = createVocabulary(loadKnowledge('content', 'intents').vocabulary);
const all = toDocuments(catalogue);
const lexicon = createLexicon(
  all
    .flatMap((document) => [...document.phrases.map(({ text }) => text), ...document.texts])
    .map((text) => words(text).map(fold)),
);

interface Case {
  readonly query: Normalised;
  readonly codes: readonly string[];
}
const folds = [1, 4].map((at) => {
  const { documents, held } = leftOut(all, at);
  const step = Math.max(1, Math.floor(held.length / (SAMPLE / 2)));
  const cases: Case[] = held
    .filter((_, index) => index % step === 0)
    .map(({ text, id }, index) => {
      const typed = index % 3 === 0 ? text : index % 3 === 1 ? fold(text) : slip(text, index);
      return { query: normalise(typed, vocabulary, lexicon), codes: [id] };
    });
  return { documents, cases };
});
const development: Case[] = readFileSync('test/eval/procedures.jsonl', 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as { q: string; codes: string[]; expect: string })
  .filter((question) => question.expect === 'answer')
  .map((question) => ({ query: normalise(question.q, vocabulary, lexicon), codes: question.codes }));

function scoreOf(
  documents: readonly SearchDocument[],
  cases: readonly Case[],
  weights: RankingWeights,
): number {
  const retrieval = createRetrieval(documents, weights);
  let sum = 0;
  for (const { query, codes } of cases) {
    const at = retrieval.search(query, 5).findIndex((hit) => codes.includes(hit.id));
    sum += at === 0 ? 1 : at > 0 ? 0.25 : 0;
  }
  return sum / cases.length;
}

function objective(weights: RankingWeights): { total: number; held: number; dev: number } {
  const held =
    folds.reduce((sum, { documents, cases }) => sum + scoreOf(documents, cases, weights), 0) / folds.length;
  const dev = scoreOf(all, development, weights);
  return { total: 0.5 * held + 0.5 * dev, held, dev };
}

const STEPS: { readonly [K in keyof RankingWeights]?: readonly number[] } = {
  explainedShare: [0, 0.06, 0.12, 0.2],
  answeredShare: [0, 0.06, 0.12, 0.2],
  phraseSide: [0.2, 0.3, 0.4, 0.5, 0.6],
  idfPower: [0.8, 1, 1.15, 1.3, 1.5],
  rivalShare: [0, 0.04, 0.08, 0.15, 0.25, 0.4],
  rivalSmoothing: [0.5, 1, 2, 4, 8],
  rivals: [6, 12, 20, 30],
  pair: [0.1, 0.25, 0.4, 0.55, 0.75, 1],
  lexicalShare: [0.1, 0.25, 0.4, 0.55, 0.7],
  likenessShare: [0.2, 0.4, 0.6],
  agreementShare: [0, 0.12, 0.25, 0.4],
  nameShare: [0, 0.08, 0.16, 0.25],
  commonBonus: [0, 0.006, 0.012, 0.02, 0.03],
  otherTone: [0.3, 0.45, 0.55, 0.7, 0.85],
  name: [1, 1.6, 2.4],
  ask: [0.7, 1, 1.4],
  text: [0, 0.2, 0.4, 0.8],
  k1: [0.5, 0.9, 1.4, 2],
  b: [0.15, 0.35, 0.55, 0.75],
};

let best: RankingWeights = { ...DEFAULT_WEIGHTS };
let top = objective(best);
console.log('start', top);
for (let round = 0; round < rounds; round++) {
  for (const [key, values] of Object.entries(STEPS) as [keyof RankingWeights, readonly number[]][]) {
    for (const value of values) {
      if (best[key] === value) continue;
      const tried = { ...best, [key]: value };
      const found = objective(tried);
      if (found.total > top.total + 1e-4) {
        top = found;
        best = tried;
        console.log(key, value, top);
      }
    }
  }
}
console.log(JSON.stringify(best, null, 2), top);
