import { z } from 'zod';
import { StoreError } from '../errors.ts';
import { type Carry, type EffectContext, effect, type StoredEffect } from './effect.ts';
import { OFFICER_EFFECTS } from './effects-officers.ts';
import type { Tx } from './store.ts';

export type { EffectContext, StoredEffect } from './effect.ts';

/** Every kind of effect. A new one: one entry here, and the handler returns `{ kind, … }`. */
const EFFECTS: Readonly<Record<string, Carry>> = {
  ...OFFICER_EFFECTS,
  /** A complaint, praise or proposal about us. */
  feedback: effect(
    z.object({ text: z.string().min(1).max(10_000), about: z.string().optional() }),
    async (tx, { text, about }, { incoming, now }) => {
      const { conversation, person } = incoming;
      await tx.feedback.add({ at: now, conversation, person, text, about });
    },
  ),
  /** Starts (`on: true`, the default) or ends news about a topic in this conversation. */
  subscribe: effect(
    z.object({ topic: z.string().min(1).max(200), on: z.boolean().default(true) }),
    async (tx, { topic, on }, { incoming, now }) => {
      const { conversation, person } = incoming;
      if (on) await tx.subscriptions.add({ conversation, person, topic, since: now });
      else await tx.subscriptions.remove(conversation, topic);
    },
  ),
  /** Deletes everything about the person who wrote. */
  deleteMyData: effect(z.object({}), async (tx, _fields, { incoming, now }) => {
    await tx.retention.deletePerson(incoming.person);
    await tx.audit.add({ at: now, actor: incoming.channel, action: 'deleteMyData', subject: 'person' });
  }),
  /** The language this conversation is answered in from now on. */
  setLanguage: effect(
    z.object({ language: z.string().min(2).max(10) }),
    async (tx, { language }, { incoming }) => {
      await tx.conversations.setLanguage(incoming.conversation, language);
    },
  ),
  /** Internal data were read or written. */
  audit: effect(
    z.object({ action: z.string(), subject: z.string(), details: z.unknown().optional() }),
    async (tx, { action, subject, details }, { incoming, now }) => {
      await tx.audit.add({ at: now, actor: incoming.conversation, action, subject, details });
    },
  ),
};

export const EFFECT_KINDS: readonly string[] = Object.keys(EFFECTS);

/** Carries out effects in order, inside the message's transaction. Throws StoreError for a kind nobody knows. */
export async function carryOutEffects(
  tx: Tx,
  effects: readonly StoredEffect[],
  context: EffectContext,
): Promise<void> {
  for (const one of effects) {
    const carry = EFFECTS[one.kind];
    if (carry === undefined) {
      throw new StoreError(
        `no effect is called "${one.kind}"; known are ${EFFECT_KINDS.join(', ')} (storage/effects.ts)`,
      );
    }
    await carry(tx, one, context);
  }
}
