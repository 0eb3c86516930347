import type { CreateTableBuilder, Kysely } from 'kysely';

/** What differs between engines when tables are made; differences are data, not branches. */
export interface EngineTraits {
  /** Adds the column `id`: a number the engine gives, growing, never used twice. */
  withSerialId<T extends string, C extends string>(
    table: CreateTableBuilder<T, C>,
  ): CreateTableBuilder<T, C | 'id'>;
}

/**
 * One step of the schema. `db` is untyped on purpose: a migration must not change when today's tables do.
 * There is no way down; restore a backup instead.
 */
export type MigrationStep = (db: Kysely<unknown>, engine: EngineTraits) => Promise<void>;
