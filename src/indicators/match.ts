import type { Reader, Reading, Skimmed } from './reading.ts';
import type { AreaId, Indicator, IndicatorContent, Level, Tier } from './types.ts';

/**
 * Weight of a word no indicator name has. Higher refuses more questions about things that are not measured,
 * lower forgives more slang. Useful 1 to 4.
 */
const UNKNOWN_WEIGHT = 3;
/** Weight of a tier or service level that was asked for, beside words of about 1 to 5.5. */
const DIMENSION_WEIGHT = 2.5;
/** What is left of a weak word's weight where a name lacks it. */
const WEAK_SHARE = 0.3;
/** Weight of `tổng`. */
const TOTAL_WEIGHT = 0.7;
/** A known word this rare names a subject of its own (`sipas`, `ioffice`); an indicator without it is another one. */
const SUBJECT_WEIGHT = 4;
/** What a score keeps for each such word it lacks. */
const SUBJECT_SHARE = 0.8;
/** What a score gains where the unit is that of the figure before. */
const SAME_UNIT = 1.05;
/** Scores up to here are no match at all. */
const LEAST_SCORE = 0.05;
/** What a word of the question before counts towards a name in a follow-up, beside 1 for a typed word. */
const CONTEXT_SHARE = 0.6;

/** More than rounding can make of a share. */
const ROUNDING = 1e-9;

/** Units that a question naming another unit cannot mean. */
const COUNTED_UNITS = [
  'hồ sơ',
  'thủ tục',
  'dịch vụ',
  '%',
  'điểm',
  'bậc',
  'lớp',
  'nhiệm vụ',
  'dự án',
  'triệu đồng',
  'đồng',
  'người',
  'người dùng',
  'tài khoản',
  'gian hàng',
  'văn bản',
  'hóa đơn',
  'tiêu chí',
  'cuộc họp',
  'cấp',
  'mã',
];
/** The word for online services. */
const SERVICES = 'dvc';
/** Words for goals and plans. */
export const PLAN_WORDS = ['muctieu', 'kehoach', 'dukien', 'kh498', 'kinhphi'];

export interface Entry {
  readonly indicator: Indicator;
  /** Every word of every name. */
  readonly tokens: ReadonlySet<string>;
  readonly names: readonly Name[];
}

interface Name {
  readonly tokens: readonly string[];
  readonly area: AreaId | undefined;
  /** Weight of all its words. */
  readonly mass: number;
}

export interface Ask {
  /** Content words of the question, in order. */
  readonly tokens: readonly string[];
  readonly tiers: readonly Tier[];
  readonly levels: readonly string[];
  readonly scoped: boolean;
  readonly area: AreaId;
  /** Units counted in the question; empty when it does not say. */
  readonly units: readonly string[];
  /** Unit of the figure before, which a follow-up keeps unless it asks for another. */
  readonly unitBefore?: string | undefined;
  /** Words that need not be said again. */
  readonly context: ReadonlySet<string>;
}

export interface Ranked {
  readonly entry: Entry;
  /** 0..1 */
  readonly score: number;
  /** Share of the question's words the indicator explains, 0..1. */
  readonly explained: number;
  /** Words and dimensions of the question it does not explain. */
  readonly left: readonly string[];
}

export interface Matcher {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Indicators that fit, best first; those that cannot reach `least` (0..1) are not even looked at. */
  rank(ask: Ask, least?: number): Ranked[];
  /**
   * What no indicator matches better than: as if one had all words of the question that any has. Cheap. `spare` are words
   * that may be left out of the question.
   */
  atBest(skimmed: Skimmed, spare: readonly string[]): Pick<Ranked, 'score' | 'explained'>;
  weight(token: string): number;
  knows(token: string): boolean;
}

export function createMatcher(content: IndicatorContent, reader: Reader): Matcher {
  const named = content.indicators.map((indicator) => {
    const plain = [indicator.name.replace(/\([^)]*\)/g, ' '), ...indicator.names].map((name) => ({
      name,
      area: undefined,
    }));
    const local = Object.entries(indicator.namesIn).flatMap(([area, list]) =>
      (list ?? []).map((name) => ({ name, area: area as AreaId })),
    );
    const names = [...plain, ...local]
      .map(({ name, area }) => ({ tokens: reader.nameTokens(name), area: area as AreaId | undefined }))
      .filter(({ tokens }) => tokens.length > 0);
    return { indicator, names, tokens: new Set(names.flatMap(({ tokens }) => tokens)) };
  });
  const weak = new Set(content.words.weak);
  const frequency = new Map<string, number>();
  for (const { tokens } of named)
    for (const token of tokens) frequency.set(token, (frequency.get(token) ?? 0) + 1);
  const weights = new Map<string, number>();
  const entries = named.map(
    (entry): Entry => ({
      ...entry,
      names: entry.names.map((name) => ({
        ...name,
        mass: name.tokens.reduce((sum, token) => sum + weight(token), 0),
      })),
    }),
  );

  // Most questions are about something else: only entries that share a word with the question can be meant.
  const entriesWith = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const token of entry.tokens) {
      const list = entriesWith.get(token);
      if (list === undefined) entriesWith.set(token, [entry]);
      else list.push(entry);
    }
  }
  function entriesOf(ask: Ask): readonly Entry[] {
    // A tier or level may be all that is said.
    if (ask.tiers.length > 0 || ask.levels.length > 0 || ask.scoped) return entries;
    const found = new Set<Entry>();
    for (const token of [...ask.tokens, ...ask.context])
      for (const entry of entriesWith.get(token) ?? []) found.add(entry);
    return [...found];
  }

  function weight(token: string): number {
    let value = weights.get(token);
    if (value === undefined) {
      value = weigh(token);
      // Only known words are kept: people may type anything.
      if (frequency.has(token)) weights.set(token, value);
    }
    return value;
  }

  function weigh(token: string): number {
    // "tổng" hardly tells indicators apart: nearly any of them may be a total.
    if (token === 'tong') return TOTAL_WEIGHT;
    const count = frequency.get(token);
    // Document numbers nobody's name has say where, not what.
    if (count === undefined) return isDocument(token) ? 0 : UNKNOWN_WEIGHT;
    const rarity = Math.log(1 + named.length / count);
    return isDocument(token) ? rarity * 0.4 : rarity;
  }

  /** What a word weighs for an indicator that lacks it. */
  function missingOf(token: string): number {
    return weight(token) * (weak.has(token) ? WEAK_SHARE : isDocument(token) ? 0 : 1);
  }

  return {
    entries: new Map(entries.map((entry) => [entry.indicator.id, entry])),
    weight,
    knows: (token) => frequency.has(token),
    atBest({ tokens, tiers, levels, scope }, spare) {
      const dimensions = tiers.length + levels.length + (scope === undefined ? 0 : 1);
      // Levels may stand for online services.
      let known = dimensions * DIMENSION_WEIGHT + (levels.length > 0 ? weight(SERVICES) : 0);
      let unknown = 0;
      const seen = new Set<string>();
      for (const { token } of tokens) {
        if (seen.has(token)) continue;
        seen.add(token);
        if (frequency.has(token)) known += weight(token);
        else if (!spare.includes(token)) unknown += missingOf(token);
      }
      const explained = known === 0 ? 0 : known / (known + unknown) + ROUNDING;
      return { score: mostScore(explained, explained), explained };
    },
    rank(ask, least = LEAST_SCORE) {
      const words = ask.tokens.map((token): AskedWord => {
        const value = weight(token);
        return {
          token,
          value,
          missing: missingOf(token),
          subject: frequency.has(token) && !weak.has(token) && !isDocument(token) && value >= SUBJECT_WEIGHT,
        };
      });
      const asked = new Map(words.map(({ token, value }) => [token, value]));
      return entriesOf(ask)
        .map((entry) => grade(entry, ask, words, asked, weight, least))
        .filter(({ score }) => score > LEAST_SCORE)
        .sort((a, b) => b.score - a.score || (a.entry.indicator.id < b.entry.indicator.id ? -1 : 1));
    },
  };
}

/** A word of the question: what it weighs where an entry has it and where not, and whether it names a subject of its own. */
interface AskedWord {
  readonly token: string;
  readonly value: number;
  readonly missing: number;
  readonly subject: boolean;
}

function grade(
  entry: Entry,
  ask: Ask,
  asked: readonly AskedWord[],
  weightOf: ReadonlyMap<string, number>,
  weight: (token: string) => number,
  least: number,
): Ranked {
  const { indicator } = entry;
  const left: string[] = [];
  let total = 0;
  let matched = 0;
  let subjects = 0;
  for (const { token, value, missing, subject } of asked) {
    if (entry.tokens.has(token)) {
      total += value;
      matched += value;
      continue;
    }
    total += missing;
    left.push(token);
    if (subject) subjects += 1;
  }
  const words = { total, matched };
  for (const tier of ask.tiers) {
    total += DIMENSION_WEIGHT;
    if (indicator.tiers.includes(tier)) matched += DIMENSION_WEIGHT;
    else left.push(`T:${tier}`);
  }
  for (const level of ask.levels) {
    total += DIMENSION_WEIGHT;
    if (indicator.levels.some((own) => levelCovers(own, level))) matched += DIMENSION_WEIGHT;
    else left.push(`L:${level}`);
  }
  if (ask.scoped) {
    total += DIMENSION_WEIGHT;
    if (indicator.scope) matched += DIMENSION_WEIGHT;
    else left.push('S');
  }
  if (total === 0) return { entry, score: 0, explained: 0, left };
  const explained = matched / total;
  if (mostScore(explained, words.total === 0 ? 1 : words.matched / words.total) < least)
    return { entry, score: 0, explained, left };
  let best = 0;
  for (const name of entry.names) {
    if (name.area && name.area !== ask.area) continue;
    let said = 0;
    let direct = 0;
    for (const token of name.tokens) {
      const value = weightOf.get(token);
      if (value !== undefined) {
        said += value;
        direct += value;
      } else if (ask.context.has(token)) said += weight(token) * CONTEXT_SHARE;
    }
    const precision = name.mass === 0 ? 0 : said / name.mass;
    const recall = words.total === 0 ? 0 : direct / words.total;
    if (ask.context.size > 0 && words.total === 0) best = Math.max(best, precision);
    else if (precision + recall > 0) best = Math.max(best, (2 * precision * recall) / (precision + recall));
  }
  let score = (0.5 * explained + 0.5 * best) * SUBJECT_SHARE ** subjects;
  const asksRate = ask.tokens.includes('tyle');
  if (asksRate && indicator.unit !== '%') score *= 0.75;
  if (ask.unitBefore === indicator.unit && ask.units.length === 0) score *= SAME_UNIT;
  else if (!asksRate && indicator.unit === '%') score *= 0.9;
  if (!ask.scoped && indicator.scope) score *= 0.94;
  if (ask.units.length > 0 && COUNTED_UNITS.includes(indicator.unit) && !ask.units.includes(indicator.unit))
    score *= 0.86;
  // Without a word for goals, what was done is meant rather than what was planned.
  if (indicator.measure === 'plan' && !PLAN_WORDS.some((word) => ask.tokens.includes(word))) score *= 0.97;
  return { entry, score, explained, left };
}

/** The score where a name is all said and says this share of the words: what an entry knows of the question. */
function mostScore(explained: number, share: number): number {
  return (0.5 * explained + share / (1 + share)) * SAME_UNIT;
}

/** `kh498`, `nq22`: where a figure stands rather than what it is. */
function isDocument(token: string): boolean {
  return /^[a-z]{2}\d+$/.test(token);
}

/** Whether figures grouped as `own` are figures of the single level `asked`. */
export function levelCovers(own: Level, asked: string): boolean {
  return own.split('-').includes(asked);
}

/** What a reading asks for, before area and context are known. */
export function askOf(
  reading: Reading,
  area: AreaId,
  context: ReadonlySet<string> = new Set(),
  unitBefore?: string,
): Ask {
  const said = [...new Set(reading.tokens.map(({ token }) => token))];
  const subject = said.some((token) => !['tang', 'giam', 'tong', 'gap'].includes(token)) || context.size > 0;
  return {
    // Service levels without a word beside them are levels of online services.
    tokens: !subject && reading.levels.length > 0 ? [...said, SERVICES] : said,
    tiers: reading.tiers.map(({ tier }) => tier),
    levels: reading.levels,
    // Hà Tĩnh's reports are all by its Sở TT&TT; only Trà Vinh's has figures of the office itself.
    scoped: reading.scope !== undefined && area === 'tra-vinh',
    area,
    units: reading.unitsAsked,
    context,
    unitBefore,
  };
}
