/**
 * Lists every number of the five source texts with file and line, and which observation cites it or why it is none.
 * `npm run indicators:coverage -- <folder with the texts>` writes content/observations/coverage.tsv; `--check` only compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { contentDir } from '../src/files.ts';
import { loadIndicators } from '../src/indicators/content.ts';
import { type CoverageNote, coverage, toTsv, unfounded } from '../src/indicators/coverage.ts';

const [folder, flag] = process.argv.slice(2);
if (!folder) {
  console.error('usage: npm run indicators:coverage -- <folder with the five source texts> [--check]');
  process.exit(1);
}
const content = loadIndicators(contentDir());
const texts = new Map(
  content.sources.flatMap(({ file }) =>
    file ? [[file, readFileSync(join(folder, file), 'utf8')] as const] : [],
  ),
);
const { notes } = parseYaml(readFileSync(join(contentDir(), 'observations/coverage-notes.yaml'), 'utf8')) as {
  notes: CoverageNote[];
};
const rows = coverage(content, texts, notes);
const uncovered = rows.filter((row) => !row.cites && !row.reason);
const lost = unfounded(content, rows);
const target = join(contentDir(), 'observations/coverage.tsv');
if (flag === '--check') {
  const same = readFileSync(target, 'utf8') === toTsv(rows);
  console.log(same ? 'coverage.tsv is current' : 'coverage.tsv is out of date: run without --check');
  if (!same) process.exitCode = 1;
} else writeFileSync(target, toTsv(rows));
for (const row of uncovered) console.log(`uncovered: ${row.file}:${row.line} ${row.number}`);
for (const key of lost) console.log(`not found at its line: ${key}`);
console.log(
  `${rows.length} numbers, ${rows.filter((row) => row.cites).length} cited, ${rows.filter((row) => row.reason).length} no figures, ${uncovered.length} uncovered; ${lost.length} observations not found`,
);
if (uncovered.length + lost.length > 0) process.exitCode = 1;
