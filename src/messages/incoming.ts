/** The channels a person can write on. The prefix of every {@link ConversationId}. */
export const CHANNEL_NAMES = ['zalo', 'web', 'telegram', 'email', 'terminal'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/** One dialogue with one chat of one channel: `telegram:7527593`. Messages of one conversation are handled in order. */
export type ConversationId = `${ChannelName}:${string}`;

export type MediaKind = 'voice' | 'image' | 'video' | 'file' | 'sticker' | 'other';

/** What a person did, whatever the channel. */
export type IncomingContent =
  | { readonly kind: 'text'; readonly text: string; readonly edited?: boolean }
  /** A tapped button; `data` is the {@link Choice.data} that went out with it. */
  | { readonly kind: 'tap'; readonly data: string }
  | { readonly kind: 'media'; readonly media: MediaKind; readonly caption?: string }
  | { readonly kind: 'location'; readonly latitude: number; readonly longitude: number }
  | { readonly kind: 'contact' }
  /** First contact: page opened, `/start`, follow. */
  | { readonly kind: 'started' }
  /** Blocked or unfollowed: nothing can be sent any more. */
  | { readonly kind: 'stopped' }
  /** Unblocked or added to a group: can be written to again, but asked nothing. */
  | { readonly kind: 'resumed' };

/** A message as every part of the program sees it, after a channel's `parse`. */
export interface Incoming {
  readonly channel: ChannelName;
  /** The channel's own id of this update, unique within the channel: what is claimed once. */
  readonly updateId: string;
  readonly conversation: ConversationId;
  /** Who wrote, `<channel>:<id>`; differs from the conversation in groups only. */
  readonly person: string;
  /** Instant (ISO 8601, UTC) the channel says the message was sent, or received when it does not say. */
  readonly sentAt: string;
  readonly content: IncomingContent;
  /** Language the channel reports for the person (`vi`, `en`, `km`), if any. */
  readonly languageHint?: string;
}

/** Splits `telegram:7527593` into channel and the channel's own id. Throws on anything else. */
export function splitConversation(id: ConversationId): { channel: ChannelName; recipient: string } {
  const colon = id.indexOf(':');
  const channel = CHANNEL_NAMES.find((name) => name === id.slice(0, colon));
  if (channel === undefined || colon === id.length - 1) {
    throw new Error(
      `conversation id "${id}" does not start with one of ${CHANNEL_NAMES.join(', ')} and a colon`,
    );
  }
  return { channel, recipient: id.slice(colon + 1) };
}

export function conversationId(channel: ChannelName, recipient: string): ConversationId {
  return `${channel}:${recipient}`;
}
