import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { ContentError } from '../errors.ts';
import { fold, words } from '../understanding/fold.ts';
import type { SearchDocument } from '../understanding/search-index.ts';
import { type Card, CardFile } from './card.ts';
import { applyImported, type ImportedRows } from './imported.ts';
import { Procedure } from './procedure.ts';

/** Facts and cards together, by base code. */
export interface Catalogue {
  readonly procedures: ReadonlyMap<string, Procedure>;
  readonly cards: ReadonlyMap<string, Card>;
  /** Fields (lĩnh vực) with how many procedures each has, largest first. */
  readonly fields: readonly { readonly name: string; readonly count: number }[];
}

/** Reads the shipped facts: one JSON object per line. Lists every unreadable line. */
export function loadProcedures(contentDir: string): Procedure[] {
  const file = join(contentDir, 'catalogue', 'procedures.jsonl');
  const problems: string[] = [];
  const procedures: Procedure[] = [];
  const seen = new Set<string>();
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((line, at) => {
      if (line.trim() === '') return;
      const where = `content/catalogue/procedures.jsonl:${at + 1}`;
      const json = parseJson(line);
      const parsed = Procedure.safeParse(json);
      if (!parsed.success) problems.push(...issuesOf(where, parsed.error.issues));
      else if (seen.has(parsed.data.code))
        problems.push(`${where}: code ${parsed.data.code} stands twice; keep one line`);
      else {
        seen.add(parsed.data.code);
        procedures.push(parsed.data);
      }
    });
  if (problems.length > 0) throw new ContentError(problems);
  return procedures;
}

/** Reads all cards. Throws one ContentError that lists every problem with file and field. */
export function loadCards(contentDir: string): Map<string, Card> {
  const dir = join(contentDir, 'procedures');
  const cards = new Map<string, Card>();
  const fileOf = new Map<string, string>();
  const problems: string[] = [];
  for (const name of readdirSync(dir)
    .filter((file) => file.endsWith('.yaml'))
    .sort()) {
    const where = `content/procedures/${name}`;
    let data: unknown;
    try {
      data = parseYaml(readFileSync(join(dir, name), 'utf8'));
    } catch (error) {
      problems.push(
        `${where}: not valid YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
      );
      continue;
    }
    const parsed = CardFile.safeParse(data);
    if (!parsed.success) {
      problems.push(...issuesOf(where, parsed.error.issues));
      continue;
    }
    for (const card of parsed.data.procedures) {
      const other = fileOf.get(card.code);
      if (other !== undefined) problems.push(`${where}: ${card.code} is also in ${other}; keep one`);
      fileOf.set(card.code, where);
      cards.set(card.code, card);
    }
  }
  if (problems.length > 0) throw new ContentError(problems);
  return cards;
}

export function createCatalogue(
  procedures: readonly Procedure[],
  cards: ReadonlyMap<string, Card>,
): Catalogue {
  const byCode = new Map(procedures.map((procedure) => [procedure.code, procedure]));
  const counts = new Map<string, number>();
  for (const { field } of procedures) counts.set(field, (counts.get(field) ?? 0) + 1);
  const fields = [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return { procedures: byCode, cards, fields };
}

/** What ships, with the facts of the imported version on top of it. */
export function loadCatalogue(contentDir: string, imported: ImportedRows = []): Catalogue {
  return createCatalogue(applyImported(loadProcedures(contentDir), imported), loadCards(contentDir));
}

/** What retrieval indexes of each procedure. */
export function toDocuments(catalogue: Catalogue): SearchDocument[] {
  return [...catalogue.procedures.values()].map((procedure) => {
    const card = catalogue.cards.get(procedure.code);
    return {
      id: procedure.code,
      phrases: [
        { text: procedure.name.replace(/^Thủ tục\s+/u, ''), kind: 'name' as const },
        ...(card?.names ?? []).map((text) => ({ text, kind: 'everyday' as const })),
        ...(card?.ask ?? []).map((text) => ({ text, kind: 'ask' as const })),
      ],
      texts: [procedure.field, procedure.result ?? '', card?.about ?? ''].filter((text) => text !== ''),
      common: card?.common ?? 0,
      kinds: kindsOf(procedure),
    };
  });
}

/**
 * What a procedure is one of many of: field, tiers, office, and how its official name begins ("cấp lại giấy …") and ends.
 * What people say about the others of its kind helps to find it, however few its own phrasings are.
 */
function kindsOf(procedure: Procedure): string[] {
  const name = words(fold(procedure.name.replace(/^Thủ tục\s+/u, '')));
  return [
    procedure.field,
    procedure.tiers.join('+'),
    procedure.bodies[0] ?? '',
    name.slice(0, 2).join(' '),
    name.slice(0, 3).join(' '),
    name.slice(-2).join(' '),
  ];
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function issuesOf(where: string, issues: readonly { path: PropertyKey[]; message: string }[]): string[] {
  return issues.map((issue) => `${where}: ${issue.path.map(String).join('.') || 'line'}: ${issue.message}`);
}
