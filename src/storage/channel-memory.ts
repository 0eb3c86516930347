import type { Clock } from '../clock.ts';
import type { ChannelName, ConversationId } from '../messages/index.ts';
import type { RecentDelivery, Store } from './store.ts';

/** What a channel may remember and ask, on the store; the shape of the channel port's SharedMemory. */
export function createChannelMemory(store: Store, channel: ChannelName) {
  return {
    get: (key: string): Promise<unknown> => store.transaction((tx) => tx.channelState.get(channel, key)),
    set: (key: string, value: unknown): Promise<void> =>
      store.transaction((tx) => tx.channelState.set(channel, key, value)),
    change: <T>(key: string, change: (before: unknown) => T): Promise<T> =>
      store.transaction(async (tx) => {
        const after = change(await tx.channelState.get(channel, key));
        await tx.channelState.set(channel, key, after);
        return after;
      }),
    contact: (conversation: ConversationId) => store.transaction((tx) => tx.conversations.find(conversation)),
  };
}

/** What a channel may know and do about its own messages that come back; the shape of the channel port's Echoes. */
export function createEchoes(store: Store, clock: Clock) {
  return {
    ownMessages: async (conversation: ConversationId, since: Date) =>
      (await store.transaction((tx) => tx.outbox.recent(conversation, since))).map((one) => ({
        id: one.id,
        state: stateOf(one),
        messageId: one.messageId,
        payload: one.payload,
      })),
    arrived: (id: number, messageId: string) =>
      store.transaction(async (tx) => {
        await tx.outbox.arrived(id, { now: clock.now(), messageId });
      }),
    silence: (conversation: ConversationId, until: Date) =>
      store.transaction(async (tx) => {
        const known = await tx.conversations.find(conversation);
        // Written to before they ever wrote to us: known from now on, without opening any window.
        if (known === undefined) await tx.conversations.interacted(conversation, conversation, new Date(0));
        if (known?.silencedUntil === undefined || known.silencedUntil < until)
          await tx.conversations.silence(conversation, until);
      }),
  };
}

function stateOf({ status, unknowns }: RecentDelivery) {
  if (status === 'dead') return 'failed' as const;
  return status === 'waiting' && unknowns > 0 ? ('maybe' as const) : status;
}
