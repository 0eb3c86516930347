import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  LinkCode,
  ReminderDigest,
  Store,
  StoredPeriod,
  StoredRequest,
  Tx,
} from '../../src/storage/store.ts';

const NOW = new Date('2026-11-20T01:00:00.000Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);
const DAY = 86_400_000;

const code = (fields: Partial<LinkCode> = {}): LinkCode => ({
  hash: 'h1',
  person: undefined,
  name: 'An',
  role: 'officer',
  unit: 'ht.a',
  onlyFor: undefined,
  createdAt: NOW,
  createdBy: 'cli',
  expiresAt: later(DAY),
  ...fields,
});
const period = (fields: Partial<StoredPeriod> = {}): StoredPeriod => ({
  obligation: 'thang',
  period: '2026-11',
  windowFrom: '2026-10-15',
  windowTo: '2026-11-14',
  dueOn: '2026-11-20',
  certain: true,
  ruleVersion: 'v1',
  units: ['a', 'b'],
  ...fields,
});
const digest = (fields: Partial<ReminderDigest> = {}): ReminderDigest => ({
  id: 'd1',
  person: 'p1',
  day: '2026-11-20',
  conversation: 'web:p1',
  reports: [
    { report: 'thang|2026-11|a', step: 'dung-ngay' },
    { report: 'thang|2026-11|b', step: 'dung-ngay' },
  ],
  why: [{ channel: 'web', found: 'free', chosen: true }],
  at: NOW,
  ...fields,
});
const request = (fields: Partial<StoredRequest> = {}): Omit<StoredRequest, 'id'> => ({
  code: 'yc-222222',
  status: 'draft',
  name: 'Rà soát',
  report: 'khac',
  kinds: ['commune'],
  units: [],
  from: '2026-11-20',
  dueOn: '2026-12-01',
  by: 'cli',
  at: NOW,
  ...fields,
});

/** What every storage engine must do for officers, reports and reminders. `open` gives a fresh empty store. */
export function officersContract(name: string, open: () => Promise<Store>): void {
  describe(`${name} keeps the contract of officers, reports and reminders`, () => {
    let store: Store;
    const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => store.transaction(work);
    const person = (id: string, conversation?: `web:${string}`) =>
      run(async (tx) => {
        await tx.people.add({ id, name: id, at: NOW });
        if (conversation !== undefined) await tx.people.link(id, conversation, NOW);
      });
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    describe('people', () => {
      it('are found by id and by any of their conversations, with running roles and channels', async () => {
        await person('p1', 'web:a');
        await run(async (tx) => {
          await tx.people.link('p1', 'email:a@x.vn', later(1));
          await tx.people.grant({ person: 'p1', role: 'officer', unit: 'a', at: NOW, by: 'cli' });
          await tx.people.grant({ person: 'p1', role: 'officer', unit: 'b', at: NOW, by: 'cli' });
          await tx.people.grant({ person: 'p1', role: 'officer', unit: 'b', at: NOW, by: 'cli' });
        });

        const found = await run((tx) => tx.people.ofConversation('email:a@x.vn'));
        expect(found).toEqual(await run((tx) => tx.people.find('p1')));
        expect(found?.channels.map(({ conversation }) => conversation)).toEqual(['web:a', 'email:a@x.vn']);
        expect(found?.roles.map(({ unit }) => unit)).toEqual(['a', 'b']);
        expect(await run((tx) => tx.people.find('nobody'))).toBeUndefined();
        expect(await run((tx) => tx.people.ofConversation('web:nobody'))).toBeUndefined();
      });

      it('give a conversation up to whoever links it later, and take a broken one for mended', async () => {
        await person('p1', 'web:a');
        await person('p2');
        await run((tx) => tx.people.setFailed('web:a', NOW));
        expect((await run((tx) => tx.people.find('p1')))?.channels[0]?.failedAt).toEqual(NOW);
        await run((tx) => tx.people.link('p2', 'web:a', later(1)));

        expect((await run((tx) => tx.people.ofConversation('web:a')))?.id).toBe('p2');
        expect((await run((tx) => tx.people.find('p1')))?.channels).toEqual([]);
        expect((await run((tx) => tx.people.find('p2')))?.channels[0]?.failedAt).toBeUndefined();
        expect(await run((tx) => tx.people.unlink('web:a'))).toBe(true);
        expect(await run((tx) => tx.people.unlink('web:a'))).toBe(false);
      });

      it('come in pages by id, and those away on a day by their leave, both ends included', async () => {
        for (const id of ['p3', 'p1', 'p2']) await person(id);
        await run((tx) => tx.people.setLeave('p2', { from: '2026-11-20', to: '2026-11-22', deputy: 'p1' }));

        expect((await run((tx) => tx.people.page({ afterId: '', limit: 2 }))).map(({ id }) => id)).toEqual([
          'p1',
          'p2',
        ]);
        expect((await run((tx) => tx.people.page({ afterId: 'p2', limit: 2 }))).map(({ id }) => id)).toEqual([
          'p3',
        ]);
        for (const [day, away] of [
          ['2026-11-19', 0],
          ['2026-11-20', 1],
          ['2026-11-22', 1],
          ['2026-11-23', 0],
        ] as const)
          expect(await run((tx) => tx.people.onLeave(day)), day).toHaveLength(away);
        await run((tx) => tx.people.setLeave('p2', undefined));
        expect(await run((tx) => tx.people.onLeave('2026-11-21'))).toEqual([]);
      });

      it('lose roles on one unit or all, dispute them, and are counted by role', async () => {
        for (const id of ['p1', 'p2']) {
          await person(id);
          for (const unit of ['a', 'b'])
            await run((tx) =>
              tx.people.grant({ person: id, role: 'administrator', unit, at: NOW, by: 'cli' }),
            );
        }
        expect(await run((tx) => tx.people.countWithRole('administrator'))).toBe(2);
        await run((tx) => tx.people.dispute('p1', 'a', NOW));
        expect((await run((tx) => tx.people.disputed())).map(({ id }) => id)).toEqual(['p1']);
        // Granted anew, the dispute is decided.
        await run((tx) =>
          tx.people.grant({ person: 'p1', role: 'administrator', unit: 'a', at: NOW, by: 'cli' }),
        );
        expect(await run((tx) => tx.people.disputed())).toEqual([]);

        expect(await run((tx) => tx.people.revoke('p1', 'a', NOW))).toBe(1);
        expect((await run((tx) => tx.people.withRoleOn('a'))).map(({ id }) => id)).toEqual(['p2']);
        expect(await run((tx) => tx.people.revoke('p2', undefined, NOW))).toBe(2);
        expect(await run((tx) => tx.people.countWithRole('administrator'))).toBe(1);
      });

      it('use a code once, before its end, unless it was withdrawn', async () => {
        await run(async (tx) => {
          await tx.people.addCode(code());
          await tx.people.addCode(code({ hash: 'old', expiresAt: NOW }));
          await tx.people.addCode(code({ hash: 'gone', unit: 'ht.b' }));
        });

        expect(await run((tx) => tx.people.revokeCodes({ unit: 'ht.b' }, NOW))).toBe(1);
        expect(await run((tx) => tx.people.useCode('old', 'web:a', NOW))).toBe(false);
        expect(await run((tx) => tx.people.useCode('gone', 'web:a', NOW))).toBe(false);
        expect(await run((tx) => tx.people.useCode('h1', 'web:a', NOW))).toBe(true);
        expect(await run((tx) => tx.people.useCode('h1', 'web:b', NOW))).toBe(false);
        expect(await run((tx) => tx.people.findCode('h1'))).toMatchObject({
          usedBy: 'web:a',
          usedAt: NOW,
          name: 'An',
        });
        expect(await run((tx) => tx.people.findCode('none'))).toBeUndefined();
      });

      it('count wrong codes of one conversation and of all', async () => {
        await run(async (tx) => {
          await tx.people.wrongCode('web:a', NOW);
          await tx.people.wrongCode('web:a', later(10));
          await tx.people.wrongCode('web:b', later(10));
        });

        expect(await run((tx) => tx.people.wrongCodesSince('web:a', later(5)))).toBe(1);
        expect(await run((tx) => tx.people.wrongCodesSince(undefined, NOW))).toBe(3);
      });
    });

    describe('reports', () => {
      it('freeze a period once; only an uncertain one is replaced, and readers see the replacement', async () => {
        await run((tx) =>
          tx.reports.freeze([period({ certain: false }), period({ obligation: 'quy' })], NOW),
        );
        const first = await run((tx) => tx.reports.periodsAfter(0));
        expect(first.periods.map(({ obligation, units }) => [obligation, units])).toEqual([
          ['thang', ['a', 'b']],
          ['quy', ['a', 'b']],
        ]);
        await run((tx) =>
          tx.reports.freeze(
            [period({ dueOn: '2026-11-23' }), period({ obligation: 'quy', dueOn: '2030-01-01' })],
            later(DAY),
          ),
        );

        const next = await run((tx) => tx.reports.periodsAfter(first.cursor));
        expect(next.periods).toEqual([period({ dueOn: '2026-11-23' })]);
        expect((await run((tx) => tx.reports.periodsAfter(next.cursor))).periods).toEqual([]);
        expect(await run((tx) => tx.reports.startedAt())).toEqual(NOW);
      });

      it('know no beginning before anything was frozen', async () => {
        expect(await run((tx) => tx.reports.startedAt())).toBeUndefined();
      });

      it('keep events in order, read by cursor, with who, why and to whom', async () => {
        const event = {
          obligation: 'thang',
          period: '2026-11',
          unit: 'a',
          on: '2026-11-20',
          actor: 'web:a',
          at: NOW,
        };
        const one = await run((tx) => tx.reports.record({ ...event, kind: 'waived', reason: 'lũ' }));
        const two = await run((tx) => tx.reports.record({ ...event, kind: 'handed_over', toUnit: 'b' }));

        expect(two).toBeGreaterThan(one);
        const { at: _, ...kept } = event;
        expect(await run((tx) => tx.reports.eventsAfter(0, 10))).toEqual([
          { ...kept, id: one, kind: 'waived', reason: 'lũ' },
          { ...kept, id: two, kind: 'handed_over', toUnit: 'b' },
        ]);
        expect((await run((tx) => tx.reports.eventsAfter(0, 1))).map(({ id }) => id)).toEqual([one]);
        expect((await run((tx) => tx.reports.eventsAfter(one, 10))).map(({ id }) => id)).toEqual([two]);
      });

      it('note what became of a request; drafts are nobody else’s business', async () => {
        await run((tx) => tx.reports.noteRequest(request()));
        expect(await run((tx) => tx.reports.requestsAfter(0))).toEqual([]);
        const active = await run((tx) => tx.reports.noteRequest(request({ status: 'active' })));
        const gone = await run((tx) =>
          tx.reports.noteRequest(request({ status: 'cancelled', at: later(1) })),
        );

        expect((await run((tx) => tx.reports.findRequest('yc-222222')))?.status).toBe('cancelled');
        expect(await run((tx) => tx.reports.findRequest('yc-none'))).toBeUndefined();
        expect(await run((tx) => tx.reports.requestsAfter(0))).toEqual([
          { ...request({ status: 'active' }), id: active },
          { ...request({ status: 'cancelled', at: later(1) }), id: gone },
        ]);
        expect((await run((tx) => tx.reports.requestsAfter(active))).map(({ id }) => id)).toEqual([gone]);
      });
    });

    describe('reminders', () => {
      it('log what a digest told, once, until it is taken back', async () => {
        await run((tx) => tx.reminders.saveDigest(digest()));
        await run((tx) => tx.reminders.saveDigest(digest()));

        expect([...(await run((tx) => tx.reminders.logged('p1')))].sort()).toEqual([
          'thang|2026-11|a|dung-ngay',
          'thang|2026-11|b|dung-ngay',
        ]);
        expect([...(await run((tx) => tx.reminders.logged('p2')))]).toEqual([]);
        expect(await run((tx) => tx.reminders.takeBack('d1'))).toBe(true);
        expect(await run((tx) => tx.reminders.takeBack('d1'))).toBe(false);
        expect([...(await run((tx) => tx.reminders.logged('p1')))]).toEqual([]);
        expect(await run((tx) => tx.reminders.findDigest('d1'))).toEqual(digest());
      });

      it('remember of a digest nobody got only that it was', async () => {
        await run((tx) => tx.reminders.saveDigest(digest({ conversation: undefined })));

        expect([...(await run((tx) => tx.reminders.logged('p1')))]).toEqual([]);
        expect((await run((tx) => tx.reminders.digestsOf('p1', 5)))[0]?.conversation).toBeUndefined();
      });

      it('keep thousands of reports of one digest', async () => {
        const reports = Array.from({ length: 6_001 }, (_, index) => ({
          report: `thang|2026-11|u${index}`,
          step: 'x',
        }));
        await run((tx) => tx.reminders.saveDigest(digest({ reports })));

        expect((await run((tx) => tx.reminders.logged('p1'))).size).toBe(6_001);
        expect((await run((tx) => tx.reminders.findDigest('d1')))?.reports).toEqual(reports);
      });

      it('give digests newest first', async () => {
        await run((tx) => tx.reminders.saveDigest(digest()));
        await run((tx) => tx.reminders.saveDigest(digest({ id: 'd2', at: later(1) })));

        expect((await run((tx) => tx.reminders.digestsOf('p1', 1))).map(({ id }) => id)).toEqual(['d2']);
      });

      it('change only the named parts of a state, and list whom no channel reaches', async () => {
        await run((tx) => tx.reminders.setState('p1', { unreachableSince: '2026-11-20' }));
        await run((tx) =>
          tx.reminders.setState('p1', { checkedOn: '2026-11-20', snoozedUntil: '2026-11-23' }),
        );

        expect(await run((tx) => tx.reminders.state('p1'))).toEqual({
          checkedOn: '2026-11-20',
          snoozedUntil: '2026-11-23',
          unreachableSince: '2026-11-20',
        });
        expect(await run((tx) => tx.reminders.unreachable())).toEqual([
          { person: 'p1', since: '2026-11-20' },
        ]);
        await run((tx) => tx.reminders.setState('p1', { unreachableSince: undefined }));
        expect(await run((tx) => tx.reminders.unreachable())).toEqual([]);
        expect(await run((tx) => tx.reminders.state('p2'))).toBeUndefined();
      });

      it('name the people not looked at on a day, in pages', async () => {
        for (const id of ['p1', 'p2', 'p3']) await person(id);
        await run((tx) => tx.reminders.setState('p2', { checkedOn: '2026-11-20' }));

        expect(await run((tx) => tx.reminders.unchecked('2026-11-20', '', 5))).toEqual(['p1', 'p3']);
        expect(await run((tx) => tx.reminders.unchecked('2026-11-20', 'p1', 5))).toEqual(['p3']);
        // Another day, also an earlier one after a clock was set back, everybody is looked at again.
        expect(await run((tx) => tx.reminders.unchecked('2026-11-19', '', 5))).toEqual(['p1', 'p2', 'p3']);
      });
    });

    it('forgets attempts after a day, codes and drafts in their time, and a person who asks', async () => {
      await person('p1', 'web:a');
      await run(async (tx) => {
        await tx.conversations.interacted('web:a', 'web:a', NOW);
        await tx.people.grant({ person: 'p1', role: 'officer', unit: 'a', at: NOW, by: 'cli' });
        await tx.people.addCode(code());
        await tx.people.wrongCode('web:a', NOW);
        await tx.reports.noteRequest(request());
        await tx.reminders.saveDigest(digest());
      });
      await run((tx) => tx.retention.expire({ rawMessageHours: 24, otherDays: 30 }, later(40 * DAY)));

      expect(await run((tx) => tx.people.wrongCodesSince(undefined, NOW))).toBe(0);
      expect(await run((tx) => tx.people.findCode('h1'))).toBeUndefined();
      expect(await run((tx) => tx.reports.findRequest('yc-222222'))).toBeUndefined();
      expect((await run((tx) => tx.reminders.logged('p1'))).size).toBe(2);
      await run((tx) => tx.retention.deletePerson('web:a'));
      expect(await run((tx) => tx.people.find('p1'))).toBeUndefined();
      expect((await run((tx) => tx.reminders.logged('p1'))).size).toBe(0);
      expect(await run((tx) => tx.reminders.digestsOf('p1', 5))).toEqual([]);
    });
  });
}
