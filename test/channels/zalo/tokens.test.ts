import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlarms } from '../../../src/channels/zalo/alarms.ts';
import type { Fetch } from '../../../src/channels/zalo/http.ts';
import { prepareConsent, readZaloStatus } from '../../../src/channels/zalo/index.ts';
import { createOAuth } from '../../../src/channels/zalo/oauth.ts';
import { createTokens, readTokens } from '../../../src/channels/zalo/tokens.ts';
import { createChannelMemory } from '../../../src/storage/channel-memory.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/index.ts';
import type { Store } from '../../../src/storage/store.ts';
import { type SteppedClock, steppedClock } from '../../support/stepped-clock.ts';
import { keepingLogger } from '../../support/telegram-bench.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { zaloConfigFor } from '../../support/zalo-bench.ts';
import { startZaloStub, type ZaloStub } from '../../support/zalo-stub/index.ts';

const HOUR_MS = 3_600_000;

describe('channels/zalo/tokens', () => {
  let clock: SteppedClock;
  let stub: ZaloStub;
  let path: string;
  const stores: Store[] = [];
  const logger = keepingLogger();

  beforeEach(async () => {
    clock = steppedClock();
    stub = await startZaloStub({ now: clock.now });
    path = join(tempDir(), 'mot-cua.db');
    logger.lines.length = 0;
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    await stub.close();
  });

  /** One process: its own connection to the same database. */
  async function openProcess(changes: { seed?: string; fetch?: Fetch } = {}) {
    const store = await openSqliteStore({ path });
    stores.push(store);
    const memory = createChannelMemory(store, 'zalo');
    const config = zaloConfigFor(stub);
    let refreshes = 0;
    const fetchIt: Fetch = (input, init) => {
      refreshes += 1;
      return (changes.fetch ?? fetch)(input, init);
    };
    const tokens = createTokens({
      memory,
      oauth: createOAuth({ ...config, fetch: fetchIt }),
      alarms: createAlarms({ memory, clock, logger }),
      clock,
      logger,
      seed: changes.seed,
      refreshAheadMs: 6 * HOUR_MS,
    });
    return { memory, config, tokens, refreshes: () => refreshes };
  }

  const works = async (token: string | undefined) => stub.account.account(token).error === 0;

  it('starts from the configured refresh token and saves both new tokens', async () => {
    const { tokens, memory } = await openProcess({ seed: stub.account.issue() });

    const token = await tokens.current();

    expect(await works(token)).toBe(true);
    expect(readTokens(await memory.get('tokens'))).toMatchObject({ accessToken: token, generation: 2 });
  });

  it('refreshes hours ahead of the end, and not before', async () => {
    const one = await openProcess({ seed: stub.account.issue() });
    await one.tokens.refreshAhead();
    expect(one.refreshes()).toBe(1);

    clock.step(18 * HOUR_MS);
    await one.tokens.refreshAhead();
    expect(one.refreshes()).toBe(1);

    clock.step(2 * HOUR_MS);
    await one.tokens.refreshAhead();
    expect(one.refreshes()).toBe(2);
    expect(await works(await one.tokens.current())).toBe(true);
  });

  it('has one refresher across processes, whoever asks at the same moment', async () => {
    const seed = stub.account.issue();
    const processes = await Promise.all([1, 2, 3, 4].map(() => openProcess({ seed })));

    // Slow enough for all of them to want it at the same time.
    stub.fail({ kind: 'slow', ms: 300 }, '/access_token');
    stub.fail({ kind: 'slow', ms: 300 }, '/access_token');
    const first = await Promise.all(processes.flatMap(({ tokens }) => [tokens.current(), tokens.current()]));
    clock.step(24 * HOUR_MS);
    const second = await Promise.all(
      processes.map(({ tokens }) => tokens.refreshAhead().then(tokens.current)),
    );

    expect(new Set(first).size).toBe(1);
    expect(new Set(second).size).toBe(1);
    expect(processes.reduce((sum, { refreshes }) => sum + refreshes(), 0)).toBe(2);
    expect(await works(second[0])).toBe(true);
  });

  it('replaces a refused token once, and uses the one another process has fetched meanwhile', async () => {
    const seed = stub.account.issue();
    const [one, two] = [await openProcess({ seed }), await openProcess({ seed })];
    const used = (await one.tokens.current()) ?? '';
    stub.account.revokeAccess();

    const [a, b] = await Promise.all([one.tokens.replace(used), two.tokens.replace(used)]);

    expect(a).toBe(b);
    expect(await works(a)).toBe(true);
    expect(one.refreshes() + two.refreshes()).toBe(2);
  });

  it('takes over from a refresher that died', async () => {
    const one = await openProcess({ seed: stub.account.issue() });
    await one.tokens.current();
    await one.memory.change('tokens', (before) => ({
      ...(before as object),
      lease: { by: 'somebody', until: new Date(clock.now().getTime() + 1_000).toISOString() },
    }));
    clock.step(24 * HOUR_MS);

    await one.tokens.refreshAhead();

    expect(await works(await one.tokens.current())).toBe(true);
  });

  it('saves before use: when saving fails, nothing is used and nothing is thrown away', async () => {
    const one = await openProcess({ seed: stub.account.issue() });
    const before = await one.tokens.current();
    const broken = await openProcess({
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        await stores.at(-1)?.close();
        return response;
      },
    });
    clock.step(20 * HOUR_MS);

    await expect(broken.tokens.refreshAhead()).rejects.toThrow(/closed/);

    expect(readTokens(await one.memory.get('tokens'))?.accessToken).toBe(before);
  });

  it('says what a person must do when the refresh token is refused, and goes on when they have done it', async () => {
    const one = await openProcess({ seed: stub.account.issue() });
    await one.tokens.current();
    stub.account.revokeAll();
    clock.step(26 * HOUR_MS);

    expect(await one.tokens.current()).toBeUndefined();
    expect(await one.tokens.usable()).toBe(false);
    expect(logger.lines.join()).toMatch(/"alarm":"tokens"/);
    expect(logger.lines.join()).toMatch(/mot-cua zalo connect/);
    const refreshes = one.refreshes();
    await one.tokens.current();
    expect(one.refreshes(), 'rests after a refusal').toBe(refreshes);

    const status = await readZaloStatus({ config: one.config, memory: one.memory, clock, online: true });
    expect(status.tokens?.refused).toContain('-14014');
    expect(status.alarms).toMatchObject([{ name: 'tokens', remedy: expect.stringContaining('connect') }]);
    expect(status.account).toMatchObject({ ok: false });

    await connect(one);
    expect(await works(await one.tokens.current())).toBe(true);
    expect(
      await readZaloStatus({ config: one.config, memory: one.memory, clock, online: true }),
    ).toMatchObject({
      alarms: [],
      account: { ok: true, oaId: '7000000000000000001', package: 'Growth' },
    });
  });

  it('keeps the present token through a passing failure, and tries again', async () => {
    const one = await openProcess({ seed: stub.account.issue() });
    const before = await one.tokens.current();
    clock.step(20 * HOUR_MS);
    for (const fault of [{ kind: 'status', status: 503 }, { kind: 'not-json' }] as const) {
      stub.fail(fault, '/access_token');
      await one.tokens.refreshAhead();
      expect(await one.tokens.current()).toBe(before);
    }

    await one.tokens.refreshAhead();

    expect(await one.tokens.current()).not.toBe(before);
    expect(logger.lines.join()).not.toContain('"alarm"');
  });

  it('says that it was never connected', async () => {
    const { tokens } = await openProcess();

    expect(await tokens.current()).toBeUndefined();
    expect(logger.lines.join()).toContain('"alarm":"no-tokens"');
  });

  it('takes a new configured token after a refusal, but never goes back to an old one', async () => {
    const one = await openProcess({ seed: stub.account.issue() });
    await one.tokens.current();
    stub.account.revokeAll();
    clock.step(26 * HOUR_MS);
    await one.tokens.current();

    const two = await openProcess({ seed: stub.account.issue() });
    expect(await works(await two.tokens.current())).toBe(true);

    const three = await openProcess({ seed: 'an old one' });
    expect(await three.tokens.current()).toBe(await two.tokens.current());
  });

  // ── Consent ──

  type Process = Awaited<ReturnType<typeof openProcess>>;

  /** Agrees as a browser would; resolves with the address it was sent to. */
  async function agree(url: string): Promise<string> {
    const response = await fetch(url, { redirect: 'manual' });
    return response.headers.get('location') ?? '';
  }

  async function connect({ config, memory }: Process, options: { plainRedirect?: boolean } = {}) {
    const consent = prepareConsent({ config, memory, clock, ...options });
    return consent.finish(await agree(consent.url));
  }

  it('connects by consent with PKCE', async () => {
    const one = await openProcess();

    expect(await connect(one)).toMatchObject({ oaId: '7000000000000000001' });
    expect(await works(await one.tokens.current())).toBe(true);
    await connect(one, { plainRedirect: true });
    expect(await works(await one.tokens.current())).toBe(true);
  });

  it('sends what the protocol asks for, and no method', async () => {
    const { config, memory } = await openProcess();
    const { url } = prepareConsent({ config, memory, clock });
    const query = new URL(url).searchParams;

    expect(query.get('code_challenge')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(query.has('code_challenge_method')).toBe(false);
    expect(query.get('redirect_uri')).toMatch(/^https:\/\/chat\.example\.gov\.vn\/\?mot_cua=/);
  });

  it('takes no answer of another consent, no used code, no address without code', async () => {
    const { config, memory } = await openProcess();
    const one = prepareConsent({ config, memory, clock });
    const two = prepareConsent({ config, memory, clock });
    const answer = await agree(one.url);

    await expect(two.finish(answer)).rejects.toThrow(/another consent/);
    await expect(two.finish(new URL(answer).searchParams.get('code') ?? '')).rejects.toThrow(/no tokens/);
    await expect(one.finish(answer)).rejects.toThrow(/-14012/);
    await expect(one.finish('https://chat.example.gov.vn/?error=1')).rejects.toThrow(/no code/);
    expect(await memory.get('tokens')).toBeUndefined();
  });

  it('does not connect the wrong account', async () => {
    const { config, memory } = await openProcess();
    const consent = prepareConsent({ config: { ...config, oaId: '1' }, memory, clock });

    await expect(consent.finish(await agree(consent.url))).rejects.toThrow(/ZALO_OA_ID is 1/);
  });
});
