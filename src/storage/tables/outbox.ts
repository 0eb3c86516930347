import type { Generated } from 'kysely';
import { StoreError } from '../../errors.ts';
import type { ChannelName, ConversationId } from '../../messages/index.ts';
import { splitConversation } from '../../messages/index.ts';
import { type Delivery, OUTBOX_STATUSES, type Outbox, type OutboxStatus } from '../store.ts';
import { type Db, daysBefore, hoursBefore, iso, rowCount, type TableDuties } from './table.ts';

export interface OutboxTable {
  id: Generated<number>;
  cause: string;
  channel: ChannelName;
  recipient: string;
  part: number;
  /** JSON; null once it has been deleted. */
  payload: string | null;
  status: OutboxStatus;
  attempts: number;
  unknowns: number;
  created_at: string;
  due_at: string;
  not_before: string;
  claimed_by: string | null;
  claimed_until: string | null;
  finished_at: string | null;
  message_id: string | null;
  cursor: number | null;
  error: string | null;
}

const EARLIER_PART_DEAD = 'an earlier part was given up';

export function createOutbox(db: Db): Outbox {
  return {
    async add(deliveries, now) {
      for (const delivery of deliveries) {
        const { channel, recipient } = splitConversation(delivery.conversation);
        await db
          .insertInto('outbox')
          .values({
            cause: delivery.cause,
            channel,
            recipient,
            part: delivery.part,
            payload: JSON.stringify(delivery.payload ?? null),
            status: 'waiting',
            attempts: 0,
            unknowns: 0,
            created_at: iso(now),
            due_at: iso(delivery.dueAt),
            not_before: iso(delivery.dueAt),
          })
          .onConflict((conflict) => conflict.columns(['cause', 'channel', 'recipient', 'part']).doNothing())
          .execute();
      }
    },

    async claim({ now, worker, channels, leaseMs, limit, except = [] }) {
      if (channels.length === 0) return [];
      let query = dueHeads(db, channels, now)
        .selectAll('outbox')
        .where((eb) =>
          eb.or([
            eb.and([eb('status', '=', 'waiting'), eb('not_before', '<=', iso(now))]),
            eb.and([eb('status', '=', 'sending'), eb('claimed_until', '<=', iso(now))]),
          ]),
        );
      for (const conversation of except) {
        const { channel, recipient } = splitConversation(conversation);
        query = query.where((eb) =>
          eb.not(eb.and([eb('channel', '=', channel), eb('recipient', '=', recipient)])),
        );
      }
      const rows: typeof due = [];
      const due = await query.orderBy('id').limit(limit).execute();
      for (const row of due) {
        // Whoever held it died, but the channel has said that it arrived.
        if (row.status === 'sending' && row.message_id !== null)
          await this.sent(row.id, { now, messageId: row.message_id });
        else rows.push(row);
      }
      if (rows.length === 0) return [];
      await db
        .updateTable('outbox')
        .set((eb) => ({
          // A lapsed claim means a sender that never told what happened.
          unknowns: eb('unknowns', '+', eb.case().when('status', '=', 'sending').then(1).else(0).end()),
          status: 'sending' as const,
          claimed_by: worker,
          claimed_until: iso(new Date(now.getTime() + leaseMs)),
        }))
        .where(
          'id',
          'in',
          rows.map((row) => row.id),
        )
        .execute();
      return rows.map(
        (row): Delivery => ({
          id: row.id,
          cause: row.cause,
          conversation: `${row.channel}:${row.recipient}`,
          part: row.part,
          payload: JSON.parse(row.payload ?? 'null'),
          dueAt: new Date(row.due_at),
          attempts: row.attempts,
          unknowns: row.unknowns + (row.status === 'sending' ? 1 : 0),
        }),
      );
    },

    async sent(id, { now, messageId }) {
      const row = await db
        .selectFrom('outbox')
        .select(['channel', 'recipient', 'cursor'])
        .where('id', '=', id)
        .executeTakeFirst();
      // Gone or deleted meanwhile ("delete my data"): nothing to note.
      if (row === undefined) return 0;
      const last = await db
        .selectFrom('outbox')
        .select((eb) => eb.fn.max('cursor').as('cursor'))
        .where('channel', '=', row.channel)
        .where('recipient', '=', row.recipient)
        .executeTakeFirst();
      // The time as floor keeps cursors growing after old rows, or all rows, were deleted.
      const cursor = Math.max(Number(last?.cursor ?? 0) + 1, now.getTime());
      await db
        .updateTable('outbox')
        .set((eb) => ({
          status: 'sent' as const,
          attempts: eb('attempts', '+', 1),
          finished_at: iso(now),
          claimed_by: null,
          claimed_until: null,
          message_id: messageId ?? null,
          error: null,
          cursor,
        }))
        .where('id', '=', id)
        .execute();
      return cursor;
    },

    async arrived(id, { now, messageId }) {
      const row = await db
        .selectFrom('outbox')
        .select(['status', 'unknowns'])
        .where('id', '=', id)
        .executeTakeFirst();
      if (row?.status === 'waiting' && row.unknowns > 0) await this.sent(id, { now, messageId });
      // Whoever is sending it will say how it ended; if nobody can, this settles it.
      if (row?.status === 'sending')
        await db.updateTable('outbox').set({ message_id: messageId }).where('id', '=', id).execute();
    },

    async failed(id, { error, retryAt, unknown }) {
      const messageId = unknown ? await arrivedAs(db, id) : undefined;
      if (messageId !== undefined) {
        await this.sent(id, { now: retryAt, messageId });
        return;
      }
      await db
        .updateTable('outbox')
        .set((eb) => ({
          status: 'waiting' as const,
          attempts: eb('attempts', '+', 1),
          unknowns: eb('unknowns', '+', unknown ? 1 : 0),
          not_before: iso(retryAt),
          claimed_by: null,
          claimed_until: null,
          error,
        }))
        .where('id', '=', id)
        .execute();
    },

    async dead(id, error, now) {
      const row = await db.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return;
      await db
        .updateTable('outbox')
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
      await laterParts(db, row)
        .set({ status: 'dead', finished_at: iso(now), error: EARLIER_PART_DEAD })
        .where('status', '=', 'waiting')
        .execute();
    },

    async release(channels) {
      if (channels.length === 0) return 0;
      const arrived = await db
        .selectFrom('outbox')
        .select(['id', 'message_id', 'claimed_until'])
        .where('status', '=', 'sending')
        .where('message_id', 'is not', null)
        .where('channel', 'in', channels)
        .execute();
      for (const { id, message_id: messageId, claimed_until: until } of arrived) {
        if (messageId !== null) await this.sent(id, { now: new Date(until ?? 0), messageId });
      }
      const result = await db
        .updateTable('outbox')
        .set((eb) => ({
          status: 'waiting' as const,
          unknowns: eb('unknowns', '+', 1),
          claimed_by: null,
          claimed_until: null,
        }))
        .where('status', '=', 'sending')
        .where('channel', 'in', channels)
        .executeTakeFirst();
      return rowCount(result);
    },

    async deadLetters(limit) {
      const rows = await db
        .selectFrom('outbox')
        .selectAll()
        .where('status', '=', 'dead')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        cause: row.cause,
        conversation: `${row.channel}:${row.recipient}` as const,
        part: row.part,
        attempts: row.attempts,
        unknowns: row.unknowns,
        error: row.error ?? '',
        createdAt: new Date(row.created_at),
      }));
    },

    async retry(id, now) {
      const row = await db
        .selectFrom('outbox')
        .selectAll()
        .where('id', '=', id)
        .where('status', '=', 'dead')
        .where('payload', 'is not', null)
        .executeTakeFirst();
      if (row === undefined) return false;
      const again = { status: 'waiting' as const, attempts: 0, not_before: iso(now), finished_at: null };
      await db.updateTable('outbox').set(again).where('id', '=', id).execute();
      await laterParts(db, row)
        .set(again)
        .where('status', '=', 'dead')
        .where('error', '=', EARLIER_PART_DEAD)
        .where('payload', 'is not', null)
        .execute();
      return true;
    },

    async nextDue(channels, now) {
      // Lapsing claims are left out: they are rare, and the worker looks every few seconds anyway.
      const times: string[] = [];
      // Channel by channel, so that the index `outbox_due` answers each at once, whatever waits.
      for (const channel of channels) {
        const row = await db
          .selectFrom('outbox')
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

    async sentAfter(conversation: ConversationId, cursor, limit) {
      const { channel, recipient } = splitConversation(conversation);
      const rows = await db
        .selectFrom('outbox')
        .select(['cursor', 'cause', 'part', 'payload', 'finished_at'])
        .where('channel', '=', channel)
        .where('recipient', '=', recipient)
        .where('status', '=', 'sent')
        .where('cursor', '>', cursor)
        .where('payload', 'is not', null)
        .orderBy('cursor')
        .limit(limit)
        .execute();
      return rows.map((row) => {
        if (row.cursor === null || row.finished_at === null) {
          throw new StoreError(
            `outbox row of cause "${row.cause}" is sent but has no cursor; the database was changed by hand`,
          );
        }
        return {
          cursor: Number(row.cursor),
          cause: row.cause,
          part: row.part,
          payload: JSON.parse(row.payload ?? 'null'),
          sentAt: new Date(row.finished_at),
        };
      });
    },

    async recent(conversation, since) {
      const { channel, recipient } = splitConversation(conversation);
      const rows = await db
        .selectFrom('outbox')
        .select(['id', 'status', 'unknowns', 'message_id', 'payload'])
        .where('channel', '=', channel)
        .where('recipient', '=', recipient)
        .where((eb) => eb.or([eb('finished_at', 'is', null), eb('finished_at', '>=', iso(since))]))
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        status: row.status,
        unknowns: row.unknowns,
        messageId: row.message_id ?? undefined,
        payload: row.payload === null ? undefined : (JSON.parse(row.payload) as unknown),
      }));
    },

    async counts() {
      const rows = await db
        .selectFrom('outbox')
        .select([
          'status',
          (eb) => eb.fn.countAll<number>().as('n'),
          (eb) => eb.fn.sum<number>('unknowns').as('u'),
        ])
        .groupBy('status')
        .execute();
      const counts = Object.fromEntries(
        [...OUTBOX_STATUSES, 'unknowns'].map((status) => [status, 0]),
      ) as Record<OutboxStatus | 'unknowns', number>;
      for (const row of rows) {
        counts[row.status] = Number(row.n);
        counts.unknowns += Number(row.u);
      }
      return counts;
    },
  };
}

export const outboxDuties: TableDuties = {
  async expire(db, limits, now) {
    const emptied = await db
      .updateTable('outbox')
      .set({ payload: null, error: null })
      .where('payload', 'is not', null)
      .where('finished_at', '<=', hoursBefore(now, limits.rawMessageHours))
      .executeTakeFirst();
    const deleted = await db
      .deleteFrom('outbox')
      .where('finished_at', '<=', daysBefore(now, limits.otherDays))
      .executeTakeFirst();
    return rowCount(emptied) + rowCount(deleted);
  },
  async deletePerson(db, _person, conversations) {
    let count = 0;
    for (const conversation of conversations) {
      const { channel, recipient } = splitConversation(conversation as ConversationId);
      const result = await db
        .deleteFrom('outbox')
        .where('channel', '=', channel)
        .where('recipient', '=', recipient)
        .executeTakeFirst();
      count += rowCount(result);
    }
    return count;
  },
};

/** Due deliveries with no earlier due one open in their conversation. What is due later holds nothing back. */
function dueHeads(db: Db, channels: readonly ChannelName[], now: Date) {
  return db
    .selectFrom('outbox')
    .where('outbox.finished_at', 'is', null)
    .where('outbox.channel', 'in', channels)
    .where('outbox.due_at', '<=', iso(now))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('outbox as earlier')
            .select('earlier.id')
            .whereRef('earlier.channel', '=', 'outbox.channel')
            .whereRef('earlier.recipient', '=', 'outbox.recipient')
            .whereRef('earlier.id', '<', 'outbox.id')
            .where('earlier.finished_at', 'is', null)
            .where('earlier.due_at', '<=', iso(now)),
        ),
      ),
    );
}

/** The id under which the channel has reported a delivery that is being sent. */
async function arrivedAs(db: Db, id: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('outbox')
    .select('message_id')
    .where('id', '=', id)
    .where('status', '=', 'sending')
    .executeTakeFirst();
  return row?.message_id ?? undefined;
}

function laterParts(db: Db, row: { cause: string; channel: ChannelName; recipient: string; part: number }) {
  return db
    .updateTable('outbox')
    .where('cause', '=', row.cause)
    .where('channel', '=', row.channel)
    .where('recipient', '=', row.recipient)
    .where('part', '>', row.part);
}
