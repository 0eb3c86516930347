import type { ChannelHost } from '../channels/channel.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../storage/store.ts';

/** What channels hand their updates to: stored in one transaction, then the inbox is woken. */
export function createHost({
  store,
  clock,
  onStored,
}: {
  store: Store;
  clock: Clock;
  onStored: () => void;
}): ChannelHost {
  return {
    async accept(incoming) {
      if (incoming.length === 0) return;
      const now = clock.now();
      await store.transaction(async (tx) => {
        for (const one of incoming) {
          const isNew = await tx.inbox.add(one, now);
          if (isNew && one.content.kind !== 'stopped')
            await tx.conversations.interacted(one.conversation, one.person, now);
        }
      });
      onStored();
    },
  };
}
