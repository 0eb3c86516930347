import { z } from 'zod';
import type { SessionState } from './answer.ts';

/** Changes when the shape of {@link SessionData} does; a session of another version is dropped. */
export const SESSION_VERSION = 1;
/** A conversation that has rested this long starts anew. */
export const SESSION_LIFETIME_MS = 6 * 3_600_000;

const StoredChoice = z.object({ label: z.string(), data: z.string(), code: z.string().optional() });

/** What the dialogue remembers of a conversation. */
export const SessionData = z.object({
  /** Procedure being talked about. */
  procedure: z.string().optional(),
  /** Procedures talked about before it, the last one first. */
  earlier: z.array(z.string()).optional(),
  aspect: z.string().optional(),
  /** Buttons of the last answer. */
  choices: z.array(StoredChoice).optional(),
  /** The last numbered list of procedures, kept while other things are talked about, so that "coi lại số 2" works. */
  picks: z.array(StoredChoice).optional(),
  lastIntent: z.string().optional(),
  /** Last question about figures, as the indicators understand it. */
  indicator: z.unknown().optional(),
  report: z
    .object({
      report: z.string().nullable(),
      period: z.string().nullable(),
      periodType: z.string().nullable(),
      values: z.record(z.string(), z.number()).optional(),
    })
    .optional(),
  list: z
    .object({
      field: z.string().optional(),
      tier: z.string().optional(),
      level: z.string().optional(),
      offset: z.number(),
    })
    .optional(),
  /** Clarifying questions already put, so that none is put twice. */
  clarified: z.array(z.string()).optional(),
  /** The last answer was a clarifying question. */
  asked: z.boolean().optional(),
  /** The procedure that was likeliest then. */
  guess: z.string().optional(),
  /** What the person had said when it was put, so that the next few words are read together with it. */
  said: z.string().optional(),
  language: z.enum(['vi', 'en', 'km']).optional(),
  greeted: z.boolean().optional(),
});
export type SessionData = z.infer<typeof SessionData>;

/** Reads a stored session. `expired`: there was one, but it is too old or of another version. Broken data throws. */
export function openSession(
  state: SessionState | undefined,
  now: Date,
): { data: SessionData; expired: boolean } {
  if (state === undefined) return { data: {}, expired: false };
  const language = z
    .object({ language: z.enum(['vi', 'en', 'km']).optional() })
    .catch({})
    .parse(state.data).language;
  const kept: SessionData = language === undefined ? {} : { language };
  if (state.version !== SESSION_VERSION) return { data: kept, expired: true };
  if (now.getTime() - new Date(state.updatedAt).getTime() > SESSION_LIFETIME_MS)
    return { data: { ...kept, greeted: true }, expired: true };
  return { data: SessionData.parse(state.data), expired: false };
}

export function closeSession(data: SessionData, now: Date): SessionState {
  return { version: SESSION_VERSION, updatedAt: now.toISOString(), data };
}
