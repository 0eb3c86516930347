import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, sameLabel, stripInvisible, words } from '../../src/understanding/fold.ts';

const VIETNAMESE = fc.stringMatching(
  /^[a-zA-ZàáảãạăằắẳẵặâầấẩẫậđĐèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ 0-9]{0,30}$/,
);

describe('understanding/fold', () => {
  it('folds composed and decomposed text to the same', () => {
    for (const text of ['Đăng ký khai sinh', 'Giấy phép lái xe', 'ỦY BAN NHÂN DÂN', 'nghĩa vụ quân sự']) {
      expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')));
    }
    fc.assert(fc.property(VIETNAMESE, (text) => fold(text.normalize('NFD')) === fold(text.normalize('NFC'))));
  });

  it('folds what is folded to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => fold(fold(text)) === fold(text)),
    );
  });

  it('leaves plain letters of Vietnamese text alone', () => {
    fc.assert(
      fc.property(VIETNAMESE, (text) => /^[a-z0-9 ]*$/.test(fold(text)) && fold(text).length === text.length),
    );
  });

  it('writes đ and Đ as d', () => {
    expect(fold('Đất đai')).toBe('dat dai');
    expect(fold('ĐKKD')).toBe('dkkd');
  });

  it('does not care where the tone stands', () => {
    expect(fold('hoà giải')).toBe(fold('hòa giải'));
    expect(fold('uỷ ban')).toBe(fold('ủy ban'));
    expect(fold('thuỷ sản')).toBe(fold('thủy sản'));
  });

  it('drops signs that nobody sees', () => {
    expect(fold('khai\u200b sinh')).toBe('khai sinh');
    expect(fold('\ufeffkhai\u00ad sinh\u200f')).toBe('khai sinh');
    expect(stripInvisible('\u202ekhai\u202c\u2066 sinh\u2069')).toBe('khai sinh');
    expect(stripInvisible('\u200b\u200d\u2060')).toBe('');
  });

  it('takes letters and digits for words, whatever stands between', () => {
    expect(words('Cấp lại, gia hạn/đổi (A1)?')).toEqual(['Cấp', 'lại', 'gia', 'hạn', 'đổi', 'A1']);
    expect(words('<b>khai</b> **sinh** 👶')).toEqual(['b', 'khai', 'b', 'sinh']);
    expect(words('khai'.normalize('NFD'))).toEqual(['khai']);
    expect(words('🙏🙏 …')).toEqual([]);
  });

  it('keeps a decomposed syllable in one piece', () => {
    expect(words('đăng ký'.normalize('NFD')).map((word) => word.normalize('NFC'))).toEqual(['đăng', 'ký']);
  });

  it('knows a typed button label without accents and case', () => {
    expect(sameLabel('LE PHI', 'Lệ phí')).toBe(true);
    expect(sameLabel('lệ phí?', 'Lệ phí')).toBe(true);
    expect(sameLabel('lệ phí bao nhiêu', 'Lệ phí')).toBe(false);
  });
});
