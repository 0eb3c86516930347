import type { ZaloConfig } from '../../config-zalo.ts';
import type { Attachment, Choice, Reply } from '../../messages/index.ts';
import type { OutgoingPart } from '../channel.ts';
import { numberedChoices, sourceLine, splitText, stripBold } from '../plain-text.ts';
import { buttonPayload } from './buttons.ts';
import type { ZaloPart } from './schema.ts';

export type RenderOptions = Pick<
  ZaloConfig,
  'buttons' | 'textLimit' | 'imageLimitBytes' | 'fileLimitBytes' | 'fileTypes'
>;

/** What is said when the choices do not fit under the text. */
const CHOOSE = 'Bạn chọn một mục:';

/** A picture or file that Zalo would refuse is said in words, and that it is missing. */
const NOT_SENT = {
  image: '(Hình này không gửi được qua Zalo.)',
  file: '(Tệp này không gửi được qua Zalo. Bạn xem trên trang web giúp mình nhé.)',
};

/** Text parts within the limit, choices as buttons (or numbers) under the last one, a picture or file after it. */
export function render(reply: Reply, options: RenderOptions): readonly OutgoingPart[] {
  const choices = numberedChoices(reply);
  const { attachment } = reply;
  const carried = attachment === undefined ? undefined : attachmentPart(attachment, options);
  const blocks = [clean(stripBold(reply.text)), linksAndSources(reply)];
  if (carried === undefined && attachment !== undefined)
    blocks.push(clean(stripBold(attachment.alt)), NOT_SENT[attachment.kind]);
  const body = blocks.filter((block) => block !== '').join('\n\n');
  const texts = splitText(body, options.textLimit);
  const parts: ZaloPart[] = [];
  if (choices.length === 0) parts.push(...texts.map((text) => ({ kind: 'text' as const, text })));
  else parts.push(...withChoices(texts, choices, options));
  // Choices come last, where the person looks.
  if (carried !== undefined) parts.splice(choices.length === 0 ? parts.length : parts.length - 1, 0, carried);
  return parts.map((payload) => ({ payload }));
}

function withChoices(
  texts: readonly string[],
  choices: readonly Choice[],
  options: RenderOptions,
): ZaloPart[] {
  const list = numbered(choices);
  const last = texts.at(-1) ?? CHOOSE;
  const fits = last.length + 2 + list.length <= options.textLimit;
  const before = fits ? texts.slice(0, -1) : texts;
  const head = fits ? last : CHOOSE;
  const plain = `${head}\n\n${list}`;
  const parts: ZaloPart[] = before.map((text) => ({ kind: 'text', text }));
  const { buttons } = options;
  if (!buttons.on || choices.length > buttons.most) {
    return [
      ...parts,
      ...splitText(plain, options.textLimit).map((text) => ({ kind: 'text' as const, text })),
    ];
  }
  parts.push({
    kind: 'text',
    text: head,
    buttons: choices.map((choice) => ({
      title: shorten(cleanLine(choice.label), buttons.titleLimit),
      payload: buttonPayload(choice, buttons.type),
    })),
    plain,
  });
  return parts;
}

const numbered = (choices: readonly Choice[]): string =>
  choices.map(({ label }, index) => `${index + 1}. ${cleanLine(label)}`).join('\n');

function linksAndSources(reply: Reply): string {
  const links = reply.links ?? [];
  const shown = new Set(links.map((link) => link.url));
  const lines = [
    ...links.map((link) => `${link.label}: ${link.url}`),
    ...(reply.sources ?? []).map((source) => sourceLine(source, shown, reply.sourcesLabel)),
  ];
  return clean(stripBold(lines.join('\n')));
}

/** A picture or file Zalo takes; undefined for one it would refuse, whose words then go as text. */
function attachmentPart(
  { kind, name, mime, base64, alt }: Attachment,
  options: RenderOptions,
): ZaloPart | undefined {
  const bytes = Buffer.byteLength(base64, 'base64');
  const words = splitText(clean(stripBold(alt)), options.textLimit)[0] ?? '';
  if (kind === 'image') {
    if (!/^image\/(png|jpe?g)$/.test(mime) || bytes > options.imageLimitBytes) return undefined;
    return { kind, name: fileName(name), base64, alt: words };
  }
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!options.fileTypes.includes(extension) || bytes > options.fileLimitBytes) return undefined;
  return { kind, name: fileName(name), base64, alt: words };
}

/** The name goes into a header of the upload. */
const fileName = (name: string): string => name.replace(/[^\p{L}\p{M}\p{N}._ -]/gu, '_');

/** Cuts between characters, with an ellipsis. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (kept.length + segment.length > limit - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Control characters and half characters have no place in a message; turned writing could show other words. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
const UNWANTED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\p{Surrogate}]/gu;

/** NFC: Vietnamese written with combining marks counts about a third longer. */
export const clean = (text: string): string =>
  text.normalize('NFC').replace(/\r\n?/g, '\n').replace(UNWANTED, '').trim();
const cleanLine = (text: string): string => clean(stripBold(text)).replace(/\s+/g, ' ');
