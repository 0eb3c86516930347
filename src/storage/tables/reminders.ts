import type { ConversationId } from '../../messages/index.ts';
import type { ReminderDigest, ReminderStore } from '../officers.ts';
import { type Db, daysBefore, iso, rowCount, type TableDuties } from './table.ts';

export interface ReminderLogTable {
  person: string;
  report: string;
  step: string;
  digest: string;
  at: string;
}
export interface ReminderDigestsTable {
  id: string;
  person: string;
  day: string;
  conversation: string | null;
  reports: string;
  why: string;
  created_at: string;
}
export interface ReminderStateTable {
  person: string;
  checked_on: string | null;
  snoozed_until: string | null;
  unreachable_since: string | null;
}

/** Rows of one INSERT: SQLite takes 32,766 values in one statement. */
const INSERT_ROWS = 500;
/** Rows read at once: about two milliseconds. */
const READ_ROWS = 1_000;
/** Items written as JSON at once. */
const JSON_ITEMS = 5_000;

/** Others have their turn: SQLite answers within the same turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** `JSON.stringify` of a long list, with pauses. */
async function toJson(list: readonly unknown[]): Promise<string> {
  const parts: string[] = [];
  for (let start = 0; start < list.length; start += JSON_ITEMS) {
    if (start > 0) await turn();
    parts.push(JSON.stringify(list.slice(start, start + JSON_ITEMS)).slice(1, -1));
  }
  return `[${parts.join(',')}]`;
}

export function createReminders(db: Db): ReminderStore {
  return {
    async logged(person) {
      const found = new Set<string>();
      for (let after = { report: '', step: '' }; ; ) {
        const rows = await db
          .selectFrom('reminder_log')
          .select(['report', 'step'])
          .where('person', '=', person)
          .where((eb) =>
            eb.or([
              eb('report', '>', after.report),
              eb.and([eb('report', '=', after.report), eb('step', '>', after.step)]),
            ]),
          )
          .orderBy('report')
          .orderBy('step')
          .limit(READ_ROWS)
          .execute();
        for (const { report, step } of rows) found.add(`${report}|${step}`);
        const last = rows.at(-1);
        if (rows.length < READ_ROWS || last === undefined) return found;
        after = last;
        await turn();
      }
    },
    async saveDigest(digest) {
      await db
        .insertInto('reminder_digests')
        .values({
          id: digest.id,
          person: digest.person,
          day: digest.day,
          conversation: digest.conversation ?? null,
          reports: await toJson(digest.reports),
          why: JSON.stringify(digest.why),
          created_at: iso(digest.at),
        })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({ why: JSON.stringify(digest.why), created_at: iso(digest.at) }),
        )
        .execute();
      // Nobody was told: nothing to remember.
      if (digest.conversation === undefined) return;
      for (let start = 0; start < digest.reports.length; start += INSERT_ROWS) {
        // A department's digest names thousands; SQLite would keep everybody else from their turn until the last.
        if (start > 0) await turn();
        const rows = digest.reports.slice(start, start + INSERT_ROWS).map(({ report, step }) => ({
          person: digest.person,
          report,
          step,
          digest: digest.id,
          at: iso(digest.at),
        }));
        await db
          .insertInto('reminder_log')
          .values(rows)
          .onConflict((conflict) => conflict.columns(['person', 'report', 'step']).doNothing())
          .execute();
      }
    },
    async findDigest(id) {
      const row = await db.selectFrom('reminder_digests').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toDigest(row);
    },
    async digestsOf(person, limit) {
      const rows = await db
        .selectFrom('reminder_digests')
        .selectAll()
        .where('person', '=', person)
        .orderBy('created_at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toDigest);
    },
    async takeBack(digest) {
      return (
        rowCount(await db.deleteFrom('reminder_log').where('digest', '=', digest).executeTakeFirst()) > 0
      );
    },
    async state(person) {
      const row = await db
        .selectFrom('reminder_state')
        .selectAll()
        .where('person', '=', person)
        .executeTakeFirst();
      return (
        row && {
          checkedOn: row.checked_on ?? undefined,
          snoozedUntil: row.snoozed_until ?? undefined,
          unreachableSince: row.unreachable_since ?? undefined,
        }
      );
    },
    async setState(person, state) {
      const fields = {
        ...('checkedOn' in state ? { checked_on: state.checkedOn ?? null } : {}),
        ...('snoozedUntil' in state ? { snoozed_until: state.snoozedUntil ?? null } : {}),
        ...('unreachableSince' in state ? { unreachable_since: state.unreachableSince ?? null } : {}),
      };
      await db
        .insertInto('reminder_state')
        .values({ person, ...fields })
        .onConflict((conflict) => conflict.column('person').doUpdateSet(fields))
        .execute();
    },
    async unreachable() {
      const rows = await db
        .selectFrom('reminder_state')
        .select(['person', 'unreachable_since'])
        .where('unreachable_since', 'is not', null)
        .orderBy('person')
        .execute();
      return rows.map(({ person, unreachable_since }) => ({ person, since: unreachable_since ?? '' }));
    },
    async unchecked(day, afterId, limit) {
      const rows = await db
        .selectFrom('people')
        .leftJoin('reminder_state', 'reminder_state.person', 'people.id')
        .select('people.id')
        .where('people.id', '>', afterId)
        .where((eb) =>
          eb.or([eb('reminder_state.checked_on', 'is', null), eb('reminder_state.checked_on', '!=', day)]),
        )
        .orderBy('people.id')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

/** Told steps are kept longer than any ladder runs, else they would be told again. */
const LOG_DAYS = 800;
/** Long enough to explain last quarter's reminders. */
const DIGEST_DAYS = 180;

export const reminderDuties: TableDuties = {
  async expire(db, _limits, now) {
    const log = await db
      .deleteFrom('reminder_log')
      .where('at', '<=', daysBefore(now, LOG_DAYS))
      .executeTakeFirst();
    const digests = await db
      .deleteFrom('reminder_digests')
      .where('created_at', '<=', daysBefore(now, DIGEST_DAYS))
      .executeTakeFirst();
    return rowCount(log) + rowCount(digests);
  },
};

function toDigest(row: ReminderDigestsTable): ReminderDigest {
  return {
    id: row.id,
    person: row.person,
    day: row.day,
    conversation: (row.conversation ?? undefined) as ConversationId | undefined,
    // Written by `saveDigest`: the casts are the other half of that.
    reports: JSON.parse(row.reports) as ReminderDigest['reports'],
    why: JSON.parse(row.why) as ReminderDigest['why'],
    at: new Date(row.created_at),
  };
}
