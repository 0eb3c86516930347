import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { type ConversationId, splitConversation } from '../../messages/index.ts';
import type { Channel, ChannelMemory } from '../channel.ts';
import { choiceOfNumber } from '../plain-text.ts';
import { createEmailClient, type EmailClientOptions } from './client.ts';
import { parse } from './parse.ts';
import { type EmailWords, render } from './render.ts';
import { EmailAddress, EmailPayload } from './schema.ts';
import { newUnsubscribeSecret, UNSUBSCRIBE_SECRET, unsubscribeToken } from './unsubscribe.ts';

export { readBounce } from './parse.ts';
export { isUnsubscribeToken, readUnsubscribe, UNSUBSCRIBE_SECRET } from './unsubscribe.ts';

export interface EmailOptions extends EmailClientOptions {
  readonly clock: Clock;
  readonly memory: Pick<ChannelMemory, 'get' | 'set'>;
  readonly words?: EmailWords;
}

const WORDS: EmailWords = {
  subject: 'Nhắc báo cáo',
  footer:
    'Thư tự động của trợ lý Một Cửa. Muốn thôi nhận: trả lời thư này bằng một chữ HỦY, hoặc báo quản trị của đơn vị.',
};

/** What is remembered of an address that bounced. */
export const bouncedKey = (address: string): string => `bounced:${address.toLowerCase()}`;

/** Reminders by e-mail. Nothing is received here: the addresses belong to units, and the mail server keeps the answers. */
export function createEmail(options: EmailOptions): Channel {
  const { clock, memory, words = WORDS } = options;
  const client = createEmailClient(options);

  /** Made with the first e-mail and kept, so that old e-mails can be answered too. */
  async function secret(): Promise<string> {
    const kept = await memory.get(UNSUBSCRIBE_SECRET);
    if (typeof kept === 'string') return kept;
    const made = newUnsubscribeSecret();
    await memory.set(UNSUBSCRIBE_SECRET, made);
    return made;
  }

  return {
    name: 'email',
    // Mail servers of agencies often allow some hundred messages a minute.
    pace: { perSecond: 5, perConversationMs: 1_000 },
    parse,
    render: (reply) => render(reply, words),
    choiceOfNumber,
    async send(conversation, part) {
      const address = addressOf(conversation);
      const payload = EmailPayload.safeParse(part.payload);
      if (address === undefined || !payload.success)
        return { kind: 'failed', reason: 'not an e-mail that can be sent' };
      const key = createHash('sha256')
        .update(`${address}\n${payload.data.text}`)
        .digest('base64url')
        .slice(0, 24);
      const { bounced, ...outcome } = await client.send(address, payload.data, {
        message: key,
        unsubscribe: unsubscribeToken(address, await secret()),
      });
      if (bounced === true) await memory.set(bouncedKey(address), clock.now().toISOString());
      return outcome;
    },
    async reachability(conversation) {
      const address = addressOf(conversation);
      if (address === undefined) return 'closed';
      return (await memory.get(bouncedKey(address))) === undefined ? 'free' : 'closed';
    },
    async stop() {
      client.close();
    },
  };
}

function addressOf(conversation: ConversationId): string | undefined {
  const address = EmailAddress.safeParse(splitConversation(conversation).recipient);
  return address.success ? address.data : undefined;
}
