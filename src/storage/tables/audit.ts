import type { Generated } from 'kysely';
import type { AuditLog } from '../store.ts';
import { type Db, iso, type TableDuties } from './table.ts';

export interface AuditTable {
  id: Generated<number>;
  at: string;
  actor: string;
  action: string;
  subject: string;
  details: string | null;
}

export function createAudit(db: Db): AuditLog {
  return {
    async add({ at, actor, action, subject, details }) {
      await db
        .insertInto('audit')
        .values({
          at: iso(at),
          actor,
          action,
          subject,
          details: details === undefined ? null : JSON.stringify(details),
        })
        .execute();
    },
    async list({ since, subject, limit }) {
      let query = db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit);
      if (since) query = query.where('at', '>=', iso(since));
      if (subject !== undefined) query = query.where('subject', '=', subject);
      const rows = await query.execute();
      return rows.map(({ at, actor, action, subject, details }) => ({
        at: new Date(at),
        actor,
        action,
        subject,
        ...(details === null ? {} : { details: JSON.parse(details) as unknown }),
      }));
    },
  };
}

/** Who saw or changed internal data stays on record, also after "delete my data". */
export const auditDuties: TableDuties = {};
