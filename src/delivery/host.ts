import type { ChannelHost } from '../channels/channel.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../storage/store.ts';
import { createBatch } from './batch.ts';
import type { Rush } from './rush.ts';

/**
 * What channels hand their updates to: stored in one transaction, then the inbox is woken. Whatever arrives while one is
 * being stored goes into the next together, so that a crowd of webhooks does not wait for one commit each.
 */
export function createHost({
  store,
  clock,
  onStored,
  rush,
}: {
  store: Store;
  clock: Clock;
  onStored: () => void;
  rush: Rush;
}): ChannelHost {
  const batch = createBatch(store);
  return {
    async accept(incoming) {
      if (incoming.length === 0) return;
      rush.note();
      const now = clock.now();
      await batch(async (tx) => {
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
