import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** What a folder of src/ may import besides itself and the small shared files at the top. DESIGN, "Layout". */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  messages: [],
  understanding: [],
  i18n: [],
  storage: ['messages', 'reporting', 'officers', 'reminders'],
  catalogue: ['understanding', 'storage'],
  indicators: ['i18n', 'storage', 'understanding', 'messages', 'dialogue/answer'],
  reporting: [
    'i18n',
    'storage',
    'understanding',
    'messages',
    'dialogue/answer',
    'dialogue/handlers/report',
    'dialogue/handlers/report-slots',
  ],
  officers: ['i18n', 'storage', 'messages', 'reporting', 'dialogue/answer'],
  reminders: ['reporting', 'officers', 'messages', 'i18n', 'storage', 'channels/channel'],
  delivery: ['messages', 'storage', 'channels', 'dialogue/answer', 'web', 'understanding/fold'],
  dialogue: [
    'messages',
    'understanding',
    'i18n',
    'storage',
    'catalogue',
    'indicators',
    'reporting',
    'officers',
  ],
  channels: ['messages', 'understanding/fold', 'storage', 'web'],
  web: ['messages', 'channels', 'delivery', 'i18n', 'understanding/fold'],
};
/** The composition root and the command line know all parts; nobody imports main.ts but the command line. */
const FREE = ['main.ts', 'cli'];

interface Import {
  readonly from: string;
  readonly to: string;
  /** Gone when the program runs. */
  readonly typeOnly: boolean;
}

function* sourceFiles(dir: string): Generator<string> {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) yield* sourceFiles(path);
    else if (/\.tsx?$/.test(name)) yield path;
  }
}

function importsOf(file: string): Import[] {
  const found: Import[] = [];
  for (const match of readFileSync(file, 'utf8').matchAll(
    /(?<head>(?:import|export)[^;'"]*?)?(?:from|import)\s*\(?\s*['"](?<path>\.[^'"]+)['"]/g,
  )) {
    const to = relative(SRC, resolve(dirname(file), match.groups?.['path'] ?? ''));
    found.push({
      from: relative(SRC, file),
      to,
      typeOnly: /^(?:import|export)\s+type\b/.test(match.groups?.['head'] ?? ''),
    });
  }
  return found;
}

const all = [...sourceFiles(SRC)].flatMap(importsOf);

describe('architecture', () => {
  it('lets each folder import only what DESIGN allows', () => {
    const wrong = all.filter(({ from, to }) => {
      const folder = from.split('/')[0] ?? '';
      const target = to.split('/')[0] ?? '';
      if (FREE.includes(folder) || folder === target || !to.includes('/')) return false;
      const allowed = MAY_IMPORT[folder];
      if (allowed === undefined) return from.includes('/');
      return !allowed.some((name) => to === `${name}.ts` || to === name || to.startsWith(`${name}/`));
    });

    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('keeps main.ts to itself and the command line', () => {
    const users = all.filter(({ from, to }) => to === 'main.ts' && !from.startsWith('cli/'));

    expect(users).toEqual([]);
  });

  it('has no cycles of imports that remain at run time', () => {
    const graph = new Map<string, string[]>();
    for (const { from, to } of all.filter(({ typeOnly }) => !typeOnly))
      graph.set(from, [...(graph.get(from) ?? []), to]);
    const cycles: string[] = [];
    const state = new Map<string, 'open' | 'done'>();
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of graph.keys()) visit(file, []);

    expect(cycles).toEqual([]);
  });
});
