import { describe, expect, it } from 'vitest';
import type { Channel } from '../../src/channels/channel.ts';
import type { ChannelName, ConversationId } from '../../src/messages/index.ts';
import { chooseChannel } from '../../src/reminders/choose-channel.ts';
import { fakeChannel } from '../support/fake-channel.ts';

const now = new Date('2026-11-20T01:00:00Z');
type Reach = 'free' | 'billed' | 'closed' | 'unknown' | 'throws';

async function choose(
  ways: Partial<Record<ChannelName, Reach>>,
  {
    preferred,
    allowBilled = false,
    failed = {},
  }: { preferred?: ChannelName; allowBilled?: boolean; failed?: Partial<Record<ChannelName, Date>> } = {},
) {
  const channels = new Map<ChannelName, Channel>();
  for (const [name, reach] of Object.entries(ways) as [ChannelName, Reach][])
    channels.set(name, {
      ...fakeChannel(name),
      reachability: async () => {
        if (reach === 'throws') throw new Error('down');
        return reach;
      },
    });
  const conversations = Object.keys(ways) as ChannelName[];
  const { conversation, why } = await chooseChannel(
    {
      id: 'p',
      name: 'p',
      preferred,
      leave: undefined,
      roles: [],
      channels: conversations.map((name) => ({
        conversation: `${name}:x` as ConversationId,
        linkedAt: now,
        failedAt: failed[name],
      })),
    },
    { channels, now, allowBilled },
  );
  return { chosen: conversation?.split(':')[0], why };
}

describe('reminders/choose-channel', () => {
  it('takes a free channel, where people read first: Zalo, Telegram, e-mail', async () => {
    expect((await choose({ email: 'free', zalo: 'free', web: 'unknown' })).chosen).toBe('zalo');
    expect((await choose({ email: 'free', telegram: 'free' })).chosen).toBe('telegram');
    expect((await choose({ email: 'free', zalo: 'closed', web: 'unknown' })).chosen).toBe('email');
  });

  it('takes the preferred one among those that are free, never one that is closed', async () => {
    expect((await choose({ email: 'free', zalo: 'free' }, { preferred: 'email' })).chosen).toBe('email');
    expect((await choose({ email: 'free', zalo: 'closed' }, { preferred: 'zalo' })).chosen).toBe('email');
  });

  it('pays only when that is allowed, and only when nothing is free', async () => {
    expect((await choose({ zalo: 'billed', web: 'unknown' })).chosen).toBe('web');
    expect((await choose({ zalo: 'billed', web: 'unknown' }, { allowBilled: true })).chosen).toBe('zalo');
    expect((await choose({ zalo: 'billed', email: 'free' }, { allowBilled: true })).chosen).toBe('email');
  });

  it('leaves a channel that failed alone for a week, and one that cannot be asked to the last', async () => {
    const day = (ago: number) => new Date(now.getTime() - ago * 86_400_000);

    expect((await choose({ email: 'free', web: 'unknown' }, { failed: { email: day(1) } })).chosen).toBe(
      'web',
    );
    expect((await choose({ email: 'free', web: 'unknown' }, { failed: { email: day(8) } })).chosen).toBe(
      'email',
    );
    expect((await choose({ zalo: 'throws', email: 'free' })).chosen).toBe('email');
  });

  it('reaches nobody when all is closed, and says of every channel what it found', async () => {
    const { chosen, why } = await choose({ zalo: 'closed', email: 'closed' });

    expect(chosen).toBeUndefined();
    expect(why).toEqual([
      { channel: 'zalo', found: 'closed', chosen: false },
      { channel: 'email', found: 'closed', chosen: false },
    ]);
  });
});
