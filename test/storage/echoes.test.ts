import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChannelMemory, createEchoes } from '../../src/storage/channel-memory.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Store } from '../../src/storage/store.ts';
import { type SteppedClock, steppedClock } from '../support/stepped-clock.ts';

const LAN = 'zalo:1' as const;

describe('storage/channel-memory', () => {
  let store: Store;
  let clock: SteppedClock;
  beforeEach(async () => {
    clock = steppedClock();
    store = await openSqliteStore({ path: ':memory:' });
  });
  afterEach(() => store.close());

  const echoes = () => createEchoes(store, clock);
  const own = () => echoes().ownMessages(LAN, new Date(clock.now().getTime() - 3_600_000));
  const add = (cause: string) =>
    store.transaction((tx) =>
      tx.outbox.add([{ cause, conversation: LAN, part: 0, payload: cause, dueAt: clock.now() }], clock.now()),
    );
  const claim = async (leaseMs = 60_000) => {
    const [claimed] = await store.transaction((tx) =>
      tx.outbox.claim({ now: clock.now(), worker: 'w', channels: ['zalo'], leaseMs, limit: 1 }),
    );
    return claimed?.id;
  };
  const fail = (id: number, unknown: boolean) =>
    store.transaction((tx) => tx.outbox.failed(id, { error: 'e', retryAt: clock.now(), unknown }));

  it('tells the states of our messages apart, and forgets those finished long ago', async () => {
    await add('one');
    expect(await own()).toMatchObject([{ state: 'waiting', payload: 'one' }]);
    const id = (await claim()) ?? 0;
    expect(await own()).toMatchObject([{ state: 'sending' }]);
    await fail(id, true);
    expect(await own()).toMatchObject([{ state: 'maybe' }]);
    await claim();
    await store.transaction((tx) => tx.outbox.sent(id, { now: clock.now(), messageId: 'm1' }));
    expect(await own()).toMatchObject([{ state: 'sent', messageId: 'm1' }]);
    clock.step(2 * 3_600_000);
    expect(await own()).toEqual([]);
  });

  it('settles a message with unknown outcome', async () => {
    await add('one');
    const id = (await claim()) ?? 0;
    await fail(id, true);

    await echoes().arrived(id, 'm1');

    expect(await own()).toMatchObject([{ state: 'sent', messageId: 'm1' }]);
    expect(await claim()).toBeUndefined();
  });

  it('settles a message that is being sent when its outcome stays unknown, its sender restarts, or its claim lapses', async () => {
    for (const end of ['unknown', 'release', 'lapse']) {
      await add(end);
      const id = (await claim()) ?? 0;
      await echoes().arrived(id, `m-${end}`);
      if (end === 'unknown') await fail(id, true);
      if (end === 'release') await store.transaction((tx) => tx.outbox.release(['zalo']));
      if (end === 'lapse') clock.step(61_000);

      expect(await claim(), end).toBeUndefined();
      expect((await own()).at(-1), end).toMatchObject({ state: 'sent', messageId: `m-${end}` });
    }
  });

  it('lets the sender have the last word, and leaves what surely did not arrive', async () => {
    await add('one');
    const id = (await claim()) ?? 0;
    await fail(id, false);
    await echoes().arrived(id, 'm1');

    expect(await own()).toMatchObject([{ state: 'waiting' }]);
  });

  it('silences to the later of two instants, also who never wrote', async () => {
    const until = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000);
    for (const minutes of [30, 60, 45]) await echoes().silence(LAN, until(minutes));

    const conversation = await store.transaction((tx) => tx.conversations.find(LAN));
    expect(conversation?.silencedUntil).toEqual(until(60));
    expect(conversation?.lastInteractionAt).toEqual(new Date(0));
  });

  it('changes a value without losing what another process wrote', async () => {
    const [one, two] = [createChannelMemory(store, 'zalo'), createChannelMemory(store, 'zalo')];
    const more = (before: unknown) => Number(before ?? 0) + 1;

    await Promise.all([one.change('n', more), two.change('n', more), one.change('n', more)]);

    expect(await two.get('n')).toBe(3);
  });
});
