import { PassThrough } from 'node:stream';
import { createTerminal } from '../../src/channels/terminal/index.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import type { Respond } from '../../src/dialogue/answer.ts';
import { silentLogger } from '../../src/logger.ts';
import { createService } from '../../src/main.ts';
import { until } from './until.ts';

/** Somebody at a terminal, typing into the real channel with the service behind it. */
export interface TerminalPerson {
  /** Types a line; resolves with what was printed until the next prompt. */
  ask(text: string): Promise<string>;
  leave(): Promise<void>;
}

const PROMPT = /\nBạn: $/;

export async function terminalPerson(options: {
  dataDir: string;
  respond: Respond;
  clock?: Clock;
}): Promise<TerminalPerson> {
  const { respond, clock = systemClock } = options;
  const input = new PassThrough();
  const output = new PassThrough();
  let printed = '';
  output.on('data', (data: Buffer) => {
    printed += data.toString();
  });
  const config = readConfig({ DATA_DIR: options.dataDir, LOG_LEVEL: 'silent' });
  const service = await createService(config, {
    clock,
    logger: silentLogger,
    respond,
    only: ({ settled }) => createTerminal({ input, output, clock, settled }),
  });
  await service.start();
  await until(() => PROMPT.test(printed));
  return {
    async ask(text) {
      printed = '';
      input.write(`${text}\n`);
      await until(() => PROMPT.test(printed));
      return printed.replace(PROMPT, '').trim();
    },
    async leave() {
      input.end();
      await service.stop();
    },
  };
}
