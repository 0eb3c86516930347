import type { Incoming, Reply } from '../messages/index.ts';
import type { StoredEffect } from '../storage/effects.ts';
import type { StoredSession, Tx } from '../storage/store.ts';

/** What handling one message comes to, as far as delivery needs to know; `dialogue`'s Outcome is one. */
export interface Handled {
  readonly answer: { readonly replies: readonly Reply[]; readonly status: string; readonly intent: string };
  readonly session: StoredSession | undefined;
  readonly effects?: readonly StoredEffect[];
}

/** The dialogue as delivery sees it. Never called inside a transaction. */
export type RespondTo<Asker> = (turn: {
  readonly incoming: Incoming;
  readonly session: StoredSession | undefined;
  readonly asker: Asker;
  readonly now: Date;
}) => Promise<Handled>;

/** Looks up who is asking. */
export type Identify<Asker> = (tx: Tx, incoming: Incoming) => Promise<Asker>;

/** Says sorry in the person's language (`vi` when unknown) when their message cannot be handled. */
export type Apologise = (language: string | undefined) => Reply;
