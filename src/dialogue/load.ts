import { join } from 'node:path';
import { loadPlaces } from '../catalogue/places.ts';
import { loadTexts } from '../i18n/texts.ts';
import { createIndicators, type IndicatorAnswer } from '../indicators/index.ts';
import { createReportDesk } from '../reporting/desk.ts';
import { loadReporting } from '../reporting/load.ts';
import { createReportBook, type ReportBook } from '../reporting/snapshot.ts';
import { openUnderstanding } from '../understanding/understand.ts';
import type { Respond } from './answer.ts';
import { type ContentSource, loadContent } from './content.ts';
import type { Deployment, DialogueParts } from './context.ts';
import { createDistinctions } from './questions.ts';
import { createResponder } from './respond.ts';
import { createVagueQuestions } from './vague.ts';

export interface DialogueSource extends ContentSource {
  readonly deployment: Deployment;
  readonly figures?: DialogueParts['figures'];
  readonly reports?: DialogueParts['reports'];
  readonly render?: (answer: IndicatorAnswer) => ReturnType<NonNullable<DialogueParts['render']>>;
  /** The copy of the ledger that answers about reports are given from; without one they rest on what ships. */
  readonly reportBook?: ReportBook;
}

/**
 * Reads content and returns what the dialogue needs: some seconds of work the first time, a fraction of one with snapshots.
 * Run it off the event loop.
 */
export function loadDialogue(source: DialogueSource): DialogueParts {
  const contentDir = join(source.root, 'content');
  const { content, index } = loadContent(source);
  const { catalogue, knowledge, questions, vague, indicators } = content;
  const understanding = openUnderstanding(index);
  const texts = loadTexts(contentDir);
  const book = source.reportBook ?? loadReportBook(source);
  return {
    understanding,
    catalogue,
    knowledge,
    distinctions: createDistinctions(questions.questions, questions.twins),
    vague: createVagueQuestions(vague, understanding),
    texts,
    places: loadPlaces(contentDir),
    deployment: source.deployment,
    figures:
      source.figures ??
      createIndicators(indicators, {
        homeArea: source.deployment.province === 'ha-tinh' ? 'ha-tinh' : 'tra-vinh',
      }),
    ...(source.render === undefined ? {} : { render: source.render as NonNullable<DialogueParts['render']> }),
    // Made for each question, because its words are in the language of the question; it costs nothing.
    reports: source.reports ?? {
      answer: ({ t, ...asked }) => createReportDesk({ book, t }).answer(asked),
    },
  };
}

export function loadReportBook({
  root,
  deployment,
}: Pick<DialogueSource, 'root' | 'deployment'>): ReportBook {
  return createReportBook(loadReporting(join(root, 'content'), deployment.province));
}

export function loadResponder(source: DialogueSource): Respond {
  return createResponder(loadDialogue(source));
}
