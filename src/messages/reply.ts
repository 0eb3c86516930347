/** Longest {@link Choice.data}, in bytes of UTF-8: Telegram's callback_data limit, the tightest of all channels. */
export const CHOICE_DATA_LIMIT_BYTES = 64;

/** A quick reply. Channels without buttons show `1. label` and accept the number or the label. */
export interface Choice {
  readonly label: string;
  /** What comes back when it is tapped, at most {@link CHOICE_DATA_LIMIT_BYTES} bytes. */
  readonly data: string;
  /** The procedure it leads to, where it leads to one. */
  readonly code?: string;
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** Where a fact comes from. `asOf` is the day the fact was true or taken, `YYYY-MM-DD` or a coarser period. */
export interface Source {
  readonly title: string;
  readonly section?: string;
  readonly url?: string;
  readonly asOf: string;
}

/** A picture or file made by us; `base64` so that it survives the outbox. */
export interface Attachment {
  readonly kind: 'image' | 'file';
  readonly name: string;
  readonly mime: string;
  readonly base64: string;
  /** What the picture says, for people who cannot see it. */
  readonly alt: string;
}

/** {@link Choice.data} that asks for the {@link Reply.details} of the last reply, on channels that cannot fold. */
export const MORE_DATA = 'more';

/**
 * One message of ours, channel-neutral. `text` and `details` are plain text in paragraphs separated by an empty
 * line; lines that start with `- ` are a list; `**x**` is bold; addresses (https://…) are written out. No HTML.
 */
export interface Reply {
  readonly text: string;
  /** The longer rest, folded behind "xem thêm" where the channel can, sent on request where it cannot. */
  readonly details?: string;
  /** What the fold says, in the language of the reply; "Xem thêm" unless given. */
  readonly detailsLabel?: string;
  readonly choices?: readonly Choice[];
  readonly links?: readonly Link[];
  readonly sources?: readonly Source[];
  /** The word before each source, in the language of the reply; "Nguồn" unless given. */
  readonly sourcesLabel?: string;
  readonly attachment?: Attachment;
}
