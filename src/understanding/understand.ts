import { fold, words } from './fold.ts';
import {
  type IntentExample,
  type IntentGuess,
  type IntentModel,
  openClassifier,
  trainIntents,
} from './intent.ts';
import { FUNCTION_WORDS, INTENT_CUES, OFF_TOPIC } from './languages/vi.ts';
import { type LexiconData, learnLexicon, openLexicon } from './lexicon.ts';
import { createNormalise, type Normalised, type Token } from './normalise.ts';
import { createPlaceNames } from './place-names.ts';
import { type Hit, type Likeness, openRetrieval } from './retrieval.ts';
import {
  createForeignness,
  judgeScope,
  learnRefused,
  type RefusedWords,
  type Scope,
  sentencesAbout,
} from './scope.ts';
import { buildIndex, type SearchDocument, type SearchIndex } from './search-index.ts';
import { tonedForm } from './syllable.ts';
import { createVocabulary, type VocabularyFile } from './vocabulary.ts';
import { DEFAULT_WEIGHTS, type RankingWeights } from './weights.ts';

export interface UnderstandingContent {
  readonly procedures: readonly SearchDocument[];
  /** Answers that content gives by itself, as documents; ids are answer ids. Each group (an intent) is searched alone. */
  readonly answers: readonly (SearchDocument & { readonly group: string })[];
  /** Sentences by intent, without those of procedures. */
  readonly examples: readonly IntentExample[];
  readonly vocabulary: VocabularyFile;
  /** What else people say: its words are no slips. */
  readonly spoken?: readonly string[];
  /** Names of communes, districts, provinces: they tell where somebody lives, not what is needed. */
  readonly places?: readonly string[];
}

/** Everything that is known about a text, without any decision. Pure: same content, same text, same result. */
export interface Understanding {
  normalise(text: string): Normalised;
  classify(query: Normalised): readonly IntentGuess[];
  /** Procedures that fit; `context` adds the words of what was being talked about, at a small weight unless given. */
  findProcedures(query: Normalised, limit: number, context?: string, weight?: number): Hit[];
  /** Answers of one intent. Its own common words ("nộp", "trực tuyến") tell nothing among them. */
  findAnswers(query: Normalised, limit: number, group: string): Hit[];
  /** Sentences of other intents that are most like the question, best first; ids are the intents. */
  findSentences(query: Normalised, limit: number): Likeness[];
  /** What the message is about, from all of the above. */
  judge(query: Normalised, hits: readonly Hit[]): Scope;
  /** Hits for the words that name something, alone; and the procedure said most like them, which is cheaper. */
  findCore(query: Normalised, limit: number): Hit[];
  nearestCore(query: Normalised): Likeness | undefined;
  /** How much more the words are said of what no office does than about procedures; see `createForeignness`. */
  foreignness(query: Normalised): number;
  idf(word: string): number;
}

/**
 * Ways of asking that the classifier reads of one procedure, by how commonly it is needed (0 to 3): enough to know what
 * procedures sound like; more only slows the start. Whether a question is about a certain procedure is retrieval's to say.
 */
const EXAMPLES_BY_COMMON = [0.25, 1, 3, 10] as const;
/** What a word of the running topic counts in a follow-up. Range 0.1–0.6. */
const CONTEXT_WEIGHT = 0.3;
/** Sentences of other intents looked at. */
const NEAREST_SENTENCES = 12;

/** What is learnt from content, as plain data: it can be written to a file and read back. */
export interface UnderstandingIndex {
  readonly vocabulary: VocabularyFile;
  readonly places: readonly string[];
  readonly lexicon: LexiconData;
  readonly procedures: SearchIndex;
  /** By group. */
  readonly answers: ReadonlyMap<string, SearchIndex>;
  readonly sentences: SearchIndex;
  readonly intents: IntentModel;
  readonly refused: RefusedWords;
}

export function createUnderstanding(
  content: UnderstandingContent,
  weights: RankingWeights = DEFAULT_WEIGHTS,
): Understanding {
  return openUnderstanding(learnUnderstanding(content, weights));
}

/** Builds the indexes and trains the classifier: a second or two of work. */
export function learnUnderstanding(
  content: UnderstandingContent,
  weights: RankingWeights = DEFAULT_WEIGHTS,
): UnderstandingIndex {
  const groups = new Set(content.answers.map(({ group }) => group));
  const answersOf = (group: string) => content.answers.filter((answer) => answer.group === group);
  return {
    vocabulary: content.vocabulary,
    places: content.places ?? [],
    lexicon: learnLexicon(textsOf(content)),
    procedures: buildIndex(content.procedures, weights),
    answers: new Map([...groups].map((group) => [group, buildIndex(answersOf(group), weights)])),
    sentences: buildIndex(sentenceDocuments(content.examples), weights),
    intents: trainIntents([...procedureExamples(content.procedures), ...content.examples]),
    refused: learnRefused(content.examples),
  };
}

export function openUnderstanding(index: UnderstandingIndex): Understanding {
  const procedures = openRetrieval(index.procedures);
  const answers = new Map([...index.answers].map(([group, own]) => [group, openRetrieval(own)]));
  const sentences = openRetrieval(index.sentences);
  const classifier = openClassifier(index.intents);

  // Several decisions ask the same of one message.
  const nearest = remembered((query: Normalised) =>
    sentences
      .nearest(query, NEAREST_SENTENCES)
      .map((hit) => ({ ...hit, id: hit.id.slice(0, hit.id.lastIndexOf('#')) })),
  );
  const findSentences = (query: Normalised, limit: number) => nearest(query).slice(0, limit);

  const coreOf = (query: Normalised): Normalised => ({
    ...query,
    tokens: query.tokens.filter((token) => !FUNCTION_WORDS.has(token.folded) && !/^\d+$/.test(token.folded)),
    added: [],
  });
  const foreignness = createForeignness(index.refused, (word) => procedures.idf(word));
  const nearestCore = remembered((query: Normalised) => procedures.nearest(coreOf(query), 1)[0]);

  return {
    normalise: createNormalise(
      createVocabulary(index.vocabulary),
      openLexicon(index.lexicon),
      createPlaceNames(index.places),
    ),
    classify: (query) => classifier.classify(query),
    findProcedures: (query, limit, context, weight = CONTEXT_WEIGHT) =>
      procedures.search(context === undefined ? query : withContext(query, context, weight), limit),
    findAnswers: (query, limit, group) => answers.get(group)?.search(query, limit) ?? [],
    findSentences,
    findCore: (query, limit) => procedures.search(coreOf(query), limit),
    nearestCore,
    foreignness,
    judge: (query, hits) =>
      judgeScope(
        classifier.classify(query),
        hits,
        sentencesAbout(query, nearest(query)),
        nearestCore(query),
        foreignness(query),
        {
          offTopic: OFF_TOPIC.test(query.folded),
          intents: INTENT_CUES.filter(([, pattern]) => pattern.test(query.folded)).map(([intent]) => intent),
        },
      ),
    idf: (word) => procedures.idf(word),
  };
}

function remembered<T>(of: (query: Normalised) => T): (query: Normalised) => T {
  const known = new WeakMap<Normalised, { readonly value: T }>();
  return (query) => {
    let found = known.get(query);
    if (found === undefined) {
      found = { value: of(query) };
      known.set(query, found);
    }
    return found.value;
  };
}

function withContext(query: Normalised, context: string, weight: number): Normalised {
  const run: Token[] = words(context.normalize('NFC').toLowerCase()).map((word) => ({
    folded: fold(word),
    toned: tonedForm(word),
    weight,
  }));
  return { ...query, added: [...query.added, run] };
}

/** Everything that content says. */
function* textsOf(content: UnderstandingContent): Generator<string> {
  for (const { phrases, texts } of [...content.procedures, ...content.answers]) {
    for (const { text } of phrases) yield text;
    yield* texts;
  }
  for (const { text } of content.examples) yield text;
  yield* content.spoken ?? [];
}

/** A sample over all procedures in a fixed order, with more of what people need more. */
function procedureExamples(documents: readonly SearchDocument[]): IntentExample[] {
  return documents.flatMap((document, at) => {
    const asks = document.phrases.filter((phrase) => phrase.kind !== 'name');
    const wanted = EXAMPLES_BY_COMMON[document.common] ?? 0.25;
    // A quarter: every fourth document gives one.
    const count = wanted < 1 ? (at % Math.round(1 / wanted) === 0 ? 1 : 0) : wanted;
    return asks.slice(0, count).map(({ text }) => ({ intent: 'procedure', text }));
  });
}

/** Each sentence by itself: what counts is the one most alike. */
function sentenceDocuments(examples: readonly IntentExample[]): SearchDocument[] {
  return examples.map(({ intent, text }, at) => ({
    id: `${intent}#${at}`,
    phrases: [{ text, kind: 'ask' as const }],
    texts: [],
    common: 0,
  }));
}
