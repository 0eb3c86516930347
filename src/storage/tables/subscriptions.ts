import type { ConversationId } from '../../messages/index.ts';
import type { Subscription, Subscriptions } from '../store.ts';
import { type Db, iso, rowCount, type TableDuties } from './table.ts';

export interface SubscriptionsTable {
  conversation: string;
  topic: string;
  person: string;
  since: string;
}

export function createSubscriptions(db: Db): Subscriptions {
  return {
    async add({ conversation, topic, person, since }) {
      await db
        .insertInto('subscriptions')
        .values({ conversation, topic, person, since: iso(since) })
        .onConflict((conflict) => conflict.columns(['conversation', 'topic']).doNothing())
        .execute();
    },
    async remove(conversation, topic) {
      await db
        .deleteFrom('subscriptions')
        .where('conversation', '=', conversation)
        .where('topic', '=', topic)
        .execute();
    },
    async ofConversation(conversation) {
      const rows = await db
        .selectFrom('subscriptions')
        .selectAll()
        .where('conversation', '=', conversation)
        .orderBy('topic')
        .execute();
      return rows.map(toSubscription);
    },
    async toTopic(topic) {
      const rows = await db
        .selectFrom('subscriptions')
        .selectAll()
        .where('topic', '=', topic)
        .orderBy('conversation')
        .execute();
      return rows.map(toSubscription);
    },
  };
}

export const subscriptionDuties: TableDuties = {
  async deletePerson(db, person, conversations) {
    const result = await db
      .deleteFrom('subscriptions')
      .where((eb) => eb.or([eb('person', '=', person), eb('conversation', 'in', conversations)]))
      .executeTakeFirst();
    return rowCount(result);
  },
};

function toSubscription(row: SubscriptionsTable): Subscription {
  return {
    person: row.person,
    conversation: row.conversation as ConversationId,
    topic: row.topic,
    since: new Date(row.since),
  };
}
