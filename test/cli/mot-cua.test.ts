import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import { said } from '../contracts/store-contract.ts';
import { command } from '../support/command.ts';
import { tempDir } from '../support/temp-dir.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');

describe('cli', () => {
  it('serve says where the web chat is, which channels are on and why others are off, and stops on SIGTERM', async () => {
    const { code, stdout, stderr } = await command(['serve'], {
      environment: { DATA_DIR: tempDir(), LOG_LEVEL: 'error' },
      stopWhen: (output) => output.includes('Ctrl+C'),
    });

    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Web chat: http:\/\/127\.0\.0\.1:\d+$/m);
    expect(stdout).toMatch(/^- web: bật$/m);
    expect(stdout).toMatch(/^- telegram: tắt \(.+\)$/m);
    expect(code).toBe(0);
  });

  it('serve lists all problems of the configuration at once', async () => {
    const { code, stderr } = await command(['serve'], { environment: { PORT: 'eighty', LOG_LEVEL: 'loud' } });

    expect(code).toBe(1);
    expect(stderr).toMatch(/configuration has 2 problem\(s\)/);
    expect(stderr).toMatch(/PORT: .*eighty/);
    expect(stderr).toMatch(/LOG_LEVEL: .*loud/);
    expect(stderr).not.toContain('    at ');
  });

  it('serve says when the port is in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const address = taken.address();
    const port = String(typeof address === 'object' && address ? address.port : 0);

    const { code, stderr } = await command(['serve'], { environment: { DATA_DIR: tempDir(), PORT: port } });

    expect(code).toBe(1);
    expect(stderr).toContain(`port ${port} on 127.0.0.1 is in use; stop the other program or set PORT`);
  });

  it('says when the database is locked, of a newer version, or DATA_DIR not writable', async () => {
    const [locked, newer, closed] = [tempDir(), tempDir(), tempDir()];
    for (const folder of [locked, newer])
      await (await openSqliteStore({ path: join(folder, 'mot-cua.db') })).close();
    const lock = new BetterSqlite3(join(locked, 'mot-cua.db'));
    lock.exec('begin immediate');
    onTestFinished(() => void lock.close());
    const future = new BetterSqlite3(join(newer, 'mot-cua.db'));
    future.exec(`insert into schema_migrations (name, timestamp) values ('9999-future', '2030')`);
    future.close();
    writeFileSync(join(closed, 'file'), '');
    const list = (folder: string) => command(['deliveries', 'list'], { environment: { DATA_DIR: folder } });

    const results = await Promise.all([list(locked), list(newer), list(join(closed, 'file'))]);

    expect(results.map((result) => result.code)).toEqual([1, 1, 1]);
    expect(results[0]?.stderr).toMatch(/Lỗi: the database .* is locked by another process/);
    expect(results[1]?.stderr).toMatch(/Lỗi: .*newer version of mot-cua/);
    expect(results[2]?.stderr).toMatch(/Lỗi: DATA_DIR .* is not writable/);
  });

  it('deliveries lists dead letters without their text and puts them back in line', async () => {
    const folder = tempDir();
    mkdirSync(folder, { recursive: true });
    const store = await openSqliteStore({ path: join(folder, 'mot-cua.db') });
    await store.transaction(async (tx) => {
      await tx.inbox.add(said('1', 'web:a', 'số căn cước 001099012345'), NOW);
      await tx.outbox.add(
        [{ cause: 'c', conversation: 'web:a', part: 0, payload: 'bí mật', dueAt: NOW }],
        NOW,
      );
      const claim = { now: NOW, worker: 'w', channels: ['web'] as const, leaseMs: 1, limit: 1 };
      const [entry] = await tx.inbox.claim(claim);
      await tx.inbox.dead(entry?.id ?? 0, 'timeout: no answer', NOW);
      const [delivery] = await tx.outbox.claim(claim);
      await tx.outbox.dead(delivery?.id ?? 0, 'blocked', NOW);
    });
    const environment = { DATA_DIR: folder };

    const listed = await command(['deliveries', 'list'], { environment });
    const retried = await command(['deliveries', 'retry', 'in-1', 'out-1', 'out-9'], { environment });
    const wrong = await command(['deliveries', 'retry', 'both'], { environment });

    expect(listed.stdout).toMatch(/^in-1 .*timeout: no answer$/m);
    expect(listed.stdout).toMatch(/^out-1 .*blocked$/m);
    expect(listed.stdout).not.toMatch(/căn cước|bí mật|web:a/);
    expect(retried.stdout).toMatch(/in-1: đã đưa lại.*\nout-1: đã đưa lại.*\nout-9: không có/);
    expect(wrong.code).toBe(1);
    const counts = await store.transaction(async (tx) => [await tx.inbox.counts(), await tx.outbox.counts()]);
    expect(counts).toMatchObject([
      { waiting: 1, dead: 0 },
      { waiting: 1, dead: 0 },
    ]);
    await store.close();
  });

  it('chat answers what is typed, and a number as the choice it stands for', async () => {
    const { code, stdout } = await command(['chat'], {
      environment: { DATA_DIR: tempDir() },
      input: '/help\n1\nxin chào\n/quit\n',
    });

    expect(code).toBe(0);
    expect(stdout).toMatch(/^1\. Làm giấy khai sinh cần gì\?$/m);
    expect(stdout.match(/^Một Cửa: /gm)?.length).toBe(3);
  });
});
