import type { MigrationStep } from './migration.ts';

export const dialogue: MigrationStep = async (db, engine) => {
  await db.schema
    .createTable('sessions')
    .addColumn('conversation', 'text', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('conversations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('first_seen_at', 'text', (column) => column.notNull())
    .addColumn('last_interaction_at', 'text', (column) => column.notNull())
    .addColumn('language', 'text')
    .addColumn('blocked', 'integer', (column) => column.notNull())
    .addColumn('silenced_until', 'text')
    .addColumn('shown', 'text')
    .execute();
  await db.schema.createIndex('conversations_person').on('conversations').columns(['person']).execute();
  await engine
    .withSerialId(db.schema.createTable('feedback'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('about', 'text')
    .execute();
  await db.schema
    .createTable('subscriptions')
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('subscriptions_key', ['conversation', 'topic'])
    .execute();
};
