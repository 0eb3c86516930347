import { describe, expect, it } from 'vitest';
import { choiceOfNumber } from '../../src/channels/plain-text.ts';
import { resolveFollowUp, shownBy } from '../../src/delivery/follow-up.ts';
import type { Incoming, IncomingContent } from '../../src/messages/index.ts';

const message = (content: IncomingContent): Incoming => ({
  channel: 'web',
  updateId: '1',
  conversation: 'web:a',
  person: 'web:a',
  sentAt: '2026-11-21T08:00:00.000Z',
  content,
});
const typed = (text: string) => message({ kind: 'text', text });
const SHOWN = { choices: [{ label: 'Đăng ký kết hôn', data: 'p:1' }], details: 'phần còn lại' };

describe('delivery/follow-up', () => {
  it.each(['Đăng ký kết hôn', 'dang ky ket hon', ' ĐĂNG KÝ  KẾT HÔN! ', 'đăng ký kết hôn'.normalize('NFD')])(
    'takes the typed label "%s" as a tap',
    (text) => {
      expect(resolveFollowUp(typed(text), SHOWN, undefined)).toMatchObject({
        incoming: { content: { kind: 'tap', data: 'p:1' } },
      });
    },
  );

  it('takes a number as a tap only where choices are numbered', () => {
    expect(resolveFollowUp(typed('1'), SHOWN, choiceOfNumber)).toMatchObject({
      incoming: { content: { kind: 'tap', data: 'p:1' } },
    });
    expect(resolveFollowUp(typed('1'), SHOWN, undefined)).toMatchObject({ incoming: typed('1') });
  });

  it('shows the folded rest on "xem thêm", typed or tapped', () => {
    for (const incoming of [typed('Xem thêm'), typed('xem them'), message({ kind: 'tap', data: 'more' })]) {
      expect(resolveFollowUp(incoming, SHOWN, undefined)).toEqual({ kind: 'more', details: 'phần còn lại' });
    }
  });

  it('leaves other messages, and all after nothing was shown, alone', () => {
    for (const incoming of [typed('kết hôn'), typed('!!!'), message({ kind: 'sticker' } as never)]) {
      expect(resolveFollowUp(incoming, SHOWN, choiceOfNumber)).toEqual({ kind: 'message', incoming });
      expect(resolveFollowUp(incoming, undefined, choiceOfNumber)).toEqual({ kind: 'message', incoming });
    }
  });

  it('remembers the choices of the last reply that has any, numbered as they are shown', () => {
    const choices = [{ label: 'A', data: 'a' }];

    expect(shownBy([{ text: 'x' }])).toBeUndefined();
    expect(shownBy([{ text: 'x', choices, details: 'd' }])).toEqual({
      choices: [...choices, { label: 'Xem thêm', data: 'more' }],
      details: 'd',
    });
    expect(
      shownBy([
        { text: 'x', details: 'd' },
        { text: 'y', choices },
      ]),
    ).toEqual({ choices, details: 'd' });
  });
});
