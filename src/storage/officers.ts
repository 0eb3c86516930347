import type { ConversationId } from '../messages/index.ts';

/** Part of the store's page (store.ts): people who act for units. Roles are the dialogue's; units are ids. */
export interface People {
  add(person: { readonly id: string; readonly name: string | undefined; readonly at: Date }): Promise<void>;
  find(id: string): Promise<Person | undefined>;
  /** Whom a conversation belongs to. */
  ofConversation(conversation: ConversationId): Promise<Person | undefined>;
  /** In a stable order, after an id: pages of people for long runs. */
  page(options: { readonly afterId: string; readonly limit: number }): Promise<Person[]>;
  /** People away on a day, with a deputy. */
  onLeave(day: string): Promise<Person[]>;
  /** Links a conversation; one that was somebody else's becomes this person's. */
  link(person: string, conversation: ConversationId, at: Date): Promise<void>;
  /** False when it was not linked. */
  unlink(conversation: ConversationId): Promise<boolean>;
  /** The channel could not deliver to it for good (bounce, block); undefined: it works again. */
  setFailed(conversation: ConversationId, at: Date | undefined): Promise<void>;
  setPreferred(person: string, channel: string | undefined): Promise<void>;
  setLeave(
    person: string,
    leave: { readonly from: string; readonly to: string; readonly deputy: string } | undefined,
  ): Promise<void>;
  grant(
    role: Omit<PersonRole, 'id' | 'disputedAt'> & { readonly person: string; readonly by: string },
  ): Promise<void>;
  /** Returns how many roles ended. */
  revoke(person: string, unit: string | undefined, at: Date): Promise<number>;
  /** The person says the unit is not theirs: no more reminders until somebody decides. */
  dispute(person: string, unit: string, at: Date): Promise<void>;
  /** People with a running role on exactly these units. */
  withRoleOn(unit: string): Promise<Person[]>;
  countWithRole(role: string): Promise<number>;
  /** People who said that a unit is not theirs, until somebody decides. */
  disputed(): Promise<Person[]>;

  addCode(code: LinkCode): Promise<void>;
  findCode(hash: string): Promise<LinkCode | undefined>;
  /** False when somebody was quicker or it has ended. */
  useCode(hash: string, by: string, at: Date): Promise<boolean>;
  revokeCodes(filter: { readonly hash?: string; readonly unit?: string }, at: Date): Promise<number>;
  wrongCode(conversation: ConversationId, at: Date): Promise<void>;
  wrongCodesSince(conversation: ConversationId | undefined, since: Date): Promise<number>;
}

export interface Person {
  readonly id: string;
  readonly name: string | undefined;
  /** The channel they like best. */
  readonly preferred: string | undefined;
  /** While away, the deputy gets what they would get. Days, both included. */
  readonly leave: { readonly from: string; readonly to: string; readonly deputy: string } | undefined;
  readonly channels: readonly {
    readonly conversation: ConversationId;
    readonly linkedAt: Date;
    readonly failedAt: Date | undefined;
  }[];
  /** Running roles only. */
  readonly roles: readonly PersonRole[];
}

export interface PersonRole {
  readonly id: number;
  readonly role: string;
  /** Root of the subtree it holds for. */
  readonly unit: string;
  readonly at: Date;
  readonly disputedAt: Date | undefined;
}

export interface LinkCode {
  /** SHA-256 of the code; the code itself is kept nowhere. */
  readonly hash: string;
  /** Links another channel of a known person. */
  readonly person: string | undefined;
  readonly name: string | undefined;
  readonly role: string;
  readonly unit: string;
  /** Only this conversation may use it. */
  readonly onlyFor: ConversationId | undefined;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly usedAt?: Date | undefined;
  readonly usedBy?: string | undefined;
  readonly revokedAt?: Date | undefined;
}

/** Part of the store's page: the ledger of reports. Days are `YYYY-MM-DD` in Viet Nam. */
export interface ReportStore {
  /** Stores a period as it opened; one that is known is replaced only by a later decision about an uncertain day. */
  freeze(periods: readonly StoredPeriod[], at: Date): Promise<void>;
  /** Periods stored after a cursor, with the cursor of the last. */
  periodsAfter(cursor: number): Promise<{ readonly periods: StoredPeriod[]; readonly cursor: number }>;
  record(event: Omit<StoredReportEvent, 'id'> & { readonly at: Date }): Promise<number>;
  eventsAfter(id: number, limit: number): Promise<StoredReportEvent[]>;
  /** When the first period was stored: the ledger knows nothing of what was due before. */
  startedAt(): Promise<Date | undefined>;
  /** Notes a request, or what became of it: the newest note of a code counts, older ones stay. */
  noteRequest(note: Omit<StoredRequest, 'id'>): Promise<number>;
  /** The newest note of a code. */
  findRequest(code: string): Promise<StoredRequest | undefined>;
  /** Notes after an id that are no drafts, in order. */
  requestsAfter(id: number): Promise<StoredRequest[]>;
}

/** A report asked for once, with a day, beside those the content names. */
export interface StoredRequest {
  readonly id: number;
  /** `yc-7k2m9q`; the obligation it becomes has the same id. */
  readonly code: string;
  /** A draft was shown to whoever asked and waits for a yes. */
  readonly status: 'draft' | 'active' | 'cancelled';
  readonly name: string;
  /** Which report it counts as; `khac` for none of the regular ones. */
  readonly report: string;
  readonly kinds: readonly string[];
  readonly units: readonly string[];
  /** From this day on it is owed. */
  readonly from: string;
  readonly dueOn: string;
  readonly by: string;
  readonly at: Date;
}

export interface StoredPeriod {
  readonly obligation: string;
  readonly period: string;
  readonly windowFrom: string;
  readonly windowTo: string;
  readonly dueOn: string;
  readonly certain: boolean;
  readonly ruleVersion: string;
  readonly units: readonly string[];
}

export interface StoredReportEvent {
  readonly id: number;
  readonly obligation: string;
  readonly period: string;
  readonly unit: string;
  readonly kind: 'filed' | 'filed_elsewhere' | 'waived' | 'reopened' | 'handed_over';
  readonly on: string;
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly toUnit?: string | undefined;
}

/** Part of the store's page: who was reminded of what, and why on that channel. */
export interface ReminderStore {
  /** Steps a person was already told, as `report|step`. */
  logged(person: string): Promise<ReadonlySet<string>>;
  saveDigest(digest: ReminderDigest): Promise<void>;
  findDigest(id: string): Promise<ReminderDigest | undefined>;
  /** Newest first. */
  digestsOf(person: string, limit: number): Promise<ReminderDigest[]>;
  /** A digest that will never arrive: what it told counts as not told. False when that was noted before. */
  takeBack(digest: string): Promise<boolean>;
  state(person: string): Promise<ReminderState | undefined>;
  setState(person: string, state: Partial<ReminderState>): Promise<void>;
  unreachable(): Promise<{ readonly person: string; readonly since: string }[]>;
  /** People whose digest of this day is still to be made; in the order of ids, after `afterId`. */
  unchecked(day: string, afterId: string, limit: number): Promise<string[]>;
}

export interface ReminderState {
  readonly checkedOn: string | undefined;
  readonly snoozedUntil: string | undefined;
  readonly unreachableSince: string | undefined;
}

export interface ReminderDigest {
  readonly id: string;
  readonly person: string;
  readonly day: string;
  /** Undefined: nobody could be reached. */
  readonly conversation: ConversationId | undefined;
  /** What it told: report key and step. */
  readonly reports: readonly { readonly report: string; readonly step: string }[];
  /** How the channel was chosen, channel by channel. */
  readonly why: readonly { readonly channel: string; readonly found: string; readonly chosen: boolean }[];
  readonly at: Date;
}
