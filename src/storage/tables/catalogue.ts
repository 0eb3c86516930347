import type { Generated } from 'kysely';
import { StoreError } from '../../errors.ts';
import type { CatalogueVersion, CatalogueVersions } from '../store.ts';
import { type Db, iso } from './table.ts';

export interface CatalogueVersionsTable {
  id: Generated<number>;
  kind: string;
  source: string;
  imported_at: string;
  row_count: number;
  /** 1 for the current version of its kind, else null, so that a unique index can hold "at most one". */
  current: number | null;
}

export interface CatalogueRowsTable {
  version: number;
  code: string;
  data: string;
}

/** Rows per INSERT: three values each, far below every engine's limit of bound values. */
const BATCH = 500;

export function createCatalogue(db: Db): CatalogueVersions {
  async function find(id: number) {
    return db.selectFrom('catalogue_versions').selectAll().where('id', '=', id).executeTakeFirst();
  }
  return {
    async add({ kind, source, importedAt }, rows) {
      const codes = new Set<string>();
      for (const { code } of rows) {
        if (codes.has(code))
          throw new StoreError(`code "${code}" is twice in the version from ${source}; remove one of them`);
        codes.add(code);
      }
      const { id } = await db
        .insertInto('catalogue_versions')
        .values({ kind, source, imported_at: iso(importedAt), row_count: rows.length, current: null })
        .returning('id')
        .executeTakeFirstOrThrow();
      for (let start = 0; start < rows.length; start += BATCH) {
        await db
          .insertInto('catalogue_rows')
          .values(
            rows
              .slice(start, start + BATCH)
              .map(({ code, data }) => ({ version: id, code, data: JSON.stringify(data) })),
          )
          .execute();
      }
      return id;
    },
    async setCurrent(id) {
      const version = await find(id);
      if (version === undefined) throw new StoreError(`there is no catalogue version ${id}`);
      await db
        .updateTable('catalogue_versions')
        .set({ current: null })
        .where('kind', '=', version.kind)
        .execute();
      await db.updateTable('catalogue_versions').set({ current: 1 }).where('id', '=', id).execute();
    },
    async current(kind) {
      const row = await db
        .selectFrom('catalogue_versions')
        .selectAll()
        .where('kind', '=', kind)
        .where('current', '=', 1)
        .executeTakeFirst();
      return row && toVersion(row);
    },
    async list(kind) {
      const rows = await db
        .selectFrom('catalogue_versions')
        .selectAll()
        .where('kind', '=', kind)
        .orderBy('id', 'desc')
        .execute();
      return rows.map(toVersion);
    },
    async rows(id, page) {
      const all = db
        .selectFrom('catalogue_rows')
        .select(['code', 'data'])
        .where('version', '=', id)
        .orderBy('code');
      const rows = await (page === undefined
        ? all
        : all.where('code', '>', page.after).limit(page.limit)
      ).execute();
      return rows.map(({ code, data }) => ({ code, data: JSON.parse(data) as unknown }));
    },
    async remove(id) {
      const version = await find(id);
      if (version?.current === 1) {
        throw new StoreError(
          `catalogue version ${id} is the current one; make another version current first`,
        );
      }
      await db.deleteFrom('catalogue_rows').where('version', '=', id).execute();
      await db.deleteFrom('catalogue_versions').where('id', '=', id).execute();
    },
  };
}

function toVersion(row: Omit<CatalogueVersionsTable, 'id'> & { id: number }): CatalogueVersion {
  return {
    id: row.id,
    kind: row.kind,
    source: row.source,
    importedAt: new Date(row.imported_at),
    rowCount: row.row_count,
    current: row.current === 1,
  };
}
