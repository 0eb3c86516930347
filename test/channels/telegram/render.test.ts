import { describe, expect, it } from 'vitest';
import { render } from '../../../src/channels/telegram/render.ts';
import { TelegramPart } from '../../../src/channels/telegram/schema.ts';
import { CHOICE_DATA_LIMIT_BYTES, type Reply } from '../../../src/messages/index.ts';

const parts = (reply: Reply) => render(reply).map(({ payload }) => TelegramPart.parse(payload));
const only = (reply: Reply) => {
  const [part, ...others] = parts(reply);
  expect(others).toEqual([]);
  if (part?.method !== 'sendMessage') throw new Error('no text');
  return part;
};
const PNG = 'iVBORw0KGgo=';

describe('channels/telegram/render', () => {
  it('says bold by position, so that nothing is markup', () => {
    const { text, entities } = only({ text: 'Phí **karaoke** là <b>4</b> *triệu* _nhé_ [x](javascript:1)' });

    expect(text).toBe('Phí karaoke là <b>4</b> *triệu* _nhé_ [x](javascript:1)');
    expect(entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)])).toEqual([
      ['bold', 'karaoke'],
    ]);
  });

  it('counts positions as Telegram does, past emoji and Khmer', () => {
    const { text, entities } = only({ text: '👨‍👩‍👧 ស្រុក **phí**' });
    const [bold] = entities;

    expect(bold && text.slice(bold.offset, bold.offset + bold.length)).toBe('phí');
  });

  it('folds details into the message when they fit', () => {
    const { text, entities, keyboard } = only({
      text: 'Ngắn',
      details: 'Dài **lắm**',
      detailsLabel: 'Xem đầy đủ',
    });
    const fold = entities.find(({ type }) => type === 'expandable_blockquote');

    expect(fold && text.slice(fold.offset, fold.offset + fold.length)).toBe('Dài lắm');
    expect(keyboard).toBeUndefined();
  });

  it('puts details that do not fit behind a button', () => {
    const { text, keyboard } = only({ text: 'Ngắn', details: 'x '.repeat(2_100) });

    expect(text).toBe('Ngắn');
    expect(keyboard).toEqual([[{ text: 'Xem đầy đủ', callback_data: 'more' }]]);
  });

  it('splits at the ends of paragraphs, with the buttons under the last part', () => {
    const paragraph = (n: number) => `**Đoạn ${n}** ${'chữ '.repeat(300).trim()}`;
    const reply = { text: [1, 2, 3, 4].map(paragraph).join('\n\n'), choices: [{ label: 'Phí', data: 'p' }] };
    const all = parts(reply);

    expect(all.map((part) => part.method === 'sendMessage' && part.text.slice(0, 6))).toEqual([
      'Đoạn 1',
      'Đoạn 4',
    ]);
    expect(all.map(({ keyboard }) => keyboard !== undefined)).toEqual([false, true]);
  });

  it('never cuts a bold phrase or a character in two', () => {
    for (const text of [
      `${'a '.repeat(2_000)}**${'đậm '.repeat(200)}**`,
      '👨‍👩‍👧‍👦'.repeat(900),
      'ស្រ្ត'.repeat(1_500),
    ]) {
      const whole = parts({ text }).map((part) => (part.method === 'sendMessage' ? part.text : ''));
      for (const part of whole) {
        expect(part.length).toBeLessThanOrEqual(4096);
        expect(part).not.toMatch(/\*\*|\p{Surrogate}/u);
      }
    }
  });

  it('puts short labels two in a row, and shows long ones in full in the text', () => {
    const short = only({
      text: 'a',
      choices: ['Giấy tờ', 'Lệ phí', 'Nộp ở đâu'].map((label) => ({ label, data: label })),
    });
    expect(short.keyboard?.map((row) => row.map(({ text }) => text))).toEqual([
      ['Giấy tờ', 'Lệ phí'],
      ['Nộp ở đâu'],
    ]);

    const label = 'Đăng ký khai sinh có yếu tố nước ngoài tại khu vực biên giới';
    const long = only({
      text: 'a',
      choices: [
        { label, data: 'x' },
        { label: 'Khác', data: 'y' },
      ],
    });
    expect(long.text).toBe(`a\n\n1. ${label}\n2. Khác`);
    expect(long.keyboard?.flat().map(({ text }) => text)).toEqual([
      '1. Đăng ký khai sinh có yếu tố nước…',
      '2. Khác',
    ]);
  });

  it('refuses data longer than 64 bytes, counted in bytes', () => {
    const choice = (data: string) => ({ text: 'a', choices: [{ label: 'b', data }] });

    expect(only(choice('x'.repeat(CHOICE_DATA_LIMIT_BYTES))).keyboard).toHaveLength(1);
    expect(() => render(choice('đ'.repeat(33)))).toThrow(/66 bytes/);
    expect(() => render(choice(''))).toThrow(/0 bytes/);
  });

  it('sends pictures as photos, anything else as a file, with the alternative text', () => {
    const attachment = {
      kind: 'image',
      name: 'biểu đồ.png',
      mime: 'image/png',
      base64: PNG,
      alt: 'a'.repeat(3_000),
    } as const;
    const [text, picture] = parts({ text: 'Số liệu', attachment });

    expect(text?.method).toBe('sendMessage');
    expect(picture).toMatchObject({ method: 'sendPhoto', name: 'biểu đồ.png', base64: PNG });
    expect(picture?.method === 'sendPhoto' && picture.caption.length).toBe(1024);
    expect(
      parts({
        text: '',
        attachment: { ...attachment, mime: 'image/svg+xml' },
        choices: [{ label: 'a', data: 'b' }],
      }),
    ).toMatchObject([{ method: 'sendDocument', keyboard: [[{ text: 'a' }]] }]);
    expect(
      parts({ text: '', attachment: { ...attachment, kind: 'file', name: '../a"\r\n.xlsx' } })[0],
    ).toMatchObject({
      name: '.._a___.xlsx',
    });
  });

  it('drops what Telegram refuses and what turns the writing direction', () => {
    const evil = 'a\u0000b\u202ec\u2066d\ud800e\r\nf';

    expect(only({ text: evil, choices: [{ label: `${evil}\n`, data: 'x' }] })).toMatchObject({
      text: 'abcde\nf',
      keyboard: [[{ text: 'abcde f' }]],
    });
    expect(render({ text: '\u0000 \n' })).toEqual([]);
  });
});
