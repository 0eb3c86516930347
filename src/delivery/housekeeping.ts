import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { KeepLimits, Store } from '../storage/store.ts';

export interface Housekeeping {
  /** Deletes what is too old. */
  run(): Promise<void>;
  start(): void;
  stop(): void;
}

/** Ids of updates, finished jobs and unused sessions are kept this long. */
export const OTHER_DAYS = 30;
/** Raw messages are kept by the hour, so looking several times an hour is precise enough. */
const EVERY_MS = 10 * 60_000;

export function createHousekeeping(options: {
  store: Store;
  clock: Clock;
  logger: Logger;
  rawMessageHours: number;
}): Housekeeping {
  const { store, clock, logger, rawMessageHours } = options;
  const limits: KeepLimits = { rawMessageHours, otherDays: OTHER_DAYS };
  let timer: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    try {
      const deleted = await store.transaction((tx) => tx.retention.expire(limits, clock.now()));
      if (Object.values(deleted).some((count) => count > 0))
        logger.info({ deleted }, 'deleted what was too old');
    } catch (error) {
      logger.error({ error }, 'old data could not be deleted; trying again in ten minutes');
    }
  }

  return {
    run,
    start() {
      void run();
      timer = setInterval(() => void run(), EVERY_MS);
      timer.unref();
    },
    stop() {
      clearInterval(timer);
    },
  };
}
