/**
 * `npm run tune:scope`: fits the weights of "asks about a certain procedure" (`SCOPE_WEIGHTS` in scope.ts) on sentences of
 * other intents and phrasings of procedures that the understanding was built without, four folds. Deterministic. Prints
 * the weights; they are copied by hand. The constant is set apart, by what `npm run eval` says of refusing and of how-to
 * questions: the mix of real questions is not that of the examples.
 */
import { SCOPE_FEATURES, scopeFeatures, sentencesAbout } from '../src/understanding/scope.ts';
import { leftOut } from '../test/eval/leave-one-out.ts';
import { documents, knowledge, understandingWithout } from './support/left-out.ts';
import { logistic, type Observation } from './support/logistic.ts';

const FOLDS = 4;
/** Of the phrasings left out in a round, every so many counts. */
const EVERY = 9;
/** Procedures together weigh so much beside all other intents together: most messages are about one. */
const PROCEDURES = 1.3;
/** What no office does counts so much against the rest: there is more of it than any list of sentences holds. */
const REFUSABLE = 2;

const rows: Observation[] = [];
for (let fold = 0; fold < FOLDS; fold++) {
  console.error(`fold ${fold + 1} of ${FOLDS}`);
  const rest = knowledge.examples.filter((_, at) => at % FOLDS !== fold);
  const { documents: without, held } = leftOut(documents, fold + 1);
  const understanding = understandingWithout(without, rest);
  const add = (text: string, y: boolean, weight = 1) => {
    const query = understanding.normalise(text);
    const hits = understanding.findProcedures(query, 3);
    rows.push({
      x: scopeFeatures(
        understanding.classify(query),
        hits,
        sentencesAbout(query, understanding.findSentences(query, 12)),
        understanding.nearestCore(query),
        understanding.foreignness(query),
      ),
      y,
      weight,
    });
  };
  knowledge.examples.forEach(({ text, intent }, at) => {
    if (at % FOLDS === fold) add(text, false, intent === 'out_of_scope' ? REFUSABLE : 1);
  });
  held.forEach(({ text }, at) => {
    if (at % EVERY === fold) add(text, true);
  });
}
const asked = rows.filter(({ y }) => y).length;
const share = (PROCEDURES * (rows.length - asked)) / asked;
const { bias, weights } = logistic(rows.map((row) => (row.y ? { ...row, weight: share } : row)));
console.log(
  `${rows.length} examples, ${asked} of procedures; constant ${bias.toFixed(2)} before it is set by hand`,
);
SCOPE_FEATURES.forEach((name, at) => {
  console.log(`  ${name}: ${(weights[at] ?? 0).toFixed(2)}`);
});
