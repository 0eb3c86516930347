import { describe, expect, it } from 'vitest';
import { actNumber, isSameAct } from '../../src/catalogue/legal-act.ts';
import { parseLegal, parseMethods, toProcedure } from '../../src/catalogue/parse-source.ts';

describe('catalogue/legal-act', () => {
  it.each([
    ['60/2014/QH13 - Luật Hộ tịch', '60/2014/QH13'],
    ['Luật số 32/2024/QH15 - Luật Các tổ chức tín dụng', '32/2024/QH15'],
    ['Nghị định số68/2018/NĐ-CP - Quy định chi tiết', '68/2018/NĐ-CP'],
    ['94/2025/QH15 ngày 27/6/2025 - Luật Năng lượng nguyên tử', '94/2025/QH15'],
    [': Thông tư 269/2016/TT-BTC ngày 14/11/2016 của Bộ Tài chính', '269/2016/TT-BTC'],
    ['Luật số 58 - Luật số 58/2024/QH15 của Quốc hội: Luật Đầu tư công', '58/2024/QH15'],
    ['nghị định 146/2025 - Nghị định số 146/2025/NĐ-CP', '146/2025/NĐ-CP'],
    ['222/02205/NĐ-CP - Nghị định số 222/2025/NĐ-CP của Chính phủ', '222/2025/NĐ-CP'],
    ['18/12/2025 - Nghị định số 330/2025/NĐ-CP của Chính phủ', '330/2025/NĐ-CP'],
    ['TT43/2023/TT-BTC - Thông tư số 43/2023/TT-BTC', '43/2023/TT-BTC'],
    ['59/2023/TT- BTC - Thông tư', '59/2023/TT-BTC'],
    ['77/2016/NĐ-CP. - Nghị định 77/2016/NĐ-CP.', '77/2016/NĐ-CP'],
    ['86/2018/nđ-cp - Nghị định', '86/2018/NĐ-CP'],
    ['118/2025/NĐ-C - Thực hiện thủ tục hành chính theo cơ chế một cửa', '118/2025/NĐ-CP'],
    ['190/2025/NQ-QH15 - Nghị quyết số 190/2025/QH15', '190/2025/QH15'],
    ['66.7/2025/NQ-CP - Nghị quyết', '66.7/2025/NQ-CP'],
    ['2222/QĐ-BHXH - Quy trình', '2222/QĐ-BHXH'],
    ['Luật Hóa chất - 06/2007/QH12', '06/2007/QH12'],
  ])('reads %s', (entry, number) => {
    expect(actNumber(entry)).toBe(number);
  });

  it.each([
    'Luật đường bộ năm 2024 - Luật đường bộ năm 2024',
    '19/6/2015 - Luật thú y',
    '54 - Luật Hải quan 2014',
    'BỘ LUẬT HÀNG HẢI VIỆT NAM - BỘ LUẬT HÀNG HẢI VIỆT NAM',
    'Thông tư - sửa đổi, bổ sung một số điều của Thông tư số 01/2011/TT-BNG',
    'Tên văn bản pháp lýMã văn bảnNghị định 123/2020/NĐ-CP123/2020/NĐ-CPNghị định',
  ])('finds no number in %s', (entry) => {
    expect(actNumber(entry)).toBeUndefined();
  });

  it.each([
    ['60/2014/QH13', '60/2014/QH 13'],
    ['60/2014/QH13', 'Luật Hộ tịch số 60/2014/QH13'],
    ['118/2025/NĐ-CP', '118/2025/ND-CP'],
    ['05/2020/TT-BYT', '5/2020/TT-BYT'],
    ['191/2005/TTLT/BQP-BTC', '191/2005/TTLT-BQP-BTC'],
    ['190/2025/NQ-QH15', '190/2025/QH15'],
    ['49/2010/QH12', '49/2010/QH'],
    ['46/2020/NĐ-CP', '46/2020'],
    ['08.a/2010/TT-BTP', '08a/2010/TT-BTP'],
  ])('takes %s and %s for one act', (a, b) => {
    expect(isSameAct(a, b)).toBe(true);
    expect(isSameAct(b, a)).toBe(true);
  });

  it.each([
    ['7/2025/NQ-CP', '66.7/2025/NQ-CP'],
    ['6/2014/QH13', '46/2014/QH13'],
    ['16/2026/NQ-CP', '66.16/2026/NQ-CP'],
    ['43/2023/TT-BTC', '43/2023/NĐ-CP'],
    ['43/2023/TT-BTC', '43/2024/TT-BTC'],
  ])('tells %s from %s', (a, b) => {
    expect(isSameAct(a, b)).toBe(false);
  });
});

describe('catalogue/parse-source', () => {
  it('keeps one spelling of an act, the whole one', () => {
    expect(
      parseLegal(['46/2020 - Nghị định', 'Nghị định số 46/2020/NĐ-CP', '46/2020/NĐ-CP'], 2026, false),
    ).toEqual(['46/2020/NĐ-CP']);
  });

  it("leaves out another province's acts and impossible years", () => {
    const entries = [
      '1998/QĐ-UBND - Ủy quyền',
      '96/2023/NQ-HĐND - Nghị quyết',
      '40/2029/QH14 - Luật Kiến trúc',
    ];

    expect(parseLegal(entries, 2026, false)).toEqual([]);
    expect(parseLegal(entries, 2026, true)).toEqual(['1998/QĐ-UBND', '96/2023/NQ-HĐND']);
  });

  it('reads the ways of handing in from a list, paragraphs and a table run together', () => {
    expect(parseMethods('Trực tuyến; Trực tiếp')).toEqual(['online', 'direct']);
    expect(parseMethods('Trực tiếp: cán bộ trực tuyến hướng dẫn.\nDịch vụ bưu chính: 5 ngày')).toEqual([
      'post',
      'direct',
    ]);
    expect(
      parseMethods(
        'Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến6 Ngày300,000 VNĐ(Theo Bộ Tài chính.)Dịch vụ bưu chính6 NgàyKhông có thông tinTrực tiếp6 Ngày',
      ),
    ).toEqual(['online', 'post', 'direct']);
  });

  it('takes the ways of handing in that only times or fees name', () => {
    const record = {
      code: '1.000450',
      name: 'Cấp C/O mẫu B',
      methods: 'Trực tuyến: kết quả báo trên hệ thống.',
      time: '8 giờ [Trực tuyến, Trực tiếp]; 24 giờ [Dịch vụ bưu chính]',
      snapshot: '2026-07-18',
    };

    expect(toProcedure(record).methods).toEqual(['online', 'post', 'direct']);
  });
});
