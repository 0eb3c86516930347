import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import type { SharedMemory } from '../channel.ts';
import type { Alarms } from './alarms.ts';
import type { NewTokens, OAuth } from './oauth.ts';

/** Everything about the tokens is one stored value, so that one transaction saves all of it. */
export const TokenState = z.object({
  accessToken: z.string().optional(),
  expiresAt: z.string().optional(),
  refreshToken: z.string(),
  /** Grows with every new pair. */
  generation: z.number().int(),
  obtainedAt: z.string(),
  /** Hash of ZALO_REFRESH_TOKEN as it was when it was taken over: a changed one is a new beginning. */
  seed: z.string().optional(),
  /** Who is refreshing, and until when others leave it to them. */
  lease: z.object({ by: z.string(), until: z.string() }).optional(),
  /** The last refusal; nothing but a person's consent helps when it stays. */
  refused: z.object({ at: z.string(), error: z.string() }).optional(),
});
export type TokenState = z.infer<typeof TokenState>;

export const TOKENS_KEY = 'tokens';

export interface TokensOptions {
  readonly memory: SharedMemory;
  readonly oauth: OAuth;
  readonly alarms: Alarms;
  readonly clock: Clock;
  readonly logger: Logger;
  /** ZALO_REFRESH_TOKEN. */
  readonly seed: string | undefined;
  /** How long before the end of the access token a new one is fetched. */
  readonly refreshAheadMs: number;
  /** A refresher that has not finished by then is taken for dead; above the longest call. */
  readonly leaseMs?: number;
}

export interface Tokens {
  /** The access token to use now; undefined when there is none, with the alarm raised. */
  current(): Promise<string | undefined>;
  /** After Zalo refused `used`: a newer token, fetched unless somebody else has done so. */
  replace(used: string): Promise<string | undefined>;
  /** Fetches a new pair if the present one ends soon. Called by the clock. */
  refreshAhead(): Promise<void>;
  /** Whether messages can go out at all. */
  usable(): Promise<boolean>;
}

/** After a refusal the refresh is tried again this often: it costs nothing and heals a passing fault. */
const AFTER_REFUSAL_MS = 10 * 60_000;
/** Above the longest refresh (oauth.ts). */
const LEASE_MS = 30_000;
/** How often a process looks whether another one has finished refreshing. */
const LOOK_AGAIN_MS = 100;

export function createTokens(options: TokensOptions): Tokens {
  const { memory, oauth, alarms, clock, logger, seed, refreshAheadMs, leaseMs = LEASE_MS } = options;
  const me = randomUUID();
  let refreshing: Promise<TokenState | undefined> | undefined;

  /** The stored tokens; the seed becomes the first of them, or replaces them when it is a new one. */
  async function load(): Promise<TokenState | undefined> {
    const stored = readTokens(await memory.get(TOKENS_KEY));
    if (seed === undefined || stored?.seed === hash(seed)) return stored;
    // A connected account does not go back to an old setting; a refused one takes whatever is new.
    if (stored !== undefined && stored.refused === undefined) return stored;
    return readTokens(
      await memory.change(TOKENS_KEY, (before): TokenState | undefined => {
        const now = readTokens(before);
        if (now !== undefined && (now.refused === undefined || now.seed === hash(seed))) return now;
        return {
          refreshToken: seed,
          generation: (now?.generation ?? 0) + 1,
          obtainedAt: clock.now().toISOString(),
          seed: hash(seed),
        };
      }),
    );
  }

  /** One refresh at a time in this process, and, by the lease, in all of them. Resolves with what is stored after. */
  function refresh(generation: number): Promise<TokenState | undefined> {
    refreshing ??= refreshOnce(generation).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function refreshOnce(generation: number): Promise<TokenState | undefined> {
    const giveUpAt = performance.now() + leaseMs + 5_000;
    for (;;) {
      const state = await takeLease(generation);
      if (state === undefined || state.generation !== generation || restsAfterRefusal(state)) return state;
      if (state.lease?.by === me) return carryOut(state);
      if (performance.now() > giveUpAt) return state;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  function takeLease(generation: number): Promise<TokenState | undefined> {
    return memory.change(TOKENS_KEY, (before) => {
      const state = readTokens(before);
      if (state === undefined || state.generation !== generation || restsAfterRefusal(state)) return state;
      const nowMs = clock.now().getTime();
      const taken = state.lease !== undefined && new Date(state.lease.until).getTime() > nowMs;
      if (taken) return state;
      return { ...state, lease: { by: me, until: new Date(nowMs + leaseMs).toISOString() } };
    });
  }

  const restsAfterRefusal = ({ refused }: TokenState): boolean =>
    refused !== undefined && clock.now().getTime() - new Date(refused.at).getTime() < AFTER_REFUSAL_MS;

  async function carryOut(state: TokenState): Promise<TokenState | undefined> {
    const result = await oauth.refresh(state.refreshToken);
    if (result.kind === 'ok') {
      const saved = await save(result.tokens, state);
      await Promise.all([alarms.clear('tokens'), alarms.clear('no-tokens')]);
      logger.info({ channel: 'zalo', generation: saved?.generation }, 'fetched new Zalo tokens');
      return saved;
    }
    const refused =
      result.kind === 'refused' ? { at: clock.now().toISOString(), error: result.error } : undefined;
    if (refused === undefined && result.kind === 'unanswered') {
      logger.warn(
        { channel: 'zalo', reason: result.reason, maybeUsedUp: result.sent },
        'new Zalo tokens could not be fetched; trying again',
      );
    }
    const after = await memory.change(TOKENS_KEY, (before) => {
      const now = readTokens(before);
      if (now === undefined || now.generation !== state.generation) return now;
      const { lease: _over, ...rest } = now;
      return refused === undefined ? rest : { ...rest, refused };
    });
    if (refused !== undefined && after?.generation === state.generation)
      await alarms.raise('tokens', `the refresh was refused: ${refused.error}`);
    return after;
  }

  /** Both tokens in one transaction, before either is used. Not over a newer pair (`zalo connect` meanwhile). */
  function save(tokens: NewTokens, from: TokenState): Promise<TokenState | undefined> {
    return memory.change(TOKENS_KEY, (before) => {
      const now = readTokens(before);
      if (now !== undefined && now.generation > from.generation) return now;
      return {
        ...tokenState(tokens, from.generation + 1, clock.now()),
        ...(from.seed ? { seed: from.seed } : {}),
      };
    });
  }

  const isOver = (state: TokenState, aheadMs: number): boolean =>
    state.accessToken === undefined ||
    state.expiresAt === undefined ||
    new Date(state.expiresAt).getTime() - clock.now().getTime() <= aheadMs;

  return {
    async current() {
      const state = await load();
      if (state === undefined) {
        await alarms.raise('no-tokens', 'nothing is stored');
        return undefined;
      }
      if (!isOver(state, 0)) return state.accessToken;
      const after = await refresh(state.generation);
      return after === undefined || isOver(after, 0) ? undefined : after.accessToken;
    },
    async replace(used) {
      const state = await load();
      if (state === undefined) return undefined;
      if (state.accessToken !== used && !isOver(state, 0)) return state.accessToken;
      const after = await refresh(state.generation);
      return after === undefined || after.accessToken === used || isOver(after, 0)
        ? undefined
        : after.accessToken;
    },
    async refreshAhead() {
      const state = await load();
      if (state === undefined) await alarms.raise('no-tokens', 'nothing is stored');
      else if (isOver(state, refreshAheadMs)) await refresh(state.generation);
    },
    async usable() {
      const state = await load();
      return state !== undefined && (state.refused === undefined || !isOver(state, 0));
    },
  };
}

export function tokenState(tokens: NewTokens, generation: number, now: Date): TokenState {
  return {
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    expiresAt: new Date(now.getTime() + tokens.expiresInMs).toISOString(),
    generation,
    obtainedAt: now.toISOString(),
  };
}

export function readTokens(stored: unknown): TokenState | undefined {
  const parsed = TokenState.safeParse(stored);
  return parsed.success ? parsed.data : undefined;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);
