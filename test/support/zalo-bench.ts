import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Channel, ChannelHost } from '../../src/channels/channel.ts';
import { createZalo } from '../../src/channels/zalo/index.ts';
import { readConfig } from '../../src/config.ts';
import type { ZaloConfig } from '../../src/config-zalo.ts';
import { createDelivery } from '../../src/delivery/index.ts';
import type { Respond } from '../../src/dialogue/answer.ts';
import { createChannelMemory, createEchoes } from '../../src/storage/channel-memory.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Store } from '../../src/storage/store.ts';
import { echo } from './echo.ts';
import { type SteppedClock, steppedClock } from './stepped-clock.ts';
import { keepingLogger } from './telegram-bench.ts';
import { until } from './until.ts';
import { startZaloStub, type ZaloStub } from './zalo-stub/index.ts';

export const LAN = '8000000000000000001';

/** The Zalo settings for a stub, with changes. */
export function zaloConfigFor(stub: ZaloStub, changes: Readonly<Record<string, string>> = {}): ZaloConfig {
  const { zalo } = readConfig({
    ...stub.environment(),
    PUBLIC_URL: 'https://chat.example.gov.vn',
    ...changes,
  });
  if (zalo === undefined) throw new Error('the settings of the stub leave the Zalo channel off');
  return zalo;
}

/** Store, delivery, the Zalo channel with its webhook, and the stub, on a clock that runs only while something is waited for. */
export async function zaloBench(options: {
  folder: string;
  environment?: Readonly<Record<string, string>>;
  respond?: Respond;
  more?: readonly Channel[];
  /** Without a refresh token: never connected. */
  connected?: boolean;
  retryDelaysMs?: readonly number[];
  clock?: SteppedClock;
  store?: Store;
  stub?: ZaloStub;
  /** Comes between the webhook and the store. */
  host?: (host: ChannelHost) => ChannelHost;
}) {
  const clock = options.clock ?? steppedClock();
  const logger = keepingLogger();
  const stub =
    options.stub ??
    (await startZaloStub({
      now: clock.now,
      retryDelaysMs: options.retryDelaysMs ?? [10, 20, 40, 80],
      timeoutMs: 2_000,
    }));
  const store = options.store ?? (await openSqliteStore({ path: join(options.folder, 'mot-cua.db') }));
  const seed: Record<string, string> =
    options.connected === false ? {} : { ZALO_REFRESH_TOKEN: stub.account.issue() };
  const config = zaloConfigFor(stub, {
    ZALO_PER_CONVERSATION_MS: '0',
    ZALO_PER_SECOND: '60',
    ...seed,
    ...options.environment,
  });
  const memory = createChannelMemory(store, 'zalo');
  const echoes = createEchoes(store, clock);
  const channel = createZalo({ config, clock, logger, memory, echoes });
  const delivery = createDelivery({
    store,
    clock,
    logger,
    channels: [channel, ...(options.more ?? [])],
    respond: options.respond ?? echo,
    identify: async () => ({ role: 'citizen' as const, units: [] }),
    apologise: () => ({ text: 'Xin lỗi' }),
  });
  const host = options.host?.(delivery.host) ?? delivery.host;
  const { webhook } = channel;
  if (webhook === undefined) throw new Error('the Zalo channel has no webhook');
  const server = createServer(
    getRequestListener(async (request) => {
      try {
        return await webhook.handle(request, host);
      } catch {
        return new Response(null, { status: 500 });
      }
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  stub.deliverTo(webhookUrl);
  await delivery.start();

  async function settled(condition: () => boolean | Promise<boolean>, stepMs = 50): Promise<void> {
    await until(() => {
      clock.step(stepMs);
      delivery.wakeOutbox();
      return condition();
    });
  }

  return {
    clock,
    logger,
    stub,
    store,
    config,
    memory,
    echoes,
    channel,
    delivery,
    webhookUrl,
    /** Waits for a condition while the clock runs, `stepMs` a turn. */
    settled,
    /** Waits until nothing is left to deliver, handle or send. */
    async quiet(stepMs = 50) {
      await stub.sender.quiet();
      await until(async () => {
        const [inbox, outbox] = await store.transaction(
          async (tx) => [await tx.inbox.counts(), await tx.outbox.counts()] as const,
        );
        // While something is held the clock stands still: a claim must not lapse under a call in progress.
        if (inbox.claimed + outbox.sending === 0) clock.step(stepMs);
        delivery.wakeOutbox();
        return inbox.waiting + inbox.claimed + outbox.waiting + outbox.sending === 0;
      });
      await stub.sender.quiet();
    },
    /** What the person has from us. */
    texts: (user = LAN) =>
      stub
        .received(user)
        .filter(({ from }) => from === 'assistant')
        .map(({ text }) => text),
    async stop() {
      await stub.sender.stop();
      await channel.stop?.();
      await delivery.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (options.store === undefined) await store.close();
      if (options.stub === undefined) await stub.close();
    },
  };
}

export type ZaloBench = Awaited<ReturnType<typeof zaloBench>>;
