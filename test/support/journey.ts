import { readFileSync } from 'node:fs';
import { load as parseYaml } from 'js-yaml';
import { expect } from 'vitest';
import { z } from 'zod';
import { plainText } from '../../src/channels/plain-text.ts';
import type { Choice } from '../../src/messages/index.ts';
import type { TerminalPerson } from './terminal-person.ts';
import type { WebPerson } from './web-person.ts';

/**
 * A conversation written down: what a person says and what they must read in the answer. `choose: 2` takes the second
 * choice of the last answer: a typed number at the terminal, a tap on the web.
 */
const Journey = z.object({
  promise: z.string(),
  turns: z.array(
    z
      .object({
        say: z.string().optional(),
        choose: z.number().int().positive().optional(),
        /** Each must be in the answer, exactly as written. */
        reads: z.array(z.string()).default([]),
        /** None may be in the answer. */
        never: z.array(z.string()).default([]),
      })
      .refine(
        ({ say, choose }) => (say === undefined) !== (choose === undefined),
        'a turn has either say or choose',
      ),
  ),
});
export type Journey = z.infer<typeof Journey>;

export function readJourney(file: URL): Journey {
  return Journey.parse(parseYaml(readFileSync(file, 'utf8')));
}

/** Somebody who walks a journey, whatever the channel. */
export interface Walker {
  say(text: string): Promise<string>;
  choose(number: number): Promise<string>;
}

export async function walk(journey: Journey, walker: Walker): Promise<void> {
  for (const { say, choose, reads, never } of journey.turns) {
    const answer = say === undefined ? await walker.choose(choose ?? 1) : await walker.say(say);
    for (const expected of reads) expect(answer, `after "${say ?? choose}"`).toContain(expected);
    for (const forbidden of never) expect(answer, `after "${say ?? choose}"`).not.toContain(forbidden);
  }
}

export function terminalWalker(person: TerminalPerson): Walker {
  return { say: person.ask, choose: (number) => person.ask(String(number)) };
}

export function webWalker(person: WebPerson): Walker {
  let choices: readonly Choice[] = [];
  async function read(replies: Awaited<ReturnType<WebPerson['ask']>>): Promise<string> {
    choices = replies.findLast((reply) => reply.choices)?.choices ?? [];
    return replies
      .map((reply) => [plainText(reply), reply.details].filter(Boolean).join('\n\n'))
      .join('\n\n');
  }
  return {
    say: async (text) => read(await person.ask(text)),
    async choose(number) {
      const choice = choices[number - 1];
      if (choice === undefined)
        throw new Error(`the last answer has only ${choices.length} choices, not ${number}`);
      return read(await person.tap(choice.data));
    },
  };
}
