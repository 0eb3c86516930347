import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { startTelegramFake, TOKEN } from '../test/support/telegram-fake.ts';

/**
 * Kills the service with SIGKILL at random moments while people write over Telegram (a strict fake), starts it again,
 * by turns with long polling and with a webhook, and then counts: `npm run torture:telegram -- [seed] [kills]`. Ends
 * with code 1 when anything was lost, out of order, or doubled without being counted. The result is written to
 * docs/torture-telegram.md.
 */
const seed = Number(process.argv[2] ?? 20261121);
const kills = Number(process.argv[3] ?? 50);
const PEOPLE = 20;
/** A kill comes this long after the service is ready. */
const KILL_AFTER_MS = [20, 2_500] as const;
/** One or three replies at one a second: people write about as fast as they can be answered. */
const WRITE_EVERY_MS = 2_500;
const SECRET = 'torture-secret';
const VICTIM = fileURLToPath(new URL('./torture/service.ts', import.meta.url));

const random = mulberry32(seed);
const dataDir = mkdtempSync(join(tmpdir(), 'mot-cua-torture-'));
const fake = await startTelegramFake({ redeliverMs: 25 });
const port = await freePort();
let child: ChildProcess | undefined;
let starts = 0;
let isOver = false;

function start(): Promise<void> {
  const mode = starts % 2 === 0 ? 'polling' : 'webhook';
  starts += 1;
  return new Promise((resolve, reject) => {
    const started = spawn(process.execPath, ['--import', 'tsx', VICTIM], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: {
        ...process.env,
        PORT: String(port),
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        DATA_DIR: dataDir,
        TELEGRAM_TOKEN: TOKEN,
        TELEGRAM_API_ROOT: fake.apiRoot,
        TELEGRAM_MODE: mode,
        TELEGRAM_WEBHOOK_SECRET: SECRET,
      },
    });
    child = started;
    started.once('error', reject);
    started.on('message', (message: { kind: string }) => {
      if (message.kind === 'ready') resolve();
    });
  });
}

function kill(): Promise<void> {
  const victim = child;
  if (victim === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    victim.once('exit', () => resolve());
    victim.kill('SIGKILL');
  });
}

const people = Array.from({ length: PEOPLE }, (_, index) => {
  const person = fake.person(100 + index);
  const sent: string[] = [];
  const updates: number[] = [];
  async function talk(): Promise<void> {
    for (let count = 1; !isOver; count += 1) {
      sent.push(`person${index} ${count}`);
      updates.push(person.says(`person${index} ${count}`));
      await pause(random() * 2 * WRITE_EVERY_MS);
    }
  }
  return { sent, updates, received: person.received, talking: talk() };
});

const startedAt = Date.now();
await start();
for (let killed = 0; killed < kills; killed += 1) {
  await pause(KILL_AFTER_MS[0] + random() * (KILL_AFTER_MS[1] - KILL_AFTER_MS[0]));
  await kill();
  await start();
  process.stdout.write('.');
}
isOver = true;
await Promise.all(people.map(({ talking }) => talking));
await quiet();
await kill();
process.stdout.write('\n');

const database = new BetterSqlite3(join(dataDir, 'mot-cua.db'), { readonly: true });
const number = (query: string): number => Number(database.prepare(query).pluck().get());
const updates = people.reduce((sum, { sent }) => sum + sent.length, 0);
const stored = number('select count(*) from inbox');
const unhandled = number(`select count(*) from inbox where status != 'done'`);
const rows = number('select count(*) from outbox');
const unsent = number(`select count(*) from outbox where status != 'sent'`);
const unknowns = number('select sum(unknowns) from outbox');
const retaken = number('select sum(deaths) from inbox');
database.close();

const problems: string[] = [];
const check = (isRight: boolean, what: string) => isRight || problems.push(what);
check(stored === updates, `${updates} updates were sent, ${stored} stored`);
check(unhandled === 0, `${unhandled} updates were not handled`);
check(unsent === 0, `${unsent} replies were not sent`);
check(fake.unconfirmed().length === 0, `${fake.unconfirmed().length} updates were not confirmed to Telegram`);
let doubles = 0;
for (const { sent, received } of people) {
  const all = received().map(({ text }) => text);
  const once = all.filter((text, index) => all.indexOf(text) === index);
  doubles += all.length - once.length;
  problems.push(...inOrder(sent, once));
}
const sends = fake.messages.length;
check(sends - doubles === rows, `${rows} replies were queued, ${sends - doubles} different ones arrived`);
check(doubles <= unknowns, `${doubles} replies went out twice but only ${unknowns} were counted as unknown`);
const accepted = fake.deliveries.filter(({ status }) => status === 200).length;

const report = `# Torture over Telegram

\`npm run torture:telegram -- ${seed} ${kills}\` kills the service with SIGKILL at ${kills} random moments (${KILL_AFTER_MS[0]} to ${KILL_AFTER_MS[1]} ms after
it is ready) while ${PEOPLE} people write over Telegram (a strict fake of our own), and starts it again each time, by turns
with long polling and with a webhook.

| | |
|---|---|
| seed | ${seed} |
| kills, starts | ${kills}, ${starts} |
| Node, system | ${process.version}, ${process.platform} |
| time | ${Math.round((Date.now() - startedAt) / 1_000)} s |
| updates sent by people | ${updates} |
| updates stored, handled, confirmed to Telegram | ${stored}, ${stored - unhandled}, ${updates - fake.unconfirmed().length} |
| deliveries to the webhook: accepted, repeated because nobody answered 200 | ${accepted}, ${fake.deliveries.length - accepted} |
| updates that had to be taken up again after a kill | ${retaken} |
| replies queued | ${rows} |
| messages that reached Telegram | ${sends} |
| of these sent twice | ${doubles} |
| replies whose outcome was unknown after a kill (counted in \`outbox.unknowns\`) | ${unknowns} |
| result | ${problems.length === 0 ? 'nothing lost, nothing out of order, every double counted' : 'FAILED'} |
${problems.map((problem) => `\n- ${problem}`).join('')}`;
process.stdout.write(`${report}\n`);
writeFileSync(new URL('../docs/torture-telegram.md', import.meta.url), `${report.trim()}\n`);
rmSync(dataDir, { recursive: true, force: true });
await fake.close();
process.exit(problems.length === 0 ? 0 : 1);

/** Each message answered by one full set of replies, with the turn number counting every message exactly once. */
function inOrder(sent: readonly string[], replies: readonly string[]): string[] {
  const expected = sent.flatMap((text, index) => {
    const total = Number(replies.find((reply) => reply.split('|')[1] === text)?.split('/')[1] ?? 1);
    return Array.from({ length: total }, (_, part) => `${index + 1}|${text}|${part + 1}/${total}`);
  });
  const at = expected.findIndex((text, index) => replies[index] !== text);
  if (at >= 0) return [`reply ${at + 1} is "${replies[at]}", expected "${expected[at]}"`];
  return replies.length === expected.length ? [] : [`${replies.length} replies, expected ${expected.length}`];
}

/** Waits until everything is confirmed, handled and sent. */
async function quiet(): Promise<void> {
  for (let calm = 0; calm < 3; ) {
    const health = await retry(
      async () =>
        (await fetch(`http://127.0.0.1:${port}/healthz`)).json() as Promise<
          Record<string, { waiting: number }>
        >,
    );
    const isCalm =
      health.inbox?.waiting === 0 && health.outbox?.waiting === 0 && fake.unconfirmed().length === 0;
    calm = isCalm ? calm + 1 : 0;
    await pause(400);
  }
}

async function retry<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch {
      await pause(25);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** A small seeded generator: the same seed gives the same moments. */
function mulberry32(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
