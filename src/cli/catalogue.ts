import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { IMPORTED_KIND } from '../catalogue/imported.ts';
import { loadProcedures } from '../catalogue/load.ts';
import { currentVersion, diffVersions, readVersion, rollback, switchVersion } from '../catalogue/versions.ts';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { contentDir } from '../files.ts';
import { openSqliteStore } from '../storage/sqlite/index.ts';
import type { CatalogueRow, Store } from '../storage/store.ts';

/** A version's number, or what ships with the program. */
type Which = number | 'shipped';

export function addCatalogue(program: Command): void {
  const catalogue = program.command('catalogue').description('Các phiên bản danh mục thủ tục đã nhập');
  catalogue
    .command('list')
    .description('Liệt kê phiên bản; * là phiên bản đang dùng')
    .action(() => withStore(list));
  catalogue
    .command('diff')
    .description('So hai phiên bản (số, hoặc shipped: dữ liệu đi kèm)')
    .argument('<a>', 'phiên bản trước', which)
    .argument('<b>', 'phiên bản sau', which)
    .option('--limit <n>', 'nhiều nhất bao nhiêu dòng', Number, 100)
    .action((a: Which, b: Which, { limit }: { limit: number }) =>
      withStore((store) => diff(store, a, b, limit)),
    );
  catalogue
    .command('rollback')
    .description('Dùng lại một phiên bản trước (số, hoặc shipped)')
    .argument('<version>', 'phiên bản', which)
    .action((version: Which) => withStore((store) => goBack(store, version)));
}

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openSqliteStore({ path: join(readConfig(process.env).dataDir, 'mot-cua.db') });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

async function list(store: Store): Promise<void> {
  const versions = await store.transaction((tx) => tx.catalogue.list(IMPORTED_KIND));
  for (const { id, current, importedAt, rowCount, source } of versions)
    console.log(`${current ? '*' : ' '} ${id}  ${importedAt.toISOString()}  ${rowCount} thủ tục  ${source}`);
  if (!versions.some(({ current }) => current))
    console.log('* shipped  dữ liệu đi kèm chương trình; chưa nhập danh sách nào');
}

async function diff(store: Store, a: Which, b: Which, limit: number): Promise<void> {
  const differences = diffVersions(
    loadProcedures(contentDir()),
    await rowsOf(store, a),
    await rowsOf(store, b),
  );
  const words = { added: 'thêm', removed: 'bớt', changed: 'đổi' } as const;
  for (const { kind, code, name, changes } of differences.slice(0, limit)) {
    console.log(`${words[kind]}  ${code}  ${name}`);
    for (const { fact, before, after } of changes) console.log(`      ${fact}: ${before} → ${after}`);
  }
  if (differences.length > limit) console.log(`… và ${differences.length - limit} nữa (--limit)`);
  console.log(`${differences.length} thủ tục khác nhau giữa ${a} và ${b}`);
}

async function rowsOf(store: Store, version: Which): Promise<CatalogueRow[]> {
  if (version === 'shipped') return [];
  const versions = await store.transaction((tx) => tx.catalogue.list(IMPORTED_KIND));
  if (!versions.some(({ id }) => id === version))
    throw new AppError('catalogue', `không có phiên bản ${version}; xem: mot-cua catalogue list`);
  return readVersion(store, version);
}

async function goBack(store: Store, version: Which): Promise<void> {
  const now = systemClock.now();
  if (version !== 'shipped') await rollback(store, version, now);
  // Going back to what ships is a version without rows, so that it is listed and can be gone back from.
  else
    await switchVersion(store, {
      rows: new Map(),
      source: 'shipped',
      basedOn: (await currentVersion(store))?.id,
      now,
    });
  console.log(`Đang dùng phiên bản ${version}. Dịch vụ đang chạy nhận trong vài giây.`);
}

function which(value: string): Which {
  if (value === 'shipped') return value;
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError(`"${value}" không phải số phiên bản hay shipped`);
  return Number(value);
}
