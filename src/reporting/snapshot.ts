import type { Day } from './days.ts';
import { createLedger, type FrozenPeriod, type Ledger, type ReportEvent } from './ledger.ts';
import type { Reporting } from './load.ts';
import { obligationOf, type ReportRequest } from './requests.ts';

/** What changed since a cursor; plain data, so that it can go to the dialogue's worker with a turn. */
export interface ReportDelta {
  readonly frozen: readonly FrozenPeriod[];
  readonly events: readonly ReportEvent[];
  /** Reports asked for once, or called off. */
  readonly requests?: readonly ReportRequest[];
  /** The ledger's first day: what was due before is not known, so nobody is called late for it. */
  readonly trackedFrom: Day;
}

/** The dialogue's own copy of the ledger. Without any delta it holds only what ships, and says so. */
export interface ReportBook {
  readonly reporting: Reporting;
  readonly ledger: Ledger;
  /** False until the first delta: then "nobody has filed" would be a guess. */
  readonly connected: boolean;
  /** Undefined until connected. */
  readonly trackedFrom: Day | undefined;
  apply(delta: ReportDelta): void;
}

export function createReportBook(reporting: Reporting): ReportBook {
  const ledger = createLedger(reporting);
  let trackedFrom: Day | undefined;
  return {
    reporting,
    ledger,
    get connected() {
      return trackedFrom !== undefined;
    },
    get trackedFrom() {
      return trackedFrom;
    },
    apply({ frozen, events, requests = [], trackedFrom: from }) {
      trackedFrom = from;
      // Before the frozen periods, which are nothing without their obligation.
      for (const one of requests) {
        if (one.status === 'active') reporting.obligations.add(obligationOf(one, reporting));
        else reporting.obligations.remove(one.code);
      }
      ledger.freeze(frozen);
      ledger.record(events);
    },
  };
}
