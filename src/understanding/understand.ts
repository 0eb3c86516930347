import { fold, words } from './fold.ts';
import { type IntentClassifier, type IntentExample, type IntentGuess, trainIntents } from './intent.ts';
import { createLexicon, type Lexicon } from './lexicon.ts';
import { type Normalised, normalise, type Token } from './normalise.ts';
import { createRetrieval, DEFAULT_WEIGHTS, type Hit, type RankingWeights, type Retrieval, type SearchDocument } from './retrieval.ts';
import { tonedForm } from './syllable.ts';
import { createVocabulary, type VocabularyFile } from './vocabulary.ts';

export interface UnderstandingContent {
  readonly procedures: readonly SearchDocument[];
  /** Answers that content gives by itself, as documents; ids are answer ids. */
  readonly answers: readonly SearchDocument[];
  /** Sentences by intent, without those of procedures. */
  readonly examples: readonly IntentExample[];
  readonly vocabulary: VocabularyFile;
}

/** Everything that is known about a text, without any decision. Pure: same content, same text, same result. */
export interface Understanding {
  normalise(text: string): Normalised;
  classify(query: Normalised): readonly IntentGuess[];
  /** Procedures that fit; `context` adds the words of what was being talked about, at a small weight. */
  findProcedures(query: Normalised, limit: number, context?: string): Hit[];
  findAnswers(query: Normalised, limit: number): Hit[];
  idf(word: string): number;
}

/** Ways of asking that the classifier reads per procedure: enough to know what procedures sound like, few enough to learn fast. */
const EXAMPLES_PER_PROCEDURE = 2;
/** What a word of the running topic counts in a follow-up. Range 0.1–0.6. */
const CONTEXT_WEIGHT = 0.3;

export function createUnderstanding(content: UnderstandingContent, weights: RankingWeights = DEFAULT_WEIGHTS): Understanding {
  const vocabulary = createVocabulary(content.vocabulary);
  const lexicon: Lexicon = createLexicon(textsOf(content));
  const procedures: Retrieval = createRetrieval(content.procedures, weights);
  const answers: Retrieval = createRetrieval(content.answers, weights);
  const classifier: IntentClassifier = trainIntents([...procedureExamples(content.procedures), ...content.examples]);

  return {
    normalise: (text) => normalise(text, vocabulary, lexicon),
    classify: (query) => classifier.classify(query),
    findProcedures: (query, limit, context) => procedures.search(context === undefined ? query : withContext(query, context), limit),
    findAnswers: (query, limit) => answers.search(query, limit),
    idf: (word) => procedures.idf(word),
  };
}

function withContext(query: Normalised, context: string): Normalised {
  const run: Token[] = words(context.normalize('NFC').toLowerCase()).map((word) => ({ folded: fold(word), toned: tonedForm(word), weight: CONTEXT_WEIGHT }));
  return { ...query, added: [...query.added, run] };
}

function* textsOf(content: UnderstandingContent): Generator<string[]> {
  for (const document of [...content.procedures, ...content.answers]) {
    for (const { text } of document.phrases) yield words(text.normalize('NFC')).map(fold);
    for (const text of document.texts) yield words(text.normalize('NFC')).map(fold);
  }
  for (const { text } of content.examples) yield words(text.normalize('NFC')).map(fold);
}

function procedureExamples(documents: readonly SearchDocument[]): IntentExample[] {
  return documents.flatMap((document) => {
    const asks = document.phrases.filter((phrase) => phrase.kind === 'ask');
    const few = document.common >= 2 ? asks : asks.slice(0, EXAMPLES_PER_PROCEDURE);
    return few.map(({ text }) => ({ intent: 'procedure', text }));
  });
}
