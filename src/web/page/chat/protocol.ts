import type { Choice, Link, Reply, Source } from '../../../messages/reply.ts';

export type { Choice, Link, Reply, Source };

/** What a person can do on the page. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tap'; readonly data: string }
  | { readonly kind: 'started' }
  /** A file was dropped or pasted; only its kind is told. */
  | { readonly kind: 'media'; readonly media: 'voice' | 'image' | 'video' | 'file' };

export interface SentReply {
  readonly cursor: number;
  readonly answers?: string;
  readonly reply: Reply;
  readonly at: string;
}

export interface Said {
  readonly id: string;
  readonly content: Content;
  readonly at: string;
}

/** What the server says about itself when a session begins. */
export interface Facts {
  readonly textLimit: number;
  readonly rawMessageHours: number;
  readonly province: string;
  readonly token?: string;
}

export interface History {
  readonly said: readonly Said[];
  readonly replies: readonly SentReply[];
  readonly cursor: number;
}

/** Why the server did not take something; see web/chat-api.ts. */
export interface Problem {
  readonly problem?: string;
  readonly waitSeconds?: number;
  readonly limit?: number;
}
