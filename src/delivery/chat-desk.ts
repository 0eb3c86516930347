import type { Channel, ChannelHost } from '../channels/channel.ts';
import type { ConversationId, Incoming, Reply } from '../messages/index.ts';
import type { Store } from '../storage/store.ts';

/** Tells whoever waits for replies of a conversation that one was sent. */
export interface ReplyBell {
  ring(conversation: ConversationId): void;
  listen(conversation: ConversationId, listener: () => void): () => void;
}

export function createReplyBell(): ReplyBell {
  const listeners = new Map<ConversationId, Set<() => void>>();
  return {
    ring(conversation) {
      for (const listener of [...(listeners.get(conversation) ?? [])]) listener();
    },
    listen(conversation, listener) {
      const ours = listeners.get(conversation) ?? new Set();
      ours.add(listener);
      listeners.set(conversation, ours);
      return () => {
        ours.delete(listener);
        if (ours.size === 0) listeners.delete(conversation);
      };
    },
  };
}

/** How web pages write to the inbox and read from the outbox. */
export function createChatDesk(options: {
  store: Store;
  channel: Channel;
  host: ChannelHost;
  bell: ReplyBell;
}) {
  const { store, channel, host, bell } = options;
  return {
    accept: (raw: unknown): Promise<void> => host.accept(channel.parse(raw)),
    async replies(conversation: ConversationId, afterCursor: number, limit: number) {
      const sent = await store.transaction((tx) => tx.outbox.sentAfter(conversation, afterCursor, limit));
      return sent.map((one) => {
        const answers = messageIdOf(one.cause);
        return {
          cursor: one.cursor,
          // The web channel's payload is the reply itself (webchat/render.ts).
          reply: one.payload as Reply,
          at: one.sentAt.toISOString(),
          ...(answers === undefined ? {} : { answers }),
        };
      });
    },
    async said(conversation: ConversationId, limit: number) {
      const kept = await store.transaction((tx) => tx.inbox.kept(conversation, limit));
      return kept.map(({ incoming, receivedAt }) => ({
        id: pageId(incoming),
        content: incoming.content,
        at: receivedAt.toISOString(),
      }));
    },
    setLanguage: (conversation: ConversationId, language: string): Promise<void> =>
      store.transaction((tx) => tx.conversations.setLanguage(conversation, language)),
    listen: bell.listen,
  };
}

/** `web:<recipient>:<the page's id>[:apology]` names the message a reply answers. */
function messageIdOf(cause: string): string | undefined {
  const [channel, , id] = cause.split(':');
  return channel === 'web' ? id : undefined;
}

const pageId = (incoming: Incoming): string => incoming.updateId.slice(incoming.updateId.indexOf(':') + 1);
