import type { Reply } from '../../messages/index.ts';
import type { OutgoingPart } from '../channel.ts';
import { plainText, withoutControls } from '../plain-text.ts';
import type { EmailPayload } from './schema.ts';

export interface EmailWords {
  /** The same for all: names and figures in it would show on a locked telephone. */
  readonly subject: string;
  /** The last lines of every e-mail: who writes, how to end it. */
  readonly footer: string;
}

/** A reply as one e-mail, plain text and simple HTML. Choices are numbered; they are taken in the chat. */
export function render(reply: Reply, { subject, footer }: EmailWords): readonly OutgoingPart[] {
  const body =
    reply.details === undefined
      ? plainText(reply)
      : plainText({ ...reply, text: `${reply.text}\n\n${reply.details}` });
  const text = `${withoutControls(body)}\n\n-- \n${footer}\n`;
  const payload: EmailPayload = { subject, text, html: toHtml(text) };
  return [{ payload }];
}

function toHtml(text: string): string {
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.split('\n').map(escapeLine).join('<br>')}</p>`);
  return `<!doctype html><html lang="vi"><body style="font-family:sans-serif;line-height:1.5">${paragraphs.join('')}</body></html>`;
}

/** Only our own https addresses become links; everything else is text. */
function escapeLine(line: string): string {
  const escaped = line
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
  return escaped.replace(/https:\/\/(?:(?!&quot;|&lt;|&gt;)[^\s])+/g, (url) => {
    const address = url.replace(/[.,;)]+$/, '');
    return `<a href="${address}">${address}</a>${url.slice(address.length)}`;
  });
}
