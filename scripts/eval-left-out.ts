/**
 * `npm run eval:left-out`: leaves every way of asking out once and asks for it; near-duplicates are dropped first. Takes
 * some minutes. `-- --lost` also prints the phrases whose procedure was not first.
 */
import { fold, words } from '../src/understanding/fold.ts';
import { leftOut } from '../test/eval/leave-one-out.ts';
import { documents, knowledge, understandingWithout } from './support/left-out.ts';

/** Two phrases that share this much of their words (Jaccard) are one. */
const ALIKE = 0.6;

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const word of a) if (b.has(word)) both += 1;
  return both / (a.size + b.size - both);
}

let all = 0;
let dropped = 0;
const distinct = documents.map((document) => {
  const kept: Set<string>[] = [];
  const phrases = document.phrases.filter(({ text, kind }) => {
    if (kind !== 'ask') return true;
    all += 1;
    const own = new Set(words(fold(text)));
    if (kept.some((other) => overlap(own, other) >= ALIKE)) {
      dropped += 1;
      return false;
    }
    kept.push(own);
    return true;
  });
  return { ...document, phrases };
});
console.log(`${dropped} near-duplicates of ${all} dropped (${((100 * dropped) / all).toFixed(1)} %)`);

const most = Math.max(...distinct.map(({ phrases }) => phrases.filter(({ kind }) => kind === 'ask').length));
const asksOf = new Map(
  distinct.map(({ id, phrases }) => [id, phrases.filter(({ kind }) => kind === 'ask').length]),
);
let asked = 0;
let first = 0;
let five = 0;
for (let at = 0; at < most; at++) {
  const { documents: without, held } = leftOut(distinct, at);
  const understanding = understandingWithout(without, knowledge.examples.slice(0, 0));
  for (const { text, id } of held) {
    // Procedures with fewer phrases have been asked for all of them by now.
    if (at >= (asksOf.get(id) ?? 0)) continue;
    const place = understanding
      .findProcedures(understanding.normalise(text), 5)
      .findIndex((hit) => hit.id === id);
    asked += 1;
    if (place === 0) first += 1;
    if (place >= 0) five += 1;
    if (place !== 0 && process.argv.includes('--lost')) console.log(`${id}\t${text}`);
  }
  console.error(`${at + 1} of ${most}: ${asked} asked, ${(first / asked).toFixed(3)} first`);
}
console.log(
  `${asked} left out once: first ${(first / asked).toFixed(3)}, in first five ${(five / asked).toFixed(3)}`,
);
