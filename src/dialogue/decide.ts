import type { FindField } from '../catalogue/fields.ts';
import { ASPECTS, detectAspect } from '../understanding/aspect.ts';
import { findDanger, findEmergency } from '../understanding/emergency.ts';
import { fold, sameLabel, words } from '../understanding/fold.ts';
import { INTENT_CUES } from '../understanding/languages/vi.ts';
import {
  cutCorrection,
  findDossierCode,
  findLevel,
  findOrdinal,
  findProcedureCode,
  findTier,
  splitNegation,
} from '../understanding/slots.ts';
import { createAskBack } from './ask-back.ts';
import { confidenceOf, THRESHOLDS } from './confidence.ts';
import { type DialogueParts, type Draft, phoneOf, type Question } from './context.ts';
import { contentDraft } from './handlers/content-answer.ts';
import { answerFigure } from './handlers/indicator.ts';
import {
  deleteData,
  dossierStatus,
  greet,
  handOff,
  help,
  LANGUAGE_CHOICES,
  languageInKhmer,
  setLanguage,
  subscribe,
  takeFeedback,
  thank,
} from './handlers/plain.ts';
import { answerProcedure } from './handlers/procedure.ts';
import { answerList, listPage } from './handlers/procedure-list.ts';
import { answerReport, type ReportIntent } from './handlers/report.ts';
import { reportCue } from './handlers/report-slots.ts';
import type { Intent } from './knowledge.ts';
import { createProcedureTalk } from './procedure-talk.ts';

export interface Decide {
  /** Answers a typed text. */
  text(question: Question): Draft;
  /** Answers a tapped button by its data. */
  tap(question: Question, data: string): Draft;
}

const MOST_CHOICES = 4;
const MOST_LISTED = 10;
const STARTERS = ['citizen', 'business', 'officer', 'leader', 'postal', 'submit', 'missing'];

/** Intents whose messages the figures desk may know. */
const OF_FIGURES: ReadonlySet<string> = new Set([
  'indicator',
  'plan_task',
  'report_due',
  'report_status',
  'report_submit',
]);

/** Intents that tell how to send a dossier, whatever it is about. */
const HOW_TO: ReadonlySet<string> = new Set(['online_howto', 'postal_howto']);
/** Score of an intent up to which nothing speaks for it. */
const NO_FIGURE = -3;

/** Chooses what a message means and which handler answers it. The order of the checks is the order of this function. */
export function createDecide(parts: DialogueParts, findField: FindField): Decide {
  const { understanding, catalogue, knowledge } = parts;
  const {
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
  } = createProcedureTalk(parts);
  const askBack = createAskBack(parts);
  const answersById = new Map(knowledge.answers.map((answer) => [answer.id, answer]));

  function text(asked: Question): Draft {
    const emergency = findEmergency(asked.query.folded, asked.query.text);
    if (emergency !== undefined && !asksAsOthersDo(asked)) return emergencyDraft(asked, emergency);

    const dossier = findDossierCode(asked.text);
    if (dossier !== undefined) return dossierStatus(asked, parts, dossier);

    const command = commandOf(asked);
    if (command !== undefined) return command;

    const picked = pick(asked);
    if (picked !== undefined) return picked;

    const code = findProcedureCode(asked.text);
    if (code !== undefined)
      return answerProcedure(asked, parts, code, detectAspect(asked.query.folded).aspect, undefined);

    const { question, refused, corrected } = unwrap(asked);
    if (refused !== undefined) return wanted(question, refused);
    const hits = preferTier(question, find(question));
    if (corrected) {
      const { procedure } = question.session;
      const draft = correction(question, hits, (code) => code === procedure);
      if (draft !== undefined) return draft;
    }
    return byIntent({ ...question, hits, scope: understanding.judge(question.query, hits) });
  }

  /** Said just as people ask for a procedure ("thẻ thương binh cho người bị thương …"): no cry, whatever its words. */
  function asksAsOthersDo({ query }: Question): boolean {
    const [best] = understanding.findProcedures(query, 1);
    return best !== undefined && best.likeness >= THRESHOLDS.asOthersAsk;
  }

  /** Words that do something: delete, stop news, another language. Said plainly, they need no button. */
  function commandOf(question: Question): Draft | undefined {
    const { folded, tokens } = question.query;
    if (tokens.length > 12) return undefined;
    const khmer = languageInKhmer(question.text);
    if (khmer !== undefined) return setLanguage(question, parts, khmer);
    if (
      tokens.length <= 6 &&
      /\b(?:doi|chuyen|chon|thay) (?:sang )?ngon ngu\b|\bchange (?:the )?language\b|ប្តូរ\s*ភាសា/u.test(
        `${folded} ${question.text}`,
      )
    )
      return offerLanguages(question);
    if (
      /\b(?:xoa|huy)(?: het| toan bo| tat ca)? (?:du lieu|thong tin|lich su|tin nhan|cuoc tro chuyen|noi dung)(?: \w+){0,3} (?:cua )?(?:toi|tui|minh|em|con|chau|luu)\b/.test(
        folded,
      )
    )
      return deleteData(question);
    if (/\b(?:dung|ngung|thoi|huy|tat) (?:nhan|gui|dang ky nhan) (?:tin|thong bao|nhac)\b/.test(folded))
      return subscribe(question, false);
    if (sameLabel(question.text, question.t('subscribe.button'))) return subscribe(question, true);
    if (
      tokens.length <= 9 &&
      /^(?:(?:toi|minh|em|con|chau|cho (?:toi|minh|em)) )?(?:(?:muon|xin|hay|vui long|dang ky|dk) )*(?:nhan|bat) (?:tin|thong bao)(?: (?:cua|tu|o) (?:tinh|xa|phuong|ban|mot cua))?(?: (?:nhe|nha|a|di|voi))*$|^(?:subscribe|sign me up)$/.test(
        folded.replace(/[^a-z0-9]+/g, ' ').trim(),
      )
    )
      return subscribe(question, true);
    const language =
      /\b(?:noi|tra loi|chuyen|doi|dung|speak|in|answer)(?: \w+){0,3} (?:tieng )?(?<name>anh|english|khmer|khmer|viet)\b/.exec(
        folded,
      )?.groups?.name;
    if (language !== undefined && /\b(?:tieng|ngon ngu|speak|english|khmer)\b/.test(folded))
      return setLanguage(question, parts, language === 'viet' ? 'vi' : language === 'khmer' ? 'km' : 'en');
    return undefined;
  }

  /** Cuts "à không, ý tôi là" and "không phải A, tôi hỏi B" down to what is wanted. */
  function unwrap(asked: Question): { question: Question; refused: string | undefined; corrected: boolean } {
    const { text: rest, corrected } = cutCorrection(asked.text);
    const negation = splitNegation(rest);
    if (!corrected && negation === undefined) return { question: asked, refused: undefined, corrected };
    const wanted = negation?.wanted ?? rest;
    return {
      question: { ...asked, text: wanted, query: understanding.normalise(wanted) },
      refused: negation?.refused,
      corrected,
    };
  }

  /** "Không phải A, tôi hỏi B": B, read beside A (which often names the paper), without what A means best. */
  function wanted(question: Question, refused: string): Draft {
    // "Không hỏi phí nữa, hỏi giấy tờ": another side of the same procedure.
    const aspect = detectAspect(question.query.folded);
    const on = detectAspect(fold(refused)).asked ? askedOn(question, aspect) : undefined;
    if (on !== undefined) return on;
    const refusal = understanding.normalise(`${thing(question)} ${refused}`);
    const [first] = understanding.findProcedures(refusal, 1);
    // What is refused by name is out: "không hỏi thường trú" leaves no "đăng ký thường trú" of any kind.
    const kept = new Set([...words(fold(thing(question))), ...words(question.query.folded)]);
    const unwanted = naming(understanding.normalise(refused)).filter((word) => !kept.has(word));
    const isUnwanted = (id: string) => {
      const name = new Set(words(fold(catalogue.procedures.get(id)?.name ?? '')));
      return (
        (first !== undefined && first.likeness >= THRESHOLDS.refused && id === first.id) ||
        (unwanted.length > 0 && unwanted.every((word) => name.has(word)))
      );
    };
    const alone = find(question);
    const draft = correction(question, alone, isUnwanted);
    if (draft !== undefined) return draft;
    // What is wanted often leaves out the object the refusal named ("không mất căn cước, chỉ hết hạn").
    const found = understanding.findProcedures(
      residual(question).length >= 3
        ? question.query
        : understanding.normalise(`${question.text} ${refused}`),
      MOST_LISTED + 5,
      refused,
    );
    const hits = found.filter((hit) => !isUnwanted(hit.id));
    const scope = understanding.judge(question.query, hits);
    const ready: Question = { ...question, hits, scope };
    return scope.procedure < THRESHOLDS.procedureOrHowTo &&
      residual(question).length > 0 &&
      first === undefined
      ? byIntent(ready)
      : procedureAnswer(ready, detectAspect(question.query.folded).aspect);
  }

  function byIntent(question: Question): Draft {
    const { scope, hits, query } = question;
    const intent = (scope.intents.find((guess) => guess.intent !== 'emergency')?.intent ??
      'out_of_scope') as Intent;
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

    const danger = dangerTold(question);
    if (danger !== undefined) return withReason(danger);
    const on = back(question, aspect) ?? askedOn(question, aspect);
    if (on !== undefined) return withReason(on);
    const figures = figuresWanted(question);
    if (
      figures !== undefined &&
      (reportCue(query) === undefined || /\btheo (?:bao cao|bc)\b/.test(query.folded))
    )
      return withReason(answerFigure(question, figures, parts.render));
    const report = reportIntent(question, intent);
    if (report !== undefined) return withReason(answerReport(question, report, parts.reports));
    if (figures !== undefined) return withReason(answerFigure(question, figures, parts.render));
    const list = isListQuestion(question, intent);
    // In a conversation, and after a clarifying question, what was said before comes first.
    const { session } = question;
    const fresh = session.procedure === undefined && session.asked !== true;
    const tooVague = fresh ? askBack.first(question, aspect.aspect, list) : undefined;
    if (tooVague !== undefined) return withReason(tooVague);
    if (list) return withReason(answerList(question, parts, findField));

    const follow = followUp(question, aspect);
    if (follow !== undefined) return withReason(follow);
    const asked = fresh ? undefined : askBack.first(question, aspect.aspect, list);
    if (asked !== undefined) return withReason(asked);

    if (isVague(question)) return withReason(procedureAnswer(question, aspect.aspect));
    // A fee, time or place asked of something that has a procedure is never out of scope.
    const core = understanding.nearestCore(query);
    const knownThing =
      intent === 'out_of_scope' &&
      aspect.asked &&
      !scope.offTopic &&
      (scope.intents[0]?.score ?? 0) < THRESHOLDS.surelyOther &&
      (core?.lexical ?? 0) >= THRESHOLDS.knownThing;
    const least =
      scope.offTopic && intent === 'out_of_scope'
        ? THRESHOLDS.procedureOffTopic
        : leastProcedure(intent, question);
    let about = question;
    if (!knownThing && scope.procedure < least) {
      const named = HOW_TO.has(intent) ? namedBesides(question) : undefined;
      const other = named === undefined ? otherIntent(question, intent) : undefined;
      if (other !== undefined) return withReason(other);
      about = named ?? question;
    }
    const draft = procedureAnswer(about, aspect.aspect);
    const guessed = draft.status === 'clarify' || draft.status === 'out_of_scope';
    return withReason((guessed ? askBack.unclear(question, aspect.aspect) : undefined) ?? draft);
  }

  /** No cry by its words, but told like one: a danger is named and nothing speaks for a procedure. */
  function dangerTold(question: Question): Draft | undefined {
    const { scope, query } = question;
    if (scope.intents[0]?.intent !== 'emergency' || scope.procedure >= THRESHOLDS.procedureOrNothing)
      return undefined;
    const kind = findDanger(query.folded, query.text);
    if (kind !== undefined && !asksAsOthersDo(question)) return emergencyDraft(question, kind);
    const [nearest] = understanding.findSentences(query, 1);
    return nearest?.id === 'emergency' && nearest.likeness >= THRESHOLDS.toldLikeAnEmergency
      ? contentFor(question, 'emergency')
      : undefined;
  }

  /** Names nothing, but speaks of papers, money or offices: a choice of common things helps more than a guess. */
  function isVague(question: Question): boolean {
    const { folded } = question.query;
    if (residual(question).length > 0 || question.session.procedure !== undefined) return false;
    const [nearest] = understanding.findSentences(question.query, 1);
    return (
      (nearest?.likeness ?? 0) < THRESHOLDS.knownSentence &&
      (question.scope.intents[0]?.score ?? 0) < THRESHOLDS.knownIntent &&
      /\b(?:giay|dang ky|dang ki|cap lai|xin|don|thu tuc|lam|doi|phep|tro cap|ho tro|phi|tien|nop)\b/.test(
        folded,
      )
    );
  }

  /** "Khai tử gửi bưu điện được không": a thing is named besides post and portal; the question with what it is found by. */
  function namedBesides(question: Question): Question | undefined {
    const { query, scope } = question;
    const [nearest] = understanding.findSentences(query, 1);
    if (scope.procedure < THRESHOLDS.namedOrHowTo || (nearest?.likeness ?? 0) >= THRESHOLDS.knownSentence)
      return undefined;
    const hits = understanding.findCore(query, MOST_LISTED + 5);
    const [core] = hits;
    return core !== undefined && core.share * core.likeness >= THRESHOLDS.namedThing
      ? { ...question, hits }
      : undefined;
  }

  /** Probability from which a procedure is answered although this other intent is likelier than the rest. */
  function leastProcedure(intent: Intent, { session, hits, scope }: Question): number {
    // One procedure stands out: its words were hardly said by chance.
    const orNothing =
      (hits[0]?.share ?? 0) >= THRESHOLDS.standsOut
        ? THRESHOLDS.standingOutOrNothing
        : THRESHOLDS.procedureOrNothing;
    switch (intent) {
      case 'out_of_scope':
        return session.procedure === undefined ? orNothing : THRESHOLDS.procedureOrNothingInContext;
      case 'online_howto':
      case 'postal_howto':
        return THRESHOLDS.procedureOrHowTo;
      case 'court_or_other_body':
        return THRESHOLDS.procedureOrOtherBody;
      // Danger is recognised by rule before anything else; a sentence that merely resembles one is not an emergency.
      case 'emergency':
        return 0;
      default: {
        const score = scope.intents.find((guess) => guess.intent === intent)?.score ?? 0;
        return score < THRESHOLDS.knownIntent ? orNothing : THRESHOLDS.procedure;
      }
    }
  }

  /** Surely something else, and nothing speaks for a figure or report: the figures desk need not be asked. */
  function plainlyNoFigure({ scope, session, query }: Question): boolean {
    const [likeliest] = scope.intents;
    return (
      (scope.procedure >= THRESHOLDS.surelyProcedure ||
        (likeliest !== undefined && likeliest.score >= THRESHOLDS.surelyOther)) &&
      session.indicator === undefined &&
      !scope.intents.slice(0, 2).some(({ intent, score }) => OF_FIGURES.has(intent) && score > NO_FIGURE) &&
      !/%|\b(?:phan tram|ty le|ti le)\b/.test(query.text + query.folded)
    );
  }

  /** The figures desk, where the message asks for a figure rather than for a report or a procedure. */
  function figuresWanted(question: Question): NonNullable<DialogueParts['figures']> | undefined {
    const { figures } = parts;
    const { session } = question;
    if (figures === undefined || plainlyNoFigure(question)) return undefined;
    const score = figures.score(question.text, session.indicator, THRESHOLDS.figures);
    if (score < THRESHOLDS.figures) return undefined;
    // The desk knows its own figures: nothing else has been seen to reach this score.
    return figures;
  }

  function otherIntent(question: Question, intent: Intent): Draft | undefined {
    switch (intent) {
      case 'greeting':
        return /\b(?:bye|tam biet|chao nhe|di day|di nghen|thoi nghen)\b/.test(question.query.folded)
          ? thank(question, true)
          : greet(question, parts);
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
        return parts.figures === undefined
          ? { status: 'no_data', intent, indicators: [], reply: { text: question.t('no_data') } }
          : answerFigure(question, parts.figures, parts.render);
      case 'procedure':
        return undefined;
      case 'language':
        return offerLanguages(question);
      case 'court_or_other_body':
      case 'online_howto':
      case 'postal_howto':
        return withNearest(question, contentFor(question, intent));
      default:
        return contentFor(question, intent);
    }
  }

  function offerLanguages(question: Question): Draft | undefined {
    const draft = contentFor(question, 'language');
    if (draft === undefined) return undefined;
    const said = question.language === 'vi' ? draft.reply : { text: question.t('language.text') };
    return { ...draft, reply: { ...said, choices: LANGUAGE_CHOICES } };
  }

  /** The content answer of this intent that fits best; out of scope has a plain one. */
  function contentFor(question: Question, intent: Intent): Draft | undefined {
    const [fitting] = understanding.findAnswers(question.query, 1, intent);
    const answer =
      fitting === undefined
        ? knowledge.answers.find((candidate) => candidate.intent === intent)
        : answersById.get(fitting.id);
    if (
      answer !== undefined &&
      (intent !== 'out_of_scope' || (fitting !== undefined && fitting.likeness >= THRESHOLDS.scopeAnswer))
    )
      return contentDraft(question, parts, answer);
    if (intent === 'out_of_scope')
      return {
        status: 'out_of_scope',
        intent,
        procedures: [],
        reply: { text: question.t('out_of_scope.text') },
      };
    return undefined;
  }

  /** What was asked may be about a procedure all the same: the nearest is a tap away. */
  function withNearest(question: Question, draft: Draft | undefined): Draft | undefined {
    const [best] = question.hits;
    if (draft === undefined || best === undefined || question.scope.procedure < THRESHOLDS.worthATap)
      return draft;
    const choices = [choiceOf(best), ...(draft.reply.choices ?? [])].slice(0, MOST_CHOICES);
    return {
      ...draft,
      procedures: draft.procedures ?? listed(question.hits),
      reply: { ...draft.reply, choices },
    };
  }

  function emergencyDraft(question: Question, kind: string): Draft {
    const answer =
      answersById.get(`emergency.${kind}`) ??
      knowledge.answers.find((candidate) => candidate.intent === 'emergency');
    if (answer === undefined)
      return { status: 'emergency', intent: 'emergency', reply: { text: '113 · 114 · 115 · 111' } };
    const draft = contentDraft(question, parts, answer);
    return {
      ...draft,
      status: 'emergency',
      intent: 'emergency',
      procedures: [],
      reason: { ...draft.reason, kind },
    };
  }

  // --- choices -----------------------------------------------------------------------------------------------------

  function pick(question: Question): Draft | undefined {
    const { session, query } = question;
    const offered = session.choices ?? [];
    const byLabel = offered.find((choice) => sameLabel(question.text, choice.label));
    if (byLabel !== undefined) return tap(question, byLabel.data);
    const named = amongOffered(question, offered);
    if (named !== undefined) return tap(question, named);
    const ordinal = findOrdinal(query.folded);
    if (ordinal === undefined) return undefined;
    // Numbers count the procedures last listed; where none were, the buttons of the last answer.
    const list: readonly { data: string }[] =
      (session.picks?.length ?? 0) > 0 ? (session.picks ?? []) : offered;
    const chosen = ordinal === -1 ? list.at(-1) : list[ordinal - 1];
    return chosen === undefined ? undefined : tap(question, chosen.data);
  }

  /** After a clarifying question, a few words that fit one of the offered procedures choose it ("cái căn cước á"). */
  function amongOffered(
    question: Question,
    offered: readonly { label: string; data: string; code?: string | undefined }[],
  ): string | undefined {
    if (
      question.session.asked !== true ||
      question.query.tokens.length > 8 ||
      residual(question).length === 0
    )
      return undefined;
    const own = residual(question);
    const scored = offered.flatMap(({ code, label }) => {
      const procedure = code === undefined ? undefined : catalogue.procedures.get(code);
      if (code === undefined || procedure === undefined) return [];
      // The words of the button first: "kết hôn" is also said about the birth certificate.
      const shown = new Set(words(fold(label)));
      const said = vocabularyOf(code);
      const share = (word: string) => (shown.has(word) ? 2 : said.has(word) ? 1 : 0);
      return [{ code, weight: own.reduce((sum, word) => sum + share(word) * understanding.idf(word), 0) }];
    });
    scored.sort((a, b) => b.weight - a.weight);
    const [best, next] = scored;
    if (best === undefined || best.weight === 0 || best.weight === next?.weight) return undefined;
    // Said clearly enough to be understood alone, and not offered: no choice.
    const [alone, ...others] = understanding.findProcedures(question.query, MOST_LISTED);
    if (
      alone !== undefined &&
      !offered.some(({ code }) => code === alone.id) &&
      alone.likeness >= THRESHOLDS.clearAlone &&
      confidenceOf(question.query, [alone, ...others]) >= THRESHOLDS.answer
    )
      return undefined;
    const { aspect, asked } = detectAspect(question.query.folded);
    // Without one of its own, the aspect of the clarifying question is kept (see tap).
    return asked ? `p:${best.code}:${aspect}` : `p:${best.code}`;
  }

  function tap(question: Question, data: string): Draft {
    const [kind, first = '', second] = data.split(':');
    const { t } = question;
    switch (kind) {
      case 'p': {
        // What a clarifying question was put about is answered for what was chosen ("phí bao nhiêu?").
        const pending = question.session.asked === true ? question.session.aspect : undefined;
        const aspect = ASPECTS.find((name) => name === (second ?? pending)) ?? 'find';
        return answerProcedure(question, parts, first, aspect, undefined);
      }
      case 'a': {
        const answer = answersById.get(first);
        if (answer !== undefined) return contentDraft(question, parts, answer);
        break;
      }
      case 'q': {
        // Questions are understood in Vietnamese, whatever language the button was in.
        if (STARTERS.includes(first)) {
          const { procedure: _, indicator: __, report: ___, ...session } = question.session;
          return textOf({ ...question, session }, parts.texts.in('vi')(`starters.${first}`));
        }
        break;
      }
      case 'lang':
        if (first === 'vi' || first === 'en' || first === 'km') return setLanguage(question, parts, first);
        break;
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
      case 'ind':
        return parts.figures === undefined
          ? help(question)
          : answerFigure({ ...question, text: data }, parts.figures, parts.render);
      case 'sub':
        return subscribe(question, first !== 'off');
      case 'del':
        return deleteData(question);
      case 't':
        return textOf(question, data.slice(2));
      case 'none':
        return {
          status: 'clarify',
          intent: 'procedure',
          procedures: [],
          reply: { text: t('clarify.again', { phone: phoneOf(parts.deployment, t) }) },
        };
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

  // --- reports, lists ----------------------------------------------------------------------------------------------

  function reportIntent(question: Question, intent: Intent): ReportIntent | undefined {
    const { session, scope, query } = question;
    const before = session.lastIntent?.startsWith('report_') === true;
    const cued = reportCue(query);
    if (cued !== undefined) return cued;
    if (
      intent.startsWith('report_') &&
      scope.procedure < (before ? THRESHOLDS.certain : THRESHOLDS.procedure)
    )
      return intent as ReportIntent;
    // Figures alone, right after a report was talked about, belong to it.
    if (before && /\b(?:sua lai|dung han|qua han|muc (?:do )?[34]|tong)\b.*\d/.test(query.folded))
      return 'report_submit';
    return undefined;
  }

  const LIST_WORDS =
    /\b(?:liet ke|danh sach|danh muc|(?:cac|nhung|may|bao nhieu|tat ca) (?:thu tuc|giay phep|dich vu|loai giay)|thu tuc (?:nao|gi|chi)\b|ke (?:ten|het|ra)|gom nhung (?:gi|thu tuc|chi)|co (?:thu tuc|tthc|dich vu) (?:nao|mo|gi)|cai nao|cai mo|nhung thu (?:gi|chi)|co nhung (?:gi|chi|thu tuc))/;

  function isListQuestion(question: Question, intent: Intent): boolean {
    const { scope, session, query } = question;
    const place = scope.intents.findIndex((guess) => guess.intent === 'procedure_list');
    if (place === 0 && (scope.procedure < THRESHOLDS.certain || LIST_WORDS.test(query.folded))) return true;
    if (
      session.lastIntent === 'procedure_list' &&
      session.list !== undefined &&
      findLevel(query.folded) !== undefined &&
      residual(question).length <= 2
    )
      return true;
    const level = findLevel(query.folded) !== undefined;
    const tier = findTier(query.folded) !== undefined;
    if (!LIST_WORDS.test(query.folded) || intent.startsWith('report_')) return false;
    // "Báo chí mức 4 có mấy thủ tục" asks for a list; "mức 4 là gì" for an explanation.
    if (level && (tier || findField(query.folded) !== undefined)) return !asksMeaning(query.folded);
    return place >= 0 && place <= 2 && (level || tier) && intent !== 'level_explain';
  }

  function asksMeaning(folded: string): boolean {
    return INTENT_CUES.some(([cue, pattern]) => cue === 'level_explain' && pattern.test(folded));
  }

  return { text, tap };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
