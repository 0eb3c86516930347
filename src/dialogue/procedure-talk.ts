import { type Procedure, TIER_NAMES } from '../catalogue/procedure.ts';
import { vietnamDay } from '../clock.ts';
import type { Choice } from '../messages/index.ts';
import { ASPECTS, type Aspect, detectAspect } from '../understanding/aspect.ts';
import { fold, words } from '../understanding/fold.ts';
import { BY_POST_OR_PORTAL, FUNCTION_WORDS, OFF_TOPIC } from '../understanding/languages/vi.ts';
import type { Normalised } from '../understanding/normalise.ts';
import type { Hit } from '../understanding/retrieval.ts';
import { findTier } from '../understanding/slots.ts';
import { confidenceOf, THRESHOLDS } from './confidence.ts';
import { type DialogueParts, type Draft, phoneOf, type Question } from './context.ts';
import { createContinuation, OPENING, waysOfAsking } from './continuation.ts';
import { answerProcedure, hasEnded, shortName } from './handlers/procedure.ts';
import { without } from './vague.ts';

/** Finding the procedure that is meant, in the light of what was said before, and answering or asking back. */
export interface ProcedureTalk {
  find(question: Question): Hit[];
  preferTier(question: Question, hits: Hit[]): Hit[];
  correction(question: Question, hits: readonly Hit[], isOut: (code: string) => boolean): Draft | undefined;
  back(question: Question, aspect: { aspect: Aspect }): Draft | undefined;
  /** The thing that is talked about; empty where there is none. */
  thing(question: Question): string;
  /** An aspect of the procedure at hand, asked in words that name nothing else ("mấy bựa", "cần giấy gì"). */
  askedOn(question: Question, aspect: { aspect: Aspect; asked: boolean }): Draft | undefined;
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

/** Back to what was talked about before; "nãy" without accents reads like "này". */
const BACK =
  /\b(?:quay (?:lai|ve)|tro lai|noi lai|hoi lai|nay gio|(?:cai|vu|chuyen|viec|thu tuc) (?:luc|hoi|khi|ban) nay|(?:luc|hoi|khi|ban) nay (?:cai|vu|chuyen|viec|hoi|noi))\b/;
const BACK_WORDS = /\b(?:quay|tro|noi|hoi|lai|ve|nay|gio|luc|khi|ban|cai|vu|chuyen|viec|thu tuc|thoi)\b/g;

/** Intents whose sentences are also said about a procedure that is talked about ("gửi bưu điện được không"). */
const OF_PROCEDURES: ReadonlySet<string> = new Set([
  'online_howto',
  'postal_howto',
  'level_explain',
  'procedure_list',
  'court_or_other_body',
]);

export function createProcedureTalk(parts: DialogueParts): ProcedureTalk {
  const { understanding, catalogue, distinctions } = parts;
  const continuation = createContinuation(catalogue, understanding, distinctions);

  function find(question: Question): Hit[] {
    const hits = understanding.findProcedures(question.query, MOST_LISTED + 5);
    return distinctions.together(preferCurrent(question, preferNamed(question, hits)));
  }

  /** "Khai tử gửi bưu điện được không": what is named, not what is received by post. */
  function preferNamed({ query }: Question, hits: Hit[]): Hit[] {
    const tokens = without(query.tokens, BY_POST_OR_PORTAL);
    if (tokens.length === 0 || tokens.length === query.tokens.length || tokens.length > THRESHOLDS.fewWords)
      return hits;
    const named = understanding.findProcedures({ ...query, tokens }, MOST_LISTED + 5);
    const [best] = named;
    return best !== undefined &&
      best.lexical >= THRESHOLDS.namedWhole &&
      best.coverage >= THRESHOLDS.namedWhole &&
      best.likeness >= THRESHOLDS.namedThing
      ? named
      : hits;
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
        guess: best.id,
        said: question.query.text.slice(0, MOST_REMEMBERED),
      },
    };
  }

  /** "Phí karaoke bao nhiêu": all that is named belongs to this one alone; the rest only asks what about it. */
  function isNamed(question: Question, best: Hit): boolean {
    if (!detectAspect(question.query.folded).asked || residual(question).length > 3) return false;
    const [core] = understanding.findCore(question.query, 1);
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

  function askedOn(question: Question, aspect: { aspect: Aspect; asked: boolean }): Draft | undefined {
    const { session, query } = question;
    // Right after a clarifying question: of the likeliest that was offered.
    const procedure =
      (session.asked === true ? (session.guess ?? session.picks?.[0]?.code) : undefined) ?? session.procedure;
    if (procedure === undefined || session.lastIntent !== 'procedure' || !aspect.asked) return undefined;
    if (query.tokens.length > THRESHOLDS.shortWords || isOff(question)) return undefined;
    return continuation.telling(query.folded, procedure).length === 0
      ? answerProcedure(question, parts, procedure, aspect.aspect, undefined)
      : undefined;
  }

  /** Plainly about something else: not even an aspect of what is talked about is meant. */
  function isOff({ scope, query }: Question): boolean {
    const [other] = scope.intents;
    // "Vậy tiền …" without its opening word is no loan.
    if (scope.offTopic && OFF_TOPIC.test(query.folded.replace(OPENING, ''))) return true;
    if (other === undefined) return false;
    // A few words that ask for an aspect are like all kinds of small talk ("vậy tiền khác không").
    return other.intent === 'out_of_scope'
      ? other.score >= THRESHOLDS.plainlyOff && query.tokens.length > THRESHOLDS.fewWords
      : !OF_PROCEDURES.has(other.intent) && other.score >= THRESHOLDS.plainlyOther;
  }

  /** A question about the procedure being talked about, or one that only its neighbourhood makes clear. */
  function followUp(question: Question, aspect: { aspect: Aspect; asked: boolean }): Draft | undefined {
    const { query, hits } = question;
    // What the clarifying question was put about ("phí bao nhiêu?") is answered unless something else is asked now.
    const { asked, aspect: about } = question.session;
    const pending = ASPECTS.find((name) => asked === true && name === about);
    const completed = completion(question, aspect.asked ? aspect.aspect : (pending ?? aspect.aspect));
    if (completed !== undefined) return completed;
    const current = running(question);
    if (current === undefined) return undefined;
    const said = continuation.telling(query.folded, current.code);
    if (said.length === 0)
      return aspect.asked && !isOff(question)
        ? answerProcedure(question, parts, current.code, aspect.aspect, undefined)
        : undefined;
    const short = query.tokens.length <= THRESHOLDS.shortWords;
    const [alone] = hits;
    // Clear without what was said before.
    const clear =
      alone !== undefined &&
      alone.id !== current.code &&
      confidenceOf(query, hits) >= THRESHOLDS.answer &&
      alone.likeness >= THRESHOLDS.clearAlone;
    const bare = !aspect.asked && said.length >= query.tokens.length;
    const contrast = bare || ANOTHER.test(query.folded);
    const read = inContext(question, current, said, { contrast, asked: aspect.asked });
    const [best] = read.hits;
    if (best === undefined || (isOff(question) && question.scope.procedure < THRESHOLDS.procedureInContext))
      return undefined;
    const isForeign =
      alone !== undefined &&
      !continuation.isNear(alone.id, current.code) &&
      continuation.gain(said, alone.id, current.code) >= THRESHOLDS.foreign;
    const stay = () =>
      short &&
      !isForeign &&
      !isOff(question) &&
      (aspect.asked || continuation.said(said, current.code) >= THRESHOLDS.saidBefore)
        ? answerProcedure(question, parts, current.code, aspect.aspect, undefined)
        : undefined;
    if (
      clear &&
      continuation.gain(said, alone.id, current.code) >= THRESHOLDS.saidOfAnother &&
      (best.id === current.code ||
        best.id === alone.id ||
        (!bare && alone.likeness >= THRESHOLDS.asOthersAsk))
    )
      return undefined;
    const least =
      contrast || best.share >= THRESHOLDS.surelyNear ? THRESHOLDS.saidOfSibling : THRESHOLDS.saidOfAnother;
    const fallback = () => stay() ?? (clear || contrast ? undefined : ofEarlier(question, aspect.aspect));
    if (best.id === current.code || continuation.gain(said, best.id, current.code) < least) return fallback();
    if (continuation.isNear(best.id, current.code))
      return procedureAnswer({ ...question, query: read.query, hits: read.hits }, aspect.aspect);
    if (contrast && continuation.keeps(best.id, current.code) >= THRESHOLDS.keepsTo)
      return procedureAnswer({ ...question, query: read.query, hits: read.hits }, aspect.aspect);
    return clear ? undefined : fallback();
  }

  /** Unclear alone and nothing about the procedure at hand, but surely about what was talked about before it. */
  function ofEarlier(question: Question, aspect: Aspect): Draft | undefined {
    for (const code of question.session.earlier ?? []) {
      const earlier = catalogue.procedures.get(code);
      if (earlier === undefined) continue;
      const said = continuation.telling(question.query.folded, code);
      if (said.length === 0) continue;
      const read = inContext(question, earlier, said, {});
      const [best] = read.hits;
      if (
        best !== undefined &&
        best.id !== code &&
        continuation.isNear(best.id, code) &&
        continuation.gain(said, best.id, code) >= THRESHOLDS.saidOfAnother &&
        confidenceOf(read.query, read.hits) >=
          Math.max(THRESHOLDS.answer, confidenceOf(question.query, question.hits))
      )
        return procedureAnswer({ ...question, query: read.query, hits: read.hits }, aspect);
    }
    return undefined;
  }

  /**
   * The message as if the thing that is talked about had been named in it ("bằng lái" + "hết hạn thì sao"), and what fits
   * it. The procedure at hand keeps its chance unless what is newly said is said about another and hardly about it.
   */
  function inContext(
    question: Question,
    current: Procedure,
    said: readonly string[],
    { contrast = false, asked = false, keeping = THRESHOLDS.keeping as number, isOut = (_: string) => false },
  ): { query: Normalised; hits: Hit[] } {
    const object = continuation.objectOf(current.code);
    const query = understanding.normalise(`${object} ${question.text}`);
    const found = find({ ...question, query }).filter((hit) => !isOut(hit.id));
    if (contrast) {
      // "Còn của doanh nghiệp thì sao": the same done with another thing.
      const same = understanding.normalise(`${continuation.eventOf(current.code)} ${question.text}`);
      for (const hit of find({ ...question, query: same })) {
        const at = found.findIndex(({ id }) => id === hit.id);
        if (at < 0 && !isOut(hit.id)) found.push(hit);
        else if (at >= 0 && hit.id !== current.code && hit.share > (found[at]?.share ?? 0)) found[at] = hit;
      }
    }
    const chance = (hit: Hit) =>
      hit.share *
      Math.exp(continuation.gain(said, hit.id, current.code) / 2) *
      (continuation.isNear(hit.id, current.code)
        ? contrast
          ? 1
          : THRESHOLDS.nearby
        : contrast
          ? Math.exp(keeping * continuation.keeps(hit.id, current.code))
          : 1);
    const other = found.filter(({ id }) => id !== current.code).sort((a, b) => chance(b) - chance(a))[0];
    const ofCurrent =
      (other === undefined ? 1 : Math.exp(-continuation.gain(said, other.id, current.code) / 2)) *
      (contrast ? 1 / THRESHOLDS.another : 1) *
      (asked ? THRESHOLDS.askedOn : 1);
    const weights = found.map((hit) => (hit.id === current.code ? hit.share * ofCurrent : chance(hit)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const hits = found
      .map((hit, at) => ({ ...hit, share: (weights[at] ?? 0) / Math.max(total, Number.MIN_VALUE) }))
      .sort((a, b) => b.share - a.share);
    return { query, hits };
  }

  /** A few words after a clarifying question, read together with what it was put about ("mất giấy tờ", "cái căn cước á"). */
  function completion(question: Question, aspect: Aspect): Draft | undefined {
    const { session, query, hits } = question;
    if (session.asked !== true || session.said === undefined) return undefined;
    if (query.tokens.length > THRESHOLDS.fewWords + 2 || residual(question).length === 0) return undefined;
    if ((hits[0]?.likeness ?? 0) >= THRESHOLDS.clearAlone && confidenceOf(query, hits) >= THRESHOLDS.answer)
      return undefined;
    // "Cảm ơn ad" completes nothing.
    const { procedure, intents } = understanding.judge(query, hits);
    if (
      intents[0] !== undefined &&
      intents[0].intent !== 'out_of_scope' &&
      intents[0].score >= THRESHOLDS.plainlyOther &&
      procedure < THRESHOLDS.procedureInContext
    )
      return undefined;
    const whole = understanding.normalise(`${session.said} ${question.text}`);
    const found = preferTier(question, find({ ...question, query: whole }));
    if (confidenceOf(whole, found) < THRESHOLDS.doubtful) return undefined;
    return procedureAnswer({ ...question, query: whole, hits: found }, aspect);
  }

  /**
   * What was meant instead, by the words of a correction: read alone or about the thing at hand, whichever is surer.
   * `isOut`: what it is not. Undefined where the words tell nothing or speak of something else than a procedure.
   */
  function correction(
    question: Question,
    hits: readonly Hit[],
    isOut: (code: string) => boolean,
  ): Draft | undefined {
    const current = running(question);
    if (current === undefined) return undefined;
    const told = continuation.telling(question.query.folded, current.code);
    const said = told.length > 0 ? told : words(question.query.folded);
    const alone = { query: question.query, hits: hits.filter((hit) => !isOut(hit.id)) };
    const contrast = isOut(current.code);
    const read = inContext(question, current, said, { contrast, keeping: 1, isOut });
    const isNear = read.hits[0] !== undefined && continuation.isNear(read.hits[0].id, current.code);
    const sureness = confidenceOf(read.query, read.hits) * (isNear ? THRESHOLDS.correctedNear : 1);
    const { procedure, intents } = understanding.judge(question.query, hits);
    const [other] = intents;
    if (
      other !== undefined &&
      other.intent !== 'out_of_scope' &&
      other.score >= THRESHOLDS.knownIntent &&
      procedure < THRESHOLDS.procedure &&
      sureness < THRESHOLDS.answer
    )
      return undefined;
    const surer = sureness >= confidenceOf(alone.query, alone.hits) ? read : alone;
    return procedureAnswer({ ...question, ...surer }, detectAspect(question.query.folded).aspect);
  }

  /** "Quay lại vụ khai tử, cần giấy gì": what was talked about before, by its words or the last one that was left. */
  function back(question: Question, { aspect }: { aspect: Aspect }): Draft | undefined {
    const { session, query } = question;
    if (!BACK.test(query.folded) || /\b(?:lúc|hồi|khi) này\b/iu.test(question.text)) return undefined;
    const earlier = session.earlier ?? [];
    const known = session.procedure === undefined ? earlier : [session.procedure, ...earlier];
    const [first] = known;
    if (first === undefined) return undefined;
    const said = continuation.telling(query.folded.replace(BACK_WORDS, ' '), first);
    const target =
      said.length === 0
        ? session.lastIntent === 'procedure'
          ? (earlier[0] ?? first)
          : first
        : known
            .map((code) => ({ code, fit: continuation.said(said, code) }))
            .filter(({ fit }) => fit >= THRESHOLDS.saidBefore)
            .sort((a, b) => b.fit - a.fit)[0]?.code;
    return target === undefined ? undefined : answerProcedure(question, parts, target, aspect, undefined);
  }

  function thing(question: Question): string {
    const current = running(question);
    return current === undefined ? '' : continuation.objectOf(current.code);
  }

  function running({ session }: Question): Procedure | undefined {
    return session.procedure === undefined ? undefined : catalogue.procedures.get(session.procedure);
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

  /** All words a procedure is asked for by, folded; those of stories left out. */
  function vocabularyOf(code: string): ReadonlySet<string> {
    return new Set(words(fold(waysOfAsking(catalogue, code).join(' '))));
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
    back,
    thing,
    askedOn,
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
