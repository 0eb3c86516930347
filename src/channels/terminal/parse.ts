import { ChannelError } from '../../errors.ts';
import { conversationId, type Incoming } from '../../messages/index.ts';
import { TerminalLine } from './schema.ts';

/** One typed line. An empty one is no message; `/start` is first contact. */
export function parse(raw: unknown): readonly Incoming[] {
  const line = TerminalLine.safeParse(raw);
  if (!line.success) throw new ChannelError('terminal', 'a terminal line needs id, recipient, text and at');
  const { id, recipient, text, at } = line.data;
  if (text.trim() === '') return [];
  const conversation = conversationId('terminal', recipient);
  return [
    {
      channel: 'terminal',
      updateId: id,
      conversation,
      person: conversation,
      sentAt: at,
      content: text.trim() === '/start' ? { kind: 'started' } : { kind: 'text', text },
    },
  ];
}
