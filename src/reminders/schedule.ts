import cron from 'node-cron';
import { type Clock, vietnamDay, vietnamTime } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Store } from '../storage/store.ts';

/** Often enough that a snooze or a new link is noticed within the hour, seldom enough to cost nothing. */
const EVERY = '*/10 * * * *';

export interface Schedule {
  /** Runs the job now if nobody has claimed this minute; for tests and for the start after downtime. */
  tick(): Promise<boolean>;
  start(): void;
  stop(): Promise<void>;
}

/** Runs a job every ten minutes in one of however many processes there are. Missed ticks need no catching up: the job tells what is true when it runs. */
export function createSchedule({
  job,
  work,
  store,
  clock,
  logger,
}: {
  job: string;
  work: () => Promise<unknown>;
  store: Store;
  clock: Clock;
  logger: Logger;
}): Schedule {
  let running: Promise<boolean> | undefined;
  let task: { stop(): unknown; destroy(): unknown } | undefined;

  async function once(): Promise<boolean> {
    try {
      const now = clock.now();
      const minute = `${vietnamDay(now)}T${vietnamTime(now)}`;
      if (!(await store.transaction((tx) => tx.jobs.claim(job, minute, now)))) return false;
      await work();
      await store.transaction((tx) => tx.jobs.finished(job, minute, clock.now()));
      return true;
    } catch (error) {
      logger.error({ job, error }, 'a scheduled job failed; it runs again at its next time');
      return false;
    }
  }

  function tick(): Promise<boolean> {
    // A long run is not overtaken by the next minute.
    running ??= once().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    tick,
    start() {
      void tick();
      task = cron.schedule(EVERY, () => void tick(), { timezone: 'Asia/Ho_Chi_Minh', name: job });
    },
    async stop() {
      await task?.destroy();
      await running;
    },
  };
}
