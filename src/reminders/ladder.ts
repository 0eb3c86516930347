import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load as parseYaml } from 'js-yaml';
import { z } from 'zod';
import { ContentError } from '../errors.ts';
import type { WorkingCalendar } from '../reporting/calendar.ts';
import type { Day } from '../reporting/days.ts';

export const AUDIENCES = ['officer', 'leader', 'department'] as const;
export type Audience = (typeof AUDIENCES)[number];

const LadderFile = z.strictObject({
  status: z.string(),
  steps: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9-]{1,16}$/),
        /** Working days from the due day; negative before it, 0 on it. */
        at: z.number().int().min(-60).max(250),
        to: z.enum(AUDIENCES),
      }),
    )
    .min(1),
  horizonDays: z.number().int().min(30).max(3_650),
  snoozeWorkingDays: z.number().int().min(1).max(20),
  weeklyDigestOn: z.number().int().min(1).max(7),
});
export type Ladder = z.infer<typeof LadderFile>;
export type Step = Ladder['steps'][number];

/** Reads `content/obligations/ladder.yaml`. */
export function loadLadder(contentDir: string): Ladder {
  const parsed = LadderFile.safeParse(
    parseYaml(readFileSync(join(contentDir, 'obligations', 'ladder.yaml'), 'utf8')),
  );
  if (!parsed.success)
    throw new ContentError(
      parsed.error.issues.map(
        (issue) => `content/obligations/ladder.yaml: ${issue.path.join('.')}: ${issue.message}`,
      ),
    );
  const ids = parsed.data.steps.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new ContentError([`content/obligations/ladder.yaml: the step "${twice}" is there twice`]);
  return parsed.data;
}

/** The day a step falls on. */
export function stepDay(step: Step, dueOn: Day, calendar: WorkingCalendar): Day {
  return calendar.addWorkingDays(dueOn, step.at);
}

/**
 * The one thing true to tell an audience on a day: the last step reached, of those that fit where the day is (before,
 * on, after the due day). Steps that were passed while nobody could tell are not told late: "due in five days" would
 * be wrong by then.
 */
export function currentStep(
  steps: readonly Step[],
  audience: Audience,
  dueOn: Day,
  today: Day,
  calendar: WorkingCalendar,
): Step | undefined {
  const phase = Math.sign(today < dueOn ? -1 : today > dueOn ? 1 : 0);
  let best: { step: Step; day: Day } | undefined;
  for (const step of steps) {
    if (step.to !== audience || Math.sign(step.at) !== phase) continue;
    const day = stepDay(step, dueOn, calendar);
    if (
      day <= today &&
      (best === undefined || day > best.day || (day === best.day && step.at > best.step.at))
    )
      best = { step, day };
  }
  return best?.step;
}
