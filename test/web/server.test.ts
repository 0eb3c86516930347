import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Channel } from '../../src/channels/channel.ts';
import { createReplyBell } from '../../src/delivery/chat-desk.ts';
import { silentLogger } from '../../src/logger.ts';
import { createWeb } from '../../src/web/index.ts';
import { SESSION_DAYS } from '../../src/web/session.ts';
import { startService } from '../support/service.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { webPerson } from '../support/web-person.ts';

async function service(environment: Record<string, string> = {}) {
  const running = await startService({ dataDir: tempDir(), environment });
  onTestFinished(() => running.stop());
  return running;
}

const MESSAGE = { id: 'message-1', content: { kind: 'text', text: 'xin chào' } };
const OWN = { 'x-mot-cua': '1', 'content-type': 'application/json' };

describe('web/server', () => {
  it('answers over HTTP and keeps the conversation in the session', async () => {
    const { url } = await service();
    const person = await webPerson(url);

    expect(await person.ask('phí karaoke')).toMatchObject([{ text: '1: phí karaoke' }]);
    expect(await person.tap('p:1')).toMatchObject([{ text: '2: [p:1]' }]);
    expect((await person.history()).replies).toHaveLength(2);
  });

  it('stores a message that is sent twice, even at once, one time', async () => {
    const { url } = await service();
    const person = await webPerson(url);

    await Promise.all([1, 2, 3].map(() => person.post('/api/chat/messages', MESSAGE)));
    await until(async () => (await person.history()).replies.length > 0);
    await person.post('/api/chat/messages', MESSAGE);
    await person.ask('hai');

    expect((await person.history()).replies.map((one) => one.reply.text)).toEqual(['1: xin chào', '2: hai']);
  });

  it('says it is healthy, and that it is not when the store is gone', async () => {
    const running = await service();

    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    await running.store.close();
    expect((await fetch(`${running.url}/healthz`)).status).toBe(503);
  });

  it('sends security headers with everything', async () => {
    const { url } = await service();

    for (const path of ['/', '/healthz', '/api/chat/history', '/nothing']) {
      const { headers } = await fetch(url + path);
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'; script-src 'self'");
      expect(headers.get('content-security-policy'), path).not.toContain('unsafe');
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('x-frame-options'), path).toBe('DENY');
    }
  });

  it('serves no file outside the page', async () => {
    const { url } = await service();

    for (const path of [
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/package.json',
      '//etc/passwd',
    ]) {
      expect((await fetch(url + path)).status, path).toBe(404);
    }
  });

  it('says which port is in use and what to do', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    onTestFinished(() => void taken.close());

    await expect(service({ PORT: String(port) })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is in use; stop the other program or set PORT`,
    );
  });

  it('mounts the webhooks of channels', async () => {
    const seen: string[] = [];
    const webhook: Channel['webhook'] = {
      path: 'telegram',
      handle: async (request) => {
        seen.push(await request.text());
        return new Response(null, { status: 204 });
      },
    };
    const bell = createReplyBell();
    const { app } = createWeb({
      host: '127.0.0.1',
      port: 0,
      publicUrl: undefined,
      trustedProxies: 0,
      widgetOrigins: [],
      messagesPerMinute: 20,
      notice: { rawMessageHours: 24, province: 'Hà Tĩnh' },
      pageDir: join(tempDir(), 'none'),
      sessionSecret: 's',
      desk: {
        accept: async () => {},
        replies: async () => [],
        said: async () => [],
        setLanguage: async () => {},
        listen: bell.listen,
      },
      webhooks: [webhook],
      channelHost: { accept: async () => {} },
      checkHealth: async () => ({}),
      clock: steppedClock(),
      logger: silentLogger,
    });

    const stored = await app.request('/webhooks/telegram', { method: 'POST', body: '{}' });
    const huge = await app.request('/webhooks/telegram', {
      method: 'POST',
      body: 'x'.repeat(1024 * 1024 + 1),
    });
    const other = await app.request('/webhooks/zalo', { method: 'POST', body: '{}' });
    const page = await app.request('/');

    expect([stored.status, huge.status, other.status, page.status]).toEqual([204, 413, 404, 503]);
    expect(seen).toEqual(['{}']);
  });
});

describe('web/chat-api', () => {
  describe('sessions', () => {
    it('refuses messages, history and events without one', async () => {
      const { url } = await service();

      for (const [path, init] of [
        ['/api/chat/messages', { method: 'POST', headers: OWN, body: JSON.stringify(MESSAGE) }],
        ['/api/chat/history', {}],
        ['/api/chat/events', {}],
        ['/api/chat/language', { method: 'POST', headers: OWN, body: '{"language":"en"}' }],
      ] as const) {
        expect((await fetch(url + path, init)).status, path).toBe(401);
      }
    });

    it('cannot be guessed, forged or brought along', async () => {
      const { url } = await service();
      const real = await (
        await fetch(`${url}/api/chat/session`, { method: 'POST', headers: OWN, body: '{"token":true}' })
      ).json();
      const [issued, random, signature] = String(real.token).split('.');
      const forged = [
        `${issued}.AAAAAAAAAAAAAAAAAAAAAA.${signature}`,
        `zzzzzzzz.${random}.${signature}`,
        `${issued}.${random}.`,
        'my-own-session',
        '',
      ];

      expect(random?.length).toBeGreaterThanOrEqual(22);
      for (const token of forged) {
        const response = await fetch(`${url}/api/chat/history`, {
          headers: { authorization: `Bearer ${token}` },
        });
        expect(response.status, token).toBe(401);
      }
      // Fixation: a cookie planted beforehand is not adopted.
      const planted = await fetch(`${url}/api/chat/session`, {
        method: 'POST',
        headers: { ...OWN, cookie: 'mot-cua=planted' },
        body: '{}',
      });
      expect(planted.headers.get('set-cookie')).toMatch(/mot-cua=\w+\.[\w-]{22}\.[\w-]{43};/);
    });

    it('are HttpOnly, SameSite=Strict, and Secure with the host prefix on https', async () => {
      const plain = await service();
      const secure = await service({ PUBLIC_URL: 'https://chat.example.gov.vn' });
      const cookieOf = async (url: string) =>
        (await fetch(`${url}/api/chat/session`, { method: 'POST', headers: OWN, body: '{}' })).headers.get(
          'set-cookie',
        );

      expect(await cookieOf(plain.url)).toMatch(/^mot-cua=.*Path=\/; HttpOnly; SameSite=Strict$/);
      expect(await cookieOf(secure.url)).toMatch(/^__Host-mot-cua=.*HttpOnly; Secure; SameSite=Strict$/);
    });

    it('last over a restart, and end after thirty days', async () => {
      const dataDir = tempDir();
      const clock = steppedClock();
      const first = await startService({ dataDir, deps: { clock } });
      const { token } = await (
        await fetch(`${first.url}/api/chat/session`, { method: 'POST', headers: OWN, body: '{"token":true}' })
      ).json();
      await first.stop();
      const second = await startService({ dataDir, deps: { clock } });
      onTestFinished(() => second.stop());
      const status = async () =>
        (await fetch(`${second.url}/api/chat/history`, { headers: { authorization: `Bearer ${token}` } }))
          .status;

      const before = await status();
      clock.step(SESSION_DAYS * 86_400_000);

      expect([before, await status()]).toEqual([200, 401]);
    });

    it('begin afresh on request: the old conversation is not read any more', async () => {
      const { url } = await service();
      const person = await webPerson(url);
      await person.ask('một');

      const fresh = await person.post('/api/chat/session', { fresh: true });
      const cookie = fresh.headers.get('set-cookie')?.split(';')[0] ?? '';
      const history = await (await fetch(`${url}/api/chat/history`, { headers: { cookie } })).json();

      expect(history).toMatchObject({ said: [], replies: [] });
    });

    it('do not let people read each other', async () => {
      const { url } = await service();
      const [one, two] = [await webPerson(url), await webPerson(url)];

      await one.ask('bí mật');

      expect(JSON.stringify(await two.history())).not.toContain('bí mật');
    });
  });

  describe('other sites', () => {
    const from = (origin: string, headers: Record<string, string> = {}) => ({
      method: 'POST',
      headers: { ...OWN, origin, ...headers },
      body: JSON.stringify(MESSAGE),
    });

    it("cannot send with a person's cookie: neither a form, nor a script of another origin", async () => {
      const { url } = await service({ WIDGET_ORIGINS: 'https://hatinh.gov.vn' });
      const person = await webPerson(url);
      const send = async (headers: Record<string, string>) => {
        const body = JSON.stringify(MESSAGE);
        return (await person.request('/api/chat/messages', { method: 'POST', body, headers })).status;
      };

      expect(await send({ origin: 'https://evil.example' })).toBe(403);
      expect(await send({ origin: 'null' })).toBe(403);
      // Allowed to embed the widget, but the cookie is not the widget's.
      expect(await send({ origin: 'https://hatinh.gov.vn' })).toBe(401);
      const form = await fetch(`${url}/api/chat/messages`, { method: 'POST', body: JSON.stringify(MESSAGE) });
      expect(form.status).toBe(403);
      expect((await person.history()).said).toEqual([]);
    });

    it('may embed the widget when they are configured, with a token instead of a cookie', async () => {
      const { url } = await service({ WIDGET_ORIGINS: 'https://hatinh.gov.vn' });
      const origin = 'https://hatinh.gov.vn';

      const preflight = await fetch(`${url}/api/chat/messages`, { method: 'OPTIONS', headers: { origin } });
      const session = await fetch(`${url}/api/chat/session`, { ...from(origin), body: '{"token":true}' });
      const { token } = await session.json();
      const sent = await fetch(
        `${url}/api/chat/messages`,
        from(origin, { authorization: `Bearer ${token}` }),
      );

      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
      expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
      expect(session.headers.get('set-cookie')).toBeNull();
      expect(sent.status).toBe(202);
    });

    it('get no permission when they are not', async () => {
      const { url } = await service({ WIDGET_ORIGINS: 'https://hatinh.gov.vn' });
      const response = await fetch(`${url}/api/chat/session`, from('https://hatinh.gov.vn.evil.example'));

      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    });
  });

  describe('limits', () => {
    it('lets a person send a number of messages a minute, and says how long to wait', async () => {
      const { url } = await service({ MESSAGES_PER_MINUTE: '3' });
      const person = await webPerson(url);
      const statuses: number[] = [];
      let wait = '';
      for (let at = 0; at < 4; at++) {
        const response = await person.post('/api/chat/messages', { ...MESSAGE, id: `message-${at}` });
        statuses.push(response.status);
        wait = response.headers.get('retry-after') ?? '';
      }

      expect(statuses).toEqual([202, 202, 202, 429]);
      expect(Number(wait)).toBeGreaterThan(0);
      const other = await webPerson(url);
      expect((await other.post('/api/chat/messages', MESSAGE)).status).toBe(202);
    });

    it('counts an address behind a proxy by what the trusted proxy wrote, not what the visitor claims', async () => {
      const { url } = await service({ TRUSTED_PROXIES: '1' });
      const begin = (forwarded: string) =>
        fetch(`${url}/api/chat/session`, {
          method: 'POST',
          headers: { ...OWN, 'x-forwarded-for': forwarded },
          body: '{}',
        });

      const statuses: number[] = [];
      for (let at = 0; at < 151; at++) statuses.push((await begin(`10.9.9.${at}, 203.0.113.7`)).status);

      expect(statuses.slice(0, 150).every((status) => status === 200)).toBe(true);
      expect(statuses[150]).toBe(429);
      expect((await begin('203.0.113.8')).status).toBe(200);
    });

    it('refuses a body that is too large before reading it all', async () => {
      const { url } = await service();
      const person = await webPerson(url);

      const response = await person.post('/api/chat/messages', { ...MESSAGE, padding: 'x'.repeat(70_000) });

      expect(response.status).toBe(413);
    });

    it('does not let one person open streams without end', async () => {
      const { url } = await service();
      const person = await webPerson(url);
      const controller = new AbortController();
      onTestFinished(() => controller.abort());
      // Kept: fetch closes the stream of an answer that nobody holds any more, whenever memory is collected.
      const answers: Response[] = [];
      for (let at = 0; at < 9; at++) {
        answers.push(await person.request('/api/chat/events', { signal: controller.signal }));
      }

      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 429]);
    });
  });

  describe('events', () => {
    async function readEvents(response: Response, count: number): Promise<{ id: number; text: string }[]> {
      const reader = response.body?.getReader();
      const decoder = new TextDecoder();
      let seen = '';
      const blocks = () => seen.split('\n\n').filter((block) => block.includes('event: reply'));
      while (blocks().length < count) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) break;
        seen += decoder.decode(value, { stream: true });
      }
      await reader?.cancel();
      return blocks().map((block) => ({
        id: Number(/^id: (\d+)$/m.exec(block)?.[1]),
        text: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '{}').reply.text,
      }));
    }

    it('give what was missed after the cursor, then what comes, without loss or doubling', async () => {
      const { url } = await service();
      const person = await webPerson(url);
      await person.ask('một');
      await person.ask('hai');

      const all = await readEvents(await person.request('/api/chat/events?after=0'), 2);
      const stream = await person.request('/api/chat/events', {
        headers: { 'last-event-id': String(all[0]?.id) },
      });
      const rest = readEvents(stream, 2);
      await person.ask('ba');

      expect(all.map((event) => event.text)).toEqual(['1: một', '2: hai']);
      expect((await rest).map((event) => event.text)).toEqual(['2: hai', '3: ba']);
    });

    it('refuse a cursor that is none', async () => {
      const { url } = await service();
      const person = await webPerson(url);

      expect((await person.request('/api/chat/events?after=-1')).status).toBe(400);
      expect((await person.request('/api/chat/events', { headers: { 'last-event-id': 'x' } })).status).toBe(
        400,
      );
    });

    it('end when the service stops', async () => {
      const running = await service();
      const person = await webPerson(running.url);
      const reader = (await person.request('/api/chat/events')).body?.getReader();
      await reader?.read();

      await running.stop();

      let done = false;
      while (!done) done = (await reader?.read())?.done ?? true;
      expect(done).toBe(true);
    });
  });

  describe('bad input', () => {
    it.each([
      ['no JSON', 'not json', 400],
      ['nothing', '', 400],
      ['an array', '[]', 400],
      ['null', 'null', 400],
      ['no content', '{"id":"message-1"}', 400],
      ['a bad id', JSON.stringify({ ...MESSAGE, id: 'a b' }), 400],
      ["another person's conversation", JSON.stringify({ ...MESSAGE, id: 'x:y:message' }), 400],
      ['an unknown kind', JSON.stringify({ ...MESSAGE, content: { kind: 'html', html: '<b>' } }), 400],
      [
        'data over 64 bytes',
        JSON.stringify({ ...MESSAGE, content: { kind: 'tap', data: 'ệ'.repeat(22) } }),
        400,
      ],
      [
        '10,001 characters',
        JSON.stringify({ ...MESSAGE, content: { kind: 'text', text: 'x'.repeat(10_001) } }),
        413,
      ],
      [
        'prototype keys',
        '{"id":"message-1","content":{"kind":"text","text":"x"},"__proto__":{"polluted":1}}',
        202,
      ],
    ])('answers %s with a clear status', async (_what, body, status) => {
      const { url } = await service();
      const person = await webPerson(url);

      const response = await person.request('/api/chat/messages', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });

      expect(response.status).toBe(status);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    });

    it.each([
      ['10,000 characters', 'đ'.repeat(10_000)],
      ['10,000 Khmer characters', 'ខ'.repeat(10_000)],
      ['emoji only', '👨‍👩‍👧‍👦🇻🇳'],
      ['zero-width', 'a\u200bb\u2060c'],
      ['right-to-left', '\u202exin chào'],
      ['NFD', 'đăng ký'.normalize('NFD')],
      ['HTML', '<script>alert(1)</script>'],
      ['a half surrogate and a zero byte', 'a\ud800b\u0000c'],
      ['an unknown command', '/drop tables'],
    ])('takes %s and answers', async (_what, text) => {
      const { url } = await service();
      const person = await webPerson(url);

      const [reply] = await person.ask(text);

      // UTF-8 cannot carry half a character; everything else arrives as it was.
      expect(reply?.text).toBe(`1: ${text.replace('\ud800', '\ufffd')}`);
    });

    it('makes nothing of an empty message', async () => {
      const { url } = await service();
      const person = await webPerson(url);

      const response = await person.post('/api/chat/messages', {
        ...MESSAGE,
        content: { kind: 'text', text: ' \n ' },
      });

      expect(response.status).toBe(202);
      expect((await person.history()).said).toEqual([]);
    });
  });
});
