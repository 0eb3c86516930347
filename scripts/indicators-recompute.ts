/** `npm run indicators:recompute`: recomputes every sum and rate the documents state and compares with the committed list. */
import { contentDir } from '../src/files.ts';
import { loadIndicators } from '../src/indicators/index.ts';
import { checkRecomputations } from '../src/indicators/recompute.ts';

const content = loadIndicators(contentDir());
const { wrong, checked } = checkRecomputations(content);
for (const line of wrong) console.log(line);
for (const { id, verdict, note } of content.recomputations) {
  if (verdict !== 'holds')
    console.log(`${verdict === 'cut' ? 'cut, not rounded' : 'does not add up'}: ${id}: ${note ?? ''}`);
}
console.log(`${checked} statements recomputed, ${wrong.length} not as committed`);
if (wrong.length > 0) process.exitCode = 1;
