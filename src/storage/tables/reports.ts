import { createHash } from 'node:crypto';
import type { Generated } from 'kysely';
import type { ReportStore, StoredPeriod, StoredReportEvent, StoredRequest } from '../officers.ts';
import { type Db, daysBefore, iso, rowCount, type TableDuties } from './table.ts';

export interface UnitSetsTable {
  /** Hash of the list: most periods share one. */
  id: string;
  units: string;
}
export interface ReportPeriodsTable {
  id: Generated<number>;
  obligation: string;
  period: string;
  window_from: string;
  window_to: string;
  due_on: string;
  certain: number;
  rule_version: string;
  unit_set: string;
  frozen_at: string;
}
export interface ReportEventsTable {
  id: Generated<number>;
  obligation: string;
  period: string;
  unit: string;
  kind: string;
  on_day: string;
  at: string;
  actor: string;
  reason: string | null;
  to_unit: string | null;
}

export interface ReportRequestsTable {
  id: Generated<number>;
  code: string;
  status: string;
  name: string;
  report: string;
  kinds: string;
  units: string;
  from_day: string;
  due_on: string;
  noted_by: string;
  at: string;
}

export function createReports(db: Db): ReportStore {
  return {
    async freeze(periods, at) {
      for (const one of periods) {
        const known = await db
          .selectFrom('report_periods')
          .select(['id', 'certain'])
          .where('obligation', '=', one.obligation)
          .where('period', '=', one.period)
          .executeTakeFirst();
        if (known !== undefined && (known.certain === 1 || !one.certain)) continue;
        const list = JSON.stringify(one.units);
        const unitSet = createHash('sha256').update(list).digest('hex').slice(0, 24);
        await db
          .insertInto('unit_sets')
          .values({ id: unitSet, units: list })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute();
        // A new row instead of a change, so that readers by cursor see it.
        if (known !== undefined) await db.deleteFrom('report_periods').where('id', '=', known.id).execute();
        await db
          .insertInto('report_periods')
          .values({
            obligation: one.obligation,
            period: one.period,
            window_from: one.windowFrom,
            window_to: one.windowTo,
            due_on: one.dueOn,
            certain: one.certain ? 1 : 0,
            rule_version: one.ruleVersion,
            unit_set: unitSet,
            frozen_at: iso(at),
          })
          .execute();
      }
    },
    async periodsAfter(cursor) {
      const rows = await db
        .selectFrom('report_periods')
        .selectAll()
        .where('id', '>', cursor)
        .orderBy('id')
        .execute();
      const sets = new Map<string, readonly string[]>();
      for (const id of new Set(rows.map(({ unit_set }) => unit_set))) {
        const { units } = await db
          .selectFrom('unit_sets')
          .select('units')
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        sets.set(id, JSON.parse(units) as string[]);
      }
      const periods: StoredPeriod[] = rows.map((row) => ({
        obligation: row.obligation,
        period: row.period,
        windowFrom: row.window_from,
        windowTo: row.window_to,
        dueOn: row.due_on,
        certain: row.certain === 1,
        ruleVersion: row.rule_version,
        units: sets.get(row.unit_set) ?? [],
      }));
      return { periods, cursor: rows.at(-1)?.id ?? cursor };
    },
    async startedAt() {
      const row = await db
        .selectFrom('report_periods')
        .select((eb) => eb.fn.min('frozen_at').as('at'))
        .executeTakeFirst();
      return row?.at ? new Date(row.at) : undefined;
    },
    async record(event) {
      const { id } = await db
        .insertInto('report_events')
        .values({
          obligation: event.obligation,
          period: event.period,
          unit: event.unit,
          kind: event.kind,
          on_day: event.on,
          at: iso(event.at),
          actor: event.actor,
          reason: event.reason ?? null,
          to_unit: event.toUnit ?? null,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    async eventsAfter(id, limit) {
      const rows = await db
        .selectFrom('report_events')
        .selectAll()
        .where('id', '>', id)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        obligation: row.obligation,
        period: row.period,
        unit: row.unit,
        kind: row.kind as StoredReportEvent['kind'],
        on: row.on_day,
        actor: row.actor,
        ...(row.reason === null ? {} : { reason: row.reason }),
        ...(row.to_unit === null ? {} : { toUnit: row.to_unit }),
      }));
    },
    async noteRequest(note) {
      const { id } = await db
        .insertInto('report_requests')
        .values({
          code: note.code,
          status: note.status,
          name: note.name,
          report: note.report,
          kinds: JSON.stringify(note.kinds),
          units: JSON.stringify(note.units),
          from_day: note.from,
          due_on: note.dueOn,
          noted_by: note.by,
          at: iso(note.at),
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    async findRequest(code) {
      const row = await db
        .selectFrom('report_requests')
        .selectAll()
        .where('code', '=', code)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && toRequest(row);
    },
    async requestsAfter(id) {
      const rows = await db
        .selectFrom('report_requests')
        .selectAll()
        .where('id', '>', id)
        .where('status', '!=', 'draft')
        .orderBy('id')
        .execute();
      return rows.map(toRequest);
    },
  };
}

/** Drafts nobody said yes to. */
const DRAFT_DAYS = 7;

export const reportDuties: TableDuties = {
  async expire(db, _limits, now) {
    // The draft rows of requests that were sent go too; the row that says so stays.
    const drafts = await db
      .deleteFrom('report_requests')
      .where('status', '=', 'draft')
      .where('at', '<=', daysBefore(now, DRAFT_DAYS))
      .executeTakeFirst();
    return rowCount(drafts);
  },
};

function toRequest(row: {
  id: number;
  code: string;
  status: string;
  name: string;
  report: string;
  kinds: string;
  units: string;
  from_day: string;
  due_on: string;
  noted_by: string;
  at: string;
}): StoredRequest {
  return {
    id: row.id,
    code: row.code,
    // Written by `noteRequest`: the casts are the other half of that.
    status: row.status as StoredRequest['status'],
    name: row.name,
    report: row.report,
    kinds: JSON.parse(row.kinds) as string[],
    units: JSON.parse(row.units) as string[],
    from: row.from_day,
    dueOn: row.due_on,
    by: row.noted_by,
    at: new Date(row.at),
  };
}
