import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface ChildLimits {
  readonly timeoutMs: number;
  /** Of its heap, in MB. */
  readonly heapMb: number;
  /** Ends the child when aborted. */
  readonly signal?: AbortSignal | undefined;
}

export interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Exit code once all its output is read; rejects when it could not be started. */
  readonly closed: Promise<number | null>;
  /** Why it was killed, if it was. */
  killed(): 'late' | 'stopped' | undefined;
  /** The end of what it wrote to standard error. */
  errors(): string;
  outOfMemory(): boolean;
  /** Ends it for good and lets go of timers and listeners. */
  release(): void;
}

/**
 * Runs a module of ours in a process of its own: a hostile file can use up that one's memory and time and nothing else.
 * It is killed at the time limit, when the signal aborts, and when we end. It inherits no secrets from the environment.
 */
export function startChild(module: URL, args: readonly string[], limits: ChildLimits): Child {
  const path = fileURLToPath(module);
  // From source the child needs tsx as well, by its full address: the working directory may be anywhere.
  const loader =
    extname(path) === '.ts'
      ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
      : [];
  const child = spawn(process.execPath, [`--max-old-space-size=${limits.heapMb}`, ...loader, path, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR },
  });
  // A child that is gone already tells by its exit; the broken pipe says nothing more.
  child.stdin.on('error', () => {});
  let why: 'late' | 'stopped' | undefined;
  const kill = (reason: 'late' | 'stopped') => {
    why ??= reason;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => kill('late'), limits.timeoutMs);
  const abort = () => kill('stopped');
  const orphan = () => child.kill('SIGKILL');
  limits.signal?.addEventListener('abort', abort);
  process.once('exit', orphan);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (data: string) => {
    errors = (errors + data).slice(-2_000);
  });
  return {
    process: child,
    closed: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }),
    killed: () => why,
    errors: () => errors,
    outOfMemory: () => /heap out of memory|allocation failed/i.test(errors),
    release() {
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', abort);
      process.removeListener('exit', orphan);
      child.kill('SIGKILL');
    },
  };
}
