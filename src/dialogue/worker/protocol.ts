import type { Outcome, Turn } from '../answer.ts';
import type { Deployment } from '../context.ts';

/** What the worker is started with; everything else it reads from the content. */
export interface WorkerStart {
  readonly root: string;
  readonly deployment: Deployment;
}

export interface Ask {
  readonly id: number;
  readonly turn: Turn;
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Error };
