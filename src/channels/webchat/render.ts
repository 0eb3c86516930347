import type { Reply } from '../../messages/index.ts';
import type { OutgoingPart } from '../channel.ts';

/** The page shows everything a reply can hold, so a reply goes out as it is; the page makes text nodes, never HTML. */
export function render(reply: Reply): readonly OutgoingPart[] {
  return [{ payload: reply }];
}
