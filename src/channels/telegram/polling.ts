import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import type { ChannelHost, ChannelMemory } from '../channel.ts';
import type { TelegramClient } from './client.ts';
import type { Intake } from './intake.ts';
import { pause, untilDone, type Waits } from './retry.ts';
import { SavedOffset, UpdateId } from './schema.ts';

export interface PollingOptions {
  readonly client: TelegramClient;
  readonly intake: Intake;
  readonly memory: Pick<ChannelMemory, 'get' | 'set'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly waits: Waits;
  readonly signal: AbortSignal;
}

const OFFSET_KEY = 'offset';
/** After a week without updates Telegram starts new, random ids: an old offset would hide them. */
const OFFSET_LIFE_MS = 6 * 24 * 3_600_000;
/** Pause after an empty answer that came at once, for servers that do not wait as asked. */
const EMPTY_PAUSE_MS = 200;

/**
 * Asks for updates, stores them, and only then asks for the next, which confirms these. (grammY's own polling, and its
 * runner, confirm before anything is handled.) Ends when the signal aborts.
 */
export async function poll(options: PollingOptions, host: ChannelHost): Promise<void> {
  const { client, intake, memory, clock, waits, signal, logger } = options;
  let offset: SavedOffset | undefined;

  async function recall(): Promise<void> {
    const saved = SavedOffset.safeParse(await memory.get(OFFSET_KEY));
    offset = saved.success ? saved.data : undefined;
  }

  function current(): number | undefined {
    if (offset === undefined) return undefined;
    return clock.now().getTime() - Date.parse(offset.at) < OFFSET_LIFE_MS ? offset.next : undefined;
  }

  async function batch(): Promise<void> {
    const askedAt = performance.now();
    const updates = await client.getUpdates(current(), signal);
    if (updates.length === 0) {
      if (performance.now() - askedAt < EMPTY_PAUSE_MS) await pause(EMPTY_PAUSE_MS, signal);
      return;
    }
    await intake.take(updates, host);
    const ids = updates.flatMap((update) => UpdateId.safeParse(update).data?.update_id ?? []);
    offset = { next: Math.max(...ids) + 1, at: clock.now().toISOString() };
    await memory.set(OFFSET_KEY, offset);
  }

  await untilDone('reading the last offset', recall, { waits, signal, logger });
  while (!signal.aborted) await untilDone('asking Telegram for updates', batch, { waits, signal, logger });
}
