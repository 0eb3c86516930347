import {
  bouncedKey,
  isUnsubscribeToken,
  readBounce,
  readUnsubscribe,
  UNSUBSCRIBE_SECRET,
} from '../channels/email/index.ts';
import { conversationId } from '../messages/index.ts';
import type { Store } from '../storage/store.ts';

export interface MailOutcome {
  /** Addresses a delivery report gives up. */
  readonly bounced: readonly string[];
  /** Whose reminders by e-mail have ended. */
  readonly unsubscribed: string | undefined;
}

/**
 * What an e-mail that came back to us changes: addresses that bounce are marked, who wants no more reminders is
 * unlinked from e-mail, and the administrator sees them where no other channel is left. Anything else changes nothing.
 */
export async function handleMail(message: string, store: Store, now: Date): Promise<MailOutcome> {
  const bounced = readBounce(message);
  const wantsOut = bounced.length > 0 ? undefined : readUnsubscribe(message);
  return store.transaction(async (tx) => {
    for (const address of bounced) {
      await tx.channelState.set('email', bouncedKey(address), now.toISOString());
      await tx.people.setFailed(conversationId('email', address), now);
      await tx.audit.add({ at: now, actor: 'mail', action: 'email.bounced', subject: 'channel' });
    }
    if (wantsOut === undefined) return { bounced, unsubscribed: undefined };
    const secret = await tx.channelState.get('email', UNSUBSCRIBE_SECRET);
    const conversation = conversationId('email', wantsOut.from);
    const person = await tx.people.ofConversation(conversation);
    if (
      typeof secret !== 'string' ||
      !isUnsubscribeToken(wantsOut.token, wantsOut.from, secret) ||
      person === undefined
    )
      return { bounced, unsubscribed: undefined };
    await tx.people.unlink(conversation);
    // Looked at again: another channel tells them today what the e-mails would have.
    await tx.reminders.setState(person.id, { checkedOn: undefined });
    await tx.audit.add({
      at: now,
      actor: 'mail',
      action: 'unsubscribe',
      subject: person.id,
      details: { channel: 'email' },
    });
    return { bounced, unsubscribed: wantsOut.from };
  });
}
