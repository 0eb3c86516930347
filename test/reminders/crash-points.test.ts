import { describe, expect, it } from 'vitest';
import { contentDir } from '../../src/files.ts';
import { loadTexts } from '../../src/i18n/texts.ts';
import { silentLogger } from '../../src/logger.ts';
import { linkDirectly } from '../../src/officers/linking.ts';
import { createReminderRun } from '../../src/reminders/run.ts';
import { createReportFeed } from '../../src/reporting/feed.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Store } from '../../src/storage/store.ts';
import { Crash, mortalStore } from '../support/crashing-store.ts';
import { fakeChannel } from '../support/fake-channel.ts';
import { ladder } from '../support/reminder-world.ts';
import { obligations, ROOT, reporting, seeded, syntheticYears, unit } from '../support/reporting.ts';

const t = loadTexts(contentDir()).in('vi');
const facts = reporting({
  years: syntheticYears(2030, 2, seeded(1)),
  units: [ROOT, unit('a'), unit('b')],
  duties: obligations([
    { id: 'thang', periodicity: 'month', due: { kind: 'day_of_month', day: 20 }, validFrom: '2030-12-15' },
  ]),
});
/** The due day, and the day the department is told of what is late. */
const DAYS = [0, 10].map((count) => facts.calendar.addWorkingDays('2031-02-20', count));

async function office(): Promise<Store> {
  const store = await openSqliteStore({ path: ':memory:' });
  await store.transaction(async (tx) => {
    for (const [role, of] of [
      ['officer', 'a'],
      ['department', 'root'],
    ] as const)
      await linkDirectly(tx, {
        conversation: `email:${role}-${of}@x.vn`,
        name: `${role}-${of}`,
        role,
        unit: of,
        by: 'test',
        now: new Date('2031-01-20T01:00:00Z'),
      });
  });
  return store;
}

/** One process on one morning. */
async function morning(store: Store, day: string): Promise<void> {
  const clock = { now: () => new Date(`${day}T08:00:00+07:00`) };
  const feed = createReportFeed({ store, clock, reporting: facts });
  await createReminderRun({
    store,
    clock,
    logger: silentLogger,
    feed,
    ladder,
    channels: new Map([['email', fakeChannel('email')]]),
    t,
    onQueued: () => {},
  })();
}

/** Everything that was told and is to be sent; ids of people are made by chance, so names stand for them. */
async function outcome(store: Store): Promise<string[]> {
  return store.transaction(async (tx) => {
    const lines: string[] = [];
    const causes: string[] = [];
    for (const { id, name } of await tx.people.page({ afterId: '', limit: 9 })) {
      for (const digest of await tx.reminders.digestsOf(id, 99)) {
        causes.push(`reminder:${digest.id}`);
        for (const { report, step } of digest.reports) lines.push(`${digest.day} ${name} ${report} ${step}`);
      }
      lines.push(`${name} log ${(await tx.reminders.logged(id)).size}`);
    }
    const queued: string[] = [];
    for (;;) {
      const rows = await tx.outbox.claim({
        now: new Date('2040-01-01'),
        worker: 'w',
        channels: ['email'],
        leaseMs: 1,
        limit: 100,
      });
      if (rows.length === 0) break;
      for (const row of rows) {
        if (row.part === 0) queued.push(row.cause);
        await tx.outbox.sent(row.id, { now: new Date('2040-01-01') });
      }
    }
    expect(queued.sort()).toEqual(causes.sort());
    return [...lines, `queued ${queued.length}`].sort();
  });
}

describe('reminders, a crash at every single step', () => {
  it('tells, after the restart, exactly what a run without a crash tells', async () => {
    const calm = await office();
    for (const day of DAYS) await morning(calm, day);
    const expected = await outcome(calm);
    await calm.close();
    expect(expected.length).toBeGreaterThan(5);

    let crashed = 0;
    for (let at = 1; ; at++) {
      const store = await office();
      let steps = 0;
      let died = false;
      const mortal = mortalStore(store, () => ++steps === at);
      for (const day of DAYS) {
        try {
          await morning(died ? store : mortal, day);
        } catch (error) {
          expect(error).toBeInstanceOf(Crash);
          died = true;
          // Started again on the same morning; what was told is known, what was not is told now.
          await morning(store, day);
        }
      }
      expect(await outcome(store), `crash at step ${at}`).toEqual(expected);
      await store.close();
      if (steps < at) break;
      crashed += 1;
    }

    expect(crashed).toBeGreaterThan(60);
  }, 120_000);
});
