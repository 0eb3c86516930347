import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Channel } from '../../src/channels/channel.ts';
import { vietnamDay } from '../../src/clock.ts';
import { contentDir } from '../../src/files.ts';
import { loadTexts } from '../../src/i18n/texts.ts';
import { silentLogger } from '../../src/logger.ts';
import { linkDirectly } from '../../src/officers/linking.ts';
import { loadLadder } from '../../src/reminders/ladder.ts';
import { createReminderRun } from '../../src/reminders/run.ts';
import { createSchedule } from '../../src/reminders/schedule.ts';
import { loadCalendar } from '../../src/reporting/calendar.ts';
import { createReportFeed } from '../../src/reporting/feed.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Store } from '../../src/storage/store.ts';
import { fakeChannel } from '../support/fake-channel.ts';
import { obligations, ROOT, reporting, unit } from '../support/reporting.ts';

const t = loadTexts(contentDir()).in('vi');
const facts = reporting({
  years: loadCalendar(contentDir()).calendar.years,
  units: [ROOT, unit('a'), unit('b')],
  duties: obligations([
    { id: 'thang', periodicity: 'month', due: { kind: 'day_of_month', day: 20 }, validFrom: '2026-10-15' },
  ]),
});

let store: Store;
let now: Date;
const clock = { now: () => now };
beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:' });
  now = new Date('2026-11-02T08:00:00+07:00');
  await store.transaction(async (tx) => {
    for (const of of ['a', 'b'])
      await linkDirectly(tx, {
        conversation: `email:${of}@x.vn`,
        name: of,
        role: 'officer',
        unit: of,
        by: 'test',
        now,
      });
  });
});
afterEach(() => store.close());

/** A process: knows only what is stored. */
function process(channel: Channel = fakeChannel('email')) {
  const feed = createReportFeed({ store, clock, reporting: facts });
  return createReminderRun({
    store,
    clock,
    logger: silentLogger,
    feed,
    ladder: loadLadder(contentDir()),
    channels: new Map([['email', channel]]),
    t,
    onQueued: () => {},
  });
}
async function onDay(day: string, run = process(), time = '08:00') {
  now = new Date(`${day}T${time}:00+07:00`);
  return run();
}
const file = (of: string) =>
  store.transaction((tx) =>
    tx.reports.record({
      obligation: 'thang',
      period: '2026-11',
      unit: of,
      kind: 'filed',
      on: vietnamDay(now),
      actor: 'test',
      at: now,
    }),
  );

describe('reminders/seeds: what went wrong for others', () => {
  it('1: a step after the due day fires after it, the due day itself exactly once', async () => {
    const told: string[] = [];
    for (let day = 1; day <= 30; day++) {
      const date = `2026-11-${String(day).padStart(2, '0')}`;
      if ((await onDay(date)).queued > 0) told.push(date);
      await onDay(date, process(), '15:00');
    }

    // Five and two working days before the 20th, the day, and one, three working days after; 24/11 is off.
    expect(told).toEqual(['2026-11-13', '2026-11-18', '2026-11-20', '2026-11-23', '2026-11-26']);
  });

  it('2: down on the due day, it tells once when it is back, and what is true then', async () => {
    await onDay('2026-11-18');

    expect((await onDay('2026-11-23')).queued).toBe(2);
    expect((await onDay('2026-11-23')).queued).toBe(0);
    const [digest] = await store.transaction(async (tx) =>
      tx.reminders.digestsOf((await tx.people.page({ afterId: '', limit: 1 }))[0]?.id ?? '', 1),
    );
    expect(digest?.reports.map(({ step }) => step)).toEqual(['tre-1']);
  });

  it('3: two runs, or two servers, tell once', async () => {
    now = new Date('2026-11-13T08:00:00+07:00');
    const results = await Promise.all([process()(), process()(), process()()]);

    expect(results.reduce((sum, { queued }) => sum + queued, 0)).toBe(2);
    expect((await store.transaction((tx) => tx.outbox.counts())).waiting).toBeGreaterThan(0);
  });

  it('3: of two servers one runs a job’s minute', async () => {
    let runs = 0;
    const job = () =>
      createSchedule({ job: 'x', work: async () => runs++, store, clock, logger: silentLogger });

    const outcomes = await Promise.all([job().tick(), job().tick()]);

    expect([outcomes.filter(Boolean).length, runs]).toEqual([1, 1]);
  });

  it('4: the reminder of a late unit reaches only that unit', async () => {
    await onDay('2026-11-20');
    await file('a');

    expect((await onDay('2026-11-23')).queued).toBe(1);
    const claimed = await store.transaction((tx) =>
      tx.outbox.claim({ now, worker: 'w', channels: ['email'], leaseMs: 1, limit: 9 }),
    );
    expect(claimed.map(({ conversation }) => conversation)).toContain('email:b@x.vn');
  });

  it('12, 13: a restart keeps what was told and what is still to be told', async () => {
    await onDay('2026-11-13', process());

    expect((await onDay('2026-11-13', process())).queued).toBe(0);
    expect((await onDay('2026-11-18', process())).queued).toBe(2);
  });

  it('22: nobody is told before or after office hours, on a Saturday or on a holiday; the office hours after it are used', async () => {
    for (const [day, time] of [
      ['2026-11-13', '06:00'],
      ['2026-11-13', '20:00'],
      ['2026-11-14', '09:00'],
    ] as const)
      expect((await onDay(day, process(), time)).queued).toBe(0);

    expect((await onDay('2026-11-16')).queued).toBe(2);
    expect((await onDay('2026-11-24')).checked).toBe(0);
  });

  it('24: one person whose digest cannot be made does not silence the others', async () => {
    const poisoned: Channel = {
      ...fakeChannel('email'),
      render(reply) {
        if (reply.text.includes('(a)')) throw new Error('poison');
        return [{ payload: reply.text }];
      },
    };

    expect((await onDay('2026-11-13', process(poisoned))).queued).toBe(1);
    // Mended, the rest follows on the same day.
    expect((await onDay('2026-11-13', process())).queued).toBe(1);
  });

  it('a clock set back tells nothing twice, and the right days still come', async () => {
    expect((await onDay('2026-11-18')).queued).toBe(2);

    expect((await onDay('2026-11-13')).queued).toBe(2);
    expect((await onDay('2026-11-13', process(), '15:00')).queued).toBe(0);
    expect((await onDay('2026-11-18')).queued).toBe(0);
    expect((await onDay('2026-11-20')).queued).toBe(2);
  });

  it('an address that bounces counts as not told; mended by another channel, it is told there', async () => {
    await onDay('2026-11-13');
    await store.transaction(async (tx) => {
      const claimed = await tx.outbox.claim({ now, worker: 'w', channels: ['email'], leaseMs: 1, limit: 9 });
      for (const { id, conversation } of claimed)
        if (conversation === 'email:a@x.vn') await tx.outbox.dead(id, '550', now);
      const a = await tx.people.ofConversation('email:a@x.vn');
      await tx.people.link(a?.id ?? '', 'zalo:a', now);
    });

    const zalo = fakeChannel('zalo');
    const feed = createReportFeed({ store, clock, reporting: facts });
    const run = createReminderRun({
      store,
      clock,
      logger: silentLogger,
      feed,
      ladder: loadLadder(contentDir()),
      channels: new Map([
        ['email', fakeChannel('email')],
        ['zalo', zalo],
      ]),
      t,
      onQueued: () => {},
    });
    expect((await run()).queued).toBe(1);
    const [row] = await store.transaction((tx) =>
      tx.outbox.claim({ now, worker: 'w', channels: ['zalo'], leaseMs: 1, limit: 9 }),
    );
    expect(row?.conversation).toBe('zalo:a');
  });
});
