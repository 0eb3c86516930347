import type { MigrationStep } from './migration.ts';

/** Reports asked for once: one row for each thing that became of a request. */
export const requests: MigrationStep = async (db, engine) => {
  await engine
    .withSerialId(db.schema.createTable('report_requests'))
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('report', 'text', (column) => column.notNull())
    .addColumn('kinds', 'text', (column) => column.notNull())
    .addColumn('units', 'text', (column) => column.notNull())
    .addColumn('from_day', 'text', (column) => column.notNull())
    .addColumn('due_on', 'text', (column) => column.notNull())
    .addColumn('noted_by', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('report_requests_code').on('report_requests').columns(['code', 'id']).execute();
};
