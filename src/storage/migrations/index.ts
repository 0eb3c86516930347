import type { Migration } from 'kysely';
import { inbox } from './0001-inbox.ts';
import { outbox } from './0002-outbox.ts';
import { dialogue } from './0003-dialogue.ts';
import { catalogue } from './0004-catalogue.ts';
import { running } from './0005-running.ts';
import { officers } from './0006-officers.ts';
import { reports } from './0007-reports.ts';
import { requests } from './0008-requests.ts';
import type { EngineTraits, MigrationStep } from './migration.ts';

/** All steps, run in this order. Names never change once released; a new step gets the next number. */
const STEPS: Readonly<Record<string, MigrationStep>> = {
  '0001-inbox': inbox,
  '0002-outbox': outbox,
  '0003-dialogue': dialogue,
  '0004-catalogue': catalogue,
  '0005-running': running,
  '0006-officers': officers,
  '0007-reports': reports,
  '0008-requests': requests,
};

export const MIGRATION_NAMES: readonly string[] = Object.keys(STEPS);

export function migrationsFor(engine: EngineTraits): Record<string, Migration> {
  return Object.fromEntries(
    Object.entries(STEPS).map(([name, step]) => [name, { up: (db) => step(db, engine) } satisfies Migration]),
  );
}
