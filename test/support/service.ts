import { join } from 'node:path';
import { type Config, readConfig } from '../../src/config.ts';
import { silentLogger } from '../../src/logger.ts';
import { createService, type Service, type ServiceDeps } from '../../src/main.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import { TEST_CACHE } from './cache.ts';
import { echo } from './echo.ts';

export interface RunningService extends Service {
  /** Address of the web server. */
  readonly url: string;
  readonly config: Config;
}

/** The whole service on a free port of this machine, in a folder of its own. Echoes unless told otherwise. */
export async function startService(options: {
  dataDir: string;
  environment?: Readonly<Record<string, string>>;
  deps?: ServiceDeps;
}): Promise<RunningService> {
  const config = readConfig({
    PORT: '0',
    DATA_DIR: options.dataDir,
    CACHE_DIR: TEST_CACHE,
    LOG_LEVEL: 'silent',
    ...options.environment,
  });
  const store = await openSqliteStore({ path: join(config.dataDir, 'mot-cua.db') });
  const service = await createService(config, {
    store,
    logger: silentLogger,
    respond: echo,
    ...options.deps,
  });
  const url = await service.start();
  if (url === undefined) throw new Error('the service has no web server');
  return { ...service, url, config };
}
