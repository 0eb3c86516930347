import type { Logger } from '../../logger.ts';
import type { Incoming } from '../../messages/index.ts';
import type { ChannelHost } from '../channel.ts';
import type { TelegramClient } from './client.ts';
import { TapId } from './schema.ts';

/** Takes updates in, from polling or webhook alike. */
export interface Intake {
  /** Resolves when everything readable is stored. Throws when it cannot be: then nothing may be confirmed. */
  take(updates: readonly unknown[], host: ChannelHost): Promise<void>;
  /** Resolves when the last tap is answered. */
  settled(): Promise<void>;
}

export function createIntake(options: {
  parse: (raw: unknown) => readonly Incoming[];
  client: Pick<TelegramClient, 'answerTap'>;
  logger: Logger;
}): Intake {
  const { parse, client, logger } = options;
  const answering = new Set<Promise<void>>();

  function read(raw: unknown): readonly Incoming[] {
    try {
      return parse(raw);
    } catch (error) {
      // Asking again would bring the same update again: one that nobody can read must not stop the others.
      logger.error({ channel: 'telegram', error }, 'an update cannot be read and is left out');
      return [];
    }
  }

  return {
    async take(updates, host) {
      await host.accept(updates.flatMap(read));
      for (const update of updates) {
        const tap = TapId.safeParse(update);
        if (!tap.success) continue;
        const answer = client.answerTap(tap.data.callback_query.id).finally(() => answering.delete(answer));
        answering.add(answer);
      }
    },
    async settled() {
      await Promise.all(answering);
    },
  };
}
