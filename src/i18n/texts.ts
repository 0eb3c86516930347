import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance, type i18n } from 'i18next';
import { load as parseYaml } from 'js-yaml';

/** Languages the bot itself speaks, Vietnamese first. Procedure names and facts stay Vietnamese in all of them. */
export const LANGUAGES = ['vi', 'en', 'km'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Translate = (key: string, params?: Readonly<Record<string, string | number>>) => string;

export interface Texts {
  /** The sentences of one language; a key that it lacks is taken from Vietnamese. Throws on a key nobody has. */
  in(language: Language): Translate;
}

/** Reads `content/texts/<lang>.yaml`. */
export function loadTexts(contentDir: string): Texts {
  const resources = Object.fromEntries(
    LANGUAGES.map((language) => {
      const data: unknown = parseYaml(readFileSync(join(contentDir, 'texts', `${language}.yaml`), 'utf8'));
      return [language, { translation: data as Record<string, string> }];
    }),
  );
  const instance: i18n = createInstance();
  void instance.init({
    resources,
    fallbackLng: 'vi',
    lng: 'vi',
    initAsync: false,
    keySeparator: '.',
    // Plain text goes out; channels escape for their own markup.
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
    returnNull: false,
  });
  const speak = (language: Language): Translate => {
    const t = instance.getFixedT(language);
    // Most sentences have nothing to fill in: they are looked up once.
    const plain = new Map<string, string>();
    return (key, params) => {
      const known = params === undefined ? plain.get(key) : undefined;
      if (known !== undefined) return known;
      if (!instance.exists(key))
        throw new Error(`text "${key}" is in no content/texts/*.yaml; add it to vi.yaml`);
      const text = t(key, { ...params });
      if (params === undefined) plain.set(key, text);
      return text;
    };
  };
  const speakers = new Map(LANGUAGES.map((language) => [language, speak(language)]));
  return { in: (language) => speakers.get(language) ?? speak(language) };
}
