import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const TOKEN = '4242:AAE-fake_token-that-must-never-be-logged';
export const BOT = { id: 4242, is_bot: true, first_name: 'Một Cửa', username: 'mot_cua_bot' };

/** What a bot is told when a call fails. */
export interface Refusal {
  readonly error_code: number;
  readonly description: string;
  readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
}

/**
 * What happens to the next calls of a method. `hang`: carried out, but never answered; `drop`: carried out, then the
 * connection is cut; `html`: a proxy answers instead of Telegram.
 */
export type Trouble = Refusal | 'hang' | 'drop' | 'html';

export interface FakeMessage {
  readonly chat: number;
  readonly message_id: number;
  readonly method: string;
  /** Text or caption. */
  readonly text: string;
  readonly entities: readonly { type: string; offset: number; length: number }[];
  readonly keyboard: readonly (readonly { text: string; callback_data: string }[])[];
  readonly topic: number | undefined;
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.description);
    this.refusal = refusal;
  }
}

const refuse = (error_code: number, description: string, parameters?: Refusal['parameters']): never => {
  throw new Refused({ error_code, description, ...(parameters === undefined ? {} : { parameters }) });
};
const bad = (what: string): never => refuse(400, `Bad Request: ${what}`);

/**
 * Telegram as its documentation and server code say it behaves, on a port of this machine, stricter where the real one
 * is lenient. Knows the methods the channel needs and refuses all others.
 */
export async function startTelegramFake(options: { redeliverMs?: number } = {}) {
  const { redeliverMs = 5 } = options;
  const chats = new Map<number, { blocked: boolean; migratedTo?: number }>();
  const updates: { update_id: number }[] = [];
  const messages: FakeMessage[] = [];
  const calls: { method: string; fields: Fields }[] = [];
  const troubles = new Map<string, Trouble[]>();
  const commands = new Map<string, readonly { command: string; description: string }[]>();
  const openTaps = new Set<string>();
  const answeredTaps: string[] = [];
  const deliveries: { update_id: number; status: number }[] = [];
  let webhook: { url: string; secret: string | undefined } | undefined;
  let lastUpdateId = 1000;
  let lastMessageId = 0;
  let waiting: { wake: () => void; terminate: () => void } | undefined;
  let delivering: Promise<void> = Promise.resolve();
  let closed = false;

  const methods: Readonly<Record<string, (fields: Fields, gone: AbortSignal) => unknown>> = {
    getMe: () => BOT,
    getUpdates,
    setWebhook(fields) {
      const url = text(fields.url, 'url');
      const secret =
        fields.secret_token === undefined ? undefined : text(fields.secret_token, 'secret_token');
      if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(secret))
        bad('secret token contains unallowed characters');
      // The real one wants https and one of four ports; a test has neither.
      if (!/^https?:/.test(url)) bad('bad webhook: An HTTPS URL must be provided for webhook');
      webhook = { url, secret };
      waiting?.terminate();
      deliverWaiting();
      return true;
    },
    deleteWebhook() {
      webhook = undefined;
      return true;
    },
    setMyCommands(fields) {
      const list = fields.commands as { command: string; description: string }[];
      if (!Array.isArray(list) || list.length > 100) bad('BOT_COMMANDS_TOO_MUCH');
      for (const { command, description } of list) {
        if (!/^[a-z0-9_]{1,32}$/.test(command)) bad('BOT_COMMAND_INVALID');
        if (description.length < 1 || description.length > 256) bad('BOT_COMMAND_DESCRIPTION_INVALID');
      }
      const language = fields.language_code === undefined ? '' : text(fields.language_code, 'language_code');
      if (!/^([a-z]{2})?$/.test(language)) bad('language_code is invalid');
      commands.set(language, list);
      return true;
    },
    answerCallbackQuery(fields) {
      const id = text(fields.callback_query_id, 'callback_query_id');
      if (!openTaps.delete(id)) bad('query is too old and response timeout expired or query ID is invalid');
      answeredTaps.push(id);
      return true;
    },
    sendMessage(fields) {
      const words = wellFormed(text(fields.text, 'text'));
      if (words.trim() === '') bad('message text is empty');
      if (words.length > 4096) bad('message is too long');
      return sent('sendMessage', fields, words, undefined);
    },
    sendPhoto: (fields) => sentFile('sendPhoto', 'photo', fields),
    sendDocument: (fields) => sentFile('sendDocument', 'document', fields),
  };

  function sentFile(method: string, field: string, fields: Fields): unknown {
    const file = fields[field];
    if (!isUpload(file)) return bad(`there is no ${field} in the request`);
    if (file.bytes.length === 0) bad('file must be non-empty');
    const png = file.bytes[0] === 0x89 && file.bytes[1] === 0x50;
    const jpeg = file.bytes[0] === 0xff && file.bytes[1] === 0xd8;
    if (method === 'sendPhoto' && !png && !jpeg) bad('IMAGE_PROCESS_FAILED');
    const caption = wellFormed(String(fields.caption ?? ''));
    if (caption.length > 1024) bad('message caption is too long');
    return sent(method, fields, caption, file);
  }

  function sent(method: string, fields: Fields, words: string, file: FakeMessage['file']): unknown {
    if (fields.parse_mode !== undefined) bad('this fake wants entities, not a parse mode');
    const chat = Number(fields.chat_id);
    const known = chats.get(chat);
    if (known === undefined) return bad('chat not found');
    if (known.migratedTo !== undefined)
      refuse(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: known.migratedTo,
      });
    if (known.blocked) refuse(403, 'Forbidden: bot was blocked by the user');
    const entities = (fields.entities ?? []) as FakeMessage['entities'];
    if (entities.length > 100) bad('too many entities; the rest would be dropped');
    for (const { type, offset, length } of entities) {
      if (!['bold', 'expandable_blockquote'].includes(type)) bad(`entity of type ${type}`);
      if (offset < 0 || length < 1 || offset + length > words.length) bad('entity beyond the text');
    }
    const markup = fields.reply_markup as { inline_keyboard: FakeMessage['keyboard'] } | undefined;
    for (const { text: label, callback_data: data } of markup?.inline_keyboard.flat() ?? []) {
      if (wellFormed(label).trim() === '') bad('inline keyboard button text must not be empty');
      const bytes = Buffer.byteLength(data);
      if (bytes < 1 || bytes > 64) bad('BUTTON_DATA_INVALID');
    }
    lastMessageId += 1;
    const topic = fields.message_thread_id === undefined ? undefined : Number(fields.message_thread_id);
    const message_id = lastMessageId;
    messages.push({
      chat,
      message_id,
      method,
      text: words,
      entities,
      keyboard: markup?.inline_keyboard ?? [],
      topic,
      file,
    });
    return { message_id, date: seconds(), chat: { id: chat, type: chat < 0 ? 'supergroup' : 'private' } };
  }

  async function getUpdates(fields: Fields, gone: AbortSignal): Promise<unknown> {
    if (webhook !== undefined) {
      refuse(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    // The newer request wins, as with the real one.
    waiting?.terminate();
    const offset = Number(fields.offset ?? 0);
    if (offset > 0) {
      const kept = updates.filter(({ update_id }) => update_id >= offset);
      updates.splice(0, updates.length, ...kept);
    }
    const limit = Number(fields.limit ?? 100);
    if (limit < 1 || limit > 100) bad('limit');
    const due = () => updates.slice(0, limit);
    const timeoutMs = Number(fields.timeout ?? 0) * 1_000;
    if (due().length > 0 || timeoutMs === 0) return due();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(done, timeoutMs);
      function done(): void {
        clearTimeout(timer);
        waiting = undefined;
        resolve();
      }
      gone.addEventListener('abort', done);
      waiting = {
        wake: done,
        terminate() {
          // A promise settles once: the refusal must come before `done`.
          reject(
            new Refused({
              error_code: 409,
              description:
                'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
            }),
          );
          done();
        },
      };
    });
    return due();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, given, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const fields = await readFields(request);
    if (given !== TOKEN) return refusal(response, { error_code: 401, description: 'Unauthorized' });
    calls.push({ method, fields });
    const trouble = troubles.get(method)?.shift();
    if (trouble !== undefined && typeof trouble !== 'string') return refusal(response, trouble);
    if (trouble === 'html') {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
      return undefined;
    }
    const act = methods[method];
    if (act === undefined) return refusal(response, { error_code: 404, description: 'Not Found' });
    try {
      const result = await act(fields, gone.signal);
      if (trouble === 'hang') return undefined;
      if (trouble === 'drop') {
        response.socket?.destroy();
        return undefined;
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: true, result }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refusal(response, error.refusal);
    }
    return undefined;
  }

  function refusal(response: ServerResponse, body: Refusal): void {
    response.writeHead(body.error_code, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: false, ...body }));
  }

  function deliverWaiting(): void {
    delivering = delivering.then(async () => {
      for (;;) {
        const [update] = updates;
        if (update === undefined || webhook === undefined || closed) return;
        const status = await deliver(update, webhook);
        deliveries.push({ update_id: update.update_id, status });
        if (status >= 200 && status < 300) updates.shift();
        else await new Promise((resolve) => setTimeout(resolve, redeliverMs));
      }
    });
  }

  async function deliver(update: unknown, { url, secret }: { url: string; secret: string | undefined }) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify(update),
        headers: {
          'content-type': 'application/json',
          ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
        },
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  /** Somebody did something: queued for polling, or delivered to the webhook. Returns the update's id. */
  function push(update: Readonly<Record<string, unknown>>): number {
    lastUpdateId += 1;
    updates.push({ update_id: lastUpdateId, ...update });
    waiting?.wake();
    deliverWaiting();
    return lastUpdateId;
  }

  /** A person in a private chat, or in a group when one is given. */
  function person(id: number, where: { group?: number; language?: string } = {}) {
    const chatId = where.group ?? id;
    chats.set(chatId, chats.get(chatId) ?? { blocked: false });
    const from = {
      id,
      is_bot: false,
      first_name: '<b>Lan</b>',
      ...(where.language === undefined ? {} : { language_code: where.language }),
    };
    const chat = { id: chatId, type: where.group === undefined ? 'private' : 'supergroup' };
    const message = (content: Fields) => {
      lastMessageId += 1;
      return { message_id: lastMessageId, date: seconds(), from, chat, ...content };
    };
    return {
      sends: (content: Fields) => push({ message: message(content) }),
      says: (words: string, more: Fields = {}) => push({ message: message({ text: words, ...more }) }),
      edits: (words: string) => push({ edited_message: message({ text: words, edit_date: seconds() }) }),
      taps(data: string) {
        const query = String(++lastMessageId);
        openTaps.add(query);
        return push({ callback_query: { id: query, from, chat_instance: '1', data, message: message({}) } });
      },
      membership(status: string) {
        chats.set(chatId, { blocked: status === 'kicked' || status === 'left' });
        return push({
          my_chat_member: {
            chat,
            from,
            date: seconds(),
            old_chat_member: { status: 'member', user: BOT },
            new_chat_member: { status, user: BOT },
          },
        });
      },
      blocksSilently: () => chats.set(chatId, { blocked: true }),
      /** What arrived here, in order. */
      received: () => messages.filter((one) => one.chat === chatId),
    };
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    apiRoot,
    person,
    push,
    messages,
    calls,
    commands,
    answeredTaps,
    openTaps,
    deliveries,
    /** Updates that are not confirmed yet. */
    unconfirmed: () => updates.map(({ update_id }) => update_id),
    webhook: () => webhook,
    /** Puts an update that was delivered before at the end of the line again. */
    redeliver(update_id: number, update: Fields) {
      updates.push({ update_id, ...update });
      waiting?.wake();
      deliverWaiting();
    },
    /** The next calls of a method fail like this, one after the other. */
    trouble: (method: string, ...list: Trouble[]) =>
      void troubles.set(method, [...(troubles.get(method) ?? []), ...list]),
    migrate(from: number, to: number) {
      chats.set(from, { blocked: false, migratedTo: to });
      chats.set(to, { blocked: false });
    },
    knows: (chat: number) => void chats.set(chat, { blocked: false }),
    async close() {
      closed = true;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type TelegramFake = Awaited<ReturnType<typeof startTelegramFake>>;

interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const isUpload = (value: unknown): value is Upload =>
  typeof value === 'object' && value !== null && 'bytes' in value;

const seconds = (): number => Math.floor(Date.now() / 1_000);

function text(value: unknown, field: string): string {
  return typeof value === 'string' ? value : bad(`${field} is missing`);
}

function wellFormed(value: string): string {
  if (/\p{Surrogate}/u.test(value)) bad('strings must be encoded in UTF-8');
  return value;
}

async function readFields(request: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (body.length === 0) return {};
  if (type.startsWith('application/json')) return JSON.parse(body.toString()) as Fields;
  const boundary = /boundary=([^;]+)/.exec(type)?.[1] ?? '';
  const fields: Record<string, unknown> = {};
  const files = new Map<string, Upload>();
  // One byte is one character of latin1, so that files survive being split as text.
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    const head = Buffer.from(part.slice(0, end), 'latin1').toString();
    const bytes = Buffer.from(part.slice(end + 4, -2), 'latin1');
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
    // Unquoted names end at a semicolon, as with the real one.
    const filename = /filename="?([^";\r\n]*)/.exec(head)?.[1];
    if (filename === undefined) fields[name] = bytes.toString();
    else files.set(name, { name: filename, bytes });
  }
  for (const [key, value] of Object.entries(fields)) {
    if (typeof value !== 'string') continue;
    if (value.startsWith('attach://')) fields[key] = files.get(value.slice('attach://'.length));
    else if (/^[[{]/.test(value)) fields[key] = JSON.parse(value);
  }
  return fields;
}
