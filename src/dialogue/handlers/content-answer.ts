import type { Choice } from '../../messages/index.ts';
import type { Status } from '../answer.ts';
import type { DialogueParts, Draft, Question } from '../context.ts';
import type { ContentAnswer } from '../knowledge.ts';
import { newsButton } from './plain.ts';
import { shortName } from './procedure.ts';

const STATUS_OF: Readonly<Partial<Record<ContentAnswer['intent'], Status>>> = {
  emergency: 'emergency',
  court_or_other_body: 'other_body',
  out_of_scope: 'out_of_scope',
  handoff: 'handoff',
};

/** Numbers of which content/texts says who answers. */
const NUMBERS: ReadonlySet<string> = new Set(['111', '112', '113', '114', '115']);

/** An answer that `content/answers/` gives by itself: short first, the rest behind "xem thêm". */
export function contentDraft(question: Question, parts: DialogueParts, answer: ContentAnswer): Draft {
  const { t } = question;
  const byId = new Map(parts.knowledge.answers.map((other) => [other.id, other]));
  const choices: Choice[] = [];
  for (const code of answer.procedures ?? []) {
    const procedure = parts.catalogue.procedures.get(code);
    if (procedure !== undefined)
      choices.push({ label: shortName(procedure, parts.catalogue.cards.get(code)), data: `p:${code}`, code });
  }
  for (const id of answer.related ?? []) {
    const related = byId.get(id);
    if (related !== undefined) choices.push({ label: sentence(related.ask[0] ?? id), data: `a:${id}` });
  }
  if (answer.id === 'subscribe.about') choices.unshift(newsButton(t));
  const calls = (answer.call ?? []).map(
    (number) => `- **${number}**${NUMBERS.has(number) ? t(`emergency.number.${number}`) : ''}`,
  );
  const heading =
    answer.intent === 'emergency' && calls.length > 0
      ? `${t('emergency.heading')}\n${calls.join('\n')}\n\n`
      : '';
  return {
    status: STATUS_OF[answer.intent] ?? 'answered',
    intent: answer.intent,
    ...(answer.intent === 'court_or_other_body' && (answer.procedures?.length ?? 0) > 0
      ? {
          procedures: (answer.procedures ?? []).map((code) => ({
            code,
            name: parts.catalogue.procedures.get(code)?.name ?? '',
            score: 1,
          })),
        }
      : {}),
    reply: {
      text: `${heading}${vietnameseFrame(question)}${answer.short}`,
      ...(answer.details === undefined ? {} : { details: answer.details }),
      ...(answer.links === undefined ? {} : { links: answer.links }),
      choices: choices.slice(0, 4),
      sources: answer.sources.map((source) => clean(source)),
    },
    sources: answer.sources.map((source) => clean(source)),
    reason: { answer: answer.id, topic: answer.topic },
  };
}

/** What stands before an answer that exists in Vietnamese only, when somebody speaks another language. */
export function vietnameseFrame({ language, t }: Pick<Question, 'language' | 't'>): string {
  return language === 'vi' ? '' : `${t('frame.vietnamese')}\n\n`;
}

function clean(source: ContentAnswer['sources'][number]) {
  return {
    title: source.title,
    ...(source.section === undefined ? {} : { section: source.section }),
    ...(source.url === undefined ? {} : { url: source.url }),
    asOf: source.asOf,
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
