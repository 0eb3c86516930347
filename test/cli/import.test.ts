import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Logger, silentLogger } from '../../src/logger.ts';
import { readCurrentCatalogue } from '../../src/storage/sqlite/read-catalogue.ts';
import { command } from '../support/command.ts';
import { startService } from '../support/service.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { webPerson } from '../support/web-person.ts';
import { workbook } from '../support/xlsx.ts';

const QUESTION = 'đăng ký nuôi chim yến trong khu dân cư lệ phí bao nhiêu';
const HEADER = ['Mã TTHC', 'Tên TTHC', 'Lĩnh vực', 'Cơ quan thực hiện', 'Phí, lệ phí', 'Mã thay thế'];

function list(...rows: (readonly string[])[]): string {
  const file = join(tempDir(), 'danh-sach.xlsx');
  writeFileSync(file, workbook([['DANH SÁCH THỦ TỤC CỦA TỈNH'], HEADER, ...rows]));
  return file;
}
const SWIFTS = [
  '1.999901.000.00.00.H27',
  'Đăng ký nuôi chim yến trong khu dân cư',
  'Nuôi chim yến',
  'Ủy ban nhân dân cấp xã',
  'Lệ phí: 120.000 đồng',
];
const BEES = [
  '1.999902.000.00.00.H27',
  'Đăng ký nuôi ong mật trong khu dân cư',
  'Nuôi chim yến',
  'Ủy ban nhân dân cấp xã',
  'Không thu phí',
  '1.999901',
];

interface Line {
  readonly procedures: { code: string }[];
  readonly text: string;
  readonly sources: { title: string }[];
}
async function ask(dataDir: string, text: string): Promise<Line> {
  const { stdout } = await command(['ask', '--jsonl', '--now', '2026-11-21T09:00:00+07:00'], {
    environment: { DATA_DIR: dataDir },
    input: `${JSON.stringify({ id: 1, text })}\n`,
  });
  return JSON.parse(stdout) as Line;
}

describe('cli/import', () => {
  it('shows what a list would change, row by row, and changes nothing without --yes', async () => {
    const dataDir = join(tempDir(), 'data');
    const report = join(tempDir(), 'bao-cao.tsv');

    const { code, stdout, stderr } = await command(
      ['import', list(SWIFTS, ['TEST', 'Thủ tục test']), '--report', report],
      { environment: { DATA_DIR: dataDir } },
    );

    expect(code).toBe(0);
    expect(stderr).toContain('đã đọc 2 dòng');
    expect(stdout).toMatch(/A "Mã TTHC" → code \(mã thủ tục\)/);
    expect(stdout).toMatch(/Mới: 1\n {2}dòng 3 {2}1\.999901 {2}Đăng ký nuôi chim yến/);
    expect(stdout).toMatch(/Không nhận: 1\n {2}dòng 4 .*dòng thử nghiệm/);
    expect(stdout).toContain('Chưa có gì thay đổi');
    expect(readFileSync(report, 'utf8')).toMatch(/không nhận\tdòng 4\tTEST/);
    expect(existsSync(dataDir)).toBe(false);
  });

  it('is answered from after --yes, with the list as the source; goes back; and asking writes nothing', async () => {
    const dataDir = tempDir();
    const environment = { DATA_DIR: dataDir };
    expect((await ask(dataDir, QUESTION)).procedures.map(({ code }) => code)).not.toContain('1.999901');
    expect(readdirSync(dataDir)).toEqual([]);

    const imported = await command(['import', list(SWIFTS), '--yes', '--as-of', '2026-11-01'], {
      environment,
    });
    const before = readFileSync(join(dataDir, 'mot-cua.db'));
    const answer = await ask(dataDir, QUESTION);
    const listed = await command(['catalogue', 'list'], { environment });
    const diff = await command(['catalogue', 'diff', 'shipped', '1'], { environment });
    const back = await command(['catalogue', 'rollback', 'shipped'], { environment });

    expect(imported.stdout).toContain('Phiên bản 1 đang được dùng');
    expect(answer).toMatchObject({
      procedures: [{ code: '1.999901' }, ...answer.procedures.slice(1)],
      text: expect.stringContaining('120.000 đồng'),
      sources: [{ title: 'DANH SÁCH THỦ TỤC CỦA TỈNH', asOf: '2026-11-01' }],
    });
    expect(before.length).toBeGreaterThan(0);
    expect(listed.stdout).toMatch(/^\* 1 .*1 thủ tục {2}danh-sach\.xlsx/m);
    expect(diff.stdout).toMatch(/^thêm {2}1\.999901/m);
    expect(back.code).toBe(0);
    expect(readCurrentCatalogue(join(dataDir, 'mot-cua.db'), 'procedures')).toBeUndefined();
  });

  it('answers a procedure that has gone from a complete list as withdrawn, with its successor', async () => {
    const dataDir = tempDir();
    const environment = { DATA_DIR: dataDir };
    await command(['import', list(SWIFTS, BEES), '--yes'], { environment });

    const wrong = await command(['import', list(SWIFTS), '--withdrawn-on', '2026-10-01'], { environment });
    const right = await command(
      ['import', list(SWIFTS), '--complete', '--withdrawn-on', '2026-10-01', '--yes'],
      { environment },
    );
    const { text } = await ask(dataDir, '1.999902');

    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('chỉ dùng cùng --complete') });
    expect(right.stdout).toMatch(/Hết hiệu lực .*: 1\n {2}1\.999902/);
    expect(text).toMatch(/bãi bỏ từ ngày 0?1\/10\/2026/);
    expect(text).toMatch(/thay thế.*1\.999901/);
  });

  it('answers what only districts handled as ended with them, and says so in the dry run', async () => {
    const environment = { DATA_DIR: tempDir() };
    const file = list([...BEES.slice(0, 3), 'UBND Huyện/Thành phố', 'Lệ phí: 70.000 đồng']);
    const ended = /đã kết thúc ngày 2025-07-01: được trả lời là đã kết thúc: 1\n {2}dòng 3 {2}1\.999902/;

    const shown = await command(['import', file, '--as-of', '2026-11-01'], { environment });
    await command(['import', file, '--as-of', '2026-11-01', '--yes'], { environment });
    const { text } = await ask(
      environment.DATA_DIR,
      'đăng ký nuôi ong mật trong khu dân cư lệ phí bao nhiêu',
    );

    expect(shown.stdout).toMatch(ended);
    expect(text).toMatch(/1\.999902.*Cấp huyện đã kết thúc từ ngày 1\/7\/2025/s);
    expect(text).toMatch(/cấp xã hoặc cấp tỉnh.*Bạn hỏi /s);
    expect(text).not.toContain('70.000');
  });

  it('refuses a list without any usable row, and one that would withdraw too much', async () => {
    const environment = { DATA_DIR: tempDir() };
    const cut = join(tempDir(), 'cut.csv');
    writeFileSync(cut, 'Mã TTHC,Tên TTHC,Lĩnh vực\n1.000894,Đăng ký kết hôn,Hộ tịch\n');

    const empty = await command(['import', list(['X', 'Không có mã quốc gia nào']), '--yes'], {
      environment,
    });
    const few = await command(['import', cut, '--complete', '--yes'], { environment });
    const versions = await command(['catalogue', 'list'], { environment });

    expect(empty).toMatchObject({ code: 1, stderr: expect.stringContaining('không có dòng nào dùng được') });
    expect(few).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/danh sách vắng \d+ trong \d+ thủ tục cùng phạm vi/),
    });
    expect(versions.stdout).toContain('* shipped');
  });

  it('reaches a running service, which answers all the while', async () => {
    const dataDir = tempDir();
    const told: string[] = [];
    const logger: Logger = { ...silentLogger, info: (_, message) => void told.push(String(message)) };
    const service = await startService({ dataDir, deps: { respond: undefined, logger } });
    onTestFinished(() => service.stop());
    const person = await webPerson(service.url);
    const replies = async () => (await person.ask(QUESTION)).map(({ text }) => text).join('\n');
    const before = await replies();

    const importing = command(['import', list(SWIFTS), '--yes'], { environment: { DATA_DIR: dataDir } });
    const during = await replies();
    const { code } = await importing;
    await until(() => told.some((message) => message.includes('a new version is in use')), 30_000);
    const after = await replies();

    expect(code).toBe(0);
    expect(before).not.toContain('120.000');
    expect(during).not.toBe('');
    expect(after).toContain('120.000');
  });
});
