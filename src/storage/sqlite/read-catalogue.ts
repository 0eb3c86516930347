import { existsSync, readFileSync, statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { StoreError } from '../../errors.ts';
import type { CatalogueRow } from '../store.ts';

/**
 * Rows of the current imported catalogue in a database file, for a program that only reads. Makes no file and changes
 * none; undefined when there is no database, no table for it yet, or nothing was imported.
 */
export function readCurrentCatalogue(path: string, kind: string): CatalogueRow[] | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const database = openForReading(path);
    try {
      const table = database
        .prepare("select 1 from sqlite_master where type = 'table' and name = 'catalogue_versions'")
        .get();
      if (table === undefined) return undefined;
      const rows = database
        .prepare(
          'select r.code as code, r.data as data from catalogue_rows r join catalogue_versions v on v.id = r.version where v.kind = ? and v.current = 1 order by r.code',
        )
        .all(kind) as { code: string; data: string }[];
      return rows.length === 0
        ? undefined
        : rows.map(({ code, data }) => ({ code, data: JSON.parse(data) as unknown }));
    } finally {
      database.close();
    }
  } catch (error) {
    throw new StoreError(
      `the database ${path} cannot be read for the imported catalogue: ${error instanceof Error ? error.message : String(error)}; repair or move it, or point DATA_DIR elsewhere`,
      { cause: error },
    );
  }
}

/** Larger files are not read whole. */
const LARGEST_COPY_BYTES = 256_000_000;
/** Where the header says that the file is written with a log beside it (2), or alone (1). */
const FORMAT_BYTES = [18, 19];

/**
 * SQLite makes files beside a database in WAL mode even to read it. While nobody has it open there is no log, the file is
 * whole, and a copy in memory is read instead; with a log, those files are there already.
 */
function openForReading(path: string): BetterSqlite3.Database {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if ((log !== undefined && log.size > 0) || statSync(path).size > LARGEST_COPY_BYTES)
    return new BetterSqlite3(path, { readonly: true, fileMustExist: true });
  const copy = readFileSync(path);
  for (const at of FORMAT_BYTES) if (copy[at] === 2) copy[at] = 1;
  return new BetterSqlite3(copy);
}
