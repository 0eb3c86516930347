import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContentError } from '../../src/errors.ts';
import { contentDir } from '../../src/files.ts';
import { loadIndicators } from '../../src/indicators/index.ts';
import { shipped } from './support.ts';

describe('indicators/content', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'indicators-'));
    for (const part of ['indicators', 'observations', 'tasks', 'sources.yaml'])
      cpSync(join(contentDir(), part), join(folder, part), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function edit(path: string, change: (text: string) => string): void {
    const full = join(folder, path);
    writeFileSync(full, change(readFileSync(full, 'utf8')));
  }

  function problems(): readonly string[] {
    try {
      loadIndicators(folder);
      return [];
    } catch (error) {
      if (error instanceof ContentError) return error.problems;
      throw error;
    }
  }

  it('reads the shipped content', () => {
    const content = shipped();

    expect(content.sources).toHaveLength(5);
    expect(content.indicators.length).toBeGreaterThan(250);
    expect(content.observations.length).toBeGreaterThan(500);
    expect(content.tasks).toHaveLength(15);
  });

  it('gives every indicator that has figures several everyday names', () => {
    const few = shipped().indicators.filter(
      (indicator) =>
        indicator.names.length < 2 && shipped().observations.some((item) => item.indicator === indicator.id),
    );

    expect(few.map(({ id }) => id).filter((id) => !/^nq22-p/.test(id))).toEqual([]);
  });

  it('names file, row and remedy of every mistake, all at once', () => {
    edit('observations/ht-kh-498-2016.yaml', (text) =>
      text
        .replace('"kh498-budget", period: "2017..2020"', '"kh498-bugdet", period: "2017..2020"')
        .replace('period: "2018", value: "16.645"', 'period: "2018-Q7", value: "16.645"')
        .replace('value: "17.025"', 'value: "mười bảy"'),
    );

    const found = problems();

    // Each mistake, and each reference that breaks with it.
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(found.join('\n')).toMatch(
      /observations\/ht-kh-498-2016\.yaml: row \d+ \(kh498-bugdet.*define it or correct the id/,
    );
    expect(found.join('\n')).toMatch(/row \d+ \(kh498-budget, 2018-Q7\): period "2018-Q7" is none of/);
    expect(found.join('\n')).toMatch(/value "mười bảy" is not a number/);
  });

  it('refuses a second value for the same figure', () => {
    edit('observations/ht-kh-498-2016.yaml', (text) => `${text}${text.trim().split('\n').at(-1)}\n`);

    expect(problems().join()).toMatch(
      /a second value for the same indicator, area, period and dimensions; remove one/,
    );
  });

  it('refuses a unit that does not fit, and lets amounts of money differ in scale', () => {
    edit('observations/ht-kh-498-2016.yaml', (text) =>
      text.replace('{indicator: "kh498-budget", period', '{indicator: "kh498-budget", unit: "hồ sơ", period'),
    );

    expect(problems().join()).toMatch(/unit "hồ sơ" does not fit the indicator's unit "triệu đồng"/);
  });

  it('refuses a source that is not in sources.yaml', () => {
    edit('sources.yaml', (text) => text.replace('id: ht-kh-498-2016', 'id: ht-kh-499-2016'));

    expect(problems().join('\n')).toMatch(/source "ht-kh-498-2016" is not in sources\.yaml; add it there/);
  });

  it('refuses tiers and levels the definition does not have, and references to nothing', () => {
    edit('observations/ht-bieu-2015-2018.yaml', (text) =>
      text
        .replace('{indicator: "edoc-rate", tier: "province"', '{indicator: "edoc-rate", tier: "central"')
        .replace(
          '{indicator: "dvc-with-dossiers", level: "3"',
          '{indicator: "dvc-with-dossiers", level: "1-2"',
        ),
    );
    edit('observations/recomputed.yaml', (text) =>
      text.replace('"pci-rank@ha-tinh:2017"', '"pci-rank@ha-tinh:2011"'),
    );

    const found = problems().join('\n');

    expect(found).toMatch(/tier "central" is not among the tiers of "edoc-rate"/);
    expect(found).toMatch(/level "1-2" is not among the levels of "dvc-with-dossiers"/);
    expect(found).toMatch(/observation "pci-rank@ha-tinh:2011" does not exist/);
  });

  it('reports a file that is missing or not YAML instead of failing on it', () => {
    writeFileSync(join(folder, 'indicators/buu-chinh.yaml'), 'group: [\n');
    rmSync(join(folder, 'indicators/words.yaml'));

    const found = problems().join('\n');

    expect(found).toMatch(/indicators\/buu-chinh\.yaml: not readable as YAML/);
    expect(found).toMatch(/indicators\/words\.yaml: the file is missing/);
  });
});
