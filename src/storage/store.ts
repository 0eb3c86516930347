import type { ChannelName, Choice, ConversationId, Incoming } from '../messages/index.ts';
import type { People, ReminderStore, ReportStore } from './officers.ts';

export type * from './officers.ts';

/**
 * Everything the service remembers, on one page. Engines live in folders beside this file.
 * Instants are `Date`s here and ISO 8601 text in the database; nothing reads the wall clock.
 */
export interface Store {
  /**
   * The only way in. Commits when `work` resolves, undoes everything when it rejects.
   * No network, search, drawing or long computing inside: other writers wait meanwhile.
   * Throws StoreError when called inside another transaction, also indirectly.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Waits for the running transaction, then closes. Later use throws StoreError. */
  close(): Promise<void>;
}

/** What can be done inside one transaction; dead after it. */
export interface Tx {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly sessions: Sessions;
  readonly conversations: Conversations;
  readonly catalogue: CatalogueVersions;
  readonly channelState: ChannelStates;
  readonly jobs: Jobs;
  readonly audit: AuditLog;
  readonly feedback: FeedbackBox;
  readonly subscriptions: Subscriptions;
  readonly people: People;
  readonly reports: ReportStore;
  readonly reminders: ReminderStore;
  readonly retention: Retention;
}

// ── Inbox ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** One stored update. `id` grows in the order of arrival. */
export interface InboxEntry {
  readonly id: number;
  readonly incoming: Incoming;
  /** Failed attempts so far. */
  readonly attempts: number;
  /** Times a process died while it held this entry. */
  readonly deaths: number;
  readonly receivedAt: Date;
}

export interface DeadUpdate {
  readonly id: number;
  readonly channel: ChannelName;
  readonly conversation: ConversationId;
  readonly attempts: number;
  readonly receivedAt: Date;
  readonly error: string;
  /** False once the raw message has been deleted: it cannot be replayed any more. */
  readonly replayable: boolean;
}

export interface ClaimOptions {
  readonly now: Date;
  /** Who claims; shown in the row. */
  readonly worker: string;
  /** Only these channels: a process claims for the channels it runs. */
  readonly channels: readonly ChannelName[];
  /** A claim older than this may be taken over by another process. */
  readonly leaseMs: number;
  readonly limit: number;
}

export interface Inbox {
  /** Stores an update once per (channel, updateId). False when it was stored before. */
  add(incoming: Incoming, now: Date): Promise<boolean>;
  /** Claims the oldest open entry of each free conversation, oldest first. An entry with an open predecessor waits. */
  claim(options: ClaimOptions): Promise<InboxEntry[]>;
  done(id: number, now: Date): Promise<void>;
  /** Counts a failed attempt; the entry, and its conversation, wait until `retryAt`. */
  failed(id: number, failure: { error: string; retryAt: Date }): Promise<void>;
  /** Gives up: to the dead letters, the conversation goes on. */
  dead(id: number, error: string, now: Date): Promise<void>;
  /** Claims of a process that died: the death is counted and the entry waits again. Returns how many. */
  release(channels: readonly ChannelName[]): Promise<number>;
  deadLetters(limit: number): Promise<DeadUpdate[]>;
  /** Puts a dead letter back in line. False when there is none with this id, or its message is deleted. */
  retry(id: number, now: Date): Promise<boolean>;
  /** The earliest instant after `now` at which something waiting may become claimable; undefined when there is none. */
  nextDue(channels: readonly ChannelName[], now: Date): Promise<Date | undefined>;
  /** Messages of a conversation that are still kept, oldest first. */
  kept(conversation: ConversationId, limit: number): Promise<InboxEntry[]>;
  counts(): Promise<Readonly<Record<InboxStatus, number>>>;
}

export const INBOX_STATUSES = ['waiting', 'claimed', 'done', 'dead'] as const;
export type InboxStatus = (typeof INBOX_STATUSES)[number];

// ── Outbox ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** One message to send. (cause, channel, recipient, part) is unique: adding it twice keeps the first. */
export interface NewDelivery {
  /** What made us send: `<channel>:<updateId>`, `reminder:<id>` … */
  readonly cause: string;
  readonly conversation: ConversationId;
  /** 0, 1, 2 … within cause and recipient. Part n+1 is never sent before part n. */
  readonly part: number;
  /** The channel's own shape, JSON. */
  readonly payload: unknown;
  /** Not to be sent before. */
  readonly dueAt: Date;
}

export interface Delivery extends NewDelivery {
  readonly id: number;
  readonly attempts: number;
  /** Times the channel could not tell whether it arrived. */
  readonly unknowns: number;
}

export interface DeadDelivery {
  readonly id: number;
  readonly cause: string;
  readonly conversation: ConversationId;
  readonly part: number;
  readonly attempts: number;
  readonly unknowns: number;
  readonly error: string;
  readonly createdAt: Date;
}

/** A sent message as a reader by cursor sees it. */
export interface SentDelivery {
  /** Grows within the conversation, also over deletions. */
  readonly cursor: number;
  readonly cause: string;
  readonly part: number;
  readonly payload: unknown;
  readonly sentAt: Date;
}

/** A delivery as the channel's echoes are compared with it. */
export interface RecentDelivery {
  readonly id: number;
  readonly status: OutboxStatus;
  readonly unknowns: number;
  readonly messageId: string | undefined;
  /** Undefined once deleted. */
  readonly payload: unknown;
}

export interface Outbox {
  add(deliveries: readonly NewDelivery[], now: Date): Promise<void>;
  /** Claims the first due delivery of each free conversation. A waiting retry holds back what comes after it. */
  claim(options: ClaimOptions & { readonly except?: readonly ConversationId[] }): Promise<Delivery[]>;
  /** Returns the cursor given to the delivery. */
  sent(id: number, sent: { now: Date; messageId?: string | undefined }): Promise<number>;
  /**
   * The channel reports that a delivery arrived: one with an unknown outcome is sent now; one that is being sent is
   * settled by this if nobody learns how it ended. Others are left.
   */
  arrived(id: number, sent: { now: Date; messageId: string }): Promise<void>;
  /** Tries again at `retryAt`. `unknown` when it may have arrived all the same. */
  failed(id: number, failure: { error: string; retryAt: Date; unknown: boolean }): Promise<void>;
  /** Gives up on it and on the later parts of the same cause. */
  dead(id: number, error: string, now: Date): Promise<void>;
  /** Claims of a process that died: each is counted as unknown and waits again. Returns how many. */
  release(channels: readonly ChannelName[]): Promise<number>;
  deadLetters(limit: number): Promise<DeadDelivery[]>;
  /** Puts a dead delivery, and the later parts that fell with it, back in line. */
  retry(id: number, now: Date): Promise<boolean>;
  nextDue(channels: readonly ChannelName[], now: Date): Promise<Date | undefined>;
  /** Sent deliveries of a conversation after a cursor, in order: how the web chat reads. */
  sentAfter(conversation: ConversationId, cursor: number, limit: number): Promise<SentDelivery[]>;
  /** Deliveries to a conversation that are open, or were finished since then; oldest first. */
  recent(conversation: ConversationId, since: Date): Promise<RecentDelivery[]>;
  counts(): Promise<Readonly<Record<OutboxStatus | 'unknowns', number>>>;
}

export const OUTBOX_STATUSES = ['waiting', 'sending', 'sent', 'dead'] as const;
export type OutboxStatus = (typeof OUTBOX_STATUSES)[number];

// ── Dialogue ────────────────────────────────────────────────────────────────────────────────────────────────────

export interface StoredSession {
  readonly version: number;
  readonly updatedAt: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Sessions {
  find(conversation: ConversationId): Promise<StoredSession | undefined>;
  save(conversation: ConversationId, session: StoredSession): Promise<void>;
  remove(conversation: ConversationId): Promise<void>;
}

export interface Conversation {
  readonly id: ConversationId;
  readonly person: string;
  readonly firstSeenAt: Date;
  /** The person's last message; what a channel's reply window counts from. */
  readonly lastInteractionAt: Date;
  readonly language: string | undefined;
  /** The person has blocked us or unfollowed. */
  readonly blocked: boolean;
  /** A person answers instead of us until then. */
  readonly silencedUntil: Date | undefined;
  readonly shown: Shown | undefined;
}

/** What the last answer left open for a typed number, a typed label, or "xem thêm". */
export interface Shown {
  readonly choices: readonly Choice[];
  readonly details?: string;
}

export interface Conversations {
  find(id: ConversationId): Promise<Conversation | undefined>;
  ofPerson(person: string): Promise<Conversation[]>;
  /** Notes that the person wrote; makes the conversation known. An older instant than the known one changes nothing. */
  interacted(id: ConversationId, person: string, at: Date): Promise<void>;
  setLanguage(id: ConversationId, language: string): Promise<void>;
  setBlocked(id: ConversationId, blocked: boolean): Promise<void>;
  silence(id: ConversationId, until: Date | undefined): Promise<void>;
  setShown(id: ConversationId, shown: Shown | undefined): Promise<void>;
}

// ── Catalogue ───────────────────────────────────────────────────────────────────────────────────────────────────

export interface CatalogueVersion {
  readonly id: number;
  /** What the rows are: `procedures`, `overlay` … One version of each kind is current. */
  readonly kind: string;
  readonly source: string;
  readonly importedAt: Date;
  readonly rowCount: number;
  readonly current: boolean;
}

export interface CatalogueRow {
  readonly code: string;
  readonly data: unknown;
}

export interface CatalogueVersions {
  /** Adds a version that is not current yet. A code twice in `rows` throws StoreError. */
  add(
    version: { kind: string; source: string; importedAt: Date },
    rows: readonly CatalogueRow[],
  ): Promise<number>;
  setCurrent(id: number): Promise<void>;
  current(kind: string): Promise<CatalogueVersion | undefined>;
  list(kind: string): Promise<CatalogueVersion[]>;
  /** By code; `page` for a part: codes after `after`, at most `limit`. */
  rows(id: number, page?: { readonly after: string; readonly limit: number }): Promise<CatalogueRow[]>;
  /** Throws StoreError for the current one. */
  remove(id: number): Promise<void>;
}

// ── Small things ────────────────────────────────────────────────────────────────────────────────────────────────

/** JSON values a channel keeps for itself: polling offset, tokens, secrets. */
export interface ChannelStates {
  get(channel: ChannelName, key: string): Promise<unknown>;
  set(channel: ChannelName, key: string, value: unknown): Promise<void>;
  remove(channel: ChannelName, key: string): Promise<void>;
}

export interface Jobs {
  /** True for the one caller that may run `job` for `minute` (`YYYY-MM-DDTHH:MM`). */
  claim(job: string, minute: string, now: Date): Promise<boolean>;
  finished(job: string, minute: string, now: Date): Promise<void>;
  /** The latest claimed minute of a job: what was missed while the service was down starts after it. */
  lastMinute(job: string): Promise<string | undefined>;
}

export interface AuditEntry {
  readonly at: Date;
  /** `<channel>:<id>`, or `cli`. */
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details?: unknown;
}

export interface AuditLog {
  add(entry: AuditEntry): Promise<void>;
  list(filter: { since?: Date; subject?: string; limit: number }): Promise<AuditEntry[]>;
}

export interface Feedback {
  readonly id: number;
  readonly at: Date;
  readonly conversation: ConversationId;
  readonly text: string;
  readonly about: string | undefined;
}

export interface FeedbackBox {
  add(feedback: Omit<Feedback, 'id'> & { readonly person: string }): Promise<number>;
  list(limit: number): Promise<Feedback[]>;
}

export interface Subscription {
  readonly person: string;
  readonly conversation: ConversationId;
  readonly topic: string;
  readonly since: Date;
}

export interface Subscriptions {
  add(subscription: Subscription): Promise<void>;
  remove(conversation: ConversationId, topic: string): Promise<void>;
  ofConversation(conversation: ConversationId): Promise<Subscription[]>;
  toTopic(topic: string): Promise<Subscription[]>;
}

/** How long things are kept. */
export interface KeepLimits {
  /** Messages in and out, after they are handled. */
  readonly rawMessageHours: number;
  /** Ids of updates (against doubles), sessions nobody continues, finished jobs. */
  readonly otherDays: number;
}

export interface Retention {
  /** Deletes what is older than the limits. Returns how many rows each part deleted or emptied. */
  expire(limits: KeepLimits, now: Date): Promise<Readonly<Record<string, number>>>;
  /**
   * "Delete my data": everything about a person, in every part. Audit entries stay (law 6), waiting messages are
   * still answered. Returns how many rows were deleted or emptied.
   */
  deletePerson(person: string): Promise<number>;
}
