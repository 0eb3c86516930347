import { describe, expect, it } from 'vitest';
import { fold, words } from '../../src/understanding/fold.ts';
import { findPeriod } from '../../src/understanding/period.ts';

const period = (text: string, today = '2026-02-10') => findPeriod(words(fold(text)).join(' '), today);

describe('understanding/period', () => {
  it.each([
    ['quý 2/2022', 'quarter', '2022-Q2'],
    ['quý I năm 2023', 'quarter', '2023-Q1'],
    ['q4 2021', 'quarter', '2021-Q4'],
    ['quý ba năm ngoái', 'quarter', '2025-Q3'],
    ['6 tháng đầu năm 2024', 'half_year', '2024-H1'],
    ['6 tháng cuối năm 2024', 'half_year', '2024-H2'],
    ['9 tháng năm 2025', 'nine_months', '2025-9M'],
    ['tháng 3/2025', 'month', '2025-03'],
    ['thang 12 nam ngoai', 'month', '2025-12'],
    ['tháng sáu năm 2022', 'month', '2022-06'],
    ['số liệu 06/2022', 'month', '2022-06'],
    ['nửa cuối năm 2024', 'half_year', '2024-H2'],
    ['năm 2018', 'year', '2018'],
    ['2020 được bao nhiêu', 'year', '2020'],
    ['từ đầu năm tới giờ', 'year', '2026'],
  ])('reads "%s" as a %s', (text, type, named) => {
    expect(period(text)).toEqual({ type, period: named });
  });

  it('counts relative words from today, over the turn of the year', () => {
    expect(period('quý này')).toEqual({ type: 'quarter', period: '2026-Q1' });
    expect(period('quý trước')).toEqual({ type: 'quarter', period: '2025-Q4' });
    expect(period('quý vừa rồi', '2026-11-21')).toEqual({ type: 'quarter', period: '2026-Q3' });
    expect(period('tháng này')).toEqual({ type: 'month', period: '2026-02' });
    expect(period('tháng trước', '2026-01-31')).toEqual({ type: 'month', period: '2025-12' });
    expect(period('năm ngoái')).toEqual({ type: 'year', period: '2025' });
  });

  it('makes up no year: a bare quarter, month or habit gives the kind only', () => {
    expect(period('quý 2')).toEqual({ type: 'quarter' });
    expect(period('tháng 5')).toEqual({ type: 'month' });
    expect(period('báo cáo hàng tháng')).toEqual({ type: 'month' });
    expect(period('báo cáo hàng quý')).toEqual({ type: 'quarter' });
    expect(period('báo cáo hằng ngày')).toBeUndefined();
  });

  it('finds none where none is named', () => {
    for (const text of [
      'quý khách cần gì',
      'quy hoạch đất',
      'làm giấy khai sinh',
      'tháng 13',
      'nghị định 42',
      'H27.25-241105-0012',
      '',
    ])
      expect(period(text), text).toBeUndefined();
  });
});
