import { z } from 'zod';
import type { Answer, Respond, SessionState } from '../../src/dialogue/answer.ts';
import { fold } from '../../src/understanding/fold.ts';

/** The clock of every run: questions about "this quarter" must not change with the day. */
export const EVAL_NOW = new Date('2026-11-21T09:00:00+07:00');

const ProcedureQuestion = z.looseObject({
  q: z.string(),
  codes: z.array(z.string()),
  expect: z.enum(['answer', 'clarify']),
  aspect: z.string(),
  style: z.string(),
});
const Expect = z.looseObject({
  codes: z.array(z.string()).optional(),
  not_codes: z.array(z.string()).optional(),
  trap: z.array(z.string()).optional(),
  aspect: z.string().optional(),
  clarify: z.boolean().optional(),
  intent: z.string().optional(),
  kind: z.string().optional(),
  topic: z.string().optional(),
  pick: z.number().optional(),
  same_procedure: z.boolean().optional(),
  must_contain: z.array(z.string()).optional(),
  must_contain_any: z.array(z.string()).optional(),
  call_any: z.array(z.string()).optional(),
  field: z.string().nullish(),
  tier: z.string().nullish(),
  level: z.string().nullish(),
  code: z.string().nullish(),
  report: z.string().nullish(),
  period: z.string().nullish(),
  period_type: z.string().nullish(),
  ask: z.string().optional(),
  values: z.union([z.record(z.string(), z.number()), z.array(z.string())]).optional(),
});
type Expect = z.infer<typeof Expect>;
const IntentQuestion = z.looseObject({ q: z.string(), intent: z.string(), expect: Expect });
const Dialogue = z.looseObject({
  id: z.string(),
  turns: z.array(z.looseObject({ user: z.string(), expect: Expect })),
});

export interface Tally {
  readonly name: string;
  readonly hits: readonly boolean[];
}

export interface EvalResults {
  readonly tallies: readonly Tally[];
  readonly misses: readonly string[];
}

const REFUSALS = ['out_of_scope', 'other_body', 'handoff', 'no_data'];

/** Runs all question files and scores them by the rules of README.md in this folder. */
export async function evaluate(respond: Respond, read: (file: string) => string): Promise<EvalResults> {
  const tallies = new Map<string, boolean[]>();
  const misses: string[] = [];
  const note = (name: string, ok: boolean) => {
    const list = tallies.get(name) ?? [];
    list.push(ok);
    tallies.set(name, list);
  };
  const ask = asker(respond);

  for (const line of lines(read('procedures.jsonl'))) {
    const question = ProcedureQuestion.parse(line);
    const { answer } = await ask(question.q, undefined);
    const listed = (answer.procedures ?? []).map(({ code }) => code);
    const [first = ''] = listed;
    if (question.expect === 'clarify') {
      const choices = answer.replies.at(-1)?.choices ?? [];
      const ok =
        choices.slice(0, 4).some(({ code }) => code !== undefined && question.codes.includes(code)) ||
        question.codes.includes(first) ||
        (question.style === 'vague' && answer.status === 'clarify');
      note('procedures: clarify offered', ok);
      if (!ok)
        misses.push(
          `clarify | ${question.q} | want ${question.codes.join(' ')} | ${answer.status} ${listed.slice(0, 4).join(' ')}`,
        );
      continue;
    }
    const right = question.codes.includes(first);
    const answered = answer.status === 'answered';
    note('procedures: R@1', right);
    note(`R@1 ${question.style}`, right);
    note(
      'procedures: R@5',
      listed.slice(0, 5).some((code) => question.codes.includes(code)),
    );
    note('procedures: answered right', right && answered);
    note(`answered right ${question.style}`, right && answered);
    note('procedures: unnecessary clarify', answer.status === 'clarify');
    note('procedures: wrong but confident', answered && !right);
    note('procedures: wrongly refused', REFUSALS.includes(answer.status));
    note('aspect', answer.aspect === question.aspect);
    if (!(right && answered))
      misses.push(
        `procedure ${question.style} | ${question.q} | want ${question.codes[0]} | ${answer.status} ${answer.intent} ${listed.slice(0, 3).join(' ')} ${JSON.stringify(answer.reason['confidence'] ?? answer.reason['guesses'])}`,
      );
    else if (answer.aspect !== question.aspect)
      misses.push(`aspect | ${question.q} | want ${question.aspect} | ${answer.aspect}`);
  }

  for (const line of lines(read('intents.jsonl'))) {
    const question = IntentQuestion.parse(line);
    const { answer } = await ask(question.q, undefined);
    const problems = judge(answer, { ...question.expect, intent: question.intent });
    note('intents', problems.length === 0);
    note(`intent ${question.intent}`, problems.length === 0);
    if (question.intent === 'out_of_scope') note('out of scope refused', REFUSALS.includes(answer.status));
    if (question.expect.topic !== undefined) note('topics', answer.reason['topic'] === question.expect.topic);
    if (question.intent === 'procedure_list') note('list filters', problems.length === 0);
    if (problems.length > 0)
      misses.push(`intent ${question.intent} | ${question.q} | ${problems.join('; ')}`);
    else if (question.expect.topic !== undefined && answer.reason['topic'] !== question.expect.topic)
      misses.push(
        `topic | ${question.q} | want ${question.expect.topic} | ${String(answer.reason['topic'])}`,
      );
  }

  for (const line of lines(read('dialogues.jsonl'))) {
    const dialogue = Dialogue.parse(line);
    let session: SessionState | undefined;
    let before: string | undefined;
    let offered: readonly string[] = [];
    for (const turn of dialogue.turns) {
      const outcome = await ask(turn.user, session);
      session = outcome.session;
      const { answer } = outcome;
      const first = answer.procedures?.[0]?.code;
      const problems: string[] = [];
      if (turn.expect.pick !== undefined) {
        if (first !== offered[turn.expect.pick - 1])
          problems.push(`pick ${turn.expect.pick}: want ${offered[turn.expect.pick - 1]}, got ${first}`);
      } else if (turn.expect.same_procedure === true) {
        if (first !== before) problems.push(`want same ${before}, got ${first}`);
        if (turn.expect.aspect !== undefined && answer.aspect !== turn.expect.aspect)
          problems.push(`aspect ${answer.aspect}`);
      } else problems.push(...judge(answer, turn.expect));
      note('dialogue turns', problems.length === 0);
      if (problems.length > 0) misses.push(`dialogue ${dialogue.id} | ${turn.user} | ${problems.join('; ')}`);
      const choices = (answer.replies.at(-1)?.choices ?? []).flatMap(({ code }) =>
        code === undefined ? [] : [code],
      );
      if (choices.length > 0) offered = choices;
      if (first !== undefined && answer.status === 'answered') before = first;
    }
  }
  return { tallies: [...tallies].map(([name, hits]) => ({ name, hits })), misses };
}

function judge(answer: Answer, expect: Expect): string[] {
  const problems: string[] = [];
  const listed = (answer.procedures ?? []).map(({ code }) => code);
  const [first = ''] = listed;
  const text = fold(answer.replies.map((reply) => `${reply.text}\n${reply.details ?? ''}`).join('\n'));
  const { intent } = expect;
  if (intent === 'greeting_thanks_help') {
    if (!['greeting', 'thanks', 'help'].includes(answer.intent)) problems.push(`intent ${answer.intent}`);
  } else if (intent === 'out_of_scope') {
    if (!REFUSALS.includes(answer.status)) problems.push(`${answer.status} ${answer.intent} ${first}`);
    else if (answer.status !== 'out_of_scope' && answer.intent !== 'out_of_scope')
      problems.push(`intent ${answer.intent}`);
  } else if (intent !== undefined && intent !== 'negation' && answer.intent !== intent)
    problems.push(`intent ${answer.intent} (${answer.status} ${first})`);
  if (expect.clarify === true) {
    const offered = (answer.replies.at(-1)?.choices ?? []).map(({ code }) => code);
    if (answer.status !== 'clarify' && !(expect.codes ?? []).includes(first))
      problems.push(`no clarify: ${answer.status} ${first}`);
    else if (
      expect.codes !== undefined &&
      !expect.codes.some((code) => offered.includes(code) || code === first)
    )
      problems.push(`offered ${offered.join(' ')}`);
  } else if (expect.codes !== undefined && intent !== 'court_or_other_body' && !expect.codes.includes(first))
    problems.push(`want ${expect.codes[0]}, got ${answer.status} ${first}`);
  for (const code of expect.not_codes ?? []) if (first === code) problems.push(`must not be ${code}`);
  if (expect.aspect !== undefined && answer.aspect !== expect.aspect && expect.clarify !== true)
    problems.push(`aspect ${answer.aspect}, want ${expect.aspect}`);
  for (const part of expect.must_contain ?? [])
    if (!text.includes(fold(part))) problems.push(`text lacks "${part}"`);
  if (
    expect.must_contain_any !== undefined &&
    !expect.must_contain_any.some((part) => text.includes(fold(part)))
  )
    problems.push(`text lacks any of ${expect.must_contain_any.join(', ')}`);
  if (expect.call_any !== undefined && !expect.call_any.some((number) => text.includes(number)))
    problems.push(`no number of ${expect.call_any.join(', ')}`);
  if (intent === 'procedure_list') {
    for (const key of ['field', 'tier', 'level'] as const) {
      const want = expect[key] ?? undefined;
      if (want !== undefined && answer.filters?.[key] !== want)
        problems.push(`${key} ${answer.filters?.[key]}, want ${want}`);
      if (want === undefined && key in expect && answer.filters?.[key] !== undefined)
        problems.push(`${key} ${answer.filters?.[key]}, want none`);
    }
  }
  if (
    intent === 'dossier_status' &&
    'code' in expect &&
    (answer.dossier?.code ?? null) !== (expect.code ?? null)
  )
    problems.push(`code ${answer.dossier?.code}, want ${expect.code}`);
  if (intent?.startsWith('report_') === true) {
    const { report } = answer;
    if ('report' in expect && (report?.report ?? null) !== (expect.report ?? null))
      problems.push(`report ${report?.report}, want ${expect.report}`);
    if ('period' in expect && (report?.period ?? null) !== (expect.period ?? null))
      problems.push(`period ${report?.period}, want ${expect.period}`);
    if ('period_type' in expect && (report?.periodType ?? null) !== (expect.period_type ?? null))
      problems.push(`periodType ${report?.periodType}, want ${expect.period_type}`);
    if (expect.ask !== undefined && report?.ask !== expect.ask)
      problems.push(`ask ${report?.ask}, want ${expect.ask}`);
    if (expect.values !== undefined && !Array.isArray(expect.values)) {
      const got = report?.values ?? {};
      for (const [key, value] of Object.entries(expect.values))
        if (got[key] !== value) problems.push(`${key} ${got[key]}, want ${value}`);
    }
  }
  if (intent === 'indicator' && Array.isArray(expect.values)) {
    const got = (answer.indicators ?? [])
      .map(({ value }) => value)
      .sort()
      .join(' ');
    if (got !== [...expect.values].sort().join(' '))
      problems.push(`values ${got}, want ${expect.values.join(' ')}`);
  }
  return problems;
}

/** Asks one text at a time as a citizen in the terminal, by the clock of every run. */
export function asker(respond: Respond) {
  let number = 0;
  return async (text: string, session: SessionState | undefined) => {
    number += 1;
    return respond({
      incoming: {
        channel: 'terminal',
        updateId: `${number}`,
        conversation: 'terminal:eval',
        person: 'terminal:eval',
        sentAt: EVAL_NOW.toISOString(),
        content: { kind: 'text', text },
      },
      session,
      asker: { role: 'citizen', units: [] },
      now: EVAL_NOW,
    });
  };
}

/** The JSON values of a JSON Lines text, empty lines left out. */
export function lines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as unknown);
}

/** A readable table: share, 95 % bootstrap interval, number of questions. */
export function report({ tallies, misses }: EvalResults, withMisses: boolean): string {
  const rows = tallies.map(({ name, hits }) => {
    const [low, high] = interval(hits);
    return `${name.padEnd(34)} ${share(hits).toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}]  n=${hits.length}`;
  });
  return [...rows, ...(withMisses ? ['', ...misses] : [`${misses.length} misses; --misses lists them`])].join(
    '\n',
  );
}

export function share(hits: readonly boolean[]): number {
  return hits.length === 0 ? 0 : hits.filter(Boolean).length / hits.length;
}

/** Bootstrap over questions, seeded, 1,000 draws. */
function interval(hits: readonly boolean[]): [number, number] {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const shares = Array.from({ length: 1000 }, () => {
    let right = 0;
    for (let i = 0; i < hits.length; i++) if (hits[Math.floor(random() * hits.length)] === true) right += 1;
    return right / Math.max(1, hits.length);
  }).sort((a, b) => a - b);
  return [shares[25] ?? 0, shares[974] ?? 0];
}
