import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { z } from 'zod';
import { ContentError } from '../errors.ts';
import type { IntentExample } from '../understanding/intent.ts';
import { VocabularyFile } from '../understanding/vocabulary.ts';

/** All intents of DESIGN's public interface. */
export const INTENTS = [
  'procedure',
  'procedure_list',
  'level_explain',
  'online_howto',
  'postal_howto',
  'dossier_status',
  'indicator',
  'plan_task',
  'report_due',
  'report_status',
  'report_submit',
  'handoff',
  'feedback',
  'emergency',
  'court_or_other_body',
  'greeting',
  'thanks',
  'help',
  'language',
  'privacy',
  'subscribe',
  'out_of_scope',
] as const;
export type Intent = (typeof INTENTS)[number];

const Text = z.string().trim().min(1);
const Day = z.union([
  z.string().regex(/^\d{4}(-\d\d){0,2}$/),
  z.date().transform((day) => day.toISOString().slice(0, 10)),
]);

/** An answer that content gives by itself: one entry of `content/answers/*.yaml`. */
export const ContentAnswer = z.strictObject({
  /** Stable id, `<group>.<what it answers>`; finer than the topic. */
  id: z.string().regex(/^[a-z0-9_]+(\.[a-z0-9_]+)+$/),
  intent: z.enum(INTENTS),
  /**
   * Heading under which somebody would look for it ("login", "pay", "track"), told as `reason.topic`. Broad: answers
   * that differ in detail share one (a code that does not arrive is `login`, a receipt is `pay`).
   */
  topic: z.string(),
  /** How people ask for it, at least six. */
  ask: z.array(Text).min(3),
  /** One to three sentences that answer. */
  short: Text,
  /** The rest, shown on request. Paragraphs, or lines that start with "- ". */
  details: Text.optional(),
  links: z.array(z.strictObject({ label: Text, url: z.url() })).optional(),
  /** Ids of answers offered as buttons. */
  related: z.array(z.string()).optional(),
  /** Base codes of procedures offered as buttons. */
  procedures: z.array(z.string()).optional(),
  /** Numbers to call, most urgent first (emergencies). */
  call: z.array(z.string()).optional(),
  sources: z.array(
    z.strictObject({ title: Text, section: Text.optional(), url: z.url().optional(), asOf: Day }),
  ),
  reviewed: Day,
});
export type ContentAnswer = z.infer<typeof ContentAnswer>;

export const AnswerFile = z.strictObject({ answers: z.array(ContentAnswer) });

/** `intents/<lang>/<intent>.yaml`. */
export const IntentFile = z.strictObject({ intent: z.enum(INTENTS), sentences: z.array(Text).min(1) });

/** What the dialogue knows besides the catalogue. */
export interface Knowledge {
  readonly answers: readonly ContentAnswer[];
  readonly examples: readonly IntentExample[];
  readonly vocabulary: VocabularyFile;
}

/** Reads `content/answers`, `intents/` and the vocabulary; throws one ContentError that lists every problem. */
export function loadKnowledge(contentDir: string, intentsDir: string): Knowledge {
  const problems: string[] = [];
  const answers: ContentAnswer[] = [];
  for (const { where, data } of yamlFiles(join(contentDir, 'answers'), 'content/answers', problems)) {
    const parsed = AnswerFile.safeParse(data);
    if (parsed.success) answers.push(...parsed.data.answers);
    else problems.push(...issuesOf(where, parsed.error.issues));
  }
  const ids = new Set<string>();
  for (const { id } of answers) {
    if (ids.has(id)) problems.push(`content/answers: id ${id} stands twice; ids must be unique`);
    ids.add(id);
  }
  for (const answer of answers) {
    for (const related of answer.related ?? [])
      if (!ids.has(related))
        problems.push(`content/answers: ${answer.id}: related "${related}" is no answer's id`);
  }
  const examples: IntentExample[] = [];
  for (const language of ['vi', 'en', 'km']) {
    for (const { where, data } of yamlFiles(join(intentsDir, language), `intents/${language}`, problems)) {
      const parsed = IntentFile.safeParse(data);
      if (parsed.success)
        examples.push(...parsed.data.sentences.map((text) => ({ intent: parsed.data.intent, text })));
      else problems.push(...issuesOf(where, parsed.error.issues));
    }
  }
  for (const answer of answers) examples.push(...answer.ask.map((text) => ({ intent: answer.intent, text })));
  const vocabulary = VocabularyFile.safeParse(
    parseYaml(readFileSync(join(contentDir, 'vocabulary', 'vi.yaml'), 'utf8')),
  );
  if (!vocabulary.success) problems.push(...issuesOf('content/vocabulary/vi.yaml', vocabulary.error.issues));
  if (problems.length > 0 || !vocabulary.success) throw new ContentError(problems);
  return { answers, examples, vocabulary: vocabulary.data };
}

export function* yamlFiles(
  dir: string,
  shown: string,
  problems: string[],
): Generator<{ where: string; data: unknown }> {
  if (!existsSync(dir)) return;
  for (const name of readdirSync(dir)
    .filter((file) => file.endsWith('.yaml'))
    .sort()) {
    const where = `${shown}/${name}`;
    try {
      yield { where, data: parseYaml(readFileSync(join(dir, name), 'utf8')) };
    } catch (error) {
      problems.push(
        `${where}: not valid YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
      );
    }
  }
}

export function issuesOf(
  where: string,
  issues: readonly { path: PropertyKey[]; message: string }[],
): string[] {
  return issues.map((issue) => `${where}: ${issue.path.map(String).join('.') || 'file'}: ${issue.message}`);
}
