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
    // Each sentence is looked up and cut at its blanks once; an answer has dozens of them.
    const sentences = new Map<string, Sentence>();
    return (key, params) => {
      let sentence = sentences.get(key);
      if (sentence === undefined) {
        if (!instance.exists(key))
          throw new Error(`text "${key}" is in no content/texts/*.yaml; add it to vi.yaml`);
        sentence = cutAtBlanks(t(key, { skipInterpolation: true }));
        sentences.set(key, sentence);
      }
      return params === undefined ? sentence.text : filled(sentence, params);
    };
  };
  const speakers = new Map(LANGUAGES.map((language) => [language, speak(language)]));
  return { in: (language) => speakers.get(language) ?? speak(language) };
}

/** A sentence with blanks such as `{name}`. */
interface Sentence {
  readonly text: string;
  readonly blanks: readonly { readonly before: string; readonly blank: string; readonly name: string }[];
  readonly end: string;
}

function cutAtBlanks(text: string): Sentence {
  const blanks: Sentence['blanks'][number][] = [];
  let from = 0;
  for (const { 0: blank, 1: name = '', index } of text.matchAll(/\{(.+?)\}/g)) {
    blanks.push({ before: text.slice(from, index), blank, name: name.trim() });
    from = index + blank.length;
  }
  return { text, blanks, end: text.slice(from) };
}

/** Blanks for which nothing is given stay. */
function filled({ text, blanks, end }: Sentence, params: Parameters<Translate>[1] = {}): string {
  if (blanks.length === 0) return text;
  let whole = '';
  for (const { before, blank, name } of blanks) whole += `${before}${params[name] ?? blank}`;
  return whole + end;
}
