/** A string, or a bare whole number of 16 digits and more: beyond 2^53 `JSON.parse` would change its last digits. */
const STRING_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** Parses JSON, turning long whole numbers into text. Zalo's ids are text already; this is for the day one is not. */
export function parseJson(text: string): unknown {
  return JSON.parse(
    text.replace(STRING_OR_LONG_NUMBER, (found) => (found.startsWith('"') ? found : `"${found}"`)),
  );
}
