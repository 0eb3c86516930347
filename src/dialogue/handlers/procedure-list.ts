import type { FindField } from '../../catalogue/fields.ts';
import type { Catalogue } from '../../catalogue/load.ts';
import { LEVEL_NAMES, type Procedure, TIER_NAMES } from '../../catalogue/procedure.ts';
import { vietnamDay } from '../../clock.ts';
import { formatDay } from '../../i18n/numbers.ts';
import type { Translate } from '../../i18n/texts.ts';
import type { Choice, Source } from '../../messages/index.ts';
import { remember } from '../../remember.ts';
import { findLevel, findTier } from '../../understanding/slots.ts';
import type { DialogueParts, Draft, Question } from '../context.ts';
import { hasEnded, shortName } from './procedure.ts';

/** Items on one page: fits a phone screen and the numbers one can tap. */
export const PAGE_SIZE = 8;

interface Filters {
  readonly field?: string;
  readonly tier?: string;
  readonly level?: string;
}

/** Lists procedures by field, tier and level; what a follow-up does not name is kept from the list before. */
export function answerList(question: Question, parts: DialogueParts, findField: FindField): Draft {
  const { folded } = question.query;
  const before = question.session.lastIntent === 'procedure_list' ? question.session.list : undefined;
  const level = findLevel(folded);
  const tier = findTier(folded);
  const field = findField(folded);
  const fresh = field !== undefined;
  const filters: Filters = {
    ...keep('field', field ?? before?.field),
    ...keep('tier', tier?.tier ?? (fresh ? onlyTier(parts, field) : before?.tier)),
    ...keep('level', level?.level ?? (fresh ? undefined : before?.level)),
  };
  const notes: string[] = [];
  if (level?.oldWord !== undefined)
    notes.push(
      question.t('list.old_level', { old: level.oldWord, level: levelName(question.t, level.level) }),
    );
  if (tier?.district === true) notes.push(question.t('list.district'));
  return listPage(question, parts, filters, 0, notes);
}

/** The tier of a field whose procedures are all of one: said in the answer, and changes nothing in the list. */
function onlyTier(parts: DialogueParts, field: string): string | undefined {
  const local = new Set<string>();
  for (const procedure of shelfOf(parts.catalogue, field).all) {
    const tiers = procedure.tiers.filter((tier) => tier === 'province' || tier === 'commune');
    if (tiers.length !== 1) return undefined;
    for (const tier of tiers) local.add(TIER_NAMES[tier]);
  }
  return local.size === 1 ? [...local][0] : undefined;
}

/** The page of a list from `offset`. */
export function listPage(
  question: Question,
  parts: DialogueParts,
  filters: Filters,
  offset: number,
  notes: readonly string[] = [],
): Draft {
  const { t } = question;
  const today = vietnamDay(question.now);
  const shelf = shelfOf(parts.catalogue, filters.field);
  const holds = (procedure: Procedure) => !hasEnded(procedure, today) && fits(procedure, filters);
  const found = shelf.all.filter(holds);
  const named = [
    filters.field === undefined ? undefined : t('list.field', { field: filters.field }),
    filters.tier === undefined ? undefined : t('list.tier', { tier: tierName(t, filters.tier) }),
    filters.level === undefined ? undefined : t('list.level', { level: levelName(t, filters.level) }),
  ].filter((part) => part !== undefined);
  const described = named.length === 0 ? t('list.all') : named.join(', ');
  const national = found.filter(({ onlyListed }) => onlyListed === undefined);
  const asOf = newest(national.map(({ snapshot }) => snapshot));
  const sources: Source[] = [
    ...(asOf === '' ? [] : [{ title: t('procedure.source_title'), asOf }]),
    ...listSources(found),
  ];
  const base = {
    status: 'answered' as const,
    intent: 'procedure_list',
    filters,
    sources,
  };
  if (named.length === 0) {
    const choices = parts.catalogue.fields
      .slice(0, 4)
      .map(({ name }) => ({ label: name, data: cut(`f:${name}`) }));
    return {
      ...base,
      status: 'clarify',
      reply: { text: t('list.fields', { count: found.length }), choices },
      session: { list: { offset: 0 } },
    };
  }
  if (found.length === 0) {
    return {
      ...base,
      status: 'no_data',
      reply: { text: [...notes, t('list.none', { filters: described })].join('\n\n') },
      session: { list: { ...filters, offset: 0 } },
    };
  }
  const page = pageOf(shelf.ordered, holds, offset);
  const derived =
    filters.level === undefined ? 0 : found.filter((procedure) => !procedure.levelStated).length;
  const lines = page.map((procedure, at) =>
    t('list.item', { n: offset + at + 1, name: procedure.name, code: procedure.code }),
  );
  const picks: Choice[] = page.map((procedure) => ({
    label: shortName(procedure, parts.catalogue.cards.get(procedure.code)),
    data: `p:${procedure.code}`,
    code: procedure.code,
  }));
  const more = offset + PAGE_SIZE < found.length;
  const text = [
    ...notes,
    `${t('list.heading', { count: found.length, filters: described })}\n${lines.join('\n')}`,
    ...(found.length > PAGE_SIZE
      ? [t('list.page', { from: offset + 1, to: offset + page.length, count: found.length })]
      : []),
    ...(derived > 0 ? [t('list.derived', { count: derived })] : []),
    sources
      .map((source) => t('procedure.source', { title: source.title, asOf: formatDay(source.asOf) }))
      .join('\n'),
  ].join('\n\n');
  return {
    ...base,
    procedures: page.map((procedure) => ({ code: procedure.code, name: procedure.name, score: 1 })),
    reply: { text, choices: more ? [{ label: t('list.more'), data: 'list:more' }] : [], sources },
    reason: { count: found.length, derived },
    session: { list: { ...filters, offset }, picks: [...picks] },
  };
}

/** Imported lists that alone have some of these procedures. */
function listSources(found: readonly Procedure[]): Source[] {
  const dates = new Map<string, string[]>();
  for (const { onlyListed, lists = [] } of found)
    for (const { title, asOf } of onlyListed === undefined ? [] : lists)
      dates.set(title, [...(dates.get(title) ?? []), asOf]);
  return [...dates].map(([title, days]) => ({ title, asOf: newest(days) }));
}

function newest(days: readonly string[]): string {
  return days.reduce((latest, day) => (day > latest ? day : latest), '');
}

/** Filters carry the Vietnamese names; people read them in their language. */
function tierName(t: Translate, name: string): string {
  const tier = Object.entries(TIER_NAMES).find(([, one]) => one === name)?.[0];
  return tier === undefined ? name.toLowerCase() : t(`list.tiers.${tier}`);
}

function levelName(t: Translate, name: string): string {
  const level = Object.entries(LEVEL_NAMES).find(([, one]) => one === name)?.[0];
  return level === undefined ? name.toLowerCase() : t(`list.levels.${level}`);
}

/** Of the tier and level wanted. */
function fits(procedure: Procedure, filters: Filters): boolean {
  if (filters.tier !== undefined && !procedure.tiers.some((tier) => TIER_NAMES[tier] === filters.tier))
    return false;
  return (
    filters.level === undefined ||
    (procedure.level !== undefined && LEVEL_NAMES[procedure.level] === filters.level)
  );
}

/** Procedures of one field, or all: as the catalogue has them, and the more commonly needed first. */
interface Shelf {
  readonly all: readonly Procedure[];
  readonly ordered: readonly Procedure[];
}

function shelfOf(catalogue: Catalogue, field: string | undefined): Shelf {
  let shelves = shelvesOf.get(catalogue);
  if (shelves === undefined) {
    shelves = new Map();
    shelvesOf.set(catalogue, shelves);
  }
  return remember(shelves, field ?? '*', () => {
    const all = [...catalogue.procedures.values()].filter(
      (procedure) => field === undefined || procedure.field === field,
    );
    const common = ({ code }: Procedure) => catalogue.cards.get(code)?.common ?? 0;
    return { all, ordered: [...all].sort((a, b) => common(b) - common(a) || (a.code < b.code ? -1 : 1)) };
  });
}

/** Made when first asked for; an edited catalogue is another one. */
const shelvesOf = new WeakMap<Catalogue, Map<string, Shelf>>();

function pageOf<T>(list: readonly T[], holds: (one: T) => boolean, offset: number): T[] {
  const page: T[] = [];
  let before = 0;
  for (const one of list) {
    if (!holds(one)) continue;
    if (before >= offset) page.push(one);
    before += 1;
    if (page.length === PAGE_SIZE) break;
  }
  return page;
}

function keep<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
}

/** Button data is short on some channels; a field's first letters find it again. */
function cut(data: string): string {
  let text = data;
  while (Buffer.byteLength(text) > 60) text = text.slice(0, -1);
  return text;
}
