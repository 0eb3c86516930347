import { isDeepStrictEqual } from 'node:util';
import { fold } from '../../understanding/fold.ts';
import { formatFact } from '../format-fact.ts';
import { applyFacts, type Facts, type ImportedFacts, isOlder } from '../imported.ts';
import { DISTRICTS_ENDED_ON, type Procedure, type Tier } from '../procedure.ts';
import { shared } from './duplicates.ts';
import type { ListRow, Refused } from './read-row.ts';

export interface ListAbout {
  /** As answers name it. */
  readonly title: string;
  /** Day the list holds for. */
  readonly asOf: string;
  /** Who keeps the list (`H27`, `national`): a complete list replaces an earlier one of the same scope. */
  readonly scope: string;
  /** Only for a complete list: the day procedures missing from it ended. */
  readonly withdrawnOn?: string;
}

export interface Change {
  readonly fact: string;
  readonly before: string;
  readonly after: string;
}

export interface Comparison {
  readonly added: readonly ListRow[];
  readonly changed: readonly {
    readonly row: ListRow;
    readonly name: string;
    readonly changes: readonly Change[];
    readonly otherName: boolean;
  }[];
  readonly same: number;
  readonly unchanged: readonly ListRow[];
  /** Of the rows above, those only districts handled: they ended with them. */
  readonly ended: readonly ListRow[];
  /** What was understood or left out, row by row. */
  readonly notes: readonly { readonly at: string; readonly code: string; readonly note: string }[];
  /** In use, in the list's scope, and not in the list. Withdrawn only when the list is said to be complete. */
  readonly gone: readonly { readonly code: string; readonly name: string }[];
  /** Withdrawn before, in the list again. */
  readonly back: readonly { readonly code: string; readonly name: string }[];
  readonly refused: readonly Refused[];
  /** How many procedures in use the list could have named. */
  readonly inScope: number;
  /** The next version: everything imported before, with this list on top. */
  readonly next: ReadonlyMap<string, ImportedFacts>;
}

/** Below this share of the shorter name's words a changed name is shown as another name altogether. */
const OTHER_NAME = 0.5;

/** Compares a list with what is in use and builds the next version. Changes nothing. */
export function compareList(
  shipped: readonly Procedure[],
  before: ReadonlyMap<string, ImportedFacts>,
  list: { rows: readonly ListRow[]; refused: readonly Refused[] },
  about: ListAbout,
): Comparison {
  const used = new Map(applyFacts(shipped, before).map((procedure) => [procedure.code, procedure]));
  const fields = new Map([...used.values()].map(({ field }) => [fold(field), field]));
  const next = new Map(before);
  const refused = [...list.refused];
  const [added, back]: [ListRow[], { code: string; name: string }[]] = [[], []];
  const changed: Comparison['changed'][number][] = [];
  const listed = new Set(list.refused.map(({ code }) => baseOf(code)).filter((code) => code !== undefined));
  const [unchanged, ended]: [ListRow[], ListRow[]] = [[], []];
  const notes: Comparison['notes'][number][] = [];
  for (const row of list.rows) {
    listed.add(row.code);
    const current = used.get(row.code);
    const note = (text: string) => notes.push({ at: row.at, code: row.code, note: text });
    row.notes.forEach(note);
    const endsNow = endsWithDistricts(row, current);
    const facts = { ...settle(row, current, fields), ...(endsNow ? endOf(row.facts) : {}) };
    if (current !== undefined && facts.snapshot !== undefined && isOlder(facts.snapshot, current.snapshot)) {
      refused.push({
        at: row.at,
        code: row.code,
        ...(row.facts.name === undefined ? {} : { name: row.facts.name }),
        reason: `bản ghi ngày ${facts.snapshot} cũ hơn dữ liệu đang dùng (${current.snapshot})`,
      });
      continue;
    }
    if (endsNow) ended.push(row);
    else if (row.districts !== undefined)
      note(
        `cấp huyện đã kết thúc ngày ${DISTRICTS_ENDED_ON}; ${current !== undefined && current.tiers.length > 0 ? 'giữ cấp và cơ quan đang có' : 'không nhận cấp huyện'}`,
      );
    const stays = facts.withdrawnOn === undefined && staysEnded(row, current, facts.snapshot ?? about.asOf);
    if (stays) note(`đã hết hiệu lực từ ${current?.withdrawnOn}; danh sách này không làm cho có lại`);
    next.set(row.code, mergeFacts(before.get(row.code), facts, about, stays));
    if (current === undefined) {
      added.push(row);
      continue;
    }
    const returns = current.withdrawnOn !== undefined && facts.withdrawnOn === undefined && !stays;
    if (returns) back.push({ code: row.code, name: current.name });
    const changes = changesOf(current, facts);
    if (changes.length === 0 && !returns) unchanged.push(row);
    else if (changes.length > 0)
      changed.push({
        row,
        name: current.name,
        changes,
        otherName: facts.name !== undefined && shared(current.name, facts.name) < OTHER_NAME,
      });
  }
  const scope = scopeOf(list.rows);
  const candidates = [...used.values()].filter(
    (procedure) =>
      procedure.withdrawnOn === undefined &&
      (before.get(procedure.code)?.scopes.includes(about.scope) || scope(procedure)),
  );
  const gone = candidates.filter(({ code }) => !listed.has(code)).map(({ code, name }) => ({ code, name }));
  if (about.withdrawnOn !== undefined)
    for (const { code } of gone) {
      const successor = used.get(code)?.successor;
      const ended = { withdrawnOn: about.withdrawnOn, ...(successor === undefined ? {} : { successor }) };
      next.set(code, mergeFacts(before.get(code), ended, about));
    }
  for (const { at, code, facts } of list.rows)
    if (facts.successor !== undefined && !used.has(facts.successor) && !next.has(facts.successor))
      notes.push({
        at,
        code,
        note: `mã thay thế ${facts.successor} chưa có trong danh mục; câu trả lời chỉ nêu mã`,
      });
  return {
    added,
    changed,
    same: unchanged.length,
    unchanged,
    ended,
    notes,
    gone,
    back,
    refused,
    inScope: candidates.length,
    next,
  };
}

/**
 * A procedure that lists give to the districts alone ended with them, whatever the date of the list; not where the
 * national record, taken since, or another list names somebody else.
 */
function endsWithDistricts({ districts }: ListRow, current: Procedure | undefined): boolean {
  if (districts !== 'only') return false;
  if (current === undefined || current.endedWith === 'district') return true;
  return (
    current.withdrawnOn === undefined &&
    current.tiers.length === 0 &&
    (current.onlyListed === true || isOlder(current.snapshot, DISTRICTS_ENDED_ON))
  );
}

/** An abolition before that day, which the row states, comes first. */
function endOf({ withdrawnOn }: Facts): Pick<Facts, 'withdrawnOn' | 'endedWith'> {
  return withdrawnOn !== undefined && withdrawnOn < DISTRICTS_ENDED_ON
    ? { withdrawnOn }
    : { withdrawnOn: DISTRICTS_ENDED_ON, endedWith: 'district' };
}

/** What has ended does not come back with a list from before its end, nor with a row of the districts. */
function staysEnded(row: ListRow, current: Procedure | undefined, asOf: string): boolean {
  if (current?.withdrawnOn === undefined) return false;
  if (row.districts === 'only') return true;
  if (current.endedWith === 'district' && (row.facts.tiers ?? []).length > 0) return false;
  return isOlder(asOf, current.withdrawnOn);
}

/** A refused row still shows that the procedure has not gone. */
function baseOf(code: string | undefined): string | undefined {
  return code === undefined ? undefined : /^\d\.\d{6}/.exec(code)?.[0];
}

/** Spellings that say the same keep the one in use: `Hộ Tịch` is the field `Hộ tịch`, with or without "Thủ tục". */
function settle(
  { facts, districts }: ListRow,
  current: Procedure | undefined,
  fields: ReadonlyMap<string, string>,
): Facts {
  const { name, field, tiers, bodies, ...rest } = facts;
  // What the districts did went to others in the meantime; a row that still names them does not know to whom.
  const outdated = districts !== undefined && (current?.tiers.length ?? 0) > 0;
  const bare = (text: string) =>
    fold(text)
      .replace(/^thu tuc /, '')
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  const sameName = current !== undefined && name !== undefined && bare(current.name) === bare(name);
  const spelt = field === undefined ? undefined : (fields.get(fold(field)) ?? field);
  return {
    ...rest,
    ...(outdated || tiers === undefined ? {} : { tiers }),
    ...(outdated || bodies === undefined ? {} : { bodies }),
    ...(name === undefined || sameName ? {} : { name }),
    ...(spelt === undefined || spelt === current?.field ? {} : { field: spelt }),
  };
}

function mergeFacts(
  earlier: ImportedFacts | undefined,
  facts: Facts,
  { title, asOf, scope }: ListAbout,
  keepsEnd = false,
): ImportedFacts {
  const { withdrawnOn: _on, successor: _after, endedWith: _with, ...others } = earlier?.facts ?? {};
  const kept = keepsEnd ? (earlier?.facts ?? {}) : others;
  const names = Object.keys(facts).filter((fact) => fact !== 'levelStated' && fact !== 'endedWith');
  const older = (earlier?.lists ?? [])
    .map((list) => ({ ...list, facts: list.facts.filter((fact) => !names.includes(fact)) }))
    .filter((list) => list.facts.length > 0);
  // Records of the national database bring their own date and page; they are no province's list.
  const lists =
    facts.snapshot !== undefined || names.length === 0 ? older : [{ title, asOf, facts: names }, ...older];
  return { facts: { ...kept, ...facts }, lists, scopes: [...new Set([...(earlier?.scopes ?? []), scope])] };
}

function changesOf(current: Procedure, facts: Facts): Change[] {
  const changes: Change[] = [];
  for (const [fact, after] of Object.entries(facts) as [keyof Facts, unknown][]) {
    if (fact === 'snapshot' || fact === 'levelStated' || sameFact(current[fact], after)) continue;
    changes.push({ fact, before: formatFact(fact, current[fact]), after: formatFact(fact, after) });
  }
  return changes;
}

function sameFact(a: unknown, b: unknown): boolean {
  if (
    Array.isArray(a) &&
    Array.isArray(b) &&
    a.every((one) => typeof one === 'string') &&
    b.every((one) => typeof one === 'string')
  )
    return a.length === b.length && [...a].sort().join('\n') === [...b].sort().join('\n');
  return isDeepStrictEqual(a, b);
}

/**
 * What a list could have named: procedures of its fields whose handling tiers it covers. A list that names no tiers is a
 * province's own: province and commune, not the police, the tax office or the courts.
 */
function scopeOf(rows: readonly ListRow[]): (procedure: Procedure) => boolean {
  const fields = new Set(rows.map(({ facts }) => fold(facts.field ?? '')));
  const named = new Set(rows.flatMap(({ facts }) => facts.tiers ?? []));
  const tiers = named.size === 0 ? new Set<Tier>(['province', 'commune']) : named;
  return ({ field, tiers: own }) =>
    fields.has(fold(field)) && own.length > 0 && own.every((tier) => tiers.has(tier));
}
