import type { IndicatorAnswer, IndicatorQuery, Indicators } from '../../src/indicators/index.ts';

export interface IndicatorQuestion {
  readonly q: string;
  /** As printed; empty: no document has the figure. */
  readonly values: readonly string[];
  readonly area?: string;
  readonly period?: string;
}

export interface Dialogue {
  readonly id: string;
  readonly turns: readonly IndicatorQuestion[];
}

export interface Scored {
  readonly question: IndicatorQuestion;
  readonly answer: IndicatorAnswer;
  /** Exactly what was asked, and nothing else. */
  readonly right: boolean;
  /** A figure given as the answer that was not asked for. */
  readonly wrongFigure: boolean;
}

/** Fixed, so that "năm ngoái" means the same on every run. */
export const NOW = new Date('2026-11-21T08:00:00+07:00');

export function scoreQuestions(indicators: Indicators, questions: readonly IndicatorQuestion[]): Scored[] {
  return questions.map((question) =>
    grade(question, indicators.answer({ text: question.q, now: NOW, role: 'citizen' })),
  );
}

export function scoreDialogues(indicators: Indicators, dialogues: readonly Dialogue[]): Scored[] {
  return dialogues.flatMap(({ turns }) => {
    let previous: IndicatorQuery | undefined;
    return turns.map((question) => {
      const answer = indicators.answer({ text: question.q, now: NOW, role: 'citizen', previous });
      previous = answer.query;
      return grade(question, answer);
    });
  });
}

function grade(question: IndicatorQuestion, answer: IndicatorAnswer): Scored {
  const given = answer.indicators.map(({ value }) => value).sort();
  const wanted = [...question.values].sort();
  const sameValues = given.length === wanted.length && given.every((value, index) => value === wanted[index]);
  const area = question.area?.split(',') ?? [];
  const sameArea = area.length === 0 || answer.indicators.every((item) => area.includes(item.area));
  const refused = wanted.length > 0 || ['no_data', 'out_of_scope'].includes(answer.status);
  const extra = given.some((value) => !wanted.includes(value));
  return { question, answer, right: sameValues && sameArea && refused, wrongFigure: extra };
}

export interface Rates {
  readonly right: number;
  readonly wrongFigures: number;
  readonly refused: number;
  readonly absent: number;
  readonly total: number;
}

export function rates(scored: readonly Scored[]): Rates {
  const absent = scored.filter(({ question }) => question.values.length === 0);
  return {
    total: scored.length,
    right: scored.filter(({ right }) => right).length / scored.length,
    wrongFigures: scored.filter(({ wrongFigure }) => wrongFigure).length / scored.length,
    absent: absent.length,
    refused: absent.length === 0 ? 1 : absent.filter(({ right }) => right).length / absent.length,
  };
}

export function summary(name: string, scored: readonly Scored[]): string {
  const { total, right, wrongFigures, absent, refused } = rates(scored);
  const misses = scored
    .filter((item) => !item.right)
    .map(({ question, answer }) => {
      const given = answer.indicators.map(({ id, period, value }) => `${id}@${period}=${value}`).join(' ');
      return `  miss: ${question.q}\n    wanted ${question.values.join(' ') || '(none)'}; ${answer.status}, given ${given || '(none)'}`;
    });
  const percent = (value: number): string => value.toFixed(3);
  return [
    `${name}: ${total} questions, exactly right ${percent(right)}, wrong figure ${percent(wrongFigures)}, absent refused ${percent(refused)} of ${absent}`,
    ...misses,
  ].join('\n');
}
