import type { ZaloConfig } from '../../config-zalo.ts';

/** `over`: the person is known, but only a template may reach them. `closed`: nothing may. */
export type WindowState = 'free' | 'billed' | 'over' | 'closed';

/**
 * How a person may be written to. Zalo counts from their last message to the account: free for 48 hours, billed to the
 * seventh day, then refused. Nobody may be written to first.
 */
export function windowOf(
  contact: { readonly lastInteractionAt: Date; readonly blocked: boolean } | undefined,
  now: Date,
  { freeMs, openMs, marginMs }: ZaloConfig['window'],
): WindowState {
  // The office may have written to somebody who never wrote to us: known, at the beginning of time.
  if (contact === undefined || contact.blocked || contact.lastInteractionAt.getTime() === 0) return 'closed';
  // A delivery that came late (Zalo retries for 1 h 50 min) makes a window look longer than it is: hence the margin.
  const sinceMs = now.getTime() - contact.lastInteractionAt.getTime() + marginMs;
  if (sinceMs <= freeMs) return 'free';
  return sinceMs <= openMs ? 'billed' : 'over';
}
