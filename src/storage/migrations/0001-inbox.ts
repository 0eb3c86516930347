import type { MigrationStep } from './migration.ts';

export const inbox: MigrationStep = async (db, engine) => {
  await engine
    .withSerialId(db.schema.createTable('inbox'))
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('update_id', 'text', (column) => column.notNull())
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('message', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('deaths', 'integer', (column) => column.notNull())
    .addColumn('received_at', 'text', (column) => column.notNull())
    .addColumn('not_before', 'text', (column) => column.notNull())
    .addColumn('claimed_by', 'text')
    .addColumn('claimed_until', 'text')
    .addColumn('finished_at', 'text')
    .addColumn('error', 'text')
    .addUniqueConstraint('inbox_update_once', ['channel', 'update_id'])
    .execute();
  // Only open entries: stays small however many are done.
  await db.schema
    .createIndex('inbox_open')
    .on('inbox')
    .columns(['conversation', 'id'])
    .where('finished_at' as never, 'is', null)
    .execute();
  await db.schema.createIndex('inbox_conversation').on('inbox').columns(['conversation', 'id']).execute();
  await db.schema
    .createIndex('inbox_due')
    .on('inbox')
    .columns(['channel', 'not_before'])
    .where('finished_at' as never, 'is', null)
    .execute();
  await db.schema.createIndex('inbox_finished').on('inbox').columns(['finished_at']).execute();
};
