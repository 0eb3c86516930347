import { vietnamDay } from '../clock.ts';
import { formatDay } from '../i18n/numbers.ts';
import type { Translate } from '../i18n/texts.ts';
import type { Choice, Reply } from '../messages/index.ts';
import type { DeskReply, DeskTurn } from '../officers/desk.ts';
import { periodName } from '../reporting/periods.ts';
import type { ReportBook } from '../reporting/snapshot.ts';
import type { StoredEffect } from '../storage/effects.ts';
import type { ReminderDigest, Store } from '../storage/store.ts';
import { BUTTON } from './digest.ts';
import { WEEKLY } from './items.ts';
import type { Ladder } from './ladder.ts';

/** Most buttons in one answer; the rest is named in chat. */
const MOST_CHOICES = 8;

/** Answers the buttons under a digest. Undefined for every other message. */
export function createReminderButtons({
  store,
  book,
  ladder,
  t,
}: {
  store: Store;
  book: ReportBook;
  ladder: Ladder;
  t: Translate;
}) {
  const { calendar } = book.reporting;

  return async function answer({ incoming, session, now }: DeskTurn): Promise<DeskReply | undefined> {
    if (incoming.content.kind !== 'tap') return undefined;
    const [, kind, id = '', which] = BUTTON.exec(incoming.content.data) ?? [];
    if (kind === undefined) return undefined;
    const say = (reply: Reply, effects: StoredEffect[] = []): DeskReply => ({
      answer: { replies: [reply], status: 'answered', intent: 'report_status' },
      session,
      effects,
    });
    const { digest, person } = await store.transaction(async (tx) => ({
      digest: await tx.reminders.findDigest(id),
      person: await tx.people.ofConversation(incoming.conversation),
    }));
    // A button pressed by somebody else (a forwarded message, a chat that changed hands) changes nothing.
    if (digest === undefined || person === undefined || digest.person !== person.id)
      return say({ text: t('reminders.not_yours') });
    const reports = digest.reports.filter(({ report }) => report !== WEEKLY).map(({ report }) => report);
    const today = vietnamDay(now);
    switch (kind) {
      case 'go':
        return say({
          text: [
            t('reminders.go'),
            ...reports.slice(0, MOST_CHOICES).map((report) => `- ${nameOf(report)}`),
          ].join('\n'),
        });
      case 'la': {
        const until = calendar.addWorkingDays(today, ladder.snoozeWorkingDays);
        return say({ text: t('reminders.snoozed', { day: formatDay(until) }) }, [
          { kind: 'snoozeReminders', person: person.id, digest: digest.id, until },
        ]);
      }
      case 'no': {
        const units = [...new Set(reports.map((report) => ownerOf(report, today)))];
        return say({ text: t('reminders.disputed') }, [{ kind: 'disputeUnits', person: person.id, units }]);
      }
      default:
        return elsewhere(digest, reports, which, today, say);
    }
  };

  function elsewhere(
    digest: ReminderDigest,
    reports: readonly string[],
    which: string | undefined,
    today: string,
    say: (reply: Reply, effects?: StoredEffect[]) => DeskReply,
  ): DeskReply {
    const chosen =
      which === 'all' || reports.length === 1
        ? reports
        : which === undefined
          ? []
          : reports.slice(Number(which), Number(which) + 1);
    if (chosen.length > 0) {
      return say(
        {
          text: [
            t('reminders.noted_elsewhere', { day: formatDay(today) }),
            ...chosen.map((report) => `- ${nameOf(report)}`),
          ].join('\n'),
        },
        [{ kind: 'markReports', reports: [...chosen], as: 'filed_elsewhere', on: today }],
      );
    }
    const choices: Choice[] = reports
      .slice(0, MOST_CHOICES)
      .map((report, index) => ({ label: nameOf(report), data: `rm:el:${digest.id}:${index}` }));
    return say({
      text: t('reminders.which_elsewhere'),
      choices: [...choices, { label: t('reminders.all_of_them'), data: `rm:el:${digest.id}:all` }],
    });
  }

  function nameOf(report: string): string {
    const [obligation = '', period = '', unit = ''] = report.split('|');
    const duty = book.ledger.duty(obligation, period);
    const name = duty === undefined ? report : `${duty.obligation.name}, ${periodName(duty.period)}`;
    const found = book.reporting.units.find(unit);
    return found === undefined ? name : `${name} (${found.name})`;
  }

  function ownerOf(report: string, today: string): string {
    const unit = report.split('|')[2] ?? '';
    return book.reporting.units.heirOn(unit, today)?.id ?? unit;
  }
}
