import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tempDir } from '../../support/temp-dir.ts';
import { LAN, type ZaloBench, zaloBench } from '../../support/zalo-bench.ts';

const CONVERSATION = `zalo:${LAN}` as const;

describe('channels/zalo/takeover', () => {
  let bench: ZaloBench;
  const build = async (environment: Record<string, string> = {}) => {
    await bench?.stop();
    bench = await zaloBench({ folder: tempDir(), environment });
  };
  beforeEach(() => build());
  afterEach(() => bench.stop());

  const silencedUntil = async () =>
    (await bench.store.transaction((tx) => tx.conversations.find(CONVERSATION)))?.silencedUntil;
  const outbox = () => bench.store.transaction((tx) => tx.outbox.counts());

  it('keeps silent after a named person has written, for the configured time, then answers again', async () => {
    await bench.stub.says(LAN, 'một');
    await bench.quiet();
    await bench.stub.officeSays(LAN, 'Chào bạn, tôi là cán bộ một cửa.');
    await bench.stub.says(LAN, 'hai');
    await bench.quiet();

    expect(bench.texts()).toEqual(['1: một']);

    bench.clock.step(61 * 60_000);
    await bench.stub.says(LAN, 'ba');
    await bench.quiet();

    expect(bench.texts()).toEqual(['1: một', '2: ba']);
  });

  it('keeps silent after an unnamed message that is none of ours', async () => {
    await bench.stub.says(LAN, 'một');
    await bench.quiet();
    await bench.stub.officeSays(LAN, 'Chào bạn', false);

    expect(await silencedUntil()).toBeDefined();
  });

  it('is not silenced by its own echoes, whether they come after or before the answer to its call', async () => {
    for (const order of ['after', 'before'] as const) {
      bench.stub.deliveryFaults.echo = order;
      await bench.stub.says(LAN, order);
      await bench.quiet();
    }

    expect(bench.texts()).toEqual(['1: after', '2: before']);
    expect(bench.stub.sender.log.filter(({ event }) => event === 'oa_send_text')).toHaveLength(2);
    expect(await silencedUntil()).toBeUndefined();
  });

  it('knows its own echo while the call is still under way', async () => {
    bench.stub.fail({ kind: 'slow', ms: 150 }, '/message/cs');
    await bench.stub.says(LAN, 'một');
    await bench.settled(() => bench.stub.sender.log.some(({ event }) => event === 'oa_send_text'));

    expect(await outbox()).toMatchObject({ sending: 1 });
    expect(await silencedUntil()).toBeUndefined();
    await bench.quiet();
    expect(await outbox()).toMatchObject({ sent: 1, unknowns: 0 });
  });

  it('tells a person’s words from its own while its own are under way', async () => {
    bench.stub.fail({ kind: 'slow', ms: 150 }, '/message/cs');
    await bench.stub.says(LAN, 'một');
    await bench.settled(() => bench.stub.sender.log.some(({ event }) => event === 'oa_send_text'));

    await bench.stub.officeSays(LAN, 'Chào bạn', false);

    expect(await silencedUntil()).toBeDefined();
    await bench.quiet();
  });

  it('does not send again what an echo shows to have arrived, though the call was never answered', async () => {
    await build({ ZALO_TIMEOUT_SECONDS: '1' });
    for (const fault of [
      { kind: 'hang', after: true },
      { kind: 'cut', after: true },
      { kind: 'not-json', after: true },
    ] as const) {
      bench.stub.fail(fault, '/message/cs');
      await bench.stub.says(LAN, fault.kind);
      await bench.quiet();
    }

    expect(bench.texts()).toEqual(['1: hang', '2: cut', '3: not-json']);
    expect(await silencedUntil()).toBeUndefined();
    expect(await outbox()).toMatchObject({ sent: 3, dead: 0 });
  });

  it('knows an echo with another id by its words', async () => {
    await bench.stub.says(LAN, 'một');
    await bench.quiet();
    await bench.stub.event({
      event_name: 'oa_send_text',
      sender: { id: '7000000000000000001' },
      recipient: { id: LAN },
      message: { msg_id: 'another-kind-of-id', text: '1: một' },
    });

    expect(await silencedUntil()).toBeUndefined();
  });

  it('does not keep silent longer because an echo comes again or late', async () => {
    await bench.stub.says(LAN, 'một');
    await bench.quiet();
    const event = {
      event_name: 'oa_send_text',
      sender: { id: '7000000000000000001', admin_id: '5' },
      recipient: { id: LAN },
      message: { msg_id: 'x', text: 'Chào bạn' },
      timestamp: String(bench.clock.now().getTime()),
    };
    await bench.stub.event(event);
    const first = await silencedUntil();
    bench.clock.step(30 * 60_000);
    await bench.stub.event(event);

    expect(await silencedUntil()).toEqual(first);
  });

  it('keeps silent towards somebody whom the office wrote to first, without taking the window for open', async () => {
    await bench.stub.officeSays(LAN, 'Hồ sơ của bạn đã xong');
    expect(await bench.channel.reachability(CONVERSATION, bench.clock.now())).toBe('closed');

    await bench.stub.says(LAN, 'cảm ơn');
    await bench.quiet();

    expect(bench.texts()).toEqual([]);
  });

  it('hears only named persons, or nobody, when set so', async () => {
    await build({ ZALO_TAKEOVER: 'admin' });
    await bench.stub.says(LAN, 'một');
    await bench.quiet();
    await bench.stub.officeSays(LAN, 'Chào bạn', false);
    expect(await silencedUntil()).toBeUndefined();
    await bench.stub.officeSays(LAN, 'Chào bạn', true);
    expect(await silencedUntil()).toBeDefined();

    await build({ ZALO_TAKEOVER: 'off' });
    await bench.stub.says(LAN, 'một');
    await bench.quiet();
    await bench.stub.officeSays(LAN, 'Chào bạn', true);
    expect(await silencedUntil()).toBeUndefined();
  });
});
