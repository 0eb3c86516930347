import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src/channels/zalo/json.ts';
import { checkSignature, sign } from '../../../src/channels/zalo/signature.ts';

/** Computed with two languages before any of this was written. */
const APP_ID = '1000000000000000001';
const TIMESTAMP = '1699003881354';
const KEY = 'OA_SECRET_TEST_KEY';
const BODY =
  '{"app_id":"1000000000000000001","user_id_by_app":"9000000000000000001","event_name":"user_send_text","sender":{"id":"8000000000000000001"},"recipient":{"id":"7000000000000000001"},"message":{"text":"Xin chào, thủ tục khai sinh?","msg_id":"a1b2c3d4e5f6"},"timestamp":"1699003881354"}';
const MAC = 'acce9e64fe3ae1f49cf97f004340a5716f76139aca12ec777a0201b671e253b8';
const ESCAPED_MAC = '859a68639d7459d82e8744eb5d3bd7eaacf84516bc1ba1381f4eea9be69d859a';
const bytes = (text: string) => new TextEncoder().encode(text);
const escaped = (text: string) =>
  text.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

const CONFIG = {
  appId: APP_ID,
  oaSecretKey: KEY,
  signature: { timestamp: 'auto', method: 'sha256', maxAgeMs: 0 },
} as const;
const check = (
  signature: string | null,
  more: { body?: string; bodyTimestamp?: string; headerTimestamp?: string } = {},
  config: Parameters<typeof checkSignature>[1] = CONFIG,
) =>
  checkSignature(
    {
      body: bytes(more.body ?? BODY),
      signature,
      bodyTimestamp: more.bodyTimestamp ?? TIMESTAMP,
      headerTimestamp: more.headerTimestamp,
    },
    config,
  );

describe('channels/zalo/signature', () => {
  it('agrees with the test vector, and with the one of the escaped body', () => {
    expect(bytes(BODY)).toHaveLength(287);
    expect(check(`mac=${MAC}`)).toBe('body');
    expect(check(`mac=${ESCAPED_MAC}`, { body: escaped(BODY) })).toBe('body');
  });

  it.each([MAC, ` mac = ${MAC} `, `mac=${MAC.toUpperCase()}`])('takes "%s"', (signature) => {
    expect(check(signature)).toBe('body');
  });

  it.each([null, '', 'mac=', `mac=${MAC.slice(1)}`, `mac=${MAC}0`, `mac=${'0'.repeat(64)}`, `sha256=${MAC}`])(
    'refuses "%s"',
    (signature) => {
      expect(check(signature)).toBeUndefined();
    },
  );

  it('refuses a body that was parsed and written again', () => {
    const rewritten = JSON.stringify(JSON.parse(escaped(BODY)));

    expect(check(`mac=${ESCAPED_MAC}`, { body: rewritten })).toBeUndefined();
    expect(check(`mac=${MAC}`, { body: `${BODY}\n` })).toBeUndefined();
  });

  it('tries the timestamp of the header when that of the body does not fit, and says which did', () => {
    expect(check(`mac=${MAC}`, { bodyTimestamp: '1', headerTimestamp: TIMESTAMP })).toBe('header');
    expect(check(`mac=${MAC}`, { bodyTimestamp: '1' })).toBeUndefined();
  });

  it('keeps to one place or another method when told so', () => {
    const only = (timestamp: 'body' | 'header') => ({
      ...CONFIG,
      signature: { ...CONFIG.signature, timestamp },
    });
    const hmac = sign({ appId: APP_ID, body: bytes(BODY), timestamp: TIMESTAMP, key: KEY, method: 'hmac' });

    expect(check(`mac=${MAC}`, { headerTimestamp: '1' }, only('header'))).toBeUndefined();
    expect(check(`mac=${MAC}`, {}, only('body'))).toBe('body');
    expect(check(hmac.toString('hex'))).toBeUndefined();
    expect(
      check(hmac.toString('hex'), {}, { ...CONFIG, signature: { ...CONFIG.signature, method: 'hmac' } }),
    ).toBe('body');
  });
});

describe('channels/zalo/json', () => {
  it('keeps every digit of ids beyond 2^53 that come as numbers', () => {
    expect(
      parseJson(
        '{"id":9007199254740993,"n":[8000000000000000001,-12345678901234567],"t":"8000000000000000001 1234567890123456789"}',
      ),
    ).toEqual({
      id: '9007199254740993',
      n: ['8000000000000000001', '-12345678901234567'],
      t: '8000000000000000001 1234567890123456789',
    });
  });

  it('leaves everything else as it is', () => {
    const value = { a: 1, b: 1.5, c: 'x "y" \\ 12345678901234567', d: 1_699_003_881_354, e: null, f: [true] };

    expect(parseJson(JSON.stringify(value))).toEqual(value);
    expect(parseJson('1234567890123456.5')).toBe(1_234_567_890_123_456.5);
  });
});
