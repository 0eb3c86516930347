import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { ChannelName } from '../messages/index.ts';
import type { Channel, Echoes, SharedMemory } from './channel.ts';
import { createEmail } from './email/index.ts';
import { createTelegram } from './telegram/index.ts';
import { createWebChat } from './webchat/index.ts';
import { createZalo } from './zalo/index.ts';

export interface ChannelContext {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memory: SharedMemory;
  readonly echoes: Echoes;
}

/** A channel that runs, or the reason why it does not. */
export type ChannelSetup =
  | { readonly on: true; readonly channel: Channel }
  | { readonly on: false; readonly why: string };

export interface ChannelEntry {
  readonly name: ChannelName;
  setUp(context: ChannelContext): ChannelSetup;
}

const off = (why: string): ChannelSetup => ({ on: false, why });

/** Every channel of the service, in the order they are announced. A new one: its folder and a line here. */
export const CHANNELS: readonly ChannelEntry[] = [
  {
    name: 'zalo',
    setUp: ({ config, ...rest }) =>
      config.zalo === undefined
        ? off('ZALO_APP_ID, ZALO_APP_SECRET and ZALO_OA_SECRET_KEY are not set')
        : { on: true, channel: createZalo({ config: config.zalo, ...rest }) },
  },
  { name: 'web', setUp: () => ({ on: true, channel: createWebChat() }) },
  {
    name: 'telegram',
    setUp: ({ config, clock, logger, memory }) =>
      config.telegram === undefined
        ? off('TELEGRAM_TOKEN is not set')
        : { on: true, channel: createTelegram({ ...config.telegram, clock, logger, memory }) },
  },
  {
    name: 'email',
    setUp: ({ config, clock, memory }) =>
      config.smtp === undefined
        ? off('SMTP_URL and SMTP_FROM are not set')
        : { on: true, channel: createEmail({ ...config.smtp, clock, memory }) },
  },
  { name: 'terminal', setUp: () => off('runs by itself: npm run chat') },
];
