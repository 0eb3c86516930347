import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../errors.ts';
import type { CatalogueRow, CatalogueVersion, Store } from '../storage/store.ts';
import { FACT_NAMES, formatFact } from './format-fact.ts';
import { applyFacts, type Facts, IMPORTED_KIND, type ImportedFacts, readImported } from './imported.ts';
import type { Procedure } from './procedure.ts';

/** Rows of one page: reading a version must not hold up a running service (law 9). */
const PAGE = 500;

/** Rows of a version, page by page, each in a short transaction; versions never change. */
export async function readVersion(store: Store, id: number): Promise<CatalogueRow[]> {
  const rows: CatalogueRow[] = [];
  for (;;) {
    const page = await store.transaction((tx) =>
      tx.catalogue.rows(id, { after: rows.at(-1)?.code ?? '', limit: PAGE }),
    );
    rows.push(...page);
    if (page.length < PAGE) return rows;
  }
}

export function currentVersion(store: Store): Promise<CatalogueVersion | undefined> {
  return store.transaction((tx) => tx.catalogue.current(IMPORTED_KIND));
}

/**
 * Stores a version, then makes it current in a transaction of its own that takes a moment. Fails when another version
 * became current since `basedOn`, the one the comparison was made with.
 */
export async function switchVersion(
  store: Store,
  version: {
    rows: ReadonlyMap<string, ImportedFacts>;
    source: string;
    basedOn: number | undefined;
    now: Date;
  },
): Promise<number> {
  const { source, now, basedOn } = version;
  const rows = [...version.rows].map(([code, data]) => ({ code, data }));
  // A version that cannot be read back would stop every process that loads it.
  readImported(rows);
  const id = await store.transaction((tx) =>
    tx.catalogue.add({ kind: IMPORTED_KIND, source, importedAt: now }, rows),
  );
  await store.transaction(async (tx) => {
    const current = await tx.catalogue.current(IMPORTED_KIND);
    if (current?.id !== basedOn) {
      await tx.catalogue.remove(id);
      throw new AppError(
        'import',
        `trong lúc đó phiên bản ${current?.id} đã được đưa vào dùng; chạy lại để so với phiên bản ấy`,
      );
    }
    await tx.catalogue.setCurrent(id);
    await tx.audit.add({
      at: now,
      actor: 'cli',
      action: 'catalogue.switch',
      subject: `catalogue:${id}`,
      details: { from: basedOn ?? null, source },
    });
  });
  return id;
}

/** Makes an earlier version current. Throws AppError when there is none with this number. */
export async function rollback(store: Store, id: number, now: Date): Promise<void> {
  await store.transaction(async (tx) => {
    const versions = await tx.catalogue.list(IMPORTED_KIND);
    if (!versions.some((version) => version.id === id))
      throw new AppError('catalogue', `không có phiên bản ${id}; xem: mot-cua catalogue list`);
    const from = versions.find(({ current }) => current)?.id ?? null;
    await tx.catalogue.setCurrent(id);
    await tx.audit.add({
      at: now,
      actor: 'cli',
      action: 'catalogue.rollback',
      subject: `catalogue:${id}`,
      details: { from },
    });
  });
}

export interface Difference {
  readonly code: string;
  readonly name: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly changes: readonly { readonly fact: string; readonly before: string; readonly after: string }[];
}

/** What answers would differ in between two versions; no rows: what ships. */
export function diffVersions(
  shipped: readonly Procedure[],
  a: readonly CatalogueRow[],
  b: readonly CatalogueRow[],
): Difference[] {
  const [before, after] = [a, b].map(
    (rows) =>
      new Map(applyFacts(shipped, readImported(rows)).map((procedure) => [procedure.code, procedure])),
  );
  const differences: Difference[] = [];
  for (const [code, old] of before ?? [])
    if (!after?.has(code)) differences.push({ code, name: old.name, kind: 'removed', changes: [] });
  for (const [code, now] of after ?? []) {
    const old = before?.get(code);
    if (old === undefined) differences.push({ code, name: now.name, kind: 'added', changes: [] });
    else if (old !== now) {
      const facts = [...new Set([...Object.keys(old), ...Object.keys(now)])] as (keyof Facts)[];
      const changes = facts
        .filter(
          (fact) =>
            !['lists', 'onlyListed', 'levelStated'].includes(fact) &&
            !isDeepStrictEqual(old[fact], now[fact]),
        )
        .map((fact) => ({
          fact: FACT_NAMES[fact],
          before: formatFact(fact, old[fact]),
          after: formatFact(fact, now[fact]),
        }));
      if (changes.length > 0) differences.push({ code, name: now.name, kind: 'changed', changes });
    }
  }
  return differences.sort((x, y) => (x.code < y.code ? -1 : 1));
}
