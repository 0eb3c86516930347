import type { Channel, Pace, SendOutcome } from '../../src/channels/channel.ts';
import type { ChannelName, ConversationId, Incoming } from '../../src/messages/index.ts';

export interface FakeChannel extends Channel {
  /** What arrived, in order: `<conversation> <text>`. */
  readonly sent: string[];
  /** Outcomes of the next sends; `sent` when empty. `hold` waits until `letGo`. */
  readonly next: (SendOutcome | 'hold')[];
  letGo(): void;
}

/** A channel that keeps what is sent and fails on demand. Each paragraph of a reply is one part. */
export function fakeChannel(name: ChannelName = 'web', pace: Partial<Pace> = {}): FakeChannel {
  const sent: string[] = [];
  const next: (SendOutcome | 'hold')[] = [];
  const held: (() => void)[] = [];
  return {
    name,
    pace: { perSecond: 1_000, perConversationMs: 0, ...pace },
    sent,
    next,
    letGo() {
      for (const go of held.splice(0)) go();
    },
    parse: (raw) => [raw as Incoming],
    render: (reply) => reply.text.split('\n\n').map((payload) => ({ payload })),
    async send(conversation: ConversationId, part) {
      const outcome = next.shift();
      if (outcome === 'hold') await new Promise<void>((resolve) => held.push(resolve));
      if (outcome !== undefined && outcome !== 'hold' && outcome.kind !== 'sent') return outcome;
      sent.push(`${conversation} ${String(part.payload)}`);
      return { kind: 'sent', messageId: String(sent.length) };
    },
    reachability: async () => 'free',
  };
}
