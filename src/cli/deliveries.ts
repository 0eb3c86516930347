import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { hashId } from '../logger.ts';
import { openSqliteStore } from '../storage/sqlite/index.ts';
import type { DeadDelivery, DeadUpdate, Store } from '../storage/store.ts';

/** Dead letters are named `in-12` (a message that could not be handled) and `out-34` (a reply that could not be sent). */
interface Letter {
  readonly side: 'in' | 'out';
  readonly id: number;
}

export function addDeliveries(program: Command): void {
  const deliveries = program.command('deliveries').description('Tin không xử lý được hoặc không gửi được');
  deliveries
    .command('list')
    .description('Liệt kê; không in nội dung')
    .option('--limit <n>', 'nhiều nhất bao nhiêu dòng mỗi loại', Number, 50)
    .action(({ limit }: { limit: number }) => withStore((store) => list(store, limit)));
  deliveries
    .command('retry')
    .description('Đưa lại vào hàng đợi: in-12 out-34 …, hoặc all')
    .argument('<letters...>', 'tên trong danh sách, hoặc all', collectLetters)
    .action((letters: readonly (Letter | 'all')[]) => withStore((store) => retry(store, letters)));
}

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const store = await openSqliteStore({ path: join(config.dataDir, 'mot-cua.db') });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

async function list(store: Store, limit: number): Promise<void> {
  const { received, replies } = await store.transaction(async (tx) => ({
    received: await tx.inbox.deadLetters(limit),
    replies: await tx.outbox.deadLetters(limit),
  }));
  for (const letter of received) console.log(receivedLine(letter));
  for (const letter of replies) console.log(replyLine(letter));
  console.log(`${received.length} tin đến, ${replies.length} tin đi`);
}

async function retry(store: Store, letters: readonly (Letter | 'all')[]): Promise<void> {
  const now = systemClock.now();
  const results = await store.transaction(async (tx) => {
    const wanted: Letter[] = letters.includes('all')
      ? [
          ...(await tx.inbox.deadLetters(10_000)).map(({ id }) => ({ side: 'in' as const, id })),
          ...(await tx.outbox.deadLetters(10_000)).map(({ id }) => ({ side: 'out' as const, id })),
        ]
      : letters.filter((letter): letter is Letter => letter !== 'all');
    const done: [Letter, boolean][] = [];
    for (const letter of wanted.sort((a, b) => a.id - b.id)) {
      const box = letter.side === 'in' ? tx.inbox : tx.outbox;
      done.push([letter, await box.retry(letter.id, now)]);
    }
    return done;
  });
  for (const [{ side, id }, done] of results) {
    console.log(
      `${side}-${id}: ${done ? 'đã đưa lại vào hàng đợi' : 'không có trong danh sách, hoặc nội dung đã xóa'}`,
    );
  }
}

function receivedLine({
  id,
  channel,
  conversation,
  attempts,
  receivedAt,
  error,
  replayable,
}: DeadUpdate): string {
  const lost = replayable ? '' : '  (nội dung đã xóa)';
  return `in-${id}  ${receivedAt.toISOString()}  ${channel}  ${hashId(conversation)}  ${attempts} lần  ${error}${lost}`;
}

function replyLine({ id, createdAt, conversation, part, attempts, unknowns, error }: DeadDelivery): string {
  const channel = conversation.slice(0, conversation.indexOf(':'));
  return `out-${id}  ${createdAt.toISOString()}  ${channel}  ${hashId(conversation)}  phần ${part}  ${attempts} lần (${unknowns} không rõ)  ${error}`;
}

function collectLetters(value: string, before: (Letter | 'all')[] | undefined): (Letter | 'all')[] {
  const match = /^(in|out)-(\d+)$/.exec(value);
  if (value !== 'all' && match === null)
    throw new InvalidArgumentError(`"${value}" không phải in-<số>, out-<số> hay all`);
  const letter: Letter | 'all' = match
    ? { side: match[1] === 'in' ? 'in' : 'out', id: Number(match[2]) }
    : 'all';
  return [...(before ?? []), letter];
}
