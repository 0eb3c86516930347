import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vietnamInstant } from '../../src/clock.ts';
import { issueCode, linkDirectly } from '../../src/officers/linking.ts';
import { type RunningService, startService } from '../support/service.ts';
import { steppedClock } from '../support/stepped-clock.ts';

import { until } from '../support/until.ts';
import { webPerson } from '../support/web-person.ts';
import { LAN } from '../support/zalo-bench.ts';
import { startZaloStub, type ZaloStub } from '../support/zalo-stub/index.ts';

/** Text of an e-mail as it came over the wire. */
function readable(raw: string): string {
  const bytes = raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A month of one officer, over the real web chat, Zalo's stub and a real SMTP server. */
describe('journey of a month: web chat, Zalo, e-mail', () => {
  const clock = steppedClock(vietnamInstant('2026-11-12', '08:30').toISOString());
  const folder = mkdtempSync(join(tmpdir(), 'mot-cua-'));
  const mails: { to: string; text: string }[] = [];
  let service: RunningService;
  let stub: ZaloStub;
  let smtp: SMTPServer;

  beforeAll(async () => {
    stub = await startZaloStub({ now: clock.now, retryDelaysMs: [10, 20], timeoutMs: 2_000 });
    smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, callback) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address).join();
          mails.push({ to, text: readable(Buffer.concat(chunks).toString('latin1')) });
          callback();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    service = await startService({
      dataDir: folder,
      environment: {
        ...stub.environment(stub.account.issue()),
        PUBLIC_URL: 'https://chat.example.gov.vn',
        ZALO_PER_CONVERSATION_MS: '0',
        SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
        SMTP_FROM: 'Một Cửa <nhac@example.gov.vn>',
      },
      deps: { clock },
    });
    stub.deliverTo(`${service.url}/webhooks/zalo`);
  });
  afterAll(async () => {
    await service.stop();
    await stub.close();
    await new Promise<void>((resolve) => smtp.close(resolve));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function settled(): Promise<void> {
    await stub.sender.quiet();
    await until(async () => {
      const [inbox, outbox] = await service.store.transaction(
        async (tx) => [await tx.inbox.counts(), await tx.outbox.counts()] as const,
      );
      if (inbox.claimed + outbox.sending === 0) clock.step(250);
      service.delivery.wakeOutbox();
      return inbox.waiting + inbox.claimed + outbox.waiting + outbox.sending === 0;
    }, 30_000);
    await stub.sender.quiet();
  }

  /** What a morning brings; the service looks twice, as it does every ten minutes. */
  async function morning(day: string, time = '08:00') {
    clock.step(vietnamInstant(day, time).getTime() - clock.now().getTime());
    const [zalo, email] = [stub.received(LAN).length, mails.length];
    await service.remind();
    await service.remind();
    await settled();
    return {
      zalo: stub.received(LAN).slice(zalo),
      an: mails.slice(email).filter(({ to }) => to === 'an@x.vn'),
      leader: mails.slice(email).filter(({ to }) => to === 'lanh.dao@x.vn'),
    };
  }

  it('linked, reminded on Zalo, by e-mail when its window closes, snoozed, overdue, escalated, filed elsewhere, silent', async () => {
    const { store } = service;
    const now = clock.now();
    const code = (person?: string) =>
      store.transaction((tx) =>
        issueCode(tx, { role: 'officer', unit: 'ht.cam-binh', name: 'An', person, by: 'test', now }),
      );
    const an = await webPerson(service.url);
    const say = async (what: Promise<readonly { text: string }[]>) =>
      (await what).map(({ text }) => text).join('\n');

    // Linked in the web chat; one more code links Zalo to the same person, the list of people her mailbox.
    expect(await say(an.ask(`liên kết ${await code()}`))).toContain('Đã liên kết');
    const [person] = await store.transaction((tx) => tx.people.page({ afterId: '', limit: 9 }));
    const id = person?.id ?? '';
    await stub.follows(LAN);
    await settled();
    await stub.says(LAN, `liên kết ${await code(id)}`);
    await settled();
    expect(stub.received(LAN).at(-1)?.text).toContain('Đã liên kết');
    await store.transaction((tx) => tx.people.link(id, 'email:an@x.vn', now));
    await store.transaction((tx) =>
      linkDirectly(tx, {
        conversation: 'email:lanh.dao@x.vn',
        name: 'Lãnh đạo',
        role: 'leader',
        unit: 'ht.cam-binh',
        by: 'test',
        now,
      }),
    );

    // Five working days before 20/11: on Zalo, once, with buttons; not again in the afternoon.
    const first = await morning('2026-11-13');
    expect(first.zalo.map(({ text }) => text).join('\n')).toContain(
      'Báo cáo tháng về dịch vụ công trực tuyến, tháng 11/2026',
    );
    expect(first.zalo.flatMap(({ buttons }) => buttons.map(({ title }) => title)).join()).toContain(
      'Nhắc lại sau',
    );
    expect(first.an).toEqual([]);
    expect((await morning('2026-11-13', '14:00')).zalo).toEqual([]);

    // Zalo answers for free no more: e-mail instead, and the reason is kept.
    const second = await morning('2026-11-18');
    expect(second.zalo).toEqual([]);
    expect(second.an).toHaveLength(1);
    expect(second.an[0]?.text).toContain('hạn 20/11/2026');
    const digest = async () => (await store.transaction((tx) => tx.reminders.digestsOf(id, 1)))[0];
    expect((await digest())?.why).toContainEqual({ channel: 'email', found: 'free', chosen: true });
    // The code in the e-mail leads back to the chat, once.
    const back = /liên kết ([0-9A-Z]{5}-[0-9A-Z]{5})/.exec(second.an[0]?.text ?? '')?.[1] ?? '';
    const telephone = await webPerson(service.url);
    expect(await say(telephone.ask(`liên kết ${back}`))).toContain('Đã liên kết');
    expect(await say((await webPerson(service.url)).ask(`liên kết ${back}`))).toContain('đã được dùng');

    // "Nhắc lại sau" in the chat: silent until the next working day.
    expect(await say(telephone.tap(`rm:la:${(await digest())?.id}`))).toContain('19/11/2026');
    expect((await morning('2026-11-18', '15:00')).an).toEqual([]);
    expect((await morning('2026-11-19')).an).toHaveLength(1);

    // More than seven days after her last word Zalo is closed altogether.
    const due = await morning('2026-11-20');
    expect(due.an[0]?.text).toContain('hôm nay');
    expect((await digest())?.why).toContainEqual({ channel: 'zalo', found: 'closed', chosen: false });

    // Overdue; 21 and 22/11 are a weekend, 24/11 is off.
    expect((await morning('2026-11-21')).an).toEqual([]);
    expect((await morning('2026-11-23')).an[0]?.text).toContain('1 ngày làm việc');
    expect((await morning('2026-11-24')).an).toEqual([]);
    expect((await morning('2026-11-26')).an).toHaveLength(1);
    expect((await morning('2026-12-02')).an).toHaveLength(1);

    // Her leader hears of it on the eighth working day.
    const escalated = await morning('2026-12-03');
    expect(escalated.leader.map(({ text }) => text).join()).toContain('quá hạn');
    expect(escalated.an).toEqual([]);

    // Filed elsewhere: silence for her and her leader about this month.
    const last = (await digest())?.id;
    expect(await say(an.tap(`rm:el:${last}:all`))).toContain('Đã ghi nhận nộp ở nơi khác');
    for (const day of ['2026-12-04', '2026-12-07', '2026-12-09']) {
      const after = await morning(day);
      expect(
        [...after.an, ...after.leader].filter(({ text }) => text.includes('tháng 11/2026')),
        day,
      ).toEqual([]);
    }
    expect((await store.transaction((tx) => tx.outbox.counts())).dead).toBe(0);
  }, 120_000);
});
