import { ChannelError } from '../../errors.ts';
import {
  type Attachment,
  CHOICE_DATA_LIMIT_BYTES,
  type Choice,
  MORE_DATA,
  type Reply,
} from '../../messages/index.ts';
import type { OutgoingPart } from '../channel.ts';
import { sourceLine, splitText, stripBold } from '../plain-text.ts';
import type { TelegramPart } from './schema.ts';

/** https://core.telegram.org/bots/api#sendmessage: 1–4096 characters after entities, in UTF-16 units. */
export const TEXT_LIMIT = 4096;
/** https://core.telegram.org/bots/api#sendphoto */
export const CAPTION_LIMIT = 1024;
/** Entities beyond this are dropped by Telegram without notice. */
const ENTITIES_LIMIT = 100;
/** Longer labels are cut off on small phones, so the text shows them in full. */
const LABEL_LIMIT = 36;
/** Labels up to here fit two in a row. */
const HALF_ROW_LIMIT = 16;
/** From this length on a line may be cut in the middle of a bold phrase; it goes without bold. */
const BOLD_LINE_LIMIT = 2_000;
/** What Telegram takes as a photo; other pictures go as files. */
const PHOTO_TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp']);

type Text = Extract<TelegramPart, { method: 'sendMessage' }>;
type Entity = Text['entities'][number];
type Keyboard = NonNullable<Text['keyboard']>;

/**
 * No parse mode is used: the text goes as it is and bold is said by position, so nothing anybody wrote can become
 * markup.
 */
export function render(reply: Reply): readonly OutgoingPart[] {
  const whole = blocksOf(reply, true);
  const fits = lengthOf(whole) <= TEXT_LIMIT;
  // What does not fit into one message with the rest is sent when asked for.
  const texts = fits ? [compose(whole)] : splitBlocks(blocksOf(reply, false));
  const keyboard = keyboardOf(choicesOf(reply, !fits));
  const written = texts.filter(({ text }) => text !== '');
  const parts: TelegramPart[] = written.map(({ text, entities }, index) => ({
    method: 'sendMessage',
    text,
    entities: entities.slice(0, ENTITIES_LIMIT),
    ...(keyboard !== undefined && index === written.length - 1 ? { keyboard } : {}),
  }));
  if (reply.attachment) {
    const attached = attachmentPart(reply.attachment);
    // Buttons belong to the text; a reply that is only a picture carries them itself.
    parts.push(parts.length === 0 && keyboard !== undefined ? { ...attached, keyboard } : attached);
  }
  return parts.map((payload) => ({ payload }));
}

interface Block {
  readonly raw: string;
  readonly folded?: boolean;
}

function blocksOf(reply: Reply, withDetails: boolean): Block[] {
  const shown = new Set((reply.links ?? []).map((link) => link.url));
  const sources = (reply.sources ?? []).map((source) =>
    stripBold(sourceLine(source, shown, reply.sourcesLabel)),
  );
  const blocks: Block[] = [
    { raw: clean(reply.text) },
    { raw: withDetails ? clean(reply.details ?? '') : '', folded: true },
    { raw: (reply.links ?? []).map((link) => clean(stripBold(`${link.label}: ${link.url}`))).join('\n') },
    { raw: clean(sources.join('\n')) },
    { raw: numberedLabels(choicesOf(reply, false)) },
  ];
  return blocks.filter(({ raw }) => raw !== '');
}

const lengthOf = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, { raw }) => sum + raw.length + 2, -2);

function splitBlocks(blocks: readonly Block[]): { text: string; entities: Entity[] }[] {
  const whole = blocks
    .map(({ raw }) => raw)
    .join('\n\n')
    .split('\n')
    .map((line) => (line.length > BOLD_LINE_LIMIT ? stripBold(line) : line))
    .join('\n');
  return splitText(whole, TEXT_LIMIT).map((raw) => compose([{ raw }]));
}

/** Joins blocks, turns `**x**` into bold by position, and folds what is to be folded. */
function compose(blocks: readonly Block[]): { text: string; entities: Entity[] } {
  let text = '';
  const entities: Entity[] = [];
  for (const { raw, folded } of blocks) {
    if (text !== '') text += '\n\n';
    const start = text.length;
    raw.split(/(\*\*[^*\n]+\*\*)/).forEach((piece, index) => {
      // Every second piece is what the pattern caught.
      const isBold = index % 2 === 1;
      const words = isBold ? piece.slice(2, -2) : piece;
      if (isBold) entities.push({ type: 'bold', offset: text.length, length: words.length });
      text += words;
    });
    if (folded === true)
      entities.push({ type: 'expandable_blockquote', offset: start, length: text.length - start });
  }
  return { text, entities };
}

function choicesOf(reply: Reply, withMore: boolean): readonly Choice[] {
  const choices = reply.choices ?? [];
  if (!withMore || reply.details === undefined) return choices;
  return [...choices, { label: reply.detailsLabel ?? 'Xem đầy đủ', data: MORE_DATA }];
}

const areLong = (choices: readonly Choice[]): boolean =>
  choices.some(({ label }) => label.length > LABEL_LIMIT);

function numberedLabels(choices: readonly Choice[]): string {
  if (!areLong(choices)) return '';
  return choices.map(({ label }, index) => `${index + 1}. ${cleanLine(label)}`).join('\n');
}

function keyboardOf(choices: readonly Choice[]): Keyboard | undefined {
  if (choices.length === 0) return undefined;
  const numbered = areLong(choices);
  const buttons = choices.map(({ label, data }, index) => {
    checkData(data);
    const words = cleanLine(label);
    return {
      text: numbered ? shorten(`${index + 1}. ${words}`, LABEL_LIMIT) : words || data,
      callback_data: data,
    };
  });
  const rows: Keyboard = [];
  for (const button of buttons) {
    const last = rows.at(-1);
    const both = [...(last ?? []), button];
    if (last?.length === 1 && both.every(({ text }) => text.length <= HALF_ROW_LIMIT)) last.push(button);
    else rows.push([button]);
  }
  return rows;
}

/** https://core.telegram.org/bots/api#inlinekeyboardbutton */
function checkData(data: string): void {
  const bytes = Buffer.byteLength(data);
  if (bytes >= 1 && bytes <= CHOICE_DATA_LIMIT_BYTES) return;
  throw new ChannelError(
    'telegram',
    `a choice has ${bytes} bytes of data, allowed are 1 to ${CHOICE_DATA_LIMIT_BYTES}; use a shorter id`,
  );
}

function attachmentPart({ kind, name, mime, base64, alt }: Attachment): TelegramPart {
  return {
    method: kind === 'image' && PHOTO_TYPES.has(mime) ? 'sendPhoto' : 'sendDocument',
    name: name.replace(/[^\p{L}\p{M}\p{N}._ -]/gu, '_'),
    base64,
    caption: splitText(clean(stripBold(alt)), CAPTION_LIMIT)[0] ?? '',
  };
}

/** Cuts between characters, with an ellipsis. */
function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (kept.length + segment.length > limit - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/**
 * Control characters and half characters are refused by Telegram; characters that turn the writing direction could
 * make a text show other words than it holds.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
const UNWANTED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\p{Surrogate}]/gu;

const clean = (text: string): string => text.replace(/\r\n?/g, '\n').replace(UNWANTED, '').trim();
const cleanLine = (text: string): string => clean(stripBold(text)).replace(/\s+/g, ' ');
