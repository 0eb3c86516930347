import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLexicon } from '../../src/understanding/lexicon.ts';
import { createNormalise } from '../../src/understanding/normalise.ts';
import { createVocabulary } from '../../src/understanding/vocabulary.ts';

const vocabulary = createVocabulary({
  abbreviations: {
    weight: 1,
    words: { cccd: 'căn cước công dân', cc: 'căn cước | công chứng', tt: 'thủ tục | thông tư' },
  },
  teencode: { weight: 0.9, words: { ko: 'không', bik: 'biết', c: 'chị' } },
  dialect_north_central: { weight: 0.8, words: { mô: 'đâu', răng: 'sao', rứa: 'thế' } },
  dialect_south: { weight: 0.8, words: { hông: 'không' } },
  everyday: { weight: 0.6, words: { 'sổ đỏ': 'giấy chứng nhận quyền sử dụng đất' } },
  renamed: { weight: 0.6, words: { 'căn cước công dân': 'căn cước' } },
});
const CONTENT = [
  'đăng ký khai sinh',
  'làm giấy khai sinh ở đâu',
  'đăng ký kết hôn',
  'cấp lại căn cước công dân',
  'cấp giấy chứng nhận quyền sử dụng đất',
  'đăng ký thường trú',
  'đặt cọc tiền',
  'giấy tờ đất',
  'đi làm ăn xa khai báo tạm vắng',
  'tạm vắng',
  'tư vấn và văn bản',
  'đăng ký thường trú cho con',
  'hạng c',
];
const lexicon = createLexicon(CONTENT);
const read = createNormalise(vocabulary, lexicon);
const runs = (text: string) => read(text).added.map((run) => run.map((token) => token.folded).join(' '));

describe('understanding/normalise', () => {
  it('reads composed, decomposed and upper-case text alike', () => {
    const { folded, tokens } = read('Đăng ký khai sinh');
    expect(folded).toBe('dang ky khai sinh');
    for (const text of [
      'Đăng ký khai sinh'.normalize('NFD'),
      'ĐĂNG KÝ KHAI SINH',
      '  đăng   ký,khai sinh??',
    ]) {
      expect(read(text)).toMatchObject({ folded, tokens });
    }
  });

  it('reads hoà and hòa as one word', () => {
    expect(read('hoà giải').tokens).toEqual(read('hòa giải').tokens);
  });

  it('keeps the tones typed and lets any tone fit where none was', () => {
    expect(read('đặt cọc').tokens[0]?.toned).not.toBe(read('đất').tokens[0]?.toned);
    expect(read('dat coc').tokens.every((token) => token.toned === undefined)).toBe(true);
  });

  it('reads a word with tones no word has as one that sounds so', () => {
    expect(read('khai báo tạm vắn').tokens.at(-1)?.toned).toBeUndefined();
    expect(runs('khai báo tạm vắn').some((run) => run.includes('vang'))).toBe(true);
    expect(runs('nhờ tư vấn')).toEqual([]);
  });

  it('undoes Telex and VNI', () => {
    for (const text of ['ddawng kys khai sinh', 'd9a8ng ky1 khai sinh'])
      expect(read(text).folded, text).toBe('dang ky khai sinh');
    expect(read('thuwowngf truws').folded).toBe('thuong tru');
    expect(read('ddawng kys').changes.map(({ step }) => step)).toEqual(['telex', 'telex']);
    expect(read('d9a8ng').changes.map(({ step }) => step)).toEqual(['vni']);
  });

  it('splits joined words and joins split ones', () => {
    expect(read('giaykhaisinh').folded).toBe('giay khai sinh');
    expect(read('dangkykhaisinh o dau').folded).toBe('dang ky khai sinh o dau');
    expect(read('gi ấy khai sinh').folded).toContain('khai sinh');
  });

  it('sees through zero-width signs', () => {
    expect(read('khai\u200bsinh').folded).toBe('khai sinh');
    expect(read('khai \u200d\u2060sinh\ufeff').folded).toBe('khai sinh');
  });

  it('keeps every reading of an abbreviation, none at full weight', () => {
    const { tokens, added } = read('làm cc');
    expect(tokens.map((token) => token.folded)).toEqual(['lam', 'can', 'cuoc']);
    expect(added.map((run) => run.map((token) => token.folded).join(' '))).toContain('cong chung');
    expect([...tokens.slice(1), ...added.flat()].every((token) => token.weight < 1)).toBe(true);
  });

  it('writes out an abbreviation with one reading, and follows it to the new name', () => {
    expect(read('cccd').folded).toBe('can cuoc cong dan');
    expect(read('CCCD').folded).toBe('can cuoc cong dan');
    expect(runs('cccd')).toContain('can cuoc');
  });

  it('writes out teencode, but leaves a class letter standing', () => {
    expect(read('ko bik').folded).toBe('khong biet');
    expect(read('hạng c').tokens.map((token) => token.folded)).toEqual(['hang', 'c']);
  });

  it('adds what dialect means and keeps what was typed', () => {
    const { folded } = read('đi mô làm giấy khai sinh');
    expect(folded).toContain('mo');
    expect(runs('đi mô làm giấy khai sinh')).toContain('dau');
    expect(runs('răng lâu rứa')).toEqual(expect.arrayContaining(['sao', 'the']));
  });

  it('does not take another word for dialect where tones are typed', () => {
    expect(runs('mở cửa hàng ở đây')).not.toContain('dau');
  });

  it('adds the official words to everyday ones at a smaller weight', () => {
    const { tokens, added } = read('làm sổ đỏ');
    expect(tokens.map((token) => token.folded)).toEqual(['lam', 'so', 'do']);
    const official = added.find((run) => run[0]?.folded === 'giay');
    expect(official?.every((token) => token.weight === 0.6)).toBe(true);
  });

  it('offers the right spelling for a slip', () => {
    const { changes } = read('giấy khia sinh');
    expect(changes).toContainEqual({ step: 'spelling', from: 'khia', to: 'khai' });
    expect(read('giấy khia sinh').folded).toBe('giay khai sinh');
  });

  it('finds no words in nothing', () => {
    for (const text of ['', '   ', '\u200b\u200d', '🙏', '?!…'])
      expect(read(text).tokens, JSON.stringify(text)).toEqual([]);
  });

  it('reads a bounded part of any text, the same each time, without failing', () => {
    expect(read('khai sinh '.repeat(5_000)).tokens.length).toBeLessThanOrEqual(160);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const once = read(text);
        expect(read(text)).toEqual(once);
        for (const token of [...once.tokens, ...once.added.flat()])
          expect(token.weight >= 0 && token.weight <= 1).toBe(true);
      }),
    );
  });
});
