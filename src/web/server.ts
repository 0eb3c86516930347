import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ChannelHost, Webhook } from '../channels/channel.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { createAssets } from './assets.ts';
import { createChatApi } from './chat-api.ts';
import type { ChatDesk } from './chat-desk.ts';
import { createOpenStreams } from './events.ts';
import { securityHeaders } from './security.ts';
import { createSessions } from './session.ts';

export interface WebOptions {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly trustedProxies: number;
  readonly widgetOrigins: readonly string[];
  readonly messagesPerMinute: number;
  readonly notice: { readonly rawMessageHours: number; readonly province: string };
  /** Folder of the built page. */
  readonly pageDir: string;
  /** Signs the sessions; kept in the store so that a restart ends no conversation. */
  readonly sessionSecret: string;
  readonly desk: ChatDesk;
  readonly webhooks: readonly Webhook[];
  readonly channelHost: ChannelHost;
  /** Throws when the service cannot do its work. */
  readonly checkHealth: () => Promise<Readonly<Record<string, unknown>>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Web {
  readonly app: Hono;
  /** Listens; resolves with the address. Throws AppError `port` when the port is taken. */
  start(): Promise<string>;
  /** Ends the open streams, lets running requests finish. */
  stop(): Promise<void>;
}

/** Longest a webhook's body may be; channels' updates are a few kB. */
const WEBHOOK_LIMIT_BYTES = 1024 * 1024;

/** Longest wait for requests that are being answered at shutdown. */
const STOP_TIMEOUT_MS = 3_000;
const SWEEP_MS = 20;

export function createWeb(options: WebOptions): Web {
  const { logger } = options;
  const streams = createOpenStreams();
  const app = new Hono();

  app.use(securityHeaders(options.publicUrl?.startsWith('https:') ?? false));
  app.get('/healthz', async (c) => {
    c.header('cache-control', 'no-store');
    try {
      return c.json({ status: 'ok', ...(await options.checkHealth()) });
    } catch (error) {
      logger.error({ error }, 'the health check failed');
      return c.json({ status: 'failing' }, 503);
    }
  });
  app.use('/webhooks/*', bodyLimit({ maxSize: WEBHOOK_LIMIT_BYTES }));
  for (const webhook of options.webhooks) {
    app.post(`/webhooks/${webhook.path}`, (c) => webhook.handle(c.req.raw, options.channelHost));
  }
  app.route(
    '/api/chat',
    createChatApi({ ...options, sessions: createSessions(options.sessionSecret), streams }),
  );
  app.route('/', createAssets(options.pageDir));
  // The third boundary that catches: one request may fail, without telling the visitor how.
  app.onError((error, c) => {
    const status =
      'getResponse' in error && typeof error.getResponse === 'function' ? error.getResponse() : undefined;
    if (status instanceof Response) return status;
    logger.error({ path: c.req.path, error }, 'a request failed');
    return c.json({ problem: 'internal' }, 500);
  });

  let server: Server | undefined;
  return {
    app,
    async start() {
      server = createServer(
        { requestTimeout: 30_000, headersTimeout: 10_000 },
        getRequestListener(app.fetch),
      );
      await listen(server, options.port, options.host);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : options.port;
      const host = options.host.includes(':') ? `[${options.host}]` : options.host;
      return `http://${host}:${port}`;
    },
    async stop() {
      streams.closeAll();
      const closing = server;
      if (closing === undefined) return;
      await new Promise<void>((resolve) => {
        // Browsers keep connections open; each is closed as soon as its request is answered.
        const sweep = setInterval(() => closing.closeIdleConnections(), SWEEP_MS);
        const deadline = setTimeout(() => closing.closeAllConnections(), STOP_TIMEOUT_MS);
        closing.close(() => {
          clearInterval(sweep);
          clearTimeout(deadline);
          resolve();
        });
      });
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Readonly<Record<string, string>> = {
        EADDRINUSE: 'is in use; stop the other program or set PORT to another number',
        EACCES: 'may not be used by this user; set PORT to a number above 1023',
        EADDRNOTAVAIL: 'does not exist on this machine; set HOST to one of its addresses',
        ENOTFOUND: 'cannot be looked up; set HOST to an address of this machine',
      };
      const reason = reasons[error.code ?? ''] ?? `cannot be used (${error.code}); set PORT and HOST`;
      reject(new AppError('port', `port ${port} on ${host} ${reason}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}
