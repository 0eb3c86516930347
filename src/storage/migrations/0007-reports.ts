import type { MigrationStep } from './migration.ts';

/** Periods as they stood when they opened, what became of single reports, and who was reminded of what. */
export const reports: MigrationStep = async (db, engine) => {
  await db.schema
    .createTable('unit_sets')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('units', 'text', (column) => column.notNull())
    .execute();
  await engine
    .withSerialId(db.schema.createTable('report_periods'))
    .addColumn('obligation', 'text', (column) => column.notNull())
    .addColumn('period', 'text', (column) => column.notNull())
    .addColumn('window_from', 'text', (column) => column.notNull())
    .addColumn('window_to', 'text', (column) => column.notNull())
    .addColumn('due_on', 'text', (column) => column.notNull())
    .addColumn('certain', 'integer', (column) => column.notNull())
    .addColumn('rule_version', 'text', (column) => column.notNull())
    .addColumn('unit_set', 'text', (column) => column.notNull())
    .addColumn('frozen_at', 'text', (column) => column.notNull())
    .addUniqueConstraint('report_periods_once', ['obligation', 'period'])
    .execute();
  await engine
    .withSerialId(db.schema.createTable('report_events'))
    .addColumn('obligation', 'text', (column) => column.notNull())
    .addColumn('period', 'text', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('on_day', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('to_unit', 'text')
    .execute();
  await db.schema
    .createTable('reminder_log')
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('report', 'text', (column) => column.notNull())
    .addColumn('step', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('reminder_log_key', ['person', 'report', 'step'])
    .execute();
  await db.schema.createIndex('reminder_log_digest').on('reminder_log').columns(['digest']).execute();
  await db.schema
    .createTable('reminder_digests')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('conversation', 'text')
    .addColumn('reports', 'text', (column) => column.notNull())
    .addColumn('why', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('reminder_digests_person')
    .on('reminder_digests')
    .columns(['person', 'created_at'])
    .execute();
  await db.schema
    .createTable('reminder_state')
    .addColumn('person', 'text', (column) => column.primaryKey())
    .addColumn('checked_on', 'text')
    .addColumn('snoozed_until', 'text')
    .addColumn('unreachable_since', 'text')
    .execute();
};
