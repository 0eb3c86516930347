import { join } from 'node:path';
import type { ImportedRows } from '../catalogue/imported.ts';
import { type Catalogue, loadCatalogue, toDocuments } from '../catalogue/load.ts';
import { loadPlaces } from '../catalogue/places.ts';
import { loadTexts } from '../i18n/texts.ts';
import { createIndicators, type IndicatorAnswer, loadIndicators } from '../indicators/index.ts';
import { createReportDesk } from '../reporting/desk.ts';
import { loadReporting } from '../reporting/load.ts';
import { createReportBook, type ReportBook } from '../reporting/snapshot.ts';
import type { SearchDocument } from '../understanding/search-index.ts';
import { createUnderstanding } from '../understanding/understand.ts';
import type { Respond } from './answer.ts';
import type { Deployment, DialogueParts } from './context.ts';
import { type Knowledge, loadKnowledge } from './knowledge.ts';
import { loadDistinctions } from './questions.ts';
import { createResponder } from './respond.ts';
import { loadVagueQuestions } from './vague.ts';

export interface DialogueSource {
  /** The folder that holds `content/` and `intents/`. */
  readonly root: string;
  readonly deployment: Deployment;
  /** Replaces the shipped catalogue (an imported one). */
  readonly catalogue?: Catalogue;
  /** Rows of the imported version that is current; they lie on top of what ships. */
  readonly imported?: ImportedRows;
  readonly figures?: DialogueParts['figures'];
  readonly reports?: DialogueParts['reports'];
  readonly render?: (answer: IndicatorAnswer) => ReturnType<NonNullable<DialogueParts['render']>>;
  /** The copy of the ledger that answers about reports are given from; without one they rest on what ships. */
  readonly reportBook?: ReportBook;
}

/** Reads content, builds the indexes (about a second; run it off the event loop) and returns what the dialogue needs. */
export function loadDialogue(source: DialogueSource): DialogueParts {
  const contentDir = join(source.root, 'content');
  const catalogue = source.catalogue ?? loadCatalogue(contentDir, source.imported);
  const knowledge = loadKnowledge(contentDir, join(source.root, 'intents'));
  const understanding = createUnderstanding({
    procedures: toDocuments(catalogue),
    answers: answerDocuments(knowledge),
    examples: knowledge.examples,
    vocabulary: knowledge.vocabulary,
  });
  const texts = loadTexts(contentDir);
  const book = source.reportBook ?? loadReportBook(source);
  return {
    understanding,
    catalogue,
    knowledge,
    distinctions: loadDistinctions(contentDir, new Set(catalogue.procedures.keys())),
    vague: loadVagueQuestions(contentDir, new Set(catalogue.procedures.keys()), understanding),
    texts,
    places: loadPlaces(contentDir),
    deployment: source.deployment,
    figures:
      source.figures ??
      createIndicators(loadIndicators(contentDir), {
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

function answerDocuments(knowledge: Knowledge): (SearchDocument & { group: string })[] {
  return knowledge.answers.map((answer) => ({
    id: answer.id,
    group: answer.intent,
    phrases: answer.ask.map((text) => ({ text, kind: 'ask' as const })),
    texts: [],
    common: 0,
  }));
}
