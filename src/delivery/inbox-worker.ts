import type { Channel, OutgoingPart } from '../channels/channel.ts';
import type { Clock } from '../clock.ts';
import { AppError, ChannelError } from '../errors.ts';
import { hashId, type Logger } from '../logger.ts';
import type { ChannelName, Incoming, Reply } from '../messages/index.ts';
import { carryOutEffects } from '../storage/effects.ts';
import type { InboxEntry, NewDelivery, Store } from '../storage/store.ts';
import { type Backoff, backoffMs, INBOX_BACKOFF } from './backoff.ts';
import { readOn, resolveFollowUp, shownBy } from './follow-up.ts';
import { createLoop, type Loop, within } from './loop.ts';
import type { Apologise, Handled, Identify, RespondTo } from './respond.ts';
import type { Rush } from './rush.ts';

export interface InboxWorkerOptions<Asker> {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly rush: Rush;
  /** The channels this process runs. */
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  readonly respond: RespondTo<Asker>;
  readonly identify: Identify<Asker>;
  readonly apologise: Apologise;
  /** Called after replies were committed: wakes the outbox. */
  readonly onQueued: () => void;
  readonly backoff?: Backoff;
  /** Conversations handled at the same time. Handling is mostly computing, so few are enough: 2–16. */
  readonly concurrency?: number;
  /** Longest time one answer may take. */
  readonly timeoutMs?: number;
}

/**
 * A message that kills the process (memory, a bug in a native module) must not do so for ever. Far above the attempts,
 * since most messages only happen to be there when a process is killed.
 */
const MOST_DEATHS = 20;
/** A claim must outlive the longest handling, else two processes might answer. */
const LEASE_MS = 120_000;

/** Takes messages from the inbox, conversation by conversation in order, and queues what is answered. */
export function createInboxWorker<Asker>(options: InboxWorkerOptions<Asker>): Loop {
  const {
    store,
    clock,
    logger,
    channels,
    backoff = INBOX_BACKOFF,
    concurrency = 8,
    timeoutMs = 30_000,
  } = options;
  const names = [...channels.keys()];

  /** The first of three boundaries that catch: one message may fail, the next is handled. */
  async function handle(entry: InboxEntry): Promise<void> {
    try {
      if (entry.deaths >= MOST_DEATHS) {
        await giveUp(entry, `the process died ${entry.deaths} times while handling it`);
        return;
      }
      await answer(entry);
    } catch (error) {
      logger.error(
        { conversation: hashId(entry.incoming.conversation), attempt: entry.attempts + 1, error },
        'a message could not be handled',
      );
      await noteFailure(entry, error);
    }
  }

  async function answer(entry: InboxEntry): Promise<void> {
    const { incoming } = entry;
    const startedAt = performance.now();
    const known = await store.transaction(async (tx) => ({
      session: await tx.sessions.find(incoming.conversation),
      conversation: await tx.conversations.find(incoming.conversation),
      asker: await options.identify(tx, incoming),
    }));
    const now = clock.now();
    if (incoming.content.kind === 'stopped' || incoming.content.kind === 'resumed') {
      await finish(entry, undefined, [], incoming.content.kind === 'stopped');
      return;
    }
    const silenced = known.conversation?.silencedUntil;
    if (silenced !== undefined && silenced > now) {
      await finish(entry, undefined, [], false);
      return;
    }
    const language = known.conversation?.language;
    const meant = resolveFollowUp(
      incoming,
      known.conversation?.shown,
      channels.get(incoming.channel)?.choiceOfNumber,
    );
    if (meant.kind === 'more') {
      const handled = { ...readOn(meant.details), session: known.session };
      await finish(entry, handled, render(incoming, handled.answer.replies), false);
      return;
    }
    const turn = {
      // What the person chose counts more than what the channel reports.
      incoming: language === undefined ? meant.incoming : { ...meant.incoming, languageHint: language },
      session: known.session,
      asker: known.asker,
      now,
    };
    const handled = await within(options.respond(turn), timeoutMs);
    if (handled === undefined) throw new AppError('timeout', `no answer within ${timeoutMs} ms`);
    await finish(entry, handled, render(incoming, handled.answer.replies), false);
    logger.info(
      {
        conversation: hashId(incoming.conversation),
        intent: handled.answer.intent,
        status: handled.answer.status,
        tookMs: Math.round(performance.now() - startedAt),
      },
      'answered',
    );
  }

  /** The message's one transaction: effects, session, replies and "done" together. */
  async function finish(
    entry: InboxEntry,
    handled: Handled | undefined,
    parts: readonly OutgoingPart[],
    blocked: boolean,
  ): Promise<void> {
    const { incoming } = entry;
    const now = clock.now();
    await store.transaction(async (tx) => {
      await tx.conversations.setBlocked(incoming.conversation, blocked);
      // Who leaves has not asked for news when they come back.
      if (blocked)
        for (const { topic } of await tx.subscriptions.ofConversation(incoming.conversation))
          await tx.subscriptions.remove(incoming.conversation, topic);
      if (handled) {
        await carryOutEffects(tx, handled.effects ?? [], { incoming, now });
        if (handled.session) await tx.sessions.save(incoming.conversation, handled.session);
        else await tx.sessions.remove(incoming.conversation);
        await tx.conversations.setShown(incoming.conversation, shownBy(handled.answer.replies));
        await tx.outbox.add(deliveries(causeOf(incoming), incoming, parts, now), now);
      }
      await tx.inbox.done(entry.id, now);
    });
    if (parts.length > 0) options.onQueued();
  }

  async function noteFailure(entry: InboxEntry, error: unknown): Promise<void> {
    const description = describe(error);
    const waitMs = backoffMs(backoff, entry.attempts + 1);
    try {
      if (waitMs === undefined) await giveUp(entry, description);
      else {
        const retryAt = new Date(clock.now().getTime() + waitMs);
        await store.transaction((tx) => tx.inbox.failed(entry.id, { error: description, retryAt }));
      }
    } catch (storeError) {
      // The claim lapses by itself; the message is not lost.
      logger.error(
        { error: storeError },
        'a failure could not be noted; the message is taken up again later',
      );
    }
  }

  async function giveUp(entry: InboxEntry, error: string): Promise<void> {
    const { incoming } = entry;
    const now = clock.now();
    await store.transaction(async (tx) => {
      const conversation = await tx.conversations.find(incoming.conversation);
      const apology = options.apologise(conversation?.language ?? incoming.languageHint);
      const parts = render(incoming, [apology]);
      await tx.inbox.dead(entry.id, error, now);
      await tx.outbox.add(deliveries(`${causeOf(incoming)}:apology`, incoming, parts, now), now);
    });
    options.onQueued();
    logger.error({ inbox: entry.id }, 'a message went to the dead letters: see `mot-cua deliveries list`');
  }

  function render(incoming: Incoming, replies: readonly Reply[]): OutgoingPart[] {
    const channel = channels.get(incoming.channel);
    if (channel === undefined)
      throw new ChannelError(incoming.channel, `channel "${incoming.channel}" is not running here`);
    return replies.flatMap((reply) => channel.render(reply));
  }

  return createLoop({
    name: 'inbox',
    concurrency,
    clock,
    logger,
    async take(limit) {
      await options.rush.over();
      const claimed = await store.transaction((tx) =>
        tx.inbox.claim({
          now: clock.now(),
          worker: String(process.pid),
          channels: names,
          leaseMs: LEASE_MS,
          limit,
        }),
      );
      return claimed.map(handle);
    },
    nextDue: () => store.transaction((tx) => tx.inbox.nextDue(names, clock.now())),
  });
}

/** What the outbox calls the cause of the replies to a message. */
export function causeOf(incoming: Incoming): string {
  return `${incoming.channel}:${incoming.updateId}`;
}

function deliveries(
  cause: string,
  incoming: Incoming,
  parts: readonly OutgoingPart[],
  now: Date,
): NewDelivery[] {
  return parts.map(({ payload }, part) => ({
    cause,
    conversation: incoming.conversation,
    part,
    payload,
    dueAt: now,
  }));
}

/** Kept in the dead letters: what went wrong, not what was written. Only our own errors promise that in their message. */
function describe(error: unknown): string {
  if (error instanceof AppError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name} (see the log)` : 'unknown error (see the log)';
}
