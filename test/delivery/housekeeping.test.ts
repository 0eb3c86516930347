import { describe, expect, it, onTestFinished } from 'vitest';
import { createHousekeeping } from '../../src/delivery/housekeeping.ts';
import { createDelivery } from '../../src/delivery/index.ts';
import { silentLogger } from '../../src/logger.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import { said } from '../contracts/store-contract.ts';
import { echo } from '../support/echo.ts';
import { fakeChannel } from '../support/fake-channel.ts';
import { steppedClock } from '../support/stepped-clock.ts';

describe('delivery/housekeeping', () => {
  it('deletes messages and replies when their hours are over, not before', async () => {
    const store = await openSqliteStore({ path: ':memory:' });
    onTestFinished(() => store.close());
    const clock = steppedClock();
    const delivery = createDelivery({
      store,
      clock,
      logger: silentLogger,
      channels: [fakeChannel()],
      respond: echo,
      identify: async () => ({ role: 'citizen' as const, units: [] }),
      apologise: () => ({ text: '' }),
    });
    const housekeeping = createHousekeeping({ store, clock, logger: silentLogger, rawMessageHours: 2 });
    await delivery.host.accept([said('1')]);
    await delivery.drain();
    const kept = () =>
      store.transaction(async (tx) => [
        (await tx.inbox.kept('web:a', 10)).length,
        (await tx.outbox.sentAfter('web:a', 0, 10)).length,
      ]);

    clock.step(2 * 3_600_000 - 1);
    await housekeeping.run();
    const before = await kept();
    clock.step(1);
    await housekeeping.run();

    expect(before).toEqual([1, 1]);
    expect(await kept()).toEqual([0, 0]);
  });

  it('survives a store that fails', async () => {
    const store = await openSqliteStore({ path: ':memory:' });
    await store.close();
    const logged: string[] = [];
    const logger = {
      ...silentLogger,
      error: (_fields: object, message: string) => void logged.push(message),
    };

    await createHousekeeping({ store, clock: steppedClock(), logger, rawMessageHours: 2 }).run();

    expect(logged).toEqual(['old data could not be deleted; trying again in ten minutes']);
  });
});
