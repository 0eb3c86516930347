import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findClaims, findNearPairs, findRepeats, phrasesOf } from '../../../src/catalogue/editing/phrases.ts';

const phrase = (owner: string, text: string) => ({ owner, text });
const likeness = (a: string, b: string): number => {
  const [left, right] = [new Set(a.split(' ')), new Set(b.split(' '))];
  const common = [...left].filter((word) => right.has(word)).length;
  return common / (left.size + right.size - common);
};

describe('catalogue/editing/phrases', () => {
  it('finds what two procedures claim word for word, case and punctuation aside, but not accents', () => {
    const claims = findClaims([
      phrase('1.000001', 'Làm giấy khai sinh?'),
      phrase('1.000002', 'làm giấy khai sinh'),
      phrase('1.000001', 'mua đất'),
      phrase('1.000002', 'mua dat'),
      phrase('1.000003', 'ly hôn'),
      phrase('1.000003', 'Ly hôn'),
    ]);

    expect(claims).toEqual([{ text: 'Làm giấy khai sinh?', owners: ['1.000001', '1.000002'] }]);
  });

  it('finds the same near pairs as comparing everything with everything', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 25 }), fc.constantFrom(0.5, 0.6, 0.8, 1), (texts, least) => {
        const phrases = texts.map((text, at) => phrase(String(at % 5), text.join(' ')));
        const naive = phrases.flatMap((a, at) =>
          phrases.slice(at + 1).filter((b) => likeness(a.text, b.text) >= least && a.owner !== b.owner),
        );

        expect(findNearPairs(phrases, least)).toHaveLength(naive.length);
      }),
    );
  });

  it('finds repeats within one procedure, the most alike first', () => {
    const pairs = findRepeats(
      [
        phrase('1.000001', 'mở quán cà phê cần giấy gì'),
        phrase('1.000001', 'mở quán cà phê cần giấy tờ gì'),
        phrase('1.000001', 'cần giấy gì mở quán cà phê'),
        phrase('1.000002', 'mở quán cà phê cần giấy gì'),
      ],
      0.8,
    );

    expect(pairs.map(({ likeness: share }) => share.toFixed(2))).toEqual(['1.00', '0.88', '0.88']);
    expect(new Set(pairs.flatMap(({ a, b }) => [a.owner, b.owner]))).toEqual(new Set(['1.000001']));
  });

  it('counts a name that is also a way of asking once', () => {
    expect(
      phrasesOf([{ code: '1.000001', common: 1, names: ['ly hôn'], ask: ['ly hôn', 'bỏ nhau'] }]),
    ).toHaveLength(2);
  });
});
