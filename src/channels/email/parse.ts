import { z } from 'zod';
import { ChannelError } from '../../errors.ts';
import { conversationId, type Incoming } from '../../messages/index.ts';
import { EmailAddress } from './schema.ts';

/** One e-mail as a mail server hands it on. */
const InboundEmail = z.object({
  from: EmailAddress,
  messageId: z.string().min(1).max(500),
  date: z.iso.datetime({ offset: true }),
  text: z.string(),
});

export function parse(raw: unknown): readonly Incoming[] {
  const mail = InboundEmail.safeParse(raw);
  if (!mail.success) {
    const fields = mail.error.issues.map((issue) => `${issue.path.join('.') || '(all)'}: ${issue.message}`);
    throw new ChannelError('email', `an e-mail has wrong fields: ${fields.join('; ')}`);
  }
  const { from, messageId, date, text } = mail.data;
  if (text.trim() === '') return [];
  const conversation = conversationId('email', from.toLowerCase());
  return [
    {
      channel: 'email',
      updateId: messageId,
      conversation,
      person: conversation,
      sentAt: new Date(date).toISOString(),
      content: { kind: 'text', text },
    },
  ];
}

/** Addresses a delivery report (RFC 3464) says can never be reached; empty for any other message. */
export function readBounce(message: string): string[] {
  const failed: string[] = [];
  // One block per recipient; header lines may be folded.
  for (const block of message
    .replace(/\r\n/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n{2,}/)) {
    const recipient = /^Final-Recipient:\s*rfc822;\s*<?([^>\s]+)>?\s*$/im.exec(block)?.[1];
    const action = /^Action:\s*(\w+)/im.exec(block)?.[1]?.toLowerCase();
    const status = /^Status:\s*(\d)\./im.exec(block)?.[1];
    if (recipient !== undefined && action === 'failed' && (status === undefined || status === '5'))
      failed.push(recipient.toLowerCase());
  }
  return failed;
}
