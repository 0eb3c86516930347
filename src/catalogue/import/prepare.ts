import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startChild } from '../../child.ts';
import { AppError } from '../../errors.ts';
import { LIMITS } from './limits.ts';
import type { ListOptions, Progress, ReadList } from './read-list.ts';

/** What the child says, one JSON object a line. */
export type ChildMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total?: number }
  | { readonly kind: 'part'; readonly rows?: ReadList['rows']; readonly refused?: ReadList['refused'] }
  | { readonly kind: 'done'; readonly list: Omit<ReadList, 'rows' | 'refused'> }
  | { readonly kind: 'error'; readonly message: string };

export interface PrepareLimits {
  readonly timeoutMs?: number;
  readonly heapMb?: number;
  /** Ends the child when aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a list in a process of its own: a hostile file can use up that one's memory and time and nothing else. The
 * process is killed at the time limit, when `signal` aborts, and when we end. Throws AppError.
 */
export async function prepareList(
  options: ListOptions,
  progress: Progress,
  limits: PrepareLimits = {},
): Promise<ReadList> {
  const { timeoutMs = LIMITS.timeoutMs, heapMb = LIMITS.heapMb, signal } = limits;
  const child = startChild(
    new URL(`./child${extname(fileURLToPath(import.meta.url))}`, import.meta.url),
    [],
    {
      timeoutMs,
      heapMb,
      signal,
    },
  );
  try {
    child.process.stdin.end(JSON.stringify(options));
    const [rows, refused]: [ReadList['rows'][number][], ReadList['refused'][number][]] = [[], []];
    let result: ReadList | undefined;
    let problem: string | undefined;
    for await (const line of createInterface({ input: child.process.stdout })) {
      const message = readMessage(line);
      // The last line of a child that was killed is cut off; its exit says the rest.
      if (message === undefined) continue;
      if (message.kind === 'progress') progress(message.done, message.total);
      if (message.kind === 'part') {
        rows.push(...(message.rows ?? []));
        refused.push(...(message.refused ?? []));
      }
      if (message.kind === 'error') problem = message.message;
      if (message.kind === 'done') result = { ...message.list, rows, refused };
    }
    const code = await child.closed;
    if (problem !== undefined)
      throw new AppError('import', problem.includes(options.file) ? problem : `${options.file}: ${problem}`);
    const killed = child.killed();
    if (result !== undefined && killed === undefined) return result;
    const unchanged = 'không có gì thay đổi';
    if (killed === 'stopped')
      throw new AppError('import', `đã dừng đọc ${options.file}: bị dừng; ${unchanged}`);
    if (killed === undefined && !child.outOfMemory())
      throw new AppError(
        'import',
        `không đọc được ${options.file}: tiến trình đọc bị tắt từ bên ngoài (${code === null ? 'có thể máy hết bộ nhớ' : `mã ${code}`}); ${unchanged}. Chạy lại lệnh`,
      );
    const why =
      killed === 'late' ? `đọc quá ${Math.round(timeoutMs / 1_000)} giây` : `cần hơn ${heapMb} MB bộ nhớ`;
    throw new AppError(
      'import',
      `không đọc được ${options.file}: ${why}; ${unchanged}. Thử chép danh sách sang tệp mới, chỉ giữ các cột cần`,
    );
  } finally {
    child.release();
  }
}

function readMessage(line: string): ChildMessage | undefined {
  try {
    return JSON.parse(line) as ChildMessage;
  } catch {
    return undefined;
  }
}
