import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { unsubscribeToken } from '../../src/channels/email/unsubscribe.ts';
import { handleMail } from '../../src/cli/office-mail.ts';
import { addOfficers } from '../../src/cli/officers.ts';
import { readSheet } from '../../src/officers/sheet.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Tx } from '../../src/storage/store.ts';
import { command } from '../support/command.ts';
import { commandHere } from '../support/command-here.ts';
import { tempDir } from '../support/temp-dir.ts';
import { zip } from '../support/xlsx.ts';

const NOW = new Date('2026-11-21T08:00:00.000Z');

async function inStore<T>(dataDir: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ path: join(dataDir, 'mot-cua.db') });
  try {
    return await store.transaction(work);
  } finally {
    await store.close();
  }
}
const run = (dataDir: string, ...args: string[]) => commandHere(addOfficers, args, { DATA_DIR: dataDir });

async function workbook(folder: string, rows: readonly (readonly string[])[]): Promise<string> {
  const file = join(folder, 'can-bo.xlsx');
  await writeXlsxFile(rows.map((row) => row.map((value) => ({ value, type: String })))).toFile(file);
  return file;
}

describe('cli/officers', () => {
  it('imports a real workbook with duplicates: says them, writes each person once, a second time nothing new', async () => {
    const folder = tempDir();
    const file = await workbook(folder, [
      ['Đơn vị', 'Họ tên', 'Email', 'Vai trò'],
      ['Cẩm Bình', 'An', 'an@x.gov.vn', ''],
      ['xã Cẩm Bình', 'An', 'AN@x.gov.vn', 'cán bộ đầu mối'],
      ['Can Lộc', 'An', 'an@x.gov.vn', 'lãnh đạo'],
    ]);

    const looked = await run(folder, 'officers', 'import', file);
    expect(looked.stdout).toContain('dòng 3: trùng dòng 2, bỏ qua');
    expect(looked.stdout).toContain('2 người đọc được. Chạy lại với --yes');
    expect(await inStore(folder, (tx) => tx.people.page({ afterId: '', limit: 9 }))).toEqual([]);

    expect((await run(folder, 'officers', 'import', file, '--yes')).stdout).toContain(
      'Đã ghi 2 dòng, 1 người mới',
    );
    expect((await run(folder, 'officers', 'import', file, '--yes')).stdout).toContain('0 người mới');
    const people = await inStore(folder, (tx) => tx.people.page({ afterId: '', limit: 9 }));
    expect(people.map(({ roles }) => roles.map(({ role, unit }) => `${role} ${unit}`))).toEqual([
      ['officer ht.cam-binh', 'leader ht.can-loc'],
    ]);
  });

  it('writes nothing of a list with one wrong row', async () => {
    const folder = tempDir();
    const file = await workbook(folder, [
      ['Đơn vị', 'Email'],
      ['Cẩm Bình', 'an@x.gov.vn'],
      ['Sở Thông tin và Truyền thông', 'binh@x.gov.vn'],
    ]);

    const { code, stderr, stdout } = await run(folder, 'officers', 'import', file, '--yes');

    expect(code).toBe(1);
    expect(stdout).toContain(
      'dòng 3: “Sở Thông tin và Truyền thông” đã kết thúc; nay là Sở Khoa học và Công nghệ',
    );
    expect(stderr).toContain('chưa ghi gì');
    expect(await inStore(folder, (tx) => tx.people.page({ afterId: '', limit: 9 }))).toEqual([]);
  });

  it('runs as a command', async () => {
    const { stdout } = await command(['officers', 'first-code'], { environment: { DATA_DIR: tempDir() } });

    expect(stdout).toMatch(/liên kết [0-9A-Z]{5}-[0-9A-Z]{5}/);
  });

  it('reads lists in a process that is killed at the time limit, and refuses what is no list', async () => {
    const folder = tempDir();
    const file = await workbook(folder, [['Đơn vị', 'Email']]);
    const [text, bomb, broken] = ['a.xlsx', 'b.xlsx', 'c.xlsx'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(text, 'không phải xlsx');
    writeFileSync(bomb, zip([{ name: 'xl/workbook.xml', text: 'x', claims: 2_000_000_000 }]));
    writeFileSync(broken, readFileSync(file).subarray(0, 900));

    expect(await readSheet(file)).toEqual([['Đơn vị', 'Email']]);
    await expect(readSheet(file, { timeoutMs: 1 })).rejects.toThrow('nên đã dừng; chưa ghi gì');
    await expect(readSheet(join(folder, 'none.xlsx'))).rejects.toThrow('không có tệp');
    await expect(readSheet(text)).rejects.toThrow('không phải là .xlsx');
    await expect(readSheet(bomb)).rejects.toThrow('bung ra');
    await expect(readSheet(broken)).rejects.toThrow('không đọc được');
  });

  it('audits leave, preference, bulk withdrawal and every list that is read', async () => {
    const folder = tempDir();
    await inStore(folder, async (tx) => {
      for (const id of ['p-1', 'p-2']) await tx.people.add({ id, name: id, at: NOW });
    });
    const done = [
      await run(folder, 'officers', 'code', '--unit', 'Cẩm Bình'),
      await run(
        folder,
        'officers',
        'leave',
        'p-1',
        '--from',
        '2026-12-01',
        '--to',
        '2026-12-05',
        '--deputy',
        'p-2',
      ),
      await run(folder, 'officers', 'prefer', 'p-1', 'email'),
      await run(folder, 'officers', 'revoke', '--codes', '--unit', 'Cẩm Bình'),
      await run(folder, 'officers', 'list'),
      await run(folder, 'officers', 'why', 'p-1'),
    ];
    expect(done.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(done[3]?.stdout).toContain('Đã thu hồi 1 mã');

    const audit = await inStore(folder, (tx) => tx.audit.list({ limit: 20 }));
    expect(audit.map(({ action, subject }) => `${action} ${subject}`).reverse()).toEqual([
      'code.issue ht.cam-binh',
      'person.leave p-1',
      'person.prefer p-1',
      'code.revoke ht.cam-binh',
      'officers.list all',
      'officers.why p-1',
    ]);
  });

  it('explains why a person was written to where they were', async () => {
    const folder = tempDir();
    await inStore(folder, async (tx) => {
      await tx.people.add({ id: 'p-1', name: 'An', at: NOW });
      await tx.reminders.saveDigest({
        id: 'd1',
        person: 'p-1',
        day: '2026-11-20',
        conversation: 'email:an@x.vn',
        reports: [{ report: 'a|b|c', step: 'tre-1' }],
        why: [
          { channel: 'zalo', found: 'closed', chosen: false },
          { channel: 'email', found: 'free', chosen: true },
        ],
        at: NOW,
      });
    });

    const { stdout } = await run(folder, 'officers', 'why', 'p-1');
    expect(stdout).toContain('2026-11-20  gửi qua email  1 mục');
    expect(stdout).toMatch(/zalo: đã đóng[\s\S]*→ email: gửi được, không mất phí/);
    expect(stdout).not.toContain('an@x.vn');
  });

  it('refuses a unit that has ended, a channel that is none, a person nobody knows', async () => {
    const folder = tempDir();

    expect(
      (await run(folder, 'officers', 'code', '--unit', 'Sở Thông tin và Truyền thông')).stderr,
    ).toContain('nay là Sở Khoa học và Công nghệ');
    expect((await run(folder, 'officers', 'prefer', 'p-1', 'fax')).stderr).toContain(
      '“fax” không phải là kênh',
    );
    expect((await run(folder, 'officers', 'prefer', 'p-1', 'email')).stderr).toContain(
      'không có người nào mã p-1',
    );
  });

  it('takes e-mail from whoever answers that they want out, and from nobody else', async () => {
    const store = await openSqliteStore({ path: ':memory:' });
    await store.transaction(async (tx) => {
      await tx.channelState.set('email', 'unsubscribe-secret', 's');
      for (const name of ['an', 'binh']) {
        await tx.people.add({ id: `p-${name}`, name, at: NOW });
        await tx.people.link(`p-${name}`, `email:${name}@x.vn`, NOW);
      }
    });
    const mail = (from: string, token: string) =>
      `From: <${from}>\r\nSubject: huy-nhac-bao-cao ${token}\r\n\r\n`;
    const [own, forged] = [unsubscribeToken('an@x.vn', 's'), unsubscribeToken('binh@x.vn', 'guessed')];

    expect((await handleMail(mail('binh@x.vn', forged), store, NOW)).unsubscribed).toBeUndefined();
    expect((await handleMail(mail('binh@x.vn', own), store, NOW)).unsubscribed).toBeUndefined();
    expect((await handleMail(mail('an@x.vn', own), store, NOW)).unsubscribed).toBe('an@x.vn');
    expect((await handleMail(mail('an@x.vn', own), store, NOW)).unsubscribed).toBeUndefined();
    const people = await store.transaction((tx) => tx.people.page({ afterId: '', limit: 9 }));
    expect(people.map(({ id, channels }) => `${id} ${channels.length}`)).toEqual(['p-an 0', 'p-binh 1']);
    const audit = await store.transaction((tx) => tx.audit.list({ limit: 9 }));
    expect(audit.map(({ action, subject }) => `${action} ${subject}`)).toEqual(['unsubscribe p-an']);
    await store.close();
  });
});
