import type { Pace } from '../channels/channel.ts';
import type { ChannelName, ConversationId } from '../messages/index.ts';
import { splitConversation } from '../messages/index.ts';

/** Keeps each channel's pace. In memory: after a restart the first message may come a moment too early, no more. */
export interface Pacer {
  /** Channels that may be used now, and how many parts each may take at once. */
  allowed(now: Date, free: number): readonly { readonly channel: ChannelName; readonly limit: number }[];
  /** Conversations that were written to too recently. */
  resting(now: Date): readonly ConversationId[];
  sending(conversation: ConversationId, now: Date): void;
  /** When the next resting channel or conversation is free again. */
  nextFree(now: Date): Date | undefined;
}

/** From this pace on, spacing single parts is finer than a timer can be; such channels take batches. */
const BATCH_FROM_PER_SECOND = 1_000;

export function createPacer(channels: ReadonlyMap<ChannelName, { readonly pace: Pace }>): Pacer {
  const channelFreeAt = new Map<ChannelName, number>();
  const conversationFreeAt = new Map<ConversationId, number>();

  function prune(nowMs: number): void {
    for (const [id, at] of conversationFreeAt) if (at <= nowMs) conversationFreeAt.delete(id);
  }

  return {
    allowed(now, free) {
      return [...channels].flatMap(([channel, { pace }]) => {
        if (pace.perSecond >= BATCH_FROM_PER_SECOND) return [{ channel, limit: free }];
        return (channelFreeAt.get(channel) ?? 0) <= now.getTime() ? [{ channel, limit: 1 }] : [];
      });
    },
    resting(now) {
      prune(now.getTime());
      return [...conversationFreeAt.keys()];
    },
    sending(conversation, now) {
      const { channel } = splitConversation(conversation);
      const pace = channels.get(channel)?.pace;
      if (pace === undefined) return;
      if (pace.perSecond < BATCH_FROM_PER_SECOND)
        channelFreeAt.set(channel, now.getTime() + 1_000 / pace.perSecond);
      const restMs = pace.restMs?.(conversation) ?? pace.perConversationMs;
      if (restMs > 0) conversationFreeAt.set(conversation, now.getTime() + restMs);
    },
    nextFree(now) {
      prune(now.getTime());
      const times = [...channelFreeAt.values(), ...conversationFreeAt.values()].filter(
        (at) => at > now.getTime(),
      );
      return times.length === 0 ? undefined : new Date(Math.ceil(Math.min(...times)));
    },
  };
}
