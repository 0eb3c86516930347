import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Where the secret of the tokens is kept in the channel's memory. */
export const UNSUBSCRIBE_SECRET = 'unsubscribe-secret';
/** The subject mail programs write for "unsubscribe", before the token. */
export const UNSUBSCRIBE_SUBJECT = 'huy-nhac-bao-cao';
const TOKEN_LENGTH = 16;

export const newUnsubscribeSecret = (): string => randomBytes(24).toString('base64url');

/** What only whoever got our e-mail at this address knows; so that nobody can end another's reminders. */
export function unsubscribeToken(address: string, secret: string): string {
  return createHmac('sha256', secret).update(address.toLowerCase()).digest('hex').slice(0, TOKEN_LENGTH);
}

export function isUnsubscribeToken(token: string, address: string, secret: string): boolean {
  const wanted = Buffer.from(unsubscribeToken(address, secret));
  const given = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** An answer that wants no more reminders. */
export interface UnsubscribeMail {
  readonly from: string;
  readonly token: string;
}

/**
 * Reads an e-mail that wants out: the one a mail program writes for List-Unsubscribe, or an answer to a reminder whose
 * first words are "hủy", "thôi nhận" or "đừng gửi". Undefined for every other.
 */
export function readUnsubscribe(message: string): UnsubscribeMail | undefined {
  const { headers, body } = split(message);
  const from = addressOf(headers.get('from') ?? '');
  if (from === undefined) return undefined;
  const subject = headers.get('subject') ?? '';
  const asked = new RegExp(`${UNSUBSCRIBE_SUBJECT}[\\s_-]+([0-9a-f]{${TOKEN_LENGTH}})`, 'i').exec(
    subject,
  )?.[1];
  if (asked !== undefined) return { from, token: asked.toLowerCase() };
  const answered = new RegExp(`<[^<>@\\s]+\\.([0-9a-f]{${TOKEN_LENGTH}})@`, 'i').exec(
    `${headers.get('in-reply-to') ?? ''} ${headers.get('references') ?? ''}`,
  )?.[1];
  if (
    answered === undefined ||
    !/^(?:huy|thoi nhan|dung gui|unsubscribe)\b/.test(fold(textOf(headers, body)))
  )
    return undefined;
  return { from, token: answered.toLowerCase() };
}

function split(message: string): { headers: ReadonlyMap<string, string>; body: string } {
  const text = message.replace(/\r\n/g, '\n');
  const at = text.indexOf('\n\n');
  const head = (at < 0 ? text : text.slice(0, at)).replace(/\n[ \t]+/g, ' ');
  const headers = new Map<string, string>();
  for (const line of head.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: at < 0 ? '' : text.slice(at + 2) };
}

function addressOf(header: string): string | undefined {
  const address =
    /<([^<>\s]+@[^<>\s]+)>/.exec(header)?.[1] ?? /^\s*([^\s<>,;]+@[^\s<>,;]+)\s*$/.exec(header)?.[1];
  return address?.toLowerCase();
}

/** The first plain text of a message, decoded. */
function textOf(headers: ReadonlyMap<string, string>, body: string): string {
  const boundary = /boundary="?([^";]+)"?/i.exec(headers.get('content-type') ?? '')?.[1];
  if (boundary !== undefined) {
    for (const part of body.split(`--${boundary}`).slice(1)) {
      const inner = split(part.replace(/^\n/, ''));
      if (/^(?:text\/plain|multipart\/)/i.test(inner.headers.get('content-type') ?? 'text/plain'))
        return textOf(inner.headers, inner.body);
    }
    return '';
  }
  const encoding = (headers.get('content-transfer-encoding') ?? '').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8').trim();
  if (encoding !== 'quoted-printable') return body.trim();
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').trim();
}

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase();
}
