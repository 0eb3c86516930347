import type { Store, Tx } from '../../src/storage/store.ts';

/** The end of a process: whatever it still tries fails too. */
export class Crash extends Error {}

/**
 * A store as a process sees it that dies. `dies` is asked before every single call, before every commit and after it;
 * once it says yes nothing works any more, and what was not committed is undone.
 */
export function mortalStore(store: Store, dies: () => boolean): Store {
  let dead = false;
  const step = (): void => {
    if (!dead && dies()) dead = true;
    if (dead) throw new Crash('the process died');
  };
  const watched = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          step();
          return Reflect.apply(member, target, args) as unknown;
        };
      },
    });
  const watchedTx = (tx: Tx): Tx =>
    new Proxy(tx, {
      get: (target, name, receiver) => watched(Reflect.get(target, name, receiver) as object),
    });
  return {
    async transaction(work) {
      step();
      const result = await store.transaction(async (tx) => {
        const value = await work(watchedTx(tx));
        step();
        return value;
      });
      step();
      return result;
    },
    close: () => store.close(),
  };
}
