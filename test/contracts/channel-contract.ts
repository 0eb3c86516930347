import { describe, expect, it } from 'vitest';
import type { Channel } from '../../src/channels/channel.ts';
import {
  CHOICE_DATA_LIMIT_BYTES,
  type Incoming,
  type Reply,
  splitConversation,
} from '../../src/messages/index.ts';

export interface ChannelUnderTest {
  /** A fresh channel that talks to nobody real. */
  create(): Channel;
  /** A raw update in the channel's own shape: this person said this text. */
  said(text: string, updateId: string): unknown;
  /** A raw update for a tapped choice; undefined on channels that only know typed numbers. */
  tapped?(data: string, updateId: string): unknown;
  /** Raw updates that are not what the channel's server sends. */
  readonly malformed: readonly unknown[];
  /** Everything a person sees of one part: text, labels of buttons, captions. */
  visible(payload: unknown): string;
  /** Longest text of one part, if the channel has a limit. */
  readonly limit?: number;
}

const FULL: Reply = {
  text: 'Phí **phòng karaoke** là 4.000.000 đồng.\n\n- từ 1 đến 3 phòng\n- từ 4 phòng',
  details: 'Căn cứ: Thông tư 01/2021/TT-BTC.',
  choices: [
    { label: 'Giấy tờ cần nộp', data: 'p:1.001029:documents', code: '1.001029' },
    { label: 'Nộp ở đâu?', data: 'p:1.001029:where' },
  ],
  links: [{ label: 'Xem trên Cổng dịch vụ công', url: 'https://dichvucong.gov.vn/p/1.001029' }],
  sources: [{ title: 'CSDL thủ tục hành chính', asOf: '2026-07-15', url: 'https://dichvucong.gov.vn' }],
};

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '[bấm](javascript:alert(1)) *a _b ~c `d',
  'e\u0301\u202eoplevni\u202c \u200b',
  '🇻🇳👨‍👩‍👧‍👦',
  'ស្រុកទឹកដម',
  'đ'.repeat(9_999),
];

/** What every channel must do. */
export function channelContract(name: string, subject: ChannelUnderTest): void {
  describe(`${name} keeps the channel contract`, () => {
    it('names its conversations and people after itself, reversibly', () => {
      const channel = subject.create();
      const [incoming] = channel.parse(subject.said('xin chào', 'u-00000001'));

      expect(incoming?.channel).toBe(channel.name);
      expect(incoming && splitConversation(incoming.conversation).channel).toBe(channel.name);
      expect(incoming?.person.startsWith(`${channel.name}:`)).toBe(true);
    });

    it('gives the same update the same id and other updates other ids', () => {
      const channel = subject.create();
      const id = (raw: unknown) => channel.parse(raw)[0]?.updateId;

      expect(id(subject.said('a', 'u-00000001'))).toBe(id(subject.said('a', 'u-00000001')));
      expect(id(subject.said('a', 'u-00000001'))).not.toBe(id(subject.said('a', 'u-00000002')));
    });

    it('says when a message was sent, as an instant in UTC', () => {
      const [incoming] = subject.create().parse(subject.said('a', 'u-00000001')) as [Incoming];

      expect(new Date(incoming.sentAt).toISOString()).toBe(incoming.sentAt);
    });

    it.each(HOSTILE)('takes a text as it is: %.20s', (text) => {
      const [incoming] = subject.create().parse(subject.said(text, 'u-00000001'));

      expect(incoming?.content).toEqual({ kind: 'text', text });
    });

    it('gives back the data of a tapped choice', () => {
      const channel = subject.create();
      const data = 'x'.repeat(CHOICE_DATA_LIMIT_BYTES);
      const raw = subject.tapped?.(data, 'u-00000001');
      if (raw === undefined) {
        expect(channel.choiceOfNumber?.('2', FULL.choices ?? [])).toBe(FULL.choices?.[1]);
        return;
      }

      expect(channel.parse(raw)[0]?.content).toEqual({ kind: 'tap', data });
    });

    it('throws a ChannelError on malformed updates, without repeating them', () => {
      const channel = subject.create();
      for (const raw of subject.malformed) {
        expect(() => channel.parse(raw), JSON.stringify(raw)).toThrow(
          expect.objectContaining({ code: 'channel' }),
        );
      }
    });

    it('makes messages and parts that survive being stored', () => {
      const channel = subject.create();
      const incoming = channel.parse(subject.said('a', 'u-00000001'));
      const parts = channel.render(FULL);

      expect(JSON.parse(JSON.stringify(incoming))).toEqual(incoming);
      expect(JSON.parse(JSON.stringify(parts))).toEqual(parts);
    });

    it('shows text, links, sources with dates and every choice of a reply', () => {
      const parts = subject.create().render(FULL);
      const seen = parts.map((part) => subject.visible(part.payload)).join('\n');

      for (const expected of [
        '4.000.000 đồng',
        'từ 4 phòng',
        'dichvucong.gov.vn/p/1.001029',
        '2026-07-15',
        'Giấy tờ cần nộp',
        'Nộp ở đâu?',
      ]) {
        expect(seen).toContain(expected);
      }
    });

    it('keeps within its limit and loses nothing of a long reply', () => {
      const paragraphs = Array.from(
        { length: 300 },
        (_, index) => `Đoạn ${index}: phí, lệ phí và giấy tờ của thủ tục.`,
      );
      const parts = subject.create().render({ text: paragraphs.join('\n\n') });
      const texts = parts.map((part) => subject.visible(part.payload));

      for (const text of texts)
        expect(text.length).toBeLessThanOrEqual(subject.limit ?? Number.POSITIVE_INFINITY);
      for (const paragraph of paragraphs) expect(texts.join('\n')).toContain(paragraph);
    });

    it('renders the same reply the same way', () => {
      const channel = subject.create();

      expect(channel.render(FULL)).toEqual(channel.render(FULL));
    });

    it('says how fast it may be used', () => {
      const { pace } = subject.create();

      expect(pace.perSecond).toBeGreaterThan(0);
      expect(pace.perConversationMs).toBeGreaterThanOrEqual(0);
    });
  });
}
