import { StoreError } from '../../errors.ts';
import type { Sessions } from '../store.ts';
import { type Db, daysBefore, rowCount, type TableDuties } from './table.ts';

export interface SessionsTable {
  conversation: string;
  version: number;
  updated_at: string;
  data: string;
}

export function createSessions(db: Db): Sessions {
  return {
    async find(conversation) {
      const row = await db
        .selectFrom('sessions')
        .selectAll()
        .where('conversation', '=', conversation)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const data: unknown = JSON.parse(row.data);
      if (typeof data !== 'object' || data === null) {
        throw new StoreError(
          'a stored session is not an object; the database was changed by hand: delete that row of `sessions`',
        );
      }
      return { version: row.version, updatedAt: row.updated_at, data: data as Record<string, unknown> };
    },
    async save(conversation, session) {
      const row = {
        version: session.version,
        updated_at: session.updatedAt,
        data: JSON.stringify(session.data),
      };
      await db
        .insertInto('sessions')
        .values({ conversation, ...row })
        .onConflict((conflict) => conflict.column('conversation').doUpdateSet(row))
        .execute();
    },
    async remove(conversation) {
      await db.deleteFrom('sessions').where('conversation', '=', conversation).execute();
    },
  };
}

export const sessionDuties: TableDuties = {
  async expire(db, limits, now) {
    return rowCount(
      await db
        .deleteFrom('sessions')
        .where('updated_at', '<=', daysBefore(now, limits.otherDays))
        .executeTakeFirst(),
    );
  },
  async deletePerson(db, _person, conversations) {
    return rowCount(
      await db.deleteFrom('sessions').where('conversation', 'in', conversations).executeTakeFirst(),
    );
  },
};
