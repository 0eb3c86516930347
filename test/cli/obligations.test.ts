import { describe, expect, it } from 'vitest';
import { addObligations } from '../../src/cli/obligations.ts';
import { commandHere } from '../support/command-here.ts';
import { tempDir } from '../support/temp-dir.ts';

const run = (dataDir: string, ...args: string[]) =>
  commandHere(addObligations, ['obligations', ...args], { DATA_DIR: dataDir });

describe('cli/obligations', () => {
  it('prints the calendar, marked as a default, and for ended reports no due day, since none is known', async () => {
    const folder = tempDir();
    const now = await run(folder, '--from', '2026-12-01', '--to', '2026-12-31');
    const then = await run(folder, '--from', '2019-01-01', '--to', '2019-06-30', '--history');
    const csv = await run(folder, '--from', '2019-01-01', '--to', '2019-06-30', '--history', '--csv');

    expect(now.stdout).toContain('2026-12-21  Báo cáo quý về dịch vụ công trực tuyến, quý 4/2026');
    expect(now.stdout).toContain('mặc định, chờ cơ quan chủ trì xác nhận');
    expect(then.stdout).toMatch(/^\(không rõ hạn\) {2}Số liệu tháng về dịch vụ công trực tuyến/m);
    expect(then.stdout).not.toMatch(/^2019-|ngày 15 của/m);
    expect(csv.stdout.split('\n')[1]).toMatch(/^,0,/);
  });

  it('asks for a report once: looks first, writes with --yes, shows it in the calendar, calls it off', async () => {
    const folder = tempDir();
    const words = ['Kết quả rà soát minh bạch', '--due', '2030-06-15', '--units', 'các sở'];

    const looked = await run(folder, 'request', ...words);
    expect(looked.stdout).toContain('Chạy lại với --yes');
    expect((await run(folder, 'requests')).stderr).toContain('Chưa có yêu cầu nào');

    // 15/6/2030 is a Saturday.
    const written = await run(folder, 'request', ...words, '--yes');
    expect(written.stdout).toContain('2030-06-17');
    const code = /yc-[a-z0-9]+/.exec(written.stdout.split('\n').at(-2) ?? '')?.[0] ?? '';
    const calendar = await run(folder, '--from', '2030-06-15', '--to', '2030-06-20');
    expect(calendar.stdout).toContain('Kết quả rà soát minh bạch, đột xuất, hạn 15/06/2030');

    expect((await run(folder, 'cancel', code)).stdout).toContain('Đã hủy');
    expect((await run(folder, '--from', '2030-06-15', '--to', '2030-06-20')).stdout).not.toContain('Kết quả');
    expect((await run(folder, 'requests')).stdout).toContain('đã hủy');
  });

  it.each([
    [['request', 'rà soát', '--due', '31/2/2027'], 'không phải là ngày'],
    [['request', 'rà soát', '--due', '2020-01-01'], 'đã qua'],
    [
      ['request', 'rà soát', '--due', '2030-01-02', '--units', 'xã Không Có'],
      'không có đơn vị “xã Không Có”',
    ],
    [['cancel', 'yc-222222'], 'không có yêu cầu yc-222222'],
    [['--from', 'mai'], 'không phải là ngày'],
  ])('says what is wrong with %j', async (args, expected) => {
    const { code, stderr } = await run(tempDir(), ...args);

    expect(code).toBe(1);
    expect(stderr).toContain(expected);
  });
});
