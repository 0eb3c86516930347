import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/files.ts';
import { TEST_CACHE } from './cache.ts';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `mot-cua …` as a process of its own, with nothing but the given settings. */
export function command(
  args: readonly string[],
  options: {
    environment?: Record<string, string>;
    input?: string;
    stopWhen?: (stdout: string) => boolean;
  } = {},
): Promise<Finished> {
  const script = join(packageRoot(), 'src', 'cli', 'mot-cua.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: packageRoot(),
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      CACHE_DIR: TEST_CACHE,
      ...options.environment,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data;
    if (options.stopWhen?.(stdout)) child.kill('SIGTERM');
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data;
  });
  child.stdin.end(options.input ?? '');
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}
