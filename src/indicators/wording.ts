import type { Source } from '../messages/index.ts';
import { formatNumber } from './numbers.ts';
import { periodLabel } from './periods.ts';
import type { AreaId, IndicatorContent, IndicatorSource, Level, Observation, Tier } from './types.ts';

const TIER_NAMES: Readonly<Record<Tier, string>> = {
  central: 'cơ quan Trung ương',
  province: 'cấp tỉnh',
  district: 'cấp huyện',
  commune: 'cấp xã',
};
const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  '1-2': 'mức độ 1 và 2',
  '3': 'mức độ 3',
  '4': 'mức độ 4',
  '3-4': 'mức độ 3 và 4',
};
/** Units that stand before the figure or are part of the name. */
const SILENT_UNITS = ['văn bản', 'ngày', 'mã'];

export interface Wording {
  areaName(area: AreaId): string;
  /** `16.269 hồ sơ`, `hơn 2.450 người`, `67,4%`, `hạng 23`, `7/20 đơn vị`. */
  figure(observation: Observation): string;
  /** `Hà Tĩnh, cấp huyện, mức độ 3, năm 2018`. */
  place(observation: Observation): string;
  /** `cấp huyện, mức độ 3`; empty for a whole. */
  dimensions(observation: Observation): string;
  /** What tells this observation from the others in a list. */
  distinction(observation: Observation, among: readonly Observation[]): string;
  /** `Báo cáo 47/BC-STTTT (10/6/2019), mục A.1`. */
  cite(observation: Observation): string;
  source(id: string): IndicatorSource | undefined;
  sourcesOf(observations: readonly Observation[]): Source[];
  citation(sourceId: string, section: string): string;
}

export function createWording(content: IndicatorContent): Wording {
  const sources = new Map(content.sources.map((source) => [source.id, source]));
  const indicators = new Map(content.indicators.map((indicator) => [indicator.id, indicator]));
  const areaName = (area: AreaId): string => content.words.areas[area].name;
  const citation = (sourceId: string, section: string): string => {
    const short = sources.get(sourceId)?.short ?? sourceId;
    return section ? `${short}, ${sectionLabel(section)}` : short;
  };
  const tierLabel = (indicator: string, tier: Tier): string =>
    indicators.get(indicator)?.tierNames[tier] ?? TIER_NAMES[tier];
  const dimensions = (observation: Observation): string[] => [
    ...(observation.tier ? [tierLabel(observation.indicator, observation.tier)] : []),
    ...(observation.level ? [LEVEL_NAMES[observation.level]] : []),
  ];
  return {
    areaName,
    figure: figureText,
    dimensions: (observation) => dimensions(observation).join(', '),
    place: (observation) =>
      [areaName(observation.area), ...dimensions(observation), periodLabel(observation.period)].join(', '),
    distinction(observation, among) {
      const parts: string[] = [];
      const differ = (pick: (item: Observation) => string | undefined): boolean =>
        new Set(among.map(pick)).size > 1;
      if (differ((item) => item.indicator))
        parts.push(indicators.get(observation.indicator)?.name ?? observation.indicator);
      if (differ((item) => item.area)) parts.push(areaName(observation.area));
      if (differ((item) => item.tier))
        parts.push(observation.tier ? tierLabel(observation.indicator, observation.tier) : 'toàn bộ');
      if (differ((item) => item.level))
        parts.push(observation.level ? LEVEL_NAMES[observation.level] : 'mọi mức độ');
      if (differ((item) => item.period)) parts.push(periodLabel(observation.period));
      if (differ((item) => item.section) && parts.length === 0)
        parts.push(citation(observation.source, observation.section));
      return capital(parts.join(', '));
    },
    cite: (observation) => citation(observation.source, observation.section),
    source: (id) => sources.get(id),
    sourcesOf(observations) {
      const found: Source[] = [];
      for (const { source: id, section, asOf } of observations) {
        const source = sources.get(id);
        const title = source?.title ?? id;
        if (found.some((item) => item.title === title && item.section === section && item.asOf === asOf))
          continue;
        found.push({ title, section, asOf });
      }
      return found;
    },
    citation,
  };
}

export function tierName(tier: Tier): string {
  return TIER_NAMES[tier];
}

/** `mục A.1`, `Biểu mẫu 7, dòng 6.7`, `Phụ lục, dòng 3`. */
function sectionLabel(section: string): string {
  return /^(Biểu|Phụ lục|Số TTHC)/.test(section) ? section : `mục ${section}`;
}

function figureText(observation: Observation): string {
  const say = observation.say ? `${observation.say} ` : '';
  const { unit, value } = observation;
  if (unit === '%') return `${say}${value}%`;
  if (unit === 'hạng') return `hạng ${value}`;
  if (SILENT_UNITS.includes(unit)) return `${say}${value}`;
  return `${say}${value} ${unit}`;
}

/** A computed amount in an indicator's unit. */
export function amount(value: number, unit: string, decimals = 2): string {
  const number = formatNumber(value, decimals);
  return unit === '%' ? `${number} điểm phần trăm` : `${number} ${unit}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
