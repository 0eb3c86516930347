import { join } from 'node:path';
import { z } from 'zod';
import { ContentError } from '../errors.ts';
import type { Hit } from '../understanding/retrieval.ts';
import { issuesOf, yamlFiles } from './knowledge.ts';

const Code = z.string().regex(/^\d\.\d{6}$/);

/** One question that tells procedures apart which people cannot be expected to name exactly. */
export const Distinction = z.strictObject({
  ask: z.string().trim().min(5).max(110).endsWith('?'),
  choices: z
    .array(z.strictObject({ code: Code, when: z.string().trim().min(2).max(60) }))
    .min(2)
    .max(6),
});
export type Distinction = z.infer<typeof Distinction>;

/** `content/questions/*.yaml`. */
export const QuestionFile = z.strictObject({
  questions: z.array(Distinction).default([]),
  /** Records of one and the same procedure, the one to show first. */
  twins: z.array(z.array(Code).min(2)).default([]),
});

export type QuestionFile = z.infer<typeof QuestionFile>;

export interface Distinctions {
  readonly questions: readonly Distinction[];
  /** The record shown for a procedure that has several; the code itself where it has one. */
  primary(code: string): string;
  /** Twins next to each other, the one shown first before the others; their chances add up. */
  together(hits: readonly Hit[]): Hit[];
  /** The question that tells the best hit from the others that may be meant, if somebody has written one. */
  between(hits: readonly Hit[]): Distinction | undefined;
}

/** Share of the chances of all hits that the choices of a question must hold. Range 0.3–0.9. */
const LEAST_COVERED = 0.5;
/** Chance of a second choice beside the best from which it is worth asking. Range 0.02–0.3. */
const LEAST_RIVAL = 0.06;

export function createDistinctions(
  questions: readonly Distinction[],
  twins: readonly (readonly string[])[],
): Distinctions {
  const primaryOf = new Map<string, string>();
  for (const [first, ...others] of twins)
    for (const other of others) if (first !== undefined) primaryOf.set(other, first);
  const primary = (code: string): string => {
    let at = code;
    // A chain of twins ends; a ring of them would not.
    for (let step = 0; step < 5; step++) {
      const next = primaryOf.get(at);
      if (next === undefined) break;
      at = next;
    }
    return at;
  };
  const byCode = new Map<string, Distinction[]>();
  for (const question of questions) {
    for (const { code } of question.choices) {
      const list = byCode.get(primary(code));
      if (list === undefined) byCode.set(primary(code), [question]);
      else list.push(question);
    }
  }

  return {
    questions,
    primary,
    together(hits) {
      const families = new Map<string, Hit[]>();
      for (const hit of hits) {
        const family = families.get(primary(hit.id));
        if (family === undefined) families.set(primary(hit.id), [hit]);
        else family.push(hit);
      }
      return [...families].flatMap(([first, family]) => {
        if (family.length === 1 && family[0]?.id === first) return family;
        const share = family.reduce((sum, hit) => sum + hit.share, 0);
        const [best] = family;
        if (best === undefined) return [];
        const others = family.map(({ id }) => id).filter((id) => id !== first);
        return [{ ...best, id: first, share }, ...others.map((id) => ({ ...best, id, share: 0 }))];
      });
    },
    between(hits) {
      const [best] = hits;
      if (best === undefined) return undefined;
      let found: { question: Distinction; covered: number } | undefined;
      for (const question of byCode.get(primary(best.id)) ?? []) {
        const codes = new Set(question.choices.map(({ code }) => primary(code)));
        const meant = hits.filter((hit) => codes.has(hit.id));
        if (meant.length < 2 || (meant[1]?.share ?? 0) < best.share * LEAST_RIVAL) continue;
        const covered = meant.reduce((sum, hit) => sum + hit.share, 0);
        if (covered >= LEAST_COVERED && covered > (found?.covered ?? 0)) found = { question, covered };
      }
      return found?.question;
    },
  };
}

export function loadDistinctions(contentDir: string, codes: ReadonlySet<string>): Distinctions {
  const { questions, twins } = readQuestions(contentDir, codes);
  return createDistinctions(questions, twins);
}

/** Reads the questions; `codes` are those of the catalogue. Throws one ContentError that lists every problem. */
export function readQuestions(contentDir: string, codes: ReadonlySet<string>): QuestionFile {
  const problems: string[] = [];
  const questions: Distinction[] = [];
  const twins: string[][] = [];
  for (const { where, data } of yamlFiles(join(contentDir, 'questions'), 'content/questions', problems)) {
    const parsed = QuestionFile.safeParse(data);
    if (!parsed.success) {
      problems.push(...issuesOf(where, parsed.error.issues));
      continue;
    }
    for (const question of parsed.data.questions) {
      const unknown = question.choices.filter(({ code }) => !codes.has(code));
      for (const { code } of unknown)
        problems.push(`${where}: "${question.ask}": code ${code} is not in the catalogue`);
      if (new Set(question.choices.map(({ when }) => when.toLowerCase())).size < question.choices.length)
        problems.push(`${where}: "${question.ask}": two choices have the same words`);
      questions.push(question);
    }
    for (const family of parsed.data.twins) {
      for (const code of family)
        if (!codes.has(code)) problems.push(`${where}: twins: code ${code} is not in the catalogue`);
      twins.push(family);
    }
  }
  if (problems.length > 0) throw new ContentError(problems);
  return { questions, twins };
}
