import type { ZaloConfig } from '../../config-zalo.ts';
import type { Reachability } from '../channel.ts';

/**
 * How a person may be written to. Zalo counts from their last message to the account: free for 48 hours, billed to the
 * seventh day, then refused. Nobody may be written to first.
 */
export function reachabilityOf(
  contact: { readonly lastInteractionAt: Date; readonly blocked: boolean } | undefined,
  now: Date,
  { freeMs, openMs, marginMs }: ZaloConfig['window'],
): Reachability {
  if (contact === undefined || contact.blocked) return 'closed';
  // A delivery that came late (Zalo retries for 1 h 50 min) makes a window look longer than it is: hence the margin.
  const sinceMs = now.getTime() - contact.lastInteractionAt.getTime() + marginMs;
  if (sinceMs <= freeMs) return 'free';
  return sinceMs <= openMs ? 'billed' : 'closed';
}
