import { join } from 'node:path';
import type { ImportedRows } from '../catalogue/imported.ts';
import { type Catalogue, loadCatalogue, toDocuments } from '../catalogue/load.ts';
import { loadPlaceNames } from '../catalogue/places.ts';
import { codeDir } from '../files.ts';
import { type IndicatorContent, loadIndicators } from '../indicators/index.ts';
import { fingerprint, fromSnapshot, type Snapshots } from '../snapshot.ts';
import type { SearchDocument } from '../understanding/search-index.ts';
import { learnUnderstanding, type UnderstandingIndex } from '../understanding/understand.ts';
import { type Knowledge, loadKnowledge } from './knowledge.ts';
import { type QuestionFile, readQuestions } from './questions.ts';
import { expand, readVagueQuestions, type VagueFile } from './vague.ts';

/** All that content says to the dialogue, read and checked: plain data. */
export interface DialogueContent {
  readonly catalogue: Catalogue;
  readonly knowledge: Knowledge;
  readonly questions: QuestionFile;
  readonly vague: VagueFile;
  readonly indicators: IndicatorContent;
  /** See `UnderstandingContent.places`. */
  readonly placeNames: readonly string[];
}

export interface ContentSource {
  /** The folder that holds `content/` and `intents/`. */
  readonly root: string;
  /** Replaces the catalogue that ships. */
  readonly catalogue?: Catalogue;
  /** Rows of the imported version that is current; they lie on top of what ships. */
  readonly imported?: ImportedRows;
  /** Where what was read and learnt is kept between starts; without, it is read and learnt anew (some seconds). */
  readonly snapshots?: Snapshots;
}

/** Content and what is learnt from it. Throws one ContentError that lists every problem of a file. */
export function loadContent(source: ContentSource): {
  readonly content: DialogueContent;
  readonly index: UnderstandingIndex;
} {
  const { snapshots } = source;
  if (snapshots === undefined || source.catalogue !== undefined) {
    const content = readContent(source);
    return { content, index: learnFrom(content) };
  }
  const key = fingerprint(
    [join(source.root, 'content'), join(source.root, 'intents'), codeDir()],
    [JSON.stringify(source.imported ?? [])],
  );
  const content = fromSnapshot(snapshots, 'content', key, () => readContent(source));
  return { content, index: fromSnapshot(snapshots, 'index', key, () => learnFrom(content)) };
}

function readContent({ root, imported, ...source }: ContentSource): DialogueContent {
  const contentDir = join(root, 'content');
  const catalogue = source.catalogue ?? loadCatalogue(contentDir, imported);
  const codes = new Set(catalogue.procedures.keys());
  return {
    catalogue,
    knowledge: loadKnowledge(contentDir, join(root, 'intents')),
    questions: readQuestions(contentDir, codes),
    vague: readVagueQuestions(contentDir, codes),
    indicators: loadIndicators(contentDir),
    placeNames: loadPlaceNames(contentDir),
  };
}

function learnFrom({ catalogue, knowledge, vague, placeNames }: DialogueContent): UnderstandingIndex {
  return learnUnderstanding({
    procedures: toDocuments(catalogue),
    answers: answerDocuments(knowledge),
    examples: knowledge.examples,
    vocabulary: knowledge.vocabulary,
    places: placeNames,
    spoken: [...vague.bare, ...vague.events].flatMap(({ ways }) => ways.flatMap(expand)),
  });
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
