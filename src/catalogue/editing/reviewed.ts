import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { z } from 'zod';
import { ContentError } from '../../errors.ts';
import type { Difference } from './overlay.ts';

const FILE = 'reviewed-differences.yaml';
const Text = z.string().trim().min(1);
const Reviewed = z.strictObject({ code: Text, about: Text, card: Text, facts: Text, why: Text });
/** A difference an editor has looked at and left, with the reason. */
export type Reviewed = z.infer<typeof Reviewed>;

/** Reads content/reviewed-differences.yaml. Throws ContentError where it cannot be read. */
export function loadReviewed(contentDir: string): Reviewed[] {
  const parsed = z
    .strictObject({ reviewed: z.array(Reviewed) })
    .safeParse(parseYaml(readFileSync(join(contentDir, FILE), 'utf8')));
  if (!parsed.success)
    throw new ContentError(
      parsed.error.issues.map((issue) => `content/${FILE}: ${issue.path.join('.')}: ${issue.message}`),
    );
  return parsed.data.reviewed;
}

/** What nobody has looked at yet, and reviews of what no longer differs: card or facts have changed since. */
export function compareWithReviewed(
  differences: readonly Difference[],
  reviewed: readonly Reviewed[],
): { readonly open: readonly Difference[]; readonly stale: readonly Reviewed[] } {
  const key = ({ code, about, card, facts }: Omit<Reviewed, 'why'>) => [code, about, card, facts].join('\n');
  const seen = new Set(reviewed.map(key));
  const found = new Set(differences.map(key));
  return {
    open: differences.filter((one) => !seen.has(key(one))),
    stale: reviewed.filter((one) => !found.has(key(one))),
  };
}
