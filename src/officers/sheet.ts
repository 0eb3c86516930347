import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from '../child.ts';
import { AppError } from '../errors.ts';

/** A list of people is read in well under a second; a file that takes longer is something else. */
const TIMEOUT_MS = 30_000;
/** Memory of the reading process, in MB. */
const HEAP_MB = 256;

/** What the reading process says: one line of JSON. */
export type SheetMessage = { readonly rows: readonly (readonly unknown[])[] } | { readonly problem: string };

/**
 * Rows of the first sheet of an .xlsx, or of a .csv, read in a process of its own that is killed at the time limit: a
 * hostile file can use up that one's time and memory and nothing else. Throws AppError for files that are no list.
 */
export async function readSheet(
  file: string,
  { timeoutMs = TIMEOUT_MS, heapMb = HEAP_MB }: { timeoutMs?: number; heapMb?: number } = {},
): Promise<readonly (readonly unknown[])[]> {
  const child = startChild(
    new URL(`./sheet-child${extname(fileURLToPath(import.meta.url))}`, import.meta.url),
    [file],
    { timeoutMs, heapMb },
  );
  try {
    child.process.stdin.end();
    let output = '';
    child.process.stdout.setEncoding('utf8').on('data', (data: string) => {
      output += data;
    });
    const code = await child.closed;
    if (child.killed() !== undefined)
      throw new AppError(
        'file',
        `đọc ${file} quá ${Math.round(timeoutMs / 1_000)} giây nên đã dừng; chưa ghi gì. Thử chép danh sách sang tệp mới, chỉ giữ các cột cần`,
      );
    if (code !== 0)
      throw new AppError(
        'file',
        child.outOfMemory()
          ? `đọc ${file} cần hơn ${heapMb} MB bộ nhớ; chưa ghi gì. Thử chép danh sách sang tệp mới`
          : `${file} không đọc được (tiến trình đọc dừng, mã ${code}); chưa ghi gì`,
      );
    const message = JSON.parse(output) as SheetMessage;
    if ('problem' in message) throw new AppError('file', message.problem);
    return message.rows;
  } finally {
    child.release();
  }
}
