import type { FindField } from '../catalogue/fields.ts';
import type { Choice } from '../messages/index.ts';
import { type Aspect, ASPECTS, detectAspect } from '../understanding/aspect.ts';
import { findEmergency } from '../understanding/emergency.ts';
import { fold, sameLabel } from '../understanding/fold.ts';
import { BACK_REFERENCE, FUNCTION_WORDS } from '../understanding/languages/vi.ts';
import type { Hit } from '../understanding/retrieval.ts';
import { cutCorrection, findDossierCode, findLevel, findOrdinal, findProcedureCode, findTier, splitNegation } from '../understanding/slots.ts';
import { confidenceOf, THRESHOLDS } from './confidence.ts';
import type { DialogueParts, Draft, Question } from './context.ts';
import { contentDraft } from './handlers/content-answer.ts';
import { answerFigure } from './handlers/indicator.ts';
import { dossierStatus, greet, handOff, help, takeFeedback, thank } from './handlers/plain.ts';
import { answerProcedure, displayName, shortName } from './handlers/procedure.ts';
import { answerList, listPage } from './handlers/procedure-list.ts';
import { answerReport, type ReportIntent } from './handlers/report.ts';
import type { Intent } from './knowledge.ts';

export interface Decide {
  /** Answers a typed text. */
  text(question: Question): Draft;
  /** Answers a tapped button by its data. */
  tap(question: Question, data: string): Draft;
}

const MOST_CHOICES = 4;
const MOST_LISTED = 10;

/** Chooses what a message means and which handler answers it. The order of the checks is the order of this function. */
export function createDecide(parts: DialogueParts, findField: FindField): Decide {
  const { understanding, catalogue, knowledge } = parts;
  const answersById = new Map(knowledge.answers.map((answer) => [answer.id, answer]));

  function text(asked: Question): Draft {
    const emergency = findEmergency(asked.query.folded);
    if (emergency !== undefined) return emergencyDraft(asked, emergency);

    const dossier = findDossierCode(asked.text);
    if (dossier !== undefined) return dossierStatus(asked, parts, dossier);

    const picked = pick(asked);
    if (picked !== undefined) return picked;

    const code = findProcedureCode(asked.text);
    if (code !== undefined) return answerProcedure(asked, parts, code, detectAspect(asked.query.folded).aspect, undefined);

    const { question, refused } = unwrap(asked);
    const found = understanding.findProcedures(question.query, MOST_LISTED + 5);
    const hits = refused === undefined ? found : without(found, refused);
    return byIntent({ ...question, hits, scope: understanding.judge(question.query, hits) });
  }

  /** Cuts "à không, ý tôi là" and "không phải A, tôi hỏi B" down to what is wanted. */
  function unwrap(asked: Question): { question: Question; refused: string | undefined } {
    const { text: rest, corrected } = cutCorrection(asked.text);
    const negation = splitNegation(rest);
    if (!corrected && negation === undefined) return { question: asked, refused: undefined };
    const wanted = negation?.wanted ?? rest;
    return { question: { ...asked, text: wanted, query: understanding.normalise(wanted) }, refused: negation?.refused };
  }

  /** Drops what the refused words mean best, unless the wanted words mean it too. */
  function without(hits: readonly Hit[], refused: string): Hit[] {
    const [first] = understanding.findProcedures(understanding.normalise(refused), 1);
    return first === undefined || first.likeness < 0.35 ? [...hits] : hits.filter((hit) => hit.id !== first.id);
  }

  function byIntent(question: Question): Draft {
    const { scope, hits, query } = question;
    const intent = (scope.intents[0]?.intent ?? 'out_of_scope') as Intent;
    const aspect = detectAspect(query.folded);
    const withReason = (draft: Draft): Draft => ({
      ...draft,
      reason: {
        procedure: round(scope.procedure),
        intents: scope.intents.slice(0, 3).map((guess) => [guess.intent, round(guess.score)]),
        hits: hits.slice(0, 3).map(({ id, score, likeness }) => [id, round(score), round(likeness)]),
        changes: query.changes,
        ...draft.reason,
      },
    });

    const figures = figuresWanted(question, intent);
    if (figures !== undefined) return withReason(answerFigure(question, figures));
    const report = reportIntent(question, intent);
    if (report !== undefined) return withReason(answerReport(question, report, parts.reports));
    if (isListQuestion(question, intent)) return withReason(answerList(question, parts, findField));

    const follow = followUp(question, aspect, intent);
    if (follow !== undefined) return withReason(follow);

    if (scope.procedure < (intent === 'out_of_scope' ? THRESHOLDS.procedureOrNothing : THRESHOLDS.procedure)) {
      const other = otherIntent(question, intent);
      if (other !== undefined) return withReason(other);
    }
    return withReason(procedureAnswer(question, aspect.aspect));
  }

  /** The figures desk, where the message asks for a figure rather than for a report or a procedure. */
  function figuresWanted(question: Question, intent: Intent): NonNullable<DialogueParts['figures']> | undefined {
    const { figures } = parts;
    const { session, scope } = question;
    if (figures === undefined) return undefined;
    const score = figures.score(question.text, session.indicator);
    const running = session.lastIntent === 'indicator' || session.lastIntent === 'plan_task';
    if (score < THRESHOLDS.figures) return undefined;
    if (running || intent === 'indicator' || intent === 'plan_task') return figures;
    return intent.startsWith('report_') || scope.procedure >= THRESHOLDS.procedure ? undefined : figures;
  }

  function otherIntent(question: Question, intent: Intent): Draft | undefined {
    switch (intent) {
      case 'greeting':
        return /\b(?:bye|tam biet|chao nhe|di day|di nghen|thoi nghen)\b/.test(question.query.folded) ? thank(question, true) : greet(question, parts);
      case 'thanks':
        return thank(question, false);
      case 'help':
        return help(question);
      case 'handoff':
        return handOff(question, parts);
      case 'feedback':
        return takeFeedback(question, parts);
      case 'dossier_status':
        return dossierStatus(question, parts, undefined);
      case 'procedure_list':
        return answerList(question, parts, findField);
      case 'report_due':
      case 'report_status':
      case 'report_submit':
        return answerReport(question, intent, parts.reports);
      case 'indicator':
      case 'plan_task':
        return parts.figures === undefined ? { status: 'no_data', intent, indicators: [], reply: { text: question.t('no_data') } } : answerFigure(question, parts.figures);
      case 'procedure':
        return undefined;
      default:
        return contentFor(question, intent);
    }
  }

  /** The content answer of this intent that fits best; out of scope has a plain one. */
  function contentFor(question: Question, intent: Intent): Draft | undefined {
    const fitting = understanding.findAnswers(question.query, 12).find((hit) => answersById.get(hit.id)?.intent === intent);
    const answer = fitting === undefined ? knowledge.answers.find((candidate) => candidate.intent === intent) : answersById.get(fitting.id);
    if (answer !== undefined && (intent !== 'out_of_scope' || (fitting !== undefined && fitting.likeness >= THRESHOLDS.scopeAnswer))) return contentDraft(question, parts, answer);
    if (intent === 'out_of_scope') return { status: 'out_of_scope', intent, procedures: [], reply: { text: question.t('out_of_scope.text') } };
    return undefined;
  }

  function emergencyDraft(question: Question, kind: string): Draft {
    const answer = answersById.get(`emergency.${kind}`) ?? knowledge.answers.find((candidate) => candidate.intent === 'emergency');
    if (answer === undefined) return { status: 'emergency', intent: 'emergency', reply: { text: '113 · 114 · 115 · 111' } };
    const draft = contentDraft(question, parts, answer);
    return { ...draft, status: 'emergency', intent: 'emergency', procedures: [], reason: { ...draft.reason, kind } };
  }

  // --- choices -----------------------------------------------------------------------------------------------------

  function pick(question: Question): Draft | undefined {
    const { session, query } = question;
    const offered = session.choices ?? [];
    const byLabel = offered.find((choice) => sameLabel(question.text, choice.label));
    if (byLabel !== undefined) return tap(question, byLabel.data);
    const ordinal = findOrdinal(query.folded);
    if (ordinal === undefined) return undefined;
    // Numbers count the procedures last listed; where none were, the buttons of the last answer.
    const list: readonly { data: string }[] = (session.picks?.length ?? 0) > 0 ? (session.picks ?? []) : offered;
    const chosen = ordinal === -1 ? list.at(-1) : list[ordinal - 1];
    return chosen === undefined ? undefined : tap(question, chosen.data);
  }

  function tap(question: Question, data: string): Draft {
    const [kind, first = '', second] = data.split(':');
    const { t } = question;
    switch (kind) {
      case 'p': {
        const aspect = ASPECTS.find((name) => name === second) ?? 'find';
        return answerProcedure(question, parts, first, aspect, undefined);
      }
      case 'a': {
        const answer = answersById.get(first);
        if (answer !== undefined) return contentDraft(question, parts, answer);
        break;
      }
      case 'q': {
        if (['citizen', 'business', 'officer', 'leader'].includes(first)) return textOf(question, t(`starters.${first}`));
        break;
      }
      case 'f': {
        const field = catalogue.fields.find(({ name }) => name.startsWith(data.slice(2)));
        if (field !== undefined) return listPage(question, parts, { field: field.name }, 0);
        break;
      }
      case 'list': {
        const { list } = question.session;
        if (list !== undefined) {
          const { offset, ...filters } = list;
          return listPage(question, parts, filters, offset + 8);
        }
        break;
      }
      case 'i':
      case 't':
        return textOf(question, data.slice(2));
      case 'none':
        return { status: 'clarify', intent: 'procedure', procedures: [], reply: { text: t('clarify.again', { phone: phone() }) } };
      default:
        break;
    }
    // A button of an older version, or of a page left open for long: say what can be done instead of an error.
    return help(question);
  }

  function textOf(question: Question, words: string): Draft {
    // The words may be the label of the button itself; without what was offered they cannot lead back to it for ever.
    const session = { ...question.session, choices: [], picks: [] };
    return text({ ...question, session, text: words, query: understanding.normalise(words) });
  }

  // --- procedures --------------------------------------------------------------------------------------------------

  /** Words of the question that name something, folded. */
  /** Another intent is clearly meant: not a follow-up. */
  function scopeSays(question: Question, intent: Intent): boolean {
    return question.scope.procedure < THRESHOLDS.procedureOrNothing / 2 && intent !== 'out_of_scope' && intent !== 'online_howto' && intent !== 'postal_howto';
  }

  function residual(question: Question): string[] {
    return question.query.tokens.map((token) => token.folded).filter((word) => !FUNCTION_WORDS.has(word) && !/^\d+$/.test(word));
  }

  /** A question about the procedure being talked about, or one that only its neighbourhood makes clear. */
  function followUp(question: Question, aspect: { aspect: Aspect; asked: boolean }, intent: Intent): Draft | undefined {
    const { session, query, hits } = question;
    if (session.procedure === undefined) return undefined;
    const current = catalogue.procedures.get(session.procedure);
    if (current === undefined) return undefined;
    const own = residual(question);
    const alone = hits[0];
    const words = query.tokens.length;
    if (own.length === 0) {
      if (aspect.asked) return answerProcedure(question, parts, current.code, aspect.aspect, undefined);
      return undefined;
    }
    if (scopeSays(question, intent)) return undefined;
    const card = catalogue.cards.get(current.code);
    const context = `${displayName(current)} ${card?.names?.[0] ?? ''}`;
    const near = understanding.findProcedures(query, MOST_LISTED, context);
    const nearest = near[0];
    if (nearest === undefined) return undefined;
    const pointsBack = BACK_REFERENCE.test(query.folded) || words <= 9;
    // Clear on its own: the topic has changed, or the person says again what is meant.
    if (alone !== undefined && confidenceOf(query, hits) >= THRESHOLDS.answer && (!pointsBack || alone.likeness >= 0.6 || alone.id === nearest.id)) return undefined;
    const named = own.filter((word) => fold(context).includes(word)).length;
    if (nearest.id === current.code && aspect.asked && (named === own.length || own.length <= 2 || (alone?.likeness ?? 0) < 0.42)) {
      return answerProcedure(question, parts, current.code, aspect.aspect, listed(near));
    }
    if (pointsBack && nearest.id !== current.code && nearest.likeness >= 0.3) {
      return answerProcedure(question, parts, nearest.id, aspect.aspect, listed(near));
    }
    if (aspect.asked && (alone?.likeness ?? 0) < 0.35) return answerProcedure(question, parts, current.code, aspect.aspect, undefined);
    return undefined;
  }

  function procedureAnswer(question: Question, aspect: Aspect): Draft {
    const { hits, t, session } = question;
    const best = hits[0];
    const confidence = confidenceOf(question.query, hits);
    const record = { confidence: round(confidence) };
    if (best === undefined || confidence < THRESHOLDS.refuse) {
      return { status: 'out_of_scope', intent: 'procedure', procedures: listed(hits), reply: { text: t('unknown.text', { phone: phone() }) }, reason: record };
    }
    const rivals = hits.filter((hit) => hit.score >= best.score * THRESHOLDS.rival).slice(0, MOST_CHOICES);
    const vague = residual(question).length <= 1;
    if (confidence >= THRESHOLDS.answer && !(vague && rivals.length >= 3 && confidence < THRESHOLDS.certain)) {
      const draft = answerProcedure(question, parts, best.id, aspect, listed(hits));
      return { ...draft, reason: record };
    }
    const offered = (rivals.length >= 2 ? rivals : hits.slice(0, 3)).map((hit) => choiceOf(hit));
    const signature = offered.map((choice) => choice.code).sort().join(',');
    if (session.clarified?.includes(signature) === true) {
      const draft = answerProcedure(question, parts, best.id, aspect, listed(hits));
      return { ...draft, reason: { ...record, clarified: 'before' } };
    }
    const choices = offered.filter((choice) => choice !== undefined);
    return {
      status: 'clarify',
      intent: 'procedure',
      aspect,
      procedures: listed(hits),
      reply: {
        text: `${t(confidence < THRESHOLDS.doubtful ? 'clarify.unsure' : 'clarify.text')}\n${choices.map((choice, at) => `${at + 1}. ${choice.label}`).join('\n')}`,
        choices,
      },
      reason: record,
      session: { picks: choices, clarified: [...(session.clarified ?? []).slice(-5), signature], aspect },
    };
  }

  function choiceOf(hit: Hit): Choice & { code: string } {
    const procedure = catalogue.procedures.get(hit.id);
    return { label: procedure === undefined ? hit.id : shortName(procedure, catalogue.cards.get(hit.id)), data: `p:${hit.id}`, code: hit.id };
  }

  function listed(hits: readonly Hit[]) {
    return hits.slice(0, MOST_LISTED).map((hit) => ({ code: hit.id, name: catalogue.procedures.get(hit.id)?.name ?? '', score: round(hit.score) }));
  }

  // --- reports, lists ----------------------------------------------------------------------------------------------

  function reportIntent(question: Question, intent: Intent): ReportIntent | undefined {
    const { session, scope, query } = question;
    const before = session.lastIntent?.startsWith('report_') === true;
    if (intent.startsWith('report_') && scope.procedure < (before ? THRESHOLDS.certain : THRESHOLDS.procedure)) return intent as ReportIntent;
    // Figures alone, right after a report was talked about, belong to it.
    if (before && /\b(?:sua lai|dung han|qua han|muc (?:do )?[34]|tong)\b.*\d/.test(query.folded)) return 'report_submit';
    return undefined;
  }

  const LIST_WORDS = /\b(?:liet ke|danh sach|danh muc|(?:cac|nhung|may|bao nhieu|tat ca) (?:thu tuc|giay phep|dich vu|loai giay)|thu tuc (?:nao|gi|chi)\b|ke (?:ten|het|ra)|gom nhung (?:gi|thu tuc|chi)|cai nao|cai mo|nhung thu (?:gi|chi)|co nhung (?:gi|chi|thu tuc))/;

  function isListQuestion(question: Question, intent: Intent): boolean {
    const { scope, session, query } = question;
    const place = scope.intents.findIndex((guess) => guess.intent === 'procedure_list');
    if (place === 0 && (scope.procedure < THRESHOLDS.certain || LIST_WORDS.test(query.folded))) return true;
    if (session.lastIntent === 'procedure_list' && session.list !== undefined && findLevel(query.folded) !== undefined && residual(question).length <= 2) return true;
    const filtered = findLevel(query.folded) !== undefined || findTier(query.folded) !== undefined;
    return place >= 0 && place <= 2 && filtered && LIST_WORDS.test(query.folded) && intent !== 'level_explain' && !intent.startsWith('report_');
  }

  function phone(): string {
    return parts.deployment.handoffPhone ?? 'trung tâm phục vụ hành chính công xã, phường';
  }

  return { text, tap };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
