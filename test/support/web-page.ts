import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { packageRoot, webPageDir } from '../../src/files.ts';

/** Builds page and widget if a source is newer than the build. Returns the folder of the build. */
export async function builtWebPage(): Promise<string> {
  const root = packageRoot();
  const widget = join(webPageDir(), 'widget.js');
  const sources = [join(root, 'vite.config.ts'), ...filesBelow(join(root, 'src', 'web', 'page'))];
  const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));
  if (!existsSync(widget) || statSync(widget).mtimeMs < newest) {
    const configFile = join(root, 'vite.config.ts');
    await build({ configFile, root: join(root, 'src', 'web', 'page'), logLevel: 'warn' });
    await build({ configFile, root: join(root, 'src', 'web', 'page'), logLevel: 'warn', mode: 'widget' });
  }
  return webPageDir();
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
