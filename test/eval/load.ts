import { fileURLToPath } from 'node:url';
import type { Respond } from '../../src/dialogue/answer.ts';
import { loadResponder } from '../../src/dialogue/load.ts';
import { TEST_CACHE } from '../support/cache.ts';

export const EVAL_DEPLOYMENT = {
  province: 'ha-tinh',
  provinceName: 'Hà Tĩnh',
  feedbackUrl: 'https://pakn.dichvucong.gov.vn',
  rawMessageHours: 24,
} as const;

/** The whole dialogue on the shipped content, as `mot-cua ask` runs it. */
export function loadForEval(): Respond {
  return loadResponder({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    deployment: EVAL_DEPLOYMENT,
    snapshots: { folder: TEST_CACHE },
  });
}
