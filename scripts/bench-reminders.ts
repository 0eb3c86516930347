import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Channel } from '../src/channels/channel.ts';
import { contentDir } from '../src/files.ts';
import { loadTexts } from '../src/i18n/texts.ts';
import { silentLogger } from '../src/logger.ts';
import { loadLadder } from '../src/reminders/ladder.ts';
import { createReminderRun } from '../src/reminders/run.ts';
import { openSqliteStore } from '../src/storage/sqlite/index.ts';
import { createFeed, world } from './bench-reminders-world.ts';

/**
 * `npm run bench -- reminders [units …]`: the due list and a day's digests, for growing numbers of units, with how long
 * the event loop was held at a time.
 */
const sizes = process.argv
  .slice(2)
  .filter((word) => word !== 'reminders')
  .map(Number);
for (const size of sizes.length > 0 ? sizes : [1_000, 4_000, 12_000]) await bench(size);

/** Time this thread was ready to run but other programs had the processor, in ms; 0 where the system does not tell. */
function waitedMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/**
 * How long the event loop was held at a time: a probe in every turn of it. `wall` is what somebody waiting felt on this
 * machine; `held` leaves out what other programs took of the processor, and keeps waiting for the disk.
 */
function watchLoop() {
  const walls: number[] = [];
  const held: number[] = [];
  let running = true;
  let [at, waited] = [performance.now(), waitedMs()];
  function probe(): void {
    const wall = performance.now() - at;
    walls.push(wall);
    held.push(Math.max(0, wall - (waitedMs() - waited)));
    [at, waited] = [performance.now(), waitedMs()];
    if (running) setImmediate(probe);
  }
  setImmediate(probe);
  const spread = (list: number[]) => {
    list.sort((a, b) => a - b);
    const share = (part: number) =>
      Math.round((list[Math.min(list.length - 1, Math.floor(list.length * part))] ?? 0) * 10) / 10;
    return {
      p50: share(0.5),
      p99: share(0.99),
      p999: share(0.999),
      max: share(1),
      over20: list.filter((one) => one > 20).length,
    };
  };
  return {
    stop() {
      running = false;
      return { turns: walls.length, heldMs: spread(held), wallMs: spread(walls) };
    },
  };
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
  let now = new Date('2026-03-20T08:00:00+07:00');
  const clock = { now: () => now };
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
  // One reader of everything below the province, as the department in charge has.
  await store.transaction(async (tx) => {
    await tx.people.add({ id: 'p-department', name: undefined, at: clock.now() });
    await tx.people.link('p-department', 'zalo:department', clock.now());
    await tx.people.grant({
      person: 'p-department',
      role: 'department',
      unit: 'root',
      at: clock.now(),
      by: 'bench',
    });
  });
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
  const run = createReminderRun({
    store,
    clock,
    logger: silentLogger,
    feed,
    ladder: loadLadder(contentDir()),
    channels: new Map([
      ['email', email],
      ['zalo', { ...email, name: 'zalo' }],
    ]),
    t: loadTexts(contentDir()).in('vi'),
    onQueued: () => {},
  });
  let held = watchLoop();
  const first = await run();
  const digestMs = lap();
  await run();
  const againMs = lap();
  const loop = held.stop();
  held = watchLoop();
  // Ten working days after the due day the department hears of every unit at once.
  const dueOn = feed.book.ledger.open('2026-03-20', '2026-03-01').at(-1)?.dueOn ?? '2026-03-20';
  now = new Date(`${reporting.calendar.addWorkingDays(dueOn, 10)}T08:00:00+07:00`);
  const department = await run();
  const departmentMs = lap();
  const laterLoop = held.stop();
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
      loop,
      laterDigests: department.queued,
      laterMs: departmentMs,
      laterLoop,
      heapMb: Math.round(process.memoryUsage().heapUsed / 1e6),
    }),
  );
}
