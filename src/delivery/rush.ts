/** Notices when many updates arrive at once, so that the workers can let them be stored first. */
export interface Rush {
  /** An update has arrived. */
  note(): void;
  /** Resolves at once in quiet times; in a rush when it is over, or after `longestMs`. */
  over(): Promise<void>;
}

/** So many updates within `quietMs` are a rush. Below, answers are not held up at all. 3–20 is useful. */
const MANY = 4;
/** So long without an update, and the rush is over. 10–50 is useful: connections come one a turn of the event loop. */
const QUIET_MS = 25;
/** The workers go on after this even in a lasting rush; eight messages each time keep up with Zalo's pace. */
const LONGEST_MS = 400;

/**
 * Each step of answering waits for the disk, and between two of them only one connection is accepted. Two hundred
 * webhooks at once would so be answered seconds late (Zalo allows two); stored first, they are within one.
 */
export function createRush(): Rush {
  let recent: number[] = [];
  const since = (ms: number) => {
    const from = performance.now() - ms;
    recent = recent.filter((at) => at > from);
    return recent.length;
  };
  return {
    note() {
      since(QUIET_MS);
      recent.push(performance.now());
    },
    async over() {
      if (since(QUIET_MS) < MANY) return;
      const giveUpAt = performance.now() + LONGEST_MS;
      while (since(QUIET_MS) > 0 && performance.now() < giveUpAt)
        await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}
