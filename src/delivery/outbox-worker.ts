import type { Channel, SendOutcome } from '../channels/channel.ts';
import type { Clock } from '../clock.ts';
import { hashId, type Logger } from '../logger.ts';
import type { ChannelName, ConversationId } from '../messages/index.ts';
import { splitConversation } from '../messages/index.ts';
import type { Delivery, Store } from '../storage/store.ts';
import { type Backoff, backoffMs, OUTBOX_BACKOFF } from './backoff.ts';
import { createBatch } from './batch.ts';
import { createLoop, type Loop, within } from './loop.ts';
import { createPacer } from './pacer.ts';
import type { Rush } from './rush.ts';

export interface OutboxWorkerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly rush: Rush;
  /** The channels this process runs. */
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  /** Called after a sent part and its cursor are committed; live web chats wait for it. */
  readonly onSent?: (conversation: ConversationId, cursor: number) => void;
  readonly backoff?: Backoff;
  /** Parts on their way at the same time, over all channels. Sending is mostly waiting: 8–64. */
  readonly concurrency?: number;
  /** After this nobody knows whether a part arrived. */
  readonly timeoutMs?: number;
}

/** A claim must outlive the longest send, else two processes might send. */
const LEASE_MS = 120_000;

/** Sends what is due, part by part in order, at the pace each channel allows. */
export function createOutboxWorker(options: OutboxWorkerOptions): Loop {
  const {
    store,
    clock,
    logger,
    channels,
    backoff = OUTBOX_BACKOFF,
    concurrency = 16,
    timeoutMs = 60_000,
  } = options;
  const pacer = createPacer(channels);
  const inBatch = createBatch(store);
  const names = [...channels.keys()];

  async function deliver(delivery: Delivery): Promise<void> {
    const outcome = await send(delivery);
    try {
      await note(delivery, outcome);
    } catch (error) {
      // The claim lapses, is counted as unknown, and the part may go out twice: that is what "counted" is for.
      logger.error({ outbox: delivery.id, error }, 'the outcome of a send could not be noted');
    }
  }

  async function send(delivery: Delivery): Promise<SendOutcome> {
    const { channel: name } = splitConversation(delivery.conversation);
    const channel = channels.get(name);
    if (channel === undefined) return { kind: 'retry', reason: `channel "${name}" is not running here` };
    try {
      const outcome = await within(
        channel.send(delivery.conversation, { payload: delivery.payload }),
        timeoutMs,
      );
      return outcome ?? { kind: 'unknown', reason: `no outcome within ${timeoutMs} ms` };
    } catch (error) {
      logger.error({ channel: name, error }, 'sending threw; whether it arrived is unknown');
      return { kind: 'unknown', reason: error instanceof Error ? error.name : 'unknown error' };
    }
  }

  async function note(delivery: Delivery, outcome: SendOutcome): Promise<void> {
    const now = clock.now();
    const { conversation, id } = delivery;
    if (outcome.kind === 'sent') {
      const cursor = await inBatch((tx) => tx.outbox.sent(id, { now, messageId: outcome.messageId }));
      options.onSent?.(conversation, cursor);
      return;
    }
    const waitMs = outcome.kind === 'failed' ? undefined : backoffMs(backoff, delivery.attempts + 1);
    const fields = {
      conversation: hashId(conversation),
      outbox: id,
      outcome: outcome.kind,
      reason: outcome.reason,
    };
    if (waitMs === undefined) {
      await inBatch(async (tx) => {
        await tx.outbox.dead(id, outcome.reason, now);
        if (outcome.kind === 'failed' && outcome.blocked === true)
          await tx.conversations.setBlocked(conversation, true);
      });
      logger.error(fields, 'a reply went to the dead letters: see `mot-cua deliveries list`');
      return;
    }
    const retryAfterMs = outcome.kind === 'retry' ? (outcome.retryAfterMs ?? 0) : 0;
    const retryAt = new Date(now.getTime() + Math.max(waitMs, retryAfterMs));
    const unknown = outcome.kind === 'unknown';
    await inBatch((tx) => tx.outbox.failed(id, { error: outcome.reason, retryAt, unknown }));
    logger.warn(fields, 'a reply could not be sent yet; trying again');
  }

  return createLoop({
    name: 'outbox',
    concurrency,
    clock,
    logger,
    async take(free) {
      await options.rush.over();
      const now = clock.now();
      const allowed = pacer.allowed(now, free);
      if (allowed.length === 0) return [];
      const except = pacer.resting(now);
      const claimed = await store.transaction(async (tx) => {
        const deliveries: Delivery[] = [];
        for (const { channel, limit } of allowed) {
          const room = Math.min(limit, free - deliveries.length);
          if (room <= 0) break;
          deliveries.push(
            ...(await tx.outbox.claim({
              now,
              worker: String(process.pid),
              channels: [channel],
              leaseMs: LEASE_MS,
              limit: room,
              except: except.filter((id) => splitConversation(id).channel === channel),
            })),
          );
        }
        return deliveries;
      });
      for (const { conversation } of claimed) pacer.sending(conversation, now);
      return claimed.map(deliver);
    },
    async nextDue() {
      const now = clock.now();
      const due = await store.transaction((tx) => tx.outbox.nextDue(names, now));
      const free = pacer.nextFree(now);
      if (due === undefined || free === undefined) return due ?? free;
      return due < free ? due : free;
    },
  });
}
