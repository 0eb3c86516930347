import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { ChannelName } from '../messages/index.ts';
import type { Channel, ChannelMemory } from './channel.ts';
import { createTelegram } from './telegram/index.ts';
import { createWebChat } from './webchat/index.ts';

export interface ChannelContext {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memory: ChannelMemory;
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
  { name: 'web', setUp: () => ({ on: true, channel: createWebChat() }) },
  {
    name: 'telegram',
    setUp: ({ config, clock, logger, memory }) =>
      config.telegram === undefined
        ? off('TELEGRAM_TOKEN is not set')
        : { on: true, channel: createTelegram({ ...config.telegram, clock, logger, memory }) },
  },
  { name: 'terminal', setUp: () => off('runs by itself: npm run chat') },
];
