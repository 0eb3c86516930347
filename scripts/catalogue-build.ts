/** `npm run catalogue:build -- FILE`: writes content/catalogue/procedures.jsonl from the national records. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { isShipped, SourceRecord, toProcedure } from '../src/catalogue/parse-source.ts';
import { Procedure } from '../src/catalogue/procedure.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error('usage: npm run catalogue:build -- FILE   (one JSON record per line, .jsonl or .jsonl.gz)');
  process.exit(2);
}
const bytes = readFileSync(file);
const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
  .toString('utf8')
  .split('\n')
  .filter((line) => line.trim() !== '');
const records = lines.map((line, at) => {
  const parsed = SourceRecord.safeParse(JSON.parse(line));
  if (!parsed.success)
    throw new Error(
      `${file}:${at + 1}: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`,
    );
  return parsed.data;
});
const procedures = records
  .filter(isShipped)
  .map((record) => Procedure.parse(toProcedure(record)))
  .sort((a, b) => (a.code < b.code ? -1 : 1));
mkdirSync('content/catalogue', { recursive: true });
writeFileSync(
  'content/catalogue/procedures.jsonl',
  `${procedures.map((p) => JSON.stringify(p)).join('\n')}\n`,
);
const kinds = new Map<string, number>();
for (const fee of procedures.flatMap((p) => p.fees)) kinds.set(fee.kind, (kinds.get(fee.kind) ?? 0) + 1);
console.log(
  `${records.length} records read, ${procedures.length} written (public; province, commune, vertical or other body; national, Hà Tĩnh or Vĩnh Long)`,
);
console.log(
  `fee cases: ${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ')}; no fee recorded: ${procedures.filter((p) => p.fees.length === 0).length}`,
);
console.log(
  `no time: ${procedures.filter((p) => p.times.length === 0).length}; no method: ${procedures.filter((p) => p.methods.length === 0).length}; no body: ${procedures.filter((p) => p.bodies.length === 0).length}`,
);
