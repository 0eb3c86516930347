import type { AuditTable } from './audit.ts';
import type { CatalogueRowsTable, CatalogueVersionsTable } from './catalogue.ts';
import type { ChannelStateTable } from './channel-state.ts';
import type { ConversationsTable } from './conversations.ts';
import type { FeedbackTable } from './feedback.ts';
import type { InboxTable } from './inbox.ts';
import type { JobsTable } from './jobs.ts';
import type { OutboxTable } from './outbox.ts';
import type {
  LinkAttemptsTable,
  LinkCodesTable,
  PeopleTable,
  PersonChannelsTable,
  PersonRolesTable,
} from './people.ts';
import type { ReminderDigestsTable, ReminderLogTable, ReminderStateTable } from './reminders.ts';
import type { ReportEventsTable, ReportPeriodsTable, ReportRequestsTable, UnitSetsTable } from './reports.ts';
import type { SessionsTable } from './sessions.ts';
import type { SubscriptionsTable } from './subscriptions.ts';

/** All tables, each declared beside the sub-store that owns it. */
export interface Database {
  inbox: InboxTable;
  outbox: OutboxTable;
  sessions: SessionsTable;
  conversations: ConversationsTable;
  catalogue_versions: CatalogueVersionsTable;
  catalogue_rows: CatalogueRowsTable;
  channel_state: ChannelStateTable;
  jobs: JobsTable;
  audit: AuditTable;
  feedback: FeedbackTable;
  subscriptions: SubscriptionsTable;
  people: PeopleTable;
  person_channels: PersonChannelsTable;
  person_roles: PersonRolesTable;
  link_codes: LinkCodesTable;
  link_attempts: LinkAttemptsTable;
  unit_sets: UnitSetsTable;
  report_periods: ReportPeriodsTable;
  report_events: ReportEventsTable;
  report_requests: ReportRequestsTable;
  reminder_log: ReminderLogTable;
  reminder_digests: ReminderDigestsTable;
  reminder_state: ReminderStateTable;
}
