import { readFileSync } from 'node:fs';
import { contentDir } from '../../src/files.ts';
import {
  createIndicators,
  type IndicatorContent,
  type Indicators,
  loadIndicators,
} from '../../src/indicators/index.ts';

let content: IndicatorContent | undefined;
let indicators: Indicators | undefined;

/** The shipped content, read once for all tests of a file. */
export function shipped(): IndicatorContent {
  content ??= loadIndicators(contentDir());
  return content;
}

export function shippedIndicators(): Indicators {
  indicators ??= createIndicators(shipped(), { homeArea: 'ha-tinh' });
  return indicators;
}

export function readLines<T>(path: string): T[] {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}
