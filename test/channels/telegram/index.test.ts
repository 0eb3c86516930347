import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChannelHost } from '../../../src/channels/channel.ts';
import { createTelegram } from '../../../src/channels/telegram/index.ts';
import { TelegramPart } from '../../../src/channels/telegram/schema.ts';
import { fixedClock } from '../../../src/clock.ts';
import { createPacer } from '../../../src/delivery/pacer.ts';
import type { Respond } from '../../../src/dialogue/answer.ts';
import { silentLogger } from '../../../src/logger.ts';
import type { Reply } from '../../../src/messages/index.ts';
import { channelContract } from '../../contracts/channel-contract.ts';
import { outcome } from '../../support/echo.ts';
import { startService } from '../../support/service.ts';
import { type TelegramBench, telegramBench } from '../../support/telegram-bench.ts';
import { startTelegramFake, type TelegramFake, TOKEN } from '../../support/telegram-fake.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { until } from '../../support/until.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function fakeServer(): Promise<TelegramFake> {
  const fake = await startTelegramFake();
  closing.push(fake.close);
  return fake;
}

async function bench(options: Parameters<typeof telegramBench>[0]): Promise<TelegramBench> {
  const made = await telegramBench(options);
  closing.push(made.stop);
  return made;
}

async function running(options: Partial<Parameters<typeof telegramBench>[0]> = {}) {
  const fake = await fakeServer();
  const made = await bench({ apiRoot: fake.apiRoot, folder: tempDir(), ...options });
  await made.start();
  return { fake, ...made };
}

const answering =
  (...replies: Reply[]): Respond =>
  async ({ now }) =>
    outcome(replies, {}, now);
const texts = (messages: readonly { text: string }[]) => messages.map(({ text }) => text);
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const LAN = { id: 77, is_bot: false, first_name: 'Lan' };
const said = (text: string, id: string) => ({
  update_id: Number(id.replace(/\D/g, '')),
  message: { message_id: 1, date: 1_700_000_000, from: LAN, chat: { id: 77, type: 'private' }, text },
});

describe('channels/telegram', () => {
  channelContract('telegram', {
    create: () =>
      createTelegram({
        token: TOKEN,
        apiRoot: 'http://127.0.0.1:9',
        webhook: undefined,
        clock: fixedClock('2026-11-21T08:00:00.000Z'),
        logger: silentLogger,
        memory: { get: async () => undefined, set: async () => {}, contact: async () => undefined },
      }),
    said,
    tapped: (data, id) => ({
      update_id: Number(id.replace(/\D/g, '')),
      callback_query: {
        id: '1',
        from: LAN,
        chat_instance: '1',
        data,
        message: { chat: { id: 77, type: 'private' } },
      },
    }),
    malformed: [
      undefined,
      null,
      'text',
      {},
      { update_id: 'x' },
      { update_id: 1, message: {} },
      { update_id: 1, message: { date: 1, chat: { id: 1, type: 'cave' } } },
      { update_id: 1, message: { date: 1e30, chat: { id: 1, type: 'private' }, text: 'a' } },
      { update_id: 1, callback_query: { id: 1 } },
    ],
    visible(payload) {
      const part = TelegramPart.parse(payload);
      const labels = (part.keyboard ?? []).flat().map(({ text }) => text);
      return [part.method === 'sendMessage' ? part.text : part.caption, ...labels].join('\n');
    },
    limit: 4096,
  });

  describe('with long polling', () => {
    it('answers messages and taps, and ends the waiting sign of the tap', async () => {
      const { fake, settled } = await running();
      const lan = fake.person(77);

      lan.says('phí karaoke');
      lan.taps('p:1.001029');
      await settled(() => lan.received().length === 2 && fake.answeredTaps.length === 1);

      expect(texts(lan.received())).toEqual(['1: phí karaoke', '2: [p:1.001029]']);
    });

    it('asks for the next updates only when the last ones are stored', async () => {
      let store: () => void = () => {};
      const { fake, settled } = await running({
        host: (host) => ({
          async accept(incoming) {
            await new Promise<void>((resolve) => {
              store = resolve;
            });
            await host.accept(incoming);
          },
        }),
      });
      const lan = fake.person(77);

      const id = lan.says('một');
      await until(() => fake.calls.at(-1)?.method === 'getUpdates' && String(store) !== '() => {}');
      const asked = fake.calls.length;
      expect(fake.unconfirmed()).toEqual([id]);
      store();
      await settled(() => fake.unconfirmed().length === 0 && lan.received().length === 1);

      expect(fake.calls.slice(asked).find(({ method }) => method === 'getUpdates')?.fields.offset).toBe(
        id + 1,
      );
    });

    it('asks for the same updates again when they could not be stored', async () => {
      let failures = 3;
      const flaky = (host: ChannelHost): ChannelHost => ({
        async accept(incoming) {
          if (incoming.length > 0 && failures-- > 0) throw new Error('disk full');
          await host.accept(incoming);
        },
      });
      const { fake, settled } = await running({ host: flaky });
      const lan = fake.person(77);

      lan.says('một');
      await settled(() => lan.received().length === 1);

      expect(texts(lan.received())).toEqual(['1: một']);
    });

    it('answers once when the same update comes again', async () => {
      const { fake, settled } = await running();
      const lan = fake.person(77);

      const id = lan.says('một');
      await settled(() => lan.received().length === 1 && fake.unconfirmed().length === 0);
      fake.redeliver(id, { message: said('một', '1').message });
      lan.says('hai');
      await settled(() => lan.received().length === 2);

      expect(texts(lan.received())).toEqual(['1: một', '2: hai']);
    });

    it('goes on after a restart where it stopped, but forgets an offset older than a week', async () => {
      const [fake, folder] = [await fakeServer(), tempDir()];
      const lan = fake.person(77);
      const firstOffset = () =>
        fake.calls.filter(({ method }) => method === 'getUpdates').at(-1)?.fields.offset;
      const one = await bench({ apiRoot: fake.apiRoot, folder });
      await one.start();
      const id = lan.says('một');
      await one.settled(() => lan.received().length === 1 && fake.unconfirmed().length === 0);
      await one.stop();

      const two = await bench({ apiRoot: fake.apiRoot, folder });
      fake.calls.length = 0;
      await two.start();
      await until(() => fake.calls.some(({ method }) => method === 'getUpdates'));
      expect(firstOffset()).toBe(id + 1);
      await two.stop();

      const three = await bench({ apiRoot: fake.apiRoot, folder });
      three.clock.step(7 * 24 * 3_600_000);
      fake.calls.length = 0;
      await three.start();
      await until(() => fake.calls.some(({ method }) => method === 'getUpdates'));
      expect(firstOffset()).toBeUndefined();
    });

    it('leaves out an update nobody can read and handles the others', async () => {
      const { fake, settled, logger } = await running();
      const lan = fake.person(77);

      fake.push({ message: { chat: 'nonsense', text: 'geheim' } });
      lan.says('hai');
      await settled(() => lan.received().length === 1 && fake.unconfirmed().length === 0);

      expect(logger.lines.filter((line) => line.includes('left out'))).toHaveLength(1);
      expect(logger.lines.join()).not.toContain('geheim');
    });

    it('runs while Telegram cannot be reached, and begins when it can', async () => {
      const fake = await fakeServer();
      fake.trouble('getMe', { error_code: 500, description: 'Internal Server Error' }, 'html', 'drop');
      const { start, settled } = await bench({ apiRoot: fake.apiRoot, folder: tempDir() });
      const lan = fake.person(77);

      await start();
      lan.says('một');
      await settled(() => lan.received().length === 1);

      expect(texts(lan.received())).toEqual(['1: một']);
    });

    it('says what to do about a second program with the same token, and goes on when that one stops', async () => {
      const { fake, settled, logger } = await running();
      const lan = fake.person(77);
      await until(() => fake.calls.some(({ method }) => method === 'getUpdates'));

      const other = await fetch(`${fake.apiRoot}/bot${TOKEN}/getUpdates`);
      expect(other.status).toBe(200);
      lan.says('một');
      await settled(() => lan.received().length === 1);

      expect(logger.lines.find((line) => line.includes('409'))).toMatch(/Another program.*stop it/);
    });

    it('takes its own old webhook away before it asks', async () => {
      const fake = await fakeServer();
      await fetch(`${fake.apiRoot}/bot${TOKEN}/setWebhook?`, {
        method: 'POST',
        body: JSON.stringify({ url: 'http://127.0.0.1:9/x' }),
        headers: { 'content-type': 'application/json' },
      });
      const { start, settled } = await bench({ apiRoot: fake.apiRoot, folder: tempDir() });
      const lan = fake.person(77);

      await start();
      lan.says('một');
      await settled(() => lan.received().length === 1);

      expect(fake.webhook()).toBeUndefined();
      // What waited for the webhook must not be thrown away.
      const [call] = fake.calls.filter(({ method }) => method === 'deleteWebhook');
      expect(String(call?.fields.drop_pending_updates)).toBe('false');
    });

    it('registers its commands in three languages, Vietnamese for all others', async () => {
      const { fake } = await running();
      await until(() => fake.commands.size === 4);

      expect([...fake.commands.keys()].toSorted()).toEqual(['', 'en', 'km', 'vi']);
      expect(fake.commands.get('')).toEqual(fake.commands.get('vi'));
      expect(['vi', 'en', 'km'].map((language) => fake.commands.get(language)?.at(1)?.description)).toEqual([
        'Cách hỏi, ví dụ câu hỏi',
        'How to ask, with examples',
        'របៀបប្រើប្រាស់',
      ]);
      for (const list of fake.commands.values())
        expect(list.map(({ command }) => command)).toEqual([
          'start',
          'help',
          'officer',
          'language',
          'privacy',
        ]);
    });

    it('works without a menu of commands', async () => {
      const fake = await fakeServer();
      fake.trouble('setMyCommands', { error_code: 500, description: 'no' });
      const { start, settled } = await bench({ apiRoot: fake.apiRoot, folder: tempDir() });
      const lan = fake.person(77);

      await start();
      lan.says('một');
      await settled(() => lan.received().length === 1);
    });

    it('answers an album once', async () => {
      const { fake, settled } = await running();
      const lan = fake.person(77);

      for (let n = 0; n < 4; n += 1) lan.sends({ photo: [{ file_id: 'x' }], media_group_id: '55' });
      lan.says('xong');
      await settled(() => lan.received().length === 2);

      expect(texts(lan.received())).toEqual(['1: (media)', '2: xong']);
    });

    it('answers in the topic and the group it was asked in, when asked', async () => {
      const { fake, settled } = await running();
      const lan = fake.person(77, { group: -100123 });

      lan.says('chào cả nhà');
      lan.says('/help@mot_cua_bot', { is_topic_message: true, message_thread_id: 9 });
      await settled(() => lan.received().length === 1);

      expect(lan.received()).toMatchObject([{ chat: -100123, topic: 9, text: '1: trợ giúp' }]);
    });
  });

  describe('when sending', () => {
    const message = { payload: { method: 'sendMessage', text: 'a', entities: [] } };

    async function sender(options: Partial<Parameters<typeof telegramBench>[0]> = {}) {
      const fake = await fakeServer();
      const made = await bench({ apiRoot: fake.apiRoot, folder: tempDir(), ...options });
      fake.knows(77);
      return { fake, send: made.channel.send };
    }

    it('waits as long as Telegram says', async () => {
      const { fake, send } = await sender();
      fake.trouble('sendMessage', {
        error_code: 429,
        description: 'Too Many Requests: retry after 7',
        parameters: { retry_after: 7 },
      });

      expect(await send('telegram:77', message)).toEqual({
        kind: 'retry',
        reason: '429: Too Many Requests: retry after 7',
        retryAfterMs: 7_000,
      });
    });

    it('tries again after Telegram\u2019s own failures, a revoked token, and a refused connection', async () => {
      const { fake, send } = await sender();
      fake.trouble(
        'sendMessage',
        { error_code: 502, description: 'Bad Gateway' },
        { error_code: 401, description: 'Unauthorized' },
      );

      expect(await send('telegram:77', message)).toMatchObject({ kind: 'retry' });
      expect(await send('telegram:77', message)).toMatchObject({ kind: 'retry' });
      const { channel } = await bench({ apiRoot: 'http://127.0.0.1:9', folder: tempDir() });
      expect(await channel.send('telegram:77', message)).toEqual({
        kind: 'retry',
        reason: 'cannot be reached (ECONNREFUSED)',
      });
    });

    it('does not know what became of a message without an answer', async () => {
      const { fake, send } = await sender({ requestSeconds: 0.1 });
      fake.trouble('sendMessage', 'hang', 'drop', 'html');

      for (let n = 0; n < 3; n += 1)
        expect(await send('telegram:77', message)).toMatchObject({ kind: 'unknown' });
      expect(fake.messages).toHaveLength(2);
    });

    it('gives up on what Telegram will never take', async () => {
      const { fake, send } = await sender();
      fake.trouble('sendMessage', { error_code: 400, description: 'Bad Request: message is too long' });

      expect(await send('telegram:77', message)).toEqual({
        kind: 'failed',
        reason: '400: Bad Request: message is too long',
      });
      expect(await send('telegram:78', message)).toMatchObject({ kind: 'failed', blocked: true });
      expect(await send('telegram:abc', message)).toMatchObject({ kind: 'failed' });
      expect(await send('telegram:77', { payload: { method: 'deleteChat' } })).toMatchObject({
        kind: 'failed',
      });
    });

    it('follows a group to its new id', async () => {
      const { fake, send } = await sender();
      fake.migrate(-5, -1005);

      expect(await send('telegram:-5', message)).toMatchObject({ kind: 'sent' });
      expect(fake.messages).toMatchObject([{ chat: -1005 }]);
    });

    it('sends pictures and files as they are, and a picture Telegram does not like as a file', async () => {
      const { fake, send } = await sender();
      const file = (method: string, bytes: Buffer, name: string) =>
        send('telegram:77', {
          payload: { method, name, base64: bytes.toString('base64'), caption: 'Biểu đồ' },
        });

      expect(await file('sendPhoto', PNG, 'a.png')).toMatchObject({ kind: 'sent' });
      expect(await file('sendDocument', Buffer.from('xlsx'), 'báo cáo.xlsx')).toMatchObject({ kind: 'sent' });
      expect(await file('sendPhoto', Buffer.from('GIF89'), 'b.png')).toMatchObject({ kind: 'sent' });
      expect(
        fake.messages.map(({ method, text, file: sent }) => [
          method,
          text,
          sent?.name,
          Buffer.from(sent?.bytes ?? []).toString('latin1'),
        ]),
      ).toEqual([
        ['sendPhoto', 'Biểu đồ', 'a.png', PNG.toString('latin1')],
        ['sendDocument', 'Biểu đồ', 'báo cáo.xlsx', 'xlsx'],
        ['sendDocument', 'Biểu đồ', 'b.png', 'GIF89'],
      ]);
    });

    it('gets everything through in order, whatever goes wrong on the way', async () => {
      const fake = await fakeServer();
      const { start, settled, store } = await bench({ apiRoot: fake.apiRoot, folder: tempDir() });
      const lan = fake.person(77);
      fake.trouble(
        'sendMessage',
        { error_code: 429, description: 'Too Many Requests: retry after 3', parameters: { retry_after: 3 } },
        { error_code: 500, description: 'Internal Server Error' },
        'html',
      );
      await start();

      for (const word of ['một', 'hai', 'ba']) lan.says(word);
      await settled(() => lan.received().length === 3);

      expect(texts(lan.received())).toEqual(['1: một', '2: hai', '3: ba']);
      await settled(async () => (await store.transaction((tx) => tx.outbox.counts())).sent === 3);
      expect((await store.transaction((tx) => tx.outbox.counts())).unknowns).toBe(1);
    });

    it('keeps within every limit Telegram has, for very long replies with very long labels', async () => {
      const long = Array.from({ length: 40 }, (_, n) => `**Mục ${n}** ${'chữ có dấu '.repeat(30)}`).join(
        '\n\n',
      );
      const choices = [1, 2, 3, 4].map((n) => ({
        label: `Thủ tục ${n} ${'dài '.repeat(60)}`,
        data: `${n}`.padEnd(64, 'x'),
      }));
      const { fake, settled } = await running({ respond: answering({ text: long, details: long, choices }) });
      const lan = fake.person(77);

      lan.says('a');
      await settled(() => (lan.received().at(-1)?.keyboard.length ?? 0) > 0);

      expect(lan.received().length).toBeGreaterThan(3);
      for (let n = 0; n < 40; n += 1) expect(texts(lan.received()).join('\n')).toContain(`Mục ${n} `);
      lan.taps('more');
      await settled(() => texts(lan.received()).filter((text) => text.includes('Mục 39')).length === 2);
    });

    it('notices that somebody has blocked it, and that they are back', async () => {
      const { fake, settled, channel, store, clock } = await running();
      const lan = fake.person(77);
      const reachable = () => channel.reachability('telegram:77', clock.now());
      expect(await reachable()).toBe('closed');

      lan.says('một');
      await settled(() => lan.received().length === 1);
      expect(await reachable()).toBe('free');

      lan.blocksSilently();
      lan.says('hai');
      await settled(async () => (await reachable()) === 'closed');
      const [dead] = await store.transaction((tx) => tx.outbox.deadLetters(10));
      expect(dead?.error).toBe('403: Forbidden: bot was blocked by the user');

      lan.membership('member');
      await settled(async () => (await reachable()) === 'free');
      lan.membership('kicked');
      await settled(async () => (await reachable()) === 'closed');
      expect(lan.received()).toHaveLength(1);
    });

    it('never shows the token, whatever goes wrong', async () => {
      const secret = TOKEN.split(':')[1] ?? '';
      const fake = await fakeServer();
      const refusal = { error_code: 500, description: `oh no, ${TOKEN}` };
      for (const method of ['getMe', 'deleteWebhook', 'setMyCommands', 'getUpdates', 'sendMessage'])
        fake.trouble(method, refusal, 'html', 'drop', 'hang');
      const { start, settled, logger, store } = await bench({
        apiRoot: fake.apiRoot,
        folder: tempDir(),
        requestSeconds: 0.05,
        longPollSeconds: 0.05,
      });
      const lan = fake.person(77);
      lan.says('một');
      await start();
      await settled(() => lan.received().length >= 1);
      const down = await bench({ apiRoot: 'http://127.0.0.1:9', folder: tempDir() });
      await down.start();
      await until(() => down.logger.lines.length > 0);
      const wrong = await bench({ apiRoot: fake.apiRoot, folder: tempDir(), token: `1:${secret}` });
      await wrong.start();
      await until(() => wrong.logger.lines.length > 0);

      const letters = await store.transaction((tx) => tx.outbox.deadLetters(10));
      const all = [
        ...logger.lines,
        ...down.logger.lines,
        ...wrong.logger.lines,
        JSON.stringify(letters),
      ].join('\n');
      expect(all).not.toContain(secret);
      expect(all).toContain('TELEGRAM_TOKEN is wrong');
      expect(all).toContain('oh no');
    });
  });

  it('keeps Telegram\u2019s pace: 30 a second, 1 a second in a chat, 20 a minute in a group', async () => {
    const { channel } = await bench({ apiRoot: 'http://127.0.0.1:9', folder: tempDir() });
    const sentWithin = (ms: number, conversations: readonly `telegram:${string}`[]) => {
      const pacer = createPacer(new Map([['telegram', channel]]));
      let count = 0;
      for (let at = 0; at < ms; at += 1) {
        const now = new Date(at);
        if (pacer.allowed(now, 16).length === 0) continue;
        const next = conversations.find((id) => !pacer.resting(now).includes(id));
        if (next === undefined) continue;
        pacer.sending(next, now);
        count += 1;
      }
      return count;
    };

    expect(sentWithin(2_000, ['telegram:1'])).toBe(2);
    expect(sentWithin(60_000, ['telegram:-1'])).toBe(20);
    expect(
      sentWithin(
        1_000,
        Array.from({ length: 100 }, (_, n) => `telegram:${n}` as const),
      ),
    ).toBeLessThanOrEqual(30);
  });

  describe('with a webhook', () => {
    const secret = 'S3cret_-'.repeat(8);

    it('runs in the service: registers, answers, and is told again what it could not store', async () => {
      const [fake, port] = [await fakeServer(), await freePort()];
      const service = await startService({
        dataDir: tempDir(),
        environment: {
          PORT: String(port),
          PUBLIC_URL: `http://127.0.0.1:${port}/`,
          TELEGRAM_TOKEN: TOKEN,
          TELEGRAM_API_ROOT: `${fake.apiRoot}/`,
          TELEGRAM_MODE: 'webhook',
          TELEGRAM_WEBHOOK_SECRET: secret,
        },
      });
      closing.push(service.stop);
      const lan = fake.person(77);
      await until(() => fake.webhook() !== undefined);
      expect(fake.webhook()).toEqual({ url: `${service.url}/webhooks/telegram`, secret });

      const id = lan.says('phí karaoke');
      await until(() => lan.received().length === 1);
      fake.redeliver(id, { message: said('phí karaoke', '1').message });
      await until(() => fake.deliveries.length === 2);

      expect(fake.deliveries.map(({ status }) => status)).toEqual([200, 200]);
      expect(texts(lan.received())).toEqual(['1: phí karaoke']);
      expect(fake.calls.some(({ method }) => method === 'getUpdates')).toBe(false);
    });

    it('answers 500 when nothing could be stored, so that Telegram brings it again', async () => {
      const { channel, host } = await bench({
        apiRoot: 'http://127.0.0.1:9',
        folder: tempDir(),
        webhook: { secret, url: 'http://x' },
      });
      const request = () =>
        new Request('http://x/webhooks/telegram', {
          method: 'POST',
          body: JSON.stringify(said('a', '1')),
          headers: { 'x-telegram-bot-api-secret-token': secret },
        });
      const full: ChannelHost = {
        accept: async () => {
          throw new Error('disk full');
        },
      };

      await expect(channel.webhook?.handle(request(), full)).rejects.toThrow('disk full');
      expect((await channel.webhook?.handle(request(), host))?.status).toBe(200);
    });

    it('lets nobody in without the secret, and reads nothing before that is clear', async () => {
      const seen: unknown[] = [];
      const { channel } = await bench({
        apiRoot: 'http://127.0.0.1:9',
        folder: tempDir(),
        webhook: { secret, url: 'http://x' },
      });
      const handle = (given: string | undefined, body = JSON.stringify(said('a', '1'))) => {
        const headers: Record<string, string> =
          given === undefined ? {} : { 'x-telegram-bot-api-secret-token': given };
        const request = new Request('http://x', { method: 'POST', body, headers });
        const accept = async (incoming: unknown) => void seen.push(incoming);
        return channel.webhook?.handle(request, { accept }).then(({ status }) => [status, request.bodyUsed]);
      };

      for (const given of [undefined, '', secret.slice(1), `${secret}x`, secret.toLowerCase()])
        expect(await handle(given)).toEqual([401, false]);
      expect(seen).toEqual([]);
      expect(await handle(secret, 'not json')).toEqual([400, true]);
      expect(await handle(secret, '{"update_id":"x"}')).toEqual([200, true]);
      expect(await handle(secret)).toEqual([200, true]);
      expect(seen.flat()).toHaveLength(1);
    });
  });

  it('shows hostile text in every field as text', async () => {
    const evil = '<script>alert(1)</script>[x](tg://user?id=1)`*_~||\u202e</a>"\'\\ &lt; @everyone';
    const shown = evil.replace('\u202e', '');
    const reply: Reply = {
      text: evil,
      details: evil,
      detailsLabel: evil,
      choices: [{ label: evil, data: 'x' }],
      links: [{ label: evil, url: 'javascript:alert(1)' }],
      sources: [{ title: evil, section: evil, url: 'javascript:alert(2)', asOf: evil }],
      attachment: { kind: 'image', name: evil, mime: 'image/png', base64: PNG.toString('base64'), alt: evil },
    };
    const { fake, settled } = await running({ respond: answering(reply) });
    const lan = fake.person(77, { language: evil });

    lan.says(evil);
    await settled(() => lan.received().length === 2);

    const [message, picture] = lan.received();
    expect(message?.text.split(shown)).toHaveLength(8);
    expect(message?.entities.map(({ type }) => type)).toEqual(['expandable_blockquote']);
    expect(picture?.text).toBe(shown);
    expect(picture?.file?.name).not.toMatch(/[<>"'/\\]/);
    for (const { fields } of fake.calls) {
      expect(fields.parse_mode).toBeUndefined();
      expect(JSON.stringify(fields.reply_markup ?? null)).not.toContain('"url"');
    }
  });
});
