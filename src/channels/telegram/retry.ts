import { ChannelError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';

/** How long to wait after failures: doubled each time, up to `longestMs`. */
export interface Waits {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Telegram is often back within seconds; once a minute is polite when it is not. */
export const USUAL_WAITS: Waits = { firstMs: 1_000, longestMs: 60_000 };

/** Repeats `work` until it succeeds or the signal aborts. What Telegram says about waiting counts. */
export async function untilDone(
  what: string,
  work: () => Promise<void>,
  { waits, signal, logger }: { waits: Waits; signal: AbortSignal; logger: Logger },
): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (signal.aborted) return;
      logger.error({ channel: 'telegram', error }, `${what} failed; trying again`);
      await pause(waitMs(error, failures, waits), signal);
    }
  }
}

function waitMs(error: unknown, failures: number, { firstMs, longestMs }: Waits): number {
  const asked = error instanceof ChannelError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(asked, Math.min(firstMs * 2 ** failures, longestMs));
}

/** Resolves after `ms`, or at once when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
