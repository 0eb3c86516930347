import { vietnamDay } from '../clock.ts';
import { formatDay, formatNumber } from '../i18n/numbers.ts';
import type { Translate } from '../i18n/texts.ts';
import type { Reply, Source } from '../messages/index.ts';
import { fold } from '../understanding/fold.ts';
import type { Day } from './days.ts';
import type { ExpectedReport } from './ledger.ts';
import { type Duty, mayBeFiled } from './obligations.ts';
import { periodName } from './periods.ts';
import {
  type AskedDuties,
  type AskedReport,
  askedKind,
  currentDuties,
  findDuties,
  nextDuties,
  REPORT_NAMES,
  reportName,
  soon,
  visibleUnits,
  type WhoAsks,
} from './questions.ts';
import { percent, ratesOf } from './rates.ts';
import type { ReportBook } from './snapshot.ts';
import type { Unit } from './units.ts';
import { findContradictions, VALUE_NAMES } from './values.ts';

/** The dialogue's ReportRequest, as far as it is used here. */
export interface DeskRequest extends AskedReport {
  readonly intent: 'report_due' | 'report_status' | 'report_submit';
  readonly ask?: string;
  readonly values?: Readonly<Record<string, number>>;
  readonly correction?: boolean;
}

export interface DeskAnswer {
  readonly status: 'answered' | 'clarify' | 'no_data';
  readonly reply: Reply;
  readonly sources: readonly Source[];
  readonly effects?: readonly { readonly kind: string; readonly [field: string]: unknown }[];
  readonly reason?: Readonly<Record<string, unknown>>;
}

/** Implements the dialogue's ReportDesk. */
export interface ReportAnswers {
  answer(input: { request: DeskRequest; text: string; asker: WhoAsks; now: Date }): DeskAnswer;
}

/** Lines of a list before "và … nữa". */
const MOST_LISTED = 12;
const STATUS_ROLES: ReadonlySet<string> = new Set([
  'staff',
  'officer',
  'leader',
  'department',
  'administrator',
]);

interface Asked {
  readonly request: DeskRequest;
  readonly text: string;
  readonly asker: WhoAsks;
  readonly today: Day;
}

/** Answers about due dates, who has filed, and figures to be filed, from the content and the book alone. */
export function createReportDesk({ book, t }: { book: ReportBook; t: Translate }): ReportAnswers {
  const { ledger, reporting } = book;
  const { units, calendar, province } = reporting;

  return {
    answer({ request, text, asker, now }) {
      const asked: Asked = { request, text, asker, today: vietnamDay(now) };
      switch (request.intent) {
        case 'report_due':
          return due(asked);
        case 'report_status':
          return status(asked);
        case 'report_submit':
          return submit(asked);
      }
    },
  };

  // --- when is it due ------------------------------------------------------------------------------------------------

  function due(asked: Asked): DeskAnswer {
    const { request, text, today, asker } = asked;
    const found = findDuties(book, request, text, today);
    const wholeYear = /\b(?:cac (?:quy|thang|ky)|ca nam|trong nam|moi quy|lich nop)\b/.test(fold(text));
    const named = unitAskedAbout(asked);
    const everyone = wholeYear
      ? found.duties.filter(({ period }) => period.year === Number(today.slice(0, 4)))
      : found.period === undefined
        ? nextDuties(found.duties, today)
        : found.duties;
    const own = owedBy(everyone, named);
    // A named unit that owes nothing of the kind is mostly the receiver ("gửi Sở Nội vụ").
    const about = own.length > 0 ? named : undefined;
    const duties = own.length > 0 ? own : everyone;
    const near =
      request.report === null && found.period === undefined && !wholeYear
        ? duties.filter(({ dueOn }) => dueOn <= soon(today))
        : duties;
    if (near.length === 0) return noDuty(asked, found);
    const lines = near.slice(0, MOST_LISTED).map((duty) =>
      t(duty.period.type === 'ad_hoc' ? 'report.due_line_once' : 'report.due_line', {
        name: duty.obligation.name,
        period: periodName(duty.period),
        day: dayWithWeekday(duty.dueOn),
        left: left(duty.dueOn, today),
        from: formatDay(duty.window.from),
        to: formatDay(duty.window.to),
      }),
    );
    const head =
      about === undefined ? t('report.due_head') : t('report.due_head_unit', { unit: unitName(about) });
    const overdue =
      !STATUS_ROLES.has(asker.role) || about === undefined || !visibleUnits(book, asker).ids.has(about.id)
        ? []
        : openReports(new Set([about.id]), today).filter(({ late }) => late);
    const more = overdue.length === 0 ? [] : [t('report.also_late', { count: overdue.length })];
    return answered([head, lines.join('\n'), ...more, ...notes(near)].join('\n\n'), near, {
      effects:
        overdue.length === 0 ? [] : [audit(asked, 'report_due.read', about === undefined ? [] : [about])],
    });
  }

  function owedBy(duties: readonly Duty[], unit: Unit | undefined): Duty[] {
    if (unit === undefined || unit.kind === 'province') return [...duties];
    const own = duties.filter(
      (duty) =>
        duty.units.includes(unit.id) || duty.units.some((id) => units.heirOn(id, duty.dueOn)?.id === unit.id),
    );
    return own;
  }

  function unitAskedAbout({ text, asker, today }: Asked): Unit | undefined {
    const named = units.named(text, { province, on: today });
    if (named !== undefined && units.existsOn(named, today)) return named;
    const { roots } = visibleUnits(book, asker);
    return roots.length === 1 ? roots[0] : undefined;
  }

  function left(day: Day, today: Day): string {
    if (day < today) return t('report.passed', { count: calendar.workingDaysBetween(day, today) });
    if (day === today) return t('report.today');
    return t('report.left', { count: calendar.workingDaysBetween(today, day) });
  }

  function noDuty(asked: Asked, found: AskedDuties): DeskAnswer {
    const name = reportName(asked.request.report);
    if (found.ended.length > 0) {
      const [first] = found.ended;
      return {
        status: 'no_data',
        reply: {
          text: t('report.ended', {
            name: first?.obligation.name ?? name,
            to: formatDay(first?.obligation.validTo ?? ''),
          }),
        },
        sources: sourcesOf(found.ended),
      };
    }
    const others = nextDuties(
      findDuties(book, { report: asked.request.report, period: null, periodType: null }, '', asked.today)
        .duties,
      asked.today,
    );
    const hint = others.slice(0, 3).map((duty) =>
      t('report.due_short', {
        name: duty.obligation.name,
        period: periodName(duty.period),
        day: formatDay(duty.dueOn),
      }),
    );
    const text = [
      t('report.no_such_period', { name }),
      ...(hint.length === 0 ? [] : [t('report.nearest'), hint.join('\n')]),
      ...notes(others.slice(0, 3)),
    ].join('\n\n');
    return { status: 'no_data', reply: { text }, sources: sourcesOf(others.slice(0, 3)) };
  }

  // --- who has filed -------------------------------------------------------------------------------------------------

  function status(asked: Asked): DeskAnswer {
    const { request, text, asker, today } = asked;
    if (!STATUS_ROLES.has(asker.role))
      return { status: 'no_data', reply: { text: t('report.staff_only') }, sources: [] };
    const visible = visibleUnits(book, asker);
    if (visible.unknown.length > 0)
      return {
        status: 'no_data',
        reply: { text: t('report.unknown_unit', { unit: visible.unknown.join(', ') }) },
        sources: [],
      };
    if (visible.roots.length === 0)
      return { status: 'no_data', reply: { text: t('report.no_unit') }, sources: [] };
    const [gone, ...running] = [...visible.roots].sort(
      (a, b) => Number(a.to === undefined) - Number(b.to === undefined),
    );
    if (gone?.to !== undefined && gone.to < today && running.length === 0) return ended(gone, today);
    const all = findDuties(book, request, text, today);
    const from = book.trackedFrom;
    const found =
      from === undefined ? all : { ...all, duties: all.duties.filter(({ dueOn }) => dueOn >= from) };
    if (found.duties.length === 0) return noLedger(asked, { ...found, ended: [...all.ended, ...all.duties] });
    const read = audit(asked, `report_status.${request.ask ?? 'own_status'}`, visible.roots);
    const answer = statusAnswer(asked, found, visible);
    return { ...answer, effects: [read] };
  }

  /** Somebody still linked to a unit that is no more: its reports are another's now, if anybody's. */
  function ended(unit: Unit, today: Day): DeskAnswer {
    const heir = units.heirOn(unit.id, today);
    const words = { unit: unitName(unit), day: formatDay(unit.to ?? '') };
    return {
      status: 'no_data',
      reply: {
        text:
          heir === undefined
            ? t('report.unit_ended', words)
            : t('report.unit_ended_heir', { ...words, heir: unitName(heir) }),
      },
      sources: [],
    };
  }

  function statusAnswer(
    asked: Asked,
    found: AskedDuties,
    visible: ReturnType<typeof visibleUnits>,
  ): DeskAnswer {
    const { request, today } = asked;
    switch (request.ask) {
      case 'missing_units':
        return missingUnits(asked, found, visible.ids);
      case 'late_units':
        return lateUnits(asked, found, visible.ids);
      case 'count':
      case 'progress':
        return progress(asked, found, visible.ids);
      case 'history':
        return history(asked, found, visible);
      default:
        return ownStatus(asked, found, visible, today);
    }
  }

  /** Duties of the question, opened: the asked period, or the running one of each obligation. */
  function opened(found: AskedDuties, today: Day): Duty[] {
    const open = found.duties.filter(({ opensOn }) => opensOn <= today);
    return found.period === undefined ? currentDuties(open, today) : open;
  }

  function missingUnits(asked: Asked, found: AskedDuties, ids: ReadonlySet<string>): DeskAnswer {
    const { text, today } = asked;
    const duties = opened(found, today);
    if (duties.length === 0) return notOpen(found, today);
    if (!book.connected) return notConnected(duties);
    const kind = askedKind(text);
    const parts = duties.slice(0, 3).map((duty) => {
      const reports = ledger
        .reportsOf(duty, ids, today)
        .filter(({ owner }) => kind === undefined || owner?.kind === kind);
      const missing = reports.filter(({ state }) => state === 'open');
      const head = t('report.missing_head', {
        name: duty.obligation.name,
        period: periodName(duty.period),
        missing: missing.length,
        all: reports.length,
        day: formatDay(duty.dueOn),
      });
      return [head, listUnits(missing)].filter(Boolean).join('\n');
    });
    return answered([...parts, ...notes(duties)].join('\n\n'), duties);
  }

  function listUnits(reports: readonly ExpectedReport[]): string {
    const lines = reports.slice(0, MOST_LISTED).map((one) => `- ${unitLine(one)}`);
    if (reports.length > MOST_LISTED)
      lines.push(t('report.and_more', { count: reports.length - MOST_LISTED }));
    return lines.join('\n');
  }

  function unitLine({ unit, owner, late, workingDaysLate }: ExpectedReport): string {
    const name =
      owner !== undefined && owner.id !== unit
        ? t('report.inherited', { unit: unitName(owner), old: unitName(units.get(unit)) })
        : unitName(owner ?? units.get(unit));
    return late ? t('report.unit_late', { unit: name, count: workingDaysLate }) : name;
  }

  function lateUnits(asked: Asked, found: AskedDuties, ids: ReadonlySet<string>): DeskAnswer {
    const { text, today } = asked;
    const duties = (
      found.period === undefined
        ? found.duties.filter(({ period }) => period.year === Number(today.slice(0, 4)))
        : found.duties
    ).filter(({ opensOn, dueOn }) => opensOn <= today && dueOn <= today);
    if (duties.length === 0) return notOpen(found, today);
    if (!book.connected) return notConnected(duties);
    const kind = askedKind(text);
    const byUnit = new Map<string, { unit: Unit; times: number; days: number }>();
    for (const duty of duties) {
      for (const one of ledger.reportsOf(duty, ids, today)) {
        if (!one.late || one.owner === undefined || (kind !== undefined && one.owner.kind !== kind)) continue;
        const known = byUnit.get(one.owner.id) ?? { unit: one.owner, times: 0, days: 0 };
        byUnit.set(one.owner.id, {
          unit: one.owner,
          times: known.times + 1,
          days: known.days + one.workingDaysLate,
        });
      }
    }
    const ranked = [...byUnit.values()].sort(
      (a, b) => b.times - a.times || b.days - a.days || a.unit.name.localeCompare(b.unit.name, 'vi'),
    );
    const span =
      found.period === undefined
        ? `năm ${today.slice(0, 4)}`
        : duties.length === 1 && duties[0]
          ? periodName(duties[0].period)
          : found.period;
    if (ranked.length === 0) return answered(t('report.none_late', { span }), duties);
    const lines = ranked
      .slice(0, MOST_LISTED)
      .map(({ unit, times, days }) => t('report.late_line', { unit: unitName(unit), times, days }));
    if (ranked.length > MOST_LISTED) lines.push(t('report.and_more', { count: ranked.length - MOST_LISTED }));
    return answered(
      [t('report.late_head', { span, count: ranked.length }), lines.join('\n'), ...notes(duties)].join(
        '\n\n',
      ),
      duties,
    );
  }

  function progress(asked: Asked, found: AskedDuties, ids: ReadonlySet<string>): DeskAnswer {
    const { text, today } = asked;
    const duties = opened(found, today);
    if (duties.length === 0) return notOpen(found, today);
    if (!book.connected) return notConnected(duties);
    const kind = askedKind(text);
    const lines = duties.slice(0, MOST_LISTED).map((duty) => {
      const { expected, actual, onTime, waived } = ratesOf(
        ledger.reportsOf(duty, ids, today).filter(({ owner }) => kind === undefined || owner?.kind === kind),
      );
      const share = percent(actual, expected);
      return t('report.progress_line', {
        name: duty.obligation.name,
        period: periodName(duty.period),
        actual,
        expected,
        share: share === undefined ? '–' : `${formatNumber(share)}%`,
        onTime,
        waived,
        day: formatDay(duty.dueOn),
      });
    });
    return answered(
      [t('report.progress_head', { today: formatDay(today) }), lines.join('\n'), ...notes(duties)].join(
        '\n\n',
      ),
      duties,
    );
  }

  function history(asked: Asked, found: AskedDuties, visible: ReturnType<typeof visibleUnits>): DeskAnswer {
    const { today } = asked;
    const year = found.period?.slice(0, 4) ?? today.slice(0, 4);
    const duties = found.duties.filter(
      ({ opensOn, period }) => opensOn <= today && period.year === Number(year),
    );
    if (duties.length === 0) return notOpen(found, today);
    if (!book.connected) return notConnected(duties);
    const filed = duties
      .flatMap((duty) => ledger.reportsOf(duty, visible.ids, today))
      .filter(({ state }) => state === 'filed' || state === 'filed_elsewhere');
    if (filed.length === 0) return answered(t('report.no_history', { year }), duties);
    const lines = filed.slice(0, MOST_LISTED).map((one) =>
      t('report.history_line', {
        name: one.duty.obligation.name,
        period: periodName(one.duty.period),
        unit: unitName(one.owner ?? units.get(one.unit)),
        day: formatDay(one.filedOn ?? ''),
        how: stateWords(one),
      }),
    );
    if (filed.length > MOST_LISTED) lines.push(t('report.and_more', { count: filed.length - MOST_LISTED }));
    return answered(
      [t('report.history_head', { year, count: filed.length }), lines.join('\n')].join('\n\n'),
      duties,
    );
  }

  function ownStatus(
    asked: Asked,
    found: AskedDuties,
    visible: ReturnType<typeof visibleUnits>,
    today: Day,
  ): DeskAnswer {
    const named = units.named(asked.text, { province, on: today });
    if (named !== undefined && !visible.ids.has(named.id))
      return {
        status: 'no_data',
        reply: { text: t('report.not_yours', { unit: unitName(named) }) },
        sources: [],
      };
    const ids = named === undefined ? visible.ids : units.subtree(named.id);
    const head = named ?? (visible.roots.length === 1 ? visible.roots[0] : undefined);
    const duties =
      found.period === undefined && asked.request.report === null
        ? found.duties.filter((duty) => mayBeFiled(duty, today))
        : opened(found, today);
    if (duties.length === 0) return notOpen(found, today);
    if (!book.connected) {
      const running = currentDuties(duties, today).slice(0, 4);
      const lines = (running.length > 0 ? running : duties.slice(-3)).map((duty) =>
        t('report.due_short', {
          name: duty.obligation.name,
          period: periodName(duty.period),
          day: formatDay(duty.dueOn),
        }),
      );
      return {
        ...answered([t('report.no_ledger'), lines.join('\n'), ...notes(duties)].join('\n\n'), duties),
        status: 'no_data',
      };
    }
    const reports = duties.flatMap((duty) => ledger.reportsOf(duty, ids, today));
    const open = reports.filter(({ state }) => state === 'open');
    const unit = head === undefined ? t('report.your_units') : unitName(head);
    if (reports.length === 0) return answered(t('report.owes_nothing', { unit }), duties);
    if (open.length === 0) {
      const done = reports.slice(-3).map((one) =>
        t('report.done_line', {
          name: one.duty.obligation.name,
          period: periodName(one.duty.period),
          how: stateWords(one),
          day: formatDay(one.filedOn ?? ''),
        }),
      );
      return answered([t('report.all_done', { unit }), done.join('\n')].join('\n\n'), duties);
    }
    const lines = open.slice(0, MOST_LISTED).map((one) =>
      t('report.open_line', {
        name: one.duty.obligation.name,
        period: periodName(one.duty.period),
        unit:
          one.owner?.id === head?.id && one.owner?.id === one.unit
            ? ''
            : ` (${unitLine({ ...one, late: false })})`,
        day: formatDay(one.duty.dueOn),
        left: one.late ? lateWords(one.workingDaysLate) : left(one.duty.dueOn, today),
      }),
    );
    if (open.length > MOST_LISTED) lines.push(t('report.and_more', { count: open.length - MOST_LISTED }));
    return answered(
      [
        t('report.open_head', { unit, count: open.length }),
        lines.join('\n'),
        ...notes(open.map(({ duty }) => duty)),
      ].join('\n\n'),
      duties,
    );
  }

  function openReports(owners: ReadonlySet<string>, today: Day): ExpectedReport[] {
    if (book.trackedFrom === undefined) return [];
    return ledger
      .open(today, book.trackedFrom)
      .flatMap((duty) => ledger.reportsOf(duty, owners, today))
      .filter(({ state }) => state === 'open');
  }

  function stateWords({ state, late, workingDaysLate }: ExpectedReport): string {
    const how =
      state === 'filed_elsewhere'
        ? t('report.state_elsewhere')
        : state === 'waived'
          ? t('report.state_waived')
          : t('report.state_filed');
    return late ? `${how}, ${lateWords(workingDaysLate)}` : how;
  }

  function lateWords(count: number): string {
    return count === 0 ? t('report.just_late') : t('report.late_by', { count });
  }

  function noLedger(asked: Asked, found: AskedDuties): DeskAnswer {
    if (found.ended.length === 0) return noDuty(asked, found);
    const names = [...new Set(found.ended.map(({ obligation }) => obligation.name))]
      .slice(0, 3)
      .map((name) => `- ${name}`);
    return {
      status: 'no_data',
      reply: {
        text: [
          t(book.trackedFrom === undefined ? 'report.before_any_ledger' : 'report.before_ledger', {
            from: formatDay(book.trackedFrom ?? ''),
          }),
          names.join('\n'),
        ].join('\n\n'),
      },
      sources: sourcesOf(found.ended),
    };
  }

  function notConnected(duties: readonly Duty[]): DeskAnswer {
    const lines = duties.slice(0, 4).map((duty) =>
      t('report.due_short', {
        name: duty.obligation.name,
        period: periodName(duty.period),
        day: formatDay(duty.dueOn),
      }),
    );
    return {
      status: 'no_data',
      reply: { text: [t('report.no_ledger'), lines.join('\n'), ...notes(duties)].join('\n\n') },
      sources: sourcesOf(duties),
    };
  }

  function notOpen(found: AskedDuties, today: Day): DeskAnswer {
    const [next] = nextDuties(found.duties, today);
    if (next === undefined)
      return { status: 'no_data', reply: { text: t('report.no_such_period', { name: 'này' }) }, sources: [] };
    return {
      status: 'no_data',
      reply: {
        text: [
          t('report.not_open', {
            name: next.obligation.name,
            period: periodName(next.period),
            to: formatDay(next.window.to),
            day: formatDay(next.dueOn),
          }),
          ...notes([next]),
        ].join('\n\n'),
      },
      sources: sourcesOf([next]),
    };
  }

  // --- figures to be filed -------------------------------------------------------------------------------------------

  function submit({ request, text, today }: Asked): DeskAnswer {
    const values = request.values ?? {};
    const lines = Object.entries(values).map(
      ([key, value]) => `- ${VALUE_NAMES[key] ?? key}: ${formatNumber(value)}`,
    );
    const wrong = findContradictions(values).map(({ parts, sum, whole, limit }) =>
      t('report.contradiction', {
        parts: parts.map((key) => `${VALUE_NAMES[key] ?? key} ${formatNumber(values[key] ?? 0)}`).join(' + '),
        sum: formatNumber(sum),
        whole: whole.map((key) => VALUE_NAMES[key] ?? key).join(' + '),
        limit: formatNumber(limit),
      }),
    );
    const found = findDuties(book, request, text, today);
    const [duty] = found.period === undefined ? nextDuties(found.duties, today) : found.duties;
    const period =
      found.period === undefined
        ? ''
        : duty?.period.id === found.period
          ? ` ${periodName(duty.period)}`
          : ` kỳ ${found.period}`;
    const about =
      request.report === null
        ? t('report.a_report')
        : `${t('report.a_report')} ${REPORT_NAMES[request.report as keyof typeof REPORT_NAMES] ?? ''}`.trim();
    const parts = [
      t(request.correction === true ? 'report.submit_correction' : 'report.submit_closed', {
        about: `${about}${period}`,
      }),
      ...(lines.length === 0 ? [] : [t('report.understood'), lines.join('\n')]),
      ...(wrong.length === 0 ? [] : [t('report.inconsistent'), wrong.join('\n')]),
      ...(duty === undefined
        ? []
        : [
            t('report.submit_due', {
              name: duty.obligation.name,
              period: periodName(duty.period),
              day: formatDay(duty.dueOn),
            }),
            ...notes([duty]),
          ]),
    ];
    return {
      status: 'answered',
      reply: { text: parts.join('\n\n') },
      sources: duty === undefined ? [] : sourcesOf([duty]),
      reason: { stored: false, contradictions: wrong.length },
    };
  }

  // --- shared --------------------------------------------------------------------------------------------------------

  function answered(text: string, duties: readonly Duty[], more: Partial<DeskAnswer> = {}): DeskAnswer {
    return { status: 'answered', reply: { text }, sources: sourcesOf(duties), ...more };
  }

  function notes(duties: readonly Duty[]): string[] {
    const found: string[] = [];
    if (duties.some(({ obligation }) => obligation.dueBasis === 'default'))
      found.push(t('report.default_due'));
    if (duties.some(({ certain }) => !certain)) found.push(t('report.uncertain_due'));
    return found;
  }

  function sourcesOf(duties: readonly Duty[]): Source[] {
    const found = new Map<string, Source>();
    for (const { obligation, dueOn } of duties.slice(0, MOST_LISTED)) {
      found.set(obligation.source.title, obligation.source);
      const year = calendar.years.find((one) => one.year === Number(dueOn.slice(0, 4)));
      if (obligation.set !== 'history' && year !== undefined)
        found.set(`lich-${year.year}`, {
          title: `Lịch làm việc năm ${year.year}`,
          section: year.decision,
          asOf: `${year.year}`,
        });
    }
    return [...found.values()];
  }

  function audit(
    asked: Asked,
    action: string,
    roots: readonly Unit[],
  ): { kind: string; [field: string]: unknown } {
    return {
      kind: 'audit',
      action,
      subject: roots.map(({ id }) => id).join(',') || province,
      details: { role: asked.asker.role, report: asked.request.report, period: asked.request.period },
    };
  }
}

const WEEKDAYS = ['chủ nhật', 'thứ hai', 'thứ ba', 'thứ tư', 'thứ năm', 'thứ sáu', 'thứ bảy'];

export function dayWithWeekday(day: Day): string {
  return `${WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? ''} ${formatDay(day)}`;
}

/** How a unit is called in a sentence. New communes are listed without "xã" or "phường": which one is not in the data. */
export function unitName(unit: Unit): string {
  return unit.kind === 'commune' && unit.from !== undefined ? `xã, phường ${unit.name}` : unit.name;
}
