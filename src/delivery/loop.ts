import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';

/** Works while there is work, sleeps until woken or until the next due instant otherwise. */
export interface Loop {
  start(): void;
  /** There may be work: look now. */
  wake(): void;
  /** Does everything that can be done at this instant; for tests and one-shot commands. */
  drain(): Promise<void>;
  /** Takes nothing new and resolves when what it holds is finished, or after `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

export interface LoopOptions {
  readonly name: string;
  /** Claims what is free and returns one promise per claimed thing; an empty list means there is nothing to do now. */
  readonly take: (free: number) => Promise<readonly Promise<void>[]>;
  /** The next instant at which there may be work, if known. */
  readonly nextDue: () => Promise<Date | undefined>;
  readonly concurrency: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Longest sleep: how soon work is noticed that another process put into the store. 500–10,000 is useful. */
const LONGEST_SLEEP_MS = 2_000;
/** Pause after the store failed, so that a broken disk does not fill the log. */
const AFTER_ERROR_MS = 1_000;

export function createLoop({ name, take, nextDue, concurrency, clock, logger }: LoopOptions): Loop {
  const held = new Set<Promise<void>>();
  let stopping = false;
  let running: Promise<void> | undefined;
  let woken = false;
  let wakeUp: (() => void) | undefined;

  function wake(): void {
    woken = true;
    wakeUp?.();
  }

  function sleep(ms: number): Promise<void> {
    if (woken || stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        wakeUp = undefined;
        resolve();
      }
      wakeUp = done;
    });
  }

  async function takeSome(): Promise<boolean> {
    const free = concurrency - held.size;
    if (free <= 0) return false;
    const started = await take(free);
    for (const task of started) {
      const kept = task.finally(() => {
        held.delete(kept);
        wake();
      });
      held.add(kept);
    }
    return started.length > 0;
  }

  async function sleepMs(): Promise<number> {
    const due = await nextDue();
    if (due === undefined) return LONGEST_SLEEP_MS;
    return Math.min(Math.max(due.getTime() - clock.now().getTime(), 1), LONGEST_SLEEP_MS);
  }

  async function run(): Promise<void> {
    while (!stopping) {
      woken = false;
      try {
        if (await takeSome()) continue;
        // With all hands busy only a finished one matters; it wakes us.
        await sleep(held.size >= concurrency ? LONGEST_SLEEP_MS : await sleepMs());
      } catch (error) {
        logger.error({ loop: name, error }, 'cannot look for work; trying again');
        woken = false;
        await sleep(AFTER_ERROR_MS);
      }
    }
  }

  return {
    start() {
      running ??= run();
    },
    wake,
    async drain() {
      while ((await takeSome()) || held.size > 0) await Promise.race(held);
    },
    async stop(timeoutMs) {
      stopping = true;
      wake();
      const finished = (async () => {
        await running;
        await Promise.all(held);
        return true;
      })();
      if (!(await within(finished, timeoutMs))) {
        logger.warn(
          { loop: name, held: held.size },
          'stopped before everything held was finished; it will be taken up at the next start',
        );
      }
    },
  };
}

/** Resolves with the promise's value, or with undefined after `timeoutMs`. */
export async function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
