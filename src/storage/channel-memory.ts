import type { ChannelName, ConversationId } from '../messages/index.ts';
import type { Store } from './store.ts';

/** What a channel may remember and ask, on the store; the shape of the channel port's ChannelMemory. */
export function createChannelMemory(store: Store, channel: ChannelName) {
  return {
    get: (key: string): Promise<unknown> => store.transaction((tx) => tx.channelState.get(channel, key)),
    set: (key: string, value: unknown): Promise<void> =>
      store.transaction((tx) => tx.channelState.set(channel, key, value)),
    contact: (conversation: ConversationId) => store.transaction((tx) => tx.conversations.find(conversation)),
  };
}
