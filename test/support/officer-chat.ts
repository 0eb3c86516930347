import type { ConversationId, Incoming } from '../../src/messages/index.ts';
import type { DeskReply, DeskTurn } from '../../src/officers/desk.ts';
import { carryOutEffects } from '../../src/storage/effects.ts';
import type { Store } from '../../src/storage/store.ts';

type Desk = (turn: DeskTurn) => Promise<DeskReply | undefined>;

let updates = 0;
export function incomingOf(
  content: Incoming['content'] | string,
  conversation: ConversationId,
  now: Date,
  person: string = conversation,
): Incoming {
  return {
    channel: 'web',
    updateId: `u${updates++}`,
    conversation,
    person,
    sentAt: now.toISOString(),
    content: typeof content === 'string' ? { kind: 'text', text: content } : content,
  };
}

/** Says something to a desk as the inbox worker does: the answer first, then its effects in one transaction. */
export async function sayTo(
  desk: Desk,
  store: Store,
  incoming: Incoming,
  now: Date,
): Promise<{ text: string; buttons: Readonly<Record<string, string>> } | undefined> {
  const reply = await desk({ incoming, session: undefined, now });
  if (reply === undefined) return undefined;
  await store.transaction((tx) => carryOutEffects(tx, reply.effects, { incoming, now }));
  const [first] = reply.answer.replies;
  return {
    text: first?.text ?? '',
    buttons: Object.fromEntries((first?.choices ?? []).map(({ label, data }) => [label, data])),
  };
}
