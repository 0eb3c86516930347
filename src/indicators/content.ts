import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { z } from 'zod';
import { ContentError } from '../errors.ts';
import { parsePrinted } from './numbers.ts';
import { periodDays } from './periods.ts';
import type {
  Agency,
  Contradiction,
  Duty,
  Indicator,
  IndicatorContent,
  IndicatorGroup,
  IndicatorSource,
  Observation,
  PlanTask,
  Recomputation,
  Unfinished,
  Words,
} from './types.ts';
import { AREAS, LEVELS, SCOPES, TIERS } from './types.ts';

const Id = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/);
const Area = z.enum(AREAS);
const Phrases = z.array(z.coerce.string().min(1));

const RemarkRow = z.strictObject({
  area: Area,
  period: z.string(),
  source: Id,
  section: z.string(),
  text: z.string(),
});
const IndicatorRow = z.strictObject({
  id: Id,
  name: z.string().min(3),
  names: Phrases,
  namesIn: z.partialRecord(Area, Phrases).default({}),
  unit: z.string().min(1),
  measure: z.enum(['flow', 'stock', 'plan', 'text']),
  tiers: z.array(z.enum(TIERS)).default([]),
  tierNames: z.partialRecord(z.enum(TIERS), z.string()).default({}),
  tiersTogether: z.boolean().default(false),
  levels: z.array(z.enum(LEVELS)).default([]),
  scope: z.enum(SCOPES).optional(),
  direction: z.enum(['up', 'down', 'none']),
  additive: z.array(z.enum(['tier', 'level'])).default([]),
  formula: z
    .strictObject({ kind: z.literal('ratio'), numerator: Id, denominator: Id, times: z.number() })
    .optional(),
  note: z.string().optional(),
  remarks: z.array(RemarkRow).default([]),
  visibility: z.enum(['public', 'internal']),
});
const GroupFile = z.strictObject({
  group: Id,
  title: z.string(),
  names: Phrases,
  indicators: z.array(IndicatorRow),
});

const ObservationRow = z.strictObject({
  indicator: Id,
  tier: z.enum(TIERS).optional(),
  level: z.enum(LEVELS).optional(),
  variant: Id.optional(),
  unit: z.string().optional(),
  period: z.string(),
  value: z.string().min(1),
  number: z.number().optional(),
  section: z.string().min(1),
  line: z.number().int().positive(),
  say: z.string().optional(),
  asOf: z.string().optional(),
  note: z.string().optional(),
  also: z
    .array(
      z.strictObject({
        value: z.string(),
        section: z.string(),
        line: z.number().int().positive(),
        source: Id.optional(),
      }),
    )
    .default([]),
});
const ObservationFile = z.strictObject({ source: Id, area: Area, observations: z.array(ObservationRow) });

const SourceRow = z.strictObject({
  id: Id,
  file: z.string().optional(),
  area: Area,
  number: z.string().nullable(),
  date: z.string().nullable(),
  asOf: z.string(),
  issuer: z.string().nullable(),
  title: z.string(),
  short: z.string(),
  note: z.string().optional(),
  names: Phrases,
});
const SourcesFile = z.looseObject({ sources: z.array(SourceRow) });

const leads = z.strictObject({ value: z.array(z.string()), source: Id, section: z.string() });
const text = z.strictObject({
  value: z.string(),
  source: Id,
  section: z.string(),
  asOf: z.string().optional(),
});
const TaskRow = z.strictObject({
  id: Id,
  code: z.string(),
  plan: z.string(),
  name: z.string(),
  names: Phrases,
  lead: z.array(leads),
  partners: z.array(leads),
  years: z.array(text),
  funding: text,
  status: z.array(text),
  indicators: z.array(Id).default([]),
  note: z.string().optional(),
});
const UnfinishedRow = z.strictObject({
  kind: z.enum(['task', 'project']),
  year: z.number().int(),
  name: z.string(),
  reason: z.string(),
  source: Id,
  section: z.string(),
});
const DutyRow = z.strictObject({
  agency: z.string(),
  source: Id,
  section: z.string(),
  items: z.array(z.string()),
});
const TaskFile = z.strictObject({
  tasks: z.array(TaskRow).default([]),
  unfinished: z.array(UnfinishedRow).default([]),
  duties: z.array(DutyRow).default([]),
  agencies: z.array(z.strictObject({ name: z.string(), names: Phrases })).default([]),
});

const ContradictionFile = z.strictObject({
  contradictions: z.array(
    z.strictObject({
      id: Id,
      topic: z.string(),
      touches: z.array(z.string()).default([]),
      tasks: z.array(Id).default([]),
      words: Phrases.default([]),
      says: z.array(z.strictObject({ text: z.string(), source: Id, section: z.string() })).min(2),
      differs: z.string(),
    }),
  ),
});
const RecomputedFile = z.strictObject({
  recomputed: z.array(
    z.strictObject({
      id: Id,
      kind: z.enum(['sum', 'ratio', 'difference', 'product', 'mean']),
      stated: z.string(),
      parts: z.array(z.coerce.string()).min(1),
      verdict: z.enum(['holds', 'cut', 'differs']),
      computed: z.string(),
      note: z.string().optional(),
    }),
  ),
});
const WordsFile = z.strictObject({
  concepts: z.record(z.string(), Phrases),
  weak: Phrases,
  stopwords: Phrases,
  tiers: z.record(z.enum(TIERS), Phrases),
  scopes: z.record(z.enum(SCOPES), Phrases),
  areas: z.record(Area, z.strictObject({ name: z.string(), names: Phrases, hints: Phrases })),
  other_areas: Phrases,
});

/** Identifies an observation: `bcci-units[commune,L3]@ha-tinh:2018#source~variant`. */
export function observationKey(row: {
  indicator: string;
  area: string;
  tier?: string | undefined;
  level?: string | undefined;
  period: string;
  source: string;
  variant?: string | undefined;
  unitId?: string | undefined;
}): string {
  const dimensions = [row.tier, row.level && `L${row.level}`, row.unitId].filter(Boolean).join(',');
  return `${row.indicator}${dimensions && `[${dimensions}]`}@${row.area}:${row.period}#${row.source}${row.variant ? `~${row.variant}` : ''}`;
}

const MONEY = ['đồng', 'triệu đồng', 'tỷ đồng'];

/** Units that may stand for one another: amounts of money, and kinds of press items. */
function unitFits(given: string, defined: string): boolean {
  if (given === defined) return true;
  if (MONEY.includes(given) && MONEY.includes(defined)) return true;
  const press = ['bài', 'tin, bài', 'tin, ảnh'];
  return press.includes(given) && press.includes(defined);
}

/**
 * Reads and checks everything the indicators need below `content/`. Throws one ContentError that lists every
 * problem with file, row and remedy.
 */
export function loadIndicators(contentDir: string): IndicatorContent {
  const problems: string[] = [];
  const loader = new Loader(contentDir, problems);

  const sources = loader.sources();
  const groups: IndicatorGroup[] = [];
  const indicators: Indicator[] = [];
  for (const [file, data] of loader.files('indicators', GroupFile, ['words.yaml', 'contradictions.yaml'])) {
    groups.push({ id: data.group, title: data.title, names: data.names });
    for (const row of data.indicators) {
      if (indicators.some((known) => known.id === row.id)) {
        problems.push(`${file}: indicator "${row.id}" is defined twice; keep one or choose another id`);
      }
      indicators.push({ ...row, group: data.group, formula: row.formula, note: row.note, scope: row.scope });
    }
  }
  const byId = new Map(indicators.map((indicator) => [indicator.id, indicator]));
  for (const indicator of indicators) {
    for (const id of indicator.formula ? [indicator.formula.numerator, indicator.formula.denominator] : []) {
      if (!byId.has(id))
        problems.push(
          `indicators: the formula of "${indicator.id}" names "${id}", which is not defined; correct the id`,
        );
    }
    for (const remark of indicator.remarks) {
      if (!sources.has(remark.source))
        problems.push(
          `indicators: a remark of "${indicator.id}" names the source "${remark.source}", which is not in sources.yaml; add it there`,
        );
    }
  }
  const observations = loader.observations(byId, sources);
  const tasks: PlanTask[] = [];
  const unfinished: Unfinished[] = [];
  const duties: Duty[] = [];
  const agencies: Agency[] = [];
  for (const [file, data] of loader.files('tasks', TaskFile)) {
    const stated = data.tasks.flatMap((task) => [
      ...task.lead,
      ...task.partners,
      ...task.years,
      ...task.status,
      task.funding,
    ]);
    for (const item of [...stated, ...data.unfinished, ...data.duties]) {
      if (!sources.has(item.source))
        problems.push(
          `${file}: source "${item.source}" is not in sources.yaml; add it there or correct the id`,
        );
    }
    for (const task of data.tasks) {
      for (const id of task.indicators) {
        if (!byId.has(id))
          problems.push(
            `${file}: task "${task.id}" names the indicator "${id}", which is not defined; correct the id`,
          );
      }
    }
    tasks.push(...data.tasks.map((task) => ({ ...task, note: task.note })));
    unfinished.push(...data.unfinished);
    duties.push(...data.duties);
    agencies.push(...data.agencies);
  }

  const keys = new Map<string, string>();
  for (const { key } of observations) {
    keys.set(key, key);
    const short = key.replace(/#.*$/, '');
    keys.set(short, keys.has(short) ? '' : key);
  }
  const resolve = (reference: string, where: string): string => {
    const key = keys.get(reference);
    if (key) return key;
    problems.push(
      `${where}: observation "${reference}" ${key === '' ? 'is not unique; add #source' : 'does not exist; correct the reference'}`,
    );
    return reference;
  };
  const contradictions: Contradiction[] = [];
  for (const data of loader.file('indicators/contradictions.yaml', ContradictionFile)) {
    for (const row of data.contradictions) {
      const where = `indicators/contradictions.yaml: "${row.id}"`;
      for (const say of row.says)
        if (!sources.has(say.source))
          problems.push(`${where}: source "${say.source}" is not in sources.yaml; add it there`);
      for (const id of row.tasks)
        if (!tasks.some((task) => task.id === id))
          problems.push(`${where}: task "${id}" does not exist; correct the id`);
      contradictions.push({ ...row, touches: row.touches.map((key) => resolve(key, where)) });
    }
  }
  const recomputations: Recomputation[] = [];
  for (const data of loader.file('observations/recomputed.yaml', RecomputedFile)) {
    for (const row of data.recomputed) {
      const where = `observations/recomputed.yaml: "${row.id}"`;
      recomputations.push({
        ...row,
        note: row.note,
        stated: resolve(row.stated, where),
        parts: row.parts.map((part) => (part.includes('@') ? resolve(part, where) : part)),
      });
    }
  }
  const words = loader.words();
  if (problems.length > 0 || words === undefined) throw new ContentError(problems);
  return {
    groups,
    indicators,
    observations,
    sources: [...sources.values()],
    tasks,
    unfinished,
    duties,
    agencies,
    contradictions,
    recomputations,
    words,
  };
}

class Loader {
  readonly #dir: string;
  readonly #problems: string[];

  constructor(dir: string, problems: string[]) {
    this.#dir = dir;
    this.#problems = problems;
  }

  /** One file, parsed; an empty list when it is missing or wrong (which is reported). */
  file<T>(path: string, schema: z.ZodType<T>): T[] {
    const full = join(this.#dir, path);
    if (!existsSync(full)) {
      this.#problems.push(`${path}: the file is missing; restore it`);
      return [];
    }
    let raw: unknown;
    try {
      raw = parseYaml(readFileSync(full, 'utf8'));
    } catch (error) {
      this.#problems.push(
        `${path}: not readable as YAML (${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}); correct the line named`,
      );
      return [];
    }
    const result = schema.safeParse(raw);
    if (result.success) return [result.data];
    for (const issue of result.error.issues) {
      this.#problems.push(
        `${path}: ${rowOf(raw, issue.path)}${issue.path.join('.')}: ${issue.message}; correct the value`,
      );
    }
    return [];
  }

  files<T>(folder: string, schema: z.ZodType<T>, except: readonly string[] = []): [string, T][] {
    const full = join(this.#dir, folder);
    const names = existsSync(full)
      ? readdirSync(full)
          .filter((name) => name.endsWith('.yaml') && !except.includes(name))
          .sort()
      : [];
    if (names.length === 0) this.#problems.push(`${folder}/: no file found; restore the folder`);
    return names.flatMap((name) =>
      this.file(`${folder}/${name}`, schema).map((data): [string, T] => [`${folder}/${name}`, data]),
    );
  }

  sources(): Map<string, IndicatorSource> {
    const found = new Map<string, IndicatorSource>();
    for (const data of this.file('sources.yaml', SourcesFile)) {
      for (const row of data.sources) {
        if (found.has(row.id))
          this.#problems.push(`sources.yaml: source "${row.id}" is listed twice; keep one`);
        found.set(row.id, {
          ...row,
          file: row.file,
          note: row.note,
          number: row.number ?? undefined,
          date: row.date ?? undefined,
          issuer: row.issuer ?? undefined,
        });
      }
    }
    return found;
  }

  observations(
    indicators: ReadonlyMap<string, Indicator>,
    sources: ReadonlyMap<string, IndicatorSource>,
  ): Observation[] {
    const found = new Map<string, Observation>();
    for (const [file, data] of this.files('observations', ObservationFile, [
      'recomputed.yaml',
      'coverage-notes.yaml',
    ])) {
      const source = sources.get(data.source);
      if (!source) {
        this.#problems.push(
          `${relative('.', file)}: source "${data.source}" is not in sources.yaml; add it there or correct the id`,
        );
        continue;
      }
      data.observations.forEach((row, index) => {
        const where = `${file}: row ${index + 1} (${row.indicator}, ${row.period})`;
        const indicator = indicators.get(row.indicator);
        if (!indicator) {
          this.#problems.push(
            `${where}: indicator "${row.indicator}" is not defined in indicators/; define it or correct the id`,
          );
          return;
        }
        this.#check(where, row, indicator, sources);
        const printed = parsePrinted(row.value);
        const key = observationKey({ ...row, area: data.area, source: data.source });
        if (found.has(key)) {
          this.#problems.push(
            `${where}: a second value for the same indicator, area, period and dimensions; remove one, or set "variant" when the source itself prints two`,
          );
        }
        found.set(key, {
          key,
          indicator: row.indicator,
          area: data.area,
          ...(row.tier && { tier: row.tier }),
          ...(row.level && { level: row.level }),
          period: row.period,
          value: row.value,
          number: indicator.measure === 'text' ? undefined : (row.number ?? printed.number),
          of: printed.of,
          unit: row.unit ?? indicator.unit,
          source: data.source,
          section: row.section,
          line: row.line,
          ...(row.say && { say: row.say }),
          asOf:
            row.asOf ??
            (periodDays(row.period) && /^\d{4}(-|$)/.test(row.period) && row.period <= source.asOf
              ? row.period
              : source.asOf),
          ...(row.note && { note: row.note }),
          also: row.also.map((item) => ({ ...item, source: item.source ?? data.source })),
        });
      });
    }
    return [...found.values()];
  }

  #check(
    where: string,
    row: z.infer<typeof ObservationRow>,
    indicator: Indicator,
    sources: ReadonlyMap<string, IndicatorSource>,
  ): void {
    if (!periodDays(row.period)) {
      this.#problems.push(
        `${where}: period "${row.period}" is none of 2018, 2022-Q1, 2022-H1, 2019-06, 2019-02-27, 2019-01..05, 2017..2020; write it so`,
      );
    }
    if (row.tier && !indicator.tiers.includes(row.tier)) {
      this.#problems.push(
        `${where}: tier "${row.tier}" is not among the tiers of "${indicator.id}"; add it to the definition or correct the row`,
      );
    }
    if (row.level && !indicator.levels.includes(row.level)) {
      this.#problems.push(
        `${where}: level "${row.level}" is not among the levels of "${indicator.id}"; add it to the definition or correct the row`,
      );
    }
    if (row.unit && !unitFits(row.unit, indicator.unit)) {
      this.#problems.push(
        `${where}: unit "${row.unit}" does not fit the indicator's unit "${indicator.unit}"; correct the unit or choose another indicator`,
      );
    }
    if (
      indicator.measure !== 'text' &&
      row.number === undefined &&
      parsePrinted(row.value).number === undefined &&
      !/^\d+-\d+$/.test(row.value)
    ) {
      this.#problems.push(
        `${where}: value "${row.value}" is not a number; write it as printed, e.g. 1.469 or 13,25 or 7/20, or add "number"`,
      );
    }
    for (const item of row.also) {
      if (item.source && !sources.has(item.source))
        this.#problems.push(
          `${where}: source "${item.source}" is not in sources.yaml; add it there or correct the id`,
        );
    }
  }

  words(): Words | undefined {
    const [data] = this.file('indicators/words.yaml', WordsFile);
    return data && { ...data, otherAreas: data.other_areas };
  }
}

/** Names the row of a list an issue is in, the way people count: `row 3 (bcci-received): `. */
function rowOf(raw: unknown, path: readonly PropertyKey[]): string {
  const index = path.findIndex((step) => typeof step === 'number');
  if (index < 0) return '';
  let value: unknown = raw;
  for (const step of path.slice(0, index + 1))
    value = (value as Record<PropertyKey, unknown> | undefined)?.[step];
  const row = value as { id?: unknown; indicator?: unknown } | undefined;
  const name = row?.id ?? row?.indicator;
  return `row ${Number(path[index]) + 1}${typeof name === 'string' ? ` (${name})` : ''}: `;
}
