import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** The folder of this package, found upwards from here: right from `src/` under tsx and from `dist/`. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!isPackageRoot(folder)) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(`no package.json of mot-cua above ${fileURLToPath(import.meta.url)}`);
    folder = parent;
  }
  return folder;
}

/** The folder of the code that runs: `src/` under tsx, else that of the built code. */
export const codeDir = (): string => dirname(fileURLToPath(import.meta.url));

/** The content that ships. */
export const contentDir = (): string => join(packageRoot(), 'content');

/** The built web page and widget; there after `npm run build:web`. */
export const webPageDir = (): string => join(packageRoot(), 'dist', 'web');

/**
 * Starts the module `name` beside the caller as a worker: `startWorker(import.meta.url, './index-worker')`.
 * Runs `index-worker.ts` through tsx from source, `index-worker.js` from `dist/`.
 */
export function startWorker(importMetaUrl: string, name: string, options: WorkerOptions = {}): Worker {
  const extension = extname(fileURLToPath(importMetaUrl));
  const url = new URL(`${name}${extension}`, importMetaUrl);
  if (extension !== '.ts') return new Worker(url, options);
  // Loaders are not inherited by workers: tsx is registered inside, by its full address, since a bare name would be
  // looked up from the working directory.
  const tsx = new URL('./api/index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')))
    .href;
  const boot = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(url.href)}); })`;
  return new Worker(boot, { ...options, eval: true });
}

function isPackageRoot(folder: string): boolean {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return false;
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return (
    typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'mot-cua'
  );
}
