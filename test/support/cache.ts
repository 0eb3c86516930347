import { join } from 'node:path';
import { packageRoot } from '../../src/files.ts';

/** Indexes of the content that all tests share: made once, then read. Keyed by content and code, so never out of date. */
export const TEST_CACHE = join(packageRoot(), 'node_modules', '.cache', 'mot-cua');
