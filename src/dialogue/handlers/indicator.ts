import type { Reply, Source } from '../../messages/index.ts';
import type { IndicatorValue, Role } from '../answer.ts';
import type { DialogueParts, Draft, Question } from '../context.ts';
import { vietnameseFrame } from './content-answer.ts';

/** What the indicators domain offers the dialogue. */
export interface FigureDesk {
  /** 0 to 1: how surely a text asks for a figure or a plan task; what cannot reach `least` may come out as 0. */
  score(text: string, previous?: unknown, least?: number): number;
  answer(input: { text: string; now: Date; role: Role; previous?: unknown }): FigureAnswer;
}

export interface FigureAnswer {
  readonly kind: 'indicator' | 'plan_task';
  readonly status: 'answered' | 'clarify' | 'no_data' | 'out_of_scope';
  /** Plain JSON; kept in the session for follow-ups. */
  readonly query: unknown;
  readonly indicators: readonly IndicatorValue[];
  readonly reply: Reply;
  readonly sources: readonly Source[];
  readonly reason: Readonly<Record<string, unknown>>;
}

export function answerFigure(question: Question, desk: FigureDesk, render?: DialogueParts['render']): Draft {
  const previous = question.session.indicator;
  const found = desk.answer({
    text: question.text,
    now: question.now,
    role: question.asker.role,
    ...(previous === undefined ? {} : { previous }),
  });
  return {
    status: found.status,
    intent: found.kind,
    indicators: found.indicators,
    reply: { ...found.reply, text: `${vietnameseFrame(question)}${found.reply.text}` },
    sources: found.sources,
    reason: found.reason,
    ...(render === undefined ? {} : { attachment: () => render(found) }),
    ...(found.reason['denied'] === undefined
      ? {}
      : { effects: [{ kind: 'audit', action: 'figureDenied', subject: String(found.reason['denied']) }] }),
    session: { indicator: found.query },
  };
}
