import type { Clock } from '../../src/clock.ts';

export interface SteppedClock extends Clock {
  step(ms: number): void;
}

/** Stands still until told to go on. */
export function steppedClock(iso = '2026-11-21T01:00:00.000Z'): SteppedClock {
  let nowMs = new Date(iso).getTime();
  return {
    now: () => new Date(nowMs),
    step(ms) {
      nowMs += ms;
    },
  };
}
