import type { Clock } from '../../clock.ts';
import type { ZaloConfig } from '../../config-zalo.ts';
import type { Logger } from '../../logger.ts';
import type { Channel, Echoes, SharedMemory } from '../channel.ts';
import { choiceOfNumber } from '../plain-text.ts';
import { createAlarms } from './alarms.ts';
import { createApi } from './api.ts';
import { createZaloClient } from './client.ts';
import type { Fetch } from './http.ts';
import { createOAuth } from './oauth.ts';
import { parse } from './parse.ts';
import { render } from './render.ts';
import { createTakeover } from './takeover.ts';
import { createTokens } from './tokens.ts';
import { createWebhook } from './webhook.ts';
import { windowOf } from './window.ts';

export { type Consent, prepareConsent, type StartedConsent } from './connect.ts';
export { readZaloStatus, type ZaloStatus } from './status.ts';

export interface ZaloOptions {
  readonly config: ZaloConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memory: SharedMemory;
  readonly echoes: Echoes;
  readonly fetch?: Fetch;
}

/** How often a process looks whether the access token ends soon. */
const LOOK_AT_TOKENS_MS = 60_000;

/** Zalo Official Account: a webhook to receive, the OpenAPI v3 to send. */
export function createZalo(options: ZaloOptions): Channel & { refreshAhead(): Promise<void> } {
  const { config, clock, logger, memory, echoes } = options;
  const network = options.fetch === undefined ? {} : { fetch: options.fetch };
  const alarms = createAlarms({ memory, clock, logger });
  const oauth = createOAuth({ ...config, ...network });
  const tokens = createTokens({
    memory,
    oauth,
    alarms,
    clock,
    logger,
    seed: config.refreshToken,
    refreshAheadMs: config.refreshAheadMs,
  });
  const client = createZaloClient({
    config,
    api: createApi({ ...config, ...network }),
    tokens,
    alarms,
    windowOf: async (conversation) =>
      windowOf(await memory.contact(conversation), clock.now(), config.window),
    clock,
    logger,
  });
  const handleEcho = createTakeover({ config, echoes, clock, logger });
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  function lookAtTokens(): void {
    looking = tokens.refreshAhead().catch((error: unknown) => {
      logger.error(
        { channel: 'zalo', error },
        'the Zalo tokens could not be looked at; trying again in a minute',
      );
    });
  }

  return {
    name: 'zalo',
    pace: config.pace,
    parse,
    render: (reply) => render(reply, config),
    send: client.send,
    // Also while buttons are on: Zalo may refuse them, and then the choices went out as numbers.
    choiceOfNumber,
    webhook: createWebhook({ config, parse, handleEcho, memory, alarms, clock, logger }),
    async reachability(conversation, now) {
      if (!(await tokens.usable())) return 'closed';
      const window = windowOf(await memory.contact(conversation), now, config.window);
      // A template may go out at any time, for money; `send` makes one of the text.
      return window === 'over' ? (config.template === undefined ? 'closed' : 'billed') : window;
    },
    refreshAhead: tokens.refreshAhead,
    async start() {
      lookAtTokens();
      timer = setInterval(lookAtTokens, LOOK_AT_TOKENS_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      // A refresh that is cut off loses the account: its answer must be saved.
      await looking;
    },
  };
}
