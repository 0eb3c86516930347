/** What can go wrong with one call of the API. `after`: the call was carried out all the same. */
export type Fault =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'status'; readonly status: number; readonly after?: boolean }
  | { readonly kind: 'not-json'; readonly after?: boolean }
  | { readonly kind: 'hang'; readonly after?: boolean }
  | { readonly kind: 'cut'; readonly after?: boolean }
  /** The answer takes this long; the echo is faster. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The access token stops working just before the call. */
  | { readonly kind: 'revoke' };

export const FAULTS: Readonly<Record<string, Fault>> = {
  'rate-limit': { kind: 'code', code: -32 },
  'send-failed': { kind: 'code', code: -200 },
  'no-buttons': { kind: 'code', code: -233 },
  quota: { kind: 'code', code: -211 },
  'token-expired': { kind: 'revoke' },
  hang: { kind: 'hang', after: true },
  'hang-before': { kind: 'hang' },
  'not-json': { kind: 'not-json', after: true },
  'http-500': { kind: 'status', status: 500 },
  cut: { kind: 'cut', after: true },
  slow: { kind: 'slow', ms: 1_500 },
};

/** What can go wrong with deliveries to the webhook. */
export interface DeliveryFaults {
  /** Every event is delivered so many times more. */
  duplicates: number;
  /** Events of this many milliseconds are delivered in another order. 0: as they come. */
  shuffleMs: number;
  /** A proxy parses the body and writes it again. */
  rewriteBody: boolean;
  /** Letters beyond ASCII and slashes are escaped, as some servers write JSON. */
  escape: boolean;
  /** Puts the signed timestamp into the header, another one into the body. */
  headerTimestamp: boolean;
  /** Whether what the account sends is echoed, and whether before its call is answered. */
  echo: 'before' | 'after' | 'off';
}

export const NO_DELIVERY_FAULTS: DeliveryFaults = {
  duplicates: 0,
  shuffleMs: 0,
  rewriteBody: false,
  escape: false,
  headerTimestamp: false,
  echo: 'after',
};

/** What the page can switch on and off: each event twice, another order, a proxy that rewrites, echoes that come first or never. */
export const DELIVERY_SWITCHES: Readonly<Record<string, Partial<DeliveryFaults>>> = {
  duplicates: { duplicates: 1 },
  reordering: { shuffleMs: 3_000 },
  'rewritten-body': { rewriteBody: true },
  'echo-first': { echo: 'before' },
  'no-echo': { echo: 'off' },
};
