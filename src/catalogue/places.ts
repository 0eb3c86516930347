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

const DistrictNames = z.object({
  districts: z.array(z.object({ name: z.string(), communes: z.record(z.string(), z.string()) })),
});
const ProvinceNames = z.object({ names: z.array(z.string()) });

/** The names of all places that `content/units/` knows, of today and of before 2025-07-01, as they are spelled there. */
export function loadPlaceNames(contentDir: string): string[] {
  const read = (name: string): unknown => parseYaml(readFileSync(join(contentDir, 'units', name), 'utf8'));
  const { communes } = PlacesFile.parse(read('communes.yaml'));
  const districts = ['districts-ha-tinh.yaml', 'districts-tra-vinh.yaml'].flatMap(
    (name) => DistrictNames.parse(read(name)).districts,
  );
  return [
    ...communes.flatMap(({ name, from }) => [name, ...from]),
    ...districts.flatMap(({ name, communes: own }) => [name, ...Object.values(own)]),
    ...ProvinceNames.parse(read('provinces.yaml')).names,
  ];
}
