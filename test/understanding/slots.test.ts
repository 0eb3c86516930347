import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, words } from '../../src/understanding/fold.ts';
import {
  cutCorrection,
  findDossierCode,
  findLevel,
  findOrdinal,
  findProcedureCode,
  findTier,
  splitNegation,
} from '../../src/understanding/slots.ts';

const clean = (text: string) => words(fold(text)).join(' ');

describe('understanding/slots', () => {
  describe('dossier codes', () => {
    it.each([
      ['H27.25-241105-0012', 'H27.25-241105-0012'],
      ['hồ sơ h27.25-241105-0012 tới đâu rồi', 'H27.25-241105-0012'],
      ['000.00.19.H29-240101-0001', '000.00.19.H29-240101-0001'],
      ['000.01.H27-220315-1234', '000.01.H27-220315-1234'],
      ['H27.25 - 241105 - 0012', 'H27.25-241105-0012'],
      ['mã H27.25–241105–0012.', 'H27.25-241105-0012'],
      ['H27.25_241105_0012', 'H27.25-241105-0012'],
      ['H27-241105-12345', 'H27-241105-12345'],
    ])('finds the code in "%s"', (text, code) => {
      expect(findDossierCode(text)).toBe(code);
    });

    it('takes no other number for one', () => {
      for (const text of [
        '1.004194',
        '2026-01',
        '241105-0012',
        'H27.25-241105-12',
        '0912 345 678',
        'H27',
        '',
      ])
        expect(findDossierCode(text), text).toBeUndefined();
    });

    it('finds every well-formed code inside any sentence', () => {
      const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
      fc.assert(
        fc.property(digits(2), digits(2), digits(6), digits(4), (province, unit, day, number) => {
          const code = `H${province}.${unit}-${day}-${number}`;
          return findDossierCode(`cho hỏi hồ sơ ${code.toLowerCase()} xong chưa`) === code;
        }),
      );
    });
  });

  it('finds a base code alone and in the full code of a province', () => {
    expect(findProcedureCode('thủ tục 1.004194 cần gì')).toBe('1.004194');
    expect(findProcedureCode('1.004194.000.00.00.H27')).toBe('1.004194');
    expect(findProcedureCode('2.000635?')).toBe('2.000635');
  });

  it('takes no other number for a base code', () => {
    for (const text of ['11.004194', '1.0041945', '1.00419', '500.000 đồng', '000.00.19.H29-240101-0001'])
      expect(findProcedureCode(text), text).toBeUndefined();
  });

  it.each([
    ['2', 2],
    ['số 2', 2],
    ['cái thứ hai', 2],
    ['chọn 3 đi', 3],
    ['cái đầu tiên', 1],
    ['lay so 1 nha', 1],
    ['mục 4', 4],
    ['thứ năm', 5],
    ['12', 12],
    ['cái cuối', -1],
    ['cuối cùng', -1],
  ])('reads "%s" as choice %i', (text, ordinal) => {
    expect(findOrdinal(clean(text))).toBe(ordinal);
  });

  it('takes days of the week for no choice', () => {
    for (const text of ['thứ hai tuần sau xã có làm không', 'sáng thứ ba', 'thứ tư này nộp được không'])
      expect(findOrdinal(clean(text)), text).toBeUndefined();
    expect(findOrdinal(clean('cái thứ hai'))).toBe(2);
  });

  it('hears no refusal and no correction in what is merely told', () => {
    expect(splitNegation('không có giấy chứng sinh, làm khai sinh được không')).toBeUndefined();
    expect(cutCorrection('nhầm lẫn trên giấy khai sinh thì sửa ở đâu').corrected).toBe(false);
    expect(cutCorrection('nhầm, ý tôi là giấy khai tử').corrected).toBe(true);
  });

  it('takes a school for no service level', () => {
    expect(findLevel(clean('con học trường cấp 3'))).toBeUndefined();
    expect(findLevel(clean('thủ tục cấp độ 4'))?.oldWord).toBe('4');
  });

  it('reads no choice from other words and numbers', () => {
    for (const text of ['không', '2 tháng', 'có 2 con thì sao', '2026', 'làm giấy khai sinh', ''])
      expect(findOrdinal(clean(text)), text).toBeUndefined();
  });

  it.each([
    ['không phải khai sinh, tôi hỏi khai tử', 'khai sinh', 'tôi hỏi khai tử'],
    ['hông phải cái đó, làm thẻ căn cước', 'cái đó', 'làm thẻ căn cước'],
    ['tôi hỏi khai tử chứ không phải khai sinh', 'khai sinh', 'tôi hỏi khai tử'],
    ['cấp mới căn cước, không phải cấp lại', 'cấp lại', 'cấp mới căn cước'],
    ['không muốn cấp lại mà muốn đổi', 'cấp lại', 'muốn đổi'],
    ['không cần công chứng mà chứng thực thôi', 'công chứng', 'chứng thực'],
    ['hổng phải ly hôn, đăng ký kết hôn á', 'ly hôn', 'đăng ký kết hôn'],
  ])('splits "%s" into what is refused and what is wanted', (text, refused, wanted) => {
    expect(splitNegation(text)).toEqual({ refused, wanted });
  });

  it('refuses nothing where "không phải" asks or tells', () => {
    for (const text of [
      'không phải nộp phí à',
      'khai sinh không phải nộp tiền',
      'khai sinh cho con',
      'có phải công chứng không',
      '',
    ])
      expect(splitNegation(text), text).toBeUndefined();
  });

  it('cuts the opening of a correction', () => {
    expect(cutCorrection('à không, ý tôi là khai tử')).toEqual({ text: 'khai tử', corrected: true });
    expect(cutCorrection('nhầm, khai sinh')).toEqual({ text: 'khai sinh', corrected: true });
    expect(cutCorrection('khai sinh cho con')).toEqual({ text: 'khai sinh cho con', corrected: false });
  });

  it('reads levels in new words and in old ones', () => {
    expect(findLevel(clean('thủ tục toàn trình'))).toEqual({ level: 'Toàn trình' });
    expect(findLevel(clean('một phần'))).toEqual({ level: 'Một phần' });
    expect(findLevel(clean('mức độ 4'))).toEqual({ level: 'Toàn trình', oldWord: '4' });
    expect(findLevel(clean('mức 3'))).toEqual({ level: 'Một phần', oldWord: '3' });
    expect(findLevel(clean('không làm được trên mạng'))).toEqual({ level: 'Không trực tuyến' });
    expect(findLevel(clean('khai sinh'))).toBeUndefined();
  });

  it('reads tiers, and hears that a district was named', () => {
    expect(findTier(clean('nộp ở xã'))).toEqual({ tier: 'Xã', district: false });
    expect(findTier(clean('UBND tỉnh'))).toEqual({ tier: 'Tỉnh', district: false });
    expect(findTier(clean('cấp bộ'))).toEqual({ tier: 'Bộ', district: false });
    expect(findTier(clean('cấp huyện'))).toEqual({ tier: 'Xã', district: true });
    expect(findTier(clean('khai sinh'))).toBeUndefined();
  });
});
