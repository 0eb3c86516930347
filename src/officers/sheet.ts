import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
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
      fileURLToPath(new URL(`./sheet-child${extension}`, import.meta.url)),
      file,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR },
    },
  );
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const orphan = () => child.kill('SIGKILL');
  process.once('exit', orphan);
  try {
    let [output, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      output += data;
    });
    child.stderr.setEncoding('utf8').on('data', (data: string) => {
      errors = (errors + data).slice(-2_000);
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (late)
      throw new AppError(
        'file',
        `đọc ${file} quá ${Math.round(timeoutMs / 1_000)} giây nên đã dừng; chưa ghi gì. Thử chép danh sách sang tệp mới, chỉ giữ các cột cần`,
      );
    if (code !== 0)
      throw new AppError(
        'file',
        /heap out of memory|allocation failed/i.test(errors)
          ? `đọc ${file} cần hơn ${heapMb} MB bộ nhớ; chưa ghi gì. Thử chép danh sách sang tệp mới`
          : `${file} không đọc được (tiến trình đọc dừng, mã ${code}); chưa ghi gì`,
      );
    const message = JSON.parse(output) as SheetMessage;
    if ('problem' in message) throw new AppError('file', message.problem);
    return message.rows;
  } finally {
    clearTimeout(timer);
    process.removeListener('exit', orphan);
    child.kill('SIGKILL');
  }
}
