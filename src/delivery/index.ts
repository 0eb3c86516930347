import type { Channel, ChannelHost } from '../channels/channel.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { ChannelName, ConversationId } from '../messages/index.ts';
import type { Store } from '../storage/store.ts';
import { createHost } from './host.ts';
import { createInboxWorker } from './inbox-worker.ts';
import { createOutboxWorker } from './outbox-worker.ts';
import type { Apologise, Identify, RespondTo } from './respond.ts';
import { createRush } from './rush.ts';

export type { Apologise, Identify, RespondTo } from './respond.ts';

export interface DeliveryOptions<Asker> {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly channels: readonly Channel[];
  readonly respond: RespondTo<Asker>;
  readonly identify: Identify<Asker>;
  readonly apologise: Apologise;
  readonly onSent?: (conversation: ConversationId, cursor: number) => void;
}

/** Inbox and outbox of one process. */
export interface Delivery {
  /** What channels hand their updates to. */
  readonly host: ChannelHost;
  /** Takes back what a process that died was holding, then works. */
  start(): Promise<void>;
  /** Something was put into the outbox by somebody else (reminders). */
  wakeOutbox(): void;
  /** Handles and sends everything possible at this instant; for tests and one-shot commands. */
  drain(): Promise<void>;
  /** Finishes what is held, takes nothing new. */
  stop(timeoutMs?: number): Promise<void>;
}

/** Longest wait for held work at shutdown: below the 30 s after which container runtimes kill. */
const STOP_TIMEOUT_MS = 10_000;

export function createDelivery<Asker>(options: DeliveryOptions<Asker>): Delivery {
  const { store, clock, logger } = options;
  const channels = new Map<ChannelName, Channel>(options.channels.map((channel) => [channel.name, channel]));
  const rush = createRush();
  const outbox = createOutboxWorker({ ...options, channels, rush });
  const inbox = createInboxWorker({ ...options, channels, rush, onQueued: outbox.wake });
  return {
    host: createHost({ store, clock, onStored: inbox.wake, rush }),
    async start() {
      const names = [...channels.keys()];
      const released = await store.transaction(async (tx) => ({
        messages: await tx.inbox.release(names),
        replies: await tx.outbox.release(names),
      }));
      if (released.messages + released.replies > 0) {
        logger.warn(
          released,
          'took back what an earlier process was holding; these replies may go out twice',
        );
      }
      inbox.start();
      outbox.start();
    },
    wakeOutbox: outbox.wake,
    async drain() {
      await inbox.drain();
      await outbox.drain();
    },
    async stop(timeoutMs = STOP_TIMEOUT_MS) {
      await inbox.stop(timeoutMs);
      await outbox.stop(timeoutMs);
    },
  };
}
