import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDelivery, type Delivery } from '../../src/delivery/index.ts';
import type { Asker, Respond } from '../../src/dialogue/answer.ts';
import { silentLogger } from '../../src/logger.ts';
import type { ConversationId, Incoming } from '../../src/messages/index.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Store, Tx } from '../../src/storage/store.ts';
import { echo, outcome } from '../support/echo.ts';
import { type FakeChannel, fakeChannel } from '../support/fake-channel.ts';
import { type SteppedClock, steppedClock } from '../support/stepped-clock.ts';
import { until } from '../support/until.ts';

const CITIZEN: Asker = { role: 'citizen', units: [] };

describe('delivery', () => {
  let store: Store;
  let clock: SteppedClock;
  let channel: FakeChannel;
  let delivery: Delivery;
  let updates = 0;
  const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => store.transaction(work);

  function build(respond: Respond, on: FakeChannel = fakeChannel()): Delivery {
    channel = on;
    return createDelivery({
      store,
      clock,
      logger: silentLogger,
      channels: [channel],
      respond,
      identify: async () => CITIZEN,
      apologise: (language) => ({ text: `sorry ${language ?? 'vi'}` }),
    });
  }

  function say(
    text: string,
    conversation: ConversationId = 'web:a',
    more: Partial<Incoming> = {},
  ): Promise<void> {
    updates += 1;
    return delivery.host.accept([
      {
        channel: 'web',
        updateId: String(updates),
        conversation,
        person: conversation,
        sentAt: clock.now().toISOString(),
        content: { kind: 'text', text },
        ...more,
      },
    ]);
  }

  beforeEach(async () => {
    updates = 0;
    clock = steppedClock();
    store = await openSqliteStore({ path: ':memory:' });
  });
  afterEach(async () => {
    await delivery.stop(1_000);
    await store.close();
  });

  it('answers in order and keeps the session between messages', async () => {
    delivery = build(echo);

    await say('một');
    await say('hai');
    await say('ba', 'web:b');
    await delivery.drain();

    expect(channel.sent.filter((line) => line.startsWith('web:a'))).toEqual(['web:a 1: một', 'web:a 2: hai']);
    expect(channel.sent).toContain('web:b 1: ba');
  });

  it('answers an update that comes twice, even at once, one time', async () => {
    delivery = build(echo);

    await Promise.all([say('một', 'web:a', { updateId: 'x' }), say('một', 'web:a', { updateId: 'x' })]);
    await delivery.drain();
    await say('một', 'web:a', { updateId: 'x' });
    await delivery.drain();

    expect(channel.sent).toEqual(['web:a 1: một']);
  });

  it('handles conversations in parallel, messages of one conversation one after the other', async () => {
    let running = 0;
    let most = 0;
    const perConversation = new Map<string, number>();
    const letGo: (() => void)[] = [];
    delivery = build(async (turn) => {
      const id = turn.incoming.conversation;
      running += 1;
      perConversation.set(id, (perConversation.get(id) ?? 0) + 1);
      most = Math.max(most, running);
      expect(perConversation.get(id)).toBe(1);
      await new Promise<void>((resolve) => letGo.push(resolve));
      running -= 1;
      perConversation.set(id, 0);
      return echo(turn);
    });

    for (const conversation of ['web:a', 'web:b', 'web:c'] as const) {
      await say('một', conversation);
      await say('hai', conversation);
    }
    await delivery.start();
    await until(() => letGo.length === 3);
    while (channel.sent.length < 6) {
      letGo.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }

    expect(most).toBe(3);
  });

  it('sends all parts of several replies in order', async () => {
    delivery = build(async ({ now }) => outcome([{ text: 'a\n\nb' }, { text: 'c' }], {}, now));

    await say('x');
    await delivery.drain();

    expect(channel.sent).toEqual(['web:a a', 'web:a b', 'web:a c']);
  });

  describe('when handling fails', () => {
    it('tries again later, and the next message waits its turn', async () => {
      let failures = 1;
      delivery = build(async (turn) => {
        if (failures-- > 0) throw new Error('on purpose');
        return echo(turn);
      });

      await say('một');
      await say('hai');
      await delivery.drain();
      const before = [...channel.sent];
      clock.step(500);
      await delivery.drain();

      expect(before).toEqual([]);
      expect(channel.sent).toEqual(['web:a 1: một', 'web:a 2: hai']);
    });

    it('undoes effects, session and replies of the failed attempt together', async () => {
      delivery = build(async ({ now }) => ({
        ...outcome([{ text: 'x' }], {}, now),
        effects: [{ kind: 'feedback', text: 'tốt' }, { kind: 'nonsense' }],
      }));

      await say('một');
      await delivery.drain();

      expect(await read((tx) => tx.feedback.list(10))).toEqual([]);
      expect(await read((tx) => tx.sessions.find('web:a'))).toBeUndefined();
      expect((await read((tx) => tx.outbox.counts())).waiting).toBe(0);
    });

    it('gives up after five attempts with an apology in the language of the person, and goes on', async () => {
      delivery = build(async (turn) => {
        if (turn.incoming.content.kind === 'text' && turn.incoming.content.text === 'bad')
          throw new Error('secret text');
        return echo(turn);
      });

      await say('bad', 'web:a', { languageHint: 'km' });
      await say('hai');
      for (let attempt = 0; attempt < 5; attempt++) {
        await delivery.drain();
        clock.step(30_000);
      }
      await delivery.drain();

      expect(channel.sent).toEqual(['web:a sorry km', 'web:a 1: hai']);
      const [dead] = await read((tx) => tx.inbox.deadLetters(10));
      expect(dead).toMatchObject({ attempts: 5, error: 'Error (see the log)' });
    });

    it('answers a dead letter that is replayed after the cause is repaired', async () => {
      let broken = true;
      delivery = build(async (turn) => {
        if (broken) throw new Error('on purpose');
        return echo(turn);
      });
      await say('một');
      for (let attempt = 0; attempt < 6; attempt++) {
        await delivery.drain();
        clock.step(30_000);
      }

      broken = false;
      const [dead] = await read((tx) => tx.inbox.deadLetters(10));
      await read((tx) => tx.inbox.retry(dead?.id ?? 0, clock.now()));
      await delivery.drain();

      expect(channel.sent).toEqual(['web:a sorry vi', 'web:a 1: một']);
    });
  });

  describe('when sending fails', () => {
    it('waits as long as the channel says, and holds back what comes after', async () => {
      delivery = build(echo);
      channel.next.push({ kind: 'retry', reason: '429', retryAfterMs: 7_000 });

      await say('một');
      await say('hai');
      await delivery.drain();
      clock.step(6_999);
      await delivery.drain();
      const early = [...channel.sent];
      clock.step(1);
      await delivery.drain();

      expect(early).toEqual([]);
      expect(channel.sent).toEqual(['web:a 1: một', 'web:a 2: hai']);
    });

    it('backs off when the channel does not say', async () => {
      delivery = build(echo);
      channel.next.push({ kind: 'retry', reason: '500' }, { kind: 'retry', reason: '500' });

      await say('một');
      const sentAfter: number[] = [];
      for (const ms of [0, 999, 1, 2_999, 1]) {
        clock.step(ms);
        await delivery.drain();
        sentAfter.push(channel.sent.length);
      }

      expect(sentAfter).toEqual([0, 0, 0, 0, 1]);
    });

    it('counts unknown outcomes and sends again', async () => {
      delivery = build(echo);
      channel.next.push({ kind: 'unknown', reason: 'timeout' });

      await say('một');
      await delivery.drain();
      clock.step(1_000);
      await delivery.drain();

      expect(channel.sent).toEqual(['web:a 1: một']);
      expect(await read((tx) => tx.outbox.counts())).toMatchObject({ sent: 1, unknowns: 1 });
    });

    it('puts what will never arrive aside at once, with its later parts, and goes on', async () => {
      delivery = build(async ({ now, incoming }) =>
        outcome([{ text: incoming.updateId === '1' ? 'a\n\nb' : 'c' }], {}, now),
      );
      channel.next.push({ kind: 'failed', reason: 'blocked' });

      await say('một');
      await say('hai');
      await delivery.drain();

      expect(channel.sent).toEqual(['web:a c']);
      expect((await read((tx) => tx.outbox.deadLetters(10))).map((dead) => dead.error)).toEqual([
        'an earlier part was given up',
        'blocked',
      ]);
    });
  });

  it('keeps the pace of the channel and of each conversation', async () => {
    delivery = build(echo, fakeChannel('web', { perSecond: 10, perConversationMs: 1_000 }));

    await say('một');
    await say('hai');
    await say('ba', 'web:b');
    const sentAfter: number[] = [];
    for (const ms of [0, 99, 1, 899, 1]) {
      clock.step(ms);
      await delivery.drain();
      sentAfter.push(channel.sent.length);
    }

    expect(sentAfter).toEqual([1, 1, 2, 2, 3]);
  });

  it('does not answer a person who left, and knows them again when they come back', async () => {
    delivery = build(echo);

    await say('một');
    await say('', 'web:a', { content: { kind: 'stopped' } });
    await delivery.drain();
    const left = await read((tx) => tx.conversations.find('web:a'));
    await say('', 'web:a', { content: { kind: 'started' } });
    await delivery.drain();
    const back = await read((tx) => tx.conversations.find('web:a'));

    expect([left?.blocked, back?.blocked]).toEqual([true, false]);
    expect(channel.sent).toEqual(['web:a 1: một', 'web:a 2: (started)']);
  });

  it('is quiet while a person answers instead', async () => {
    delivery = build(echo);
    await say('một');
    await delivery.drain();
    await read((tx) => tx.conversations.silence('web:a', new Date(clock.now().getTime() + 60_000)));

    await say('hai');
    await delivery.drain();
    clock.step(60_001);
    await say('ba');
    await delivery.drain();

    expect(channel.sent).toEqual(['web:a 1: một', 'web:a 2: ba']);
  });

  it('answers in the language that was chosen, not the one the channel reports', async () => {
    delivery = build(async ({ incoming, now }) => ({
      ...outcome([{ text: incoming.languageHint ?? 'none' }], {}, now),
      effects: [{ kind: 'setLanguage', language: 'en' }],
    }));

    await say('một', 'web:a', { languageHint: 'km' });
    await say('hai', 'web:a', { languageHint: 'km' });
    await delivery.drain();

    expect(channel.sent).toEqual(['web:a km', 'web:a en']);
  });

  it('confirms "delete my data" to the person and keeps nothing else', async () => {
    delivery = build(async ({ incoming, now }) =>
      incoming.updateId === '2'
        ? {
            ...outcome([{ text: 'đã xóa' }], {}, now),
            session: undefined,
            effects: [{ kind: 'deleteMyData' }],
          }
        : outcome([{ text: 'x' }], {}, now),
    );

    await say('một');
    await delivery.drain();
    await say('xóa dữ liệu của tôi');
    await delivery.drain();

    expect(channel.sent).toEqual(['web:a x', 'web:a đã xóa']);
    expect(await read((tx) => tx.conversations.find('web:a'))).toBeUndefined();
    expect(await read((tx) => tx.sessions.find('web:a'))).toBeUndefined();
    expect(await read((tx) => tx.inbox.kept('web:a', 10))).toEqual([]);
  });

  it('wakes up by itself for new messages and for retries', async () => {
    delivery = build(echo);
    await delivery.start();

    await say('một');
    await until(() => channel.sent.length === 1);

    expect(channel.sent).toEqual(['web:a 1: một']);
  });

  it('finishes what it holds before it stops, and takes nothing new', async () => {
    delivery = build(echo);
    channel.next.push('hold');
    await delivery.start();
    await say('một');
    await until(async () => (await read((tx) => tx.outbox.counts())).sending === 1);

    const stopped = delivery.stop(5_000);
    await say('hai');
    channel.letGo();
    await stopped;

    expect(await read((tx) => tx.outbox.counts())).toMatchObject({ sent: 1, sending: 0 });
    expect((await read((tx) => tx.inbox.counts())).waiting).toBe(1);
  });

  it('takes back at start what a dead process was holding: answered once, a possible double counted', async () => {
    delivery = build(echo);
    await say('một');
    await delivery.drain();
    await say('hai');
    const claim = { now: clock.now(), worker: 'dead', channels: ['web'] as const, leaseMs: 60_000, limit: 1 };
    await read((tx) => tx.inbox.claim(claim));
    await read((tx) =>
      tx.outbox.add(
        [{ cause: 'c', conversation: 'web:b', part: 0, payload: 'p', dueAt: clock.now() }],
        clock.now(),
      ),
    );
    await read((tx) => tx.outbox.claim(claim));

    await delivery.start();
    await until(() => channel.sent.length === 3);

    expect(channel.sent.toSorted()).toEqual(['web:a 1: một', 'web:a 2: hai', 'web:b p']);
    await until(async () => (await read((tx) => tx.outbox.counts())).sent === 3);
    expect(await read((tx) => tx.outbox.counts())).toMatchObject({ unknowns: 1 });
  });

  it('gives up on a message that killed the process twenty times', async () => {
    delivery = build(echo);
    await say('một');
    const claim = { worker: 'dead', channels: ['web'] as const, leaseMs: 60_000, limit: 1 };
    for (let death = 0; death < 20; death++) {
      await read((tx) => tx.inbox.claim({ ...claim, now: clock.now() }));
      await read((tx) => tx.inbox.release(['web']));
    }

    await delivery.drain();

    expect(channel.sent).toEqual(['web:a sorry vi']);
  });
});
