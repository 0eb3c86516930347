import { Api, GrammyError, HttpError, InputFile } from 'grammy';
import { ChannelError } from '../../errors.ts';
import { type ConversationId, splitConversation } from '../../messages/index.ts';
import type { OutgoingPart, SendOutcome } from '../channel.ts';
import { COMMAND_LANGUAGES, COMMANDS } from './commands.ts';
import { ALLOWED_UPDATES, type Bot, SavedBot, TelegramPart } from './schema.ts';

export interface TelegramClientOptions {
  readonly token: string;
  readonly apiRoot: string;
  /** How long Telegram may hold an empty answer to "what is new?". Longer means fewer requests; 0–50, 30 is usual. */
  readonly longPollSeconds: number;
  /** After this nobody knows whether a call was carried out. Below the outbox's own limit of 60. */
  readonly requestSeconds: number;
}

/** The calls of the Bot API this channel makes. All but `send` and `answerTap` throw {@link TelegramProblem}. */
export interface TelegramClient {
  getMe(): Promise<Bot>;
  /** Updates from `offset` on; asking confirms all before it. */
  getUpdates(offset: number | undefined, signal: AbortSignal): Promise<readonly unknown[]>;
  setWebhook(url: string, secret: string): Promise<void>;
  /** Waiting updates stay. */
  deleteWebhook(): Promise<void>;
  registerCommands(): Promise<void>;
  /** Ends the waiting sign on a tapped button; too late or failed does no harm. */
  answerTap(id: string): Promise<void>;
  send(conversation: ConversationId, part: OutgoingPart): Promise<SendOutcome>;
}

/** Why a call failed. Never holds the token, which is part of every address. */
export class TelegramProblem extends ChannelError {
  /** Telegram's error code, 0 when there was no answer. */
  readonly status: number;
  readonly description: string;
  /** The request never left this machine. */
  readonly notSent: boolean;
  readonly migratedTo: number | undefined;
  constructor(fields: {
    status: number;
    description: string;
    notSent?: boolean;
    retryAfterMs?: number | undefined;
    migratedTo?: number | undefined;
  }) {
    const { status, description, retryAfterMs } = fields;
    const remedy = REMEDIES[status] === undefined ? '' : `. ${REMEDIES[status]}`;
    super('telegram', `Telegram ${status === 0 ? '' : `${status}: `}${description}${remedy}`, {
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
    this.status = status;
    this.description = description;
    this.notSent = fields.notSent ?? false;
    this.migratedTo = fields.migratedTo;
  }
}

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'TELEGRAM_TOKEN is wrong or was revoked: take the current one from @BotFather',
  404: 'TELEGRAM_TOKEN or TELEGRAM_API_ROOT is wrong',
  409: 'Another program receives the updates of this bot: stop it, or run this one with TELEGRAM_MODE=webhook',
};

export function createTelegramClient(options: TelegramClientOptions): TelegramClient {
  const { token, longPollSeconds, requestSeconds } = options;
  // grammY refuses an address that ends in a slash.
  const apiRoot = options.apiRoot.replace(/\/+$/, '');
  const calls = new Api(token, { apiRoot, timeoutSeconds: requestSeconds });
  const polls = new Api(token, { apiRoot, timeoutSeconds: longPollSeconds + requestSeconds });

  async function call<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw problemOf(error, token);
    }
  }

  async function send(conversation: ConversationId, { payload }: OutgoingPart): Promise<SendOutcome> {
    const target = /^(-?\d+)(?:\/(\d+))?$/.exec(splitConversation(conversation).recipient);
    if (target === null) return { kind: 'failed', reason: 'the conversation is not a Telegram chat' };
    const part = TelegramPart.safeParse(payload);
    if (!part.success) return { kind: 'failed', reason: 'the stored message is not one for Telegram' };
    const topic = target[2] === undefined ? undefined : Number(target[2]);
    return attempt(Number(target[1]), topic, part.data);
  }

  async function attempt(chat: number, topic: number | undefined, part: TelegramPart): Promise<SendOutcome> {
    try {
      const messageId = await call(() => sendPart(calls, chat, topic, part));
      return { kind: 'sent', messageId };
    } catch (error) {
      if (!(error instanceof TelegramProblem)) throw error;
      // A group that became a supergroup has a new id; nothing was sent to the old one.
      if (error.migratedTo !== undefined && error.migratedTo !== chat)
        return attempt(error.migratedTo, topic, part);
      if (part.method === 'sendPhoto' && error.status === 400 && /PHOTO|IMAGE/.test(error.description))
        return attempt(chat, topic, { ...part, method: 'sendDocument' });
      return outcomeOf(error);
    }
  }

  return {
    getMe: () => call(async () => SavedBot.parse(await calls.getMe())),
    getUpdates: (offset, signal) =>
      call(() =>
        polls.getUpdates(
          {
            limit: 100,
            timeout: longPollSeconds,
            allowed_updates: ALLOWED_UPDATES,
            ...(offset === undefined ? {} : { offset }),
          },
          // grammY names the signal type of a package that came before Node's own; they are the same at run time.
          signal as Parameters<typeof polls.getUpdates>[1],
        ),
      ),
    setWebhook: (url, secret) =>
      call(async () => {
        await calls.setWebhook(url, { secret_token: secret, allowed_updates: ALLOWED_UPDATES });
      }),
    deleteWebhook: () =>
      call(async () => {
        await calls.deleteWebhook({ drop_pending_updates: false });
      }),
    registerCommands: () =>
      call(async () => {
        for (const language of [undefined, ...COMMAND_LANGUAGES]) {
          const commands = COMMANDS.map(({ name, description }) => ({
            command: name,
            description: description[language ?? 'vi'],
          }));
          await calls.setMyCommands(commands, language === undefined ? {} : { language_code: language });
        }
      }),
    answerTap: (id) =>
      call(() => calls.answerCallbackQuery(id)).then(
        () => {},
        () => {},
      ),
    send,
  };
}

async function sendPart(
  api: Api,
  chat: number,
  topic: number | undefined,
  part: TelegramPart,
): Promise<string> {
  const common = {
    ...(topic === undefined ? {} : { message_thread_id: topic }),
    ...(part.keyboard === undefined ? {} : { reply_markup: { inline_keyboard: part.keyboard } }),
  };
  if (part.method === 'sendMessage') {
    const sent = await api.sendMessage(chat, part.text, {
      ...common,
      entities: part.entities,
      link_preview_options: { is_disabled: true },
    });
    return String(sent.message_id);
  }
  const file = new InputFile(Buffer.from(part.base64, 'base64'), part.name);
  const more = { ...common, caption: part.caption };
  const sent =
    part.method === 'sendPhoto'
      ? await api.sendPhoto(chat, file, more)
      : await api.sendDocument(chat, file, more);
  return String(sent.message_id);
}

function outcomeOf(problem: TelegramProblem): SendOutcome {
  const { status, description, retryAfterMs, notSent } = problem;
  const reason = status === 0 ? description : `${status}: ${description}`;
  if (status === 0) return notSent ? { kind: 'retry', reason } : { kind: 'unknown', reason };
  if (status === 429)
    return { kind: 'retry', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  // A wrong token or address is the operator's to mend; the message waits meanwhile.
  if (status >= 500 || status === 401 || status === 404) return { kind: 'retry', reason };
  const blocked = status === 403 || /chat not found/i.test(description);
  return { kind: 'failed', reason, ...(blocked ? { blocked } : {}) };
}

/** Longest text of Telegram's that is kept: enough to understand, too short to carry a message. */
const DESCRIPTION_LIMIT = 160;
/** The connection was never made, so nothing arrived. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'CERT_HAS_EXPIRED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function problemOf(error: unknown, token: string): TelegramProblem {
  if (error instanceof GrammyError) {
    const { retry_after: seconds, migrate_to_chat_id: migratedTo } = error.parameters;
    return new TelegramProblem({
      status: Number.isInteger(error.error_code) ? error.error_code : 500,
      description: String(error.description).replaceAll(token, '***').slice(0, DESCRIPTION_LIMIT),
      retryAfterMs: seconds === undefined ? undefined : seconds * 1_000,
      migratedTo,
    });
  }
  // The inner error's message holds the address, and with it the token: only its code and kind are safe.
  const inner = error instanceof HttpError ? error.error : error;
  const code = fieldOf(inner, 'code') ?? fieldOf(inner, 'type');
  if (code !== undefined) {
    return new TelegramProblem({
      status: 0,
      description: `cannot be reached (${code})`,
      notSent: NEVER_SENT.has(code),
    });
  }
  return new TelegramProblem({ status: 0, description: 'gave no usable answer in time' });
}

function fieldOf(error: unknown, field: 'code' | 'type'): string | undefined {
  if (typeof error !== 'object' || error === null || !(field in error)) return undefined;
  const value = (error as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' && /^[A-Za-z_-]{1,40}$/.test(value) ? value : undefined;
}
