import { createFieldFinder } from '../catalogue/fields.ts';
import { LANGUAGES, type Language, type Translate } from '../i18n/texts.ts';
import type { Choice, Reply, Source } from '../messages/index.ts';
import type { Answer, Outcome, Respond, Turn } from './answer.ts';
import { type DialogueParts, type Draft, phoneOf, type Question } from './context.ts';
import { createDecide } from './decide.ts';
import { firstContact, greet, help } from './handlers/plain.ts';
import { closeSession, openSession, type SessionData } from './session.ts';

/** Messages are read up to here, in UTF-16 units; what is beyond cannot change what is meant. */
const READ_LIMIT = 2_000;

/** Procedures a conversation can go back to. */
const MOST_EARLIER = 4;

/** Builds the one function that answers messages. Pure but for the content it was built with. */
export function createResponder(parts: DialogueParts): Respond {
  const decide = createDecide(parts, createFieldFinder(parts.catalogue));

  return async (turn: Turn): Promise<Outcome> => {
    const { data, expired } = openSession(turn.session, turn.now);
    // What was chosen, on the page or in words, comes as the hint; the session knows it where nothing is stored.
    const language: Language =
      LANGUAGES.find((name) => name === turn.incoming.languageHint) ??
      data.language ??
      scriptOf(turn) ??
      'vi';
    const t = parts.texts.in(language);
    const ask = (text: string, session: SessionData = data): Question => {
      const query = parts.understanding.normalise(text.slice(0, READ_LIMIT));
      return {
        text: text.slice(0, READ_LIMIT),
        query,
        session,
        asker: turn.asker,
        now: turn.now,
        language,
        t,
        scope: { procedure: 0, offTopic: false, intents: [] },
        hits: [],
      };
    };
    const draft = answer(turn, ask, data);
    if (draft === undefined) return { answer: silent(language), session: closeSession(data, turn.now) };
    const outcome = finish(
      await withAttachment(draft),
      data,
      turn.now,
      language,
      t,
      expired && turn.session !== undefined && data.greeted === true ? t('session_expired') : undefined,
    );
    return needsNotice(turn, draft) ? withNotice(outcome, firstContact(t, parts)) : outcome;
  };

  function answer(
    turn: Turn,
    ask: (text: string, session?: SessionData) => Question,
    data: SessionData,
  ): Draft | undefined {
    const { content } = turn.incoming;
    switch (content.kind) {
      case 'stopped':
      case 'resumed':
        return undefined;
      case 'started':
        return greet(ask('', data), parts);
      case 'media': {
        const caption = content.caption?.trim();
        if (caption !== undefined && caption !== '') return decide.text(ask(caption));
        const key = content.media === 'video' || content.media === 'other' ? 'file' : content.media;
        return plainReply(ask(''), `media.${key}`, parts);
      }
      case 'location':
        return plainReply(ask(''), 'media.location', parts);
      case 'contact':
        return plainReply(ask(''), 'media.contact', parts);
      case 'tap':
        return decide.tap(ask(''), content.data);
      case 'text': {
        const question = ask(content.text);
        if (question.query.tokens.length === 0) {
          return /\p{Extended_Pictographic}/u.test(content.text)
            ? plainReply(question, 'media.sticker', parts)
            : { ...help(question), reply: { text: question.t('empty') } };
        }
        return decide.text(question);
      }
    }
  }
}

/** Adds the picture or file. One that cannot be made must not cost the answer. */
async function withAttachment(draft: Draft): Promise<Draft> {
  const attachment = await draft.attachment?.().catch(() => undefined);
  return attachment === undefined ? draft : { ...draft, reply: { ...draft.reply, attachment } };
}

function plainReply(question: Question, key: string, parts: DialogueParts): Draft {
  const phone = phoneOf(parts.deployment, question.t);
  return { status: 'answered', intent: 'help', reply: { text: question.t(key, { phone }) } };
}

/** Pages that say themselves, before anything is typed, what they are. */
const SAY_IT_THEMSELVES: ReadonlySet<string> = new Set(['web', 'terminal']);

/** Somebody's very first message was a question; nobody has told them yet whom they are talking to. */
function needsNotice({ session, incoming }: Turn, draft: Draft): boolean {
  return session === undefined && draft.intent !== 'greeting' && !SAY_IT_THEMSELVES.has(incoming.channel);
}

/** The answer first: whoever asks, above all in an emergency, wants that. */
function withNotice(outcome: Outcome, text: string): Outcome {
  return { ...outcome, answer: { ...outcome.answer, replies: [...outcome.answer.replies, { text }] } };
}

/** Khmer letters are said by nobody who wants another language. */
function scriptOf({ incoming: { content } }: Turn): Language | undefined {
  return content.kind === 'text' && /\p{Script=Khmer}/u.test(content.text) ? 'km' : undefined;
}

function silent(language: Language): Answer {
  return {
    status: 'answered',
    intent: 'greeting',
    language,
    replies: [],
    sources: [],
    reason: { stopped: true },
  };
}

/** Session fields that belong to one answer only; the next answer starts without them. */
function finish(
  draft: Draft,
  before: SessionData,
  now: Date,
  language: Language,
  t: Translate,
  notice: string | undefined,
): Outcome {
  const {
    reply,
    more = [],
    session = {},
    effects,
    sources = [],
    reason = {},
    attachment: _,
    ...rest
  } = draft;
  const first: Reply = notice === undefined ? reply : { ...reply, text: `${notice}\n\n${reply.text}` };
  const choices: Choice[] = [...(reply.choices ?? [])];
  const replies = [first, ...more].map((one) => inLanguage(one, language, t));
  const { guess: _guess, ...kept } = before;
  const next: SessionData = {
    ...kept,
    asked: false,
    ...session,
    greeted: true,
    lastIntent: draft.intent,
    choices,
    ...(before.procedure === undefined ||
    session.procedure === undefined ||
    before.procedure === session.procedure
      ? {}
      : { earlier: earlierOf(before, session.procedure) }),
  };
  const answer: Answer = { ...rest, language, replies, sources: dedupe(sources), reason };
  return { answer, session: closeSession(next, now), ...(effects === undefined ? {} : { effects }) };
}

/** What was talked about before `procedure`, the last one first. */
function earlierOf({ procedure: left, earlier = [] }: SessionData, procedure: string): string[] {
  const all = left === undefined ? earlier : [left, ...earlier];
  return [...new Set(all)].filter((code) => code !== procedure).slice(0, MOST_EARLIER);
}

/** The words channels put around a reply are Vietnamese unless told otherwise. */
function inLanguage(reply: Reply, language: Language, t: Translate): Reply {
  if (language === 'vi') return reply;
  return {
    ...reply,
    ...(reply.details === undefined ? {} : { detailsLabel: reply.detailsLabel ?? t('label.more') }),
    ...((reply.sources?.length ?? 0) === 0 ? {} : { sourcesLabel: t('label.source') }),
  };
}

function dedupe(sources: readonly Source[]): Source[] {
  const seen = new Set<string>();
  return sources.filter((source) => {
    const key = JSON.stringify(source);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
