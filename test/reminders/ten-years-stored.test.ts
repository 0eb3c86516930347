import { describe, expect, it } from 'vitest';
import { contentDir } from '../../src/files.ts';
import { loadTexts } from '../../src/i18n/texts.ts';
import { silentLogger } from '../../src/logger.ts';
import { createReminderRun } from '../../src/reminders/run.ts';
import { addDays } from '../../src/reporting/days.ts';
import { createReportFeed } from '../../src/reporting/feed.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Store } from '../../src/storage/store.ts';
import { mortalStore } from '../support/crashing-store.ts';
import { fakeChannel } from '../support/fake-channel.ts';
import { dutiesOf, ladder, naive, world } from '../support/reminder-world.ts';
import { reporting } from '../support/reporting.ts';

const t = loadTexts(contentDir()).in('vi');
/** Processes die this often, per single call of the store. */
const DEATHS = 0.002;

/** The world of ten years in a real database, with processes that die between any two steps and a clock that jumps. */
describe('reminders, ten stored years with crashes and clock jumps', () => {
  it.each([22])(
    'world %i: nothing missed, nothing twice, nothing on a wrong day',
    async (seed) => {
      const whole = world(seed);
      // A database is slower than memory: officers of all units, one leader and the department.
      const one = {
        ...whole,
        people: whole.people.filter(({ id }) => !id.startsWith('leader') || id === 'leader-n'),
      };
      const { random } = one;
      const oracle = naive(one);
      const facts = reporting({ years: one.years, units: one.units, duties: dutiesOf(one) });
      const store = await openSqliteStore({ path: ':memory:' });
      let now = new Date(`${one.start}T08:00:00+07:00`);
      const clock = { now: () => now };
      await store.transaction(async (tx) => {
        for (const { id, roles } of one.people) {
          await tx.people.add({ id, name: id, at: now });
          await tx.people.link(id, `web:${id}`, now);
          for (const { role, unit } of roles)
            await tx.people.grant({ person: id, role, unit, at: now, by: 'test' });
        }
      });
      const web = fakeChannel('web');
      const starts = (over: Store) => {
        const feed = createReportFeed({ store: over, clock, reporting: facts });
        const run = createReminderRun({
          store: over,
          clock,
          logger: silentLogger,
          feed,
          ladder,
          channels: new Map([['web', web]]),
          t,
          onQueued: () => {},
        });
        return { feed, run };
      };
      let deaths = 0;
      const mortal = () => starts(mortalStore(store, () => random() < DEATHS));
      let process = mortal();

      /** Runs until a run ends alive, and gives what was told on that day since the last look. */
      const known = new Map<string, ReadonlySet<string>>();
      async function told(today: string): Promise<string[]> {
        now = new Date(`${today}T08:00:00+07:00`);
        let quiet = true;
        for (let alive = false; !alive; ) {
          await process.run().then(
            ({ queued }) => {
              alive = true;
              quiet &&= queued === 0;
            },
            () => {
              deaths += 1;
              quiet = false;
              process = mortal();
            },
          );
        }
        if (quiet) return [];
        const sends: string[] = [];
        for (const { id } of one.people) {
          const log = await store.transaction((tx) => tx.reminders.logged(id));
          const before = known.get(id);
          for (const line of log) {
            if (line.startsWith('tuan|') || before?.has(line)) continue;
            sends.push(`${today}|${id}|${line}`);
          }
          known.set(id, log);
        }
        return sends.sort();
      }

      const closed = new Set<string>();
      let [down, sent, jumps] = [0, 0, 0];
      // The first morning begins the ledger.
      expect(await told(one.start)).toEqual(
        facts.calendar.isWorkingDay(one.start) ? oracle.send(one.start, closed) : [],
      );
      await process.feed.freeze().catch(() => {
        process = mortal();
      });
      await starts(store).feed.freeze();
      for (let today = addDays(one.start, 1); today < one.end; today = addDays(today, 1)) {
        for (const { key, opens, due } of oracle.reports) {
          if (closed.has(key) || opens > today || due < addDays(today, -60) || random() > 0.012) continue;
          const [obligation = '', period = '', unit = ''] = key.split('|');
          await store.transaction((tx) =>
            tx.reports.record({ obligation, period, unit, kind: 'filed', on: today, actor: 'test', at: now }),
          );
          closed.add(key);
        }
        // Down for up to three weeks now and then.
        if (down === 0 && random() < 0.02) down = 1 + Math.floor(random() * 21);
        if (down > 0) {
          down -= 1;
          continue;
        }
        // For one run the clock is days ahead or behind; then it is set right again.
        const days = random() < 0.02 ? [addDays(today, Math.floor(random() * 20) - 10), today] : [today];
        if (days.length > 1) jumps += 1;
        for (const day of days) {
          if (day < one.start || !facts.calendar.isWorkingDay(day)) continue;
          const sends = await told(day);
          const expected = oracle.send(day, closed);
          if (sends.join('\n') !== expected.join('\n')) expect(sends, `on ${day}`).toEqual(expected);
          sent += sends.length;
        }
      }
      const { waiting } = await store.transaction((tx) => tx.outbox.counts());
      await store.close();

      expect(sent).toBeGreaterThan(500);
      expect(waiting).toBeGreaterThan(300);
      expect(deaths).toBeGreaterThan(50);
      expect(jumps).toBeGreaterThan(20);
    },
    300_000,
  );
});
