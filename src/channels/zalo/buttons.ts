import type { Choice } from '../../messages/index.ts';

/**
 * A tapped button comes back as an ordinary text: its payload. The mark tells it from what people type. Zalo's own
 * samples begin payloads with `#`, so nothing else of theirs should be surprised by one.
 */
const MARK = '#mc:';

/** The payload of a button; with `show` Zalo prints it in the chat, so it is the label there, which is understood too. */
export function buttonPayload({ data, label }: Choice, type: 'hide' | 'show'): string {
  return type === 'show' ? label : MARK + data;
}

/** The data of the choice a text stands for; undefined for typed words. */
export function tappedData(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed.startsWith(MARK) && trimmed.length > MARK.length ? trimmed.slice(MARK.length) : undefined;
}
