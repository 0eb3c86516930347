import type { Store, Tx } from '../storage/store.ts';

/** Runs small pieces of work in shared transactions: what arrives while one is being committed goes into the next. */
export type Batch = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

interface Piece {
  run(tx: Tx): Promise<void>;
  settle(error?: unknown): void;
}

/**
 * A commit waits for the disk; noting a hundred sends in one commit shortens the time in which a crash would leave their
 * outcome unknown. When a shared transaction fails, each piece gets its own, so that one cannot undo the others.
 */
export function createBatch(store: Store): Batch {
  let waiting: Piece[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const pieces = waiting;
      waiting = [];
      try {
        await store.transaction(async (tx) => {
          for (const piece of pieces) await piece.run(tx);
        });
        for (const piece of pieces) piece.settle();
      } catch (error) {
        if (pieces.length === 1) pieces[0]?.settle(error);
        else for (const piece of pieces) await alone(piece);
      }
    }
    running = false;
  }

  async function alone(piece: Piece): Promise<void> {
    try {
      await store.transaction((tx) => piece.run(tx));
      piece.settle();
    } catch (error) {
      piece.settle(error);
    }
  }

  return <T>(work: (tx: Tx) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      let result: { readonly value: T } | undefined;
      waiting.push({
        async run(tx) {
          result = { value: await work(tx) };
        },
        settle(error) {
          if (error === undefined && result) resolve(result.value);
          else reject(error);
        },
      });
      if (!running) void run();
    });
}
