import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/errors.ts';
import type { ConversationId, Incoming } from '../../src/messages/index.ts';
import { carryOutEffects } from '../../src/storage/effects.ts';
import type { NewDelivery, Store, Tx } from '../../src/storage/store.ts';
import { officersContract } from './officers-contract.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);
const claim = { now: NOW, worker: 'w1', channels: ['web', 'terminal'] as const, leaseMs: 60_000, limit: 10 };

export function said(updateId: string, conversation: ConversationId = 'web:a', text = 'xin chào'): Incoming {
  return {
    channel: 'web',
    updateId,
    conversation,
    person: conversation,
    sentAt: NOW.toISOString(),
    content: { kind: 'text', text },
  };
}

function delivery(cause: string, part = 0, conversation: ConversationId = 'web:a', dueAt = NOW): NewDelivery {
  return { cause, conversation, part, payload: { text: `${cause}/${part}` }, dueAt };
}

/** What every storage engine must do. `open` gives a fresh empty store each time. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  officersContract(name, open);
  describe(`${name} keeps the store contract`, () => {
    let store: Store;
    const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => store.transaction(work);
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    describe('transactions', () => {
      it('undoes everything when the work fails', async () => {
        const failing = run(async (tx) => {
          await tx.inbox.add(said('1'), NOW);
          throw new Error('on purpose');
        });

        await expect(failing).rejects.toThrow('on purpose');
        expect((await run((tx) => tx.inbox.counts())).waiting).toBe(0);
      });

      it('refuses a transaction inside a transaction, also indirectly', async () => {
        const helper = async () => run((tx) => tx.inbox.counts());

        await expect(run(() => helper())).rejects.toThrow(/inside a transaction/);
      });

      it('refuses a transaction object after its end', async () => {
        const kept = await run(async (tx) => tx);

        await expect(kept.inbox.counts()).rejects.toThrow(StoreError);
      });

      it('lets work that was started inside begin its own transaction after the end', async () => {
        let begin = () => {};
        const gate = new Promise<void>((resolve) => {
          begin = resolve;
        });
        const { after } = await run(async () => ({ after: gate.then(() => run((tx) => tx.inbox.counts())) }));

        begin();

        expect((await after).waiting).toBe(0);
      });

      it('runs concurrent transactions one after the other', async () => {
        const increments = Array.from({ length: 20 }, () =>
          run(async (tx) => {
            const count = ((await tx.channelState.get('web', 'count')) as number | undefined) ?? 0;
            await Promise.resolve();
            await tx.channelState.set('web', 'count', count + 1);
          }),
        );

        await Promise.all(increments);

        expect(await run((tx) => tx.channelState.get('web', 'count'))).toBe(20);
      });

      it('refuses to be used when closed', async () => {
        await store.close();

        await expect(run((tx) => tx.inbox.counts())).rejects.toThrow(/closed/);
      });
    });

    describe('inbox', () => {
      it('stores an update once per channel and id', async () => {
        const first = await run((tx) => tx.inbox.add(said('1'), NOW));
        const second = await run((tx) => tx.inbox.add(said('1', 'web:b'), NOW));
        const elsewhere = await run((tx) => tx.inbox.add({ ...said('1'), channel: 'terminal' }, NOW));

        expect([first, second, elsewhere]).toEqual([true, false, true]);
      });

      it('claims the oldest of each conversation and holds back the next until it is done', async () => {
        await run(async (tx) => {
          for (const incoming of [said('1'), said('2'), said('3', 'web:b')])
            await tx.inbox.add(incoming, NOW);
        });

        const first = await run((tx) => tx.inbox.claim(claim));
        const again = await run((tx) => tx.inbox.claim(claim));
        await run(async (tx) => {
          for (const { id } of first) await tx.inbox.done(id, NOW);
        });
        const next = await run((tx) => tx.inbox.claim(claim));

        expect(first.map((entry) => entry.incoming.updateId)).toEqual(['1', '3']);
        expect(again).toEqual([]);
        expect(next.map((entry) => entry.incoming.updateId)).toEqual(['2']);
      });

      it('claims for the given channels only', async () => {
        await run((tx) => tx.inbox.add(said('1'), NOW));

        expect(await run((tx) => tx.inbox.claim({ ...claim, channels: ['terminal'] }))).toEqual([]);
        expect(await run((tx) => tx.inbox.claim({ ...claim, channels: [] }))).toEqual([]);
      });

      it('keeps a failed entry, and its conversation, waiting until its time', async () => {
        await run(async (tx) => {
          await tx.inbox.add(said('1'), NOW);
          await tx.inbox.add(said('2'), NOW);
          const [entry] = await tx.inbox.claim(claim);
          await tx.inbox.failed(entry?.id ?? 0, { error: 'E', retryAt: later(1_000) });
        });

        const early = await run((tx) => tx.inbox.claim(claim));
        const due = await run((tx) => tx.inbox.nextDue(['web'], NOW));
        const onTime = await run((tx) => tx.inbox.claim({ ...claim, now: later(1_000) }));

        expect(early).toEqual([]);
        expect(due).toEqual(later(1_000));
        expect(onTime.map((entry) => [entry.incoming.updateId, entry.attempts])).toEqual([['1', 1]]);
      });

      it('goes on after a dead entry, and takes it back when asked', async () => {
        await run(async (tx) => {
          await tx.inbox.add(said('1'), NOW);
          await tx.inbox.add(said('2'), NOW);
          const [entry] = await tx.inbox.claim(claim);
          await tx.inbox.dead(entry?.id ?? 0, 'E', NOW);
        });
        const next = await run((tx) => tx.inbox.claim(claim));
        const [dead] = await run((tx) => tx.inbox.deadLetters(10));
        const retried = await run((tx) => tx.inbox.retry(dead?.id ?? 0, NOW));
        const again = await run((tx) => tx.inbox.retry(dead?.id ?? 0, NOW));

        expect(next.map((entry) => entry.incoming.updateId)).toEqual(['2']);
        expect(dead).toMatchObject({ conversation: 'web:a', error: 'E', attempts: 1, replayable: true });
        expect([retried, again]).toEqual([true, false]);
      });

      it('takes over a claim whose lease has ended, and gives claims back on release', async () => {
        await run((tx) => tx.inbox.add(said('1'), NOW));
        await run((tx) => tx.inbox.claim(claim));

        const during = await run((tx) => tx.inbox.claim({ ...claim, now: later(59_999) }));
        const after = await run((tx) => tx.inbox.claim({ ...claim, now: later(60_000) }));
        const released = await run((tx) => tx.inbox.release(['web']));
        const again = await run((tx) => tx.inbox.claim(claim));

        expect([during.length, after.length, released, again.length]).toEqual([0, 1, 1, 1]);
      });

      it('reads back the messages it still keeps, oldest first', async () => {
        await run(async (tx) => {
          for (const id of ['1', '2', '3']) await tx.inbox.add(said(id), NOW);
        });

        const kept = await run((tx) => tx.inbox.kept('web:a', 2));

        expect(kept.map((entry) => entry.incoming.updateId)).toEqual(['2', '3']);
      });
    });

    describe('outbox', () => {
      it('keeps the first of two with the same cause, recipient and part', async () => {
        await run((tx) => tx.outbox.add([delivery('c'), { ...delivery('c'), payload: 'second' }], NOW));

        const claimed = await run((tx) => tx.outbox.claim(claim));

        expect(claimed.map((row) => row.payload)).toEqual([{ text: 'c/0' }]);
      });

      it('sends part n+1 after part n, other conversations meanwhile', async () => {
        await run((tx) =>
          tx.outbox.add([delivery('c', 0), delivery('c', 1), delivery('d', 0, 'web:b')], NOW),
        );

        const first = await run((tx) => tx.outbox.claim(claim));
        await run((tx) =>
          tx.outbox.failed(first[0]?.id ?? 0, { error: 'E', retryAt: later(500), unknown: true }),
        );
        const held = await run((tx) => tx.outbox.claim(claim));
        const retried = await run((tx) => tx.outbox.claim({ ...claim, now: later(500) }));
        await run((tx) => tx.outbox.sent(retried[0]?.id ?? 0, { now: later(500) }));
        const second = await run((tx) => tx.outbox.claim({ ...claim, now: later(500) }));

        expect(first.map((row) => `${row.cause}/${row.part}`)).toEqual(['c/0', 'd/0']);
        expect(held).toEqual([]);
        expect(retried).toMatchObject([{ cause: 'c', part: 0, attempts: 1, unknowns: 1 }]);
        expect(second).toMatchObject([{ cause: 'c', part: 1 }]);
      });

      it('does not let a message that is due later hold back one that is due now', async () => {
        await run((tx) =>
          tx.outbox.add([delivery('reminder', 0, 'web:a', later(3_600_000)), delivery('now')], NOW),
        );

        const now = await run((tx) => tx.outbox.claim(claim));
        const due = await run((tx) => tx.outbox.nextDue(['web'], NOW));

        expect(now.map((row) => row.cause)).toEqual(['now']);
        expect(due).toEqual(later(3_600_000));
      });

      it('leaves out the conversations it is told to', async () => {
        await run((tx) => tx.outbox.add([delivery('c'), delivery('d', 0, 'web:b')], NOW));

        const claimed = await run((tx) => tx.outbox.claim({ ...claim, except: ['web:a'] }));

        expect(claimed.map((row) => row.cause)).toEqual(['d']);
      });

      it('counts a claim of a dead process as unknown', async () => {
        await run((tx) => tx.outbox.add([delivery('c')], NOW));
        await run((tx) => tx.outbox.claim(claim));

        await run((tx) => tx.outbox.release(['web']));
        const again = await run((tx) => tx.outbox.claim(claim));
        const lapsed = await run((tx) => tx.outbox.claim({ ...claim, now: later(60_000) }));

        expect(again).toMatchObject([{ unknowns: 1 }]);
        expect(lapsed).toMatchObject([{ unknowns: 2 }]);
        expect(await run((tx) => tx.outbox.counts())).toMatchObject({ sending: 1, unknowns: 2 });
      });

      it('gives up the later parts with a dead one, and takes all back on retry', async () => {
        await run((tx) => tx.outbox.add([delivery('c', 0), delivery('c', 1), delivery('d')], NOW));
        const [first] = await run((tx) => tx.outbox.claim(claim));
        await run((tx) => tx.outbox.dead(first?.id ?? 0, 'blocked', NOW));

        const next = await run((tx) => tx.outbox.claim(claim));
        const dead = await run((tx) => tx.outbox.deadLetters(10));
        await run((tx) => tx.outbox.retry(first?.id ?? 0, NOW));
        const counts = await run((tx) => tx.outbox.counts());

        expect(next.map((row) => row.cause)).toEqual(['d']);
        expect(dead.map((row) => [row.part, row.error])).toEqual([
          [1, 'an earlier part was given up'],
          [0, 'blocked'],
        ]);
        expect(counts).toMatchObject({ waiting: 2, dead: 0 });
      });

      it('is read by cursor, which grows with every sent message', async () => {
        await run((tx) => tx.outbox.add([delivery('c', 0), delivery('c', 1)], NOW));
        const cursors: number[] = [];
        for (let part = 0; part < 2; part++) {
          const [row] = await run((tx) => tx.outbox.claim(claim));
          cursors.push(await run((tx) => tx.outbox.sent(row?.id ?? 0, { now: NOW, messageId: 'm' })));
        }

        const all = await run((tx) => tx.outbox.sentAfter('web:a', 0, 10));
        const rest = await run((tx) => tx.outbox.sentAfter('web:a', cursors[0] ?? 0, 10));
        const others = await run((tx) => tx.outbox.sentAfter('web:b', 0, 10));

        expect(all.map((row) => row.cursor)).toEqual(cursors);
        expect(cursors[1]).toBeGreaterThan(cursors[0] ?? 0);
        expect(rest).toMatchObject([{ part: 1, payload: { text: 'c/1' } }]);
        expect(others).toEqual([]);
      });
    });

    it('keeps one session per conversation', async () => {
      const session = {
        version: 1,
        updatedAt: NOW.toISOString(),
        data: { last: '1.001029', nested: { ưu: ['ệ'] } },
      };
      await run((tx) => tx.sessions.save('web:a', { ...session, data: {} }));
      await run((tx) => tx.sessions.save('web:a', session));

      expect(await run((tx) => tx.sessions.find('web:a'))).toEqual(session);
      await run((tx) => tx.sessions.remove('web:a'));
      expect(await run((tx) => tx.sessions.find('web:a'))).toBeUndefined();
    });

    it('knows conversations: last interaction, language, blocked, silenced', async () => {
      await run(async (tx) => {
        await tx.conversations.interacted('web:a', 'web:p', NOW);
        await tx.conversations.interacted('web:a', 'web:p', later(-1_000));
        await tx.conversations.setLanguage('web:a', 'km');
        await tx.conversations.setBlocked('web:a', true);
        await tx.conversations.silence('web:a', later(1_000));
        await tx.conversations.setShown('web:a', { choices: [{ label: 'Phí', data: 'fee' }], details: 'x' });
      });

      const [conversation] = await run((tx) => tx.conversations.ofPerson('web:p'));

      expect(conversation).toEqual({
        id: 'web:a',
        person: 'web:p',
        firstSeenAt: NOW,
        lastInteractionAt: NOW,
        language: 'km',
        blocked: true,
        silencedUntil: later(1_000),
        shown: { choices: [{ label: 'Phí', data: 'fee' }], details: 'x' },
      });
    });

    describe('catalogue versions', () => {
      const rows = Array.from({ length: 1_201 }, (_, index) => ({
        code: `1.${100_000 + index}`,
        data: { index },
      }));

      it('has one current version of each kind', async () => {
        const [first, second] = await run(async (tx) => {
          const a = await tx.catalogue.add({ kind: 'procedures', source: 'a.csv', importedAt: NOW }, rows);
          const b = await tx.catalogue.add(
            { kind: 'procedures', source: 'b.csv', importedAt: NOW },
            rows.slice(0, 2),
          );
          await tx.catalogue.setCurrent(a);
          await tx.catalogue.setCurrent(b);
          return [a, b];
        });

        expect(await run((tx) => tx.catalogue.current('procedures'))).toMatchObject({
          id: second,
          rowCount: 2,
        });
        expect(await run((tx) => tx.catalogue.current('overlay'))).toBeUndefined();
        expect((await run((tx) => tx.catalogue.rows(first ?? 0))).length).toBe(1_201);
        await expect(run((tx) => tx.catalogue.remove(second ?? 0))).rejects.toThrow(/current/);
        await run((tx) => tx.catalogue.remove(first ?? 0));
        expect((await run((tx) => tx.catalogue.list('procedures'))).map((version) => version.id)).toEqual([
          second,
        ]);
      });

      it('refuses a code twice and a version that is not there', async () => {
        const twice = [...rows.slice(0, 1), ...rows.slice(0, 1)];

        await expect(
          run((tx) => tx.catalogue.add({ kind: 'procedures', source: 'a.csv', importedAt: NOW }, twice)),
        ).rejects.toThrow(/1\.100000/);
        await expect(run((tx) => tx.catalogue.setCurrent(99))).rejects.toThrow(/99/);
      });
    });

    it('lets a job run once a minute, whoever asks', async () => {
      const answers = await Promise.all(
        [1, 2, 3].map(() => run((tx) => tx.jobs.claim('digest', '2026-11-21T08:00', NOW))),
      );

      expect(answers.filter(Boolean)).toEqual([true]);
      expect(await run((tx) => tx.jobs.lastMinute('digest'))).toBe('2026-11-21T08:00');
      expect(await run((tx) => tx.jobs.lastMinute('other'))).toBeUndefined();
    });

    it('keeps the audit, newest first', async () => {
      await run(async (tx) => {
        await tx.audit.add({
          at: NOW,
          actor: 'cli',
          action: 'import',
          subject: 'catalogue',
          details: { rows: 2 },
        });
        await tx.audit.add({ at: later(1), actor: 'cli', action: 'read', subject: 'indicator' });
      });

      expect(await run((tx) => tx.audit.list({ limit: 10 }))).toEqual([
        { at: later(1), actor: 'cli', action: 'read', subject: 'indicator' },
        { at: NOW, actor: 'cli', action: 'import', subject: 'catalogue', details: { rows: 2 } },
      ]);
      expect(await run((tx) => tx.audit.list({ limit: 10, subject: 'indicator', since: NOW }))).toHaveLength(
        1,
      );
    });

    describe('effects', () => {
      const context = { incoming: said('1'), now: NOW };

      it('are carried out in order', async () => {
        await run(async (tx) => {
          await tx.conversations.interacted('web:a', 'web:a', NOW);
          await carryOutEffects(
            tx,
            [
              { kind: 'feedback', text: 'Trả lời sai phí', about: '1.001029' },
              { kind: 'subscribe', topic: 'outages' },
              { kind: 'subscribe', topic: 'news' },
              { kind: 'subscribe', topic: 'news', on: false },
              { kind: 'setLanguage', language: 'en' },
            ],
            context,
          );
        });

        expect(await run((tx) => tx.feedback.list(10))).toMatchObject([
          { text: 'Trả lời sai phí', about: '1.001029' },
        ]);
        expect(await run((tx) => tx.subscriptions.toTopic('outages'))).toMatchObject([
          { conversation: 'web:a' },
        ]);
        expect(await run((tx) => tx.subscriptions.toTopic('news'))).toEqual([]);
        expect((await run((tx) => tx.conversations.find('web:a')))?.language).toBe('en');
      });

      it('of an unknown kind or with wrong fields fail loudly', async () => {
        await expect(run((tx) => carryOutEffects(tx, [{ kind: 'nonsense' }], context))).rejects.toThrow(
          /nonsense/,
        );
        await expect(run((tx) => carryOutEffects(tx, [{ kind: 'feedback' }], context))).rejects.toThrow(
          /text/,
        );
      });
    });

    describe('forgetting', () => {
      const limits = { rawMessageHours: 24, otherDays: 30 };

      it('deletes messages after hours, the rest after days, and still knows the update', async () => {
        await run(async (tx) => {
          await tx.inbox.add(said('1'), NOW);
          await tx.outbox.add([delivery('c')], NOW);
          const [entry] = await tx.inbox.claim(claim);
          await tx.inbox.done(entry?.id ?? 0, NOW);
          const [row] = await tx.outbox.claim(claim);
          await tx.outbox.sent(row?.id ?? 0, { now: NOW });
        });

        await run((tx) => tx.retention.expire(limits, later(23 * 3_600_000)));
        const before = await run((tx) => tx.inbox.kept('web:a', 10));
        await run((tx) => tx.retention.expire(limits, later(24 * 3_600_000)));
        const after = await run((tx) => tx.inbox.kept('web:a', 10));
        const replies = await run((tx) => tx.outbox.sentAfter('web:a', 0, 10));
        const again = await run((tx) => tx.inbox.add(said('1'), later(25 * 3_600_000)));

        expect([before.length, after.length, replies.length, again]).toEqual([1, 0, 0, false]);
      });

      it('deletes a person everywhere while their message is being handled', async () => {
        const entry = await run(async (tx) => {
          await tx.inbox.add(said('1'), NOW);
          await tx.conversations.interacted('web:a', 'web:a', NOW);
          await tx.sessions.save('web:a', { version: 1, updatedAt: NOW.toISOString(), data: {} });
          await tx.outbox.add([delivery('old')], NOW);
          await tx.feedback.add({
            at: NOW,
            conversation: 'web:a',
            person: 'web:a',
            text: 'x',
            about: undefined,
          });
          await tx.subscriptions.add({ conversation: 'web:a', person: 'web:a', topic: 't', since: NOW });
          return (await tx.inbox.claim(claim))[0];
        });

        await run(async (tx) => {
          await carryOutEffects(tx, [{ kind: 'deleteMyData' }], { incoming: said('1'), now: NOW });
          await tx.outbox.add([delivery('web:1')], NOW);
          await tx.inbox.done(entry?.id ?? 0, NOW);
        });

        expect(await run((tx) => tx.inbox.kept('web:a', 10))).toEqual([]);
        expect(await run((tx) => tx.sessions.find('web:a'))).toBeUndefined();
        expect(await run((tx) => tx.conversations.find('web:a'))).toBeUndefined();
        expect(await run((tx) => tx.feedback.list(10))).toEqual([]);
        expect(await run((tx) => tx.subscriptions.toTopic('t'))).toEqual([]);
        expect((await run((tx) => tx.outbox.claim(claim))).map((row) => row.cause)).toEqual(['web:1']);
        expect(await run((tx) => tx.inbox.add(said('1'), NOW))).toBe(false);
        expect((await run((tx) => tx.inbox.counts())).done).toBe(1);
      });
    });
  });
}
