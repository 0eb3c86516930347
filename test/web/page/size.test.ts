import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { builtWebPage } from '../../support/web-page.ts';

const LIMIT_BYTES = 40_000;

describe('web/page', () => {
  it.each(['page', 'widget'])('has less than 40 kB of script, gzipped: %s', async (which) => {
    const folder = await builtWebPage();
    const scripts =
      which === 'widget'
        ? [join(folder, 'widget.js')]
        : readdirSync(join(folder, 'assets'))
            .filter((name) => name.endsWith('.js'))
            .map((name) => join(folder, 'assets', name));

    const bytes = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);

    expect(scripts.length).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(LIMIT_BYTES);
  });
});
