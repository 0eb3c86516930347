import type { MigrationStep } from './migration.ts';

/** People who act for units, how they are reached, what they may do, and the codes that link them. */
export const officers: MigrationStep = async (db, engine) => {
  await db.schema
    .createTable('people')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text')
    .addColumn('preferred', 'text')
    .addColumn('leave_from', 'text')
    .addColumn('leave_to', 'text')
    .addColumn('deputy', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('person_channels')
    .addColumn('conversation', 'text', (column) => column.primaryKey())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('linked_at', 'text', (column) => column.notNull())
    .addColumn('failed_at', 'text')
    .execute();
  await db.schema.createIndex('person_channels_person').on('person_channels').columns(['person']).execute();
  await engine
    .withSerialId(db.schema.createTable('person_roles'))
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('granted_at', 'text', (column) => column.notNull())
    .addColumn('granted_by', 'text', (column) => column.notNull())
    .addColumn('revoked_at', 'text')
    .addColumn('disputed_at', 'text')
    .execute();
  await db.schema.createIndex('person_roles_person').on('person_roles').columns(['person']).execute();
  await db.schema.createIndex('person_roles_unit').on('person_roles').columns(['unit']).execute();
  await db.schema
    .createTable('link_codes')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('person', 'text')
    .addColumn('name', 'text')
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('only_for', 'text')
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('used_at', 'text')
    .addColumn('used_by', 'text')
    .addColumn('revoked_at', 'text')
    .execute();
  await engine
    .withSerialId(db.schema.createTable('link_attempts'))
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
};
