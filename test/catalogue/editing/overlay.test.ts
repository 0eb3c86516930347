import { describe, expect, it } from 'vitest';
import type { Card } from '../../../src/catalogue/card.ts';
import { overlayDifferences } from '../../../src/catalogue/editing/overlay.ts';
import type { Procedure } from '../../../src/catalogue/procedure.ts';

const procedure: Procedure = {
  code: '1.000001',
  name: 'Cấp giấy phép mẫu',
  field: 'Mẫu',
  tiers: ['commune'],
  bodies: [],
  level: 'partial',
  levelStated: true,
  methods: ['online', 'direct'],
  times: ['3 ngày làm việc'],
  fees: [{ kind: 'amount', amount: 50_000, currency: 'VND' }],
  legal: ['1/2026/NĐ-CP'],
  snapshot: '2026-07-18',
};
const differ = (card: Partial<Card>, facts: Partial<Procedure> = {}) =>
  overlayDifferences(new Map([['1.000001', { ...procedure, ...facts }]]), [
    { code: '1.000001', common: 1, ask: ['xin giấy phép mẫu'], ...card },
  ]).map(({ about }) => about);

describe('catalogue/editing/overlay', () => {
  it.each<[string, Partial<Card>, Partial<Procedure>, string[]]>([
    [
      'what agrees',
      { online: 'Làm một phần trên mạng.', legal: ['1/2026/NĐ-CP'], snapshot: '2026-07' },
      {},
      [],
    ],
    ['another level', { online: 'Làm toàn trình trên mạng.' }, {}, ['mức']],
    ['a way that is not offered', { post: 'Gửi qua bưu điện được.' }, {}, ['cách nộp']],
    ['no way, and none is offered', { post: 'Thủ tục này không ghi cách nộp qua bưu chính.' }, {}, []],
    ['no way, and one is offered', { online: 'Chưa nộp trực tuyến được.' }, {}, ['cách nộp']],
    ['the fee', { about: 'Lệ phí 50.000 đồng.' }, {}, []],
    ['another fee', { about: 'Lệ phí 70.000 đồng.' }, {}, ['phí']],
    ['a sum that is no fee', { about: 'Vốn ít nhất 70.000.000 đồng.' }, {}, []],
    ['another time', { steps: ['Có kết quả sau 5 ngày làm việc.'] }, {}, ['thời hạn']],
    ['another law', { legal: ['2/2026/NĐ-CP'] }, {}, ['căn cứ']],
    ['an older record', { snapshot: '2026-01-01' }, {}, ['ngày']],
    ['what has ended', {}, { withdrawnOn: '2026-10-01' }, ['hết hiệu lực']],
  ])('lists %s', (_what, card, facts, expected) => {
    expect(differ(card, facts)).toEqual(expected);
  });

  it('lists a card of no procedure', () => {
    expect(overlayDifferences(new Map(), [{ code: '9.999999', common: 0, ask: ['x'] }])[0]?.about).toBe('mã');
  });
});
