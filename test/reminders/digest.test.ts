import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentDir } from '../../src/files.ts';
import { loadTexts } from '../../src/i18n/texts.ts';
import { silentLogger } from '../../src/logger.ts';
import { linkDirectly } from '../../src/officers/linking.ts';
import { createReminderRun } from '../../src/reminders/run.ts';
import { createReportFeed } from '../../src/reporting/feed.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Store } from '../../src/storage/store.ts';
import { fakeChannel } from '../support/fake-channel.ts';
import { ladder } from '../support/reminder-world.ts';
import { obligations, ROOT, reporting, unit } from '../support/reporting.ts';

const t = loadTexts(contentDir()).in('vi');
const many = Array.from({ length: 1_200 }, (_, index) => unit(`u${index}`, { name: `Xã số ${index}` }));
const plain = Array.from({ length: 3 }, (_, index) => ({
  year: 2030 + index,
  status: 'decided' as const,
  decision: 'test',
  off: [],
  worked: [],
  undecided: [],
}));
const facts = reporting({
  years: plain,
  units: [ROOT, ...many],
  duties: obligations([
    { id: 'thang', periodicity: 'month', due: { kind: 'day_of_month', day: 20 }, validFrom: '2031-02-15' },
  ]),
});

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:' });
});
afterEach(() => store.close());

async function morning(day: string): Promise<string[]> {
  const now = new Date(`${day}T08:00:00+07:00`);
  const channels = [fakeChannel('web'), fakeChannel('email')] as const;
  await createReminderRun({
    store,
    clock: { now: () => now },
    logger: silentLogger,
    feed: createReportFeed({ store, clock: { now: () => now }, reporting: facts }),
    ladder,
    channels: new Map(channels.map((one) => [one.name, one])),
    t,
    onQueued: () => {},
  })();
  const texts: string[] = [];
  for (;;) {
    const rows = await store.transaction((tx) =>
      tx.outbox.claim({ now, worker: 'w', channels: ['web', 'email'], leaseMs: 60_000, limit: 99 }),
    );
    if (rows.length === 0) return texts;
    for (const row of rows) {
      texts.push(`${row.conversation} ${String(row.payload)}`);
      await store.transaction((tx) => tx.outbox.sent(row.id, { now }));
    }
  }
}
const link = (conversation: 'web:a' | 'email:a@x.vn', role: 'leader' | 'department', of: string) =>
  store.transaction((tx) =>
    linkDirectly(tx, {
      conversation,
      name: 'A',
      role,
      unit: of,
      by: 'test',
      now: new Date('2031-02-15T01:00:00Z'),
    }),
  );
const text = async (day: string) => (await morning(day)).join('\n');

describe('reminders/digest', () => {
  it('gives leaders a weekly overview on Monday, once, also after downtime', async () => {
    await link('web:a', 'department', 'root');
    await morning('2031-03-03');
    await store.transaction((tx) =>
      tx.reports.record({
        obligation: 'thang',
        period: '2031-03',
        unit: 'u0',
        kind: 'filed',
        on: '2031-03-19',
        actor: 'x',
        at: new Date('2031-03-19T01:00:00Z'),
      }),
    );

    // Down on Monday 24/3: told on Tuesday, for that week, and not again on Wednesday.
    expect(await text('2031-03-25')).toMatch(/Tổng hợp tuần[\s\S]*phải nộp 1200, đã nộp 1, đúng hạn 1/);
    expect(await text('2031-03-26')).not.toContain('Tổng hợp tuần');
    expect(await text('2031-03-31')).toContain('Tổng hợp tuần');
  });

  it('sends no figure about others by e-mail', async () => {
    await link('email:a@x.vn', 'department', 'root');
    await morning('2031-03-03');

    const mail = await text('2031-03-25');
    expect(mail).toContain('Số liệu nội bộ không gửi qua thư');
    expect(mail).not.toMatch(/1200|Xã số/);
  });

  it('tells the department of a thousand late units in one line, and logs each', async () => {
    await link('web:a', 'department', 'root');
    await morning('2031-03-03');

    // Ten working days after 20/3.
    const message = await text('2031-04-03');
    expect(message).toContain('1200 đơn vị (Xã số 0, Xã số 1, Xã số 2 …)');
    const person = await store.transaction((tx) => tx.people.ofConversation('web:a'));
    const told = await store.transaction((tx) => tx.reminders.logged(person?.id ?? ''));
    expect([...told].filter((line) => line.endsWith('|so-chu-tri'))).toHaveLength(1_200);
    expect(await text('2031-04-04')).not.toContain('1200 đơn vị');
  });
});
