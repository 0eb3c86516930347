import { describe, expect, it } from 'vitest';
import { dateOf, lastDay } from '../../../src/catalogue/import/list-date.ts';

const TODAY = '2026-11-21';

describe('catalogue/import/list-date', () => {
  it.each([
    ['Danh sách cập nhật ngày 15/4/2025', 'a.xlsx', '2025-04-15', 'theo tiêu đề'],
    ['Danh mục ban hành ngày 3 tháng 9 năm 2026', '/x/2025-04.xlsx', '2026-09-03', 'theo tiêu đề'],
    [undefined, '/x/province-list-2025-04.csv', '2025-04', 'theo tên tệp'],
    [undefined, 'TTHC 1.7.2025.xlsx', '2025-07-01', 'theo tên tệp'],
    ['Danh sách năm 2025', 'danh-sach.xlsx', TODAY, 'hôm nay, vì tệp không ghi ngày'],
    ['Hiệu lực đến 31/12/2026', 'a.xlsx', TODAY, 'hôm nay, vì tệp không ghi ngày'],
    [undefined, 'list-2025-13.csv', TODAY, 'hôm nay, vì tệp không ghi ngày'],
    [undefined, 'ma-31.2.2025.csv', TODAY, 'hôm nay, vì tệp không ghi ngày'],
  ])('dates "%s" in %s: %s, %s', (title, file, asOf, from) => {
    expect(dateOf(file, title, TODAY)).toEqual({ asOf, from });
  });

  it('ends what is missing from a month’s list with the last day of the month', () => {
    expect([lastDay('2024-02'), lastDay('2025-12'), lastDay('2025-07-01')]).toEqual([
      '2024-02-29',
      '2025-12-31',
      '2025-07-01',
    ]);
  });
});
