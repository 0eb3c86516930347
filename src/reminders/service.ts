import type { Channel } from '../channels/channel.ts';
import { type Clock, vietnamDay } from '../clock.ts';
import type { Translate } from '../i18n/texts.ts';
import type { Logger } from '../logger.ts';
import type { ChannelName } from '../messages/index.ts';
import { createAdminDesk } from '../officers/admin-desk.ts';
import { createOfficerDesk, type DeskReply, type DeskTurn } from '../officers/desk.ts';
import { calendarWarnings } from '../reporting/calendar.ts';
import { createReportFeed, type ReportFeed } from '../reporting/feed.ts';
import { loadReporting } from '../reporting/load.ts';
import type { Province } from '../reporting/units.ts';
import type { Store } from '../storage/store.ts';
import { createReminderButtons } from './buttons.ts';
import { loadLadder } from './ladder.ts';
import { createReminderRun, type RunResult } from './run.ts';
import { createSchedule } from './schedule.ts';

export interface OfficialsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly contentDir: string;
  readonly province: Province;
  readonly t: Translate;
  readonly publicUrl?: string | undefined;
  readonly allowBilled?: boolean;
  /** The channels that run here; asked when reminders are sent, since they are made after this. */
  readonly channels: () => readonly Channel[];
  /** Wakes the outbox. */
  readonly onQueued: () => void;
}

/** Everything about officers in the main thread: linking, buttons of reminders, the ledger's feed, the daily run. */
export interface Officials {
  readonly feed: ReportFeed;
  /** Answers messages that are for it; undefined: the dialogue answers. */
  answer(turn: DeskTurn): Promise<DeskReply | undefined>;
  /** Reminds now, once; for tests and the command line. */
  remind(): Promise<RunResult>;
  start(): void;
  stop(): Promise<void>;
}

/** Throws ContentError when units, calendar, obligations or ladder have problems. */
export function createOfficials(options: OfficialsOptions): Officials {
  const { store, clock, logger, t } = options;
  const reporting = loadReporting(options.contentDir, options.province);
  const ladder = loadLadder(options.contentDir);
  const feed = createReportFeed({ store, clock, reporting });
  const desk = createOfficerDesk({ store, units: reporting.units, t });
  const admin = createAdminDesk({ store, reporting, t });
  const buttons = createReminderButtons({ store, book: feed.book, ladder, t });

  async function remind(): Promise<RunResult> {
    const channels = new Map<ChannelName, Channel>(
      options.channels().map((channel) => [channel.name, channel]),
    );
    const run = createReminderRun({ ...options, feed, ladder, channels });
    const result = await run();
    if (result.queued + result.unreachable > 0) logger.info({ ...result }, 'reminded');
    return result;
  }

  const schedule = createSchedule({ job: 'reminders', work: remind, store, clock, logger });
  return {
    feed,
    answer: async (turn) => (await desk(turn)) ?? (await admin(turn)) ?? (await buttons(turn)),
    remind,
    start() {
      for (const warning of calendarWarnings(
        reporting.calendar,
        reporting.officeHours,
        vietnamDay(clock.now()),
      ))
        logger.warn({ calendar: warning }, 'the working calendar needs attention');
      schedule.start();
    },
    stop: () => schedule.stop(),
  };
}
