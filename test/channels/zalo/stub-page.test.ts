import { describe, expect, it, onTestFinished } from 'vitest';
import { DELIVERY_SWITCHES, FAULTS } from '../../support/zalo-stub/faults.ts';
import { startZaloStub } from '../../support/zalo-stub/index.ts';

describe('zalo stub, its page', () => {
  it('has a button for every fault, and switches deliveries on and off again', async () => {
    const stub = await startZaloStub();
    onTestFinished(() => stub.close());
    const page = await (await fetch(`${stub.url}/`)).text();
    const act = (text: string) =>
      fetch(`${stub.url}/stub/do`, {
        method: 'POST',
        body: JSON.stringify({ user: '8', what: 'delivery', text }),
      });
    const before = { ...stub.deliveryFaults };

    for (const name of [...Object.keys(FAULTS), ...Object.keys(DELIVERY_SWITCHES)])
      expect(page).toContain(`data-text="${name}"`);
    for (const [name, change] of Object.entries(DELIVERY_SWITCHES)) {
      await act(name);
      expect(stub.deliveryFaults).toMatchObject(change);
      await act(name);
      expect(stub.deliveryFaults).toEqual(before);
    }
  });
});
