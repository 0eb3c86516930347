import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { contentDir } from '../files.ts';
import { loadReporting, type Reporting } from '../reporting/load.ts';
import { openSqliteStore } from '../storage/sqlite/index.ts';
import type { Store } from '../storage/store.ts';

export interface Office {
  readonly store: Store;
  readonly reporting: Reporting;
}

/** Opens what commands about officers and reports work on, and closes it after them. */
export async function withOffice(work: (office: Office) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const reporting = loadReporting(contentDir(), config.province);
  const store = await openSqliteStore({ path: join(config.dataDir, 'mot-cua.db') });
  try {
    await work({ store, reporting });
  } finally {
    await store.close();
  }
}
