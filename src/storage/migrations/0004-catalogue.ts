import type { MigrationStep } from './migration.ts';

export const catalogue: MigrationStep = async (db, engine) => {
  await engine
    .withSerialId(db.schema.createTable('catalogue_versions'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('imported_at', 'text', (column) => column.notNull())
    .addColumn('row_count', 'integer', (column) => column.notNull())
    .addColumn('current', 'integer')
    .addUniqueConstraint('catalogue_one_current', ['kind', 'current'])
    .execute();
  await db.schema
    .createTable('catalogue_rows')
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('catalogue_rows_key', ['version', 'code'])
    .execute();
};
