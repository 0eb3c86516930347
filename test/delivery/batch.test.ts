import { describe, expect, it, onTestFinished } from 'vitest';
import { createBatch } from '../../src/delivery/batch.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Store } from '../../src/storage/store.ts';

describe('delivery/batch', () => {
  it('shares transactions, and one failing piece does not undo the others', async () => {
    const store = await openSqliteStore({ path: ':memory:' });
    onTestFinished(() => store.close());
    let transactions = 0;
    const counting: Store = {
      ...store,
      transaction(work) {
        transactions += 1;
        return store.transaction(work);
      },
    };
    const batch = createBatch(counting);
    const set = (key: string) => batch((tx) => tx.channelState.set('web', key, 1).then(() => key));

    const good = await Promise.all(Array.from({ length: 50 }, (_, index) => set(`good-${index}`)));
    const used = transactions;
    const mixed = await Promise.allSettled([
      set('a'),
      set('b'),
      batch(async (tx) => {
        await tx.channelState.set('web', 'bad', 1);
        throw new Error('on purpose');
      }),
      set('c'),
    ]);

    expect(good).toHaveLength(50);
    expect(used).toBeLessThanOrEqual(2);
    expect(mixed.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    const kept = await store.transaction((tx) =>
      Promise.all(['a', 'b', 'bad', 'c'].map((key) => tx.channelState.get('web', key))),
    );
    expect(kept).toEqual([1, 1, undefined, 1]);
  });
});
