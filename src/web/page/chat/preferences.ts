import { LANGUAGES, type Language } from './strings.ts';

export interface Preferences {
  readonly language: Language;
  /** 0 normal, 1 large, 2 larger. */
  readonly size: 0 | 1 | 2;
  readonly theme: 'auto' | 'light' | 'dark';
}

const KEY = 'mot-cua:preferences';

/** What was chosen on this device; at first the browser's language if we speak it, else Vietnamese. */
export function readPreferences(
  storage: Pick<Storage, 'getItem'>,
  languages: readonly string[],
): Preferences {
  const spoken = languages
    .map((tag) => LANGUAGES.find((one) => tag.toLowerCase().split('-')[0] === one))
    .find(Boolean);
  const given = parse(storage.getItem(KEY));
  return {
    language: LANGUAGES.find((one) => one === given.language) ?? spoken ?? 'vi',
    size: given.size === 1 || given.size === 2 ? given.size : 0,
    theme: given.theme === 'light' || given.theme === 'dark' ? given.theme : 'auto',
  };
}

export function writePreferences(storage: Pick<Storage, 'setItem'>, preferences: Preferences): void {
  try {
    storage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Private windows may forbid it; the choice then lasts as long as the page.
  }
}

function parse(kept: string | null): { language?: unknown; size?: unknown; theme?: unknown } {
  try {
    const value: unknown = JSON.parse(kept ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
