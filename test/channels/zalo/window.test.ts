import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { windowOf } from '../../../src/channels/zalo/window.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { LAN, type ZaloBench, zaloBench } from '../../support/zalo-bench.ts';

const HOUR_MS = 3_600_000;
const CONVERSATION = `zalo:${LAN}` as const;

describe('channels/zalo/window', () => {
  const window = { freeMs: 48 * HOUR_MS, openMs: 168 * HOUR_MS, marginMs: 2 * HOUR_MS };
  const now = new Date('2026-11-21T01:00:00.000Z');
  const stateAfter = (hours: number, blocked = false) =>
    windowOf({ lastInteractionAt: new Date(now.getTime() - hours * HOUR_MS), blocked }, now, window);

  it.each([
    [0, 'free'],
    [46, 'free'],
    [46.01, 'billed'],
    [48, 'billed'],
    [166, 'billed'],
    [166.01, 'over'],
    [10_000, 'over'],
  ])('says after %d hours: %s', (hours, expected) => {
    expect(stateAfter(hours)).toBe(expected);
  });

  it('is closed to strangers, to who unfollowed, and to who never wrote', () => {
    expect(windowOf(undefined, now, window)).toBe('closed');
    expect(stateAfter(1, true)).toBe('closed');
    expect(windowOf({ lastInteractionAt: new Date(0), blocked: false }, now, window)).toBe('closed');
  });

  describe('with the channel', () => {
    let bench: ZaloBench;
    const build = async (environment: Record<string, string> = {}, connected = true) => {
      await bench?.stop();
      bench = await zaloBench({ folder: tempDir(), environment, connected });
      await bench.stub.follows(LAN);
      if (connected) await bench.quiet();
      bench.stub.account.user(LAN).received.length = 0;
    };
    beforeEach(() => build());
    afterEach(() => bench.stop());

    const reach = () => bench.channel.reachability(CONVERSATION, bench.clock.now());
    /** What a reminder does. */
    async function push(text: string): Promise<void> {
      const now = bench.clock.now();
      const parts = bench.channel.render({ text });
      await bench.store.transaction((tx) =>
        tx.outbox.add(
          parts.map(({ payload }, part) => ({
            cause: 'reminder:1',
            conversation: CONVERSATION,
            part,
            payload,
            dueAt: now,
          })),
          now,
        ),
      );
      await bench.quiet();
    }

    it('goes from free to billed to closed, and back to free when the person writes', async () => {
      const seen = [await reach()];
      for (const hours of [47, 100, 30]) {
        bench.clock.step(hours * HOUR_MS);
        seen.push(await reach());
      }
      await bench.stub.says(LAN, 'chào');
      seen.push(await reach());

      expect(seen).toEqual(['free', 'billed', 'billed', 'closed', 'free']);
    });

    it('sends nothing after the window without a template: to the dead letters, with the reason', async () => {
      bench.clock.step(170 * HOUR_MS);
      await push('Còn 3 ngày đến hạn báo cáo');

      const [dead] = await bench.store.transaction((tx) => tx.outbox.deadLetters(1));
      expect(dead?.error).toMatch(/-230/);
      expect(bench.stub.received(LAN)).toEqual([]);
    });

    it('is billed after the window with a template, and sends the words in it', async () => {
      await build({
        ZALO_TEMPLATE_ID: '12345',
        ZALO_TEMPLATE_FIELD: 'noi_dung',
        ZALO_TEMPLATE_TEXT_LIMIT: '30',
      });
      await push('Trong cửa sổ');
      bench.clock.step(170 * HOUR_MS);
      expect(await reach()).toBe('billed');
      await bench.store.transaction((tx) =>
        tx.outbox.add(
          [
            {
              cause: 'reminder:2',
              conversation: CONVERSATION,
              part: 0,
              payload: { kind: 'text', text: 'Còn 3 ngày\nđến hạn nộp báo cáo quý 4' },
              dueAt: bench.clock.now(),
            },
          ],
          bench.clock.now(),
        ),
      );
      await bench.quiet();

      expect(bench.stub.received(LAN).map(({ text, template }) => template ?? text)).toEqual([
        'Trong cửa sổ',
        { noi_dung: 'Còn 3 ngày đến hạn nộp báo cá…' },
      ]);
    });

    it('is closed while there is no usable token', async () => {
      await build({}, false);

      expect(await reach()).toBe('closed');
    });
  });
});
