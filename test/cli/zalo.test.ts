import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/files.ts';
import { command } from '../support/command.ts';
import { tempDir } from '../support/temp-dir.ts';
import { startZaloStub, type ZaloStub } from '../support/zalo-stub/index.ts';

describe('cli/zalo', () => {
  let stub: ZaloStub;
  let environment: Record<string, string>;
  beforeEach(async () => {
    stub = await startZaloStub();
    environment = { ...stub.environment(), DATA_DIR: tempDir(), PUBLIC_URL: 'https://chat.example.gov.vn' };
  });
  afterEach(() => stub.close());

  /** Runs `zalo connect` and does with the printed address what a person does in a browser. */
  function connect(
    answerTo: (url: string) => Promise<string>,
  ): Promise<{ code: number | null; output: string }> {
    const script = join(packageRoot(), 'src', 'cli', 'mot-cua.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, 'zalo', 'connect'], {
      cwd: packageRoot(),
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    });
    let output = '';
    let answered = false;
    const read = (data: Buffer): void => {
      output += data;
      const url = /^https?:\S*\/permission\S+$/m.exec(output)?.[0];
      if (url === undefined || answered || !output.includes('> ')) return;
      answered = true;
      void answerTo(url).then((answer) => child.stdin.end(answer));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
  }

  it('connects, and tells how things stand before and after', async () => {
    const before = await command(['zalo', 'status'], { environment });
    expect(before).toMatchObject({ code: 1, stdout: expect.stringContaining('mot-cua zalo connect') });

    const { code, output } = await connect(async (url) => {
      const response = await fetch(url, { redirect: 'manual' });
      return `${response.headers.get('location')}\n`;
    });
    expect(output).toContain('Đã kết nối OA 7000000000000000001');
    expect(code).toBe(0);

    const after = await command(['zalo', 'status', '--online'], { environment });
    expect(after.code).toBe(0);
    expect(after.stdout).toMatch(/OA: Một Cửa \(thử\) \(7000000000000000001\), gói Growth/);
    expect(after.stdout).toContain('Cảnh báo: không có');
    expect(after.stdout).not.toContain('stub-app-secret');
  });

  it('says what is wrong with an answer, or with none, and what to do', async () => {
    const wrong = await connect(async () => 'https://chat.example.gov.vn/?error=1\n');
    expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('copy the whole address') });

    const none = await connect(async () => '');
    expect(none.code).toBe(1);
  });

  it('says which settings are missing', async () => {
    const { code, stderr } = await command(['zalo', 'status'], { environment: { DATA_DIR: tempDir() } });

    expect(code).toBe(1);
    expect(stderr).toContain('ZALO_APP_ID');
  });
});
