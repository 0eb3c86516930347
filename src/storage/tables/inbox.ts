import type { Generated } from 'kysely';
import type { ChannelName, ConversationId, Incoming } from '../../messages/index.ts';
import { INBOX_STATUSES, type Inbox, type InboxEntry, type InboxStatus } from '../store.ts';
import { type Db, daysBefore, hoursBefore, iso, rowCount, type TableDuties } from './table.ts';

export interface InboxTable {
  id: Generated<number>;
  channel: ChannelName;
  update_id: string;
  conversation: string;
  person: string;
  /** The Incoming as JSON; null once it has been deleted. */
  message: string | null;
  status: InboxStatus;
  attempts: number;
  deaths: number;
  received_at: string;
  not_before: string;
  claimed_by: string | null;
  claimed_until: string | null;
  finished_at: string | null;
  error: string | null;
}

export function createInbox(db: Db): Inbox {
  return {
    async add(incoming, now) {
      const result = await db
        .insertInto('inbox')
        .values({
          channel: incoming.channel,
          update_id: incoming.updateId,
          conversation: incoming.conversation,
          person: incoming.person,
          message: JSON.stringify(incoming),
          status: 'waiting',
          attempts: 0,
          deaths: 0,
          received_at: iso(now),
          not_before: iso(now),
        })
        .onConflict((conflict) => conflict.columns(['channel', 'update_id']).doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    async claim({ now, worker, channels, leaseMs, limit }) {
      if (channels.length === 0) return [];
      const rows = await openHeads(db, channels)
        .select(['id', 'message', 'attempts', 'deaths', 'received_at'])
        .where((eb) =>
          eb.or([
            eb.and([eb('status', '=', 'waiting'), eb('not_before', '<=', iso(now))]),
            eb.and([eb('status', '=', 'claimed'), eb('claimed_until', '<=', iso(now))]),
          ]),
        )
        .orderBy('id')
        .limit(limit)
        .execute();
      if (rows.length === 0) return [];
      await db
        .updateTable('inbox')
        .set({ status: 'claimed', claimed_by: worker, claimed_until: iso(new Date(now.getTime() + leaseMs)) })
        .where(
          'id',
          'in',
          rows.map((row) => row.id),
        )
        .execute();
      return rows.flatMap(toEntry);
    },

    async done(id, now) {
      await db
        .updateTable('inbox')
        .set({ status: 'done', finished_at: iso(now), claimed_by: null, claimed_until: null, error: null })
        .where('id', '=', id)
        .execute();
    },

    async failed(id, { error, retryAt }) {
      await db
        .updateTable('inbox')
        .set((eb) => ({
          status: 'waiting' as const,
          attempts: eb('attempts', '+', 1),
          not_before: iso(retryAt),
          claimed_by: null,
          claimed_until: null,
          error,
        }))
        .where('id', '=', id)
        .execute();
    },

    async dead(id, error, now) {
      await db
        .updateTable('inbox')
        .set((eb) => ({
          status: 'dead' as const,
          attempts: eb('attempts', '+', 1),
          finished_at: iso(now),
          claimed_by: null,
          claimed_until: null,
          error,
        }))
        .where('id', '=', id)
        .execute();
    },

    async release(channels) {
      if (channels.length === 0) return 0;
      return rowCount(
        await db
          .updateTable('inbox')
          .set((eb) => ({
            status: 'waiting' as const,
            // Counted, so that a message that kills the process cannot do so for ever.
            deaths: eb('deaths', '+', 1),
            claimed_by: null,
            claimed_until: null,
          }))
          .where('status', '=', 'claimed')
          .where('channel', 'in', channels)
          .executeTakeFirst(),
      );
    },

    async deadLetters(limit) {
      const rows = await db
        .selectFrom('inbox')
        .selectAll()
        .where('status', '=', 'dead')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        channel: row.channel,
        conversation: row.conversation as ConversationId,
        attempts: row.attempts,
        receivedAt: new Date(row.received_at),
        error: row.error ?? '',
        replayable: row.message !== null,
      }));
    },

    async retry(id, now) {
      const result = await db
        .updateTable('inbox')
        .set({ status: 'waiting', attempts: 0, deaths: 0, not_before: iso(now), finished_at: null })
        .where('id', '=', id)
        .where('status', '=', 'dead')
        .where('message', 'is not', null)
        .executeTakeFirst();
      return rowCount(result) > 0;
    },

    async nextDue(channels, now) {
      // Lapsing claims are left out: they are rare, and the worker looks every few seconds anyway.
      const times: string[] = [];
      // Channel by channel, so that the index `inbox_due` answers each at once, whatever waits.
      for (const channel of channels) {
        const row = await db
          .selectFrom('inbox')
          .select('not_before')
          .where('finished_at', 'is', null)
          .where('channel', '=', channel)
          .where('not_before', '>', iso(now))
          .orderBy('not_before')
          .limit(1)
          .executeTakeFirst();
        if (row) times.push(row.not_before);
      }
      const first = times.toSorted()[0];
      return first === undefined ? undefined : new Date(first);
    },

    async kept(conversation, limit) {
      const rows = await db
        .selectFrom('inbox')
        .select(['id', 'message', 'attempts', 'deaths', 'received_at'])
        .where('conversation', '=', conversation)
        .where('message', 'is not', null)
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.reverse().flatMap(toEntry);
    },

    async counts() {
      const rows = await db
        .selectFrom('inbox')
        .select(['status', (eb) => eb.fn.countAll<number>().as('n')])
        .groupBy('status')
        .execute();
      const counts = Object.fromEntries(INBOX_STATUSES.map((status) => [status, 0])) as Record<
        InboxStatus,
        number
      >;
      for (const row of rows) counts[row.status] = Number(row.n);
      return counts;
    },
  };
}

export const inboxDuties: TableDuties = {
  async expire(db, limits, now) {
    const emptied = await db
      .updateTable('inbox')
      .set({ message: null, error: null })
      .where('message', 'is not', null)
      .where('finished_at', '<=', hoursBefore(now, limits.rawMessageHours))
      .executeTakeFirst();
    const deleted = await db
      .deleteFrom('inbox')
      .where('finished_at', '<=', daysBefore(now, limits.otherDays))
      .executeTakeFirst();
    return rowCount(emptied) + rowCount(deleted);
  },
  async deletePerson(db, person, conversations) {
    // The id of the update stays, against doubles; so does the entry being handled right now, which will be marked done.
    const result = await db
      .updateTable('inbox')
      .set({ message: null, error: null, conversation: 'deleted', person: 'deleted' })
      .where((eb) => eb.or([eb('person', '=', person), eb('conversation', 'in', conversations)]))
      .where('status', '!=', 'waiting')
      .executeTakeFirst();
    return rowCount(result);
  },
};

/** Open entries without an open predecessor in their conversation: the only ones that may be handled. */
function openHeads(db: Db, channels: readonly ChannelName[]) {
  return db
    .selectFrom('inbox')
    .where('finished_at', 'is', null)
    .where('channel', 'in', channels)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('inbox as earlier')
            .select('earlier.id')
            .whereRef('earlier.conversation', '=', 'inbox.conversation')
            .whereRef('earlier.id', '<', 'inbox.id')
            .where('earlier.finished_at', 'is', null),
        ),
      ),
    );
}

function toEntry(row: {
  id: number;
  message: string | null;
  attempts: number;
  deaths: number;
  received_at: string;
}): InboxEntry[] {
  if (row.message === null) return [];
  // Written by `add` from a checked Incoming: the cast is the other half of that.
  const incoming = JSON.parse(row.message) as Incoming;
  return [
    {
      id: row.id,
      incoming,
      attempts: row.attempts,
      deaths: row.deaths,
      receivedAt: new Date(row.received_at),
    },
  ];
}
