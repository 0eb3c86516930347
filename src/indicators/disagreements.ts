import type { Source } from '../messages/index.ts';
import type { Base } from './base.ts';
import { recompute } from './recompute.ts';
import type { Contradiction, Observation } from './types.ts';

export interface Disagreements {
  readonly texts: readonly string[];
  readonly ids: readonly string[];
  readonly sources: readonly Source[];
}

/** Where documents say something else about these figures: all of it, settled by nobody. */
export function disagreementsOn(base: Base, found: readonly Observation[]): Disagreements {
  const keys = new Set(found.map((item) => item.key));
  const hits = base.content.contradictions.filter((item) => {
    const touched = item.touches.filter((key) => keys.has(key)).length;
    // A disagreement about a total concerns those who asked for the parts together, not for one of them.
    return item.touches.length >= 3 ? touched >= 2 || item.touches[0] === found[0]?.key : touched > 0;
  });
  return {
    texts: hits.map((item) => disagreementText(base, item)),
    ids: hits.map((item) => item.id),
    sources: hits.flatMap((item) => item.says.map(({ source, section }) => sourceOf(base, source, section))),
  };
}

export function disagreementText(base: Base, item: Contradiction): string {
  const topic = `${item.topic.charAt(0).toLowerCase()}${item.topic.slice(1)}`;
  const says = item.says.map((say) => `- ${say.text} (${base.wording.citation(say.source, say.section)})`);
  return [`Tài liệu nêu khác nhau về ${topic}:`, ...says, item.differs].join('\n');
}

export function sourceOf(base: Base, id: string, section: string): Source {
  const source = base.wording.source(id);
  return { title: source?.title ?? id, section, asOf: source?.asOf ?? '' };
}

/** Where a stated sum or rate does not come out as printed: both numbers. */
export function recomputedNotes(
  base: Base,
  found: readonly Observation[],
): { lines: string[]; computed: string[] } {
  const shown = new Set(found.map((item) => item.key));
  const lines: string[] = [];
  const computed: string[] = [];
  for (const item of base.content.recomputations) {
    const stated = base.byKey.get(item.stated);
    if (item.verdict === 'holds' || !stated || !shown.has(item.stated) || !recompute(item, base.byKey))
      continue;
    computed.push(item.computed, item.note ?? '');
    const unit = stated.unit === '%' ? '%' : ` ${stated.unit}`;
    lines.push(`Tính lại: ${item.note ?? `được ${item.computed}${unit}, tài liệu in ${stated.value}.`}`);
  }
  return { lines, computed };
}
