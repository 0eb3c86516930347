import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { z } from 'zod';
import { fold } from '../understanding/fold.ts';

const PlacesFile = z.strictObject({
  source: z.string(),
  asOf: z.string(),
  /** Communes since 2025-07-01 with the old ones they were made of. */
  communes: z.array(
    z.strictObject({
      name: z.string(),
      province: z.enum(['ha-tinh', 'vinh-long']),
      from: z.array(z.string()),
    }),
  ),
});

export interface Place {
  readonly old: string;
  readonly now: string;
  readonly province: 'ha-tinh' | 'vinh-long';
}

/** Old communes of Hà Tĩnh and Vĩnh Long (Trà Vinh, Bến Tre) and what they are today. */
export interface Places {
  /** Old communes named in a folded text; several where the name stood for several. */
  find(folded: string): readonly Place[];
  readonly source: { readonly title: string; readonly asOf: string };
}

/** Reads `content/units/communes.yaml`. */
export function loadPlaces(contentDir: string): Places {
  const file = PlacesFile.parse(parseYaml(readFileSync(join(contentDir, 'units', 'communes.yaml'), 'utf8')));
  const byName = new Map<string, Place[]>();
  for (const commune of file.communes) {
    for (const old of commune.from) {
      const bare = fold(old.replace(/^(?:xã|phường|thị trấn|thị xã|huyện|thành phố)\s+/iu, ''));
      // One-word names (Tân, Hòa) are everyday words too; they count only with "xã" or "phường" before them.
      if (!byName.has(bare)) byName.set(bare, []);
      byName.get(bare)?.push({ old, now: commune.name, province: commune.province });
    }
  }
  return {
    find(folded) {
      const match = /\b(?:xa|phuong|thi tran) ((?:[a-z]+ ?){1,4})/.exec(folded)?.[1]?.trim().split(' ') ?? [];
      for (let length = match.length; length > 0; length--) {
        const found = byName.get(match.slice(0, length).join(' '));
        if (found !== undefined) return found;
      }
      return [];
    },
    source: { title: file.source, asOf: file.asOf },
  };
}
