import { describe, expect, it } from 'vitest';
import { createWebChat } from '../../../src/channels/webchat/index.ts';
import { channelContract } from '../../contracts/channel-contract.ts';

const RECEIVED = { recipient: 'abc', receivedAt: '2026-11-21T08:00:00.000Z' };
const update = (content: unknown, id = 'u-00000001') => ({ ...RECEIVED, message: { id, content } });

describe('channels/webchat', () => {
  channelContract('web', {
    create: createWebChat,
    said: (text, id) => update({ kind: 'text', text }, id),
    tapped: (data, id) => update({ kind: 'tap', data }, id),
    malformed: [
      null,
      {},
      update({ kind: 'text' }),
      update({ kind: 'text', text: 'x'.repeat(10_001) }),
      update({ kind: 'tap', data: 'đ'.repeat(33) }),
      update({ kind: 'text', text: 'x' }, 'short'),
      update({ kind: 'text', text: 'x' }, '../../etc/passwd'),
    ],
    visible: (payload) => JSON.stringify(payload).replaceAll('\\n', '\n'),
  });

  it('makes nothing of an empty message', () => {
    expect(createWebChat().parse(update({ kind: 'text', text: ' \n' }))).toEqual([]);
  });

  it.each(['voice', 'image', 'video', 'file'])('tells that somebody tried to send %s', (media) => {
    const message = { id: 'message-1', content: { kind: 'media', media, name: 'can-cuoc.png', data: 'x' } };
    const [incoming] = createWebChat().parse({
      recipient: 'a',
      receivedAt: '2026-11-21T01:00:00.000Z',
      message,
    });

    expect(incoming?.content).toEqual({ kind: 'media', media });
  });

  it('passes the language of the page on', () => {
    const [incoming] = createWebChat().parse({
      ...RECEIVED,
      message: { id: 'u-00000001', language: 'km', content: { kind: 'started' } },
    });

    expect(incoming?.languageHint).toBe('km');
  });
});
