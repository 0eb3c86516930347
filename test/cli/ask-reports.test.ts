import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { askLines } from '../../src/cli/ask.ts';
import type { Respond } from '../../src/dialogue/answer.ts';
import { loadForEval } from '../eval/load.ts';

let respond: Respond;
beforeAll(() => {
  respond = loadForEval();
});

async function ask(now: string, line: Record<string, unknown>): Promise<Record<string, unknown>> {
  const written: string[] = [];
  await askLines({
    respond,
    now: () => new Date(now),
    input: Readable.from([`${JSON.stringify({ id: 1, ...line })}\n`]),
    write: (text) => written.push(text),
  });
  return JSON.parse(written[0] ?? '{}') as Record<string, unknown>;
}

describe('cli/ask, reports', () => {
  it('answers when a report is due by the given clock, for the given unit, with source and default named', async () => {
    const line = { text: 'khi nào đến hạn báo cáo dvctt tháng này', role: 'officer', unit: 'ht.cam-binh' };
    const [november, december] = [
      await ask('2026-11-16T09:00:00+07:00', line),
      await ask('2026-12-16T09:00:00+07:00', line),
    ];

    expect(november).toMatchObject({ status: 'answered', intent: 'report_due', report: { report: 'dvctt' } });
    expect(november.text).toContain('20/11/2026');
    expect(december.text).toContain('21/12/2026');
    expect(november.text).toContain('không phải hạn pháp lý');
    expect(JSON.stringify(november.sources)).toContain('chưa được cơ quan chủ trì xác nhận');
  });

  it('shows the state of filing to a role with a unit, to nobody else, and never guesses without a ledger', async () => {
    const now = '2026-11-21T09:00:00+07:00';
    const text = 'đơn vị tôi còn nợ báo cáo nào';

    const officer = await ask(now, { text, role: 'officer', unit: 'Cẩm Bình' });
    expect(officer).toMatchObject({
      status: 'no_data',
      intent: 'report_status',
      report: { ask: 'own_status' },
    });
    expect(officer.text).toContain('chưa có ghi nhận nộp nào');
    expect((await ask(now, { text })).text).toContain('dữ liệu nội bộ');
    expect((await ask(now, { text, role: 'officer' })).text).toContain('chưa gắn với đơn vị');
    expect((await ask(now, { text, role: 'officer', unit: 'xã Không Có' })).text).toContain(
      'không tìm thấy đơn vị',
    );
    expect((await ask(now, { text, role: 'officer', unit: 'Sở Thông tin và Truyền thông' })).text).toContain(
      'Sở Khoa học và Công nghệ',
    );
  });

  it.each([
    ['đơn vị nào chưa nộp báo cáo quý 3', 'department', { ask: 'missing_units', periodType: 'quarter' }],
    ['xã nào trễ nhiều nhất năm nay', 'leader', { ask: 'late_units', period: '2026' }],
    ['đơn vị tôi còn nợ báo cáo nào', 'officer', { ask: 'own_status' }],
  ])('understands "%s"', async (text, role, report) => {
    const answer = await ask('2026-11-21T09:00:00+07:00', { text, role, unit: 'ht' });

    expect(answer).toMatchObject({ intent: 'report_status', report });
  });
});
