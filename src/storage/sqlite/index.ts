import { accessSync, constants, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely, type KyselyPlugin, Migrator } from 'kysely';
import { StoreError } from '../../errors.ts';
import { migrationsFor } from '../migrations/index.ts';
import type { EngineTraits } from '../migrations/migration.ts';
import type { Store } from '../store.ts';
import type { Database } from '../tables/database.ts';
import { createTx } from '../tables/index.ts';
import { createTransactionGuard, type TransactionSpan } from '../transaction.ts';
import { isBusy, lockedError, sqliteDialect } from './driver.ts';

export interface SqliteOptions {
  /** File of the database; its folder is made. `:memory:` for one that is forgotten. */
  readonly path: string;
  /** How long a transaction waits for another process that is writing. 1,000–30,000 is useful. */
  readonly busyTimeoutMs?: number;
}

const BUSY_TIMEOUT_MS = 5_000;

const TRAITS: EngineTraits = {
  withSerialId: (table) => table.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement()),
};

/**
 * Opens the database, making or updating its tables. Throws StoreError when the folder is not writable, another
 * process holds the lock, the file is no database, or a newer version of the program wrote it.
 */
export async function openSqliteStore({
  path,
  busyTimeoutMs = BUSY_TIMEOUT_MS,
}: SqliteOptions): Promise<Store> {
  const database = openFile(path, busyTimeoutMs);
  const db = new Kysely<Database>({ dialect: sqliteDialect({ database, path, busyTimeoutMs }) });
  try {
    await migrate(db, path, busyTimeoutMs);
    // From here on waiting is done without blocking the event loop (driver.ts).
    database.pragma('busy_timeout = 0');
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const guard = createTransactionGuard();
  let closed = false;
  return {
    async transaction(work) {
      if (closed) throw new StoreError('the store is closed');
      return guard.enter((span) =>
        db.transaction().execute(async (transaction) => {
          try {
            return await work(createTx(transaction.withPlugin(onlyWhileOpen(span))));
          } finally {
            // Before the commit: whatever was not awaited must fail, not slip into the next transaction.
            span.end();
          }
        }),
      );
    },
    async close() {
      if (closed) return;
      closed = true;
      // Waits for the connection, so a running transaction ends first.
      await db.connection().execute(async () => {});
      await db.destroy();
    },
  };
}

function openFile(path: string, busyTimeoutMs: number): BetterSqlite3.Database {
  if (path !== ':memory:') assertWritable(dirname(path));
  try {
    const database = new BetterSqlite3(path, { timeout: Math.min(busyTimeoutMs, 1_000) });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    return database;
  } catch (error) {
    if (isBusy(error)) throw lockedError(path, busyTimeoutMs, error);
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `the database ${path} cannot be opened (${reason}); check that it is a database of this program and that its disk is not full`,
      { cause: error },
    );
  }
}

function assertWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new StoreError(
      `DATA_DIR ${folder} is not writable; give this user the right to write there, or set DATA_DIR to another folder`,
      { cause: error },
    );
  }
}

async function migrate(db: Kysely<Database>, path: string, busyTimeoutMs: number): Promise<void> {
  const migrations = migrationsFor(TRAITS);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_migrations_lock',
    allowUnorderedMigrations: true,
  });
  const unknown = await unknownMigrations(db, Object.keys(migrations));
  if (unknown.length > 0) {
    throw new StoreError(
      `the database ${path} was written by a newer version of mot-cua (it knows ${unknown.join(', ')}); install that version or restore an older backup`,
    );
  }
  const { error } = await migrator.migrateToLatest();
  if (error instanceof StoreError) throw error;
  if (isBusy(error)) throw lockedError(path, busyTimeoutMs, error);
  if (error !== undefined) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(`the tables of ${path} cannot be updated: ${reason}`, { cause: error });
  }
}

async function unknownMigrations(db: Kysely<Database>, known: readonly string[]): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'schema_migrations')) return [];
  const rows = await db
    .withTables<{ schema_migrations: { name: string } }>()
    .selectFrom('schema_migrations')
    .select('name')
    .execute();
  return rows.map((row) => row.name).filter((name) => !known.includes(name));
}

function onlyWhileOpen(span: TransactionSpan): KyselyPlugin {
  return {
    transformQuery({ node }) {
      span.assertOpen();
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}
