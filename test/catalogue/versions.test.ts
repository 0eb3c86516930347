import { describe, expect, it, onTestFinished } from 'vitest';
import type { ImportedFacts } from '../../src/catalogue/imported.ts';
import { loadProcedures } from '../../src/catalogue/load.ts';
import {
  currentVersion,
  diffVersions,
  readVersion,
  rollback,
  switchVersion,
} from '../../src/catalogue/versions.ts';
import { createCatalogueWatch } from '../../src/catalogue/watch.ts';
import { contentDir } from '../../src/files.ts';
import { silentLogger } from '../../src/logger.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { CatalogueRow, Store } from '../../src/storage/store.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');
const facts = (more: ImportedFacts['facts']): ImportedFacts => ({
  facts: more,
  lists: [{ title: 'Danh sách', asOf: '2026-11-01', facts: Object.keys(more) }],
  scopes: ['H27'],
});
const one = (name: string) => new Map([['1.999999', facts({ name, field: 'Chăn nuôi' })]]);

async function openStore(): Promise<Store> {
  const store = await openSqliteStore({ path: ':memory:' });
  onTestFinished(() => store.close());
  return store;
}

describe('catalogue/versions', () => {
  it('keeps every version, one current, goes back, and notes both in the audit', async () => {
    const store = await openStore();

    const first = await switchVersion(store, { rows: one('Một'), source: 'a', basedOn: undefined, now: NOW });
    const second = await switchVersion(store, { rows: one('Hai'), source: 'b', basedOn: first, now: NOW });
    await rollback(store, first, NOW);

    expect((await currentVersion(store))?.id).toBe(first);
    expect(await readVersion(store, second)).toMatchObject([
      { code: '1.999999', data: { facts: { name: 'Hai' } } },
    ]);
    const audit = await store.transaction((tx) => tx.audit.list({ limit: 9 }));
    expect(audit.map(({ action }) => action).sort()).toEqual([
      'catalogue.rollback',
      'catalogue.switch',
      'catalogue.switch',
    ]);
    await expect(rollback(store, 99, NOW)).rejects.toThrow(/không có phiên bản 99/);
  });

  it('stores nothing that could not be read back', async () => {
    const store = await openStore();

    const wrong = switchVersion(store, {
      rows: new Map([['1.999999', facts({ withdrawnOn: '2025-02-31' })]]),
      source: 'a',
      basedOn: undefined,
      now: NOW,
    });

    await expect(wrong).rejects.toThrow(/1\.999999: facts\.withdrawnOn/);
    expect(await store.transaction((tx) => tx.catalogue.list('procedures'))).toEqual([]);
  });

  it('does not switch when somebody else has in the meantime, and leaves nothing behind', async () => {
    const store = await openStore();
    const first = await switchVersion(store, { rows: one('Một'), source: 'a', basedOn: undefined, now: NOW });

    const late = switchVersion(store, { rows: one('Hai'), source: 'b', basedOn: undefined, now: NOW });

    await expect(late).rejects.toThrow(/đã được đưa vào dùng; chạy lại/);
    expect((await currentVersion(store))?.id).toBe(first);
  });

  it('reads a version of thousands of rows in pages', async () => {
    const store = await openStore();
    const rows = new Map(
      Array.from({ length: 1_234 }, (_, n) => [`1.${100_000 + n}`, facts({ name: `Thủ tục ${n}` })]),
    );
    const id = await switchVersion(store, { rows, source: 'lớn', basedOn: undefined, now: NOW });

    const read = await readVersion(store, id);

    expect(read.map(({ code }) => code)).toEqual([...rows.keys()]);
  });

  it('tells two versions apart, fact by fact', () => {
    const shipped = loadProcedures(contentDir()).slice(0, 3);
    const code = shipped[0]?.code ?? '';
    const rows = (imported: ReadonlyMap<string, ImportedFacts>): CatalogueRow[] =>
      [...imported].map(([at, data]) => ({ code: at, data }));

    const differences = diffVersions(
      shipped,
      rows(one('Một')),
      rows(new Map([[code, facts({ times: ['99 ngày'] })]])),
    );

    expect(differences).toMatchObject([
      { code, kind: 'changed', changes: [{ fact: 'thời hạn', after: '99 ngày' }] },
      { code: '1.999999', kind: 'removed' },
    ]);
  });
});

describe('catalogue/watch', () => {
  it('puts a new version into use once, keeps the old one when that fails, and tries again', async () => {
    const store = await openStore();
    const used: string[] = [];
    let broken = true;
    const watch = createCatalogueWatch({
      store,
      logger: silentLogger,
      using: undefined,
      use: async (rows) => {
        if (broken) throw new Error('no room');
        used.push(rows.map(({ code }) => code).join());
      },
    });

    await watch.check();
    await switchVersion(store, { rows: one('Một'), source: 'a', basedOn: undefined, now: NOW });
    await watch.check();
    broken = false;
    for (let look = 0; look < 5; look++) await watch.check();

    expect(used).toEqual(['1.999999']);
  });
});
