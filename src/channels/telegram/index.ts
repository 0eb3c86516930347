import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import { type ConversationId, splitConversation } from '../../messages/index.ts';
import type { Channel, ChannelHost, ChannelMemory } from '../channel.ts';
import { createTelegramClient } from './client.ts';
import { createIntake } from './intake.ts';
import { parse } from './parse.ts';
import { poll } from './polling.ts';
import { render } from './render.ts';
import { pause, USUAL_WAITS, untilDone, type Waits } from './retry.ts';
import { type Bot, SavedBot } from './schema.ts';
import { createWebhook, WEBHOOK_PATH } from './webhook.ts';

export interface TelegramOptions {
  readonly token: string;
  readonly apiRoot: string;
  /** Telegram delivers to `url`; undefined: we ask (long polling). */
  readonly webhook: { readonly secret: string; readonly url: string } | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memory: ChannelMemory;
  readonly longPollSeconds?: number;
  readonly requestSeconds?: number;
  readonly waits?: Waits;
}

/** https://core.telegram.org/bots/faq: about 30 messages a second in all, 1 in a chat, 20 a minute in a group. */
const PER_SECOND = 30;
const CHAT_REST_MS = 1_000;
const GROUP_REST_MS = 60_000 / 20;
/** Longest wait at shutdown for what is on its way. */
const STOP_MS = 3_000;
const BOT_KEY = 'bot';

export function createTelegram(options: TelegramOptions): Channel {
  const { token, webhook, clock, logger, memory, waits = USUAL_WAITS } = options;
  const client = createTelegramClient({
    token,
    apiRoot: options.apiRoot,
    longPollSeconds: options.longPollSeconds ?? 30,
    requestSeconds: options.requestSeconds ?? 30,
  });
  // The token begins with our id; the name is known after Telegram was reached once.
  let bot: Partial<Bot> = botOfToken(token);
  const read = (raw: unknown) => parse(raw, { bot, now: clock.now() });
  const intake = createIntake({ parse: read, client, logger });
  const ending = new AbortController();
  const { signal } = ending;
  let running: Promise<void> = Promise.resolve();

  async function prepare(): Promise<void> {
    const saved = SavedBot.safeParse(await memory.get(BOT_KEY));
    if (saved.success && saved.data.id === bot.id) bot = saved.data;
    await untilDone('telling Telegram who we are', introduce, { waits, signal, logger });
    if (signal.aborted) return;
    await client.registerCommands().catch((error: unknown) => {
      logger.warn({ channel: 'telegram', error }, 'the menu of commands could not be registered');
    });
  }

  async function introduce(): Promise<void> {
    const me = await client.getMe();
    bot = me;
    await memory.set(BOT_KEY, me);
    if (webhook === undefined) await client.deleteWebhook();
    else
      await client.setWebhook(`${webhook.url.replace(/\/+$/, '')}/webhooks/${WEBHOOK_PATH}`, webhook.secret);
  }

  async function run(host: ChannelHost): Promise<void> {
    await prepare();
    if (webhook === undefined && !signal.aborted)
      await poll({ client, intake, memory, clock, logger, waits, signal }, host);
  }

  return {
    name: 'telegram',
    pace: {
      perSecond: PER_SECOND,
      perConversationMs: CHAT_REST_MS,
      restMs: (conversation) => (isGroup(conversation) ? GROUP_REST_MS : CHAT_REST_MS),
    },
    parse: read,
    render,
    send: client.send,
    ...(webhook === undefined ? {} : { webhook: createWebhook(webhook.secret, intake) }),
    async reachability(conversation) {
      const contact = await memory.contact(conversation);
      // A bot cannot write first, nor to somebody who blocked it.
      return contact === undefined || contact.blocked ? 'closed' : 'free';
    },
    async start(host) {
      // Not waited for: where Telegram is blocked, everything else must run all the same.
      running = run(host).catch((error: unknown) => {
        logger.error({ channel: 'telegram', error }, 'Telegram stopped; restart the service');
      });
    },
    async stop() {
      ending.abort();
      const waiting = new AbortController();
      await Promise.race([running.then(intake.settled), pause(STOP_MS, waiting.signal)]);
      waiting.abort();
    },
  };
}

function botOfToken(token: string): Partial<Bot> {
  const id = Number(/^(\d+):/.exec(token)?.[1]);
  return Number.isSafeInteger(id) ? { id } : {};
}

/** Groups have negative ids. */
const isGroup = (conversation: ConversationId): boolean =>
  splitConversation(conversation).recipient.startsWith('-');
