import type { Aspect } from '../understanding/aspect.ts';
import { BACK_REFERENCE } from '../understanding/languages/vi.ts';
import { findLevel, findTier } from '../understanding/slots.ts';
import { confidenceOf, THRESHOLDS } from './confidence.ts';
import { type DialogueParts, type Draft, phoneOf, type Question } from './context.ts';
import type { VagueMatch } from './vague.ts';

/** When a message like an entry of `content/vague` is asked back. Each says what moves when it moves. */
export const ASK_BACK = {
  /** Likeness to a way of saying it. Lower: more is asked back. Range 0.6–0.9. */
  likeness: 0.72,
  /** The same where no procedure is asked for in such words and none is likely. */
  likenessOfUnclear: 0.6,
  /** Share of a way of saying it that must have been said. Range 0.7–1. */
  said: 0.8,
  /** From here it is as good as the way of saying it itself. */
  sameWords: 0.85,
  /** Likeness to a way of asking for a procedure from which that is what is asked. Range 0.6–0.8. */
  knownAsking: 0.7,
  /** The same where it is certain which procedure. */
  knownAskingCertain: 0.6,
  /** Below these no procedure is asked for in such words, and none is likely. */
  unlikeAny: 0.45,
  unclear: 0.8,
  /** Confidence from which a story that is told in other words is answered all the same. Range 0.5–0.8. */
  surerThanStory: 0.6,
  /** Score of another intent from which it is that, said in the same words or hardly. */
  intent: 2.5,
  intentUnlessSame: 1.2,
  /** Score of a list from which a tier or level that is named filters it. */
  list: 2,
} as const;

/** Other intents that vague messages are mistaken for: their sentences tell of life too. */
const MISTAKEN = ['out_of_scope', 'court_or_other_body', 'emergency'];
/** A list is wanted, not help with what is told. */
const ENUMERATE =
  /\b(?:liet ke|danh (?:sach|muc)|ke (?:ten|het|ra)|(?:may|bao nhieu|tat ca) (?:thu tuc|dich vu|giay phep))\b/;
const WHICH =
  /\b(?:liet ke|danh (?:sach|muc)|ke (?:ten|het|ra)|(?:may|bao nhieu|tat ca|cac|nhung) (?:thu tuc|dich vu|giay phep|loai)|thu tuc (?:nao|gi|chi))\b/;
/** Letters of a question that are kept for the next one. */
const MOST_REMEMBERED = 200;

/** Asking back where a message tells of something, but not of what is to be done about it. */
export function createAskBack({ understanding, vague, distinctions, catalogue, deployment }: DialogueParts): {
  /** The question to put, where the message says nothing more exact. */
  first(question: Question, aspect: Aspect, list: boolean): Draft | undefined;
  /** The question to put where a procedure could only be guessed. */
  unclear(question: Question, aspect: Aspect): Draft | undefined;
} {
  function first(question: Question, aspect: Aspect, list: boolean): Draft | undefined {
    if (question.scope.offTopic || asksAsKnown(question)) return undefined;
    const match = vague.match(question.query);
    return match !== undefined &&
      !(list && (match.bare ? WHICH : ENUMERATE).test(question.query.folded)) &&
      fits(question, match)
      ? put(question, match, aspect)
      : undefined;
  }

  function unclear(question: Question, aspect: Aspect): Draft | undefined {
    if (question.session.procedure !== undefined) return undefined;
    const match = vague.match(question.query);
    return match !== undefined &&
      match.likeness >= ASK_BACK.likenessOfUnclear &&
      match.said >= ASK_BACK.said &&
      !question.scope.offTopic &&
      distinctions.between(question.hits) === undefined &&
      question.session.clarified?.includes(match.entry.id) !== true
      ? put(question, match, aspect)
      : undefined;
  }

  /** A known way of asking goes to its procedure. */
  function asksAsKnown({ query, hits }: Question): boolean {
    const like = hits[0]?.likeness ?? 0;
    if (like < ASK_BACK.knownAskingCertain) return false;
    const confidence = confidenceOf(query, hits);
    return (
      (like >= ASK_BACK.knownAsking && confidence >= THRESHOLDS.answer) || confidence >= THRESHOLDS.certain
    );
  }

  function fits({ query, hits, scope, session }: Question, match: VagueMatch): boolean {
    if (match.said < ASK_BACK.said) return false;
    const same = match.likeness >= ASK_BACK.sameWords;
    // In a conversation a bare verb belongs to what is being talked about.
    if (session.procedure !== undefined && (match.bare || !same || BACK_REFERENCE.test(query.folded)))
      return false;
    const [best] = hits;
    const [nearest] = understanding.findSentences(query, 1);
    const confidence = confidenceOf(query, hits);
    const like = best?.likeness ?? 0;
    const enough =
      match.likeness >= ASK_BACK.likeness ||
      (match.likeness >= ASK_BACK.likenessOfUnclear &&
        like < ASK_BACK.unlikeAny &&
        confidence < ASK_BACK.unclear);
    if (!enough) return false;
    if (!same && confidence >= (match.bare ? THRESHOLDS.certain : ASK_BACK.surerThanStory)) return false;
    if ((nearest?.likeness ?? 0) >= Math.max(THRESHOLDS.knownSentence, match.likeness)) return false;
    const [other] = scope.intents;
    if (other === undefined) return true;
    const listed =
      other.intent === 'procedure_list' &&
      (!same || other.score >= ASK_BACK.list) &&
      (findTier(query.folded) !== undefined || findLevel(query.folded) !== undefined);
    const least = same ? ASK_BACK.intent : ASK_BACK.intentUnlessSame;
    return (
      !listed &&
      (other.score < least || (MISTAKEN.includes(other.intent) && (same || other.score < ASK_BACK.intent)))
    );
  }

  function put(question: Question, { entry, likeness }: VagueMatch, aspect: Aspect): Draft | undefined {
    const { session, hits, t, query } = question;
    const { clarified = [] } = session;
    const again = `${entry.id}:again`;
    const reason = { vague: entry.id, likeness: Math.round(likeness * 1000) / 1000 };
    // Put once. Whoever says the same again is not helped by the same question, and no better understood.
    if (clarified.includes(again)) return undefined;
    if (clarified.includes(entry.id))
      return {
        status: 'clarify',
        intent: 'procedure',
        aspect,
        procedures: [],
        reply: { text: t('clarify.again', { phone: phoneOf(deployment, t) }) },
        reason,
        session: { clarified: [...clarified.slice(-5), again], aspect, asked: true },
      };
    const choices = entry.choices.map(({ code, when }) => ({
      label: when,
      data: aspect === 'find' ? `p:${code}` : `p:${code}:${aspect}`,
      code,
    }));
    return {
      status: 'clarify',
      intent: 'procedure',
      aspect,
      procedures: hits.slice(0, 10).map(({ id, score }) => ({
        code: id,
        name: catalogue.procedures.get(id)?.name ?? '',
        score: Math.round(score * 1000) / 1000,
      })),
      reply: { text: entry.ask, choices },
      reason,
      session: {
        picks: choices,
        clarified: [...clarified.slice(-5), entry.id],
        aspect,
        asked: true,
        said: query.text.slice(0, MOST_REMEMBERED),
      },
    };
  }

  return { first, unclear };
}
