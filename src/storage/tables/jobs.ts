import type { Jobs } from '../store.ts';
import { type Db, daysBefore, iso, rowCount, type TableDuties } from './table.ts';

export interface JobsTable {
  job: string;
  minute: string;
  claimed_at: string;
  finished_at: string | null;
}

export function createJobs(db: Db): Jobs {
  return {
    async claim(job, minute, now) {
      const result = await db
        .insertInto('jobs')
        .values({ job, minute, claimed_at: iso(now) })
        .onConflict((conflict) => conflict.columns(['job', 'minute']).doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async finished(job, minute, now) {
      await db
        .updateTable('jobs')
        .set({ finished_at: iso(now) })
        .where('job', '=', job)
        .where('minute', '=', minute)
        .execute();
    },
    async lastMinute(job) {
      const row = await db
        .selectFrom('jobs')
        .select((eb) => eb.fn.max('minute').as('minute'))
        .where('job', '=', job)
        .executeTakeFirst();
      return row?.minute ?? undefined;
    },
  };
}

export const jobDuties: TableDuties = {
  async expire(db, limits, now) {
    // The newest row of each job stays: it says where to catch up from.
    const result = await db
      .deleteFrom('jobs')
      .where('claimed_at', '<=', daysBefore(now, limits.otherDays))
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('jobs as newer')
            .select('newer.job')
            .whereRef('newer.job', '=', 'jobs.job')
            .whereRef('newer.minute', '>', 'jobs.minute'),
        ),
      )
      .executeTakeFirst();
    return rowCount(result);
  },
};
