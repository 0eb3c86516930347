/** The only source of time. Tests pass a fixed or stepped one. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

export function fixedClock(iso: string): Clock {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime()))
    throw new Error(`"${iso}" is not an ISO 8601 instant, e.g. 2026-11-21T08:00:00+07:00`);
  return { now: () => new Date(instant) };
}

/** Viet Nam is UTC+7 all year, without daylight saving. */
const VIETNAM_OFFSET_MS = 7 * 3_600_000;

/** The day in Viet Nam at an instant, `YYYY-MM-DD`. */
export function vietnamDay(instant: Date): string {
  return new Date(instant.getTime() + VIETNAM_OFFSET_MS).toISOString().slice(0, 10);
}

/** Hours and minutes in Viet Nam at an instant, `HH:MM`. */
export function vietnamTime(instant: Date): string {
  return new Date(instant.getTime() + VIETNAM_OFFSET_MS).toISOString().slice(11, 16);
}

/** The instant at which it is `time` (`HH:MM`) on `day` (`YYYY-MM-DD`) in Viet Nam. */
export function vietnamInstant(day: string, time = '00:00'): Date {
  return new Date(`${day}T${time}:00+07:00`);
}
