import { describe, expect, it } from 'vitest';
import { createChatClient, type Surroundings, type TabMessage } from '../../../src/web/page/chat/client.ts';
import { until } from '../../support/until.ts';

/** A browser without a browser: a network that can fail, a clock that is stepped, storage that outlives the page. */
function browser() {
  const stored = new Map<string, string>();
  const received: { id: string; language: string }[] = [];
  const replies: { cursor: number; answers: string; reply: { text: string }; at: string }[] = [];
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const listeners: ((message: TabMessage) => void)[] = [];
  const statuses: number[] = [];
  let timers: { at: number; run: () => void }[] = [];
  let nowMs = 1_000_000;
  let ids = 0;
  let isOnline = true;
  const encoder = new TextEncoder();
  const event = (reply: (typeof replies)[number]) =>
    encoder.encode(`id: ${reply.cursor}\nevent: reply\ndata: ${JSON.stringify(reply)}\n\n`);
  const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

  const surroundings = (): Surroundings => ({
    async fetch(path, init) {
      if (!isOnline) throw new TypeError('no network');
      if (path === '/api/chat/session')
        return json({ textLimit: 10_000, rawMessageHours: 24, province: 'Hà Tĩnh' });
      if (path === '/api/chat/history') {
        const said = received.map(({ id }) => ({
          id,
          at: new Date(nowMs).toISOString(),
          content: { kind: 'text', text: id },
        }));
        return json({ said, replies, cursor: replies.at(-1)?.cursor ?? 0 });
      }
      if (path === '/api/chat/messages') {
        const status = statuses.shift() ?? 202;
        if (status !== 202)
          return json({ waitSeconds: 5, problem: status === 413 ? 'too_long' : 'x' }, status);
        const message = JSON.parse(String(init?.body));
        if (!received.some(({ id }) => id === message.id)) received.push(message);
        return json({}, 202);
      }
      const after = Number(new URL(path, 'http://x').searchParams.get('after'));
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          streams.add(controller);
          for (const reply of replies) if (reply.cursor > after) controller.enqueue(event(reply));
        },
      });
      return new Response(body);
    },
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
      removeItem: (key) => void stored.delete(key),
    },
    now: () => nowMs,
    randomId: () => `message-${++ids}`,
    setTimeout(run, ms) {
      const timer = { at: nowMs + ms, run };
      timers.push(timer);
      return timer;
    },
    clearTimeout(timer) {
      timers = timers.filter((one) => one !== timer);
    },
    tabs: { post() {}, onMessage: (listener) => listeners.push(listener) },
  });

  return {
    surroundings,
    received,
    statuses,
    stored,
    tell: (message: TabMessage) => listeners.forEach((listener) => void listener(message)),
    step(ms: number) {
      nowMs += ms;
      const due = timers.filter((timer) => timer.at <= nowMs);
      timers = timers.filter((timer) => timer.at > nowMs);
      for (const timer of due) timer.run();
    },
    reply(answers: string, text: string) {
      const reply = {
        cursor: replies.length + 1,
        answers,
        reply: { text },
        at: new Date(nowMs).toISOString(),
      };
      replies.push(reply);
      for (const stream of streams) stream.enqueue(event(reply));
    },
    cut() {
      isOnline = false;
      for (const stream of streams) stream.close();
      streams.clear();
    },
    restore() {
      isOnline = true;
    },
  };
}

const text = (value: string) => ({ kind: 'text', text: value }) as const;

function open(world: ReturnType<typeof browser>) {
  const client = createChatClient(world.surroundings(), { language: 'vi' });
  client.start();
  const shown = () =>
    client
      .state()
      .entries.map((entry) => (entry.kind === 'said' ? `${entry.text} (${entry.state})` : entry.reply.text));
  return { client, shown };
}

describe('web/page/chat/client', () => {
  it('sends in order, shows that an answer is coming, then the answer', async () => {
    const world = browser();
    const { client, shown } = open(world);
    await until(() => client.state().link === 'open');

    client.send(text('một'), 'một');
    client.send(text('hai'), 'hai');
    await until(() => world.received.length === 2);
    await until(() => client.state().typing);
    world.reply('message-1', 'trả lời một');
    world.reply('message-2', 'trả lời hai');
    await until(() => shown().length === 4);

    expect(world.received.map(({ id, language }) => [id, language])).toEqual([
      ['message-1', 'vi'],
      ['message-2', 'vi'],
    ]);
    expect(shown()).toEqual(['một (sent)', 'hai (sent)', 'trả lời một', 'trả lời hai']);
    expect(client.state().typing).toBe(false);
  });

  it('stops announcing an answer that does not come', async () => {
    const world = browser();
    const { client } = open(world);
    await until(() => client.state().link === 'open');
    client.send(text('một'), 'một');
    await until(() => client.state().typing);

    world.step(20_000);

    expect(client.state().typing).toBe(false);
  });

  it('keeps what is written without a network, also over closing the page, and sends it once', async () => {
    const world = browser();
    const first = open(world);
    await until(() => first.client.state().link === 'open');
    world.cut();
    await until(() => first.client.state().link === 'lost');
    first.client.send(text('một'), 'một');
    expect(first.shown()).toEqual(['một (queued)']);
    first.client.stop();

    world.restore();
    const [second, third] = [open(world), open(world)];
    await until(() => world.stored.size === 0);

    expect(world.received.map(({ id }) => id)).toEqual(['message-1']);
    await until(() => second.shown().length === 1 && third.shown().length === 1);
  });

  it('gets what it missed when the connection is back, without doubling', async () => {
    const world = browser();
    const { client, shown } = open(world);
    await until(() => client.state().link === 'open');
    client.send(text('một'), 'một');
    await until(() => world.received.length === 1);
    world.reply('message-1', 'a');
    await until(() => shown().includes('a'));

    world.cut();
    await until(() => client.state().link === 'lost');
    world.reply('message-1', 'b');
    world.restore();
    client.poke();
    await until(() => client.state().link === 'open');

    expect(shown().filter((line) => line === 'a' || line === 'b')).toEqual(['a', 'b']);
  });

  it('waits as long as the server asks when messages come too fast', async () => {
    const world = browser();
    const { client, shown } = open(world);
    await until(() => client.state().link === 'open');
    world.statuses.push(429);

    client.send(text('một'), 'một');
    await until(() => client.state().problem?.problem === 'too_many');
    expect(world.received).toEqual([]);
    world.step(5_000);
    await until(() => world.received.length === 1);

    await until(() => client.state().problem === undefined);
    expect(shown()).toEqual(['một (sent)']);
  });

  it('says that a message was refused and sends it again on request', async () => {
    const world = browser();
    const { client, shown } = open(world);
    await until(() => client.state().link === 'open');
    world.statuses.push(413);

    client.send(text('một'), 'một');
    await until(() => shown()[0] === 'một (refused)');
    expect(client.state().problem?.problem).toBe('too_long');
    client.resend('message-1');
    await until(() => shown()[0] === 'một (sent)');

    expect(world.received).toHaveLength(1);
  });

  it('shows what another tab said, once', async () => {
    const world = browser();
    const { client, shown } = open(world);
    await until(() => client.state().link === 'open');
    const entry = {
      kind: 'said',
      id: 'other',
      text: 'từ thẻ khác',
      at: '',
      state: 'sent',
      content: text('x'),
    } as const;

    world.tell({ kind: 'said', entry });
    world.tell({ kind: 'said', entry });

    expect(shown()).toEqual(['từ thẻ khác (sent)']);
  });
});
