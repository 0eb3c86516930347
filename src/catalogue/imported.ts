import { z } from 'zod';
import { ContentError } from '../errors.ts';
import { DISTRICTS_ENDED_ON, Procedure } from './procedure.ts';

/** Rows of the current version as the store keeps them, unread. */
export type ImportedRows = readonly { readonly code: string; readonly data: unknown }[];

/** The kind under which the store keeps versions of imported lists. */
export const IMPORTED_KIND = 'procedures';

/** Facts that may come from a list. */
export const Facts = Procedure.omit({ code: true, lists: true, onlyListed: true }).partial();
export type Facts = z.infer<typeof Facts>;

/** One row of a version: only what lists gave, so that everything else stays as it ships. */
export const ImportedFacts = z.strictObject({
  facts: Facts,
  /** Which list gave which facts, newest first. Absent for records of the national database, which carry `snapshot`. */
  lists: z.array(z.strictObject({ title: z.string(), asOf: z.string(), facts: z.array(z.string()) })),
  /** Scopes of the lists it stood in: what "gone from a complete list" is measured against. */
  scopes: z.array(z.string()),
});
export type ImportedFacts = z.infer<typeof ImportedFacts>;

/** Reads stored rows. Throws one ContentError that names each row that cannot be used. */
export function readImported(rows: ImportedRows): Map<string, ImportedFacts> {
  const problems: string[] = [];
  const read = new Map<string, ImportedFacts>();
  for (const { code, data } of rows) {
    const parsed = ImportedFacts.safeParse(data);
    if (parsed.success) read.set(code, parsed.data);
    else
      problems.push(
        `imported catalogue, code ${code}: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}; go back with mot-cua catalogue rollback`,
      );
  }
  if (problems.length > 0) throw new ContentError(problems);
  return read;
}

/** The shipped procedures with imported facts on top, and the procedures only lists have. */
export function applyImported(shipped: readonly Procedure[], rows: ImportedRows): Procedure[] {
  if (rows.length === 0) return [...shipped];
  return applyFacts(shipped, readImported(rows));
}

export function applyFacts(
  shipped: readonly Procedure[],
  imported: ReadonlyMap<string, ImportedFacts>,
): Procedure[] {
  const known = new Set(shipped.map(({ code }) => code));
  const merged = shipped.map((procedure) => {
    const row = imported.get(procedure.code);
    return row === undefined ? procedure : withFacts(procedure, row);
  });
  const added = [...imported]
    .filter(([code]) => !known.has(code))
    .map(([code, row]) => withFacts(emptyProcedure(code), row));
  // A row without a name is of a procedure that shipped once and does no longer.
  return [...merged, ...added.filter(({ name }) => name !== '')];
}

function withFacts(procedure: Procedure, { facts: listed, lists }: ImportedFacts): Procedure {
  const facts = isNational(procedure) ? withoutDistricts(listed) : listed;
  const { snapshot, withdrawnOn, successor } = facts;
  // An update of the program may ship a newer record than the one that was imported before.
  if (snapshot !== undefined && isOlder(snapshot, procedure.snapshot))
    return {
      ...procedure,
      ...(withdrawnOn === undefined ? {} : { withdrawnOn }),
      ...(successor === undefined ? {} : { successor }),
    };
  const asOf = lists[0]?.asOf;
  return {
    ...procedure,
    ...facts,
    // A record with its own date and page is of the national database, wherever it came from.
    ...(snapshot === undefined ? {} : { onlyListed: undefined }),
    ...(lists.length === 0 ? {} : { lists }),
    // Of a procedure that does not ship, the list is the only source there is.
    ...(procedure.snapshot === '' && snapshot === undefined && asOf !== undefined ? { snapshot: asOf } : {}),
  };
}

/** Whether the national record was taken after the districts ended: then somebody handles it still. */
function isNational({ snapshot }: Procedure): boolean {
  return snapshot !== '' && !isOlder(snapshot, DISTRICTS_ENDED_ON);
}

/** An end with the districts holds only while no national record says that somebody else handles it. */
function withoutDistricts(facts: Facts): Facts {
  if (facts.endedWith === undefined) return facts;
  const { endedWith: _with, withdrawnOn: _on, successor: _after, ...others } = facts;
  return others;
}

/** Whether day, month or year `a` lies before `b`; `2026-07` is not before `2026-07-18`. */
export function isOlder(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length) < b.slice(0, length);
}

function emptyProcedure(code: string): Procedure {
  return {
    code,
    name: '',
    field: 'Chưa rõ lĩnh vực',
    tiers: [],
    bodies: [],
    levelStated: false,
    methods: [],
    times: [],
    fees: [],
    legal: [],
    snapshot: '',
    onlyListed: true,
  };
}
