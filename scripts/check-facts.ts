/**
 * `npm run check:facts -- FILE`: compares content/catalogue with the national records it was built from, fact by fact,
 * and looks for sums and "free" that a reading may have lost or invented. Prints every difference; fails when there is one.
 */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { lostSums, unfoundedFree } from '../src/catalogue/audit-fees.ts';
import { FACT_NAMES, formatFact } from '../src/catalogue/format-fact.ts';
import { loadProcedures } from '../src/catalogue/load.ts';
import { isShipped, nfc, SourceRecord, toProcedure } from '../src/catalogue/parse-source.ts';
import type { Procedure } from '../src/catalogue/procedure.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error(
    'usage: npm run check:facts -- FILE   (the .jsonl or .jsonl.gz the catalogue was built from)',
  );
  process.exit(2);
}
const bytes = readFileSync(file);
const records = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
  .toString('utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => SourceRecord.parse(JSON.parse(line)))
  .filter(isShipped);
const table = new Map(loadProcedures('content').map((procedure) => [procedure.code, procedure]));
const differences: string[] = [];
for (const record of records) {
  const source = toProcedure(record);
  const row = table.get(record.code);
  table.delete(record.code);
  if (row === undefined) {
    differences.push(`${record.code}: in the source, not in the table`);
    continue;
  }
  for (const fact of new Set([...Object.keys(source), ...Object.keys(row)] as (keyof Procedure)[])) {
    if (!isDeepStrictEqual(source[fact], row[fact]))
      differences.push(
        `${record.code}: ${FACT_NAMES[fact]}: source ${formatFact(fact, source[fact])}; table ${formatFact(fact, row[fact])}`,
      );
  }
  const fee = nfc(record.fee);
  for (const sum of lostSums(fee, row.fees))
    differences.push(
      `${record.code}: fee: the source names ${sum}, the table does not: ${fee.slice(0, 200)}`,
    );
  if (unfoundedFree(fee, row.fees))
    differences.push(
      `${record.code}: fee: the table says free, the source has no word for it: ${fee.slice(0, 200)}`,
    );
}
for (const code of table.keys()) differences.push(`${code}: in the table, not in the source`);
for (const difference of differences) console.log(difference);
console.log(`${records.length} records compared, ${differences.length} differences`);
process.exitCode = differences.length > 0 ? 1 : 0;
