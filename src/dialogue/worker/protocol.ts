import type { ImportedRows } from '../../catalogue/imported.ts';
import type { ReportDelta } from '../../reporting/snapshot.ts';
import type { Snapshots } from '../../snapshot.ts';
import type { Outcome, Turn } from '../answer.ts';
import type { Deployment } from '../context.ts';

/** What the worker is started with; everything else it reads from the content. */
export interface WorkerStart {
  readonly root: string;
  readonly deployment: Deployment;
  /** Rows of the imported catalogue version in use; the worker has no database. */
  readonly imported?: ImportedRows;
  readonly snapshots?: Snapshots;
}

export interface Ask {
  readonly id: number;
  readonly turn: Turn;
  /** What the ledger learnt since the last turn; the worker has no database. */
  readonly reports?: ReportDelta;
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  /** The indexes could not be built. Classes do not survive the way between threads, so the parts are sent. */
  | { readonly kind: 'broken'; readonly message: string; readonly problems: readonly string[] }
  | { readonly kind: 'answer'; readonly id: number; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Error };
