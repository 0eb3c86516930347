import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { ConversationId } from '../messages/index.ts';
import type { LinkCode, Person, Store, Tx } from '../storage/store.ts';
import { hashCode, newCode } from './codes.ts';

export const OFFICER_ROLES = ['staff', 'officer', 'leader', 'department', 'administrator'] as const;
export type OfficerRole = (typeof OFFICER_ROLES)[number];

/** How long a code may be used. */
export const CODE_DAYS = 14;
/** Wrong codes of one conversation in an hour; then none of its codes is looked at. */
export const WRONG_PER_CONVERSATION = 5;
/** Wrong codes of everybody in an hour; then somebody is guessing from many accounts. */
export const WRONG_IN_ALL = 100;
const HOUR_MS = 3_600_000;

/** Who a person is to the dialogue. Structurally its Asker. */
export interface KnownAsker {
  readonly role: 'citizen' | OfficerRole;
  readonly units: readonly string[];
}

export type LinkOutcome =
  | { readonly kind: 'linked'; readonly code: LinkCode }
  | { readonly kind: 'unknown' | 'used' | 'expired' | 'revoked' | 'not_yours' | 'too_many' };

/** Makes a code and stores its hash. Give the code to the person by hand: it is kept nowhere. */
export async function issueCode(
  tx: Tx,
  {
    role,
    unit,
    name,
    person,
    onlyFor,
    by,
    now,
    days = CODE_DAYS,
  }: {
    role: OfficerRole;
    unit: string;
    name?: string | undefined;
    person?: string | undefined;
    onlyFor?: ConversationId | undefined;
    by: string;
    now: Date;
    days?: number;
  },
): Promise<string> {
  const code = newCode();
  await tx.people.addCode({
    hash: hashCode(code),
    person,
    name,
    role,
    unit,
    onlyFor,
    createdAt: now,
    createdBy: by,
    expiresAt: new Date(now.getTime() + days * 24 * HOUR_MS),
  });
  await tx.audit.add({ at: now, actor: by, action: 'code.issue', subject: unit, details: { role } });
  return code;
}

/** Looks at a code without using it. */
export async function checkCode(
  tx: Tx,
  code: string,
  conversation: ConversationId,
  now: Date,
): Promise<LinkOutcome> {
  const since = new Date(now.getTime() - HOUR_MS);
  if ((await tx.people.wrongCodesSince(conversation, since)) >= WRONG_PER_CONVERSATION)
    return { kind: 'too_many' };
  if ((await tx.people.wrongCodesSince(undefined, since)) >= WRONG_IN_ALL) return { kind: 'too_many' };
  const known = await tx.people.findCode(hashCode(code));
  if (known === undefined) return { kind: 'unknown' };
  if (known.onlyFor !== undefined && known.onlyFor !== conversation) return { kind: 'not_yours' };
  if (known.revokedAt !== undefined) return { kind: 'revoked' };
  if (known.usedAt !== undefined) return { kind: 'used' };
  if (known.expiresAt <= now) return { kind: 'expired' };
  return { kind: 'linked', code: known };
}

export const newPersonId = (): string => `p-${randomUUID().slice(0, 13)}`;

/** Links an address without a code: the bulk list is made by an administrator, who vouches for it. */
export async function linkDirectly(
  tx: Tx,
  {
    conversation,
    name,
    role,
    unit,
    by,
    now,
  }: {
    conversation: ConversationId;
    name: string | undefined;
    role: OfficerRole;
    unit: string;
    by: string;
    now: Date;
  },
): Promise<{ person: string; isNew: boolean }> {
  const known = await tx.people.ofConversation(conversation);
  const person = known?.id ?? newPersonId();
  if (known === undefined) {
    await tx.people.add({ id: person, name, at: now });
    await tx.people.link(person, conversation, now);
  }
  await tx.people.grant({ person, role, unit, at: now, by });
  await tx.reminders.setState(person, { checkedOn: undefined });
  await tx.audit.add({ at: now, actor: by, action: 'link.direct', subject: unit, details: { person, role } });
  return { person, isNew: known === undefined };
}

/** Ends roles: all, or those on one unit. The last administrator cannot be removed, not even by herself. */
export async function revokeRoles(
  tx: Tx,
  { person, unit, by, now }: { person: string; unit: string | undefined; by: string; now: Date },
): Promise<number> {
  const known = await tx.people.find(person);
  if (known === undefined)
    throw new AppError('person', `nobody has the id "${person}"; ids are in \`mot-cua officers list\``);
  const loses = known.roles.filter((role) => unit === undefined || role.unit === unit);
  const keeps = known.roles.some((role) => role.role === 'administrator' && !loses.includes(role));
  if (
    loses.some(({ role }) => role === 'administrator') &&
    !keeps &&
    (await tx.people.countWithRole('administrator')) <= 1
  ) {
    throw new AppError(
      'person',
      `${person} is the last administrator; name another one first (\`mot-cua officers code --role administrator\`)`,
    );
  }
  const count = await tx.people.revoke(person, unit, now);
  await tx.audit.add({
    at: now,
    actor: by,
    action: 'role.revoke',
    subject: unit ?? 'all',
    details: { person, count },
  });
  return count;
}

/** The code of the first administrator, printed once; undefined when there is one, or a code for one still waits. */
export async function firstAdministratorCode(
  store: Store,
  clock: Clock,
  rootUnit: string,
): Promise<string | undefined> {
  return store.transaction(async (tx) => {
    const now = clock.now();
    if ((await tx.people.countWithRole('administrator')) > 0) return undefined;
    // Whoever lost the first code asks again: the old one ends, so that there are never two.
    await tx.people.revokeCodes({ unit: rootUnit }, now);
    return issueCode(tx, { role: 'administrator', unit: rootUnit, by: 'cli', now });
  });
}

/** Strength of roles; a person with several is the strongest of them. */
const STRENGTH: readonly string[] = OFFICER_ROLES;

/** Who writes. In groups everybody is a citizen: what is internal must not be read out to whoever is there. */
export async function identify(
  tx: Tx,
  { conversation, person }: { conversation: ConversationId; person: string },
): Promise<KnownAsker> {
  const citizen: KnownAsker = { role: 'citizen', units: [] };
  if (conversation !== person) return citizen;
  const known = await tx.people.ofConversation(conversation);
  return known === undefined ? citizen : (askerOf(known) ?? citizen);
}

export function askerOf(person: Person): KnownAsker | undefined {
  const roles = person.roles.filter(({ disputedAt }) => disputedAt === undefined);
  const role = roles.map((one) => one.role).sort((a, b) => STRENGTH.indexOf(b) - STRENGTH.indexOf(a))[0];
  const known = OFFICER_ROLES.find((one) => one === role);
  // Units of a weaker role must not be seen with the rights of a stronger one.
  return known === undefined
    ? undefined
    : { role: known, units: [...new Set(roles.filter((one) => one.role === known).map(({ unit }) => unit))] };
}
