import type { IndicatorValue, Role } from '../dialogue/answer.ts';
import type { Reply, Source } from '../messages/index.ts';

export const TIERS = ['central', 'province', 'district', 'commune'] as const;
export type Tier = (typeof TIERS)[number];

/** Old service levels as the documents group them: levels 1 and 2 together, 3, 4, or 3 and 4 together. */
export const LEVELS = ['1-2', '3', '4', '3-4'] as const;
export type Level = (typeof LEVELS)[number];

export const AREAS = ['ha-tinh', 'tra-vinh'] as const;
export type AreaId = (typeof AREAS)[number];

/** Units whose own figures are kept beside those of their province. */
export const SCOPES = ['so-tttt'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * How a figure relates to time. `flow`: counted within the period, so that half a year is not the year.
 * `stock`: a state at a day. `plan`: a target or budget. `text`: not a number (document numbers, dates).
 */
export type Measure = 'flow' | 'stock' | 'plan' | 'text';

/** How an indicator is computed where a source states it as a computed one. */
export interface Formula {
  readonly kind: 'ratio';
  readonly numerator: string;
  readonly denominator: string;
  /** 100 for percent. */
  readonly times: number;
}

/** What a document says in words where it gives no figure; shown when the figure is asked for. */
export interface Remark {
  readonly area: AreaId;
  readonly period: string;
  readonly source: string;
  readonly section: string;
  readonly text: string;
}

/** One thing that is measured. */
export interface Indicator {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  /** Everyday names, as people ask. */
  readonly names: readonly string[];
  /** Names used for one area only. */
  readonly namesIn: Readonly<Partial<Record<AreaId, readonly string[]>>>;
  readonly unit: string;
  readonly measure: Measure;
  readonly tiers: readonly Tier[];
  /** What a tier is called in this indicator, where not by its own name: `ngân sách tỉnh`. */
  readonly tierNames: Readonly<Partial<Record<Tier, string>>>;
  /** The figure is of all these tiers together; none of them has one of its own. */
  readonly tiersTogether: boolean;
  readonly levels: readonly Level[];
  /** Set when the figure is of one unit, not of the whole area. */
  readonly scope: Scope | undefined;
  readonly direction: 'up' | 'down' | 'none';
  /** Dimensions over which adding makes sense. */
  readonly additive: readonly ('tier' | 'level')[];
  readonly formula: Formula | undefined;
  readonly note: string | undefined;
  readonly remarks: readonly Remark[];
  /** `internal`: staff and above only. */
  readonly visibility: 'public' | 'internal';
}

/** The same figure, printed again elsewhere. */
export interface Restatement {
  readonly value: string;
  readonly source: string;
  readonly section: string;
  readonly line: number;
}

/** One measured value. */
export interface Observation {
  /** Stable: indicator, area, period, dimensions and source. */
  readonly key: string;
  readonly indicator: string;
  readonly area: AreaId;
  /** Id of the reporting unit, for filed figures. */
  readonly unitId?: string;
  readonly tier?: Tier;
  readonly level?: Level;
  readonly period: string;
  /** As printed, without the unit. */
  readonly value: string;
  /** The value as a number; for `7/20` the numerator; undefined where it is no number. */
  readonly number: number | undefined;
  /** The denominator of a printed ratio such as `7/20`. */
  readonly of: number | undefined;
  readonly unit: string;
  readonly source: string;
  readonly section: string;
  /** Line in the source's text file; 0 for filed figures. */
  readonly line: number;
  /** `hơn`, `trên`, `gần`, `khoảng`: how the source hedges. */
  readonly say?: string;
  readonly asOf: string;
  readonly note?: string;
  readonly also: readonly Restatement[];
  /** Overrides the indicator's visibility, e.g. for one unit's filed figure. */
  readonly visibility?: 'public' | 'internal';
}

export interface IndicatorSource {
  readonly id: string;
  readonly file: string | undefined;
  readonly area: AreaId;
  readonly number: string | undefined;
  readonly date: string | undefined;
  readonly asOf: string;
  readonly issuer: string | undefined;
  readonly title: string;
  readonly short: string;
  readonly note: string | undefined;
  /** How people refer to it. */
  readonly names: readonly string[];
}

export interface IndicatorGroup {
  readonly id: string;
  readonly title: string;
  readonly names: readonly string[];
}

/** One statement about a plan task and where it stands: leads, partners, years or status differ between documents. */
export interface Stated<T> {
  readonly value: T;
  readonly source: string;
  readonly section: string;
  readonly asOf?: string | undefined;
}

export interface PlanTask {
  readonly id: string;
  readonly code: string;
  readonly plan: string;
  readonly name: string;
  readonly names: readonly string[];
  readonly lead: readonly Stated<readonly string[]>[];
  readonly partners: readonly Stated<readonly string[]>[];
  readonly years: readonly Stated<string>[];
  readonly funding: Stated<string>;
  readonly status: readonly Stated<string>[];
  readonly indicators: readonly string[];
  readonly note: string | undefined;
}

/** A task or project of the yearly IT plan that was not finished, with the reason the source gives. */
export interface Unfinished {
  readonly kind: 'task' | 'project';
  readonly year: number;
  readonly name: string;
  readonly reason: string;
  readonly source: string;
  readonly section: string;
}

export interface Duty {
  readonly agency: string;
  readonly source: string;
  readonly section: string;
  readonly items: readonly string[];
}

/** An agency named in the plans, and what people call it. */
export interface Agency {
  readonly name: string;
  readonly names: readonly string[];
}

/** A disagreement between or within documents: shown beside the figures it touches, never settled. */
export interface Contradiction {
  readonly id: string;
  readonly topic: string;
  /** Keys of the observations it touches. */
  readonly touches: readonly string[];
  readonly tasks: readonly string[];
  readonly words: readonly string[];
  readonly says: readonly { readonly text: string; readonly source: string; readonly section: string }[];
  /** What differs, where the text tells. */
  readonly differs: string;
}

/** A stated sum, rate or difference, recomputed. */
export interface Recomputation {
  readonly id: string;
  readonly kind: 'sum' | 'ratio' | 'difference' | 'product' | 'mean';
  /** Key of the stated figure. */
  readonly stated: string;
  /** Keys of its parts, or plain numbers the text gives. */
  readonly parts: readonly string[];
  readonly verdict: 'holds' | 'cut' | 'differs';
  readonly computed: string;
  readonly note: string | undefined;
}

export interface Words {
  readonly concepts: Readonly<Record<string, readonly string[]>>;
  /** Concepts that a matching name may lack without being a different subject. */
  readonly weak: readonly string[];
  readonly stopwords: readonly string[];
  readonly tiers: Readonly<Record<Tier, readonly string[]>>;
  readonly scopes: Readonly<Record<Scope, readonly string[]>>;
  readonly areas: Readonly<
    Record<
      AreaId,
      { readonly name: string; readonly names: readonly string[]; readonly hints: readonly string[] }
    >
  >;
  readonly otherAreas: readonly string[];
}

export interface IndicatorContent {
  readonly groups: readonly IndicatorGroup[];
  readonly indicators: readonly Indicator[];
  readonly observations: readonly Observation[];
  readonly sources: readonly IndicatorSource[];
  readonly tasks: readonly PlanTask[];
  readonly unfinished: readonly Unfinished[];
  readonly duties: readonly Duty[];
  readonly agencies: readonly Agency[];
  readonly contradictions: readonly Contradiction[];
  readonly recomputations: readonly Recomputation[];
  readonly words: Words;
}

export type Operation =
  | 'value'
  | 'compare'
  | 'trend'
  | 'change'
  | 'share'
  | 'total'
  | 'extreme'
  | 'list'
  | 'explain';

/** What was understood; plain JSON, kept in the session for follow-ups. */
export interface IndicatorQuery {
  readonly version: 1;
  readonly kind: 'indicator' | 'plan_task';
  readonly ids: readonly string[];
  readonly tiers: readonly Tier[];
  /** Single levels, `1` to `4`. */
  readonly levels: readonly string[];
  readonly areas: readonly AreaId[];
  readonly periods: readonly string[];
  readonly sources: readonly string[];
  readonly operation: Operation;
  readonly wants?: 'chart' | 'csv' | 'xlsx';
  /** Keys of the observations that were answered. */
  readonly shown: readonly string[];
  /** What a plan-task question was about, for follow-ups. */
  readonly task?: {
    readonly agency?: string;
    readonly taskIds?: readonly string[];
    readonly year?: number;
    readonly aspect: string;
  };
}

/** A chart as data; `chart-worker.ts` draws it. */
export interface ChartSpec {
  readonly type: 'bar' | 'line';
  readonly title: string;
  readonly subtitle: string;
  /** Source and date, drawn into the picture. */
  readonly footer: string;
  readonly unit: string;
  readonly categories: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
    readonly labels: readonly string[];
  }[];
  /** What the picture says, for people who cannot see it. */
  readonly alt: string;
}

export interface Table {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface IndicatorAnswer {
  readonly kind: 'indicator' | 'plan_task';
  readonly status: 'answered' | 'clarify' | 'no_data' | 'out_of_scope';
  readonly query: IndicatorQuery;
  readonly indicators: readonly IndicatorValue[];
  readonly reply: Reply;
  readonly chart?: ChartSpec;
  readonly table?: Table;
  /** Set when the figures were asked for as a file. */
  readonly export?: 'csv' | 'xlsx';
  readonly sources: readonly Source[];
  readonly reason: Readonly<Record<string, unknown>>;
}

export interface Indicators {
  /**
   * 0..1: how surely this text asks for a figure, a comparison, a list of indicators or a plan task.
   * `previous` makes follow-ups ("còn 2017?") score high. What cannot reach `least` may come out as 0, which costs little.
   */
  score(text: string, previous?: IndicatorQuery, least?: number): number;
  answer(input: {
    text: string;
    now: Date;
    role: Role;
    previous?: IndicatorQuery | undefined;
  }): IndicatorAnswer;
}
