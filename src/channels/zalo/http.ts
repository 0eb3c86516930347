/** Why a call has no usable answer. `sent`: whether the request may have been carried out all the same. */
export interface CallFailure {
  readonly ok: false;
  readonly reason: string;
  readonly sent: boolean;
}

export type CallResult = { readonly ok: true; readonly body: unknown } | CallFailure;

export type Fetch = typeof fetch;

/** The connection was never made, so nothing arrived. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The statuses by which a front server says that it passed nothing on. */
const REFUSED_AT_THE_DOOR: ReadonlySet<number> = new Set([401, 403, 404, 405, 408, 413, 429, 503]);

/** One request whose answer is JSON. Never throws; the reason names no address, token or text. */
export async function callJson(
  fetchIt: Fetch,
  url: string,
  { timeoutMs, ...init }: RequestInit & { timeoutMs: number },
): Promise<CallResult> {
  try {
    const response = await fetchIt(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const body = readJson(text);
    if (typeof body === 'object' && body !== null) return { ok: true, body };
    const { status } = response;
    return {
      ok: false,
      reason: `HTTP ${status} without a JSON object`,
      sent: !REFUSED_AT_THE_DOOR.has(status),
    };
  } catch (error) {
    return failureOf(error, timeoutMs);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureOf(error: unknown, timeoutMs: number): CallFailure {
  if (error instanceof Error && error.name === 'TimeoutError')
    return { ok: false, reason: `no answer within ${timeoutMs} ms`, sent: true };
  const cause = error instanceof Error ? error.cause : undefined;
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'unknown';
  const safe = /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'unknown';
  return { ok: false, reason: `cannot be reached (${safe})`, sent: !NEVER_SENT.has(safe) };
}
