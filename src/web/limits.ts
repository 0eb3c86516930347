import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts uses per key; answers undefined when allowed, else the seconds to wait. */
export interface Limit {
  use(key: string): Promise<number | undefined>;
}

export function createLimit(options: { name: string; points: number; perSeconds: number }): Limit {
  const limiter = new RateLimiterMemory({
    keyPrefix: options.name,
    points: options.points,
    duration: options.perSeconds,
  });
  return {
    async use(key) {
      try {
        await limiter.consume(key);
        return undefined;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
        throw refusal;
      }
    },
  };
}

export interface WebLimits {
  /** Messages of one conversation. */
  readonly messages: Limit;
  /** Messages of one address: an office or a village may share one, so several people's worth. */
  readonly addressMessages: Limit;
  /** Requests of one address, of any kind. */
  readonly addressRequests: Limit;
  /** New conversations of one address. */
  readonly addressSessions: Limit;
}

/** People assumed to sit behind one address. */
const PEOPLE_PER_ADDRESS = 15;

export function createWebLimits(messagesPerMinute: number): WebLimits {
  const people = PEOPLE_PER_ADDRESS;
  return {
    messages: createLimit({ name: 'messages', points: messagesPerMinute, perSeconds: 60 }),
    addressMessages: createLimit({
      name: 'address-messages',
      points: messagesPerMinute * people,
      perSeconds: 60,
    }),
    addressRequests: createLimit({ name: 'address-requests', points: 60 * people, perSeconds: 60 }),
    addressSessions: createLimit({ name: 'address-sessions', points: 10 * people, perSeconds: 3_600 }),
  };
}
