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
  /** Internal data were read or written. */
  audit: effect(
    z.object({ action: z.string(), subject: z.string(), details: z.unknown().optional() }),
    async (tx, { action, subject, details }, { incoming, now }) => {
      await tx.audit.add({ at: now, actor: incoming.conversation, action, subject, details });
    },
  ),
  /** Links this conversation by a code. Somebody quicker with the same code: throws, and nothing of the message happens. */
  linkOfficer: effect(
    z.object({ hash: z.string(), newPerson: z.string() }),
    async (tx, { hash, newPerson }, { incoming, now }) => {
      const { conversation } = incoming;
      const code = await tx.people.findCode(hash);
      if (code === undefined || !(await tx.people.useCode(hash, conversation, now)))
        throw new StoreError('the link code was used, revoked or expired meanwhile');
      const own = await tx.people.ofConversation(conversation);
      const person = code.person ?? own?.id ?? newPerson;
      if ((await tx.people.find(person)) === undefined)
        await tx.people.add({ id: person, name: code.name, at: now });
      await tx.people.link(person, conversation, now);
      // A code for one more channel of a known person gives no new rights.
      if (code.person === undefined)
        await tx.people.grant({ person, role: code.role, unit: code.unit, at: now, by: code.createdBy });
      // What they owe is looked at again at once, not tomorrow.
      await tx.reminders.setState(person, { checkedOn: undefined });
      await tx.audit.add({
        at: now,
        actor: conversation,
        action: 'link',
        subject: code.unit,
        details: { person, role: code.role },
      });
    },
  ),
  wrongLinkCode: effect(z.object({}), async (tx, _fields, { incoming, now }) => {
    await tx.people.wrongCode(incoming.conversation, now);
    await tx.audit.add({ at: now, actor: incoming.conversation, action: 'link.refused', subject: 'code' });
  }),
  unlinkMe: effect(z.object({}), async (tx, _fields, { incoming, now }) => {
    await tx.people.unlink(incoming.conversation);
    await tx.audit.add({ at: now, actor: incoming.conversation, action: 'unlink', subject: 'channel' });
  }),
  /** What became of reports; `report` is `obligation|period|unit`. */
  markReports: effect(
    z.object({
      reports: z.array(z.string()).min(1),
      as: z.enum(['filed', 'filed_elsewhere', 'waived', 'reopened']),
      on: z.string(),
      reason: z.string().optional(),
    }),
    async (tx, { reports, as, on, reason }, { incoming, now }) => {
      for (const report of reports) {
        const [obligation = '', period = '', unit = ''] = report.split('|');
        await tx.reports.record({
          obligation,
          period,
          unit,
          kind: as,
          on,
          at: now,
          actor: incoming.conversation,
          reason,
        });
        await tx.audit.add({
          at: now,
          actor: incoming.conversation,
          action: `report.${as}`,
          subject: unit,
          details: { obligation, period },
        });
      }
    },
  ),
  /** The digest is told again on a later day. */
  snoozeReminders: effect(
    z.object({ person: z.string(), digest: z.string(), until: z.string() }),
    async (tx, { person, digest, until }) => {
      await tx.reminders.takeBack(digest);
      await tx.reminders.setState(person, { snoozedUntil: until });
    },
  ),
  /** "Not me": no more reminders about these units until an administrator decides. */
  disputeUnits: effect(
    z.object({ person: z.string(), units: z.array(z.string()) }),
    async (tx, { person, units }, { incoming, now }) => {
      for (const unit of units) {
        await tx.people.dispute(person, unit, now);
        await tx.audit.add({
          at: now,
          actor: incoming.conversation,
          action: 'role.disputed',
          subject: unit,
          details: { person },
        });
      }
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
