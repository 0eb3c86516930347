import type { Channel } from '../channel.ts';
import { parse } from './parse.ts';
import { render } from './render.ts';

export { WEB_TEXT_LIMIT, WebMessage } from './schema.ts';

/**
 * The web page. Nothing is pushed over the network here: a reply is "sent" when it can be read by cursor, and a page
 * that was away reads it later.
 */
export function createWebChat(): Channel {
  return {
    name: 'web',
    pace: { perSecond: 1_000, perConversationMs: 0 },
    parse,
    render,
    send: async () => ({ kind: 'sent' }),
    // Whether the page is open cannot be known; what is sent waits for it.
    reachability: async () => 'unknown',
  };
}
