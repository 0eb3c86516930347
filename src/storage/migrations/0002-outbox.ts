import type { MigrationStep } from './migration.ts';

export const outbox: MigrationStep = async (db, engine) => {
  await engine
    .withSerialId(db.schema.createTable('outbox'))
    .addColumn('cause', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('recipient', 'text', (column) => column.notNull())
    .addColumn('part', 'integer', (column) => column.notNull())
    .addColumn('payload', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('unknowns', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('due_at', 'text', (column) => column.notNull())
    .addColumn('not_before', 'text', (column) => column.notNull())
    .addColumn('claimed_by', 'text')
    .addColumn('claimed_until', 'text')
    .addColumn('finished_at', 'text')
    .addColumn('message_id', 'text')
    .addColumn('cursor', 'bigint')
    .addColumn('error', 'text')
    .addUniqueConstraint('outbox_part_once', ['cause', 'channel', 'recipient', 'part'])
    .execute();
  await db.schema
    .createIndex('outbox_open')
    .on('outbox')
    .columns(['channel', 'recipient', 'id'])
    .where('finished_at' as never, 'is', null)
    .execute();
  await db.schema
    .createIndex('outbox_cursor')
    .on('outbox')
    .columns(['channel', 'recipient', 'cursor'])
    .execute();
  await db.schema
    .createIndex('outbox_due')
    .on('outbox')
    .columns(['channel', 'not_before'])
    .where('finished_at' as never, 'is', null)
    .execute();
  await db.schema.createIndex('outbox_finished').on('outbox').columns(['finished_at']).execute();
};
