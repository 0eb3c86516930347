import { type Choice, MORE_DATA, type Reply, type Source } from '../messages/index.ts';

/** Fallback for everything a channel cannot show: one text, choices as a numbered list. */
export function plainText(reply: Reply): string {
  const blocks = [stripBold(reply.text)];
  if (reply.attachment) blocks.push(reply.attachment.alt);
  for (const link of reply.links ?? []) blocks.push(`${link.label}: ${link.url}`);
  const shown = new Set((reply.links ?? []).map((link) => link.url));
  const sources = (reply.sources ?? []).map((source) => sourceLine(source, shown, reply.sourcesLabel));
  if (sources.length > 0) blocks.push(sources.join('\n'));
  const choices = numberedChoices(reply);
  if (choices.length > 0) blocks.push(choices.map(({ label }, index) => `${index + 1}. ${label}`).join('\n'));
  return blocks.join('\n\n');
}

/** The choices in the order of their numbers; the folded rest, if any, is the last. */
export function numberedChoices(reply: Reply): readonly Choice[] {
  const more =
    reply.details === undefined ? [] : [{ label: reply.detailsLabel ?? 'Xem thêm', data: MORE_DATA }];
  return [...(reply.choices ?? []), ...more];
}

/** The choice that `2`, `2.`, `(2)`, `số 2` or `chọn 2` stands for. */
export function choiceOfNumber(text: string, choices: readonly Choice[]): Choice | undefined {
  const match = /^\s*(?:(?:số|so|chọn|chon|no\.?|option)\s+)?[([]?(\d{1,2})[)\].]?\s*$/iu.exec(
    text.normalize('NFC'),
  );
  return match ? choices[Number(match[1]) - 1] : undefined;
}

/** `Nguồn: title, section (2026-07-15) https://…`; an address that was shown already is not repeated. */
export function sourceLine(source: Source, shown: ReadonlySet<string> = new Set(), label = 'Nguồn'): string {
  const section = source.section === undefined ? '' : `, ${source.section}`;
  const url = source.url === undefined || shown.has(source.url) ? '' : ` ${source.url}`;
  return `${label}: ${source.title}${section} (${source.asOf})${url}`;
}

/**
 * Control characters other than line break and tab could move a cursor, rewrite what was printed or end a header;
 * characters that turn the writing direction could make a text show other words than it holds.
 */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu, '');
}

/** Plain text has no bold. */
export function stripBold(text: string): string {
  return text.replace(/\*\*([^*\n]+)\*\*/g, '$1');
}

/**
 * Splits a text into parts of at most `limit` UTF-16 units: at the end of a paragraph if possible, else of a line,
 * a sentence, a word; a single longer word is cut, never inside a character.
 */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const end = splitPoint(rest, limit);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  if (rest !== '') parts.push(rest);
  return parts;
}

/** A break earlier than this share of the limit wastes a message: the next finer kind of break is tried. */
const LEAST_FILL = 0.4;

function splitPoint(text: string, limit: number): number {
  const head = text.slice(0, limit + 1);
  for (const mark of ['\n\n', '\n', '. ', ' ']) {
    const at = head.lastIndexOf(mark);
    if (at >= limit * LEAST_FILL) return mark === '. ' ? at + 1 : at;
  }
  return characterEnd(text, limit);
}

/** The last boundary between characters (with their marks) at or before `limit`. */
function characterEnd(text: string, limit: number): number {
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter().segment(text.slice(0, limit + 32))) {
    if (index + segment.length > limit) break;
    end = index + segment.length;
  }
  return end === 0 ? limit : end;
}
