import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tempDir } from '../../support/temp-dir.ts';
import { LAN, type ZaloBench, zaloBench } from '../../support/zalo-bench.ts';
import { STUB_APP_ID, STUB_OA_SECRET_KEY } from '../../support/zalo-stub/index.ts';

describe('channels/zalo/webhook', () => {
  let bench: ZaloBench;
  beforeEach(async () => {
    bench = await zaloBench({ folder: tempDir() });
  });
  afterEach(() => bench.stop());

  const inbox = () => bench.store.transaction((tx) => tx.inbox.counts());
  const stored = async () => Object.values(await inbox()).reduce((sum, count) => sum + count, 0);
  const statuses = () => bench.stub.sender.log.map(({ status }) => status);

  async function post(body: string, headers: Record<string, string> = {}): Promise<number> {
    return (await fetch(bench.webhookUrl, { method: 'POST', body, headers })).status;
  }
  const macOf = (body: string, timestamp: string) =>
    createHash('sha256').update(`${STUB_APP_ID}${body}${timestamp}${STUB_OA_SECRET_KEY}`).digest('hex');
  const signed = (event: object, timestamp = String(bench.clock.now().getTime())) => {
    const body = JSON.stringify({ ...event, timestamp });
    return post(body, { 'x-zevent-signature': `mac=${macOf(body, timestamp)}` });
  };
  const text = (user: string, id: string) => ({
    event_name: 'user_send_text',
    sender: { id: user },
    recipient: { id: '7000000000000000001' },
    message: { text: 'chào', msg_id: id },
  });

  it('answers the registration probe with 200 and stores nothing', async () => {
    expect([await post('{}'), await post(''), await post(' { } ')]).toEqual([200, 200, 200]);
    expect(await stored()).toBe(0);
  });

  it('stores first and answers then, well within two seconds', async () => {
    await bench.stub.says(LAN, 'xin chào');

    expect(bench.stub.sender.log).toMatchObject([{ status: 200 }]);
    expect(bench.stub.sender.log[0]?.tookMs).toBeLessThan(2_000);
    expect(await stored()).toBe(1);
  });

  it('answers a message once, however often it is delivered', async () => {
    bench.stub.deliveryFaults.duplicates = 3;

    await bench.stub.says(LAN, 'xin chào');
    await bench.quiet();

    expect(statuses().filter((status) => status === 200).length).toBeGreaterThanOrEqual(4);
    expect(bench.texts()).toEqual(['1: xin chào']);
  });

  it('answers 500 while nothing can be stored, so that Zalo delivers again', async () => {
    await bench.stop();
    let failures = 2;
    bench = await zaloBench({
      folder: tempDir(),
      host: (host) => ({
        async accept(incoming) {
          if (failures-- > 0) throw new Error('the disk is full');
          await host.accept(incoming);
        },
      }),
    });

    await bench.stub.says(LAN, 'xin chào');
    await bench.quiet();

    expect(statuses().slice(0, 3)).toEqual([500, 500, 200]);
    expect(bench.texts()).toEqual(['1: xin chào']);
  });

  it('takes bodies in every way JSON can be written', async () => {
    bench.stub.deliveryFaults.escape = true;

    await bench.stub.says(LAN, 'làm giấy khai sinh / kết hôn 👨‍👩‍👧');
    await bench.quiet();

    expect(bench.texts()).toEqual(['1: làm giấy khai sinh / kết hôn 👨‍👩‍👧']);
  });

  it('takes the timestamp of the header where that is the signed one', async () => {
    bench.stub.deliveryFaults.headerTimestamp = true;

    await bench.stub.says(LAN, 'xin chào');
    await bench.quiet();

    expect(bench.texts()).toEqual(['1: xin chào']);
    expect(await bench.memory.get('deliveries')).toMatchObject({ signed: 'header' });
  });

  it('refuses a missing, a wrong and a stale signature, and stores nothing', async () => {
    const old = String(bench.clock.now().getTime() - 4 * 3_600_000);

    expect(await post(JSON.stringify(text(LAN, 'm1')))).toBe(401);
    expect(
      await post(JSON.stringify(text(LAN, 'm1')), { 'x-zevent-signature': `mac=${'0'.repeat(64)}` }),
    ).toBe(401);
    expect(await signed(text(LAN, 'm1'), old)).toBe(401);
    expect(await post('no json', { 'x-zevent-signature': `mac=${'0'.repeat(64)}` })).toBe(401);
    expect(await stored()).toBe(0);
  });

  it('takes what comes as late as Zalo’s last retry', async () => {
    expect(await signed(text(LAN, 'm1'), String(bench.clock.now().getTime() - 115 * 60_000))).toBe(200);
    expect(await stored()).toBe(1);
  });

  it('refuses a body that a proxy wrote anew, raises an alarm, and goes on once the proxy is gone', async () => {
    await bench.stop();
    bench = await zaloBench({ folder: tempDir(), retryDelaysMs: [5, 5, 5, 200] });
    bench.stub.deliveryFaults.rewriteBody = true;
    await bench.stub.says(LAN, 'một');

    expect(statuses()).toEqual([401, 401, 401, 401, 401]);
    expect(bench.logger.lines.join()).toContain('"alarm":"signature"');
    expect(bench.logger.lines.join()).not.toContain(STUB_OA_SECRET_KEY);

    bench.stub.deliveryFaults.rewriteBody = false;
    await bench.stub.says(LAN, 'hai');
    await bench.quiet();

    expect(bench.texts()).toEqual(['1: hai']);
  });

  it('answers unknown and unreadable signed events with 200: delivered again they would be the same', async () => {
    expect(await signed({ event_name: 'change_oa_daily_quota', data: 1 })).toBe(200);
    expect(await signed({ event_name: 'never_heard_of' })).toBe(200);
    expect(
      await signed({ event_name: 'user_send_text', sender: {}, message: 'Nguyễn Văn A 0912345678' }),
    ).toBe(200);
    expect(await stored()).toBe(0);

    const logged = bench.logger.lines.join();
    expect(logged).toContain('sender.id');
    expect(logged).not.toContain('0912345678');
  });

  it('keeps ids beyond 2^53 apart, as text or as bare numbers', async () => {
    const timestamp = String(bench.clock.now().getTime());
    for (const [index, id] of ['9007199254740992', '9007199254740993'].entries()) {
      const body = `{"event_name":"user_send_text","sender":{"id":${id}},"recipient":{"id":7000000000000000001},"message":{"text":"chào","msg_id":"m${index}"},"timestamp":${timestamp}}`;
      expect(await post(body, { 'x-zevent-signature': macOf(body, timestamp) })).toBe(200);
    }
    const known = await bench.store.transaction(async (tx) => [
      await tx.conversations.find('zalo:9007199254740992'),
      await tx.conversations.find('zalo:9007199254740993'),
    ]);

    expect(known.map((one) => one?.id)).toEqual(['zalo:9007199254740992', 'zalo:9007199254740993']);
  });

  it('leaves events for another account', async () => {
    expect(await signed({ ...text(LAN, 'm1'), recipient: { id: '1' } })).toBe(200);
    expect(await stored()).toBe(0);
  });

  it('handles every message when deliveries come doubled and in another order', async () => {
    Object.assign(bench.stub.deliveryFaults, { duplicates: 1, shuffleMs: 30 });
    const people = Array.from({ length: 5 }, (_, index) => `800000000000000010${index}`);

    for (const person of people) for (let n = 1; n <= 6; n++) void bench.stub.says(person, `tin ${n}`);
    await bench.quiet();

    for (const person of people) {
      const answers = bench.texts(person);
      expect(answers.map((one) => one.split(': ')[0])).toEqual(['1', '2', '3', '4', '5', '6']);
      expect(answers.map((one) => one.split(': ')[1]).toSorted()).toEqual(
        Array.from({ length: 6 }, (_, index) => `tin ${index + 1}`),
      );
    }
  });
});
