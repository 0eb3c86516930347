import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
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
  const extension = extname(fileURLToPath(import.meta.url));
  // From source the child needs tsx as well, by its full address: the working directory may be anywhere.
  const loader =
    extension === '.ts'
      ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
      : [];
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${heapMb}`,
      ...loader,
      fileURLToPath(new URL(`./child${extension}`, import.meta.url)),
    ],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'] },
    },
  );
  let why: string | undefined;
  const kill = (reason: string) => {
    why ??= reason;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => kill(`đọc quá ${Math.round(timeoutMs / 1_000)} giây`), timeoutMs);
  const abort = () => kill('bị dừng');
  const orphan = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', abort);
  process.once('exit', orphan);
  try {
    const closed = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    let errors = '';
    child.stderr.on('data', (data: Buffer) => {
      errors = (errors + data).slice(-2_000);
    });
    // A child that is gone already tells by its exit; the broken pipe says nothing more.
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(options));
    const [rows, refused]: [ReadList['rows'][number][], ReadList['refused'][number][]] = [[], []];
    let result: ReadList | undefined;
    let problem: string | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      const message = JSON.parse(line) as ChildMessage;
      if (message.kind === 'progress') progress(message.done, message.total);
      if (message.kind === 'part') {
        rows.push(...(message.rows ?? []));
        refused.push(...(message.refused ?? []));
      }
      if (message.kind === 'error') problem = message.message;
      if (message.kind === 'done') result = { ...message.list, rows, refused };
    }
    const code = await closed;
    if (problem !== undefined) throw new AppError('import', problem);
    if (result !== undefined && why === undefined) return result;
    const memory = /heap out of memory|allocation failed/i.test(errors);
    throw new AppError(
      'import',
      `không đọc được ${options.file}: ${why ?? (memory ? `cần hơn ${heapMb} MB bộ nhớ` : `tiến trình đọc dừng (mã ${code}) ${errors.trim().split('\n').at(-1) ?? ''}`)}; không có gì thay đổi. Thử chép danh sách sang tệp mới, chỉ giữ các cột cần`,
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    process.removeListener('exit', orphan);
    child.kill('SIGKILL');
  }
}
