import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Channel } from '../src/channels/channel.ts';
import { contentDir } from '../src/files.ts';
import { loadTexts } from '../src/i18n/texts.ts';
import { silentLogger } from '../src/logger.ts';
import { loadLadder } from '../src/reminders/ladder.ts';
import { createReminderRun } from '../src/reminders/run.ts';
import { openSqliteStore } from '../src/storage/sqlite/index.ts';
import { createFeed, world } from './bench-reminders-world.ts';

/** `npx tsx scripts/bench-reminders.ts [units …]`: the due list and a day's digests, for growing numbers of units. */
const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [1_000, 4_000, 12_000]) await bench(size);

function ms(nanoseconds: number): number {
  return Math.round(nanoseconds / 1e6);
}

async function bench(size: number): Promise<void> {
  const reporting = world(size);
  let at = performance.now();
  const lap = (): number => {
    const ms = Math.round(performance.now() - at);
    at = performance.now();
    return ms;
  };
  const list = reporting.obligations.dueBetween('2026-01-01', '2030-12-31');
  const expected = list.reduce((sum, { units }) => sum + units.length, 0);
  const dueListMs = lap();

  const folder = mkdtempSync(join(tmpdir(), 'mot-cua-bench-'));
  const store = await openSqliteStore({ path: join(folder, 'bench.db') });
  const clock = { now: () => new Date('2026-03-20T08:00:00+07:00') };
  for (let start = 0; start < size; start += 1_000) {
    await store.transaction(async (tx) => {
      for (let index = start; index < Math.min(size, start + 1_000); index++) {
        const id = `p-${index}`;
        await tx.people.add({ id, name: undefined, at: clock.now() });
        await tx.people.link(id, `email:can.bo.${index}@x.vn`, clock.now());
        await tx.people.grant({
          person: id,
          role: 'officer',
          unit: `u${index}`,
          at: clock.now(),
          by: 'bench',
        });
      }
    });
  }
  lap();
  const feed = createFeed(store, clock, reporting);
  const email: Channel = {
    name: 'email',
    pace: { perSecond: 1_000, perConversationMs: 0 },
    parse: () => [],
    render: (reply) => [{ payload: reply.text }],
    send: async () => ({ kind: 'sent' }),
    reachability: async () => 'free',
  };
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const run = createReminderRun({
    store,
    clock,
    logger: silentLogger,
    feed,
    ladder: loadLadder(contentDir()),
    channels: new Map([['email', email]]),
    t: loadTexts(contentDir()).in('vi'),
    onQueued: () => {},
  });
  const first = await run();
  const digestMs = lap();
  await run();
  const againMs = lap();
  delay.disable();
  const counts = await store.transaction((tx) => tx.outbox.counts());
  await store.close();
  rmSync(folder, { recursive: true });
  console.log(
    JSON.stringify({
      units: size,
      duties: list.length,
      expectedReports: expected,
      dueListMs,
      digests: first.queued,
      queuedInOutbox: counts.waiting,
      digestMs,
      secondRunMs: againMs,
      loopP50Ms: ms(delay.percentile(50)),
      loopP99Ms: ms(delay.percentile(99)),
      loopMaxMs: ms(delay.max),
      heapMb: Math.round(process.memoryUsage().heapUsed / 1e6),
    }),
  );
}
