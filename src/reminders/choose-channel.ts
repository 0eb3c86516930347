import type { Channel } from '../channels/channel.ts';
import type { ChannelName, ConversationId } from '../messages/index.ts';
import { splitConversation } from '../messages/index.ts';
import type { Person } from '../storage/store.ts';

/** One line of the explanation `mot-cua officers why` prints. */
export interface ChannelLook {
  readonly channel: string;
  readonly found: 'free' | 'billed' | 'closed' | 'unknown' | 'failed' | 'not_running' | 'no_answer';
  readonly chosen: boolean;
}

export interface ChosenChannel {
  readonly conversation: ConversationId | undefined;
  readonly why: readonly ChannelLook[];
}

/** Among channels that cost nothing: where people read first. E-mail always arrives, so it is last of these. */
const FREE_ORDER: readonly ChannelName[] = ['zalo', 'telegram', 'email', 'web'];
/** A channel that failed for good is left alone this long. */
const FAILED_REST_MS = 7 * 86_400_000;

/**
 * Where a person is written to now: a free channel (the preferred one first), else one that is billed, when that is
 * allowed, else one that cannot tell whether the person will see it (an open web page). Never a closed one.
 */
export async function chooseChannel(
  person: Person,
  {
    channels,
    now,
    allowBilled,
  }: { channels: ReadonlyMap<ChannelName, Channel>; now: Date; allowBilled: boolean },
): Promise<ChosenChannel> {
  const looks: { conversation: ConversationId; name: ChannelName; found: ChannelLook['found'] }[] = [];
  for (const { conversation, failedAt } of person.channels) {
    const { channel: name } = splitConversation(conversation);
    looks.push({ conversation, name, found: await look(conversation, name, failedAt) });
  }

  async function look(
    conversation: ConversationId,
    name: ChannelName,
    failedAt: Date | undefined,
  ): Promise<ChannelLook['found']> {
    const channel = channels.get(name);
    if (channel === undefined || name === 'terminal') return 'not_running';
    if (failedAt !== undefined && now.getTime() - failedAt.getTime() < FAILED_REST_MS) return 'failed';
    try {
      return await channel.reachability(conversation, now);
    } catch {
      // One channel that cannot be asked must not silence the others.
      return 'no_answer';
    }
  }

  const rank = ({ name, found }: (typeof looks)[number]): number => {
    if (found === 'free') return name === person.preferred ? 0 : 1 + FREE_ORDER.indexOf(name);
    if (found === 'billed') return allowBilled ? 20 : Number.POSITIVE_INFINITY;
    if (found === 'unknown' || found === 'no_answer')
      return name === person.preferred ? 30 : 31 + FREE_ORDER.indexOf(name);
    return Number.POSITIVE_INFINITY;
  };
  const best = looks.filter((one) => Number.isFinite(rank(one))).sort((a, b) => rank(a) - rank(b))[0];
  return {
    conversation: best?.conversation,
    why: looks.map((one) => ({ channel: one.name, found: one.found, chosen: one === best })),
  };
}
