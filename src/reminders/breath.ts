/**
 * How long work may go on before others have their turn, in ms. Chat messages wait as long as this and the longest
 * single step after it; 2 to 10 is useful: below, the work takes longer for nothing.
 */
const BUDGET_MS = 3;

/** Lets long work in the main thread give way: SQLite answers within the same turn of the event loop. */
export interface Breath {
  /** The budget is used up. */
  due(): boolean;
  /** Lets everybody else have a turn, if it is due. */
  take(): Promise<void>;
}

export function createBreath(budgetMs = BUDGET_MS, nowMs: () => number = () => performance.now()): Breath {
  let since = nowMs();
  const due = (): boolean => nowMs() - since >= budgetMs;
  return {
    due,
    async take() {
      if (!due()) return;
      await new Promise((resolve) => setImmediate(resolve));
      since = nowMs();
    },
  };
}

/** Runs work that stops now and then to be asked whether it should wait. */
export async function breathing<T>(steps: Iterator<void, T>, breath: Breath): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await breath.take();
  }
}
