import { isDeepStrictEqual } from 'node:util';
import { fold } from '../../understanding/fold.ts';
import { formatFact } from '../format-fact.ts';
import { applyFacts, type Facts, type ImportedFacts, isOlder } from '../imported.ts';
import type { Procedure, Tier } from '../procedure.ts';
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
  let same = 0;
  for (const row of list.rows) {
    listed.add(row.code);
    const current = used.get(row.code);
    const facts = settle(row.facts, current, fields);
    if (current !== undefined && facts.snapshot !== undefined && isOlder(facts.snapshot, current.snapshot)) {
      refused.push({
        at: row.at,
        code: row.code,
        ...(row.facts.name === undefined ? {} : { name: row.facts.name }),
        reason: `bản ghi ngày ${facts.snapshot} cũ hơn dữ liệu đang dùng (${current.snapshot})`,
      });
      continue;
    }
    next.set(row.code, mergeFacts(before.get(row.code), facts, about));
    if (current === undefined) {
      added.push(row);
      continue;
    }
    const returns = current.withdrawnOn !== undefined && facts.withdrawnOn === undefined;
    if (returns) back.push({ code: row.code, name: current.name });
    const changes = changesOf(current, facts);
    if (changes.length === 0 && !returns) same += 1;
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
  return { added, changed, same, gone, back, refused, inScope: candidates.length, next };
}

/** A refused row still shows that the procedure has not gone. */
function baseOf(code: string | undefined): string | undefined {
  return code === undefined ? undefined : /^\d\.\d{6}/.exec(code)?.[0];
}

/** Spellings that say the same keep the one in use: `Hộ Tịch` is the field `Hộ tịch`, with or without "Thủ tục". */
function settle(facts: Facts, current: Procedure | undefined, fields: ReadonlyMap<string, string>): Facts {
  const { name, field, ...rest } = facts;
  const bare = (text: string) =>
    fold(text)
      .replace(/^thu tuc /, '')
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  const sameName = current !== undefined && name !== undefined && bare(current.name) === bare(name);
  const spelt = field === undefined ? undefined : (fields.get(fold(field)) ?? field);
  return {
    ...rest,
    ...(name === undefined || sameName ? {} : { name }),
    ...(spelt === undefined || spelt === current?.field ? {} : { field: spelt }),
  };
}

function mergeFacts(
  earlier: ImportedFacts | undefined,
  facts: Facts,
  { title, asOf, scope }: ListAbout,
): ImportedFacts {
  const { withdrawnOn: _ended, successor: _after, ...kept } = earlier?.facts ?? {};
  const names = Object.keys(facts).filter((fact) => fact !== 'levelStated');
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
