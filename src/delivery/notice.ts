import { createHash } from 'node:crypto';
import type { Channel, Reachability } from '../channels/channel.ts';
import { type ChannelName, type ConversationId, type Reply, splitConversation } from '../messages/index.ts';
import type { Store } from '../storage/store.ts';

/** The topic of the province's general notices; whoever asked for news subscribes to it. */
export const NOTICES_TOPIC = 'notices';

export interface NoticePlan {
  readonly cause: string;
  /** Who subscribed, and what would become of it. */
  readonly people: readonly {
    readonly conversation: ConversationId;
    readonly found: Reachability | 'not_running';
    readonly gets: boolean;
  }[];
}

/** Looks whom a notice would reach now: free windows, billed ones only when allowed, never a closed one. */
export async function planNotice(
  { store, channels, now }: { store: Store; channels: ReadonlyMap<ChannelName, Channel>; now: Date },
  reply: Reply,
  allowBilled: boolean,
): Promise<NoticePlan> {
  const subscriptions = await store.transaction((tx) => tx.subscriptions.toTopic(NOTICES_TOPIC));
  const people: NoticePlan['people'][number][] = [];
  for (const { conversation } of subscriptions) {
    const channel = channels.get(splitConversation(conversation).channel);
    const found = channel === undefined ? 'not_running' : await channel.reachability(conversation, now);
    people.push({
      conversation,
      found,
      gets: found === 'free' || found === 'unknown' || (found === 'billed' && allowBilled),
    });
  }
  const cause = `notice:${createHash('sha256').update(JSON.stringify(reply)).digest('hex').slice(0, 16)}`;
  return { cause, people };
}

/** Queues the notice and records who was left out and why. The same words go to the same person only once. */
export async function queueNotice(
  { store, channels, now }: { store: Store; channels: ReadonlyMap<ChannelName, Channel>; now: Date },
  reply: Reply,
  { cause, people }: NoticePlan,
): Promise<void> {
  await store.transaction(async (tx) => {
    for (const { conversation, gets } of people) {
      const channel = channels.get(splitConversation(conversation).channel);
      if (!gets || channel === undefined) continue;
      const parts = channel.render(reply);
      await tx.outbox.add(
        parts.map(({ payload }, part) => ({ cause, conversation, part, payload, dueAt: now })),
        now,
      );
    }
    const counts: Record<string, number> = {};
    for (const { found, gets } of people) {
      const key = `${found}${gets ? '' : ', not sent'}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    await tx.audit.add({ at: now, actor: 'cli', action: 'notice.send', subject: cause, details: counts });
  });
}
