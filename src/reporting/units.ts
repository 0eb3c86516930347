import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Fuse from 'fuse.js';
import { load as parseYaml } from 'js-yaml';
import { z } from 'zod';
import { ContentError } from '../errors.ts';
import { fold, words } from '../understanding/fold.ts';
import { type Day, isDay } from './days.ts';

export const UNIT_KINDS = ['province', 'department', 'district', 'commune'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];
export type Province = 'ha-tinh' | 'vinh-long';

/** An agency that owes reports, or the province above them all. Valid from `from` to `to`, both included. */
export interface Unit {
  readonly id: string;
  readonly name: string;
  readonly kind: UnitKind;
  /** The province it belongs to today; Trà Vinh's old units belong to Vĩnh Long. */
  readonly province: Province;
  readonly parent: string | undefined;
  readonly from: Day | undefined;
  readonly to: Day | undefined;
  /** What took over, when it ended. Empty: nobody is known to have. */
  readonly successors: readonly string[];
  /** Everyday names and abbreviations. */
  readonly short: readonly string[];
  /** `memory`: nobody has confirmed it yet. */
  readonly basis: 'stated' | 'memory';
}

export interface Units {
  readonly all: readonly Unit[];
  find(id: string): Unit | undefined;
  /** Throws with the id when there is none. */
  get(id: string): Unit;
  existsOn(unit: Unit, day: Day): boolean;
  /** The unit and everything below it. */
  subtree(id: string): ReadonlySet<string>;
  /** Whether `id` is `root` or below it. */
  within(id: string, root: string): boolean;
  /** Who answers for the unit on a day: itself, its only successor, and so on. Undefined: nobody is known to. */
  heirOn(id: string, day: Day): Unit | undefined;
  /**
   * Units meant by what a person typed, best first; tolerant of accents, everyday names and, unless `exact`, typing
   * slips. Where rights are given, only exact names will do.
   */
  search(
    text: string,
    options?: { province?: Province | undefined; limit?: number; exact?: boolean },
  ): readonly Unit[];
  /** The unit named inside a sentence ("xã Cẩm Bình hỏi …"), if exactly one is. */
  named(text: string, options: { province?: Province | undefined; on: Day }): Unit | undefined;
}

const TIER_PREFIX =
  /^(?:ubnd |uy ban nhan dan )?(?:xa|phuong|thi tran|huyen|thi xa|thanh pho|tp|tx|tt|tinh|so) /;

/** How far off a typed name may be: 0 exact, 1 anything. Above 0.35 "Cẩm Lạc" begins to find "Cẩm Lộc" and worse. */
const TYPING_TOLERANCE = 0.28;

export function createUnits(all: readonly Unit[]): Units {
  const byId = new Map(all.map((unit) => [unit.id, unit]));
  const children = new Map<string, Unit[]>();
  for (const unit of all)
    if (unit.parent !== undefined) children.set(unit.parent, [...(children.get(unit.parent) ?? []), unit]);
  const trees = new Map<string, ReadonlySet<string>>();
  const entries = all.flatMap((unit) => namesOf(unit).map((name) => ({ name, unit })));
  const exact = new Map<string, Unit[]>();
  for (const { name, unit } of entries) exact.set(name, [...(exact.get(name) ?? []), unit]);
  let fuse: Fuse<{ name: string; unit: Unit }> | undefined;

  const existsOn = (unit: Unit, day: Day): boolean =>
    (unit.from === undefined || unit.from <= day) && (unit.to === undefined || day <= unit.to);

  function get(id: string): Unit {
    const unit = byId.get(id);
    if (unit === undefined) throw new ContentError([`no unit has the id "${id}"; ids are in content/units/`]);
    return unit;
  }

  function subtree(id: string): ReadonlySet<string> {
    const known = trees.get(id);
    if (known !== undefined) return known;
    const found = new Set<string>([id]);
    for (const child of children.get(id) ?? []) for (const one of subtree(child.id)) found.add(one);
    trees.set(id, found);
    return found;
  }

  /** Units that exist today first: who types an old name mostly means what is there now. */
  const livingFirst = (units: readonly Unit[]): Unit[] =>
    [...new Set(units)].sort((a, b) => Number(a.to !== undefined) - Number(b.to !== undefined));

  function search(
    text: string,
    {
      province,
      limit = 5,
      exact: exactly = false,
    }: { province?: Province | undefined; limit?: number; exact?: boolean } = {},
  ): Unit[] {
    const wanted = words(fold(text)).join(' ');
    if (wanted === '') return [];
    const fits = (unit: Unit) => province === undefined || unit.province === province;
    const same = livingFirst(
      [...(exact.get(wanted) ?? []), ...(exact.get(wanted.replace(TIER_PREFIX, '')) ?? [])].filter(fits),
    );
    // "Thạch Hạ" and "Thạch Hà" are two places: accents, where typed, decide.
    const accented = plain(text);
    const spelt = same.filter(
      (unit) =>
        plain(unit.name) === accented ||
        plain(unit.name).endsWith(` ${accented}`) ||
        accented.endsWith(` ${plain(unit.name)}`),
    );
    if (spelt.length > 0 && accented !== wanted) return spelt.slice(0, limit);
    if (same.length > 0 || exactly) return same.slice(0, limit);
    fuse ??= new Fuse(entries, {
      keys: ['name'],
      threshold: TYPING_TOLERANCE,
      ignoreLocation: false,
      distance: 20,
      includeScore: true,
    });
    const found = fuse
      .search(wanted, { limit: limit * 4 })
      .map(({ item }) => item.unit)
      .filter(fits);
    return [...new Set(found)].slice(0, limit);
  }

  return {
    all,
    find: (id) => byId.get(id),
    get,
    existsOn,
    subtree,
    within: (id, root) => subtree(root).has(id),
    heirOn(id, day) {
      let unit = byId.get(id);
      // A chain longer than the number of units would be a circle.
      for (let steps = 0; unit !== undefined && steps <= all.length; steps++) {
        if (existsOn(unit, day) || (unit.to !== undefined && day <= unit.to)) return unit;
        const [only, ...others]: readonly string[] = unit.successors;
        unit = only === undefined || others.length > 0 ? undefined : byId.get(only);
      }
      return undefined;
    },
    search,
    named(text, { province, on }) {
      const tokens = words(fold(text));
      let found: Unit[] = [];
      // The longest name wins: "Cẩm Xuyên" inside "thị trấn Cẩm Xuyên" is not the commune alone.
      for (let length = Math.min(10, tokens.length); length >= 2 && found.length === 0; length--) {
        for (let start = 0; start + length <= tokens.length; start++) {
          const name = tokens.slice(start, start + length).join(' ');
          const before = tokens[start - 1];
          const bare = exact.get(name) ?? [];
          const hits = bare.filter(
            (unit) =>
              (province === undefined || unit.province === province) &&
              (TIER_PREFIX.test(`${name} `) ||
                unit.kind === 'commune' ||
                unit.kind === 'district' ||
                before === 'so'),
          );
          found.push(...hits);
        }
      }
      found = [...new Set(found)];
      const living = found.filter((unit) => existsOn(unit, on));
      const best = living.length > 0 ? living : found;
      return best.length === 1 ? best[0] : undefined;
    },
  };
}

/** Folded names: full, without its tier, and the everyday ones. */
function namesOf(unit: Unit): string[] {
  const clean = (text: string) => words(fold(text)).join(' ');
  const full = clean(unit.name);
  const bare = full.replace(TIER_PREFIX, '');
  const names = [full, ...unit.short.map(clean)];
  if (bare !== full && unit.kind !== 'department') names.push(bare);
  if (unit.kind === 'commune')
    names.push(
      `ubnd ${full}`,
      ...(bare === full ? [`xa ${full}`, `phuong ${full}`, `ubnd xa ${full}`, `ubnd phuong ${full}`] : []),
    );
  if (unit.kind === 'district') names.push(`ubnd ${full}`);
  return [...new Set(names)];
}

const DayText = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
  z.string().refine(isDay, 'is not a day'),
);
const DistrictsFile = z.strictObject({
  source: z.string(),
  asOf: z.string(),
  area: z.enum(['ha-tinh', 'tra-vinh']),
  to: DayText,
  districts: z.array(
    z.strictObject({ code: z.string(), name: z.string(), communes: z.record(z.string(), z.string()) }),
  ),
});
const CommunesFile = z.object({
  communes: z.array(
    z.object({ name: z.string(), province: z.enum(['ha-tinh', 'vinh-long']), from: z.array(z.string()) }),
  ),
});
const DepartmentsFile = z.strictObject({
  source: z.string(),
  asOf: z.union([z.string(), z.date()]),
  provinces: z.record(
    z.enum(['ha-tinh', 'vinh-long']),
    z.array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9-]+$/),
        name: z.string(),
        short: z.array(z.string()).default([]),
        from: DayText.optional(),
        to: DayText.optional(),
        successor: z.string().optional(),
        basis: z.enum(['stated', 'memory']),
      }),
    ),
  ),
});

/** Short prefixes of unit ids: unit ids travel in buttons, which hold 64 bytes. */
const PREFIX: Readonly<Record<Province | 'tra-vinh', string>> = {
  'ha-tinh': 'ht',
  'vinh-long': 'vl',
  'tra-vinh': 'tv',
};
/** Two tiers since then. */
const DISTRICTS_ENDED = '2025-07-01';

/** Reads `content/units/`. Throws ContentError listing every problem. */
export function loadUnits(contentDir: string): Units {
  const read = (name: string): unknown => parseYaml(readFileSync(join(contentDir, 'units', name), 'utf8'));
  const problems: string[] = [];
  const all: Unit[] = [
    root('ht', 'Tỉnh Hà Tĩnh', 'ha-tinh', undefined),
    root('vl', 'Tỉnh Vĩnh Long', 'vinh-long', undefined),
    { ...root('tv', 'Tỉnh Trà Vinh', 'vinh-long', 'vl'), to: '2025-06-30', successors: ['vl'] },
  ];
  const { communes } = CommunesFile.parse(read('communes.yaml'));
  for (const { name, province } of communes) {
    all.push({
      id: `${PREFIX[province]}.${slug(name)}`,
      name,
      kind: 'commune',
      province,
      parent: PREFIX[province],
      from: DISTRICTS_ENDED,
      to: undefined,
      successors: [],
      short: [],
      basis: 'stated',
    });
  }
  for (const file of ['districts-ha-tinh.yaml', 'districts-tra-vinh.yaml']) {
    const { area, districts, to } = DistrictsFile.parse(read(file));
    const province: Province = area === 'tra-vinh' ? 'vinh-long' : area;
    const heirs = findHeirs(
      communes.filter((one) => one.province === province),
      districts,
    );
    for (const district of districts) {
      const id = `${PREFIX[area]}.${district.code}`;
      const common = { province, from: undefined, to, basis: 'stated' as const, short: [] };
      all.push({
        ...common,
        id,
        name: district.name,
        kind: 'district',
        parent: PREFIX[area],
        successors: [],
      });
      for (const [code, name] of Object.entries(district.communes)) {
        const heir = heirs.get(code);
        all.push({
          ...common,
          id: `${PREFIX[area]}.${code}`,
          name,
          kind: 'commune',
          parent: id,
          successors: heir === undefined ? [] : [`${PREFIX[province]}.${slug(heir)}`],
        });
      }
    }
  }
  const departments = DepartmentsFile.safeParse(read('departments.yaml'));
  if (!departments.success)
    problems.push(
      ...departments.error.issues.map(
        (issue) => `content/units/departments.yaml: ${issue.path.join('.')}: ${issue.message}`,
      ),
    );
  for (const [province, list] of Object.entries(departments.data?.provinces ?? {}) as [
    Province,
    NonNullable<typeof departments.data>['provinces'][Province],
  ][]) {
    const idOf = (id: string) => `${PREFIX[province]}.${id}`;
    for (const one of list ?? []) {
      all.push({
        id: idOf(one.id),
        name: one.name,
        kind: 'department',
        province,
        parent: PREFIX[province],
        from: one.from,
        to: one.to,
        successors: one.successor === undefined ? [] : [idOf(one.successor)],
        short: one.short,
        basis: one.basis,
      });
    }
  }
  problems.push(...problemsOf(all));
  if (problems.length > 0) throw new ContentError(problems);
  return createUnits(all);
}

function root(id: string, name: string, province: Province, parent: string | undefined): Unit {
  return {
    id,
    name,
    kind: 'province',
    province,
    parent,
    from: undefined,
    to: undefined,
    successors: [],
    short: [],
    basis: 'stated',
  };
}

/** Double ids, parents and successors that do not exist, spans that end before they begin. */
export function problemsOf(all: readonly Unit[]): string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  for (const { id } of all) {
    if (ids.has(id)) problems.push(`content/units: the id "${id}" is used twice`);
    ids.add(id);
  }
  for (const unit of all) {
    for (const other of [...(unit.parent === undefined ? [] : [unit.parent]), ...unit.successors]) {
      if (!ids.has(other)) problems.push(`content/units: ${unit.id} names "${other}", which does not exist`);
    }
    if (unit.from !== undefined && unit.to !== undefined && unit.to < unit.from)
      problems.push(`content/units: ${unit.id} ends (${unit.to}) before it begins (${unit.from})`);
  }
  return problems;
}

const plain = (text: string): string => words(text.normalize('NFC').toLowerCase()).join(' ');

const slug = (name: string): string => words(fold(name)).join('-');

/**
 * Which new commune each old one became. A name that stands for several old communes goes to the one whose district
 * the new commune's other parts are from; still unclear, nobody: a wrong heir would be chased for another's report.
 */
function findHeirs(
  communes: readonly { name: string; from: readonly string[] }[],
  districts: readonly { code: string; communes: Readonly<Record<string, string>> }[],
): Map<string, string> {
  // The two lists place tone marks differently ("Hoà", "Hòa") and slip in a few ("Cỗ Đạm").
  const key = (name: string) => words(fold(name)).join(' ');
  const byName = new Map<string, { code: string; district: string }[]>();
  for (const district of districts) {
    for (const [code, name] of Object.entries(district.communes))
      byName.set(key(name), [...(byName.get(key(name)) ?? []), { code, district: district.code }]);
  }
  const heirs = new Map<string, string[]>();
  for (const commune of communes) {
    const parts = commune.from.map((name) => byName.get(key(name)) ?? []);
    // Vĩnh Long's new communes are mostly made of units of the two other provinces, whose names recur in Trà Vinh.
    if (parts.filter((part) => part.length > 0).length * 2 <= parts.length && parts.length > 1) continue;
    const home = new Map<string, number>();
    for (const part of parts)
      if (part.length === 1 && part[0]) home.set(part[0].district, (home.get(part[0].district) ?? 0) + 1);
    const districtsOf = [...home].sort((a, b) => b[1] - a[1]).map(([code]) => code);
    for (const part of parts) {
      const fit = part.length === 1 ? part[0] : part.find(({ district }) => districtsOf.includes(district));
      if (fit !== undefined) heirs.set(fit.code, [...(heirs.get(fit.code) ?? []), commune.name]);
    }
  }
  return new Map(
    [...heirs].flatMap(([code, names]) =>
      names.length === 1 && names[0] !== undefined ? [[code, names[0]] as const] : [],
    ),
  );
}
