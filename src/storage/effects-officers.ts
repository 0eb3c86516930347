import { z } from 'zod';
import { StoreError } from '../errors.ts';
import { type Incoming, splitConversation } from '../messages/index.ts';
import { revokeRoles } from '../officers/linking.ts';
import { noteRequest } from '../officers/requests.ts';
import { type Carry, effect } from './effect.ts';
import type { Tx } from './store.ts';

/** Effects of officers' messages: links, marks on reports, orders of administrators. */
export const OFFICER_EFFECTS: Readonly<Record<string, Carry>> = {
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
    async (tx, { person, digest, until }, { incoming, now }) => {
      await tx.reminders.takeBack(digest);
      await tx.reminders.setState(person, { snoozedUntil: until });
      await tx.audit.add({
        at: now,
        actor: incoming.conversation,
        action: 'reminder.snooze',
        subject: person,
        details: { digest, until },
      });
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
  /** An administrator hands out a code; only its hash comes here. */
  issueLinkCode: effect(
    z.object({
      hash: z.string(),
      role: z.string(),
      unit: z.string(),
      name: z.string().optional(),
      person: z.string().optional(),
      expiresAt: z.string(),
    }),
    async (tx, { hash, role, unit, name, person, expiresAt }, { incoming, now }) => {
      await assertRole(tx, incoming, ['administrator']);
      await tx.people.addCode({
        hash,
        role,
        unit,
        name,
        person,
        onlyFor: undefined,
        createdAt: now,
        createdBy: incoming.conversation,
        expiresAt: new Date(expiresAt),
      });
      await tx.audit.add({
        at: now,
        actor: incoming.conversation,
        action: 'code.issue',
        subject: unit,
        details: { role },
      });
    },
  ),
  revokeLinkCodes: effect(z.object({ unit: z.string() }), async (tx, { unit }, { incoming, now }) => {
    await assertRole(tx, incoming, ['administrator']);
    const count = await tx.people.revokeCodes({ unit }, now);
    await tx.audit.add({
      at: now,
      actor: incoming.conversation,
      action: 'code.revoke',
      subject: unit,
      details: { count },
    });
  }),
  /** Ends somebody's roles. Throws for the last administrator, also when another one went a moment ago. */
  revokeRoles: effect(
    z.object({ person: z.string(), unit: z.string().optional() }),
    async (tx, { person, unit }, { incoming, now }) => {
      await assertRole(tx, incoming, ['administrator']);
      await revokeRoles(tx, { person, unit, by: incoming.conversation, now });
    },
  ),
  /** Takes one channel from somebody, or all. */
  unlinkPerson: effect(
    z.object({ person: z.string(), channel: z.string().optional() }),
    async (tx, { person, channel }, { incoming, now }) => {
      await assertRole(tx, incoming, ['administrator']);
      const known = await tx.people.find(person);
      for (const { conversation } of known?.channels ?? []) {
        if (channel !== undefined && splitConversation(conversation).channel !== channel) continue;
        await tx.people.unlink(conversation);
        await tx.audit.add({
          at: now,
          actor: incoming.conversation,
          action: 'unlink',
          subject: person,
          details: { channel: splitConversation(conversation).channel },
        });
      }
    },
  ),
  /** Writes a request down, or what becomes of one that is there. */
  noteReportRequest: effect(
    z.object({
      code: z.string(),
      status: z.enum(['draft', 'active', 'cancelled']),
      name: z.string(),
      report: z.string(),
      kinds: z.array(z.string()),
      units: z.array(z.string()),
      from: z.string(),
      dueOn: z.string(),
    }),
    async (tx, request, { incoming, now }) => {
      await assertRole(tx, incoming, ['administrator', 'department']);
      await noteRequest(tx, request, { by: incoming.conversation, now });
    },
  ),
};

/** Looked up again inside the message's transaction: the right may have ended while the answer was made. */
async function assertRole(
  tx: Tx,
  { conversation, person }: Incoming,
  roles: readonly string[],
): Promise<void> {
  const known = conversation === person ? await tx.people.ofConversation(conversation) : undefined;
  if (!known?.roles.some(({ role, disputedAt }) => disputedAt === undefined && roles.includes(role)))
    throw new StoreError(`an order needs one of the roles ${roles.join(', ')}, which its sender has no more`);
}
