import type { MigrationStep } from './migration.ts';

/** Channel state, claimed job minutes, audit. */
export const running: MigrationStep = async (db, engine) => {
  await db.schema
    .createTable('channel_state')
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('channel_state_key', ['channel', 'key'])
    .execute();
  await db.schema
    .createTable('jobs')
    .addColumn('job', 'text', (column) => column.notNull())
    .addColumn('minute', 'text', (column) => column.notNull())
    .addColumn('claimed_at', 'text', (column) => column.notNull())
    .addColumn('finished_at', 'text')
    .addPrimaryKeyConstraint('jobs_key', ['job', 'minute'])
    .execute();
  await engine
    .withSerialId(db.schema.createTable('audit'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('details', 'text')
    .execute();
  await db.schema.createIndex('audit_subject').on('audit').columns(['subject', 'id']).execute();
};
