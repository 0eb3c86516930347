import type { Tx } from '../store.ts';
import { auditDuties, createAudit } from './audit.ts';
import { createCatalogue } from './catalogue.ts';
import { createChannelStates } from './channel-state.ts';
import { conversationDuties, createConversations } from './conversations.ts';
import { createFeedback, feedbackDuties } from './feedback.ts';
import { createInbox, inboxDuties } from './inbox.ts';
import { createJobs, jobDuties } from './jobs.ts';
import { createOutbox, outboxDuties } from './outbox.ts';
import { createPeople, peopleDuties } from './people.ts';
import { createReminders, reminderDuties } from './reminders.ts';
import { createReports, reportDuties } from './reports.ts';
import { createRetention } from './retention.ts';
import { createSessions, sessionDuties } from './sessions.ts';
import { createSubscriptions, subscriptionDuties } from './subscriptions.ts';
import type { Db, TableDuties } from './table.ts';

/** Who deletes what. `conversations` is last: the others look up a person's conversations before. */
const DUTIES: Readonly<Record<string, TableDuties>> = {
  inbox: inboxDuties,
  outbox: outboxDuties,
  sessions: sessionDuties,
  jobs: jobDuties,
  audit: auditDuties,
  feedback: feedbackDuties,
  subscriptions: subscriptionDuties,
  reminders: reminderDuties,
  reports: reportDuties,
  people: peopleDuties,
  conversations: conversationDuties,
};

/** All sub-stores on one database transaction. */
export function createTx(db: Db): Tx {
  return {
    inbox: createInbox(db),
    outbox: createOutbox(db),
    sessions: createSessions(db),
    conversations: createConversations(db),
    catalogue: createCatalogue(db),
    channelState: createChannelStates(db),
    jobs: createJobs(db),
    audit: createAudit(db),
    feedback: createFeedback(db),
    subscriptions: createSubscriptions(db),
    people: createPeople(db),
    reports: createReports(db),
    reminders: createReminders(db),
    retention: createRetention(db, DUTIES),
  };
}
