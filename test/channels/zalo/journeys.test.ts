import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWebChat } from '../../../src/channels/webchat/index.ts';
import { render } from '../../../src/channels/zalo/render.ts';
import { ZaloPart } from '../../../src/channels/zalo/schema.ts';
import { planNotice, queueNotice } from '../../../src/delivery/notice.ts';
import type { Respond } from '../../../src/dialogue/answer.ts';
import type { ConversationId, Reply } from '../../../src/messages/index.ts';
import { loadForEval } from '../../eval/load.ts';
import { LAN, type ZaloBench, zaloBench } from '../../support/zalo-bench.ts';

interface Dialogue {
  readonly id: string;
  readonly turns: readonly { readonly user: string }[];
}

const dialogues = readFileSync(new URL('../../eval/dialogues.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as Dialogue);

let respond: Respond;
beforeAll(() => {
  respond = loadForEval();
});

/** The whole dialogue behind Zalo and the web chat, as one service. */
describe('journeys over Zalo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mot-cua-'));
  let bench: ZaloBench;
  let people = 0;
  let person = LAN;
  beforeAll(async () => {
    bench = await zaloBench({ folder, respond, more: [createWebChat()] });
  });
  afterAll(async () => {
    await bench.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  beforeEach(() => {
    people += 1;
    person = `80000000000001${String(people).padStart(5, '0')}`;
  });

  async function onWeb(id: string, texts: readonly string[]): Promise<Reply[]> {
    const web = createWebChat();
    const conversation: ConversationId = `web:${id}`;
    for (const [turn, text] of texts.entries()) {
      const message = { id: `${id}-turn-${turn}`.padEnd(10, '-'), content: { kind: 'text', text } };
      const receivedAt = bench.clock.now().toISOString();
      await bench.delivery.host.accept(web.parse({ recipient: id, receivedAt, message }));
    }
    await bench.quiet();
    const sent = await bench.store.transaction((tx) => tx.outbox.sentAfter(conversation, 0, 1_000));
    return sent.map(({ payload }) => payload as Reply);
  }

  it('says in every dialogue of the evaluation what the web chat says', async () => {
    for (const [index, { id, turns }] of dialogues.entries()) {
      const user = `81000000000000${String(index).padStart(5, '0')}`;
      const texts = turns.map(({ user: text }) => text);
      const expected = textsOf(await onWeb(id, texts));
      for (const text of texts) await bench.stub.says(user, text);
      await bench.quiet();

      const isNotice = (text: string) => text.includes('mình là trợ lý tự động Một Cửa');
      const heard = bench.texts(user);
      expect(
        heard.filter((text) => !isNotice(text)),
        id,
      ).toEqual(expected.filter((text) => !isNotice(text)));
      // Nobody here followed first: all are told once, with the first answer, whom they talk to.
      expect(heard.filter(isNotice), id).toHaveLength(1);
    }
    expect((await bench.store.transaction((tx) => tx.outbox.counts())).dead).toBe(0);
  });

  it('greets who follows, says what is kept, and offers where to begin', async () => {
    await bench.stub.follows(person);
    await bench.quiet();

    const [greeting] = bench.stub.received(person);
    expect(greeting?.text).toMatch(/trợ lý tự động/);
    expect(greeting?.text).toMatch(/không thay cho quyết định của cán bộ/);
    expect(greeting?.text).toMatch(/chỉ được giữ 24 giờ/);
    expect(greeting?.buttons.length).toBeGreaterThanOrEqual(2);
    expect(greeting?.buttons.length).toBeLessThanOrEqual(5);
  });

  const starter = () => bench.stub.received(person)[0]?.buttons[0]?.title ?? '';
  const textsOf = (replies: readonly Reply[]) =>
    replies
      .flatMap((reply) => render(reply, bench.config))
      .map(({ payload }) => ZaloPart.parse(payload))
      .map((part) => (part.kind === 'text' ? part.text : part.alt));

  it('leads from the menu by a tap to the answer that the words of the button get on the web', async () => {
    await bench.stub.follows(person);
    await bench.quiet();
    await bench.stub.taps(person, starter());
    await bench.quiet();

    expect(bench.texts(person).slice(1)).toEqual(textsOf(await onWeb(`tap-${people}`, [starter()])));
  });

  it('leads there as well by a typed number when Zalo refuses buttons', async () => {
    bench.stub.fail({ kind: 'code', code: -233 }, '/message/cs');
    await bench.stub.follows(person);
    await bench.quiet();
    const first = /\n1\. (.*)/.exec(bench.texts(person)[0] ?? '')?.[1] ?? '';

    await bench.stub.says(person, '1');
    await bench.quiet();

    expect(bench.texts(person).slice(1)).toEqual(textsOf(await onWeb(`number-${people}`, [first])));
  });

  it.each([
    ['audio', { url: 'https://x.zdn.vn/1' }, /tin thoại/],
    ['image', { url: 'https://x.zdn.vn/1', thumbnail: 'https://x.zdn.vn/2' }, /ảnh/],
    ['file', { url: 'https://x.zdn.vn/1', name: 'a.pdf', size: '1', checksum: 'x', type: 'pdf' }, /tệp/],
    ['sticker', { id: '1', url: 'https://x.zdn.vn/1' }, /Dạ/],
    ['location', { coordinates: { latitude: '18.34', longitude: '105.9' } }, /vị trí/],
    ['business_card', { description: '{"phone":"84900000000","qrCodeUrl":"https://x"}' }, /danh bạ/],
  ])('answers %s politely', async (kind, payload, answer) => {
    await bench.stub.sends(person, kind, payload);
    await bench.quiet();

    expect(bench.texts(person)[0]).toMatch(answer);
  });

  const subscribed = async () =>
    (await bench.store.transaction((tx) => tx.subscriptions.ofConversation(`zalo:${person}`))).length;

  it('sends news only to who asks for it, by the menu or in words, and stops by words or unfollowing', async () => {
    await bench.stub.follows(person);
    await bench.quiet();
    expect(await subscribed()).toBe(0);

    await bench.stub.taps(person, 'Nhận tin của tỉnh');
    await bench.quiet();
    expect(await subscribed()).toBe(1);
    expect(bench.texts(person).at(-1)).toMatch(/dừng nhận tin/);

    await bench.stub.says(person, 'dừng nhận tin');
    await bench.quiet();
    expect(await subscribed()).toBe(0);

    for (const words of ['nhận tin', 'Đăng ký nhận thông báo', 'tôi muốn nhận tin của tỉnh']) {
      await bench.stub.says(person, words);
      await bench.quiet();
      expect(await subscribed(), words).toBe(1);
      await bench.stub.unfollows(person);
      await bench.quiet();
      expect(await subscribed(), 'after unfollowing').toBe(0);
      await bench.stub.follows(person);
      await bench.quiet();
    }
  });

  it('takes a question about news for a question', async () => {
    await bench.stub.says(person, 'Đăng ký nhận thông báo thế nào?');
    await bench.quiet();

    expect(await subscribed()).toBe(0);
    const buttons = bench.stub.received(person).flatMap((one) => one.buttons.map(({ title }) => title));
    expect(buttons).toContain('Nhận tin của tỉnh');
  });

  it('sends a notice once to who may be written to, and records who was left out', async () => {
    const now = bench.clock.now();
    const away = `${person.slice(0, -1)}x`;
    await bench.stub.says(person, 'nhận tin');
    await bench.quiet();
    await bench.store.transaction((tx) =>
      tx.subscriptions.add({
        conversation: `zalo:${away}`,
        person: `zalo:${away}`,
        topic: 'notices',
        since: now,
      }),
    );
    const context = { store: bench.store, channels: new Map([['zalo' as const, bench.channel]]), now };
    const reply = { text: 'Thứ bảy tuần này bộ phận một cửa vẫn làm việc.' };

    for (let again = 0; again < 2; again++) {
      await queueNotice(context, reply, await planNotice(context, reply, false));
      await bench.quiet();
    }

    expect(bench.texts(person).filter((text) => text === reply.text)).toHaveLength(1);
    expect(bench.texts(away)).toEqual([]);
    const audit = await bench.store.transaction((tx) => tx.audit.list({ limit: 10 }));
    expect(audit.find(({ action }) => action === 'notice.send')?.details).toEqual({
      free: 1,
      'closed, not sent': 1,
    });
  });

  it('thanks for submitted details without keeping them', async () => {
    await bench.stub.submitsInfo(person);
    await bench.quiet();

    expect(bench.texts(person)[0]).toMatch(/danh bạ/);
    const kept = await bench.store.transaction((tx) => tx.inbox.kept(`zalo:${person}`, 10));
    expect(JSON.stringify(kept)).not.toMatch(/84900000000|Nguyễn/);
  });

  it('gives the emergency numbers first', async () => {
    await bench.stub.says(person, 'nhà tôi đang cháy cứu với');
    await bench.quiet();

    expect(bench.texts(person)[0]).toMatch(/114/);
  });

  it('comes back after unfollowing and following again', async () => {
    await bench.stub.follows(person);
    await bench.quiet();
    await bench.stub.unfollows(person);
    await bench.quiet();
    const before = bench.texts(person).length;
    await bench.stub.follows(person);
    await bench.quiet();

    expect(bench.texts(person)).toHaveLength(before + 1);
  });
});
