/** Waits for a condition, looking again at every turn of the event loop. Throws after `withinMs`. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 40_000): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > giveUpAt)
      throw new Error(`condition not met within ${withinMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
