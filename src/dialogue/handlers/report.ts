import { vietnamDay } from '../../clock.ts';
import type { Translate } from '../../i18n/texts.ts';
import type { Reply, Source } from '../../messages/index.ts';
import type { Answer, Asker, Effect } from '../answer.ts';
import type { Draft, Question } from '../context.ts';
import { type ReportRequest, readReport } from './report-slots.ts';

/** What the reporting domain offers the dialogue. */
export interface ReportDesk {
  answer(input: {
    request: ReportRequest;
    text: string;
    asker: Asker;
    now: Date;
    /** In which language the frame of the answer is. */
    t: Translate;
  }): ReportAnswer;
}

export interface ReportAnswer {
  readonly status: Answer['status'];
  readonly reply: Reply;
  readonly sources: readonly Source[];
  readonly effects?: readonly Effect[];
  readonly reason?: Readonly<Record<string, unknown>>;
}

export type ReportIntent = 'report_due' | 'report_status' | 'report_submit';

export function answerReport(question: Question, intent: ReportIntent, desk: ReportDesk | undefined): Draft {
  const request = readReport(intent, question.query, vietnamDay(question.now), question.session.report);
  const found = desk?.answer({
    request,
    text: question.text,
    asker: question.asker,
    now: question.now,
    t: question.t,
  });
  const { intent: _, ...report } = request;
  return {
    status: found?.status ?? 'no_data',
    intent,
    report,
    reply: found?.reply ?? { text: question.t('report.unavailable') },
    sources: found?.sources ?? [],
    ...(found?.reason === undefined ? {} : { reason: found.reason }),
    ...(found?.effects === undefined ? {} : { effects: found.effects }),
    session: {
      report: {
        report: request.report,
        period: request.period,
        periodType: request.periodType,
        ...(request.values === undefined ? {} : { values: { ...request.values } }),
      },
    },
  };
}
