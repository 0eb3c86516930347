import { join } from 'node:path';
import { type Catalogue, loadCatalogue, toDocuments } from '../catalogue/load.ts';
import { loadPlaces } from '../catalogue/places.ts';
import { loadTexts } from '../i18n/texts.ts';
import { createIndicators, loadIndicators } from '../indicators/index.ts';
import { createUnderstanding } from '../understanding/understand.ts';
import type { SearchDocument } from '../understanding/retrieval.ts';
import type { Respond } from './answer.ts';
import type { Deployment, DialogueParts } from './context.ts';
import { type Knowledge, loadKnowledge } from './knowledge.ts';
import { createResponder } from './respond.ts';

export interface DialogueSource {
  /** The folder that holds `content/` and `intents/`. */
  readonly root: string;
  readonly deployment: Deployment;
  /** Replaces the shipped catalogue (an imported one). */
  readonly catalogue?: Catalogue;
  readonly figures?: DialogueParts['figures'];
  readonly reports?: DialogueParts['reports'];
}

/** Reads content, builds the indexes (about a second; run it off the event loop) and returns what the dialogue needs. */
export function loadDialogue(source: DialogueSource): DialogueParts {
  const contentDir = join(source.root, 'content');
  const catalogue = source.catalogue ?? loadCatalogue(contentDir);
  const knowledge = loadKnowledge(contentDir, join(source.root, 'intents'));
  const understanding = createUnderstanding({
    procedures: toDocuments(catalogue),
    answers: answerDocuments(knowledge),
    examples: knowledge.examples,
    vocabulary: knowledge.vocabulary,
  });
  return {
    understanding,
    catalogue,
    knowledge,
    texts: loadTexts(contentDir),
    places: loadPlaces(contentDir),
    deployment: source.deployment,
    figures: source.figures ?? createIndicators(loadIndicators(contentDir), { homeArea: source.deployment.province === 'ha-tinh' ? 'ha-tinh' : 'tra-vinh' }),
    ...(source.reports === undefined ? {} : { reports: source.reports }),
  };
}

export function loadResponder(source: DialogueSource): Respond {
  return createResponder(loadDialogue(source));
}

function answerDocuments(knowledge: Knowledge): SearchDocument[] {
  return knowledge.answers.map((answer) => ({
    id: answer.id,
    phrases: answer.ask.map((text) => ({ text, kind: 'ask' as const })),
    texts: [],
    common: 0,
  }));
}
