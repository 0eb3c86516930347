import { type Base, tokensOf } from './base.ts';
import { periodLabel } from './periods.ts';
import type { Reading } from './reading.ts';
import { plainAnswer } from './refuse.ts';
import { byEnd } from './resolve.ts';
import { tapChoice } from './taps.ts';
import { AREAS, type AreaId, type Indicator, type IndicatorAnswer } from './types.ts';

/** Indicators shown before the rest is folded away. */
const MOST_SHOWN = 15;

/** "có những chỉ tiêu nào về bưu chính": the indicators of a subject with the periods they have. */
export function listIndicators(base: Base, reading: Reading, area: AreaId): IndicatorAnswer {
  const { content, wording } = base;
  const asked = tokensOf(reading);
  const areas = reading.areas.length > 0 ? reading.areas : AREAS;
  const figures = (indicator: Indicator) =>
    base.observations.filter((item) => item.indicator === indicator.id && areas.includes(item.area));
  const measured =
    asked.length === 0 ? [] : content.indicators.filter((indicator) => figures(indicator).length > 0);
  const byName = measured.filter(({ id }) =>
    asked.every((token) => base.matcher.entries.get(id)?.tokens.has(token)),
  );
  // One indicator of that name is hardly a list: its whole group is meant.
  const chosen =
    byName.length > 1
      ? byName
      : measured.filter((item) => byName.includes(item) || inGroup(base, item, asked));
  if (chosen.length === 0) {
    const groups = content.groups.map((group) => {
      const count = content.indicators.filter(
        (indicator) => indicator.group === group.id && figures(indicator).length > 0,
      ).length;
      return `- ${group.title}: ${count} chỉ tiêu`;
    });
    const head =
      asked.length > 0
        ? 'Không có chỉ tiêu nào về nội dung đó. Các nhóm chỉ tiêu đang có:'
        : 'Các nhóm chỉ tiêu đang có:';
    return plainAnswer('answered', [head, ...groups].join('\n'), {
      reading,
      area,
      reason: { list: 'groups' },
    });
  }
  const line = (indicator: Indicator): string => {
    const own = figures(indicator);
    const places = [...new Set(own.map((item) => item.area))].map((one) => {
      const periods = [...new Set(own.filter((item) => item.area === one).map((item) => item.period))].sort(
        byEnd,
      );
      return `${wording.areaName(one)}: ${periods.map(periodLabel).join(', ')}`;
    });
    return `- ${indicator.name} (${indicator.unit}; ${places.join('; ')})`;
  };
  const answer = plainAnswer(
    'answered',
    [`Có ${chosen.length} chỉ tiêu:`, ...chosen.slice(0, MOST_SHOWN).map(line)].join('\n'),
    {
      reading,
      area,
      reason: { list: chosen.map(({ id }) => id) },
      choices: chosen.map((indicator) =>
        tapChoice(indicator.name, { id: indicator.id, area: figures(indicator)[0]?.area ?? area }),
      ),
    },
  );
  const rest = chosen.slice(MOST_SHOWN);
  return rest.length === 0
    ? answer
    : { ...answer, reply: { ...answer.reply, details: rest.map(line).join('\n') } };
}

/** Its group goes by that name. */
function inGroup(base: Base, indicator: Indicator, asked: readonly string[]): boolean {
  const group = base.content.groups.find(({ id }) => id === indicator.group);
  const names = group ? [group.title, ...group.names].map((name) => base.reader.nameTokens(name)) : [];
  return names.some((name) => {
    const shared = name.filter((token) => asked.includes(token)).length;
    return shared > 0 && shared >= Math.min(asked.length, name.length);
  });
}
