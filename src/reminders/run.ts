import { createHash } from 'node:crypto';
import type { Channel } from '../channels/channel.ts';
import { type Clock, vietnamDay, vietnamTime } from '../clock.ts';
import type { Translate } from '../i18n/texts.ts';
import type { Logger } from '../logger.ts';
import { type ChannelName, splitConversation } from '../messages/index.ts';
import { issueCode } from '../officers/linking.ts';
import type { Day } from '../reporting/days.ts';
import type { ReportFeed } from '../reporting/feed.ts';
import type { Person, ReminderDigest, Store, Tx } from '../storage/store.ts';
import { type Breath, breathing, createBreath } from './breath.ts';
import { type ChosenChannel, chooseChannel } from './choose-channel.ts';
import { departmentGroups, digestReply, weeklyRates } from './digest.ts';
import { type DayPlan, type DueDigest, dueDigestSteps, planDay, WEEKLY } from './items.ts';
import type { Ladder } from './ladder.ts';

export interface RemindersOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly feed: ReportFeed;
  readonly ladder: Ladder;
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  readonly t: Translate;
  /** The web chat's address, for one-time links in e-mails. */
  readonly publicUrl?: string | undefined;
  /** Whether channels that cost money may be used. */
  readonly allowBilled?: boolean;
  /** Wakes the outbox. */
  readonly onQueued: () => void;
}

export interface RunResult {
  /** Digests queued, people nobody can reach, people looked at. */
  readonly queued: number;
  readonly unreachable: number;
  readonly checked: number;
}

/** People looked up at once. How many share a transaction depends on how long they take. */
const PEOPLE_AT_ONCE = 10;
const LINK_DAYS = 7;

/**
 * Tells everybody who was not looked at today what is true now. Runs as often as wanted, in as many processes as
 * wanted: what was told is stored in the transaction that queues it, so every step is told once.
 */
export function createReminderRun(options: RemindersOptions) {
  const { store, clock, logger, feed, ladder, channels, t } = options;
  const { reporting } = feed.book;

  return async function run(): Promise<RunResult> {
    const result = { queued: 0, unreachable: 0, checked: 0 };
    const now = clock.now();
    if (isQuiet(now)) return result;
    const today = vietnamDay(now);
    const breath = createBreath();
    await takeBackDead(breath);
    await feed.freeze();
    await breath.take();
    // Due days and steps are the same for all; only who has filed changes while the run goes on.
    const plan = planDay(feed.book, ladder, today);
    for (let afterId = ''; ; ) {
      await breath.take();
      const people = await store.transaction(async (tx) => {
        const ids = await tx.reminders.unchecked(today, afterId, PEOPLE_AT_ONCE);
        const found: Person[] = [];
        for (const id of ids) {
          const person = await tx.people.find(id);
          if (person !== undefined) found.push(person);
        }
        return { ids, found, onLeave: await tx.people.onLeave(today) };
      });
      afterId = people.ids.at(-1) ?? '';
      if (people.ids.length === 0) break;
      const chosen = new Map<string, ChosenChannel>();
      for (const person of people.found) {
        await breath.take();
        // Outside any transaction: channels ask the store themselves.
        chosen.set(
          person.id,
          await chooseChannel(person, { channels, now, allowBilled: options.allowBilled ?? false }),
        );
      }
      const work = { chosen, onLeave: people.onLeave, plan, now, breath };
      for (let left = people.found; left.length > 0; ) {
        await breath.take();
        const group = left;
        const done = await together(group, work).catch((error: unknown) => {
          logger.error(
            { error },
            'reminders of a group of people could not be made together; making them one by one',
          );
          return oneByOne(group, work);
        });
        result.queued += done.queued;
        result.unreachable += done.unreachable;
        result.checked += done.checked;
        if (done.queued > 0) options.onQueued();
        left = left.slice(done.people);
      }
    }
    return result;
  };

  interface Work {
    readonly chosen: ReadonlyMap<string, ChosenChannel>;
    readonly onLeave: readonly Person[];
    readonly plan: DayPlan;
    readonly now: Date;
    readonly breath: Breath;
  }

  interface Done extends RunResult {
    /** How many of the group were looked at. */
    readonly people: number;
  }

  /** As many of the people, in one transaction, as there is time for; at least one. */
  async function together(
    people: readonly Person[],
    { chosen, onLeave, plan, now, breath }: Work,
  ): Promise<Done> {
    return store.transaction(async (tx) => {
      await feed.refreshIn(tx);
      const counts = { queued: 0, unreachable: 0, checked: 0, people: 0 };
      for (const person of people) {
        const outcome = await remind(tx, person, {
          chosen: chosen.get(person.id),
          onLeave,
          plan,
          now,
          breath,
        });
        counts.people += 1;
        counts.checked += 1;
        if (outcome === 'queued') counts.queued += 1;
        if (outcome === 'unreachable') counts.unreachable += 1;
        if (breath.due()) break;
      }
      return counts;
    });
  }

  /** One poisoned unit or obligation must not silence everybody after it; and nothing half-written is committed. */
  async function oneByOne(people: readonly Person[], work: Work): Promise<Done> {
    const counts = { queued: 0, unreachable: 0, checked: 0, people: people.length };
    for (const person of people) {
      await work.breath.take();
      try {
        const one = await together([person], work);
        counts.queued += one.queued;
        counts.unreachable += one.unreachable;
        counts.checked += one.checked;
      } catch (error) {
        logger.error({ error }, 'reminders of one person could not be made; looking again at the next run');
      }
    }
    return counts;
  }

  /** Working days, office hours: outside nobody is written to. */
  function isQuiet(now: Date): boolean {
    const time = vietnamTime(now);
    return (
      !reporting.calendar.isWorkingDay(vietnamDay(now)) ||
      !reporting.officeHours.hours.some(({ from, to }) => from <= time && time < to)
    );
  }

  async function remind(
    tx: Tx,
    person: Person,
    {
      chosen,
      onLeave,
      plan,
      now,
      breath,
    }: Omit<Work, 'chosen'> & { readonly chosen: ChosenChannel | undefined },
  ): Promise<'queued' | 'unreachable' | 'nothing'> {
    const { today } = plan;
    const state = await tx.reminders.state(person.id);
    // Another process was here meanwhile.
    if (state?.checkedOn === today) return 'nothing';
    if (state?.snoozedUntil !== undefined && today < state.snoozedUntil) {
      await tx.reminders.setState(person.id, { checkedOn: today });
      return 'nothing';
    }
    const away = onLeave.find(({ id }) => id === person.id);
    if (away !== undefined && (await standIn(tx, away, onLeave)) !== undefined) {
      await tx.reminders.setState(person.id, { checkedOn: today, unreachableSince: undefined });
      return 'nothing';
    }
    const sources: Person[] = [person];
    for (const one of onLeave)
      if (one.id !== person.id && (await standIn(tx, one, onLeave)) === person.id) sources.push(one);
    const digests: { source: Person; due: DueDigest }[] = [];
    for (const source of sources) {
      const told = await tx.reminders.logged(source.id);
      digests.push({
        source,
        due: await breathing(dueDigestSteps(source, { book: feed.book, ladder, plan, told }), breath),
      });
    }
    const merged = merge(digests.map(({ due }) => due));
    if (merged.items.length === 0 && merged.weekly === undefined) {
      await tx.reminders.setState(person.id, {
        checkedOn: today,
        ...(chosen?.conversation === undefined ? {} : { unreachableSince: undefined }),
      });
      return 'nothing';
    }
    const id = await breathing(digestId(person, chosen?.conversation ?? 'nobody', today, merged), breath);
    const told: ReminderDigest = {
      id,
      person: person.id,
      day: today,
      conversation: chosen?.conversation,
      reports: toldOf(digests[0]?.due),
      why: chosen?.why ?? [],
      at: now,
    };
    if (chosen?.conversation === undefined) {
      await tx.reminders.saveDigest(told);
      await tx.reminders.setState(person.id, {
        checkedOn: today,
        unreachableSince: state?.unreachableSince ?? today,
      });
      return 'unreachable';
    }
    const { channel: name } = splitConversation(chosen.conversation);
    const channel = channels.get(name);
    if (channel === undefined) return 'nothing';
    const byMail = name === 'email';
    const code = byMail
      ? await issueCode(tx, {
          role: 'officer',
          unit: person.roles[0]?.unit ?? '',
          person: person.id,
          by: 'reminders',
          now,
          days: LINK_DAYS,
        })
      : undefined;
    const reply = digestReply({
      digest: merged,
      id,
      today,
      book: feed.book,
      t,
      discreet: byMail,
      onBehalfOf: sources.slice(1).map((one) => one.name ?? one.id),
      groups: await breathing(departmentGroups(merged.items), breath),
      // E-mails hold no figures about others.
      weekly:
        merged.weekly === undefined || byMail
          ? undefined
          : await breathing(weeklyRates(feed.book, overviewUnits(sources), today), breath),
      backLink:
        code === undefined
          ? undefined
          : {
              code,
              url: options.publicUrl,
            },
    });
    const parts = channel.render(reply);
    await tx.outbox.add(
      parts.map(({ payload }, part) => ({
        cause: `reminder:${id}`,
        conversation: chosen.conversation ?? told.conversation ?? 'web:',
        part,
        payload,
        dueAt: now,
      })),
      now,
    );
    if (reply.choices !== undefined)
      await tx.conversations.setShown(chosen.conversation, { choices: reply.choices });
    await tx.reminders.saveDigest(told);
    for (const { source, due } of digests.slice(1)) {
      await tx.reminders.saveDigest({
        ...told,
        id: `${id}-${source.id}`.slice(0, 40),
        person: source.id,
        reports: toldOf(due),
      });
    }
    await tx.reminders.setState(person.id, {
      checkedOn: today,
      snoozedUntil: undefined,
      unreachableSince: undefined,
    });
    await tx.audit.add({
      at: now,
      actor: 'reminders',
      action: 'digest',
      subject: person.id,
      details: { channel: name, reports: told.reports.length },
    });
    return 'queued';
  }

  /** Who gets what an absent person would get: the deputy, or the deputy's deputy; undefined when nobody is there. */
  async function standIn(tx: Tx, away: Person, onLeave: readonly Person[]): Promise<string | undefined> {
    let at: Person | undefined = away;
    for (let steps = 0; steps < 3 && at?.leave !== undefined; steps++) {
      const deputy: Person | undefined = await tx.people.find(at.leave.deputy);
      if (deputy === undefined || deputy.channels.length === 0 || deputy.id === away.id) return undefined;
      if (!onLeave.some(({ id }) => id === deputy.id)) return deputy.id;
      at = deputy;
    }
    return undefined;
  }

  function overviewUnits(people: readonly Person[]): ReadonlySet<string> {
    const units = new Set<string>();
    for (const { roles } of people) {
      for (const { role, unit, disputedAt } of roles) {
        if (
          disputedAt === undefined &&
          (role === 'leader' || role === 'department') &&
          reporting.units.find(unit)
        )
          for (const id of reporting.units.subtree(unit)) units.add(id);
      }
    }
    return units;
  }

  /** Digests that will never arrive (bounced, blocked): what they told counts as not told, the channel as failed. */
  async function takeBackDead(breath: Breath): Promise<void> {
    const dead = await store.transaction((tx) => tx.outbox.deadLetters(1_000));
    for (const { cause, conversation } of dead) {
      if (!cause.startsWith('reminder:')) continue;
      await breath.take();
      await store.transaction(async (tx) => {
        const digest = await tx.reminders.findDigest(cause.slice('reminder:'.length));
        if (digest === undefined || !(await tx.reminders.takeBack(digest.id))) return;
        await tx.people.setFailed(conversation, clock.now());
        await tx.reminders.setState(digest.person, { checkedOn: undefined });
      });
    }
  }
}

function merge(digests: readonly DueDigest[]): DueDigest {
  const [only, ...others] = digests;
  if (only !== undefined && others.length === 0) return only;
  const items = new Map(
    digests.flatMap((one) => one.items).map((item) => [`${item.key}|${item.step}`, item]),
  );
  const older = new Map(
    digests
      .flatMap((one) => one.older)
      .map((report) => [`${report.duty.obligation.id}|${report.duty.period.id}|${report.unit}`, report]),
  );
  return {
    items: [...items.values()],
    older: [...older.values()],
    weekly: digests.find(({ weekly }) => weekly !== undefined)?.weekly,
  };
}

function toldOf(due: DueDigest | undefined): { report: string; step: string }[] {
  if (due === undefined) return [];
  return [
    ...due.items.map(({ key, step }) => ({ report: key, step })),
    ...(due.weekly === undefined ? [] : [{ report: WEEKLY, step: due.weekly }]),
  ];
}

/**
 * The same content to the same place gives the same id, so that even two processes that both got here queue one
 * message. Another place is another digest: the dead letter of the first must not take back the second.
 */
function* digestId(
  person: Person,
  conversation: string,
  today: Day,
  { items, weekly }: DueDigest,
): Generator<void, string> {
  // Sums do not mind the order of items, and need no sorting of what may be thousands.
  const sums = [0, 0];
  for (const [index, { key, step }] of items.entries()) {
    const text = `${key}|${step}`;
    let [a, b] = [0x811c9dc5, 0x01000193];
    for (let at = 0; at < text.length; at++) {
      a = Math.imul(a ^ text.charCodeAt(at), 0x01000193);
      b = Math.imul(b, 31) + text.charCodeAt(at);
    }
    sums[0] = ((sums[0] ?? 0) + (a >>> 0)) % 2 ** 48;
    sums[1] = ((sums[1] ?? 0) + (b >>> 0)) % 2 ** 48;
    if (index % 2_000 === 1_999) yield;
  }
  const text = [person.id, conversation, today, weekly ?? '', items.length, ...sums].join('\n');
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
