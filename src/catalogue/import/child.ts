import { text } from 'node:stream/consumers';
import { AppError } from '../../errors.ts';
import type { ChildMessage } from './prepare.ts';
import { type ListOptions, readList } from './read-list.ts';

/** The child's side of `prepareList`: options on standard input, rows on standard output. */
const say = (message: ChildMessage) =>
  new Promise<void>((resolve) => void process.stdout.write(`${JSON.stringify(message)}\n`, () => resolve()));

/** Items in one message. */
const PART = 200;

try {
  const options = JSON.parse(await text(process.stdin)) as ListOptions;
  const { rows, refused, ...list } = await readList(
    options,
    (done, total) => void say({ kind: 'progress', done, ...(total === undefined ? {} : { total }) }),
  );
  for (let at = 0; at < rows.length; at += PART) await say({ kind: 'part', rows: rows.slice(at, at + PART) });
  for (let at = 0; at < refused.length; at += PART)
    await say({ kind: 'part', refused: refused.slice(at, at + PART) });
  await say({ kind: 'done', list });
} catch (error) {
  await say({
    kind: 'error',
    message: error instanceof AppError ? error.message : `lỗi ngoài dự kiến khi đọc: ${String(error)}`,
  });
  process.exitCode = 1;
}
