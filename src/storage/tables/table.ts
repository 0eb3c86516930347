import type { Kysely } from 'kysely';
import type { KeepLimits } from '../store.ts';
import type { Database } from './database.ts';

export type Db = Kysely<Database>;

/** What a sub-store contributes to the generic duties; each optional. Registered in `tables/index.ts`. */
export interface TableDuties {
  /** Deletes what is too old; returns how many rows. */
  expire?(db: Db, limits: KeepLimits, now: Date): Promise<number>;
  /** Deletes what is known about a person and their conversations; returns how many rows. */
  deletePerson?(db: Db, person: string, conversations: readonly string[]): Promise<number>;
}

export const iso = (instant: Date): string => instant.toISOString();
export const hoursBefore = (now: Date, hours: number): string =>
  iso(new Date(now.getTime() - hours * 3_600_000));
export const daysBefore = (now: Date, days: number): string => hoursBefore(now, days * 24);
export const rowCount = (result: { numDeletedRows?: bigint; numUpdatedRows?: bigint } | undefined): number =>
  Number(result?.numDeletedRows ?? result?.numUpdatedRows ?? 0n);
