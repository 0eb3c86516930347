import type { Clock } from '../../clock.ts';
import type { ZaloConfig } from '../../config-zalo.ts';
import { ChannelError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Incoming } from '../../messages/index.ts';
import type { ChannelHost, SharedMemory, Webhook } from '../channel.ts';
import type { Alarms } from './alarms.ts';
import { parseJson } from './json.ts';
import { instantOf } from './parse.ts';
import { Envelope } from './schema.ts';
import { checkSignature, type SignedTimestamp } from './signature.ts';
import type { HandleEcho } from './takeover.ts';

export const WEBHOOK_PATH = 'zalo';
export const DELIVERIES_KEY = 'deliveries';

/** What `mot-cua zalo status` says about deliveries. */
export interface DeliveryNote {
  readonly lastAt: string;
  /** Which timestamp was signed. */
  readonly signed: SignedTimestamp;
}

export interface WebhookOptions {
  readonly config: Pick<ZaloConfig, 'appId' | 'oaSecretKey' | 'oaId' | 'signature'>;
  readonly parse: (raw: unknown) => readonly Incoming[];
  readonly handleEcho: HandleEcho;
  readonly memory: SharedMemory;
  readonly alarms: Alarms;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** `oa_send_text`, `oa_send_image` … but neither groups nor anonymous visitors, whom we do not talk to. */
const ECHO = /^oa_send_(?!anonymous|group)/;
const NOTE_EVERY_MS = 60_000;
/** One wrong signature may be anybody; so many within an hour look like Zalo with another key. */
const SIGNATURE_ALARM_AT = 3;

const OK = (): Response => new Response(null, { status: 200 });

/**
 * Zalo wants 200 within two seconds, so an event is stored and answered; anything else makes it deliver again (up to
 * 1 h 50 min later), and in the end switch the webhook off. What can never be read is therefore answered with 200.
 */
export function createWebhook(options: WebhookOptions): Webhook {
  const { config, parse, handleEcho, memory, alarms, clock, logger } = options;
  let notedAt = 0;
  let refused = { sinceMs: 0, count: 0 };

  async function handle(request: Request, host: ChannelHost): Promise<Response> {
    const body = new Uint8Array(await request.arrayBuffer());
    const text = Buffer.from(body).toString('utf8');
    const signature = request.headers.get('x-zevent-signature');
    // The registration probe: an empty, unsigned object.
    if (signature === null && /^\s*(?:\{\s*\})?\s*$/.test(text)) return OK();

    const raw = read(text);
    const envelope = Envelope.safeParse(raw).data;
    const headerTimestamp = request.headers.get('x-zevent-timestamp') ?? undefined;
    const signed = checkSignature(
      { body, signature, bodyTimestamp: envelope?.timestamp, headerTimestamp },
      config,
    );
    if (signed === undefined) return refuse(signature === null ? 'missing' : 'wrong', request);
    if (isStale(signed === 'body' ? envelope?.timestamp : headerTimestamp)) return refuse('stale', request);
    await note(signed);
    if (envelope === undefined) {
      logger.error({ channel: 'zalo' }, 'a signed delivery is no event; it is left');
      return OK();
    }
    if (isForAnother(raw)) {
      logger.warn(
        { channel: 'zalo', event: envelope.event_name },
        'an event for another account; check ZALO_OA_ID',
      );
      return OK();
    }
    return take(raw, envelope.event_name, host);
  }

  async function take(raw: unknown, event: string, host: ChannelHost): Promise<Response> {
    try {
      if (ECHO.test(event)) {
        await handleEcho(raw);
        return OK();
      }
      const incoming = parse(raw);
      await host.accept(incoming);
      if (incoming.length === 0) logger.debug({ channel: 'zalo', event }, 'an event that needs no answer');
      return OK();
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      // Delivered again it would be just as unreadable. The message says which field, not what was in it.
      logger.error({ channel: 'zalo', event, error }, 'an event could not be read; see docs/zalo-pilot.md');
      return OK();
    }
  }

  async function refuse(why: 'missing' | 'wrong' | 'stale', request: Request): Promise<Response> {
    logger.warn(
      { channel: 'zalo', why, retry: request.headers.get('num_retry') ?? undefined },
      'a delivery was refused for its signature',
    );
    if (why === 'wrong') {
      const nowMs = clock.now().getTime();
      if (nowMs - refused.sinceMs > 3_600_000) refused = { sinceMs: nowMs, count: 0 };
      refused.count += 1;
      if (refused.count >= SIGNATURE_ALARM_AT)
        await alarms.raise('signature', `${refused.count} within an hour`);
    }
    return new Response(null, { status: 401 });
  }

  function isStale(timestamp: string | undefined): boolean {
    const { maxAgeMs } = config.signature;
    if (maxAgeMs === 0 || timestamp === undefined) return false;
    try {
      return Math.abs(clock.now().getTime() - instantOf(timestamp).getTime()) > maxAgeMs;
    } catch {
      return true;
    }
  }

  function isForAnother(raw: unknown): boolean {
    if (config.oaId === undefined) return false;
    const ids = accountIds(raw);
    return ids.length > 0 && !ids.includes(config.oaId);
  }

  async function note(signed: SignedTimestamp): Promise<void> {
    const now = clock.now();
    if (now.getTime() - notedAt < NOTE_EVERY_MS) return;
    notedAt = now.getTime();
    await memory.set(DELIVERIES_KEY, { lastAt: now.toISOString(), signed } satisfies DeliveryNote);
    await alarms.clear('signature');
    logger.info({ channel: 'zalo', signed }, 'a delivery was signed with the timestamp of this place');
  }

  return { path: WEBHOOK_PATH, handle };
}

function read(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** The account is the recipient of a person's message, the sender of an echo, and `oa_id` elsewhere. */
function accountIds(raw: unknown): string[] {
  if (typeof raw !== 'object' || raw === null) return [];
  const event = raw as Readonly<Record<string, unknown>>;
  const party = (one: unknown) =>
    typeof one === 'object' && one !== null && 'id' in one ? one.id : undefined;
  return [event.oa_id, party(event.recipient), party(event.sender)].filter((id) => typeof id === 'string');
}
