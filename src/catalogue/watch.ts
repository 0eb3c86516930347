import type { Logger } from '../logger.ts';
import type { CatalogueRow, Store } from '../storage/store.ts';
import { currentVersion, readVersion } from './versions.ts';

export interface CatalogueWatch {
  /** Looks once; resolves when a new version, if there is one, is in use. Never rejects. */
  check(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export interface CatalogueWatchOptions {
  readonly store: Store;
  readonly logger: Logger;
  /** Version in use at the start; undefined: what ships. */
  readonly using: number | undefined;
  /** Puts a version into use; when it rejects, the old one stays and the next look tries again. */
  readonly use: (rows: readonly CatalogueRow[]) => Promise<void>;
  /** How soon an import is noticed. 2,000–60,000 is useful; a look is one indexed read. */
  readonly everyMs?: number;
}

const EVERY_MS = 3_000;
/** Looks left out after repeated failures. */
const MOST_SKIPPED = 100;

/** Notices that another process imported a list or rolled one back, and puts that version into use. */
export function createCatalogueWatch({
  store,
  logger,
  using,
  use,
  everyMs = EVERY_MS,
}: CatalogueWatchOptions): CatalogueWatch {
  let known = using;
  // A version that cannot be used is tried again, ever more rarely: the reason may have been a locked database.
  let failures = 0;
  let skip = 0;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  async function look(): Promise<void> {
    try {
      const version = await currentVersion(store);
      if (version === undefined || version.id === known) {
        failures = 0;
        return;
      }
      if (skip-- > 0) return;
      await use(await readVersion(store, version.id));
      known = version.id;
      [failures, skip] = [0, 0];
      logger.info(
        { version: version.id, procedures: version.rowCount },
        'catalogue: a new version is in use',
      );
    } catch (error) {
      failures += 1;
      skip = Math.min(2 ** failures, MOST_SKIPPED);
      logger.error({ error }, 'catalogue: the new version could not be put into use; the old one stays');
    }
  }
  function check(): Promise<void> {
    running ??= look().finally(() => {
      running = undefined;
    });
    return running;
  }
  return {
    check,
    start() {
      timer = setInterval(() => void check(), everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
