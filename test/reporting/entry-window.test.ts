import { describe, expect, it } from 'vitest';
import { contentDir } from '../../src/files.ts';
import { loadTexts } from '../../src/i18n/texts.ts';
import { addDays } from '../../src/reporting/days.ts';
import { createReportDesk } from '../../src/reporting/desk.ts';
import { mayBeFiled } from '../../src/reporting/obligations.ts';
import { createReportBook } from '../../src/reporting/snapshot.ts';
import { obligations, ROOT, reporting, seeded, syntheticYears, unit } from '../support/reporting.ts';

const facts = reporting({
  years: syntheticYears(2030, 3, seeded(3)),
  units: [ROOT, unit('a')],
  duties: obligations([
    {
      id: 'thang',
      periodicity: 'month',
      due: { kind: 'working_days_after_window', days: 5 },
      validFrom: '2030-12-15',
    },
    {
      id: 'mot-lan',
      periodicity: 'ad_hoc',
      due: { kind: 'date', on: '2031-06-20' },
      validFrom: '2031-06-02',
    },
  ]),
});

describe('reporting/entry-window (PEERS seed 7)', () => {
  it.each([
    ['2031-02-14', false, true],
    ['2031-02-15', true, true],
    ['2031-03-14', true, true],
    // From here on figures can be filed; late ones too, for ever.
    ['2031-03-15', true, false],
    ['2032-12-31', true, false],
  ])('on %s the period of 15/2–14/3 is open: %s, still gathering figures: %s', (today, open, gathering) => {
    const { ledger } = createReportBook(facts);
    const found = ledger.open(today, '2031-01-01').find(({ period }) => period.id === '2031-03');
    const duty = ledger.duty('thang', '2031-03');

    expect(found !== undefined).toBe(open);
    expect(duty && mayBeFiled(duty, today)).toBe(open && !gathering);
  });

  it('asks nobody for figures while the window is open, and everybody the day after it closed', () => {
    const book = createReportBook(facts);
    book.apply({ frozen: [], events: [], trackedFrom: '2031-01-01' });
    const desk = createReportDesk({ book, t: loadTexts(contentDir()).in('vi') });
    const ask = (today: string) =>
      desk.answer({
        request: {
          intent: 'report_status',
          ask: 'missing_units',
          report: 'dvctt',
          period: '2031-03',
          periodType: 'month',
        },
        text: 'đơn vị nào chưa nộp báo cáo tháng 3',
        asker: { role: 'department', units: [] },
        now: new Date(`${today}T09:00:00+07:00`),
      });

    expect(ask('2031-02-14').status).toBe('no_data');
    expect(ask('2031-02-14').reply.text).toContain('chưa đến lúc nộp');
    expect(ask('2031-03-15').reply.text).toContain('1 trên 1 đơn vị chưa ghi nhận nộp');
  });

  it('may be filed from the day it is asked for, when it is asked for once', () => {
    const { ledger } = createReportBook(facts);
    const duty = ledger.duty('mot-lan', '2031-06-20');

    for (const [today, may] of [
      ['2031-06-01', false],
      ['2031-06-02', true],
      [addDays('2031-06-20', 90), true],
    ] as const)
      expect(duty && mayBeFiled(duty, today), today).toBe(may);
  });
});
