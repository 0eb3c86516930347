/** How often something is tried, and how long between tries. */
export interface Backoff {
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** Wait after the first failure; each further wait is `factor` times longer, up to `longestMs`. */
  readonly firstMs: number;
  readonly factor: number;
  readonly longestMs: number;
}

/** A person waits for the answer, and their next message waits too: give up within about a minute. */
export const INBOX_BACKOFF: Backoff = { attempts: 5, firstMs: 500, factor: 4, longestMs: 30_000 };

/** A channel that is down comes back within minutes; after about half an hour somebody should look. */
export const OUTBOX_BACKOFF: Backoff = { attempts: 9, firstMs: 1_000, factor: 3, longestMs: 600_000 };

/** Wait before the next try after `failures` failures (1, 2 …); undefined when it is time to give up. */
export function backoffMs(backoff: Backoff, failures: number): number | undefined {
  if (failures >= backoff.attempts) return undefined;
  return Math.min(backoff.firstMs * backoff.factor ** (failures - 1), backoff.longestMs);
}
