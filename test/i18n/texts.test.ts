import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { contentDir } from '../../src/files.ts';
import { LANGUAGES, type Language, loadTexts } from '../../src/i18n/texts.ts';

/** The work of officials is done in Vietnamese; these groups may follow later in Khmer. */
const LATER_IN_KHMER = /^(?:admin|form|filing|approval|editor)\./;

function flat(node: unknown, path: readonly string[] = []): [string, string][] {
  if (typeof node === 'object' && node !== null)
    return Object.entries(node).flatMap(([key, value]) => flat(value, [...path, key]));
  return [[path.join('.'), String(node)]];
}
const read = (language: Language) =>
  new Map(flat(parseYaml(readFileSync(join(contentDir(), 'texts', `${language}.yaml`), 'utf8'))));
const places = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
const vietnamese = read('vi');

describe('i18n/texts', () => {
  describe.each(['en', 'km'] as const)('in %s', (language) => {
    const own = read(language);

    it('says everything that is said in Vietnamese, and nothing else', () => {
      const missing = [...vietnamese.keys()].filter(
        (key) => !own.has(key) && !(language === 'km' && LATER_IN_KHMER.test(key)),
      );

      expect(missing).toEqual([]);
      expect([...own.keys()].filter((key) => !vietnamese.has(key))).toEqual([]);
    });

    it('has the same places to fill in', () => {
      const wrong = [...own].filter(
        ([key, text]) => JSON.stringify(places(text)) !== JSON.stringify(places(vietnamese.get(key) ?? '')),
      );

      expect(wrong).toEqual([]);
    });

    it('keeps bold in pairs', () => {
      expect([...own].filter(([, text]) => (text.split('**').length - 1) % 2 !== 0)).toEqual([]);
    });
  });

  it('is written in Khmer letters where it is Khmer', () => {
    const without = [...read('km')].filter(
      ([, text]) => /\p{L}{3}/u.test(text.replace(/\{\w+\}/g, '')) && !/\p{Script=Khmer}/u.test(text),
    );

    expect(without).toEqual([]);
  });

  it.each(LANGUAGES)('says what it is, what it keeps and for how long in two sentences: %s', (language) => {
    const text = loadTexts(contentDir()).in(language)('greeting.first', { province: 'Hà Tĩnh', hours: 24 });

    expect(text.match(/[.។](?=\s|$)/gu)).toHaveLength(2);
    expect(text).toContain('24');
    expect(text).toContain('Hà Tĩnh');
  });
});
