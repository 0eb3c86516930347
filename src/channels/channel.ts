import type { ChannelName, Choice, ConversationId, Incoming, Reply } from '../messages/index.ts';

/**
 * Whether, and at what cost, something can be sent to a conversation now.
 * `unknown`: the channel cannot tell; sending will show.
 */
export type Reachability = 'free' | 'billed' | 'closed' | 'unknown';

/** One message ready to be sent: what `render` makes of a {@link Reply}; `payload` is the channel's own shape. */
export interface OutgoingPart {
  readonly payload: unknown;
}

/** What became of one sent part. */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly messageId?: string }
  /** Try again, not before `retryAfterMs` where the channel says when. */
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs?: number }
  /** The channel cannot tell whether it arrived (timeout after the request went out). Counted, then retried. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Will never arrive (invalid): to the dead letters. `blocked`: nor will anything else in this conversation. */
  | { readonly kind: 'failed'; readonly reason: string; readonly blocked?: boolean };

/** How fast a channel may be used. The outbox keeps to it. */
export interface Pace {
  /** Messages per second over all conversations. */
  readonly perSecond: number;
  /** Least milliseconds between two messages to one conversation. */
  readonly perConversationMs: number;
  /** Where conversations differ (groups): the rest after a message to this one, instead of `perConversationMs`. */
  restMs?(conversation: ConversationId): number;
}

/** What a channel needs from the rest of the program while it runs. */
export interface ChannelHost {
  /**
   * Stores the updates; resolves when all are safely stored (then, and only then, the channel may confirm them).
   * An update stored before is ignored.
   */
  accept(incoming: readonly Incoming[]): Promise<void>;
}

/** What a channel may remember between runs, and ask about the people it talks to. */
export interface ChannelMemory {
  /** A JSON value kept under a key of this channel: polling offset, tokens. */
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  /** When the person last wrote and whether they blocked us; undefined for a conversation never seen. */
  contact(
    conversation: ConversationId,
  ): Promise<{ readonly lastInteractionAt: Date; readonly blocked: boolean } | undefined>;
}

/** A memory several processes share without overwriting each other. */
export interface SharedMemory extends ChannelMemory {
  /** Replaces a value in one transaction; `change` must be quick and pure. Resolves with what was stored. */
  change<T>(key: string, change: (before: unknown) => T): Promise<T>;
}

/** One message of ours, as long as it is kept. */
export interface OwnMessage {
  readonly id: number;
  /** `maybe`: sent, but the channel did not say whether it arrived; it is going to be tried again. */
  readonly state: 'waiting' | 'sending' | 'maybe' | 'sent' | 'failed';
  readonly messageId: string | undefined;
  /** Undefined once deleted. */
  readonly payload: unknown;
}

/** For channels that tell us about every message of our account, also those that people wrote in our place. */
export interface Echoes {
  /** Our messages to a conversation that are on their way, or were finished since then. */
  ownMessages(conversation: ConversationId, since: Date): Promise<readonly OwnMessage[]>;
  /** The echo of a `sending` or `maybe` message came: it arrived and is not sent again. */
  arrived(id: number, messageId: string): Promise<void>;
  /** A person answers instead of us until then. An earlier instant than the known one changes nothing. */
  silence(conversation: ConversationId, until: Date): Promise<void>;
}

/** Where a channel's server delivers updates. */
export interface Webhook {
  /** Below `/webhooks/`, e.g. `telegram`. */
  readonly path: string;
  /** Checks the secret before parsing, hands on what it found, answers 2xx only when that is stored. */
  handle(request: Request, host: ChannelHost): Promise<Response>;
}

/** The port every channel implements. `parse` and `render` are pure, only `client` modules touch the network. */
export interface Channel {
  readonly name: ChannelName;
  readonly pace: Pace;
  /** Turns one raw update into messages; an update that is not for us gives none. Throws ChannelError on malformed ones. */
  parse(raw: unknown): readonly Incoming[];
  /** Turns a reply into parts that keep the channel's limits; part n+1 is sent after part n. */
  render(reply: Reply): readonly OutgoingPart[];
  send(conversation: ConversationId, part: OutgoingPart): Promise<SendOutcome>;
  /** Channels that show choices as numbers: the choice a typed number stands for. */
  readonly choiceOfNumber?: (text: string, choices: readonly Choice[]) => Choice | undefined;
  readonly webhook?: Webhook;
  /** May this conversation be written to now? Called by whoever pushes, before queueing. */
  reachability(conversation: ConversationId, now: Date): Promise<Reachability>;
  /** Starts receiving (polling loop, prompt); webhooks are mounted by `web/`. */
  start?(host: ChannelHost): Promise<void>;
  stop?(): Promise<void>;
}
