import type { Incoming, Reply, Source } from '../messages/index.ts';

/** What kind of outcome an answer is; never just text. */
export const STATUSES = [
  'answered',
  'clarify',
  'out_of_scope',
  'other_body',
  'emergency',
  'no_data',
  'handoff',
] as const;
export type Status = (typeof STATUSES)[number];

export const ROLES = ['citizen', 'staff', 'officer', 'leader', 'department', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

export interface IndicatorValue {
  readonly id: string;
  readonly area: string;
  readonly period: string;
  /** As printed in the source, e.g. `16.269`. */
  readonly value: string;
  readonly unit: string;
  readonly source: string;
}

/** Everything an answer says, in the shape `mot-cua ask --jsonl` prints (DESIGN, public interface). */
export interface Answer {
  readonly status: Status;
  readonly intent: string;
  readonly aspect?: string;
  readonly language: string;
  /** Best first, at most ten, also when status is clarify. */
  readonly procedures?: readonly { readonly code: string; readonly name: string; readonly score: number }[];
  readonly filters?: {
    readonly level?: string;
    readonly field?: string;
    readonly tier?: string;
    readonly unit?: string;
  };
  readonly dossier?: { readonly code: string | null };
  readonly report?: {
    readonly report: string | null;
    readonly period: string | null;
    readonly periodType: string | null;
    readonly ask?: string;
    readonly values?: Readonly<Record<string, number>>;
    readonly correction?: boolean;
  };
  readonly indicators?: readonly IndicatorValue[];
  readonly replies: readonly Reply[];
  readonly sources: readonly Source[];
  /** Why this answer: intent, score, runner-ups, what normalising changed. Recorded, never shown to citizens. */
  readonly reason: Readonly<Record<string, unknown>>;
}

/** Who is asking. Unlinked people are citizens. */
export interface Asker {
  readonly role: Role;
  /** Ids of the units the person acts for. */
  readonly units: readonly string[];
}

/** What a conversation remembers between messages. Plain JSON; `version` changes when its shape does. */
export interface SessionState {
  readonly version: number;
  readonly updatedAt: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Turn {
  readonly incoming: Incoming;
  readonly session: SessionState | undefined;
  readonly asker: Asker;
  readonly now: Date;
}

/**
 * What handling one message comes to. `effects` are run by the caller inside the message's one transaction,
 * together with session, outbox rows and "done". They must not search, draw, or touch the network.
 */
export interface Outcome {
  readonly answer: Answer;
  readonly session: SessionState | undefined;
  readonly effects?: readonly Effect[];
}

/** A change of stored state that a handler asks for, as data; `storage` knows how to carry each out. */
export interface Effect {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** The whole dialogue as one function: pure but for the content and indexes it was built with. */
export type Respond = (turn: Turn) => Promise<Outcome>;
