import { z } from 'zod';
import { StoreError } from '../errors.ts';
import type { Incoming } from '../messages/index.ts';
import type { Tx } from './store.ts';

/** A change of stored state a dialogue handler asks for, as data. */
export interface StoredEffect {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface EffectContext {
  /** The message that caused the effect. */
  readonly incoming: Incoming;
  readonly now: Date;
}

type Carry = (tx: Tx, effect: StoredEffect, context: EffectContext) => Promise<void>;

/** Binds a schema to what is done, so that a misspelt field fails instead of being ignored. */
function effect<S extends z.ZodType>(
  schema: S,
  carry: (tx: Tx, fields: z.infer<S>, context: EffectContext) => Promise<void>,
): Carry {
  return async (tx, raw, context) => {
    const parsed = schema.safeParse(raw);
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => issue.path.join('.') || '(all)').join(', ');
      throw new StoreError(`effect "${raw.kind}" has wrong fields: ${fields}`);
    }
    await carry(tx, parsed.data, context);
  };
}

/** Every kind of effect. A new one: one entry here, and the handler returns `{ kind, … }`. */
const EFFECTS: Readonly<Record<string, Carry>> = {
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
