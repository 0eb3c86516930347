import { createHmac } from 'node:crypto';
import type { ZaloConfig } from '../../config-zalo.ts';
import { callJson, type Fetch } from './http.ts';
import { ApiAnswer } from './schema.ts';

/** What one call of the Official Account API came to. Refusals come with HTTP 200; only the number counts. */
export type ApiResult =
  | { readonly kind: 'ok'; readonly data: unknown }
  | { readonly kind: 'refused'; readonly code: number }
  /** `sent`: it may have been carried out all the same. */
  | { readonly kind: 'unanswered'; readonly reason: string; readonly sent: boolean };

export interface ZaloApi {
  post(path: string, body: unknown, accessToken: string): Promise<ApiResult>;
  upload(path: string, file: { name: string; bytes: Uint8Array }, accessToken: string): Promise<ApiResult>;
  get(path: string, accessToken: string): Promise<ApiResult>;
}

export interface ApiOptions extends Pick<ZaloConfig, 'apiRoot' | 'appSecret' | 'proof' | 'timeoutMs'> {
  readonly fetch?: Fetch;
}

export function createApi({
  apiRoot,
  appSecret,
  proof,
  timeoutMs,
  fetch: fetchIt = fetch,
}: ApiOptions): ZaloApi {
  async function call(path: string, accessToken: string, init: RequestInit): Promise<ApiResult> {
    const headers = {
      ...(init.headers as Record<string, string> | undefined),
      access_token: accessToken,
      ...(proof
        ? { appsecret_proof: createHmac('sha256', appSecret).update(accessToken).digest('hex') }
        : {}),
    };
    const result = await callJson(fetchIt, apiRoot + path, { ...init, headers, timeoutMs });
    if (!result.ok) return { kind: 'unanswered', reason: result.reason, sent: result.sent };
    const answer = ApiAnswer.safeParse(result.body);
    if (!answer.success)
      return { kind: 'unanswered', reason: 'an answer without an error number', sent: true };
    const { error, data } = answer.data;
    return error === 0 ? { kind: 'ok', data } : { kind: 'refused', code: error };
  }

  return {
    post: (path, body, accessToken) =>
      call(path, accessToken, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    upload(path, { name, bytes }, accessToken) {
      const form = new FormData();
      form.append('file', new Blob([Uint8Array.from(bytes)], { type: mimeOf(name) }), name);
      return call(path, accessToken, { method: 'POST', body: form });
    },
    get: (path, accessToken) => call(path, accessToken, { method: 'GET' }),
  };
}

const MIMES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  pdf: 'application/pdf',
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

const mimeOf = (name: string): string =>
  MIMES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
