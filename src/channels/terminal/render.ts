import type { Reply } from '../../messages/index.ts';
import type { OutgoingPart } from '../channel.ts';
import { plainText, withoutControls } from '../plain-text.ts';

export function render(reply: Reply): readonly OutgoingPart[] {
  return [{ payload: withoutControls(plainText(reply)) }];
}
