import { type Card, isFullCard } from '../../catalogue/card.ts';
import { saysOtherLevel } from '../../catalogue/editing/overlay.ts';
import type { FeeCase, Method, Procedure } from '../../catalogue/procedure.ts';
import { vietnamDay } from '../../clock.ts';
import { formatDay, formatMoney } from '../../i18n/numbers.ts';
import type { Translate } from '../../i18n/texts.ts';
import type { Choice, Link, Source } from '../../messages/index.ts';
import { type Aspect, detectAspects } from '../../understanding/aspect.ts';
import { type DialogueParts, type Draft, phoneOf, type Question } from '../context.ts';

/** A card not read against its source for this long is answered with "kiểm tra lại" (law 10). */
export const REVIEW_AFTER_DAYS = 365;
const LABEL_LIMIT = 80;

/**
 * Answers what is asked about one procedure from facts and card: `aspect`, and what else the same message asks
 * ("cần giấy gì, bao nhiêu tiền").
 */
export function answerProcedure(
  question: Question,
  parts: DialogueParts,
  code: string,
  aspect: Aspect,
  procedures: Draft['procedures'],
): Draft {
  const procedure = parts.catalogue.procedures.get(code);
  if (procedure === undefined) return unknownCode(question, code);
  const card = parts.catalogue.cards.get(code);
  const { t } = question;
  const today = vietnamDay(question.now);
  const facts: Facts = { procedure, card, t, today, parts, question };
  const heading = t('procedure.heading', { name: displayName(procedure), code });
  // Where, how long and for how much no longer holds for what has ended.
  const ended = hasEnded(procedure, today);
  const asked = askedTogether(question, aspect);
  const lines = [
    heading,
    ...notices(facts),
    ...(ended ? [] : asked.flatMap((part) => SECTIONS[part](facts))),
  ];
  const details = aspect === 'find' && !ended ? DETAIL_ORDER.flatMap((part) => SECTIONS[part](facts)) : [];
  const link: Link[] =
    procedure.url === undefined
      ? [{ label: 'dichvucong.gov.vn', url: 'https://dichvucong.gov.vn' }]
      : [{ label: t('procedure.link'), url: procedure.url }];
  const sources = sourcesOf(procedure, t);
  return {
    status: 'answered',
    intent: 'procedure',
    aspect,
    procedures: procedures ?? [{ code, name: procedure.name, score: 1 }],
    reply: {
      text: lines.filter((line) => line !== '').join('\n\n'),
      ...(details.length === 0 ? {} : { details: details.join('\n\n') }),
      choices: ended ? successorChoices(facts) : aspectChoices(t, code, asked),
      links: link,
      sources,
    },
    sources,
    session: { procedure: code, aspect },
  };
}

/** More parts than this are no answer but the whole record. */
const MOST_TOGETHER = 3;

/** The aspects to answer, in the order they were asked. A button, or an aspect of an earlier message, stands alone. */
function askedTogether({ query }: Question, aspect: Aspect): readonly Aspect[] {
  const all = detectAspects(query.folded);
  if (aspect === 'find' || !all.includes(aspect)) return [aspect];
  // The level is part of what is said about handing in online.
  const others = all.filter(
    (one) => !(aspect === 'online' && one === 'level') && !(aspect === 'level' && one === 'online'),
  );
  const kept = others.filter((one) => one !== aspect).slice(0, MOST_TOGETHER - 1);
  return others.filter((one) => one === aspect || kept.includes(one));
}

/** The national record, unless only an imported list has the procedure; then the lists that gave facts. */
function sourcesOf(procedure: Procedure, t: Translate): Source[] {
  const { code, url, snapshot, lists = [], onlyListed } = procedure;
  const page = url === undefined ? {} : { url };
  const national: Source[] = onlyListed
    ? []
    : [{ title: t('procedure.source_title'), section: code, ...page, asOf: snapshot }];
  return [...national, ...lists.map(({ title, asOf }) => ({ title, section: code, asOf }))];
}

/** Official name without the leading "Thủ tục", as people read it. */
export function displayName(procedure: Procedure): string {
  let name = displayNames.get(procedure);
  if (name === undefined) {
    name = toDisplay(procedure);
    displayNames.set(procedure, name);
  }
  return name;
}

const displayNames = new WeakMap<Procedure, string>();

function toDisplay(procedure: Procedure): string {
  const bare = unshouted(procedure.name.replace(/^Thủ tục\s+/iu, '').replace(/\s*\.\s*$/u, ''));
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

/** Short forms that stay in capitals in a name written all in capitals. */
const SHORT_FORMS =
  /^(?:[^\p{L}]*(?:BHXH|BHYT|BHTN|UBND|HĐND|HTX|PCCC|OCOP|ASEAN|ABTC|APEC|ODA|NGO|GMP|GPP|GDP|HIV|AIDS|ATTP|VSMT|VNEID|NSNN|KCN|KKT)[^\p{L}]*)$/u;

/** Some sources write names in capitals throughout; these are hard to read. */
function unshouted(name: string): string {
  const letters = name.match(/\p{L}/gu) ?? [];
  const capitals = letters.filter((letter) => letter !== letter.toLowerCase()).length;
  if (letters.length < 8 || capitals < letters.length * 0.7) return name;
  return name
    .split(' ')
    .map((word) => (SHORT_FORMS.test(word) ? word : word.toLowerCase()))
    .join(' ');
}

/** A name short enough for a button: the everyday one where an editor wrote it. */
export function shortName(procedure: Procedure, card: Card | undefined): string {
  const name = card?.names?.[0] ?? displayName(procedure);
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  return label.length > LABEL_LIMIT ? `${label.slice(0, LABEL_LIMIT - 1).replace(/\s\S*$/, '')}…` : label;
}

function unknownCode(question: Question, code: string): Draft {
  return {
    status: 'no_data',
    intent: 'procedure',
    procedures: [],
    reply: {
      text: question.t('unknown.code', { code }),
      links: [{ label: 'dichvucong.gov.vn', url: 'https://dichvucong.gov.vn' }],
    },
  };
}

interface Facts {
  readonly procedure: Procedure;
  readonly card: Card | undefined;
  readonly t: Translate;
  readonly today: string;
  readonly parts: DialogueParts;
  readonly question: Question;
}

function notices({ procedure, card, t, today, parts }: Facts): string[] {
  const lines: string[] = [];
  if (procedure.withdrawnOn !== undefined) {
    const ended = hasEnded(procedure, today);
    const day = formatDay(procedure.withdrawnOn);
    const words =
      procedure.endedWith === 'district' ? 'ended_district' : ended ? 'withdrawn' : 'withdrawn_soon';
    const successor = successorOf(procedure, parts, today);
    lines.push(t(`procedure.${words}`, { day }));
    // Two sources that disagree are both shown.
    if (ended && procedure.onlyListed === undefined && procedure.snapshot > procedure.withdrawnOn)
      lines.push(t('procedure.still_national', { day: formatDay(procedure.snapshot) }));
    if (successor !== undefined)
      lines.push(t('procedure.successor', { name: displayName(successor), code: successor.code }));
    else if (procedure.successor !== undefined)
      lines.push(t('procedure.successor_code', { code: procedure.successor }));
    else if (ended)
      lines.push(
        t(procedure.endedWith === 'district' ? 'procedure.district_to_whom' : 'procedure.no_successor', {
          phone: phoneOf(parts.deployment, t),
        }),
      );
  }
  if (procedure.province !== undefined) {
    const name = procedure.province === 'ha-tinh' ? 'Hà Tĩnh' : 'Vĩnh Long';
    lines.push(
      t(
        procedure.province === parts.deployment.province
          ? 'procedure.own_province'
          : 'procedure.other_province',
        { province: name },
      ),
    );
  }
  const old = card?.reviewed !== undefined && daysBetween(card.reviewed, today) > REVIEW_AFTER_DAYS;
  if (!hasEnded(procedure, today) && (old || isStale(procedure.snapshot, today)))
    lines.push(t('procedure.review_due'));
  return lines;
}

/** Whether it can no longer be handed in on that day. */
export function hasEnded({ withdrawnOn }: Procedure, today: string): boolean {
  return withdrawnOn !== undefined && withdrawnOn <= today;
}

/** What replaced it, and what replaced that if it has ended as well; the last one that is known. */
function successorOf(
  procedure: Procedure,
  { catalogue }: DialogueParts,
  today: string,
): Procedure | undefined {
  const seen = new Set([procedure.code]);
  let found: Procedure | undefined;
  for (let at = procedure.successor; at !== undefined && !seen.has(at); ) {
    seen.add(at);
    const next = catalogue.procedures.get(at);
    found = next ?? found;
    at = next !== undefined && hasEnded(next, today) ? next.successor : undefined;
  }
  return found;
}

function successorChoices({ procedure, parts, today }: Facts): Choice[] {
  const successor = successorOf(procedure, parts, today);
  if (successor === undefined) return [];
  const label = shortName(successor, parts.catalogue.cards.get(successor.code));
  return [{ label, data: `p:${successor.code}`, code: successor.code }];
}

/** What each aspect says. `find` is the summary; the rest is folded behind it. */
const SECTIONS: Readonly<Record<Aspect, (facts: Facts) => string[]>> = {
  find: (facts) => [
    about(facts),
    [...where(facts, true), ...time(facts), ...fees(facts, true), methods(facts)].join('\n'),
  ],
  documents: (facts) => documents(facts),
  fee: (facts) => fees(facts, false),
  time: (facts) => time(facts),
  where: (facts) => where(facts, false),
  steps: (facts) => steps(facts),
  online: (facts) => online(facts),
  postal: (facts) => postal(facts),
  result: (facts) => [result(facts)],
  level: (facts) => [level(facts)],
  legal: (facts) => [legal(facts)],
  conditions: (facts) => conditions(facts),
};
const DETAIL_ORDER: readonly Aspect[] = ['documents', 'conditions', 'online', 'postal', 'result', 'legal'];

function about({ card, procedure, t, parts }: Facts): string {
  const lines = card?.about === undefined ? [] : [card.about];
  if (card?.notFor !== undefined) lines.push(t('procedure.not_for', { text: card.notFor }));
  for (const sibling of card?.siblings ?? []) {
    const other = parts.catalogue.procedures.get(sibling.code);
    if (other !== undefined && other.code !== procedure.code)
      lines.push(
        t('procedure.sibling', {
          when: sibling.when,
          name: shortName(other, parts.catalogue.cards.get(other.code)),
        }),
      );
  }
  return lines.join('\n');
}

function where({ procedure, t, parts, question }: Facts, short: boolean): string[] {
  const lines: string[] = [];
  if (procedure.bodies.length > 0) lines.push(t('procedure.where', { bodies: procedure.bodies.join('; ') }));
  else lines.push(t('procedure.where_unknown'));
  if (short) return lines;
  const tiers = procedure.tiers.map((tier) => t(`tier.${tier}`)).join(', ');
  if (tiers !== '') lines.push(t('procedure.where_tiers', { tiers }));
  if (/\b(?:huyen|quan)\b/.test(question.query.folded))
    lines.push(t('procedure.district_ended', { tiers: tiers === '' ? t('tier.unknown') : tiers }));
  for (const place of parts.places.find(question.query.folded))
    lines.push(t('procedure.commune_now', { old: place.old, now: place.now }));
  if (procedure.tiers.includes('commune')) lines.push(t('procedure.where_commune'));
  else if (procedure.tiers.includes('province')) lines.push(t('procedure.where_counter'));
  return lines;
}

function time({ procedure, t }: Facts): string[] {
  const { times } = procedure;
  if (times.length === 0) return [t('procedure.time_unknown')];
  if (times.length === 1) return [t('procedure.time', { times: times.join('; ') })];
  // "2 ngày [Trực tuyến]" says which is which; bare days do not.
  const areTold = times.every((time) => time.includes('['));
  return [
    t(areTold ? 'procedure.time_several' : 'procedure.time_several_unsaid', { times: times.join('; ') }),
  ];
}

/** Cases shown in the summary; the fee answer shows all. */
const FEES_IN_SUMMARY = 3;

function fees(facts: Facts, short: boolean): string[] {
  const { procedure, t } = facts;
  if (procedure.fees.length === 0) return [t('procedure.fee_none')];
  const [only] = procedure.fees;
  if (procedure.fees.length === 1 && only?.kind === 'free') return [t('procedure.fee_free')];
  // Without their texts, cases may read alike: said once.
  const cases = [...new Set(procedure.fees.map((fee) => feeLine(fee, facts, short)))];
  const lines = [t('procedure.fee_heading'), ...(short ? cases.slice(0, FEES_IN_SUMMARY) : cases)];
  if (!short && procedure.fees.some((fee) => fee.kind === 'amount')) lines.push(t('procedure.fee_check'));
  return [lines.join('\n')];
}

function feeLine(fee: FeeCase, { t, today }: Facts, short: boolean): string {
  const methods =
    fee.methods === undefined || fee.methods.length === 3 ? '' : ` (${methodNames(fee.methods, t)})`;
  switch (fee.kind) {
    case 'amount': {
      const per = fee.per === undefined ? '' : `/${fee.per}`;
      const max =
        fee.max === undefined ? '' : t('procedure.fee_max', { max: formatMoney(fee.max, fee.currency) });
      const note = fee.text === undefined || (short && fee.text.length > 90) ? '' : `: ${fee.text}`;
      return t('procedure.fee_amount', {
        amount: formatMoney(fee.amount ?? 0, fee.currency),
        per,
        methods: `${methods}${validityNote(fee, t, today)}${max}`,
        text: note,
      });
    }
    case 'free':
      return `- ${t('procedure.fee_free')}${methods}`;
    case 'exempt':
      return t('procedure.fee_exempt', {
        methods,
        text: short || fee.text === undefined ? '.' : `: ${fee.text}`,
      });
    case 'province':
      return t('procedure.fee_province', { methods });
    case 'regulation':
      return (
        t('procedure.fee_regulation', { methods }) + (short || fee.text === undefined ? '' : ` (${fee.text})`)
      );
    case 'unknown':
      return (
        t('procedure.fee_unknown', { methods }) + (short || fee.text === undefined ? '' : ` (${fee.text})`)
      );
  }
}

function validityNote(fee: FeeCase, t: Translate, today: string): string {
  if (fee.until !== undefined && fee.until < today)
    return t('procedure.fee_ended', { until: formatDay(fee.until) });
  if (fee.from !== undefined && fee.from > today)
    return t('procedure.fee_not_yet', { from: formatDay(fee.from) });
  return fee.until === undefined ? '' : t('procedure.fee_until', { until: formatDay(fee.until) });
}

function methodNames(methods: readonly Method[], t: Translate): string {
  return methods.map((method) => t(`method.${method}`)).join(', ');
}

function methods({ procedure, t }: Facts): string {
  return procedure.methods.length === 0
    ? t('procedure.methods_unknown')
    : t('procedure.methods', { methods: methodNames(procedure.methods, t) });
}

function documents({ card, procedure, t }: Facts): string[] {
  if (!isFullCard(card))
    return [`${t('procedure.documents_portal')}${procedure.url === undefined ? '' : ` ${procedure.url}`}`];
  const lines = [list(t('procedure.documents_heading'), card.papers)];
  if (card.bring !== undefined) lines.push(list(t('procedure.bring_heading'), card.bring));
  if (card.mistakes !== undefined) lines.push(list(t('procedure.mistakes_heading'), card.mistakes));
  return lines;
}

function list(heading: string, items: readonly string[]): string {
  return [heading, ...items.map((item) => `- ${item}`)].join('\n');
}

function steps({ card, procedure, t }: Facts): string[] {
  if (card?.steps !== undefined) return [list(t('procedure.steps_heading'), card.steps)];
  const ways = procedure.methods.length === 0 ? t('method.direct') : methodNames(procedure.methods, t);
  const lines = [t('procedure.steps_general', { methods: ways })];
  if (card?.online !== undefined) lines.push(card.online);
  return lines;
}

function online(facts: Facts): string[] {
  const { procedure, card, t } = facts;
  const offered = procedure.methods.includes('online');
  const elsewise = procedure.methods.filter((method) => method !== 'online');
  if (!offered && procedure.methods.length > 0)
    return [t('procedure.online_no', { methods: methodNames(elsewise, t) })];
  if (!offered) return [t('procedure.online_unknown')];
  const lines = [
    t(
      procedure.level === 'full'
        ? 'procedure.online_full'
        : procedure.level === 'partial'
          ? 'procedure.online_partial'
          : 'procedure.online_yes',
    ),
  ];
  if (!procedure.levelStated && procedure.level !== undefined) lines.push(level(facts));
  if (card?.online !== undefined)
    // Two sources that disagree are both shown, each as what it is.
    lines.push(
      saysOtherLevel(card.online, procedure.level)
        ? t('procedure.online_otherwise', {
            day: formatDay(card.snapshot ?? card.reviewed ?? ''),
            text: card.online,
          })
        : card.online,
    );
  return lines;
}

function postal({ procedure, card, t }: Facts): string[] {
  if (procedure.methods.length === 0) return [t('procedure.postal_unknown')];
  if (!procedure.methods.includes('post'))
    return [t('procedure.postal_no', { methods: methodNames(procedure.methods, t) })];
  return [
    t('procedure.postal_yes'),
    ...(card?.post === undefined ? [] : [card.post]),
    t('procedure.postal_more'),
  ];
}

function result({ procedure, card, t }: Facts): string {
  const text = card?.result ?? procedure.result;
  return text === undefined ? t('procedure.result_unknown') : t('procedure.result', { result: text });
}

const OLD_LEVEL: Readonly<Record<string, string>> = { full: '4', partial: '3' };

function level({ procedure, t, question }: Facts): string {
  if (procedure.level === undefined) return t('procedure.level_unknown');
  const derived = procedure.levelStated ? '' : t('procedure.level_derived');
  const line = t(`procedure.level_${procedure.level}`, { derived });
  const old = OLD_LEVEL[procedure.level];
  return /\bmuc(?: do)? ?[1-4]\b/.test(question.query.folded) && old !== undefined
    ? `${line} ${t('procedure.level_old', { old })}`
    : line;
}

function legal({ procedure, card, t }: Facts): string {
  const numbers = procedure.legal.length > 0 ? procedure.legal : (card?.legal ?? []);
  return numbers.length === 0
    ? t('procedure.legal_unknown')
    : t('procedure.legal', { legal: numbers.join('; ') });
}

function conditions({ card, procedure, t }: Facts): string[] {
  const lines: string[] = [];
  if (card?.about !== undefined) lines.push(card.about);
  if (card?.notFor !== undefined) lines.push(t('procedure.not_for', { text: card.notFor }));
  if (card?.conditions !== undefined) lines.push(t('procedure.conditions', { conditions: card.conditions }));
  if (lines.length === 0)
    lines.push(
      `${t('procedure.conditions_portal')}${procedure.url === undefined ? '' : ` ${procedure.url}`}`,
    );
  return lines;
}

const OFFERED: readonly Aspect[] = ['documents', 'fee', 'where', 'online', 'postal', 'time'];

function aspectChoices(t: Translate, code: string, said: readonly Aspect[]): Choice[] {
  return OFFERED.filter(
    (aspect) =>
      !said.includes(aspect) && !(said.includes('find') && (aspect === 'time' || aspect === 'where')),
  )
    .slice(0, 4)
    .map((aspect) => ({ label: t(`aspect.${aspect}`), data: `p:${code}:${aspect}` }));
}

/** Facts of a day (or month, or year) that lies more than the review period back. */
function isStale(snapshot: string, today: string): boolean {
  const lastDay =
    snapshot.length === 10 ? snapshot : snapshot.length === 7 ? `${snapshot}-28` : `${snapshot}-12-31`;
  return daysBetween(lastDay, today) > REVIEW_AFTER_DAYS;
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
