import type { ConversationId } from '../../messages/index.ts';
import type { Conversation, Conversations, Shown } from '../store.ts';
import { type Db, hoursBefore, iso, rowCount, type TableDuties } from './table.ts';

export interface ConversationsTable {
  id: string;
  person: string;
  first_seen_at: string;
  last_interaction_at: string;
  language: string | null;
  blocked: number;
  silenced_until: string | null;
  /** JSON of `Shown`. */
  shown: string | null;
}

export function createConversations(db: Db): Conversations {
  return {
    async find(id) {
      const row = await db.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toConversation(row);
    },
    async ofPerson(person) {
      const rows = await db
        .selectFrom('conversations')
        .selectAll()
        .where('person', '=', person)
        .orderBy('last_interaction_at', 'desc')
        .execute();
      return rows.map(toConversation);
    },
    async interacted(id, person, at) {
      await db
        .insertInto('conversations')
        .values({ id, person, first_seen_at: iso(at), last_interaction_at: iso(at), blocked: 0 })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet({ last_interaction_at: iso(at), person })
            .where('conversations.last_interaction_at', '<', iso(at)),
        )
        .execute();
    },
    async setLanguage(id, language) {
      await db.updateTable('conversations').set({ language }).where('id', '=', id).execute();
    },
    async setBlocked(id, blocked) {
      await db
        .updateTable('conversations')
        .set({ blocked: blocked ? 1 : 0 })
        .where('id', '=', id)
        .execute();
    },
    async silence(id, until) {
      await db
        .updateTable('conversations')
        .set({ silenced_until: until ? iso(until) : null })
        .where('id', '=', id)
        .execute();
    },
    async setShown(id, shown) {
      await db
        .updateTable('conversations')
        .set({ shown: shown ? JSON.stringify(shown) : null })
        .where('id', '=', id)
        .execute();
    },
  };
}

export const conversationDuties: TableDuties = {
  async expire(db, limits, now) {
    // What was shown tells what was asked: kept no longer than the messages.
    const result = await db
      .updateTable('conversations')
      .set({ shown: null })
      .where('shown', 'is not', null)
      .where('last_interaction_at', '<=', hoursBefore(now, limits.rawMessageHours))
      .executeTakeFirst();
    return rowCount(result);
  },
  async deletePerson(db, _person, conversations) {
    return rowCount(await db.deleteFrom('conversations').where('id', 'in', conversations).executeTakeFirst());
  },
};

function toConversation(row: ConversationsTable): Conversation {
  return {
    id: row.id as ConversationId,
    person: row.person,
    firstSeenAt: new Date(row.first_seen_at),
    lastInteractionAt: new Date(row.last_interaction_at),
    language: row.language ?? undefined,
    blocked: row.blocked === 1,
    silencedUntil: row.silenced_until === null ? undefined : new Date(row.silenced_until),
    // Written by `setShown`: the cast is the other half of that.
    shown: row.shown === null ? undefined : (JSON.parse(row.shown) as Shown),
  };
}
