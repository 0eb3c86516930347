import type { Retention } from '../store.ts';
import type { Db, TableDuties } from './table.ts';

export function createRetention(db: Db, duties: Readonly<Record<string, TableDuties>>): Retention {
  return {
    async expire(limits, now) {
      const counts: Record<string, number> = {};
      for (const [name, duty] of Object.entries(duties)) {
        if (duty.expire) counts[name] = await duty.expire(db, limits, now);
      }
      return counts;
    },
    async deletePerson(person) {
      const rows = await db.selectFrom('conversations').select('id').where('person', '=', person).execute();
      // A person's own conversation is named like the person, even when it was never noted as seen.
      const conversations = [...new Set([person, ...rows.map((row) => row.id)])];
      let count = 0;
      for (const duty of Object.values(duties)) {
        if (duty.deletePerson) count += await duty.deletePerson(db, person, conversations);
      }
      return count;
    },
  };
}
