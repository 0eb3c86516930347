import { fold, words } from '../../understanding/fold.ts';
import { LEVEL_NAMES } from '../procedure.ts';
import type { ListRow, Refused } from './read-row.ts';

/** Share of words two texts have in common, 0 to 1. */
export function likeness(a: string, b: string): number {
  const [left, right] = [new Set(words(fold(a))), new Set(words(fold(b)))];
  const common = [...left].filter((word) => right.has(word)).length;
  return common === 0 ? 0 : common / (left.size + right.size - common);
}

/** Share of the shorter text's words that the other has, 0 to 1: a name and the same name with its law and tier added. */
export function shared(a: string, b: string): number {
  const [left, right] = [new Set(words(fold(a))), new Set(words(fold(b)))];
  const common = [...left].filter((word) => right.has(word)).length;
  return common === 0 ? 0 : common / Math.min(left.size, right.size);
}

/** Below this two names are of two procedures. Lists write the same name with and without its tier or its law. */
const SAME_NAME = 0.5;

/**
 * One row a code. Lists give a procedure once per agency: bodies and tiers are put together. Where rows contradict each
 * other nothing is taken: the fact stays as it is in use. A second name for the same code is refused.
 */
export function mergeDuplicates(rows: readonly ListRow[]): { rows: ListRow[]; merged: Refused[] } {
  const kept = new Map<string, ListRow>();
  const merged: Refused[] = [];
  for (const row of rows) {
    const first = kept.get(row.code);
    if (first === undefined) {
      kept.set(row.code, row);
      continue;
    }
    const refused = {
      at: row.at,
      code: row.code,
      ...(row.facts.name === undefined ? {} : { name: row.facts.name }),
    };
    if (likeness(first.facts.name ?? '', row.facts.name ?? '') < SAME_NAME) {
      merged.push({
        ...refused,
        reason: `trùng mã với ${first.at} nhưng tên khác; sửa mã của một trong hai`,
      });
      continue;
    }
    kept.set(row.code, merge(first, row));
    merged.push({ ...refused, reason: `trùng mã với ${first.at}: đã gộp làm một`, merged: true });
  }
  return { rows: [...kept.values()], merged };
}

function merge(first: ListRow, second: ListRow): ListRow {
  const notes = [...new Set([...first.notes, ...second.notes])];
  const { level, levelStated, tiers, bodies, ...rest } = { ...second.facts, ...first.facts };
  const levels = [first.facts.level, second.facts.level];
  const conflict = levels[0] !== undefined && levels[1] !== undefined && levels[0] !== levels[1];
  if (conflict)
    notes.push(
      `${first.at} và ${second.at} ghi hai mức khác nhau (${levels.map((one) => one && LEVEL_NAMES[one]).join(', ')}); giữ mức đang có`,
    );
  const allTiers = [...new Set([...(first.facts.tiers ?? []), ...(second.facts.tiers ?? [])])];
  const allBodies = [...new Set([...(first.facts.bodies ?? []), ...(second.facts.bodies ?? [])])];
  const { districts: _districts, ...row } = first;
  const only = first.districts === 'only' && second.districts === 'only';
  const named = first.districts !== undefined || second.districts !== undefined;
  return {
    ...row,
    ...(named ? { districts: only ? ('only' as const) : ('too' as const) } : {}),
    notes,
    facts: {
      ...rest,
      ...(conflict || level === undefined ? {} : { level, levelStated }),
      ...(allTiers.length === 0 ? {} : { tiers: allTiers }),
      ...(allBodies.length === 0 ? {} : { bodies: allBodies }),
    },
  };
}
