import type { ConversationId, Incoming, Reply } from '../messages/index.ts';

/** A reply as the page reads it. */
export interface SentReply {
  readonly cursor: number;
  /** The message it answers, as the page called it; undefined for what nobody asked for. */
  readonly answers?: string;
  readonly reply: Reply;
  readonly at: string;
}

/** What the person said, as the page shows it again. */
export interface Said {
  readonly id: string;
  readonly content: Incoming['content'];
  readonly at: string;
}

/** What the web chat needs of the rest of the service; `main.ts` builds it from store and delivery. */
export interface ChatDesk {
  /** Stores one message of a page; resolves when it is safe. Throws ChannelError when it is malformed. */
  accept(raw: unknown): Promise<void>;
  replies(conversation: ConversationId, afterCursor: number, limit: number): Promise<readonly SentReply[]>;
  /** Messages that are still kept, oldest first. */
  said(conversation: ConversationId, limit: number): Promise<readonly Said[]>;
  /** The language the person chose; a conversation not seen yet has none to change. */
  setLanguage(conversation: ConversationId, language: string): Promise<void>;
  /** Calls back when there may be new replies. Returns how to stop listening. */
  listen(conversation: ConversationId, listener: () => void): () => void;
}
