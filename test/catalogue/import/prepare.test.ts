import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareList } from '../../../src/catalogue/import/prepare.ts';
import { tempDir } from '../../support/temp-dir.ts';

function list(rows: number): string {
  const file = join(tempDir(), 'ds.csv');
  const lines = Array.from(
    { length: rows },
    (_, n) => `1.${String(100_000 + n)},Thủ tục thứ ${n} của danh sách`,
  );
  writeFileSync(file, ['Mã TTHC,Tên TTHC', ...lines].join('\n'));
  return file;
}

describe('catalogue/import/prepare', () => {
  it('reads in a process of its own, in parts, with progress', async () => {
    const told: number[] = [];

    const { rows, format } = await prepareList({ file: list(5_000) }, (done) => told.push(done));

    expect(format).toBe('csv');
    expect(rows).toHaveLength(5_000);
    expect(rows.at(-1)).toMatchObject({ code: '1.104999' });
    expect(told.length).toBeGreaterThan(5);
  });

  it('hands on what is wrong with the file, with the remedy', async () => {
    const file = join(tempDir(), 'cu.xls');
    writeFileSync(file, Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex'));

    await expect(prepareList({ file }, () => {})).rejects.toThrow(/kiểu cũ \(\.xls\)/);
  });

  it('is killed at its time limit and when it is told to stop; nothing has changed then', async () => {
    const file = list(10);
    const stop = new AbortController();

    const both = Promise.allSettled([
      prepareList({ file }, () => {}, { timeoutMs: 1 }),
      prepareList({ file }, () => {}, { signal: stop.signal }),
    ]);
    stop.abort();
    const [late, stopped] = await both;

    expect(late).toMatchObject({
      reason: { message: expect.stringMatching(/đọc quá \d+ giây; không có gì thay đổi/) },
    });
    expect(stopped).toMatchObject({
      reason: { message: expect.stringMatching(/bị dừng; không có gì thay đổi/) },
    });
  });

  it('ends with an error, not with us, when the memory is not enough', async () => {
    await expect(prepareList({ file: list(49_000) }, () => {}, { heapMb: 24 })).rejects.toThrow(
      /không đọc được .*bộ nhớ|tiến trình đọc bị tắt/,
    );
  });
});
