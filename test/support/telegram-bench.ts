import { join } from 'node:path';
import type { Channel, ChannelHost } from '../../src/channels/channel.ts';
import { createTelegram } from '../../src/channels/telegram/index.ts';
import { createDelivery } from '../../src/delivery/index.ts';
import type { Respond } from '../../src/dialogue/answer.ts';
import type { Logger } from '../../src/logger.ts';
import { createChannelMemory } from '../../src/storage/channel-memory.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import { echo } from './echo.ts';
import { steppedClock } from './stepped-clock.ts';
import { TOKEN } from './telegram-fake.ts';
import { until } from './until.ts';

/** Keeps every line, errors with all they hold. */
export function keepingLogger(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const whole = (_key: string, value: unknown): unknown =>
    value instanceof Error
      ? { ...value, message: value.message, stack: value.stack, cause: value.cause }
      : value;
  const keep = (fields: object, message: string) =>
    void lines.push(JSON.stringify({ message, ...fields }, whole));
  return { lines, debug: keep, info: keep, warn: keep, error: keep };
}

/** Store, delivery and the Telegram channel on a clock that runs only while something is waited for. */
export async function telegramBench(options: {
  apiRoot: string;
  folder: string;
  token?: string;
  webhook?: { secret: string; url: string };
  respond?: Respond;
  /** Other channels of the same service. */
  more?: readonly Channel[];
  requestSeconds?: number;
  longPollSeconds?: number;
  /** Comes between the channel and the store. */
  host?: (host: ChannelHost) => ChannelHost;
}) {
  const clock = steppedClock();
  const logger = keepingLogger();
  const store = await openSqliteStore({ path: join(options.folder, 'mot-cua.db') });
  const channel = createTelegram({
    token: options.token ?? TOKEN,
    apiRoot: options.apiRoot,
    webhook: options.webhook,
    clock,
    logger,
    memory: createChannelMemory(store, 'telegram'),
    longPollSeconds: options.longPollSeconds ?? 5,
    requestSeconds: options.requestSeconds ?? 5,
    waits: { firstMs: 2, longestMs: 20 },
  });
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
  let stopped = false;
  return {
    clock,
    logger,
    store,
    channel,
    delivery,
    host,
    async start() {
      await delivery.start();
      await channel.start?.(host);
    },
    /** Waits for a condition while the clock runs, `stepMs` a turn. */
    async settled(condition: () => boolean | Promise<boolean>, stepMs = 200) {
      await until(() => {
        clock.step(stepMs);
        delivery.wakeOutbox();
        return condition();
      });
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      await channel.stop?.();
      await delivery.stop();
      await store.close();
    },
  };
}

export type TelegramBench = Awaited<ReturnType<typeof telegramBench>>;
