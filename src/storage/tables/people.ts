import type { Generated } from 'kysely';
import type { ConversationId } from '../../messages/index.ts';
import type { LinkCode, People, Person, PersonRole } from '../officers.ts';
import { type Db, daysBefore, iso, rowCount, type TableDuties } from './table.ts';

export interface PeopleTable {
  id: string;
  name: string | null;
  preferred: string | null;
  leave_from: string | null;
  leave_to: string | null;
  deputy: string | null;
  created_at: string;
}
export interface PersonChannelsTable {
  conversation: string;
  person: string;
  linked_at: string;
  failed_at: string | null;
}
export interface PersonRolesTable {
  id: Generated<number>;
  person: string;
  role: string;
  unit: string;
  granted_at: string;
  granted_by: string;
  revoked_at: string | null;
  disputed_at: string | null;
}
export interface LinkCodesTable {
  hash: string;
  person: string | null;
  name: string | null;
  role: string;
  unit: string;
  only_for: string | null;
  created_at: string;
  created_by: string;
  expires_at: string;
  used_at: string | null;
  used_by: string | null;
  revoked_at: string | null;
}
export interface LinkAttemptsTable {
  id: Generated<number>;
  conversation: string;
  at: string;
}

const date = (text: string | null): Date | undefined => (text === null ? undefined : new Date(text));

export function createPeople(db: Db): People {
  async function complete(rows: readonly PeopleTable[]): Promise<Person[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const channels = await db
      .selectFrom('person_channels')
      .selectAll()
      .where('person', 'in', ids)
      .orderBy('linked_at')
      .execute();
    const roles = await db
      .selectFrom('person_roles')
      .selectAll()
      .where('person', 'in', ids)
      .where('revoked_at', 'is', null)
      .orderBy('id')
      .execute();
    const byPerson = <T extends { person: string }>(list: readonly T[]): Map<string, T[]> => {
      const map = new Map<string, T[]>();
      for (const one of list) map.set(one.person, [...(map.get(one.person) ?? []), one]);
      return map;
    };
    const [channelsOf, rolesOf] = [byPerson(channels), byPerson(roles)];
    return rows.map((row) => ({
      id: row.id,
      name: row.name ?? undefined,
      preferred: row.preferred ?? undefined,
      leave:
        row.leave_from === null || row.leave_to === null || row.deputy === null
          ? undefined
          : { from: row.leave_from, to: row.leave_to, deputy: row.deputy },
      channels: (channelsOf.get(row.id) ?? []).map((one) => ({
        conversation: one.conversation as ConversationId,
        linkedAt: new Date(one.linked_at),
        failedAt: date(one.failed_at),
      })),
      roles: (rolesOf.get(row.id) ?? []).map(toRole),
    }));
  }

  return {
    async add({ id, name, at }) {
      await db
        .insertInto('people')
        .values({ id, name: name ?? null, created_at: iso(at) })
        .execute();
    },
    async find(id) {
      return (await complete(await db.selectFrom('people').selectAll().where('id', '=', id).execute()))[0];
    },
    async ofConversation(conversation) {
      const rows = await db
        .selectFrom('people')
        .selectAll('people')
        .innerJoin('person_channels', 'person_channels.person', 'people.id')
        .where('person_channels.conversation', '=', conversation)
        .execute();
      return (await complete(rows))[0];
    },
    async page({ afterId, limit }) {
      return complete(
        await db
          .selectFrom('people')
          .selectAll()
          .where('id', '>', afterId)
          .orderBy('id')
          .limit(limit)
          .execute(),
      );
    },
    async onLeave(day) {
      return complete(
        await db
          .selectFrom('people')
          .selectAll()
          .where('leave_from', '<=', day)
          .where('leave_to', '>=', day)
          .where('deputy', 'is not', null)
          .execute(),
      );
    },
    async link(person, conversation, at) {
      await db
        .insertInto('person_channels')
        .values({ conversation, person, linked_at: iso(at) })
        .onConflict((conflict) =>
          conflict.column('conversation').doUpdateSet({ person, linked_at: iso(at), failed_at: null }),
        )
        .execute();
    },
    async unlink(conversation) {
      return (
        rowCount(
          await db.deleteFrom('person_channels').where('conversation', '=', conversation).executeTakeFirst(),
        ) > 0
      );
    },
    async setFailed(conversation, at) {
      await db
        .updateTable('person_channels')
        .set({ failed_at: at === undefined ? null : iso(at) })
        .where('conversation', '=', conversation)
        .execute();
    },
    async setPreferred(person, channel) {
      await db
        .updateTable('people')
        .set({ preferred: channel ?? null })
        .where('id', '=', person)
        .execute();
    },
    async setLeave(person, leave) {
      await db
        .updateTable('people')
        .set({ leave_from: leave?.from ?? null, leave_to: leave?.to ?? null, deputy: leave?.deputy ?? null })
        .where('id', '=', person)
        .execute();
    },
    async grant({ person, role, unit, at, by }) {
      const same = await db
        .selectFrom('person_roles')
        .select('id')
        .where('person', '=', person)
        .where('role', '=', role)
        .where('unit', '=', unit)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      if (same !== undefined) {
        await db.updateTable('person_roles').set({ disputed_at: null }).where('id', '=', same.id).execute();
        return;
      }
      await db
        .insertInto('person_roles')
        .values({ person, role, unit, granted_at: iso(at), granted_by: by })
        .execute();
    },
    async revoke(person, unit, at) {
      let query = db
        .updateTable('person_roles')
        .set({ revoked_at: iso(at) })
        .where('person', '=', person)
        .where('revoked_at', 'is', null);
      if (unit !== undefined) query = query.where('unit', '=', unit);
      return rowCount(await query.executeTakeFirst());
    },
    async dispute(person, unit, at) {
      await db
        .updateTable('person_roles')
        .set({ disputed_at: iso(at) })
        .where('person', '=', person)
        .where('unit', '=', unit)
        .where('revoked_at', 'is', null)
        .execute();
    },
    async withRoleOn(unit) {
      const rows = await db
        .selectFrom('person_roles')
        .select('person')
        .distinct()
        .where('unit', '=', unit)
        .where('revoked_at', 'is', null)
        .execute();
      if (rows.length === 0) return [];
      return complete(
        await db
          .selectFrom('people')
          .selectAll()
          .where(
            'id',
            'in',
            rows.map(({ person }) => person),
          )
          .orderBy('id')
          .execute(),
      );
    },
    async disputed() {
      const rows = await db
        .selectFrom('person_roles')
        .select('person')
        .distinct()
        .where('disputed_at', 'is not', null)
        .where('revoked_at', 'is', null)
        .execute();
      const found: Person[] = [];
      for (const { person } of rows)
        found.push(
          ...(await complete(await db.selectFrom('people').selectAll().where('id', '=', person).execute())),
        );
      return found;
    },
    async countWithRole(role) {
      const row = await db
        .selectFrom('person_roles')
        .select((eb) => eb.fn.count<number>('person').distinct().as('count'))
        .where('role', '=', role)
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    async addCode(code) {
      await db
        .insertInto('link_codes')
        .values({
          hash: code.hash,
          person: code.person ?? null,
          name: code.name ?? null,
          role: code.role,
          unit: code.unit,
          only_for: code.onlyFor ?? null,
          created_at: iso(code.createdAt),
          created_by: code.createdBy,
          expires_at: iso(code.expiresAt),
        })
        .execute();
    },
    async findCode(hash) {
      const row = await db.selectFrom('link_codes').selectAll().where('hash', '=', hash).executeTakeFirst();
      return row && toCode(row);
    },
    async useCode(hash, by, at) {
      const result = await db
        .updateTable('link_codes')
        .set({ used_at: iso(at), used_by: by })
        .where('hash', '=', hash)
        .where('used_at', 'is', null)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', iso(at))
        .executeTakeFirst();
      return rowCount(result) > 0;
    },
    async revokeCodes({ hash, unit }, at) {
      let query = db
        .updateTable('link_codes')
        .set({ revoked_at: iso(at) })
        .where('used_at', 'is', null)
        .where('revoked_at', 'is', null);
      if (hash !== undefined) query = query.where('hash', '=', hash);
      if (unit !== undefined) query = query.where('unit', '=', unit);
      return rowCount(await query.executeTakeFirst());
    },
    async wrongCode(conversation, at) {
      await db
        .insertInto('link_attempts')
        .values({ conversation, at: iso(at) })
        .execute();
    },
    async wrongCodesSince(conversation, since) {
      let query = db
        .selectFrom('link_attempts')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('at', '>=', iso(since));
      if (conversation !== undefined) query = query.where('conversation', '=', conversation);
      return Number((await query.executeTakeFirstOrThrow()).count);
    },
  };
}

export const peopleDuties: TableDuties = {
  async expire(db, limits, now) {
    const attempts = await db
      .deleteFrom('link_attempts')
      .where('at', '<=', daysBefore(now, 1))
      .executeTakeFirst();
    const codes = await db
      .deleteFrom('link_codes')
      .where('expires_at', '<=', daysBefore(now, limits.otherDays))
      .executeTakeFirst();
    return rowCount(attempts) + rowCount(codes);
  },
  async deletePerson(db, _person, conversations) {
    const linked = await db
      .selectFrom('person_channels')
      .select('person')
      .distinct()
      .where('conversation', 'in', conversations)
      .execute();
    let count = rowCount(
      await db.deleteFrom('person_channels').where('conversation', 'in', conversations).executeTakeFirst(),
    );
    for (const { person } of linked) {
      const left = await db
        .selectFrom('person_channels')
        .select('conversation')
        .where('person', '=', person)
        .executeTakeFirst();
      if (left !== undefined) continue;
      // The last way to reach them is gone: with it name, roles and what they were told.
      for (const table of ['person_roles', 'reminder_log', 'reminder_digests', 'reminder_state'] as const)
        count += rowCount(await db.deleteFrom(table).where('person', '=', person).executeTakeFirst());
      count += rowCount(await db.deleteFrom('people').where('id', '=', person).executeTakeFirst());
    }
    return count;
  },
};

function toRole(row: {
  id: number;
  role: string;
  unit: string;
  granted_at: string;
  disputed_at: string | null;
}): PersonRole {
  return {
    id: row.id,
    role: row.role,
    unit: row.unit,
    at: new Date(row.granted_at),
    disputedAt: date(row.disputed_at),
  };
}

function toCode(row: LinkCodesTable): LinkCode {
  return {
    hash: row.hash,
    person: row.person ?? undefined,
    name: row.name ?? undefined,
    role: row.role,
    unit: row.unit,
    onlyFor: (row.only_for ?? undefined) as ConversationId | undefined,
    createdAt: new Date(row.created_at),
    createdBy: row.created_by,
    expiresAt: new Date(row.expires_at),
    usedAt: date(row.used_at),
    usedBy: row.used_by ?? undefined,
    revokedAt: date(row.revoked_at),
  };
}
