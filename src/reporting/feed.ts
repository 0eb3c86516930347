import { type Clock, vietnamDay } from '../clock.ts';
import type { Store, Tx } from '../storage/store.ts';
import type { Day } from './days.ts';
import { periodsToFreeze } from './ledger.ts';
import type { Reporting } from './load.ts';
import { createReportBook, type ReportBook, type ReportDelta } from './snapshot.ts';

/** How far a reader has read. */
export interface FeedCursor {
  readonly period: number;
  readonly event: number;
  readonly request: number;
}

export const FEED_START: FeedCursor = { period: 0, event: 0, request: 0 };

/** Keeps the main thread's book up to date with the store, and tells other readers (the dialogue's worker) what is new. */
export interface ReportFeed {
  readonly book: ReportBook;
  /** Inside a transaction: the book as this transaction sees it. */
  refreshIn(tx: Tx): Promise<void>;
  refresh(): Promise<void>;
  /** Freezes the periods that have opened. */
  freeze(): Promise<void>;
  /** What is new after a cursor, and the next cursor. */
  since(cursor: FeedCursor): Promise<{ readonly delta: ReportDelta; readonly cursor: FeedCursor }>;
}

const EVENTS_AT_ONCE = 2_000;

/** Others have their turn: SQLite answers within the same turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createReportFeed({
  store,
  clock,
  reporting,
}: {
  store: Store;
  clock: Clock;
  reporting: Reporting;
}): ReportFeed {
  const book = createReportBook(reporting);
  let own = FEED_START;

  async function read(tx: Tx, cursor: FeedCursor): Promise<{ delta: ReportDelta; cursor: FeedCursor }> {
    const { periods, cursor: period } = await tx.reports.periodsAfter(cursor.period);
    const events = [];
    for (let last = cursor.event; ; ) {
      const more = await tx.reports.eventsAfter(last, EVENTS_AT_ONCE);
      events.push(...more);
      if (more.length < EVENTS_AT_ONCE) break;
      last = more.at(-1)?.id ?? last;
      await turn();
    }
    const requests = await tx.reports.requestsAfter(cursor.request);
    const trackedFrom = await startOf(tx);
    return {
      delta: { frozen: periods, events, requests, trackedFrom },
      cursor: {
        period,
        event: events.at(-1)?.id ?? cursor.event,
        request: requests.at(-1)?.id ?? cursor.request,
      },
    };
  }

  async function startOf(tx: Tx): Promise<Day> {
    return vietnamDay((await tx.reports.startedAt()) ?? clock.now());
  }

  async function refreshIn(tx: Tx): Promise<void> {
    const { delta, cursor } = await read(tx, own);
    // Applied twice after a rolled-back transaction, an event changes nothing more.
    book.apply(delta);
    own = cursor;
  }

  return {
    book,
    refreshIn,
    refresh: () => store.transaction(refreshIn),
    async freeze() {
      const now = clock.now();
      const today = vietnamDay(now);
      await store.transaction(refreshIn);
      for (const _ of reporting.obligations.warm(today, book.trackedFrom ?? today)) await turn();
      const periods = await store.transaction(async (tx) => {
        await refreshIn(tx);
        return periodsToFreeze(book.ledger, reporting.obligations, today, await startOf(tx));
      });
      if (periods.length === 0) return;
      // Each stands alone, and one with thousands of units takes some milliseconds: others have their turn between.
      for (const one of periods) {
        await store.transaction((tx) => tx.reports.freeze([one], now));
        await turn();
      }
      // After the commit: rows that were rolled back must not be taken for read.
      await store.transaction(refreshIn);
    },
    since: (cursor) => store.transaction((tx) => read(tx, cursor)),
  };
}
