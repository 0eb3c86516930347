import { type Procedure, TIER_NAMES } from '../catalogue/procedure.ts';
import { vietnamDay } from '../clock.ts';
import type { Choice } from '../messages/index.ts';
import { type Aspect, detectAspect } from '../understanding/aspect.ts';
import { fold, words } from '../understanding/fold.ts';
import { BACK_REFERENCE, FUNCTION_WORDS } from '../understanding/languages/vi.ts';
import type { Normalised } from '../understanding/normalise.ts';
import type { Hit } from '../understanding/retrieval.ts';
import { findTier } from '../understanding/slots.ts';
import { confidenceOf, THRESHOLDS } from './confidence.ts';
import { type DialogueParts, type Draft, phoneOf, type Question } from './context.ts';
import { answerProcedure, displayName, hasEnded, shortName } from './handlers/procedure.ts';

/** Finding the procedure that is meant, in the light of what was said before, and answering or asking back. */
export interface ProcedureTalk {
  find(question: Question): Hit[];
  preferTier(question: Question, hits: Hit[]): Hit[];
  correction(question: Question, hits: readonly Hit[]): Draft | undefined;
  followUp(question: Question, aspect: { aspect: Aspect; asked: boolean }): Draft | undefined;
  procedureAnswer(question: Question, aspect: Aspect): Draft;
  /** Words of the question that name something, folded. */
  residual(question: Question): string[];
  naming(query: Normalised): string[];
  vocabularyOf(code: string): ReadonlySet<string>;
  choiceOf(hit: Hit): Choice & { code: string };
  listed(hits: readonly Hit[]): { code: string; name: string; score: number }[];
}

const MOST_CHOICES = 4;
const MOST_LISTED = 10;
/** Letters of a question that are kept for the next one. */
const MOST_REMEMBERED = 200;
/** "Còn X thì sao": the same about another thing. */
const ANOTHER = /\b(?:con|the|vay)\b.+\b(?:thi sao|thi the nao|thi (?:phi|may|bao|can|nop|o)|sao)\b/;

export function createProcedureTalk(parts: DialogueParts): ProcedureTalk {
  const { understanding, catalogue, distinctions } = parts;

  function find(question: Question): Hit[] {
    const hits = understanding.findProcedures(question.query, MOST_LISTED + 5);
    return distinctions.together(preferCurrent(question, hits));
  }

  /** What is still in use before a rival that has ended, unless the person named the districts it ended with. */
  function preferCurrent({ query, now }: Question, hits: Hit[]): Hit[] {
    const today = vietnamDay(now);
    const ended = ({ id }: Hit) => {
      const procedure = catalogue.procedures.get(id);
      return procedure !== undefined && hasEnded(procedure, today);
    };
    const [best] = hits;
    if (best === undefined || !ended(best) || /\b(?:huyen|quan|thi xa)\b/.test(query.folded)) return hits;
    const rival = hits.find((hit) => hit.share >= best.share * THRESHOLDS.rival && !ended(hit));
    return rival === undefined
      ? hits
      : [{ ...rival, share: Math.max(rival.share, best.share) }, ...hits.filter((hit) => hit !== rival)];
  }

  /** Of siblings that differ by the office, the one of the tier the person named. */
  function preferTier(question: Question, hits: Hit[]): Hit[] {
    const wanted = findTier(question.query.folded);
    const [best] = hits;
    const first = best === undefined ? undefined : catalogue.procedures.get(best.id);
    if (wanted === undefined || best === undefined || first === undefined) return hits;
    const isOf = (procedure: Procedure) => procedure.tiers.some((tier) => TIER_NAMES[tier] === wanted.tier);
    if (isOf(first)) return hits;
    const sibling = hits.find((hit) => {
      const procedure = catalogue.procedures.get(hit.id);
      return (
        procedure !== undefined &&
        hit.share >= best.share * THRESHOLDS.siblingOfTier &&
        procedure.field === first.field &&
        openingOf(procedure) === openingOf(first) &&
        isOf(procedure)
      );
    });
    return sibling === undefined
      ? hits
      : [
          { ...sibling, share: Math.max(sibling.share, best.share) },
          ...hits.filter((hit) => hit !== sibling),
        ];
  }

  function procedureAnswer(question: Question, aspect: Aspect): Draft {
    const { hits, t, session } = question;
    const best = hits[0];
    const confidence = confidenceOf(question.query, hits);
    const record = { confidence: round(confidence) };
    if (best === undefined || confidence < THRESHOLDS.refuse) {
      return {
        status: 'out_of_scope',
        intent: 'procedure',
        procedures: listed(hits),
        reply: { text: t('unknown.text', { phone: phoneOf(parts.deployment, t) }) },
        reason: record,
      };
    }
    const certain = confidence >= THRESHOLDS.answer || isNamed(question, best);
    const vague =
      residual(question).length === 0 &&
      session.procedure === undefined &&
      confidence < THRESHOLDS.certain &&
      best.likeness < THRESHOLDS.knownSentence;
    if (certain && !vague) {
      const draft = answerProcedure(question, parts, best.id, aspect, listed(hits));
      return { ...draft, reason: record };
    }
    const distinction = vague ? undefined : distinctions.between(hits);
    const offered =
      distinction?.choices.map(({ code, when }) => ({ label: when, data: `p:${code}`, code })) ??
      (vague ? everyday(hits) : rivals(hits)).map((hit) => choiceOf(hit));
    const signature = offered
      .map((choice) => choice.code)
      .sort()
      .join(',');
    if (session.clarified?.includes(signature) === true) {
      const draft = answerProcedure(question, parts, best.id, aspect, listed(hits));
      return { ...draft, reason: { ...record, clarified: 'before' } };
    }
    const choices = offered;
    return {
      status: 'clarify',
      intent: 'procedure',
      aspect,
      procedures: listed(hits),
      reply: {
        text:
          distinction?.ask ??
          t(vague ? 'clarify.vague' : confidence < THRESHOLDS.doubtful ? 'clarify.unsure' : 'clarify.text'),
        choices,
      },
      reason: record,
      session: {
        picks: choices,
        clarified: [...(session.clarified ?? []).slice(-5), signature],
        aspect,
        asked: true,
        said: question.query.text.slice(0, MOST_REMEMBERED),
      },
    };
  }

  /** "Phí karaoke bao nhiêu": all that is named belongs to this one alone; the rest only asks what about it. */
  function isNamed(question: Question, best: Hit): boolean {
    if (!detectAspect(question.query.folded).asked || residual(question).length > 3) return false;
    const core = understanding.findCore(question.query);
    return core?.id === best.id && core.share >= THRESHOLDS.namedAlone;
  }

  /** Those that may also be meant: near the best, at least two. */
  function rivals(hits: readonly Hit[]): Hit[] {
    const best = hits[0]?.share ?? 0;
    const near = hits.filter((hit) => hit.share >= best * THRESHOLDS.rival);
    return (near.length >= 2 ? near : [...hits]).slice(0, MOST_CHOICES);
  }

  /** For a question that names nothing: what fits its few words and most people need. */
  function everyday(hits: readonly Hit[]): Hit[] {
    const weight = (hit: Hit) => hit.score + (catalogue.cards.get(hit.id)?.common ?? 0);
    return [...hits].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_CHOICES);
  }

  /** A question about the procedure being talked about, or one that only its neighbourhood makes clear. */
  function followUp(question: Question, aspect: { aspect: Aspect; asked: boolean }): Draft | undefined {
    const { session, query, hits } = question;
    const completed = completion(question, aspect.aspect);
    if (completed !== undefined) return completed;
    const current = session.procedure === undefined ? undefined : catalogue.procedures.get(session.procedure);
    if (current === undefined) {
      // "Phí bao nhiêu?" right after a clarifying question: of the likeliest that was offered.
      const [first] =
        session.asked === true && aspect.asked && residual(question).length === 0
          ? (session.picks ?? [])
          : [];
      return first?.code === undefined
        ? undefined
        : answerProcedure(question, parts, first.code, aspect.aspect, undefined);
    }
    const named = residual(question);
    if (named.length === 0)
      return aspect.asked
        ? answerProcedure(question, parts, current.code, aspect.aspect, undefined)
        : undefined;

    const card = catalogue.cards.get(current.code);
    const context = `${displayName(current)} ${card?.names?.[0] ?? ''}`;
    const near = understanding.findProcedures(query, MOST_LISTED, context);
    const [nearest] = near;
    const [alone] = hits;
    if (nearest === undefined || alone === undefined) return undefined;
    const same = sameForAnother(question, current);
    if (same !== undefined)
      return answerProcedure(question, parts, same.id, aspect.aspect, listed([same, ...hits]));
    const ofField = (hit: Hit) => catalogue.procedures.get(hit.id)?.field === current.field;
    const short = query.tokens.length <= THRESHOLDS.shortWords;
    const pointsBack = BACK_REFERENCE.test(query.folded);
    // Clear on its own, and not said as a continuation: the topic has changed.
    const clear =
      confidenceOf(query, hits) >= THRESHOLDS.answer &&
      alone.likeness >= THRESHOLDS.clearAlone &&
      alone.id !== current.code;
    if (clear && !(pointsBack && ofField(nearest))) return undefined;
    if (aspect.asked && named.length <= 1 && query.tokens.length <= THRESHOLDS.fewWords && !pointsBack)
      return answerProcedure(question, parts, current.code, aspect.aspect, undefined);
    // All that is named belongs to the procedure at hand ("thôi quay lại bằng lái, phí bao nhiêu").
    const said = vocabularyOf(current.code);
    if (aspect.asked && short && named.every((word) => said.has(word)))
      return answerProcedure(question, parts, current.code, aspect.aspect, undefined);
    // A neighbour that fits the new words plainly better than the procedure at hand is what is meant ("nếu bị mất thì …").
    const own = hits.find((hit) => hit.id === current.code)?.likeness ?? 0;
    const neighbour = hits.find((hit) => hit.id !== current.code && ofField(hit));
    if (
      named.length >= 2 &&
      neighbour !== undefined &&
      neighbour.likeness >= THRESHOLDS.likeInContext &&
      neighbour.likeness > own + THRESHOLDS.plainlyBetter
    ) {
      const better = nearest.id !== current.code && ofField(nearest) ? nearest : neighbour;
      return answerProcedure(
        question,
        parts,
        better.id,
        aspect.aspect,
        listed([better, ...near.filter((hit) => hit.id !== better.id)]),
      );
    }
    if (nearest.id === current.code)
      return aspect.asked && short
        ? answerProcedure(question, parts, current.code, aspect.aspect, listed(near))
        : undefined;
    // "Gửi bưu điện được không?" in a conversation about a procedure is about that procedure.
    if (
      (aspect.aspect === 'postal' || aspect.aspect === 'online') &&
      short &&
      alone.likeness < THRESHOLDS.clearAlone
    )
      return answerProcedure(question, parts, current.code, aspect.aspect, undefined);
    if (nearest.id === alone.id && !pointsBack && !short) return undefined;
    if (understanding.judge(query, near).procedure < THRESHOLDS.procedureInContext) return undefined;
    if (ofField(nearest) && (pointsBack || short) && nearest.likeness >= THRESHOLDS.likeInContext)
      return answerProcedure(question, parts, nearest.id, aspect.aspect, listed(near));
    return undefined;
  }

  /** A few words after a clarifying question, read together with what it was put about ("mất giấy tờ", "cái căn cước á"). */
  function completion(question: Question, aspect: Aspect): Draft | undefined {
    const { session, query, hits } = question;
    if (session.asked !== true || session.said === undefined) return undefined;
    if (query.tokens.length > THRESHOLDS.fewWords + 2 || residual(question).length === 0) return undefined;
    if ((hits[0]?.likeness ?? 0) >= THRESHOLDS.clearAlone && confidenceOf(query, hits) >= THRESHOLDS.answer)
      return undefined;
    const whole = understanding.normalise(`${session.said} ${question.text}`);
    const found = preferTier(question, find({ ...question, query: whole }));
    if (confidenceOf(whole, found) < THRESHOLDS.doubtful) return undefined;
    return procedureAnswer({ ...question, query: whole, hits: found }, aspect);
  }

  /** "Còn bằng lái thì sao?": what was being talked about ("cấp lại …"), for the other thing named. */
  function sameForAnother(question: Question, current: Procedure): Hit | undefined {
    if (!ANOTHER.test(question.query.folded)) return undefined;
    const opening = openingOf(current);
    const near = understanding.findProcedures(question.query, MOST_LISTED + 5, opening, 1);
    const least = (near[0]?.share ?? 0) * THRESHOLDS.rival;
    return near.find((hit) => {
      const procedure = catalogue.procedures.get(hit.id);
      return (
        procedure !== undefined &&
        hit.id !== current.code &&
        hit.share >= least &&
        openingOf(procedure) === opening
      );
    });
  }

  /** "À không, …" about the procedure at hand: its neighbour that fits the new words, never itself again. */
  function correction(question: Question, hits: readonly Hit[]): Draft | undefined {
    const current =
      question.session.procedure === undefined
        ? undefined
        : catalogue.procedures.get(question.session.procedure);
    if (current === undefined) return undefined;
    const [best] = hits;
    const clear =
      confidenceOf(question.query, hits) >= THRESHOLDS.answer &&
      best !== undefined &&
      (best.likeness >= THRESHOLDS.clearAlone || catalogue.procedures.get(best.id)?.field === current.field);
    if (clear && best.id !== current.code) return undefined;
    const near = understanding
      .findProcedures(question.query, MOST_LISTED + 5, displayName(current))
      .filter((hit) => hit.id !== current.code);
    const neighbour = near.find(
      (hit) =>
        catalogue.procedures.get(hit.id)?.field === current.field &&
        (catalogue.cards.get(hit.id)?.common ?? 0) > 0,
    );
    if (neighbour === undefined) return undefined;
    return answerProcedure(
      question,
      parts,
      neighbour.id,
      detectAspect(question.query.folded).aspect,
      listed([neighbour, ...near.filter((hit) => hit !== neighbour)]),
    );
  }

  /** What is done, as an official name begins: "cấp lại", "đăng ký". */
  function openingOf(procedure: Procedure): string {
    return words(procedure.name.replace(/^Thủ tục\s+/iu, '').toLowerCase())
      .slice(0, 2)
      .join(' ');
  }

  /** Words of the question that name something, folded. */
  function residual(question: Question): string[] {
    return naming(question.query);
  }

  function naming(query: Normalised): string[] {
    return query.tokens
      .map((token) => token.folded)
      .filter((word) => word.length > 1 && !FUNCTION_WORDS.has(word) && !/^\d+$/.test(word));
  }

  /** All words a procedure is asked for by, folded. */
  function vocabularyOf(code: string): ReadonlySet<string> {
    const card = catalogue.cards.get(code);
    return new Set(
      words(
        fold(
          [catalogue.procedures.get(code)?.name ?? '', ...(card?.names ?? []), ...(card?.ask ?? [])].join(
            ' ',
          ),
        ),
      ),
    );
  }

  function choiceOf(hit: Hit): Choice & { code: string } {
    const procedure = catalogue.procedures.get(hit.id);
    return {
      label: procedure === undefined ? hit.id : shortName(procedure, catalogue.cards.get(hit.id)),
      data: `p:${hit.id}`,
      code: hit.id,
    };
  }

  function listed(hits: readonly Hit[]) {
    return hits.slice(0, MOST_LISTED).map((hit) => ({
      code: hit.id,
      name: catalogue.procedures.get(hit.id)?.name ?? '',
      score: round(hit.score),
    }));
  }

  return {
    find,
    preferTier,
    correction,
    followUp,
    procedureAnswer,
    residual,
    naming,
    vocabularyOf,
    choiceOf,
    listed,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
