import { ChannelError } from '../../errors.ts';
import { conversationId, type Incoming } from '../../messages/index.ts';
import { WebUpdate } from './schema.ts';

export function parse(raw: unknown): readonly Incoming[] {
  const update = WebUpdate.safeParse(raw);
  if (!update.success) {
    const fields = update.error.issues.map((issue) => `${issue.path.join('.') || '(all)'}: ${issue.message}`);
    throw new ChannelError('web', `a web message has wrong fields: ${fields.join('; ')}`);
  }
  const { recipient, receivedAt, message } = update.data;
  const { content, language } = message;
  if (content.kind === 'text' && content.text.trim() === '') return [];
  const conversation = conversationId('web', recipient);
  return [
    {
      channel: 'web',
      // Two people's pages may make the same id; within a conversation it is the same message.
      updateId: `${recipient}:${message.id}`,
      conversation,
      person: conversation,
      sentAt: receivedAt,
      content,
      ...(language === undefined ? {} : { languageHint: language }),
    },
  ];
}
