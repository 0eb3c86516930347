import { describe, expect, it } from 'vitest';
import { words } from '../../src/understanding/fold.ts';
import { createPlaceNames, placesIn } from '../../src/understanding/place-names.ts';
import { wordOf } from '../../src/understanding/syllable.ts';

const NAMES = createPlaceNames([
  'Huyện Cầu Kè',
  'Xã Tân An',
  'Thị trấn Tân An Hội',
  'Thành phố Vinh',
  'Hà Tĩnh',
]);

/** The text with the words that only name a place in brackets. */
function marked(text: string): string {
  const read = words(text).map(wordOf);
  const where = placesIn(read, NAMES);
  return words(text)
    .map((word, at) => (where.has(at) ? `[${word}]` : word))
    .join(' ');
}

describe('understanding/place-names', () => {
  it('finds a name after a word that says where', () => {
    expect(marked('mở tiệm ở chợ cầu kè cần gì')).toBe('mở tiệm ở chợ [cầu] [kè] cần gì');
    expect(marked('mo tiem o cho cau ke')).toBe('mo tiem o cho [cau] [ke]');
  });

  it('takes the longest name, and one that follows another', () => {
    expect(marked('nhà ở xã tân an hội')).toBe('nhà ở xã [tân] [an] [hội]');
    expect(marked('ở tân an cầu kè')).toBe('ở [tân] [an] [cầu] [kè]');
  });

  it('leaves words that spell a name elsewhere, with other tones, or are one word', () => {
    expect(marked('cầu kè bị sập')).toBe('cầu kè bị sập');
    expect(marked('ở tận ăn uống')).toBe('ở tận ăn uống');
    expect(marked('ở vinh')).toBe('ở vinh');
  });

  it('leaves a place somebody goes to', () => {
    expect(marked('xe khách vô hà tĩnh')).toBe('xe khách vô hà tĩnh');
  });
});
