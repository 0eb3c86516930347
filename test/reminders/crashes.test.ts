import { describe, expect, it } from 'vitest';
import type { Channel } from '../../src/channels/channel.ts';
import { contentDir } from '../../src/files.ts';
import { loadTexts } from '../../src/i18n/texts.ts';
import { silentLogger } from '../../src/logger.ts';
import { linkDirectly } from '../../src/officers/linking.ts';
import { dueDigest, planDay } from '../../src/reminders/items.ts';
import { loadLadder } from '../../src/reminders/ladder.ts';
import { createReminderRun } from '../../src/reminders/run.ts';
import { addDays } from '../../src/reporting/days.ts';
import { createReportFeed } from '../../src/reporting/feed.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Store } from '../../src/storage/store.ts';
import { fakeChannel } from '../support/fake-channel.ts';
import { obligations, ROOT, reporting, seeded, syntheticYears, unit } from '../support/reporting.ts';

const t = loadTexts(contentDir()).in('vi');
const ladder = loadLadder(contentDir());

class Crash extends Error {}

/** A store whose process dies now and then: before a commit (undone), or after it (done, but nobody hears of it). */
function crashing(store: Store, random: () => number, rate: number): Store {
  return {
    async transaction(work) {
      const before = random() < rate;
      const after = random() < rate;
      const result = await store.transaction(async (tx) => {
        const value = await work(tx);
        if (before) throw new Crash('before the commit');
        return value;
      });
      if (after) throw new Crash('after the commit');
      return result;
    },
    close: () => store.close(),
  };
}

describe('reminders, months with crashes, two processes and a jumping clock', () => {
  it.each([11, 12])(
    'world %i: every step is told exactly once and nothing true is left untold',
    async (seed) => {
      const random = seeded(seed);
      const store = await openSqliteStore({ path: ':memory:' });
      const merge = '2031-06-01';
      const facts = reporting({
        years: syntheticYears(2030, 4, random),
        units: [
          ROOT,
          unit('a', { to: addDays(merge, -1), successors: ['n'] }),
          unit('n', { from: merge }),
          unit('b'),
          unit('c'),
        ],
        duties: obligations([
          {
            id: 'thang',
            periodicity: 'month',
            due: { kind: 'working_days_after_window', days: 5 },
            validFrom: '2030-12-15',
          },
          {
            id: 'quy',
            periodicity: 'quarter',
            due: { kind: 'day_of_month', day: 31 },
            validFrom: '2030-12-15',
          },
        ]),
      });
      let nowMs = Date.parse('2031-01-02T08:00:00+07:00');
      const clock = { now: () => new Date(nowMs) };
      const channel: Channel = fakeChannel('email');
      await store.transaction(async (tx) => {
        for (const [role, of] of [
          ['officer', 'a'],
          ['officer', 'n'],
          ['officer', 'b'],
          ['officer', 'c'],
          ['leader', 'b'],
          ['department', 'root'],
        ] as const)
          await linkDirectly(tx, {
            conversation: `email:${role}-${of}@x.vn`,
            name: role,
            role,
            unit: of,
            by: 'test',
            now: clock.now(),
          });
      });
      const starts = (over: Store) => {
        const feed = createReportFeed({ store: over, clock, reporting: facts });
        return {
          feed,
          run: createReminderRun({
            store: over,
            clock,
            logger: silentLogger,
            feed,
            ladder,
            channels: new Map([['email', channel]]),
            t,
            onQueued: () => {},
          }),
        };
      };
      let [one, two] = [starts(crashing(store, random, 0.08)), starts(crashing(store, random, 0.08))];
      let crashes = 0;

      for (let day = '2031-01-02'; day < '2031-08-10'; day = addDays(day, 1)) {
        nowMs = Date.parse(`${day}T08:00:00+07:00`);
        // Now and then the clock is a week ahead for one run, and set back.
        if (random() < 0.02) {
          nowMs += 7 * 86_400_000;
          await one.run().catch(() => {});
          nowMs -= 7 * 86_400_000;
        }
        if (random() < 0.15) continue;
        for (let tries = 0; tries < 2; tries++) {
          const runs = await Promise.allSettled([one.run(), two.run()]);
          for (const [index, outcome] of runs.entries()) {
            if (outcome.status === 'fulfilled') continue;
            expect(outcome.reason).toBeInstanceOf(Crash);
            crashes += 1;
            // The process starts again and knows only what is stored.
            if (index === 0) one = starts(crashing(store, random, 0.08));
            else two = starts(crashing(store, random, 0.08));
          }
        }
        const calm = starts(store);
        await calm.run();
        if (random() < 0.2) {
          await store.transaction((tx) =>
            tx.reports.record({
              obligation: 'thang',
              period: day.slice(0, 7),
              unit: 'b',
              kind: 'filed',
              on: day,
              actor: 'test',
              at: clock.now(),
            }),
          );
        }
        if (!facts.calendar.isWorkingDay(day)) continue;
        await calm.feed.refresh();
        const plan = planDay(calm.feed.book, ladder, day);
        for (const person of await store.transaction((tx) => tx.people.page({ afterId: '', limit: 100 }))) {
          const told = await store.transaction((tx) => tx.reminders.logged(person.id));
          expect(
            dueDigest(person, { book: calm.feed.book, ladder, plan, told }).items.map(
              ({ key, step }) => `${day} ${key} ${step}`,
            ),
          ).toEqual([]);
        }
      }

      const sent: string[] = [];
      const sentTwice: string[] = [];
      const people = await store.transaction((tx) => tx.people.page({ afterId: '', limit: 100 }));
      for (const { id } of people) {
        const seen = new Set<string>();
        for (const digest of await store.transaction((tx) => tx.reminders.digestsOf(id, 10_000))) {
          sent.push(`reminder:${digest.id}`);
          for (const { report, step } of digest.reports) {
            if (seen.has(`${report}|${step}`)) sentTwice.push(`${id} ${report} ${step}`);
            seen.add(`${report}|${step}`);
          }
        }
      }
      const queued = new Map<string, number>();
      for (;;) {
        const rows = await store.transaction((tx) =>
          tx.outbox.claim({
            now: new Date('2040-01-01'),
            worker: 'w',
            channels: ['email'],
            leaseMs: 1,
            limit: 1_000,
          }),
        );
        if (rows.length === 0) break;
        for (const row of rows) {
          if (row.part === 0) queued.set(row.cause, (queued.get(row.cause) ?? 0) + 1);
          await store.transaction((tx) => tx.outbox.sent(row.id, { now: new Date('2040-01-01') }));
        }
      }
      await store.close();

      expect(sentTwice).toEqual([]);
      expect([...queued.values()].filter((count) => count !== 1)).toEqual([]);
      expect([...queued.keys()].sort()).toEqual([...new Set(sent)].sort());
      expect(crashes).toBeGreaterThan(40);
      expect(queued.size).toBeGreaterThan(30);
    },
    120_000,
  );
});
