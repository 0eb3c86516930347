import { describe, expect, it } from 'vitest';
import { ASPECTS, detectAspect, detectAspects } from '../../src/understanding/aspect.ts';
import { fold, words } from '../../src/understanding/fold.ts';

const clean = (text: string) => words(fold(text)).join(' ');
const aspect = (text: string) => detectAspect(clean(text)).aspect;

describe('understanding/aspect', () => {
  it.each([
    ['documents', ['làm khai sinh cần giấy tờ gì', 'can chi', 'hồ sơ gồm những gì', 'phải mang theo gì']],
    ['fee', ['phí bao nhiêu', 'hết nhiêu tiền', 'có mất tiền không', 'miễn phí không', 'lệ phí']],
    ['time', ['mấy ngày xong', 'bao lâu', 'bao giờ có kết quả', 'mấy bữa có', 'chừng nào xong']],
    ['where', ['nộp ở đâu', 'nộp mô', 'làm ở chỗ nào', 'gặp ai', 'xã hay huyện giải quyết']],
    ['online', ['nộp qua mạng được không', 'làm trực tuyến sao', 'trên vneid có không']],
    ['postal', ['gửi qua bưu điện được không', 'trả kết quả tại nhà', 'qua bưu chính công ích']],
    ['level', ['mức độ mấy', 'toàn trình hay một phần', 'toan trinh chua']],
    ['legal', ['căn cứ pháp lý', 'theo luật nào', 'nghị định nào quy định']],
    ['result', ['kết quả là gì', 'nhận được gì']],
    ['conditions', ['điều kiện gì', 'ai được làm', 'bao nhiêu tuổi thì được']],
    ['steps', ['các bước thế nào', 'quy trình ra sao', 'cách làm', 'trình tự']],
  ] as const)('hears that %s is asked', (expected, questions) => {
    for (const text of questions) expect(aspect(text), text).toBe(expected);
  });

  it('finds a bare topic without an aspect', () => {
    for (const text of ['đăng ký khai sinh', 'cấp lại căn cước', 'giay phep lai xe', '']) {
      expect(detectAspect(clean(text)), text).toEqual({ aspect: 'find', asked: false });
    }
  });

  it('takes what is asked last, since people tell their story first', () => {
    expect(aspect('hỗ trợ chi phí học tập nộp cho ai')).toBe('where');
    expect(aspect('nộp ở xã rồi thì mấy ngày xong')).toBe('time');
  });

  it('lets post and level decide wherever they stand', () => {
    expect(aspect('gửi bưu điện thì phí bao nhiêu')).toBe('postal');
    expect(aspect('mức độ mấy, nộp ở đâu')).toBe('level');
  });

  it('hears the same with and without accents', () => {
    for (const text of ['phí bao nhiêu', 'nộp ở đâu', 'mấy ngày xong', 'cần giấy tờ gì'])
      expect(aspect(fold(text)), text).toBe(aspect(text));
  });

  it('lists everything that is asked at once', () => {
    const all = detectAspects(clean('cần giấy tờ gì, nộp ở đâu, phí bao nhiêu'));
    for (const asked of ['documents', 'where', 'fee'] as const) expect(all).toContain(asked);
    for (const asked of all) expect(ASPECTS).toContain(asked);
  });
});
