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
    for (const text of [
      'đăng ký khai sinh',
      'cấp lại căn cước',
      'giay phep lai xe',
      'còn tiền mai táng thì sao',
      'tiền tuất',
      '',
    ]) {
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

  it('takes a plain question before how it is done, and whether one may before both', () => {
    expect(aspect('lập hội thì làm sao, nộp ở đâu')).toBe('where');
    expect(aspect('nộp ở đâu, phải làm sao')).toBe('where');
    expect(aspect('cần điều kiện gì, nộp ở đâu')).toBe('conditions');
    expect(aspect('đăng ký online được không, cần gì')).toBe('online');
  });

  it.each([
    [
      'documents',
      ['cần dấy tờ gì', 'nạp chi rứa', 'đem theo cấy chi', 'hồ xơ gồm những chi', 'phải mần đơn chi'],
    ],
    ['fee', ['hết nhiêu', 'tốn mấy đồng', 'le fi bao nhiu', 'có phải nạp tiền chi không', 'mất mấy trăm']],
    ['time', ['mấy nagy xon', 'mấy bựa có', 'bao nâu', 'chừng mô có giấy', 'bao lâu thì có tiền']],
    [
      'where',
      ['nộp xở nào', 'nạp ở mô', 'nhờ ai', 'nộp ở trường hay ở xã', 'xã duyệt hay tỉnh duyệt', 'rứa gửi mô'],
    ],
    ['online', ['nộp trên mạn đc không', 'làm onl được không', 'khai từ xa có được không']],
    ['postal', ['gỡi bưu đện được không', 'gởi giấy về nhà được hông']],
    ['level', ['làm trọn trên mạng được chưa', 'làm online hết được không hay vẫn phải nộp giấy']],
    ['result', ['xong thì xã cấp cho giấy chi', 'nhận lại được cái gì']],
    ['steps', ['mần đơn răng', 'mần bìa đỏ răng', 'khai ntn', 'xin kiểu gì']],
  ] as const)('hears %s through slips and dialect', (expected, questions) => {
    for (const text of questions) expect(aspect(text), text).toBe(expected);
  });

  it('takes what is part of the matter, or of the story, for no question', () => {
    for (const text of [
      'xin giấy phép lao động cho người nước ngoài',
      'nộp tiền thẩm định dự án',
      'gia hạn thời gian xây dựng',
      'hỗ trợ chi phí học tập cho học sinh nghèo',
      'bán hàng online có phải đăng ký kinh doanh không',
      'công ty chuyển phát nhanh mở chi nhánh',
      'đất ông bà để lại mấy chục năm rồi mà chưa có sổ',
      'mất hết giấy tờ xe',
      'xin trợ giúp pháp lý',
      'chủ cũ giờ đi đâu không rõ',
      'bữa nay giá vàng nhiêu một chỉ',
    ])
      expect(aspect(text), text).toBe('find');
    expect(aspect('cấp lại bằng lái qua bưu điện mấy ngày có')).toBe('time');
  });

  it('takes the question which paper to apply for as one for the procedure', () => {
    for (const text of ['muốn mở tiệm thuốc thì xin giấy gì', 'cần giấy phép gì', 'làm thủ tục nào'])
      expect(detectAspect(clean(text)), text).toEqual({ aspect: 'find', asked: false });
  });

  it('hears the same with and without accents', () => {
    for (const text of ['phí bao nhiêu', 'nộp ở đâu', 'mấy ngày xong', 'cần giấy tờ gì'])
      expect(aspect(fold(text)), text).toBe(aspect(text));
  });

  it('lists everything that is asked at once, in the order it is asked', () => {
    const all = (text: string) => detectAspects(clean(text));

    expect(all('cần giấy tờ gì, nộp ở đâu, phí bao nhiêu')).toEqual(['documents', 'where', 'fee']);
    expect(all('mấy ngày có, hết bao nhiêu tiền')).toEqual(['time', 'fee']);
    for (const asked of all('gửi bưu điện được không, mức độ mấy')) expect(ASPECTS).toContain(asked);
  });

  it('hears one question once, though its words are those of two', () => {
    expect(detectAspects(clean('xong thì được cấp giấy gì'))).toEqual(['result']);
    expect(detectAspects(clean('xin giấy gì'))).toEqual([]);
  });
});
