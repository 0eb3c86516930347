import { type Choice, type Incoming, MORE_DATA, type Reply } from '../messages/index.ts';
import type { Shown } from '../storage/store.ts';

export type FollowUp =
  | { readonly kind: 'message'; readonly incoming: Incoming }
  /** The person wants to read the rest of the last answer. */
  | { readonly kind: 'more'; readonly details: string };

/** Words that ask for the rest, folded. */
const MORE_WORDS: ReadonlySet<string> = new Set([
  'xem them',
  'doc tiep',
  'xem tiep',
  'more',
  'see more',
  'show more',
  MORE_DATA,
]);

/**
 * What a message means after what was shown last: a typed label (or, on channels that number their choices, a typed
 * number) is the tap it stands for; "xem thêm" asks for the folded rest.
 */
export function resolveFollowUp(
  incoming: Incoming,
  shown: Shown | undefined,
  choiceOfNumber: ((text: string, choices: readonly Choice[]) => Choice | undefined) | undefined,
): FollowUp {
  if (shown === undefined) return { kind: 'message', incoming };
  const { content } = incoming;
  let data: string | undefined;
  if (content.kind === 'tap') data = content.data;
  if (content.kind === 'text') {
    data = (choiceOfNumber?.(content.text, shown.choices) ?? choiceOfLabel(content.text, shown.choices))
      ?.data;
    if (data === undefined && MORE_WORDS.has(foldLabel(content.text))) data = MORE_DATA;
  }
  if (data === MORE_DATA && shown.details !== undefined) return { kind: 'more', details: shown.details };
  if (data === undefined || content.kind === 'tap') return { kind: 'message', incoming };
  return { kind: 'message', incoming: { ...incoming, content: { kind: 'tap', data } } };
}

/** What an answer leaves open: the choices of its last reply that has any, and the folded rest of all. */
export function shownBy(replies: readonly Reply[]): Shown | undefined {
  const details = replies.flatMap((reply) => reply.details ?? []).join('\n\n');
  const last = replies.findLast((reply) => reply.choices !== undefined && reply.choices.length > 0);
  const more = replies.findLast((reply) => reply.details !== undefined);
  const choices = [...(last?.choices ?? [])];
  if (more && (more === last || last === undefined)) {
    choices.push({ label: more.detailsLabel ?? 'Xem thêm', data: MORE_DATA });
  }
  if (choices.length === 0 && details === '') return undefined;
  return details === '' ? { choices } : { choices, details };
}

/** The rest of the last answer, as an answer. */
export function readOn(details: string): { answer: { replies: Reply[]; status: string; intent: string } } {
  return { answer: { replies: [{ text: details }], status: 'answered', intent: 'more' } };
}

function choiceOfLabel(text: string, choices: readonly Choice[]): Choice | undefined {
  const folded = foldLabel(text);
  return folded === '' ? undefined : choices.find((choice) => foldLabel(choice.label) === folded);
}

/** Lower case without accents, punctuation or doubled spaces. Labels are short: this need not know any language. */
function foldLabel(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
