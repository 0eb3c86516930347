import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import type { Incoming } from '../src/messages/index.ts';

/**
 * Kills the service with SIGKILL at random moments under load, starts it again each time, and then counts:
 * `npm run torture -- [seed] [kills]`. Ends with code 1 when anything was lost, doubled where it must not be, or out of
 * order. The result is written to docs/torture.md.
 */
const seed = Number(process.argv[2] ?? 20261121);
const kills = Number(process.argv[3] ?? 50);
const PEOPLE = 10;
/** A kill comes this long after the service is ready. */
const KILL_AFTER_MS = [20, 2_000] as const;
const VICTIM = fileURLToPath(new URL('./torture/service.ts', import.meta.url));

const random = mulberry32(seed);
const dataDir = mkdtempSync(join(tmpdir(), 'mot-cua-torture-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;

let child: ChildProcess | undefined;
let isOver = false;
let starts = 0;
const stored = new Map<string, () => void>();
/** What the terminal people got, in order: conversation → texts. */
const terminalReplies = new Map<string, string[]>();

function start(): Promise<void> {
  starts += 1;
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PORT: String(port), DATA_DIR: dataDir, MESSAGES_PER_MINUTE: '600' };
    const started = spawn(process.execPath, ['--import', 'tsx', VICTIM], {
      env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child = started;
    started.once('error', reject);
    started.on('message', (message: { kind: string; id?: string; conversation?: string; text?: string }) => {
      if (message.kind === 'ready') resolve();
      if (message.kind === 'stored') stored.get(message.id ?? '')?.();
      if (message.kind === 'reply') {
        const seen = terminalReplies.get(message.conversation ?? '') ?? [];
        terminalReplies.set(message.conversation ?? '', [...seen, message.text ?? '']);
      }
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

// ── People ──

interface Person {
  readonly sent: string[];
  readonly conversation: string;
}

async function webPerson(
  name: string,
): Promise<Person & { readonly received: string[]; done(): Promise<void> }> {
  const headers = { 'x-mot-cua': '1', 'content-type': 'application/json' };
  const { token } = (await retry(async () =>
    (await fetch(`${url}/api/chat/session`, { method: 'POST', headers, body: '{"token":true}' })).json(),
  )) as { token: string };
  const authorised = { ...headers, authorization: `Bearer ${token}` };
  const sent: string[] = [];
  const received: string[] = [];
  let cursor = 0;
  const listening = new AbortController();

  /** Reads events like the page does: from the last cursor, again and again. */
  async function listen(): Promise<void> {
    while (!listening.signal.aborted) {
      try {
        const response = await fetch(`${url}/api/chat/events`, {
          headers: { ...authorised, 'last-event-id': String(cursor) },
          signal: listening.signal,
        });
        const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
        let buffer = '';
        for (;;) {
          const { done, value } = (await reader?.read()) ?? { done: true, value: '' };
          if (done) break;
          const blocks = (buffer + value).split('\n\n');
          buffer = blocks.pop() ?? '';
          for (const block of blocks) {
            const data = /^data: (.*)$/m.exec(block)?.[1];
            if (data === undefined) continue;
            const event = JSON.parse(data);
            if (event.cursor <= cursor) received.push('CURSOR WENT BACK');
            cursor = event.cursor;
            received.push(event.reply.text);
          }
        }
      } catch {
        await pause(100);
      }
    }
  }
  const listened = listen();

  async function talk(): Promise<void> {
    for (let count = 1; !isOver; count++) {
      const text = `${name} ${count}`;
      sent.push(text);
      // The same id until it is confirmed: a page cannot know whether a lost request arrived.
      await retry(async () => {
        const body = JSON.stringify({ id: `${name}-message-${count}`, content: { kind: 'text', text } });
        const response = await fetch(`${url}/api/chat/messages`, {
          method: 'POST',
          headers: authorised,
          body,
        });
        if (response.status !== 202) throw new Error(String(response.status));
      });
      await pause(random() * 80);
    }
  }
  const talking = talk();
  return {
    sent,
    received,
    conversation: name,
    async done() {
      await talking;
      const giveUpAt = Date.now() + 20_000;
      while (Date.now() < giveUpAt && count(received, sent) < sent.length) await pause(50);
      listening.abort();
      await listened;
    },
  };
}

function terminalPerson(name: string): Person & { done(): Promise<void> } {
  const conversation = `terminal:${name}` as const;
  const sent: string[] = [];
  async function talk(): Promise<void> {
    for (let number = 1; !isOver; number++) {
      const text = `${name} ${number}`;
      sent.push(text);
      const incoming: Incoming = {
        channel: 'terminal',
        updateId: `${name}-${number}`,
        conversation,
        person: conversation,
        sentAt: new Date().toISOString(),
        content: { kind: 'text', text },
      };
      await retry(
        () =>
          new Promise<void>((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error('no confirmation')), 150);
            stored.set(incoming.updateId, () => {
              clearTimeout(timer);
              resolve();
            });
            if (child?.connected) child.send(incoming, () => {});
          }),
      );
      await pause(random() * 80);
    }
  }
  const talking = talk();
  return { sent, conversation, done: () => talking };
}

// ── The run ──

const startedAt = Date.now();
await start();
const web = await Promise.all(Array.from({ length: PEOPLE }, (_, index) => webPerson(`web${seed}x${index}`)));
const terminal = Array.from({ length: PEOPLE }, (_, index) => terminalPerson(`terminal${index}`));
for (let killed = 0; killed < kills; killed++) {
  await pause(KILL_AFTER_MS[0] + random() * (KILL_AFTER_MS[1] - KILL_AFTER_MS[0]));
  await kill();
  await start();
  process.stdout.write('.');
}
isOver = true;
await Promise.all(terminal.map((person) => person.done()));
await quiet();
await Promise.all(web.map((person) => person.done()));
await kill();
process.stdout.write('\n');

// ── The count ──

const database = new BetterSqlite3(join(dataDir, 'mot-cua.db'), { readonly: true });
const number = (query: string): number => Number(database.prepare(query).pluck().get());
const everything = [...web, ...terminal].flatMap((person) => person.sent);
const updates = number('select count(*) from inbox');
const unhandled = number(`select count(*) from inbox where status != 'done'`);
const rows = number('select count(*) from outbox');
const unsent = number(`select count(*) from outbox where status != 'sent'`);
const unknowns = number('select sum(unknowns) from outbox');
const retaken = number('select sum(deaths) from inbox');
const answered = new Set(
  (
    database
      .prepare(
        `select distinct json_extract(payload, '$.text') from outbox where channel = 'web' union select json_extract(payload, '$') from outbox where channel = 'terminal'`,
      )
      .pluck()
      .all() as string[]
  ).map((text) => text.split('|')[1]),
);
database.close();

const problems: string[] = [];
const check = (isRight: boolean, what: string) => isRight || problems.push(what);
check(updates === everything.length, `${everything.length} updates were sent, ${updates} stored`);
check(unhandled === 0, `${unhandled} updates were not handled`);
check(unsent === 0, `${unsent} replies were not sent`);
check(
  everything.every((text) => answered.has(text)),
  'an update has no reply',
);
let webReplies = 0;
for (const person of web) {
  webReplies += person.received.length;
  problems.push(
    ...inOrder(person.sent, person.received).map((problem) => `web ${person.conversation}: ${problem}`),
  );
}
let sends = 0;
let doubles = 0;
for (const person of terminal) {
  const all = terminalReplies.get(person.conversation) ?? [];
  const once = all.filter((text, index) => all.indexOf(text) === index);
  sends += all.length;
  doubles += all.length - once.length;
  problems.push(
    ...inOrder(person.sent, once).map((problem) => `terminal ${person.conversation}: ${problem}`),
  );
}
check(doubles <= unknowns, `${doubles} replies went out twice but only ${unknowns} were counted as unknown`);
check(
  webReplies + (sends - doubles) === rows,
  `${rows} replies were queued, ${webReplies + sends - doubles} seen`,
);

const report = `# Torture

\`npm run torture -- ${seed} ${kills}\` kills the service with SIGKILL at ${kills} random moments (${KILL_AFTER_MS[0]} to ${KILL_AFTER_MS[1]} ms after it is
ready) while ${PEOPLE} people on the web chat and ${PEOPLE} on a second channel keep writing, and starts it again each time.
The web people read by cursor as the page does; the second channel sends at once, so a kill between "it went out"
and "it is noted" can make a double, which must be counted.

| | |
|---|---|
| seed | ${seed} |
| kills, starts | ${kills}, ${starts} |
| Node, system | ${process.version}, ${process.platform} |
| time | ${Math.round((Date.now() - startedAt) / 1_000)} s |
| updates sent by people (each repeated until confirmed) | ${everything.length} |
| updates stored | ${updates} |
| updates that had to be taken up again after a kill | ${retaken} |
| replies queued, in one set per update | ${rows} |
| replies read by web people, each once and in order | ${webReplies} |
| sends on the second channel | ${sends} |
| of these sent twice | ${doubles} |
| replies whose outcome was unknown after a kill (counted in \`outbox.unknowns\`) | ${unknowns} |
| result | ${problems.length === 0 ? 'nothing lost, nothing out of order, every double counted' : 'FAILED'} |
${problems.map((problem) => `\n- ${problem}`).join('')}`;
process.stdout.write(`${report}\n`);
writeFileSync(new URL('../docs/torture.md', import.meta.url), `${report.trim()}\n`);
rmSync(dataDir, { recursive: true, force: true });
process.exit(problems.length === 0 ? 0 : 1);

// ── Helpers ──

/** Each message answered by one full set of parts, with the turn number counting every message exactly once. */
function inOrder(sent: readonly string[], replies: readonly string[]): string[] {
  const expected = sent.flatMap((text, index) => {
    const total = Number(replies.find((reply) => reply.split('|')[1] === text)?.split('/')[1] ?? 1);
    return Array.from({ length: total }, (_, part) => `${index + 1}|${text}|${part + 1}/${total}`);
  });
  const at = expected.findIndex((text, index) => replies[index] !== text);
  if (at >= 0) return [`reply ${at + 1} is "${replies[at]}", expected "${expected[at]}"`];
  return replies.length === expected.length ? [] : [`${replies.length} replies, expected ${expected.length}`];
}

/** How many of the messages have their last part. */
function count(received: readonly string[], sent: readonly string[]): number {
  const complete = new Set(
    received.filter((text) => /(\d)\/\1$/.test(text)).map((text) => text.split('|')[1]),
  );
  return sent.filter((text) => complete.has(text)).length;
}

/** Waits until nothing is left to handle or send. */
async function quiet(): Promise<void> {
  for (let calm = 0; calm < 3; ) {
    const health = await retry(
      async () => (await fetch(`${url}/healthz`)).json() as Promise<Record<string, { waiting: number }>>,
    );
    calm = health.inbox?.waiting === 0 && health.outbox?.waiting === 0 ? calm + 1 : 0;
    await pause(100);
  }
}

async function retry<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch {
      await pause(40);
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
