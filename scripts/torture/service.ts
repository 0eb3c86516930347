import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Channel, ChannelHost } from '../../src/channels/channel.ts';
import { choiceOfNumber } from '../../src/channels/plain-text.ts';
import { readConfig } from '../../src/config.ts';
import type { Respond } from '../../src/dialogue/answer.ts';
import { silentLogger } from '../../src/logger.ts';
import { createService } from '../../src/main.ts';
import type { Incoming } from '../../src/messages/index.ts';

/** The victim: the service with the web channel and one that talks to the torturer over IPC. Killed at any moment. */

const send = (message: object) => new Promise<void>((resolve) => process.send?.(message, () => resolve()));

/** Answers take 0 to 20 ms and come in one to three replies, decided by the text: the same after every restart. */
const respond: Respond = async ({ incoming, session, now }) => {
  const text = incoming.content.kind === 'text' ? incoming.content.text : '';
  const byte = createHash('sha256').update(text).digest()[0] ?? 0;
  await pause(byte % 20);
  const turn = Number(session?.data.turn ?? 0) + 1;
  const count = 1 + (byte % 3);
  return {
    answer: {
      status: 'answered',
      intent: 'help',
      language: 'vi',
      replies: Array.from({ length: count }, (_, part) => ({ text: `${turn}|${text}|${part + 1}/${count}` })),
      sources: [],
      reason: {},
    },
    session: { version: 1, updatedAt: now.toISOString(), data: { turn } },
  };
};

function ipcChannel(): Channel {
  let host: ChannelHost | undefined;
  process.on('message', (incoming: Incoming) => {
    void host?.accept([incoming]).then(() => send({ kind: 'stored', id: incoming.updateId }));
  });
  return {
    name: 'terminal',
    pace: { perSecond: 1_000, perConversationMs: 0 },
    parse: () => [],
    render: ({ text }) => [{ payload: text }],
    choiceOfNumber,
    async send(conversation, { payload }) {
      await send({ kind: 'reply', conversation, text: payload });
      // Between "it went out" and "we noted it" is where a kill makes a double.
      await pause(1);
      return { kind: 'sent' };
    },
    reachability: async () => 'free',
    start: async (given) => {
      host = given;
    },
  };
}

const config = readConfig(process.env);
const service = await createService(config, { respond, logger: silentLogger, moreChannels: [ipcChannel()] });
await service.start();
await send({ kind: 'ready' });
