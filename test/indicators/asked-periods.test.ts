import { describe, expect, it } from 'vitest';
import { readPeriods } from '../../src/indicators/asked-periods.ts';
import {
  covers,
  dateLabel,
  periodDays,
  periodLabel,
  shiftPeriod,
  yearBefore,
} from '../../src/indicators/periods.ts';
import { fold } from '../../src/understanding/fold.ts';

const NOW = new Date('2026-11-21T08:00:00+07:00');
const ids = (text: string): string[] => readPeriods(fold(text), NOW).periods.map(({ id }) => id);

describe('indicators/asked-periods', () => {
  it.each([
    ['năm 2018', ['2018']],
    ['quý I/2022', ['2022-Q1']],
    ['quí 1 năm 2022', ['2022-Q1']],
    ['q1/2022', ['2022-Q1']],
    ['6 tháng đầu năm 2022', ['2022-H1']],
    ['sáu tháng đầu 2022', ['2022-H1']],
    ['6t 2022', ['2022-H1']],
    ['6 tháng cuối năm 2021', ['2021-H2']],
    ['5 tháng đầu năm 2019', ['2019-01..05']],
    ['nam thang dau nam 2019', ['2019-01..05']],
    ['9 tháng đầu năm 2022', ['2022-01..09']],
    ['tháng 6/2019', ['2019-06']],
    ['đến 14/6/2022', ['2022-06-14']],
    ['ngày 27 tháng 2 năm 2019', ['2019-02-27']],
    ['từ 2015 đến 2018', ['2015..2018']],
    ['giai đoạn 2017-2020', ['2017..2020']],
    ['năm 2015 với 2018', ['2015', '2018']],
    ['năm 18', ['2018']],
    ['2k18', ['2018']],
    ['năm ngoái', ['2025']],
    ['năm nay', ['2026']],
    ['quý trước', ['2026-Q3']],
    ['tháng trước', ['2026-10']],
    ['1967 dịch vụ công', []],
    ['12.096 dịch vụ', []],
    ['ngày 31/2/2019', []],
  ])('reads the period of "%s"', (text, expected) => {
    expect(ids(text)).toEqual(expected);
  });

  it('counts "quý trước" in Viet Nam, not in UTC', () => {
    const justAfterNewYear = new Date('2026-12-31T18:00:00Z');

    expect(readPeriods('quy truoc', justAfterNewYear).periods[0]?.id).toBe('2026-Q4');
  });

  it('knows "so với năm trước" from "năm ngoái"', () => {
    expect(readPeriods('2018 so voi nam truoc', NOW)).toMatchObject({
      yearBefore: true,
      periods: [{ id: '2018' }],
    });
    expect(readPeriods('so voi nam truoc', NOW)).toMatchObject({ yearBefore: true, periods: [] });
  });

  it('says which year is none', () => {
    expect(readPeriods('nam 20018 bcci', NOW).wrong).toBe('năm 20018');
  });

  it('blanks what it read and keeps the length', () => {
    const text = 'quy 1/2022 tra vinh';

    const { rest } = readPeriods(text, NOW);

    expect(rest).toHaveLength(text.length);
    expect(rest.trim()).toBe('tra vinh');
  });
});

describe('indicators/periods', () => {
  it('turns ids into days and words', () => {
    expect(periodDays('2022-H1')).toEqual({ from: '2022-01-01', to: '2022-06-30' });
    expect(periodDays('2019-01..05')).toEqual({ from: '2019-01-01', to: '2019-05-31' });
    expect(periodDays('2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
    expect(periodDays('2022-Q5')).toBeUndefined();
    expect(periodDays('2019-02-30')).toBeUndefined();
    expect(periodDays('2020..2017')).toBeUndefined();
    expect(periodLabel('2019-01..05')).toBe('5 tháng đầu năm 2019');
    expect(periodLabel('2017..2020')).toBe('giai đoạn 2017–2020');
    expect(dateLabel('2022-06-14')).toBe('14/6/2022');
  });

  it('knows what covers what, and neighbours', () => {
    expect(covers({ from: '2022-01-01', to: '2022-12-31' }, { from: '2022-01-01', to: '2022-03-31' })).toBe(
      true,
    );
    expect(shiftPeriod('2022-Q1', -1)).toBe('2021-Q4');
    expect(shiftPeriod('2022-01', -1)).toBe('2021-12');
    expect(shiftPeriod('2017..2020', 1)).toBeUndefined();
    expect(yearBefore('2022-H1')).toBe('2021-H1');
  });
});
