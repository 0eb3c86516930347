import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorCode } from '../../../src/channels/zalo/error-codes.ts';
import type { Respond } from '../../../src/dialogue/answer.ts';
import type { Reply } from '../../../src/messages/index.ts';
import { outcome } from '../../support/echo.ts';
import { RICH_REPLY } from '../../support/replies.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { LAN, type ZaloBench, zaloBench } from '../../support/zalo-bench.ts';

const CONVERSATION = `zalo:${LAN}` as const;
const MESSAGE = '/message/cs';

describe('channels/zalo/client', () => {
  let bench: ZaloBench;
  /** What the assistant says next; an echo when empty. */
  let replies: Reply[] = [];
  const heard: unknown[] = [];
  const respond: Respond = async ({ incoming, now }) => {
    heard.push(incoming.content);
    const { content } = incoming;
    const said =
      content.kind === 'text' ? content.text : content.kind === 'tap' ? `[${content.data}]` : content.kind;
    return outcome(replies.length > 0 ? replies.splice(0) : [{ text: said }], {}, now);
  };
  const build = async (environment: Record<string, string> = {}) => {
    await bench?.stop();
    replies = [];
    heard.length = 0;
    bench = await zaloBench({ folder: tempDir(), respond, environment });
    await bench.stub.follows(LAN);
    await bench.quiet();
    bench.stub.account.user(LAN).received.length = 0;
  };
  beforeEach(() => build());
  afterEach(() => bench.stop());

  const counts = () => bench.store.transaction((tx) => tx.outbox.counts());
  const dead = async () =>
    (await bench.store.transaction((tx) => tx.outbox.deadLetters(10))).map(({ error }) => error);
  const logged = () => bench.logger.lines.join('\n');
  const CHOICES = [
    { label: 'Giấy tờ cần nộp', data: 'p:1:documents' },
    { label: 'Lệ phí', data: 'p:1:fee' },
  ];

  async function ask(text = 'xin chào'): Promise<void> {
    await bench.stub.says(LAN, text);
    await bench.quiet(500);
  }

  it('sends long answers whole, in order, in pieces Zalo takes', async () => {
    const paragraphs = Array.from(
      { length: 120 },
      (_, index) => `Đoạn ${index}: phí, lệ phí và giấy tờ của thủ tục.`,
    );
    replies = [{ text: paragraphs.join('\n\n') }];

    await ask();

    expect(bench.texts().length).toBeGreaterThan(2);
    expect(bench.texts().join('\n\n')).toBe(paragraphs.join('\n\n'));
  });

  it('cuts smaller where Zalo counts otherwise, and repeats no piece when one of them fails', async () => {
    await build({ ZALO_TEXT_LIMIT: '2000', ZALO_ERROR_ACTIONS: '-201=split' });
    const words = Array.from({ length: 380 }, (_, index) => `chữ${index}`).join(' ');
    replies = [{ text: words }];
    // The whole is too long, its first half passes, the second fails for the moment.
    bench.stub.fail({ kind: 'code', code: -210 }, MESSAGE);
    const api = bench.stub.account.message;
    let calls = 0;
    bench.stub.account.message = (body, token) => {
      calls += 1;
      if (calls === 2) return { answer: { error: -200, message: 'later' } };
      return api(body, token);
    };

    await ask();

    expect(bench.texts().length).toBeGreaterThan(1);
    expect(bench.texts().join(' ')).toBe(words);
    expect(calls).toBe(bench.texts().length + 1);
  });

  it('shows choices as buttons, and understands a tap, a typed number and a typed label', async () => {
    for (const answer of ['tap', '2', 'le phi', 'Lệ phí']) {
      replies = [{ text: 'Bạn cần gì?', choices: CHOICES }];
      await ask('thủ tục');
      await (answer === 'tap' ? bench.stub.taps(LAN, 'Lệ phí') : bench.stub.says(LAN, answer));
      await bench.quiet();

      expect(heard.at(-1), answer).toEqual({ kind: 'tap', data: 'p:1:fee' });
    }
  });

  it.each([-201, -233])(
    'sends a numbered list when buttons are refused with %d, and takes the number',
    async (code) => {
      replies = [{ text: 'Bạn cần gì?', choices: CHOICES }];
      bench.stub.fail({ kind: 'code', code }, MESSAGE);

      await ask();

      expect(bench.stub.received(LAN)).toMatchObject([
        { text: 'Bạn cần gì?\n\n1. Giấy tờ cần nộp\n2. Lệ phí', buttons: [] },
      ]);
      await bench.stub.says(LAN, '1');
      await bench.quiet();
      expect(heard.at(-1)).toEqual({ kind: 'tap', data: 'p:1:documents' });
    },
  );

  it('stops trying buttons after three refusals in a row, with an alarm', async () => {
    for (let n = 0; n < 4; n++) {
      replies = [{ text: `Câu ${n}`, choices: CHOICES }];
      if (n < 3) bench.stub.fail({ kind: 'code', code: -233 }, MESSAGE);
      await ask();
    }

    expect(bench.stub.received(LAN).map(({ buttons }) => buttons.length)).toEqual([0, 0, 0, 0]);
    expect(logged()).toContain('"alarm":"buttons"');
  });

  it('uploads a picture once, shows it with its words, and uploads it again when it has expired', async () => {
    replies = [RICH_REPLY];
    await ask();
    replies = [RICH_REPLY];
    bench.stub.fail({ kind: 'code', code: -100 }, MESSAGE);
    await ask();

    const pictures = bench.stub.received(LAN).filter(({ image }) => image !== undefined);
    expect(pictures.map(({ text }) => text)).toEqual([
      RICH_REPLY.attachment?.alt,
      RICH_REPLY.attachment?.alt,
    ]);
    expect(pictures[0]?.image).not.toBe(pictures[1]?.image);
    expect(await counts()).toMatchObject({ dead: 0, waiting: 0 });
  });

  it('sends a file', async () => {
    const base64 = Buffer.from('%PDF-1.4').toString('base64');
    replies = [
      {
        text: 'Đây',
        attachment: { kind: 'file', name: 'bieu-mau.pdf', mime: 'application/pdf', base64, alt: 'Biểu mẫu' },
      },
    ];

    await ask();

    expect(bench.stub.received(LAN).map(({ text, file }) => [text, file !== undefined])).toEqual([
      ['Đây', false],
      ['', true],
    ]);
  });

  it('says a refused picture in words', async () => {
    replies = [
      { text: 'Đây', attachment: { ...(RICH_REPLY.attachment as NonNullable<Reply['attachment']>) } },
    ];
    bench.stub.fail({ kind: 'code', code: -210 }, '/upload/image');

    await ask();

    expect(bench.texts()).toEqual(['Đây', RICH_REPLY.attachment?.alt]);
  });

  it.each([
    ['too many requests', { kind: 'code', code: -32 }],
    ['a failed send', { kind: 'code', code: -200 }],
    ['an unknown refusal', { kind: 'code', code: -9999 }],
    ['a refused connection of the gateway', { kind: 'status', status: 503 }],
    ['a revoked token', { kind: 'revoke' }],
    ['an answer that is no JSON', { kind: 'not-json' }],
    ['a cut connection', { kind: 'cut' }],
  ] as const)('sends once after %s', async (_what, fault) => {
    bench.stub.fail(fault, MESSAGE);

    await ask();

    expect(bench.texts()).toEqual(['xin chào']);
    expect(await counts()).toMatchObject({ dead: 0, waiting: 0 });
  });

  it('counts what it cannot know: without an echo an unanswered message is sent again', async () => {
    bench.stub.deliveryFaults.echo = 'off';
    bench.stub.fail({ kind: 'not-json', after: true }, MESSAGE);

    await ask();

    expect(bench.texts()).toEqual(['xin chào', 'xin chào']);
    expect(await counts()).toMatchObject({ unknowns: 1, dead: 0 });
  });

  it('rests after "too many requests": nobody’s message goes out meanwhile', async () => {
    bench.stub.fail({ kind: 'code', code: -32 }, MESSAGE);
    await bench.stub.says(LAN, 'một');
    await bench.settled(async () => (await counts()).waiting === 1 && logged().includes('-32'), 5);
    const calls = bench.stub.account.calls();
    await bench.stub.says('8000000000000000002', 'hai');
    await bench.settled(() => logged().includes('the channel rests'), 1);

    expect(bench.stub.account.calls()).toBe(calls);
    await bench.quiet(500);
    expect([bench.texts(), bench.texts('8000000000000000002')]).toEqual([['một'], ['hai']]);
  });

  it('drops what is for somebody who unfollowed, and does not count on them any more', async () => {
    await bench.stub.says(LAN, 'xin chào');
    bench.stub.account.user(LAN).follows = false;
    bench.stub.account.user(LAN).lastInteractionAt = undefined;
    await bench.quiet();

    expect(await dead()).toEqual([expect.stringContaining('-213')]);
    expect(await bench.channel.reachability(CONVERSATION, bench.clock.now())).toBe('closed');
  });

  it('takes unfollow as the end and follow as a new beginning', async () => {
    await bench.stub.unfollows(LAN);
    await bench.quiet();
    expect(await bench.channel.reachability(CONVERSATION, bench.clock.now())).toBe('closed');

    await bench.stub.follows(LAN);
    await bench.quiet();
    expect(await bench.channel.reachability(CONVERSATION, bench.clock.now())).toBe('free');
  });

  it('keeps messages while the quota is gone, with an alarm that says what to do, and sends them once it is back', async () => {
    bench.stub.account.setQuota(0);
    await bench.stub.says(LAN, 'xin chào');
    await bench.settled(() => logged().includes('"alarm":"quota"'));
    expect(logged()).toContain('buy a package');
    expect(await bench.memory.get('alarms')).toHaveProperty('quota');

    bench.stub.account.setQuota(10);
    await bench.quiet(60_000);

    expect(bench.texts()).toEqual(['xin chào']);
    expect(await bench.memory.get('alarms')).toEqual({});
  });

  it('closes with the window: refused for good, and replayable from the dead letters', async () => {
    bench.stub.fail({ kind: 'code', code: -230 }, MESSAGE);

    await ask();

    expect(await dead()).toEqual([expect.stringContaining('-230')]);
  });

  it.each([-204, -205, -209, -212, -219, -221, -223, -224, -320, -321])(
    'raises an alarm for %d and keeps the message',
    async (code) => {
      bench.stub.fail({ kind: 'code', code }, MESSAGE);

      await bench.stub.says(LAN, 'xin chào');
      await bench.quiet(60_000);

      expect(logged()).toContain('"alarm":"account"');
      expect(bench.texts()).toEqual(['xin chào']);
    },
  );

  it.each([-213, -214, -217, -218, -227, -230, -232, -234, -240, -244, -248, -249, -305, -403])(
    'gives up at once on %d',
    async (code) => {
      bench.stub.fail({ kind: 'code', code }, MESSAGE);

      await ask();

      expect(await dead()).toEqual([expect.stringContaining(String(code))]);
    },
  );

  it('goes by the settings where they say otherwise about a code', () => {
    expect(errorCode(-235).action).toBe('retry');
    expect(errorCode(-235, bench.config.errorActions).action).toBe('retry');
    expect(errorCode(-235, [[-235, 'drop']]).action).toBe('drop');
  });

  it('keeps texts, ids and tokens out of the log', async () => {
    bench.stub.fail({ kind: 'code', code: -230 }, MESSAGE);
    await ask('số căn cước 042199012345');

    expect(logged()).not.toContain('042199012345');
    expect(logged()).not.toContain(LAN);
    expect(logged()).not.toContain(
      ((await bench.memory.get('tokens')) as { accessToken: string }).accessToken,
    );
  });
});
