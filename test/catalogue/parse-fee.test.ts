import { describe, expect, it } from 'vitest';
import { lostSums, unfoundedFree } from '../../src/catalogue/audit-fees.ts';
import { parseFee } from '../../src/catalogue/parse-fee.ts';
import { FeeCase } from '../../src/catalogue/procedure.ts';

const vnd = (amount: number, more: Partial<FeeCase> = {}) => ({
  kind: 'amount',
  amount,
  currency: 'VND',
  ...more,
});
const usd = (amount: number, more: Partial<FeeCase> = {}) => ({
  kind: 'amount',
  amount,
  currency: 'USD',
  ...more,
});

/** Rows as the national database has them, by base code, and what they mean. */
const ROWS: readonly (readonly [string, string, readonly object[]])[] = [
  [
    '1.001029 karaoke: per room, with a ceiling',
    'Phí: 0 đồng (Mức thu phí thẩm định là 1.000.000 đồng/phòng, nhưng tổng mức thu không quá 6.000.000 đồng/Giấy phép/lần thẩm định.)',
    [vnd(1_000_000, { per: 'phòng', max: 6_000_000 })],
  ],
  [
    '3.000348 driving licence: an online rate that has ended',
    'Phí: 0 đồng (Lệ phí cấp giấy phép lái xe: 135.000 đồng/lần. Trường hợp tổ chức, cá nhân nộp hồ sơ theo hình thức trực tuyến: Kể từ ngày 01/12/2023 đến hết ngày 31/12/2025, áp dụng mức thu lệ phí là 115.000 đồng/lần cấp.)',
    [vnd(135_000, { per: 'lần' }), vnd(115_000, { per: 'lần cấp', from: '2023-12-01', until: '2025-12-31' })],
  ],
  [
    '2.000815 per page, and abroad in USD',
    'Phí: 2.000 đồng (/trang); Phí: 10 USD (/bản)',
    [vnd(2_000, { per: 'trang' }), usd(10, { per: 'bản' })],
  ],
  ['2.001008 per case', 'Phí: 10.000 đồng (/trường hợp)', [vnd(10_000, { per: 'trường hợp' })]],
  ['2.000908 a bare 0 is not free', 'Phí: 0 đồng', [{ kind: 'unknown' }]],
  [
    '2.000942 falling rate per page, ceiling per copy',
    'Phí: 2.000 đồng (2.000 đồng/trang; từ trang thứ 3 trở lên thu 1.000 đồng/trang, tối đa thu không quá 200.000 đồng/bản. Trang là căn cứ để thu phí được tính theo trang của bản chính.)',
    [vnd(2_000, { per: 'trang' }), vnd(1_000, { per: 'trang', max: 200_000 })],
  ],
  [
    '1.003593 a ceiling in a clause of its own',
    'Phí: 0 đồng (Nộp 150.000 đồng + (số tấn thủy sản x 15.000 đồng/tấn); Tối đa 700.000 đồng/lần theo Thông tư số 118/2018/TT-BTC)',
    [vnd(150_000, { max: 700_000 }), vnd(15_000, { per: 'tấn', max: 700_000 })],
  ],
  [
    '1.003358 "không quá 02 năm" is no ceiling, 155 đồng is 155 USD',
    'Phí: 145 USD (Thẻ tạm trú có thời hạn không quá 02 năm: 145 USD/thẻ.) [Trực tuyến]; Phí: 155 đồng (Thẻ tạm trú có thời hạn từ trên 02 năm đến 05 năm: 155 USD/thẻ.) [Trực tiếp]',
    [usd(145, { per: 'thẻ', methods: ['online'] }), usd(155, { per: 'thẻ', methods: ['direct'] })],
  ],
  [
    '1.001612 household business: a national figure, the province decides',
    'Lệ phí: 150.000 đồng (- Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định (căn cứ quy định tại Thông tư số 85/2019/TT-BTC).) [Trực tuyến, Dịch vụ bưu chính]; Lệ phí: 50.000 đồng (- Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định.) [Trực tiếp]',
    [vnd(150_000, { methods: ['online', 'post'] }), vnd(50_000, { methods: ['direct'] })],
  ],
  [
    '1.000656 set by the province, some exempt, copies by a rule',
    'Lệ phí: 0 đồng (Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh, thành phố trực thuộc Trung ương quyết định. Miễn lệ phí cho người thuộc gia đình có công với cách mạng; người thuộc hộ nghèo; người khuyết tật. Phí cấp bản sao Trích lục khai tử (nếu có yêu cầu) thực hiện theo quy định tại Thông tư số 281/2016/TT-BTC ngày 14/11/2016 của Bộ Tài chính.)',
    [
      { kind: 'province' },
      {
        kind: 'exempt',
        text: 'Miễn lệ phí cho người thuộc gia đình có công với cách mạng; người thuộc hộ nghèo; người khuyết tật',
      },
      { kind: 'regulation' },
    ],
  ],
  [
    '1.000894 marriage: free in words, the copy is not',
    'Lệ phí: 0 đồng (Miễn lệ phí. Phí cấp bản sao Trích lục kết hôn (nếu có yêu cầu) thực hiện theo quy định tại Thông tư số 281/2016/TT-BTC ngày 14/11/2016 của Bộ Tài chính.) [Trực tuyến, Trực tiếp]',
    [
      { kind: 'free', methods: ['online', 'direct'] },
      { kind: 'regulation', methods: ['online', 'direct'] },
    ],
  ],
  [
    '2.002023 free by a circular',
    'Lệ phí: 0 đồng (- Miễn lệ phí (Thông tư số 47/2019/TT-BTC).)',
    [{ kind: 'free' }],
  ],
  ['1.007658 "Không" in words', 'Phí: 0 đồng (Không)', [{ kind: 'free' }]],
  [
    '1.002032 one way free, named by whom',
    'Lệ phí: 1 đồng (Tổ chức hành nghề luật sư thực hiện đăng ký hoạt động qua mạng điện tử được miễn lệ phí đăng ký hoạt động.) [Trực tuyến]',
    [{ kind: 'exempt', methods: ['online'] }],
  ],
  [
    '1.005136 exemptions only',
    'Phí: 100 đồng (Miễn phí đối với: người di cư từ Lào được phép cư trú; kiều bào có hoàn cảnh kinh tế khó khăn.)',
    [
      {
        kind: 'exempt',
        text: 'Miễn phí đối với: người di cư từ Lào được phép cư trú; kiều bào có hoàn cảnh kinh tế khó khăn.',
      },
    ],
  ],
  ['2.001850 "Không quy định" says nothing', 'Phí: 0 đồng (Không quy định.)', [{ kind: 'unknown' }]],
  ['1.000049 "chưa quy định" says nothing', 'Phí: 0 đồng (chưa quy định)', [{ kind: 'unknown' }]],
  [
    '1.002002 25 đồng has lost its thousands',
    'Lệ phí: 25 đồng [Trực tiếp]; Phí: 20 đồng (đối với 1 tờ khai) [Trực tuyến]',
    [
      { kind: 'unknown', methods: ['direct'] },
      { kind: 'unknown', methods: ['online'] },
    ],
  ],
  [
    '2.002044 the note has the thousands',
    'Phí: 100 đồng (- Phí công bố nội dung đăng ký doanh nghiệp: 100.000 đồng/lần (Thông tư số 47/2019/TT-BTC).)',
    [vnd(100_000, { per: 'lần' })],
  ],
  ['1.010293 by a rule', 'Phí: 0 đồng (Theo quy định của Bộ Tài chính)', [{ kind: 'regulation' }]],
  [
    '1.008886 the days belong to the lower sum',
    'Phí: 10.000.000 đồng ((Áp dụng mức phí: 5.000.000 đồng (Năm triệu đồng) kể từ ngày 01/7/2025 đến hết ngày 31/12/2026 theo Thông tư số 64/2025/TT-BTC).)',
    [vnd(10_000_000), vnd(5_000_000, { from: '2025-07-01', until: '2026-12-31' })],
  ],
  [
    '1.001440 the days belong to the sum',
    'Phí: 50.000 đồng (Mức giảm áp dụng theo Thông tư số 64/2025/TT-BTC ngày 30 tháng 6 năm 2025 của Bộ trưởng Bộ Tài chính đến hết ngày 31/12/2026)',
    [vnd(50_000, { until: '2026-12-31' })],
  ],
  [
    '1.000889 half of the sum for a time',
    'Lệ phí: 50.000 đồng (Luật Căn cước: 50.000 đồng/thẻ căn cước; Kể từ ngày 01/01/2025 đến hết ngày 31/12/2025, mức thu lệ phí theo hình thức trực tuyến bằng 50% mức thu lệ phí quy định.)',
    [vnd(50_000, { per: 'thẻ căn cước' }), { kind: 'regulation', from: '2025-01-01', until: '2025-12-31' }],
  ],
  [
    '1.009505 sums in millions',
    'Phí: 0 đồng (Theo quy định tại Thông tư 25/2022/TT-BTC: 02 triệu đồng/Giấy chứng nhận.)',
    [vnd(2_000_000, { per: 'Giấy chứng nhận' })],
  ],
  ['1.013565 USD with a fraction', 'Lệ phí : 1.5 USD', [usd(1.5)]],
  ['1.011479 no frame around the sum', '3,500,000 Việt Nam Đồng', [vnd(3_500_000)]],
  [
    '1.000612 a bracket that is never closed',
    'Lệ phí: 25 USD (Cấp cho trẻ em dưới 14 tuổi (không phân biệt thời hạn); Lệ phí: 50 USD (Loại có giá trị đến 03 tháng)',
    [usd(25), usd(50)],
  ],
  ['nothing recorded', '', []],
];

describe('catalogue/parse-fee', () => {
  it.each(ROWS)('reads %s', (_, source, expected) => {
    const cases = parseFee(source);

    expect(cases.map((one) => one.kind)).toEqual(expected.map((one) => (one as FeeCase).kind));
    expect(cases).toMatchObject(expected);
    // Days are as telling where they are absent.
    expect(cases.map(({ from, until }) => [from, until])).toEqual(
      expected.map((one) => [(one as FeeCase).from, (one as FeeCase).until]),
    );
    for (const one of cases) expect(FeeCase.safeParse(one).success).toBe(true);
    expect(lostSums(source, cases)).toEqual([]);
  });

  it('never calls a fee free that the source does not', () => {
    for (const source of [
      'Phí: 0 đồng',
      'Lệ phí: 0 đồng [Trực tuyến]',
      '0',
      'Phí: 0 đồng (Phí thẩm định)',
      'Phí: 0 đồng (Không quy định)',
    ])
      expect(parseFee(source).map(({ kind }) => kind)).not.toContain('free');
    for (const [, source] of ROWS) expect(unfoundedFree(source, parseFee(source))).toBe(false);
  });

  it('keeps the sum when the words around it are too long to keep', () => {
    const [only] = parseFee(
      `Lệ phí: 150.000 đồng (${'Người nộp hồ sơ nộp lệ phí tại nơi tiếp nhận hồ sơ '.repeat(30)})`,
    );

    expect(only).toMatchObject(vnd(150_000));
    expect(only?.text?.length).toBeLessThanOrEqual(241);
  });
});
