import { loadCatalogue, toDocuments } from '../../src/catalogue/load.ts';
import { loadKnowledge } from '../../src/dialogue/knowledge.ts';
import type { IntentExample } from '../../src/understanding/intent.ts';
import type { SearchDocument } from '../../src/understanding/search-index.ts';
import { createUnderstanding, type Understanding } from '../../src/understanding/understand.ts';

export const catalogue = loadCatalogue('content');
export const knowledge = loadKnowledge('content', 'intents');
export const documents: readonly SearchDocument[] = toDocuments(catalogue);

/** The understanding built without some phrases and sentences, which then are new to it. */
export function understandingWithout(
  procedures: readonly SearchDocument[],
  examples: readonly IntentExample[],
): Understanding {
  return createUnderstanding({ procedures, answers: [], examples, vocabulary: knowledge.vocabulary });
}
