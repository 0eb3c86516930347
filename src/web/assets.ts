import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';

interface Asset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer> | undefined;
  readonly type: string;
  readonly etag: string;
  readonly cache: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/** Files with a hash in their name never change; the others are asked for again each time. */
const HASHED = /-[A-Za-z0-9_-]{8}\.\w+$/;
/** The one font other sites fetch too: the widget needs it where a telephone has no Khmer. */
const KHMER_FONT = '/fonts/khmer.ttf';
const KHMER_FILE = /\/NotoSansKhmer_400Regular-[\w-]+\.ttf$/;
const FOREVER = 'public, max-age=31536000, immutable';

/**
 * The built page, read once into memory: requests are looked up in a table, so no path can lead out of the folder.
 * Without the build, `/` says how to make it.
 */
export function createAssets(folder: string): Hono {
  const assets = existsSync(join(folder, 'index.html')) ? load(folder) : new Map<string, Asset>();
  const app = new Hono();
  app.get('*', (c) => {
    const path = new URL(c.req.url).pathname;
    if (path === KHMER_FONT) c.header('access-control-allow-origin', '*');
    const asset = assets.get(path === '/' ? '/index.html' : path) ?? assets.get(`${path}.html`);
    if (asset === undefined) {
      if (path === '/' && assets.size === 0)
        return c.text('The page is not built: run `npm run build:web`.', 503);
      return c.text('Không có trang này. / No such page.', 404);
    }
    c.header('etag', asset.etag);
    c.header('cache-control', asset.cache);
    if (c.req.header('if-none-match') === asset.etag) return c.body(null, 304);
    c.header('content-type', asset.type);
    if (asset.gzip && /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) {
      c.header('content-encoding', 'gzip');
      c.header('vary', 'accept-encoding');
      return c.body(asset.gzip);
    }
    return c.body(asset.body);
  });
  return app;
}

function load(folder: string): Map<string, Asset> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const assets = new Map(
    files.map((entry): [string, Asset] => {
      const file = join(entry.parentPath, entry.name);
      const body = new Uint8Array(readFileSync(file));
      const zipped = new Uint8Array(gzipSync(body, { level: 9 }));
      const asset: Asset = {
        body,
        gzip: zipped.length < body.length * 0.9 ? zipped : undefined,
        type: TYPES[extname(entry.name)] ?? 'application/octet-stream',
        etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`,
        cache: HASHED.test(entry.name) ? FOREVER : 'no-cache',
      };
      return [`/${relative(folder, file).split(sep).join('/')}`, asset];
    }),
  );
  for (const [path, asset] of assets)
    if (KHMER_FILE.test(path)) assets.set(KHMER_FONT, { ...asset, cache: 'public, max-age=86400' });
  return assets;
}
