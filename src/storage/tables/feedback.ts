import type { Generated } from 'kysely';
import type { ConversationId } from '../../messages/index.ts';
import type { FeedbackBox } from '../store.ts';
import { type Db, iso, rowCount, type TableDuties } from './table.ts';

export interface FeedbackTable {
  id: Generated<number>;
  at: string;
  conversation: string;
  person: string;
  text: string;
  about: string | null;
}

export function createFeedback(db: Db): FeedbackBox {
  return {
    async add({ at, conversation, person, text, about }) {
      const { id } = await db
        .insertInto('feedback')
        .values({ at: iso(at), conversation, person, text, about: about ?? null })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    async list(limit) {
      const rows = await db.selectFrom('feedback').selectAll().orderBy('id', 'desc').limit(limit).execute();
      return rows.map(({ id, at, conversation, text, about }) => ({
        id,
        at: new Date(at),
        conversation: conversation as ConversationId,
        text,
        about: about ?? undefined,
      }));
    },
  };
}

export const feedbackDuties: TableDuties = {
  async deletePerson(db, person, conversations) {
    const result = await db
      .deleteFrom('feedback')
      .where((eb) => eb.or([eb('person', '=', person), eb('conversation', 'in', conversations)]))
      .executeTakeFirst();
    return rowCount(result);
  },
};
