import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A web person's session: an unguessable token, of which only a hash names the conversation. */
export interface Sessions {
  /** A new token, made here: one that somebody brings along and we did not make is refused. */
  issue(now: Date): string;
  /** The recipient part of the conversation id, or undefined for a forged, foreign or old token. */
  recipientOf(token: string | undefined, now: Date): string | undefined;
}

/** A page that was not used this long starts a new conversation. */
export const SESSION_DAYS = 30;

/** Tokens are `<issued at, base36>.<128 random bits>.<HMAC>`: nothing to store, nothing to guess, nothing to fix. */
export function createSessions(secret: string): Sessions {
  const sign = (body: string) => createHmac('sha256', secret).update(body).digest('base64url');
  return {
    issue(now) {
      const body = `${now.getTime().toString(36)}.${randomBytes(16).toString('base64url')}`;
      return `${body}.${sign(body)}`;
    },
    recipientOf(token, now) {
      if (token === undefined || token.length > 200) return undefined;
      const dot = token.lastIndexOf('.');
      const body = token.slice(0, dot);
      const given = Buffer.from(token.slice(dot + 1));
      const right = Buffer.from(sign(body));
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const ageMs = now.getTime() - Number.parseInt(body.split('.')[0] ?? '', 36);
      if (!(ageMs < SESSION_DAYS * 86_400_000)) return undefined;
      // The database and the logs hold this, never the token.
      return createHash('sha256').update(body).digest('base64url').slice(0, 32);
    },
  };
}

export const newSecret = (): string => randomBytes(32).toString('base64url');
