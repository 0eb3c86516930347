import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/errors.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/index.ts';
import { said, storeContract } from '../../contracts/store-contract.ts';
import { tempDir } from '../../support/temp-dir.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');

describe('storage/sqlite', () => {
  storeContract('memory', () => openSqliteStore({ path: ':memory:' }));
  storeContract('file', () => openSqliteStore({ path: join(tempDir(), 'mot-cua.db') }));

  it('keeps what was committed when opened again', async () => {
    const path = join(tempDir(), 'deep', 'mot-cua.db');
    const first = await openSqliteStore({ path });
    await first.transaction((tx) => tx.inbox.add(said('1'), NOW));
    await first.close();

    const second = await openSqliteStore({ path });

    expect((await second.transaction((tx) => tx.inbox.counts())).waiting).toBe(1);
    await second.close();
  });

  it('writes with full synchronisation in WAL mode', async () => {
    const path = join(tempDir(), 'mot-cua.db');
    const store = await openSqliteStore({ path });
    const other = new BetterSqlite3(path);

    expect(other.pragma('journal_mode', { simple: true })).toBe('wal');
    other.close();
    await store.close();
  });

  it('lets a second process write while the first runs', async () => {
    const path = join(tempDir(), 'mot-cua.db');
    const [one, two] = [await openSqliteStore({ path }), await openSqliteStore({ path })];

    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 === 0 ? one : two).transaction((tx) =>
          tx.inbox.add(said(String(index), `web:${index}`), NOW),
        ),
      ),
    );

    expect((await one.transaction((tx) => tx.inbox.counts())).waiting).toBe(40);
    await one.close();
    await two.close();
  });

  it('waits for another writer without blocking the event loop, then says the database is locked', async () => {
    const path = join(tempDir(), 'mot-cua.db');
    const store = await openSqliteStore({ path, busyTimeoutMs: 80 });
    const other = new BetterSqlite3(path);
    other.exec('begin immediate');
    let ticks = 0;
    const ticking = setInterval(() => {
      ticks += 1;
    }, 5);

    const blocked = store.transaction((tx) => tx.inbox.counts());

    await expect(blocked).rejects.toThrow(/locked by another process.*fuser/s);
    expect(ticks).toBeGreaterThan(2);
    clearInterval(ticking);
    other.exec('rollback');
    expect((await store.transaction((tx) => tx.inbox.counts())).waiting).toBe(0);
    other.close();
    await store.close();
  });

  it('refuses a database of a newer version', async () => {
    const path = join(tempDir(), 'mot-cua.db');
    await (await openSqliteStore({ path })).close();
    const raw = new BetterSqlite3(path);
    raw.exec(`insert into schema_migrations (name, timestamp) values ('9999-future', '2030-01-01')`);
    raw.close();

    await expect(openSqliteStore({ path })).rejects.toThrow(
      /newer version of mot-cua \(it knows 9999-future\)/,
    );
  });

  it('names DATA_DIR when the folder cannot be written', async () => {
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');

    await expect(openSqliteStore({ path: join(file, 'mot-cua.db') })).rejects.toThrow(
      /DATA_DIR .*not writable/,
    );
  });

  it('says so when the file is no database', async () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'mot-cua.db'), 'not a database at all, just some text that is long enough');
    mkdirSync(join(folder, 'x.db'));

    await expect(openSqliteStore({ path: join(folder, 'mot-cua.db') })).rejects.toThrow(StoreError);
    await expect(openSqliteStore({ path: join(folder, 'x.db') })).rejects.toThrow(/cannot be opened/);
  });
});
