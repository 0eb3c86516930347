import { describe, expect, it } from 'vitest';
import { contentDir } from '../../src/files.ts';
import { loadTexts } from '../../src/i18n/texts.ts';
import { createReportDesk, type DeskRequest } from '../../src/reporting/desk.ts';
import { loadReporting } from '../../src/reporting/load.ts';
import { problemsOfObligations } from '../../src/reporting/obligations.ts';
import { createReportBook } from '../../src/reporting/snapshot.ts';
import { obligations } from '../support/reporting.ts';

const facts = loadReporting(contentDir(), 'ha-tinh');
const now = new Date('2026-11-21T08:00:00+07:00');
const t = loadTexts(contentDir()).in('vi');

function desk(connected: boolean) {
  const book = createReportBook(facts);
  if (connected) {
    book.apply({
      trackedFrom: '2026-09-01',
      frozen: [],
      events: [
        {
          id: 1,
          obligation: 'dvctt-quy',
          period: '2026-Q3',
          unit: 'ht.cam-binh',
          kind: 'filed',
          on: '2026-09-23',
          actor: 'x',
        },
      ],
    });
  }
  const answers = createReportDesk({ book, t });
  return (
    request: Partial<DeskRequest> & Pick<DeskRequest, 'intent'>,
    text: string,
    role = 'citizen',
    units: string[] = [],
  ) =>
    answers.answer({
      request: { report: null, period: null, periodType: null, ...request },
      text,
      asker: { role, units },
      now,
    });
}

describe('reporting/desk', () => {
  it('gives a due day with its source, and says that it is a default and no legal due day', () => {
    const answer = desk(false)(
      { intent: 'report_due', report: 'dvctt', period: '2026-Q4', periodType: 'quarter' },
      'hạn quý này',
    );

    expect(answer.reply.text).toContain('21/12/2026');
    expect(answer.reply.text).toContain('không phải hạn pháp lý');
    expect(answer.sources[0]?.title).toContain('mặc định');
  });

  it('never gives a due day for an ended obligation, since the documents name none', () => {
    const answer = desk(false)(
      { intent: 'report_due', report: 'dvctt', period: '2022-Q2', periodType: 'quarter' },
      'hạn quý 2/2022',
    );

    expect(answer.status).toBe('no_data');
    expect(answer.reply.text).not.toMatch(/7\/2022/);
  });

  it('shows who has filed to nobody without a role', () => {
    const answer = desk(true)(
      {
        intent: 'report_status',
        ask: 'missing_units',
        report: 'dvctt',
        period: '2026-Q3',
        periodType: 'quarter',
      },
      'đơn vị nào chưa nộp',
    );

    expect(answer.status).toBe('no_data');
    expect(answer.reply.text).toContain('dữ liệu nội bộ');
  });

  it('without a ledger says so instead of calling everybody late', () => {
    const answer = desk(false)(
      {
        intent: 'report_status',
        ask: 'missing_units',
        report: 'dvctt',
        period: '2026-Q3',
        periodType: 'quarter',
      },
      'đơn vị nào chưa nộp',
      'department',
    );

    expect(answer.status).toBe('no_data');
    expect(answer.reply.text).toContain('chưa có ghi nhận');
  });

  it('counts who is missing, and leaves out who has filed', () => {
    const answer = desk(true)(
      {
        intent: 'report_status',
        ask: 'missing_units',
        report: 'dvctt',
        period: '2026-Q3',
        periodType: 'quarter',
      },
      'đơn vị nào chưa nộp',
      'department',
    );

    expect(answer.reply.text).toContain('83 trên 84');
    expect(answer.effects?.[0]).toMatchObject({ kind: 'audit' });
  });

  it('keeps an officer within the units she acts for', () => {
    const ask = desk(true);
    const own = ask(
      {
        intent: 'report_status',
        ask: 'missing_units',
        report: 'dvctt',
        period: '2026-Q3',
        periodType: 'quarter',
      },
      'đơn vị nào chưa nộp',
      'officer',
      ['ht.cam-binh'],
    );
    const other = ask({ intent: 'report_status', ask: 'own_status' }, 'xã Can Lộc nộp chưa', 'officer', [
      'ht.cam-binh',
    ]);

    expect(own.reply.text).toContain('0 trên 1');
    expect(other.reply.text).toContain('chưa được cấp quyền');
  });

  it('says late as a number of working days, and what is before the ledger as unknown', () => {
    const ask = desk(true);
    const history = ask(
      { intent: 'report_status', ask: 'history', period: '2026', periodType: 'year' },
      'từ đầu năm',
      'officer',
      ['ht.cam-binh'],
    );
    const before = ask(
      {
        intent: 'report_status',
        ask: 'missing_units',
        report: 'dvctt',
        period: '2026-Q1',
        periodType: 'quarter',
      },
      'quý 1',
      'department',
    );

    expect(history.reply.text).toContain('trễ 2 ngày làm việc');
    expect(before.status).toBe('no_data');
    expect(before.reply.text).toContain('bắt đầu từ 1/9/2026');
  });

  it('echoes figures, names what cannot be, and stores nothing', () => {
    const answer = desk(true)(
      {
        intent: 'report_submit',
        report: 'dvctt',
        period: '2022-Q2',
        periodType: 'quarter',
        values: { tong_ho_so: 140, dung_han: 150, qua_han: 5 },
      },
      'nộp',
    );

    expect(answer.reply.text).toContain('chưa lưu');
    expect(answer.reply.text).toContain('= 155, lớn hơn tổng số hồ sơ (140)');
    expect(answer.effects).toBeUndefined();
  });

  it('names a rule that never fires, an obligation nobody owes, and two that chase the same report', () => {
    const monthly = { periodicity: 'month', due: { kind: 'day_of_month', day: 20 }, validFrom: '2026-01-01' };
    const bad = obligations([
      { id: 'khong-bao-gio', ...monthly, only: ['13'] },
      { id: 'khong-ai', ...monthly, report: 'bcci', kinds: [] },
      { id: 'mot', ...monthly, report: 'cchc' },
      { id: 'hai', ...monthly, report: 'cchc' },
    ]);
    const problems = problemsOfObligations(bad, facts.units, facts.calendar).join('\n');

    expect(problems).toContain('khong-bao-gio: its rule never fires');
    expect(problems).toContain('khong-ai: no unit owes it');
    expect(problems).toContain('mot and hai ask the same report');
  });

  it('tells whoever is linked to a unit that is no more who answers for it now', () => {
    const ask = (unit: string) =>
      desk(true)({ intent: 'report_status', ask: 'own_status' }, 'đơn vị tôi còn nợ báo cáo nào', 'officer', [
        unit,
      ]);

    expect(ask('Sở Thông tin và Truyền thông').reply.text).toMatch(
      /kết thúc ngày 28\/2\/2025; .*Sở Khoa học và Công nghệ/,
    );
    expect(ask('xã Không Có').reply.text).toContain('không tìm thấy đơn vị “xã Không Có”');
  });
});
