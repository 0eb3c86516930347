import { createHash, randomBytes } from 'node:crypto';
import type { ZaloConfig } from '../../config-zalo.ts';
import { callJson, type Fetch } from './http.ts';
import { TokenAnswer, TokenRefusal } from './schema.ts';

export interface NewTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInMs: number;
}

export type TokenResult =
  | { readonly kind: 'ok'; readonly tokens: NewTokens }
  /** Zalo answered, without tokens. `error` is its number or name. */
  | { readonly kind: 'refused'; readonly error: string }
  /** `sent`: the token that was used may be used up all the same. */
  | { readonly kind: 'unanswered'; readonly reason: string; readonly sent: boolean };

export interface OAuth {
  /** Where a person agrees, in a browser. */
  permissionUrl(query: { redirectUrl: string; challenge: string; state: string }): string;
  exchange(code: string, verifier: string): Promise<TokenResult>;
  /** Works once per refresh token; the earlier access token stops working. */
  refresh(refreshToken: string): Promise<TokenResult>;
}

export interface OAuthOptions extends Pick<ZaloConfig, 'appId' | 'appSecret' | 'oauthRoot' | 'timeoutMs'> {
  readonly fetch?: Fetch;
}

/** An answer that is not waited for loses the account: longer than for messages, below a refresher's lease. */
const LEAST_TIMEOUT_MS = 25_000;

export function createOAuth({
  appId,
  appSecret,
  oauthRoot,
  timeoutMs,
  fetch: fetchIt = fetch,
}: OAuthOptions): OAuth {
  async function request(fields: Readonly<Record<string, string>>): Promise<TokenResult> {
    const result = await callJson(fetchIt, `${oauthRoot}/v4/oa/access_token`, {
      method: 'POST',
      headers: { secret_key: appSecret, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...fields, app_id: appId }).toString(),
      timeoutMs: Math.max(timeoutMs, LEAST_TIMEOUT_MS),
    });
    if (!result.ok) return { kind: 'unanswered', reason: result.reason, sent: result.sent };
    const answer = TokenAnswer.safeParse(result.body);
    // Zalo lists no code for a used refresh token: whatever brings no tokens is a refusal.
    if (!answer.success) return { kind: 'refused', error: refusalOf(result.body) };
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer.data;
    return { kind: 'ok', tokens: { accessToken, refreshToken, expiresInMs: seconds * 1_000 } };
  }

  return {
    permissionUrl({ redirectUrl, challenge, state }) {
      const url = new URL(`${oauthRoot}/v4/oa/permission`);
      url.search = new URLSearchParams({
        app_id: appId,
        redirect_uri: redirectUrl,
        code_challenge: challenge,
        state,
      }).toString();
      return url.href;
    },
    exchange: (code, verifier) =>
      request({ code, grant_type: 'authorization_code', code_verifier: verifier }),
    refresh: (refreshToken) => request({ refresh_token: refreshToken, grant_type: 'refresh_token' }),
  };
}

/** Proof that who exchanges the code is who asked for it (PKCE, S256): 43 characters and their hash. */
export function newProof(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

function refusalOf(body: unknown): string {
  const parsed = TokenRefusal.safeParse(body);
  if (!parsed.success) return 'an answer without tokens';
  const { error, error_name: name } = parsed.data;
  const words = [error, name?.replace(/[^\w .-]/g, '').slice(0, 60)].filter((one) => one !== undefined);
  return words.length === 0 ? 'an answer without tokens' : words.join(' ');
}
