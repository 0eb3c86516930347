import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { WEB_TEXT_LIMIT, WebMessage } from '../channels/webchat/index.ts';
import type { Clock } from '../clock.ts';
import { hashId, type Logger } from '../logger.ts';
import { conversationId } from '../messages/index.ts';
import { addressOf } from './address.ts';
import type { ChatDesk } from './chat-desk.ts';
import { createEventStream, type OpenStreams } from './events.ts';
import { createWebLimits, type Limit } from './limits.ts';
import { OWN_HEADER, originOf } from './origin.ts';
import { SESSION_DAYS, type Sessions } from './session.ts';

export interface ChatApiOptions {
  readonly desk: ChatDesk;
  readonly sessions: Sessions;
  readonly streams: OpenStreams;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly publicUrl: string | undefined;
  readonly trustedProxies: number;
  readonly widgetOrigins: readonly string[];
  readonly messagesPerMinute: number;
  /** Shown on first contact. */
  readonly notice: { readonly rawMessageHours: number; readonly province: string };
}

/** Largest body: the longest message in any script, with room for its envelope. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** Messages and replies a page gets back when it opens. */
const HISTORY_LIMIT = 200;
const WIDGET_HEADERS = `content-type, authorization, last-event-id, ${OWN_HEADER}`;

const SessionRequest = z.object({
  /** Begin a new conversation. */
  fresh: z.boolean().default(false),
  /** Give the session as a token to be sent as bearer, not as a cookie. */
  token: z.boolean().default(false),
});
const LanguageRequest = z.object({ language: z.enum(['vi', 'en', 'km']) });

/**
 * The chat as pages use it, below `/api/chat`:
 * POST session (begin, or begin afresh), GET history, GET events (SSE by cursor), POST messages, POST language.
 * Our own page is known by an HttpOnly cookie, a widget on another site by a bearer token (no third-party cookies).
 */
export function createChatApi(options: ChatApiOptions): Hono {
  const { desk, sessions, clock } = options;
  const limits = createWebLimits(options.messagesPerMinute);
  const isHttps = options.publicUrl?.startsWith('https:') ?? false;
  // The prefix makes browsers refuse the cookie from anybody but this very host over https.
  const cookieName = isHttps ? '__Host-mot-cua' : 'mot-cua';
  const app = new Hono();

  const tokenOf = (c: Context): string | undefined => {
    const bearer = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    // A widget's page is another site: a cookie that came along is not its to use.
    return (
      bearer ??
      (originOf(c, options.publicUrl, options.widgetOrigins).kind === 'own'
        ? getCookie(c, cookieName)
        : undefined)
    );
  };
  const conversationOf = (c: Context) => {
    const recipient = sessions.recipientOf(tokenOf(c), clock.now());
    return recipient === undefined ? undefined : { recipient, id: conversationId('web', recipient) };
  };
  const refused = async (c: Context, limit: Limit, key: string) => {
    const waitSeconds = await limit.use(key);
    if (waitSeconds === undefined) return undefined;
    c.header('retry-after', String(waitSeconds));
    return problem(c, 429, 'too_many', { waitSeconds });
  };

  app.use(async (c, next) => {
    const origin = originOf(c, options.publicUrl, options.widgetOrigins);
    c.header('cache-control', 'no-store');
    c.header('vary', 'origin');
    if (origin.kind === 'foreign') return problem(c, 403, 'origin');
    if (origin.kind === 'widget') {
      c.header('access-control-allow-origin', origin.origin);
      c.header('access-control-expose-headers', 'retry-after');
      if (c.req.method === 'OPTIONS') {
        c.header('access-control-allow-methods', 'GET, POST');
        c.header('access-control-allow-headers', WIDGET_HEADERS);
        c.header('access-control-max-age', '600');
        return c.body(null, 204);
      }
    }
    if (c.req.method !== 'GET' && c.req.header(OWN_HEADER) === undefined) return problem(c, 403, 'header');
    return (await refused(c, limits.addressRequests, addressOf(c, options.trustedProxies))) ?? next();
  });
  app.use(
    bodyLimit({
      maxSize: BODY_LIMIT_BYTES,
      onError: (c) => problem(c, 413, 'too_long', { limit: WEB_TEXT_LIMIT }),
    }),
  );

  app.post('/session', async (c) => {
    const request = SessionRequest.safeParse(await readJson(c));
    if (!request.success) return problem(c, 400, 'malformed');
    const known = request.data.fresh ? undefined : conversationOf(c);
    const facts = { textLimit: WEB_TEXT_LIMIT, ...options.notice };
    if (known) return c.json({ ...facts, resumed: true });
    const refusal = await refused(c, limits.addressSessions, addressOf(c, options.trustedProxies));
    if (refusal) return refusal;
    const token = sessions.issue(clock.now());
    if (request.data.token) return c.json({ ...facts, resumed: false, token });
    setCookie(c, cookieName, token, {
      httpOnly: true,
      sameSite: 'Strict',
      secure: isHttps,
      path: '/',
      maxAge: SESSION_DAYS * 86_400,
    });
    return c.json({ ...facts, resumed: false });
  });

  app.get('/history', async (c) => {
    const conversation = conversationOf(c);
    if (conversation === undefined) return problem(c, 401, 'session');
    const said = await desk.said(conversation.id, HISTORY_LIMIT);
    const replies = await desk.replies(conversation.id, 0, HISTORY_LIMIT);
    return c.json({ said, replies, cursor: replies.at(-1)?.cursor ?? 0 });
  });

  app.get('/events', (c) => {
    const conversation = conversationOf(c);
    if (conversation === undefined) return problem(c, 401, 'session');
    const after = Number(c.req.header('last-event-id') ?? c.req.query('after') ?? 0);
    if (!Number.isSafeInteger(after) || after < 0) return problem(c, 400, 'cursor');
    const stream = createEventStream({
      desk,
      conversation: conversation.id,
      after,
      streams: options.streams,
    });
    if (stream === undefined) return problem(c, 429, 'too_many', { waitSeconds: 30 });
    return c.body(stream, 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
  });

  app.post('/language', async (c) => {
    const conversation = conversationOf(c);
    if (conversation === undefined) return problem(c, 401, 'session');
    const request = LanguageRequest.safeParse(await readJson(c));
    if (!request.success) return problem(c, 400, 'malformed');
    await desk.setLanguage(conversation.id, request.data.language);
    return c.body(null, 204);
  });

  app.post('/messages', async (c) => {
    const conversation = conversationOf(c);
    if (conversation === undefined) return problem(c, 401, 'session');
    const message = WebMessage.safeParse(await readJson(c));
    if (!message.success) {
      const tooLong = message.error.issues.some((issue) => issue.code === 'too_big');
      return tooLong ? problem(c, 413, 'too_long', { limit: WEB_TEXT_LIMIT }) : problem(c, 400, 'malformed');
    }
    const refusal =
      (await refused(c, limits.messages, conversation.id)) ??
      (await refused(c, limits.addressMessages, addressOf(c, options.trustedProxies)));
    if (refusal) return refusal;
    await desk.accept({
      recipient: conversation.recipient,
      receivedAt: clock.now().toISOString(),
      message: message.data,
    });
    options.logger.debug({ conversation: hashId(conversation.id) }, 'web message stored');
    return c.json({ stored: message.data.id }, 202);
  });

  return app;
}

/** Problems are told by a stable word; the page has the sentence in the person's language. */
function problem(c: Context, status: 400 | 401 | 403 | 413 | 429, word: string, more: object = {}): Response {
  return c.json({ problem: word, ...more }, status);
}

async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (error) {
    // The body limit speaks through the reader; its answer must not become "malformed".
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
