import type { Outcome, Respond } from '../../src/dialogue/answer.ts';
import type { Reply } from '../../src/messages/index.ts';

/** A minimal dialogue: repeats what was said and counts the turns in the session. */
export const echo: Respond = async ({ incoming, session, now }) => {
  const turn = Number(session?.data.turns ?? 0) + 1;
  const { content } = incoming;
  const said =
    content.kind === 'text'
      ? content.text
      : content.kind === 'tap'
        ? `[${content.data}]`
        : `(${content.kind})`;
  return outcome([{ text: `${turn}: ${said}` }], { turns: turn }, now);
};

export function outcome(replies: readonly Reply[], data: Record<string, unknown>, now: Date): Outcome {
  return {
    answer: { status: 'answered', intent: 'help', language: 'vi', replies, sources: [], reason: {} },
    session: { version: 1, updatedAt: now.toISOString(), data },
  };
}
