import type { Clock } from '../../clock.ts';
import type { ZaloConfig } from '../../config-zalo.ts';
import { ChannelError } from '../../errors.ts';
import { hashId, type Logger } from '../../logger.ts';
import { conversationId } from '../../messages/index.ts';
import type { Echoes, OwnMessage } from '../channel.ts';
import { instantOf } from './parse.ts';
import { clean } from './render.ts';
import { Echo, ZaloPart } from './schema.ts';

/** Echoes may come as late as Zalo's last retry: 1 h 50 min. */
const LATEST_ECHO_MS = 3 * 3_600_000;
/** A text this long that is a piece of one of ours is ours: it was split on the way out. */
const PIECE_LENGTH = 100;

export interface TakeoverOptions {
  readonly config: Pick<ZaloConfig, 'takeover'>;
  readonly echoes: Echoes;
  readonly clock: Clock;
  readonly logger: Logger;
}

export type HandleEcho = (raw: unknown) => Promise<'ours' | 'person'>;

/**
 * Zalo echoes everything the account sends. What a person of the office wrote there silences us for a while in that
 * conversation. An echo may come before our own call has returned, so what is on its way is ours by its words; and it
 * settles what became of a message whose call was never answered.
 */
export function createTakeover({ config, echoes, clock, logger }: TakeoverOptions): HandleEcho {
  return async (raw) => {
    const parsed = Echo.safeParse(raw);
    if (!parsed.success) throw new ChannelError('zalo', 'an echo has neither recipient nor message');
    const echo = parsed.data;
    const conversation = conversationId('zalo', echo.recipient.id);
    const { mode, silenceMs } = config.takeover;
    const since = new Date(clock.now().getTime() - LATEST_ECHO_MS);
    const admin = echo.sender.admin_id != null && echo.sender.admin_id !== '';
    if (!admin) {
      const own = ownMessage(echo, await echoes.ownMessages(conversation, since));
      const open = own?.message.state === 'maybe' || own?.message.state === 'sending';
      // A piece of a message says nothing about the rest of it.
      if (own?.whole === true && open && echo.message.msg_id !== undefined)
        await echoes.arrived(own.message.id, echo.message.msg_id);
      if (own !== undefined || mode !== 'on') return 'ours';
    }
    if (mode === 'off') return 'person';
    // From the instant they wrote: a late or repeated echo silences no longer than the first.
    await echoes.silence(conversation, new Date(instantOf(echo.timestamp).getTime() + silenceMs));
    logger.info(
      { channel: 'zalo', conversation: hashId(conversation), named: admin },
      'a person answers in our place; keeping silent for a while',
    );
    return 'person';
  };
}

interface Fit {
  readonly message: OwnMessage;
  /** Whether the echo is the whole message. */
  readonly whole: boolean;
}

/** The least settled first: the echo of a message known to have arrived came with its id. */
const STATES: readonly OwnMessage['state'][] = ['sending', 'maybe', 'sent', 'failed'];

/** Our message an echo belongs to: by its id, else by its words among all that could have been sent. */
function ownMessage(echo: Echo, own: readonly OwnMessage[]): Fit | undefined {
  const { msg_id: id, text } = echo.message;
  const byId = own.find((one) => one.messageId !== undefined && one.messageId === id);
  if (byId !== undefined) return { message: byId, whole: false };
  const said = clean(text ?? '');
  const fitting = own.flatMap((message): Fit[] => {
    const fit = message.state === 'waiting' ? undefined : fitOf(echo.event_name, said, message.payload);
    return fit === undefined ? [] : [{ message, whole: fit === 'whole' }];
  });
  for (const state of STATES) {
    const found = fitting.find(({ message }) => message.state === state);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fitOf(event: string, said: string, payload: unknown): 'whole' | 'piece' | undefined {
  const part = ZaloPart.safeParse(payload);
  if (!part.success) return undefined;
  const { data } = part;
  if (data.kind !== 'text' && event === `oa_send_${data.kind}`)
    return said === '' || said === clean(data.alt) ? 'whole' : undefined;
  // Buttons may be echoed as a list or template with the text in it.
  const words = data.kind === 'text' ? [data.text, data.plain ?? ''] : [data.alt];
  const ours = words.map(clean).filter((one) => one !== '');
  if (ours.includes(said)) return 'whole';
  return said.length >= PIECE_LENGTH && ours.some((one) => one.includes(said)) ? 'piece' : undefined;
}
