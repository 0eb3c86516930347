import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ZaloConfig } from '../../config-zalo.ts';

export interface SignedDelivery {
  /** The bytes as received; parsing and writing them again would change them. */
  readonly body: Uint8Array;
  /** `X-ZEvent-Signature`: `mac=<64 hex>`; prefix and spaces may be missing or added. */
  readonly signature: string | null;
  readonly bodyTimestamp: string | undefined;
  readonly headerTimestamp: string | undefined;
}

export type SignedTimestamp = 'body' | 'header';

/**
 * Which timestamp the signature was made with; undefined when it fits neither. Zalo's documentation does not settle
 * where the timestamp is taken from, so both are tried unless the settings name one.
 */
export function checkSignature(
  { body, signature, bodyTimestamp, headerTimestamp }: SignedDelivery,
  { appId, oaSecretKey, signature: settings }: Pick<ZaloConfig, 'appId' | 'oaSecretKey' | 'signature'>,
): SignedTimestamp | undefined {
  const given = /^\s*(?:mac\s*=\s*)?([0-9a-f]{64})\s*$/i.exec(signature ?? '')?.[1];
  if (given === undefined) return undefined;
  const candidates: readonly (readonly [SignedTimestamp, string | undefined])[] = [
    ['body', bodyTimestamp],
    ['header', headerTimestamp],
  ];
  for (const [source, timestamp] of candidates) {
    if (timestamp === undefined || (settings.timestamp !== 'auto' && settings.timestamp !== source)) continue;
    const made = sign({ appId, body, timestamp, key: oaSecretKey, method: settings.method });
    if (timingSafeEqual(Buffer.from(given, 'hex'), made)) return source;
  }
  return undefined;
}

/** SHA-256 of application id, body, timestamp and key, one after the other: no HMAC, although it looks like one. */
export function sign(parts: {
  appId: string;
  body: Uint8Array;
  timestamp: string;
  key: string;
  method: 'sha256' | 'hmac';
}): Buffer {
  const { appId, body, timestamp, key, method } = parts;
  if (method === 'hmac')
    return createHmac('sha256', key).update(appId).update(body).update(timestamp).digest();
  return createHash('sha256').update(appId).update(body).update(timestamp).update(key).digest();
}
