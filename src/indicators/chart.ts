import { dateLabel, periodLabel } from './periods.ts';
import type { ChartSpec, IndicatorContent, Observation, Table } from './types.ts';
import { capital, type Wording } from './wording.ts';

/** A picture needs at least two figures of one unit that are plain numbers or ratios of one whole. */
export function chartOf(
  observations: readonly Observation[],
  content: IndicatorContent,
  wording: Wording,
): ChartSpec | undefined {
  const drawn = observations.filter((item) => item.number !== undefined);
  if (drawn.length < 2 || new Set(drawn.map((item) => item.unit)).size > 1) return undefined;
  const names = new Map(content.indicators.map((indicator) => [indicator.id, indicator.name]));
  const first = drawn[0];
  if (!first) return undefined;
  const periods = [...new Set(drawn.map((item) => item.period))];
  const differs = (pick: (item: Observation) => string | undefined): boolean =>
    new Set(drawn.map(pick)).size > 1;
  const places = new Set(drawn.map((item) => [item.indicator, item.area, item.tier, item.level].join('|')))
    .size;
  // Two provinces at two periods are two bars, not a grid with holes.
  const byPeriod = periods.length > 1 && places < drawn.length;
  const mixed = periods.length > 1 && !byPeriod;
  const seriesName = (item: Observation): string =>
    capital(
      [
        differs((one) => one.indicator) ? names.get(item.indicator) : undefined,
        differs((one) => one.area) ? wording.areaName(item.area) : undefined,
        differs((one) => one.tier) || differs((one) => one.level)
          ? wording.dimensions(item) || 'toàn bộ'
          : undefined,
      ]
        .filter((part): part is string => part !== undefined)
        .join(', '),
    );
  const groups = [...new Set(drawn.map(seriesName))];
  const barName = (item: Observation): string =>
    mixed ? `${seriesName(item)}, ${shortPeriod(item.period)}` : seriesName(item);
  const categories = byPeriod ? periods.map(shortPeriod) : drawn.map(barName);
  const series = byPeriod
    ? groups.map((name) => {
        const own = periods.map((period) =>
          drawn.find((item) => item.period === period && seriesName(item) === name),
        );
        return {
          name,
          values: own.map((item) => item?.number ?? null),
          labels: own.map((item) => item?.value ?? ''),
        };
      })
    : [
        {
          name: '',
          values: drawn.map((item) => item.number ?? null),
          labels: drawn.map((item) => item.value),
        },
      ];
  const sameIndicator = !differs((item) => item.indicator);
  const title = sameIndicator ? (names.get(first.indicator) ?? first.indicator) : 'So sánh chỉ tiêu';
  const place = [...new Set(drawn.map((item) => wording.areaName(item.area)))].join(' và ');
  const dimension =
    !differs((item) => item.tier) && !differs((item) => item.level) ? wording.dimensions(first) : '';
  const when = periods.length > 1 ? '' : periodLabel(first.period);
  const subtitle = capital([place, dimension, when, `đơn vị: ${first.unit}`].filter(Boolean).join(' · '));
  const sources = [...new Set(drawn.map((item) => `${wording.source(item.source)?.short ?? item.source}`))];
  const latest = [...drawn.map((item) => item.asOf)].sort().at(-1) ?? '';
  const regular = byPeriod && periods.length >= 3 && periods.every((period) => /^\d{4}$/.test(period));
  return {
    type: regular ? 'line' : 'bar',
    title,
    subtitle,
    footer: `Nguồn: ${sources.join('; ')}. Số liệu đến: ${dateLabel(latest)}`,
    unit: first.unit,
    categories,
    series,
    alt: `Biểu đồ ${title}, ${subtitle}. ${drawn.map((item) => `${[seriesName(item), periodLabel(item.period)].filter(Boolean).join(', ')}: ${item.value}`).join('; ')}. Nguồn: ${sources.join('; ')}.`,
  };
}

/** `2018`, `Q1/2022`, `6T đầu 2022`: short enough for an axis on a phone. */
function shortPeriod(id: string): string {
  const part = /^(\d{4})-(?:Q(\d)|H(\d)|(\d{2})\.\.(\d{2})|(\d{2})-(\d{2})|(\d{2}))$/.exec(id);
  if (!part) return id.replace('..', '–');
  const [, year, quarter, half, , lastMonth, dayMonth, day, month] = part;
  if (quarter) return `Q${quarter}/${year}`;
  if (half) return `6T ${half === '1' ? 'đầu' : 'cuối'} ${year}`;
  if (lastMonth) return `${Number(lastMonth)}T đầu ${year}`;
  if (dayMonth) return `${Number(day)}/${Number(dayMonth)}/${year}`;
  return `T${Number(month)}/${year}`;
}

/** The same figures as rows, for the text beside the picture and for files. */
export function tableOf(
  observations: readonly Observation[],
  content: IndicatorContent,
  wording: Wording,
): Table {
  const names = new Map(content.indicators.map((indicator) => [indicator.id, indicator.name]));
  return {
    headers: [
      'Chỉ tiêu',
      'Địa bàn',
      'Phân theo',
      'Kỳ',
      'Giá trị',
      'Đơn vị tính',
      'Nguồn',
      'Mục',
      'Số liệu đến',
    ],
    rows: observations.map((item) => [
      names.get(item.indicator) ?? item.indicator,
      wording.areaName(item.area),
      wording.dimensions(item),
      periodLabel(item.period),
      item.value,
      item.unit,
      wording.source(item.source)?.title ?? item.source,
      item.section,
      dateLabel(item.asOf),
    ]),
  };
}
