import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { z } from 'zod';
import { IMPORTED_KIND } from '../catalogue/imported.ts';
import { fixedClock, systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { type Answer, type Respond, ROLES, type SessionState } from '../dialogue/answer.ts';
import { loadResponder } from '../dialogue/load.ts';
import { packageRoot } from '../files.ts';
import { deploymentOf, snapshotsOf } from '../main.ts';
import { conversationId } from '../messages/index.ts';
import { readCurrentCatalogue } from '../storage/sqlite/read-catalogue.ts';

const Line = z.object({
  id: z.union([z.string(), z.number()]),
  conversation: z.union([z.string(), z.number()]).optional(),
  text: z.string(),
  role: z.enum(ROLES).optional(),
  unit: z.string().optional(),
});

export interface AskOptions {
  readonly respond: Respond;
  readonly now: () => Date;
  readonly input: NodeJS.ReadableStream;
  readonly write: (line: string) => void;
}

export function addAsk(program: Command): void {
  program
    .command('ask')
    .description('Answers questions from standard input, one JSON object a line, and writes nothing')
    .requiredOption('--jsonl', 'read and write JSON lines: {"id","conversation"?,"text","role"?,"unit"?}')
    .option('--now <instant>', 'the clock to answer by, e.g. 2026-11-21T09:00:00+07:00')
    .action(async (options: { now?: string }) => {
      const config = readConfig(process.env);
      const clock = options.now === undefined ? systemClock : fixedClock(options.now);
      const imported = readCurrentCatalogue(join(config.dataDir, 'mot-cua.db'), IMPORTED_KIND);
      const respond = loadResponder({
        root: packageRoot(),
        deployment: deploymentOf(config),
        snapshots: snapshotsOf(config),
        ...(imported === undefined ? {} : { imported }),
      });
      const out = createOutput((text) => process.stdout.write(text));
      try {
        await askLines({ respond, now: clock.now, input: process.stdin, write: out.line });
      } finally {
        out.flush();
      }
    });
}

/** Characters of answers that go out at once. */
const OUT_AT_ONCE = 16_384;

/** Writes lines together while there are questions to answer, and at the latest when there are none left to read. */
function createOutput(write: (text: string) => void): { line(line: string): void; flush(): void } {
  let waiting = '';
  const flush = () => {
    if (waiting !== '') write(waiting);
    waiting = '';
  };
  return {
    line(line) {
      // Runs when nothing is left to be done but to wait for input.
      if (waiting === '') setImmediate(flush);
      waiting += `${line}\n`;
      if (waiting.length >= OUT_AT_ONCE) flush();
    },
    flush,
  };
}

/**
 * `mot-cua ask --jsonl`: one answer a line, in order. Sessions live for the run and nothing is written. A line that
 * cannot be read gets an error line with its number, and the rest goes on.
 */
export async function askLines({ respond, now, input, write }: AskOptions): Promise<void> {
  const sessions = new Map<string, SessionState | undefined>();
  let number = 0;
  for await (const raw of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (raw.trim() === '') continue;
    const line = Line.safeParse(parseJson(raw));
    if (!line.success) {
      const issue = line.error.issues[0];
      write(
        JSON.stringify({
          error: `line ${number}: ${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'not JSON'}`,
        }),
      );
      continue;
    }
    const { id, text, role = 'citizen', unit } = line.data;
    const key = String(line.data.conversation ?? `#${number}`);
    const started = performance.now();
    const conversation = conversationId('terminal', key);
    const instant = now();
    const outcome = await respond({
      incoming: {
        channel: 'terminal',
        updateId: `${number}`,
        conversation,
        person: conversation,
        sentAt: instant.toISOString(),
        content: { kind: 'text', text },
      },
      session: sessions.get(key),
      asker: { role, units: unit === undefined ? [] : [unit] },
      now: instant,
    });
    if (line.data.conversation !== undefined) sessions.set(key, outcome.session);
    write(JSON.stringify(toLine(id, line.data.conversation, outcome.answer, performance.now() - started)));
  }
}

/** The public shape of an answer (DESIGN, "The public interface that checks rely on"). */
function toLine(
  id: string | number,
  conversation: string | number | undefined,
  answer: Answer,
  tookMs: number,
): Record<string, unknown> {
  return {
    id,
    ...(conversation === undefined ? {} : { conversation }),
    status: answer.status,
    intent: answer.intent,
    ...(answer.aspect === undefined ? {} : { aspect: answer.aspect }),
    language: answer.language,
    procedures: answer.procedures ?? [],
    choices: (answer.replies.at(-1)?.choices ?? []).map(({ label, code }) =>
      code === undefined ? { label } : { label, code },
    ),
    ...(answer.filters === undefined ? {} : { filters: answer.filters }),
    ...(answer.dossier === undefined ? {} : { dossier: answer.dossier }),
    ...(answer.report === undefined ? {} : { report: answer.report }),
    indicators: answer.indicators ?? [],
    text: answer.replies
      .map((reply) => [reply.text, reply.details].filter((part) => part !== undefined).join('\n\n'))
      .join('\n\n'),
    sources: answer.sources,
    reason: answer.reason,
    tookMs: Math.round(tookMs * 100) / 100,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
