import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../clock.ts';
import type { Channel, ChannelHost } from '../channel.ts';
import { choiceOfNumber } from '../plain-text.ts';
import { parse } from './parse.ts';
import { render } from './render.ts';

export interface TerminalOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly clock: Clock;
  /** Resolves when everything said so far is answered; the prompt waits for it. */
  readonly settled: () => Promise<void>;
  /** The conversation; one person sits at a terminal. */
  readonly recipient?: string;
}

export interface Terminal extends Channel {
  /** Resolves when the input has ended or the person has left, and all is answered. */
  readonly ended: Promise<void>;
}

const PROMPT = '\nBạn: ';

/** Chat on the command line: one line is one message, choices are numbers. */
export function createTerminal(options: TerminalOptions): Terminal {
  const { input, output, clock, settled, recipient = 'local' } = options;
  // Distinct for every run: the store remembers ids of earlier runs.
  const run = clock.now().getTime().toString(36) + Math.random().toString(36).slice(2, 8);
  const lines = createInterface({ input, terminal: false });
  let count = 0;
  let ended: () => void = () => {};
  let failed: (error: unknown) => void = () => {};
  const endedPromise = new Promise<void>((resolve, reject) => {
    ended = resolve;
    failed = reject;
  });

  async function converse(host: ChannelHost): Promise<void> {
    output.write(PROMPT);
    for await (const text of lines) {
      count += 1;
      const raw = { id: `${run}-${count}`, recipient, text, at: clock.now().toISOString() };
      if (text.trim() === '/quit' || text.trim() === '/thoat') break;
      await host.accept(parse(raw));
      await settled();
      output.write(PROMPT);
    }
    output.write('\n');
  }

  return {
    name: 'terminal',
    pace: { perSecond: 1_000, perConversationMs: 0 },
    parse,
    render,
    choiceOfNumber,
    async send(_conversation, { payload }) {
      output.write(`\nMột Cửa: ${String(payload)}\n`);
      return { kind: 'sent' };
    },
    reachability: async () => 'free',
    async start(host) {
      converse(host).then(ended, failed);
    },
    async stop() {
      lines.close();
    },
    ended: endedPromise,
  };
}
