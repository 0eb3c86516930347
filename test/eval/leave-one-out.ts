import type { SearchDocument } from '../../src/understanding/search-index.ts';

/** Takes the `at`-th way of asking out of every document that has more than three; each must find its document again. */
export function leftOut(
  documents: readonly SearchDocument[],
  at: number,
): { documents: SearchDocument[]; held: { text: string; id: string }[] } {
  const held: { text: string; id: string }[] = [];
  const rest = documents.map((document) => {
    const asks = document.phrases.filter((phrase) => phrase.kind === 'ask');
    const taken = asks.length > 3 ? asks[at % asks.length] : undefined;
    if (taken === undefined) return document;
    held.push({ text: taken.text, id: document.id });
    return { ...document, phrases: document.phrases.filter((phrase) => phrase !== taken) };
  });
  return { documents: rest, held };
}

const SLIPS: readonly (readonly [RegExp, string])[] = [
  [/tr/, 'ch'],
  [/ch/, 'tr'],
  [/s(?!h)/, 'x'],
  [/x/, 's'],
  [/gi/, 'd'],
  [/d(?=[aeiou])/, 'gi'],
  [/n\b/, 'ng'],
  [/ng\b/, 'n'],
  [/t\b/, 'c'],
  [/c\b/, 't'],
  [/l/, 'n'],
];

/** A text with one or two of the slips people make; which ones depends on `seed` alone. */
export function slip(text: string, seed: number): string {
  const words = text.split(' ');
  for (let n = 0; n < 2; n++) {
    const at = (seed * 7 + n * 13) % words.length;
    words[at] = slipWord(words[at] ?? '', seed + n * 5);
  }
  return words.join(' ');
}

/** The word with slip number `kind`; where that does not fit, without its third letter; a short word stays. */
export function slipWord(word: string, kind: number): string {
  const [pattern, into] = SLIPS[kind % SLIPS.length] ?? [/$^/, ''];
  return pattern.test(word)
    ? word.replace(pattern, into)
    : word.length > 3
      ? word.slice(0, 2) + word.slice(3)
      : word;
}
