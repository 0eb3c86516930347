import { createHash, timingSafeEqual } from 'node:crypto';
import type { Webhook } from '../channel.ts';
import type { Intake } from './intake.ts';

export const WEBHOOK_PATH = 'telegram';

/** https://core.telegram.org/bots/api#setwebhook */
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

/** Anything but 2xx makes Telegram deliver the update again, for up to 24 hours. */
export function createWebhook(secret: string, intake: Intake): Webhook {
  return {
    path: WEBHOOK_PATH,
    async handle(request, host) {
      if (!isSame(request.headers.get(SECRET_HEADER) ?? '', secret))
        return new Response(null, { status: 401 });
      const update = await request.json().catch(() => undefined);
      if (update === undefined) return new Response(null, { status: 400 });
      await intake.take([update], host);
      return new Response(null, { status: 200 });
    },
  };
}

/** Compares in a time that tells nothing: hashes are equally long, whatever was sent. */
function isSame(given: string, secret: string): boolean {
  const [a, b] = [given, secret].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
