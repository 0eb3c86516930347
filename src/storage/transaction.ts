import { AsyncLocalStorage } from 'node:async_hooks';
import { StoreError } from '../errors.ts';

/** Guards one store against nested and late use of transactions. */
export interface TransactionGuard {
  /** Runs `work` as a transaction of this store. Throws StoreError inside another one. */
  enter<T>(work: (span: TransactionSpan) => Promise<T>): Promise<T>;
}

/** The life of one transaction. */
export interface TransactionSpan {
  /** Throws StoreError once the transaction has ended: somebody forgot an `await`. */
  assertOpen(): void;
  end(): void;
}

export function createTransactionGuard(): TransactionGuard {
  const running = new AsyncLocalStorage<{ open: boolean }>();
  return {
    enter(work) {
      // The flag, not the mere presence, decides: timers and promises started inside keep this context for ever.
      if (running.getStore()?.open) {
        throw new StoreError(
          'a transaction was begun inside a transaction: pass the `tx` you have on instead of calling store.transaction again',
        );
      }
      const state = { open: true };
      const span: TransactionSpan = {
        assertOpen() {
          if (!state.open)
            throw new StoreError('a transaction was used after its end: await everything inside it');
        },
        end() {
          state.open = false;
        },
      };
      return running.run(state, () => work(span).finally(span.end));
    },
  };
}
