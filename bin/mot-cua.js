#!/usr/bin/env node
// Runs the built program where it is as new as the sources (`npm ci` and `npm run build` build it), else the sources
// themselves: whoever changes a file runs what they wrote.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('../src', import.meta.url));
const built = fileURLToPath(new URL('../dist/app/cli/mot-cua.js', import.meta.url));

function isBuilt() {
  if (!existsSync(sources)) return true;
  if (!existsSync(built)) return false;
  const { mtimeMs } = statSync(built);
  return readdirSync(sources, { recursive: true }).every(
    (name) => statSync(join(sources, name)).mtimeMs <= mtimeMs,
  );
}

if (isBuilt()) await import('../dist/app/cli/mot-cua.js');
else {
  const { register } = await import('tsx/esm/api');
  register();
  await import('../src/cli/mot-cua.ts');
}
