import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choiceOfNumber, plainText, splitText } from '../../src/channels/plain-text.ts';

const CHOICES = [
  { label: 'Phí', data: 'fee' },
  { label: 'Nơi nộp', data: 'where' },
];

describe('channels/plain-text', () => {
  it('writes choices as a numbered list, the folded rest last', () => {
    const text = plainText({
      text: '**Phí**: 10.000 đồng',
      details: 'dài',
      choices: CHOICES,
      links: [{ label: 'Cổng', url: 'https://dichvucong.gov.vn' }],
      sources: [{ title: 'Quyết định 123', section: 'Điều 2', asOf: '2026-07-15' }],
    });

    expect(text).toBe(
      [
        'Phí: 10.000 đồng',
        'Cổng: https://dichvucong.gov.vn',
        'Nguồn: Quyết định 123, Điều 2 (2026-07-15)',
        '1. Phí\n2. Nơi nộp\n3. Xem thêm',
      ].join('\n\n'),
    );
  });

  it('writes the words around a reply in the language it brings', () => {
    const text = plainText({
      text: 'Fee: 10.000',
      details: 'long',
      detailsLabel: 'Read more',
      sources: [{ title: 'Decision 123', asOf: '2026-07-15' }],
      sourcesLabel: 'Source',
    });

    expect(text).toBe('Fee: 10.000\n\nSource: Decision 123 (2026-07-15)\n\n1. Read more');
  });

  it.each(['2', ' 2 ', '2.', '(2)', 'số 2', 'chọn 2', 'So 2'])('takes "%s" as the second choice', (text) => {
    expect(choiceOfNumber(text, CHOICES)?.data).toBe('where');
  });

  it.each(['3', '0', '22', '2 phòng', 'mức độ 2', '-1', ''])('does not take "%s" as a choice', (text) => {
    expect(choiceOfNumber(text, CHOICES)).toBeUndefined();
  });

  it('splits at the end of a paragraph, else of a line, a sentence, a word', () => {
    expect(splitText('aaaa\n\nbbbb\n\ncccc', 11)).toEqual(['aaaa\n\nbbbb', 'cccc']);
    expect(splitText('aaaa\nbbbb', 6)).toEqual(['aaaa', 'bbbb']);
    expect(splitText('aaa. bbbb', 6)).toEqual(['aaa.', 'bbbb']);
    expect(splitText('aaaa bbbb', 6)).toEqual(['aaaa', 'bbbb']);
  });

  it('never cuts inside a character, whatever the text', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });

    fc.assert(
      fc.property(text, fc.integer({ min: 40, max: 120 }), (whole, limit) => {
        const parts = splitText(whole, limit);

        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(limit);
          expect(part).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
        }
        expect(parts.join('').replace(/\s/g, '')).toBe(whole.replace(/\s/g, ''));
      }),
    );
  });
});
