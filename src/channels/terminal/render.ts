import type { Reply } from '../../messages/index.ts';
import type { OutgoingPart } from '../channel.ts';
import { plainText } from '../plain-text.ts';

/** Control characters other than line break and tab could move the cursor or rewrite what was printed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

export function render(reply: Reply): readonly OutgoingPart[] {
  return [{ payload: plainText(reply).replace(CONTROL, '') }];
}
