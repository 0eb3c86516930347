import { randomBytes } from 'node:crypto';
import { vietnamDay } from '../clock.ts';
import { formatDay } from '../i18n/numbers.ts';
import type { Translate } from '../i18n/texts.ts';
import type { Choice, ConversationId } from '../messages/index.ts';
import { splitConversation } from '../messages/index.ts';
import type { Reporting } from '../reporting/load.ts';
import {
  obligationOf,
  problemsOfRequest,
  readAudience,
  readDay,
  reportOfName,
  requestCode,
} from '../reporting/requests.ts';
import type { StoredEffect } from '../storage/effects.ts';
import type { Person, Store, StoredRequest } from '../storage/store.ts';
import { hashCode, newCode } from './codes.ts';
import type { DeskReply, DeskTurn } from './desk.ts';
import { findUnitNamed } from './find-unit.ts';
import { CODE_DAYS, type OfficerRole } from './linking.ts';

/** Lines of a list before "và … nữa". */
const MOST_LISTED = 20;
const DAY_MS = 86_400_000;

/** What an order begins with, folded; anything else is not looked at, so that citizens' messages cost nothing. */
const ORDER =
  /^(?:quan tri|\/admin|cap ma|thu hoi (?:ma|quyen|vai tro)|bo kenh|danh sach can bo|(?:ai |can bo nao |nguoi nao )?(?:chua|khong) lien lac(?: duoc)?|yeu cau bao cao|cac yeu cau|huy yeu cau)\b/;
/** `ad:rv:<person>:<unit>`, `ad:un:<person>:<channel>`, `ad:rq:<code>`, `ad:rx:<code>`. */
const TAP = /^ad:(rv|un|rq|rx|no):([a-z0-9-]{1,40})(?::([a-z0-9.-]{0,24}))?$/;

const ROLE_WORDS: readonly (readonly [RegExp, OfficerRole])[] = [
  [/^(?:can bo dau moi|can bo|dau moi)\b/, 'officer'],
  [/^lanh dao\b/, 'leader'],
  [/^(?:so chu tri|nguoi theo doi|theo doi)\b/, 'department'],
  [/^(?:quan tri|quan tri vien)\b/, 'administrator'],
  [/^chuyen vien\b/, 'staff'],
];

/**
 * Orders of administrators in chat: codes, rights, channels, who cannot be reached; and, for the department too,
 * reports asked for once. Undefined for every other message, and for everybody else's. What changes something for
 * others asks first; every order is audited, and its right is looked up again when it is carried out.
 */
export function createAdminDesk({
  store,
  reporting,
  t,
  random = randomBytes,
}: {
  store: Store;
  reporting: Reporting;
  t: Translate;
  random?: (bytes: number) => Uint8Array;
}) {
  const { units } = reporting;

  return async function answer(turn: DeskTurn): Promise<DeskReply | undefined> {
    const { content, conversation, person } = turn.incoming;
    const tap = content.kind === 'tap' ? TAP.exec(content.data) : undefined;
    const text = content.kind === 'text' ? content.text.normalize('NFC').replace(/\s+/g, ' ').trim() : '';
    if (!tap && !ORDER.test(foldOrder(text))) return undefined;
    // In a group nobody is an administrator: what is internal must not be read out there.
    if (conversation !== person) return undefined;
    const who = await store.transaction((tx) => tx.people.ofConversation(conversation));
    const order = createOrder(turn, who);
    if (tap) return order.tapped(tap[1] ?? '', tap[2] ?? '', tap[3] ?? '');
    return order.said(text, foldOrder(text));
  };

  function createOrder({ session, now }: DeskTurn, who: Person | undefined) {
    const today = vietnamDay(now);
    const roles = who?.roles.filter(({ disputedAt }) => disputedAt === undefined) ?? [];
    const admin = roles.filter(({ role }) => role === 'administrator');
    const mayAsk = roles.some(({ role }) => role === 'administrator' || role === 'department');
    const mine = (unit: string) =>
      admin.some((role) => units.find(role.unit) && units.within(unit, role.unit));

    const say = (text: string, effects: StoredEffect[] = [], choices?: Choice[]): DeskReply => ({
      answer: {
        replies: [{ text, ...(choices === undefined ? {} : { choices }) }],
        status: 'answered',
        intent: 'help',
      },
      session,
      effects,
    });
    const audit = (action: string, subject: string): StoredEffect => ({ kind: 'audit', action, subject });

    async function said(text: string, folded: string): Promise<DeskReply | undefined> {
      const rest = (words: RegExp) => dropWords(text, folded, words);
      if (/^(?:yeu cau bao cao|cac yeu cau|huy yeu cau)\b/.test(folded)) {
        if (!mayAsk) return undefined;
        if (folded.startsWith('cac yeu cau')) return requests();
        if (folded.startsWith('huy yeu cau')) return callOff(rest(/^huy yeu cau/));
        return request(rest(/^yeu cau bao cao/));
      }
      if (admin.length === 0) return undefined;
      if (/^(?:quan tri|\/admin)$/.test(folded)) return say(t('admin.help'));
      if (folded.startsWith('cap ma'))
        return issue(rest(/^cap ma(?: lien ket)?(?: cho)?/), /^cap ma lien ket/.test(folded));
      if (folded.startsWith('thu hoi ma')) return revokeCodes(rest(/^thu hoi ma(?: lien ket)?(?: cua)?/));
      if (/^thu hoi (?:quyen|vai tro)/.test(folded))
        return revoke(rest(/^thu hoi (?:quyen|vai tro)(?: cua)?/));
      if (folded.startsWith('bo kenh')) return unlink(rest(/^bo kenh(?: cua)?/));
      if (folded.startsWith('danh sach can bo')) return people(rest(/^danh sach can bo(?: cua)?/));
      if (/lien lac/.test(folded)) return unreachable();
      return undefined;
    }

    async function issue(text: string, sure: boolean): Promise<DeskReply | undefined> {
      const [body = '', name] = text.split(/[,;]\s*(?:tên|họ tên|cho)\s*:?\s*/i);
      const folded = foldOrder(body);
      const found = ROLE_WORDS.find(([pattern]) => pattern.test(folded));
      const role = found?.[1] ?? 'officer';
      const unitText =
        found === undefined ? body : dropWords(body, folded, found[0], /^(?: cua| cho| don vi)*/);
      const unit = findUnitNamed(unitText.replace(/^(?:của|cho) /i, ''), reporting, today);
      if ('problem' in unit)
        // "Cấp mã số thuế" is a citizen's question, whoever asks it.
        return found === undefined && !sure ? undefined : say(t('admin.problem', { problem: unit.problem }));
      if (!mine(unit.unit.id)) return say(t('admin.not_yours', { unit: unit.unit.name }));
      const code = newCode(random);
      const expiresAt = new Date(now.getTime() + CODE_DAYS * DAY_MS);
      return say(
        t('admin.code', {
          role: t(`officers.role_${role}`),
          unit: unit.unit.name,
          code,
          day: formatDay(vietnamDay(expiresAt)),
        }),
        [
          {
            kind: 'issueLinkCode',
            hash: hashCode(code),
            role,
            unit: unit.unit.id,
            ...(name?.trim() ? { name: name.trim() } : {}),
            expiresAt: expiresAt.toISOString(),
          },
        ],
      );
    }

    function revokeCodes(text: string): DeskReply {
      const unit = findUnitNamed(text, reporting, today, { ended: true });
      if ('problem' in unit) return say(t('admin.problem', { problem: unit.problem }));
      if (!mine(unit.unit.id)) return say(t('admin.not_yours', { unit: unit.unit.name }));
      return say(t('admin.codes_revoked', { unit: unit.unit.name }), [
        { kind: 'revokeLinkCodes', unit: unit.unit.id },
      ]);
    }

    /** The person an order names, if this administrator may decide about all of what is asked. */
    async function named(text: string): Promise<{ person: Person; rest: string } | string> {
      const [, id = '', rest = ''] = /^(p-[a-z0-9-]+)\b\s*(.*)$/i.exec(text) ?? [];
      if (id === '') return t('admin.which_person');
      const person = await store.transaction((tx) => tx.people.find(id.toLowerCase()));
      if (person === undefined) return t('admin.no_person', { person: id });
      // Without any role left nobody else can tidy up: every administrator may.
      if (person.roles.length > 0 && !person.roles.some(({ unit }) => mine(unit)))
        return t('admin.not_yours', { unit: nameOf(person) });
      return { person, rest };
    }

    async function revoke(text: string): Promise<DeskReply> {
      const found = await named(text);
      if (typeof found === 'string') return say(found);
      const unitText = found.rest.replace(/^(?:ở|tại|của)\s+/i, '');
      const unit = unitText === '' ? undefined : findUnitNamed(unitText, reporting, today, { ended: true });
      if (unit !== undefined && 'problem' in unit) return say(t('admin.problem', { problem: unit.problem }));
      const chosen = unit?.unit.id ?? '';
      const last = await lastAdministrator(found.person, chosen);
      if (last !== undefined) return last;
      const lost = found.person.roles.filter((role) => chosen === '' || role.unit === chosen);
      if (lost.length === 0) return say(t('admin.no_roles', { person: nameOf(found.person) }));
      if (!lost.every((role) => mine(role.unit)))
        return say(t('admin.not_yours', { unit: nameOf(found.person) }));
      return say(
        t('admin.revoke_ask', { person: nameOf(found.person), roles: rolesOf(lost) }),
        [],
        [
          { label: t('admin.revoke_yes'), data: `ad:rv:${found.person.id}:${chosen}` },
          { label: t('admin.no'), data: 'ad:no:x' },
        ],
      );
    }

    async function unlink(text: string): Promise<DeskReply> {
      const found = await named(text);
      if (typeof found === 'string') return say(found);
      const channel = foldOrder(found.rest).trim();
      const ways = found.person.channels
        .map(({ conversation }) => splitConversation(conversation).channel)
        .filter((name) => channel === '' || name === channel);
      if (ways.length === 0) return say(t('admin.no_channels', { person: nameOf(found.person) }));
      return say(
        t('admin.unlink_ask', { person: nameOf(found.person), channels: ways.join(', ') }),
        [],
        [
          { label: t('admin.unlink_yes'), data: `ad:un:${found.person.id}:${channel}` },
          { label: t('admin.no'), data: 'ad:no:x' },
        ],
      );
    }

    async function lastAdministrator(person: Person, unit: string): Promise<DeskReply | undefined> {
      const keeps = person.roles.some(
        ({ role, unit: at }) => role === 'administrator' && unit !== '' && at !== unit,
      );
      const loses = person.roles.some(
        ({ role, unit: at }) => role === 'administrator' && (unit === '' || at === unit),
      );
      if (!loses || keeps) return undefined;
      const others = await store.transaction((tx) => tx.people.countWithRole('administrator'));
      return others > 1 ? undefined : say(t('admin.last_administrator'));
    }

    async function tapped(kind: string, id: string, more: string): Promise<DeskReply> {
      if (kind === 'no') return say(t('admin.nothing_changed'));
      if (kind === 'rq' || kind === 'rx') return decide(id, kind === 'rq');
      if (admin.length === 0) return say(t('admin.not_allowed'));
      const found = await named(id);
      if (typeof found === 'string') return say(found);
      if (kind === 'un')
        return say(t('admin.unlinked', { person: nameOf(found.person) }), [
          { kind: 'unlinkPerson', person: id, ...(more === '' ? {} : { channel: more }) },
        ]);
      const last = await lastAdministrator(found.person, more);
      if (last !== undefined) return last;
      return say(t('admin.revoked', { person: nameOf(found.person) }), [
        { kind: 'revokeRoles', person: id, ...(more === '' ? {} : { unit: more }) },
      ]);
    }

    async function people(text: string): Promise<DeskReply> {
      const unit = text === '' ? undefined : findUnitNamed(text, reporting, today, { ended: true });
      if (unit !== undefined && 'problem' in unit) return say(t('admin.problem', { problem: unit.problem }));
      if (unit !== undefined && !mine(unit.unit.id))
        return say(t('admin.not_yours', { unit: unit.unit.name }));
      const found = (
        await store.transaction((tx) =>
          unit === undefined
            ? tx.people.page({ afterId: '', limit: 200 })
            : tx.people.withRoleOn(unit.unit.id),
        )
      ).filter(({ roles: held }) => held.length === 0 || held.some((role) => mine(role.unit)));
      const subject = unit?.unit.id ?? 'all';
      if (found.length === 0) return say(t('admin.nobody'), [audit('officers.list', subject)]);
      return say(listed(found.map(lineOf)), [audit('officers.list', subject)]);
    }

    async function unreachable(): Promise<DeskReply> {
      const { away, disputed } = await store.transaction(async (tx) => {
        const lost: { person: Person; since: string }[] = [];
        for (const { person, since } of await tx.reminders.unreachable()) {
          const known = await tx.people.find(person);
          if (known !== undefined) lost.push({ person: known, since });
        }
        return { away: lost, disputed: await tx.people.disputed() };
      });
      const ours = ({ roles: held }: Person) => held.some((role) => mine(role.unit));
      const parts = [
        ...(away.some(({ person }) => ours(person))
          ? [
              `${t('admin.unreachable')}\n${listed(
                away
                  .filter(({ person }) => ours(person))
                  .map(
                    ({ person, since }) =>
                      `${lineOf(person)} – ${t('admin.since', { day: formatDay(since) })}`,
                  ),
              )}`,
            ]
          : []),
        ...(disputed.some(ours)
          ? [`${t('admin.disputed')}\n${listed(disputed.filter(ours).map(lineOf))}`]
          : []),
      ];
      return say(parts.length === 0 ? t('admin.all_reachable') : parts.join('\n\n'), [
        audit('officers.unreachable', 'all'),
      ]);
    }

    // --- reports asked for once --------------------------------------------------------------------------------------

    function request(text: string): DeskReply {
      const [, name = '', dayText = '', to = ''] =
        /^:?\s*(.+?)[,;]?\s+(?:hạn|trước ngày|chậm nhất(?: ngày)?)(?: nộp)?:?\s+(?:ngày\s+)?(\d[\d/.-]+)[,;.]?\s*(.*)$/iu.exec(
          text,
        ) ?? [];
      const dueOn = readDay(dayText.replace(/[.,]$/, ''), today);
      if (name === '' || dueOn === undefined) return say(t('admin.request_how'));
      const audience = readAudience(
        to.replace(/^(?:cho|của|gồm|đối với)\s*:?\s*/i, '') || 'tất cả',
        reporting,
        today,
      );
      const draft = {
        code: requestCode(random(6)),
        status: 'draft' as const,
        name: `${name.charAt(0).toUpperCase()}${name.slice(1)}`.trim(),
        report: reportOfName(name),
        kinds: [...audience.kinds],
        units: audience.units.map(({ id }) => id),
        from: today,
        dueOn,
      };
      const owing = units.all.filter(
        (unit) =>
          units.existsOn(unit, today) &&
          unit.province === reporting.province &&
          (draft.units.includes(unit.id) || (draft.kinds as readonly string[]).includes(unit.kind)),
      );
      // The department in charge asks the whole province; an administrator her own units.
      const outside = roles.some(({ role }) => role === 'department')
        ? undefined
        : owing.find(({ id }) => !mine(id));
      const problems = problemsOfRequest(draft, audience, owing.length, today);
      if (problems.length > 0) return say(t('admin.request_wrong', { problems: problems.join('; ') }));
      if (outside !== undefined) return say(t('admin.not_yours', { unit: outside.name }));
      const duty = reporting.calendar.onWorkingDay(dueOn, 'next');
      return say(
        [
          t('admin.request_preview', {
            name: draft.name,
            day: formatDay(duty),
            count: owing.length,
            units:
              owing
                .slice(0, 3)
                .map((unit) => unit.name)
                .join(', ') + (owing.length > 3 ? ' …' : ''),
          }),
          ...(duty === dueOn ? [] : [t('admin.request_shifted', { day: formatDay(dueOn) })]),
        ].join('\n\n'),
        [{ kind: 'noteReportRequest', ...draft }],
        [
          { label: t('admin.request_yes'), data: `ad:rq:${draft.code}` },
          { label: t('admin.no'), data: 'ad:no:x' },
        ],
      );
    }

    async function decide(code: string, go: boolean): Promise<DeskReply> {
      if (!mayAsk) return say(t('admin.not_allowed'));
      const known = await store.transaction((tx) => tx.reports.findRequest(code));
      if (known === undefined) return say(t('admin.no_request', { code }));
      if (go && known.status === 'active') return say(t('admin.request_sent', requestWords(known)));
      if (known.status === 'cancelled') return say(t('admin.request_cancelled', requestWords(known)));
      if (go && known.dueOn < today) return say(t('admin.request_wrong', { problems: t('admin.past') }));
      return say(t(go ? 'admin.request_sent' : 'admin.request_cancelled', requestWords(known)), [
        { kind: 'noteReportRequest', ...fieldsOf(known), status: go ? 'active' : 'cancelled' },
      ]);
    }

    async function callOff(text: string): Promise<DeskReply> {
      const code = /\byc-[a-z0-9]+\b/.exec(text.toLowerCase())?.[0];
      if (code === undefined) return requests();
      const known = await store.transaction((tx) => tx.reports.findRequest(code));
      if (known === undefined || known.status === 'draft') return say(t('admin.no_request', { code }));
      if (known.status === 'cancelled') return say(t('admin.request_cancelled', requestWords(known)));
      return say(
        t('admin.cancel_ask', requestWords(known)),
        [],
        [
          { label: t('admin.cancel_yes'), data: `ad:rx:${code}` },
          { label: t('admin.no'), data: 'ad:no:x' },
        ],
      );
    }

    async function requests(): Promise<DeskReply> {
      const notes = await store.transaction((tx) => tx.reports.requestsAfter(0));
      const latest = new Map(notes.map((one) => [one.code, one]));
      const open = [...latest.values()].filter(({ status }) => status === 'active');
      return say(
        open.length === 0
          ? t('admin.no_requests')
          : `${t('admin.requests')}\n${listed(
              open.map((one) => {
                const duty = obligationOf(one, reporting);
                return `${one.code}: ${duty.name}, ${t('admin.due', { day: formatDay(one.dueOn) })}`;
              }),
            )}`,
        [audit('requests.list', 'all')],
      );
    }

    return { said, tapped };

    function requestWords(one: StoredRequest): Record<string, string> {
      return {
        code: one.code,
        name: one.name,
        day: formatDay(reporting.calendar.onWorkingDay(one.dueOn, 'next')),
      };
    }

    function lineOf({ id, name, roles: held, channels, leave }: Person): string {
      const ways = channels.map(
        ({ conversation, failedAt }) =>
          `${channelName(conversation)}${failedAt === undefined ? '' : ` ${t('admin.broken')}`}`,
      );
      const away =
        leave === undefined || leave.to < today
          ? ''
          : `; ${t('admin.leave', { from: formatDay(leave.from), to: formatDay(leave.to), deputy: leave.deputy })}`;
      return `${id}${name === undefined ? '' : ` ${name}`}: ${rolesOf(held) || t('admin.no_role')}; ${ways.join(', ') || t('admin.no_channel')}${away}`.replace(
        /\s+/g,
        ' ',
      );
    }

    function rolesOf(held: Person['roles']): string {
      return held
        .map(
          ({ role, unit, disputedAt }) =>
            `${t(`officers.role_${role}`)} ${units.find(unit)?.name ?? unit}${disputedAt === undefined ? '' : ` ${t('admin.disputes')}`}`,
        )
        .join(', ');
    }
  }

  function listed(lines: readonly string[]): string {
    const shown = lines.slice(0, MOST_LISTED).map((line) => `- ${line}`);
    if (lines.length > MOST_LISTED) shown.push(t('report.and_more', { count: lines.length - MOST_LISTED }));
    return shown.join('\n');
  }
}

const nameOf = ({ id, name }: Person): string => (name === undefined ? id : `${name} (${id})`);
const channelName = (conversation: ConversationId): string => splitConversation(conversation).channel;
const fieldsOf = ({ code, name, report, kinds, units, from, dueOn }: StoredRequest) => ({
  code,
  name,
  report,
  kinds: [...kinds],
  units: [...units],
  from,
  dueOn,
});

/** Folded letter by letter, so that a place in the folded text is the same place in the text. */
function foldOrder(text: string): string {
  return [...text]
    .map(
      (letter) =>
        letter
          .normalize('NFD')
          .replace(/\p{M}+/gu, '')
          .replace(/đ/g, 'd')
          .replace(/Đ/g, 'd')
          .toLowerCase()
          .slice(0, 1) || ' ',
    )
    .join('');
}

/** What is left of a text when words found in its folded form are taken off its front. */
function dropWords(text: string, folded: string, ...patterns: readonly RegExp[]): string {
  let [rest, at] = [folded, 0];
  for (const pattern of patterns) {
    const length = pattern.exec(rest)?.[0].length ?? 0;
    at += length;
    rest = rest.slice(length);
  }
  return [...text]
    .slice(at)
    .join('')
    .replace(/^[\s:,]+/, '')
    .trim();
}
