import type BetterSqlite3 from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { StoreError } from '../../errors.ts';

export interface SqliteDriverOptions {
  readonly database: BetterSqlite3.Database;
  readonly path: string;
  /** How long a transaction waits for another process that is writing. */
  readonly busyTimeoutMs: number;
}

/** Pause between two tries to begin while another process writes. Shorter burns CPU, longer adds latency. */
const BUSY_RETRY_MS = 10;
/** Prepared statements kept; the service uses about a hundred different ones. */
const STATEMENT_CACHE = 400;

/**
 * Kysely's SQLite dialect with three differences: transactions begin IMMEDIATE; waiting for another process does not
 * block the event loop (SQLite's own busy timeout would, since better-sqlite3 is synchronous); statements are kept.
 */
export function sqliteDialect(options: SqliteDriverOptions): Dialect {
  return {
    createDriver: () => createDriver(options),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new TransactionalDdlAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

/** SQLite can undo DDL; a migration that fails halfway must leave nothing behind. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function createDriver({ database, path, busyTimeoutMs }: SqliteDriverOptions): Driver {
  const connection = createConnection(database);
  const run = (statement: string) => connection.executeQuery(CompiledQuery.raw(statement));
  // One connection: whoever wants it waits for the one before.
  let last: Promise<void> = Promise.resolve();
  let unlock: () => void = () => {};

  return {
    async init() {},
    async acquireConnection() {
      const before = last;
      let open: () => void = () => {};
      last = new Promise((resolve) => {
        open = resolve;
      });
      await before;
      unlock = open;
      return connection;
    },
    async releaseConnection() {
      // A turn of the event loop between two transactions: a queue of them would else run as one piece, each with its
      // wait for the disk, and meanwhile no webhook is accepted (one connection a turn) and none answered.
      setImmediate(unlock);
    },
    async beginTransaction() {
      const giveUpAt = performance.now() + busyTimeoutMs;
      for (;;) {
        try {
          await run('begin immediate');
          return;
        } catch (error) {
          if (!isBusy(error)) throw error;
          if (performance.now() >= giveUpAt) throw lockedError(path, busyTimeoutMs, error);
          await new Promise((resolve) => setTimeout(resolve, BUSY_RETRY_MS));
        }
      }
    },
    async commitTransaction() {
      await run('commit');
    },
    async rollbackTransaction() {
      // SQLite may have rolled back by itself (disk full); a second rollback would hide the first error.
      if (database.inTransaction) await run('rollback');
    },
    async destroy() {
      database.close();
    },
  };
}

function createConnection(database: BetterSqlite3.Database): DatabaseConnection {
  const statements = new Map<string, BetterSqlite3.Statement>();
  function prepare(statementText: string): BetterSqlite3.Statement {
    const known = statements.get(statementText);
    if (known) return known;
    const statement = database.prepare(statementText);
    if (statements.size >= STATEMENT_CACHE) statements.clear();
    statements.set(statementText, statement);
    return statement;
  }
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const statement = prepare(sql);
      if (statement.reader) return { rows: statement.all(...parameters) as R[] };
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    },
    // biome-ignore lint/correctness/useYield: Kysely asks for the method; nothing here streams.
    async *streamQuery() {
      throw new StoreError('streaming is not offered: read in pages instead');
    },
  };
}

export function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

export function lockedError(path: string, waitedMs: number, cause: unknown): StoreError {
  return new StoreError(
    `the database ${path} is locked by another process since at least ${waitedMs} ms; find it (e.g. \`fuser ${path}\`), or wait for a running import or backup to end`,
    { cause },
  );
}
