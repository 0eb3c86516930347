import type { Province, Unit, Units } from '../reporting/units.ts';

export type FoundUnit =
  | { readonly unit: Unit }
  /** Says what to write instead. */
  | { readonly problem: string };

/** The one unit a text means, by name or id, where rights or duties hang on it: only exact names, only living units. */
export function findUnitNamed(
  text: string,
  { units, province }: { units: Units; province: Province },
  today: string,
  { ended = false }: { ended?: boolean } = {},
): FoundUnit {
  const known = units.find(text.trim());
  const hits = known === undefined ? units.search(text, { province, exact: true }) : [known];
  const living = hits.filter((unit) => ended || units.existsOn(unit, today));
  const [first, second] = living;
  if (first === undefined) {
    const old = hits[0];
    if (old === undefined) {
      const near = units.search(text, { province, limit: 1 })[0];
      return {
        problem: `không có đơn vị “${text}”${near === undefined ? '' : `; ý bạn là ${near.name} (${near.id})?`}`,
      };
    }
    const heir = units.heirOn(old.id, today);
    return {
      problem: `“${old.name}” đã kết thúc ngày ${old.to ?? ''}${heir === undefined ? '; chưa rõ đơn vị thay' : `; nay là ${heir.name} (${heir.id})`}`,
    };
  }
  if (second !== undefined && second.name === first.name)
    return {
      problem: `“${text}” có nhiều đơn vị: ${living.map(({ id, name }) => `${name} (${id})`).join(', ')}; dùng mã`,
    };
  return { unit: first };
}
