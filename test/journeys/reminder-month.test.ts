import { describe, expect, it } from 'vitest';
import { createDelivery } from '../../src/delivery/index.ts';
import type { Asker } from '../../src/dialogue/answer.ts';
import { contentDir } from '../../src/files.ts';
import { loadTexts } from '../../src/i18n/texts.ts';
import { silentLogger } from '../../src/logger.ts';
import type { Incoming } from '../../src/messages/index.ts';
import { identify, issueCode, linkDirectly } from '../../src/officers/linking.ts';
import { createOfficials } from '../../src/reminders/service.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import { echo } from '../support/echo.ts';
import { fakeChannel } from '../support/fake-channel.ts';

/** One person's month: web chat to link, Zalo while its window is open, e-mail after that. */
async function office() {
  const store = await openSqliteStore({ path: ':memory:' });
  let now = new Date('2026-11-12T01:00:00Z');
  const clock = { now: () => now };
  let zaloOpen = true;
  const zalo = {
    ...fakeChannel('zalo'),
    reachability: async () => (zaloOpen ? ('free' as const) : ('closed' as const)),
  };
  const web = { ...fakeChannel('web'), reachability: async () => 'unknown' as const };
  const email = fakeChannel('email');
  const channels = [web, zalo, email];
  const t = loadTexts(contentDir()).in('vi');
  const officials = createOfficials({
    store,
    clock,
    logger: silentLogger,
    contentDir: contentDir(),
    province: 'ha-tinh',
    t,
    channels: () => channels,
    onQueued: () => {},
    publicUrl: 'https://mot-cua.example',
  });
  const delivery = createDelivery<Asker>({
    store,
    clock,
    logger: silentLogger,
    channels,
    respond: async (turn) => (await officials.answer(turn)) ?? echo(turn),
    identify,
    apologise: () => ({ text: 'xin lỗi' }),
  });
  let update = 0;
  const incoming = (conversation: Incoming['conversation'], content: Incoming['content']): Incoming => {
    const channel = conversation.slice(0, conversation.indexOf(':')) as 'web' | 'zalo';
    return {
      channel,
      updateId: `u${update++}`,
      conversation,
      person: conversation,
      sentAt: now.toISOString(),
      content,
    };
  };
  return {
    store,
    zalo,
    web,
    email,
    closeZalo: () => {
      zaloOpen = false;
    },
    /** The morning of a day: reminders run twice, as they do every ten minutes, and what is queued is sent. */
    async morning(day: string, time = '08:00') {
      now = new Date(`${day}T${time}:00+07:00`);
      await officials.remind();
      await officials.remind();
      const before = [zalo.sent.length, email.sent.length, web.sent.length];
      await delivery.drain();
      return {
        zalo: zalo.sent.slice(before[0]),
        email: email.sent.slice(before[1]),
        web: web.sent.slice(before[2]),
      };
    },
    async does(conversation: Incoming['conversation'], content: Incoming['content']) {
      await delivery.host.accept([incoming(conversation, content)]);
      await delivery.drain();
      return (conversation.startsWith('web') ? web : zalo).sent.join('\n');
    },
    code: (person?: string) =>
      store.transaction((tx) =>
        issueCode(tx, { role: 'officer', unit: 'ht.cam-binh', name: 'An', person, by: 'test', now }),
      ),
    person: async () => (await store.transaction((tx) => tx.people.ofConversation('web:an')))?.id,
    lastDigest: async (person: string) =>
      (await store.transaction((tx) => tx.reminders.digestsOf(person, 1)))[0],
    link: (
      conversation: 'email:lanh.dao@x.vn' | 'email:so@x.vn',
      role: 'leader' | 'department',
      unit: string,
    ) =>
      store.transaction((tx) => linkDirectly(tx, { conversation, name: role, role, unit, by: 'test', now })),
    close: () => store.close(),
  };
}

describe('journeys/reminder-month', () => {
  it('linked → reminded → window closes, e-mail instead → snoozed → overdue → escalated → filed elsewhere → silent', async () => {
    const it = await office();
    await it.link('email:lanh.dao@x.vn', 'leader', 'ht.cam-binh');
    await it.link('email:so@x.vn', 'department', 'ht');

    // Linked in the web chat, then Zalo and e-mail as further channels of the same person.
    expect(await it.does('web:an', { kind: 'text', text: `liên kết ${await it.code()}` })).toContain(
      'Đã liên kết',
    );
    const an = (await it.person()) ?? '';
    expect(await it.does('zalo:an', { kind: 'text', text: await it.code(an) })).toContain('Đã liên kết');
    await it.store.transaction((tx) => tx.people.link(an, 'email:an@x.vn', new Date('2026-11-12T01:00:00Z')));

    // 2026-11-20 is due; nothing before its fifth working day, then once, on Zalo.
    const early = await it.morning('2026-11-12');
    expect(early.zalo).toEqual([]);
    const first = await it.morning('2026-11-13');
    expect(first.zalo.join('\n')).toContain('Báo cáo tháng về dịch vụ công trực tuyến, tháng 11/2026');
    expect(first.email.join('\n')).not.toContain('an@x.vn');
    expect((await it.morning('2026-11-13', '14:00')).zalo).toEqual([]);
    expect((await it.morning('2026-11-13', '20:00')).zalo).toEqual([]);
    expect((await it.morning('2026-11-16')).zalo).toEqual([]);

    // Zalo closed seven days after the last message: the same person gets e-mail, and it says why.
    it.closeZalo();
    const second = await it.morning('2026-11-18');
    expect(second.zalo).toEqual([]);
    expect(second.email.join('\n')).toContain('an@x.vn');
    expect(second.email.join('\n')).toMatch(
      /https:\/\/mot-cua\.example rồi gõ: liên kết [0-9A-Z]{5}-[0-9A-Z]{5}/,
    );
    const digest = await it.lastDigest(an);
    expect(digest?.why).toContainEqual({ channel: 'zalo', found: 'closed', chosen: false });
    expect(digest?.why).toContainEqual({ channel: 'email', found: 'free', chosen: true });

    // Snoozed by a button: told again on the next working day, once; it is then the day before the due day.
    await it.does('web:an', { kind: 'tap', data: `rm:la:${digest?.id}` });
    expect((await it.morning('2026-11-18', '15:00')).email.join('\n')).not.toContain('an@x.vn');
    expect(
      (await it.morning('2026-11-19')).email.filter(
        (one) => one.startsWith('email:an@x.vn') && one.includes('hạn 20/11/2026'),
      ),
    ).toHaveLength(1);
    expect((await it.morning('2026-11-20')).email.join('\n')).toContain('hôm nay');

    // Saturday, Sunday and 24/11 are quiet; Monday is one working day late.
    expect((await it.morning('2026-11-21')).email).toEqual([]);
    expect((await it.morning('2026-11-23')).email.join('\n')).toContain('1 ngày làm việc');
    expect((await it.morning('2026-11-24')).email).toEqual([]);
    expect((await it.morning('2026-11-26')).email.join('\n')).toContain('email:an@x.vn');

    // Seven working days, then the leader on the eighth, the department on the tenth; figures do not go by e-mail.
    expect((await it.morning('2026-12-02')).email.join('\n')).toContain('email:an@x.vn');
    const leader = await it.morning('2026-12-03');
    expect(leader.email.join('\n')).toContain('email:lanh.dao@x.vn');
    expect(leader.email.join('\n')).not.toContain('email:an@x.vn');
    const department = (await it.morning('2026-12-07')).email
      .filter((one) => one.startsWith('email:so@x.vn'))
      .join('\n');
    expect(department).toContain('Số liệu nội bộ không gửi qua thư');
    expect(department).not.toMatch(/\d+ đơn vị/);

    // Filed elsewhere, by the buttons of the last digest: silence from then on.
    const last = (await it.lastDigest(an))?.id;
    expect(await it.does('web:an', { kind: 'tap', data: `rm:el:${last}` })).toContain(
      'Bạn đã nộp báo cáo nào',
    );
    expect(await it.does('web:an', { kind: 'tap', data: `rm:el:${last}:all` })).toContain(
      'Đã ghi nhận nộp ở nơi khác',
    );
    const events = await it.store.transaction((tx) => tx.reports.eventsAfter(0, 10));
    expect(events.map(({ obligation, kind }) => `${obligation} ${kind}`).sort()).toEqual([
      'bcci-thang filed_elsewhere',
      'dvctt-thang filed_elsewhere',
    ]);
    expect((await it.morning('2026-12-09')).email.join('\n')).not.toContain('tháng 11/2026');
    await it.close();
  });

  it('shows a person no channel reaches to the administrator, and tells them what is true once a channel is there', async () => {
    const it = await office();
    await it.does('web:an', { kind: 'text', text: `liên kết ${await it.code()}` });
    const an = (await it.person()) ?? '';
    await it.store.transaction((tx) => tx.people.unlink('web:an'));

    await it.morning('2026-11-20');
    expect(await it.store.transaction((tx) => tx.reminders.unreachable())).toEqual([
      { person: an, since: '2026-11-20' },
    ]);
    await it.store.transaction((tx) => tx.people.link(an, 'email:an@x.vn', new Date('2026-11-20T03:00:00Z')));
    expect((await it.morning('2026-11-23')).email.join('\n')).toContain('email:an@x.vn');
    expect(await it.store.transaction((tx) => tx.reminders.unreachable())).toEqual([]);
    await it.close();
  });

  it('goes to the next channel when one fails for good, once', async () => {
    const it = await office();
    await it.does('web:an', { kind: 'text', text: `liên kết ${await it.code()}` });
    const an = (await it.person()) ?? '';
    await it.store.transaction((tx) =>
      tx.people.link(an, 'email:nghi@x.vn', new Date('2026-11-12T01:00:00Z')),
    );
    it.email.next.push({ kind: 'failed', reason: '550' });

    const failed = await it.morning('2026-11-13');
    expect(failed.email).toEqual([]);
    const retried = await it.morning('2026-11-13', '08:10');
    expect(retried.web.join('\n')).toContain('tháng 11/2026');
    expect((await it.morning('2026-11-13', '08:20')).web).toEqual([]);
    await it.close();
  });

  it('gives the deputy what an absent person would get, and nobody twice', async () => {
    const it = await office();
    await it.does('web:an', { kind: 'text', text: `liên kết ${await it.code()}` });
    const an = (await it.person()) ?? '';
    const { person: binh } = await it.store.transaction((tx) =>
      linkDirectly(tx, {
        conversation: 'email:binh@x.vn',
        name: 'Bình',
        role: 'officer',
        unit: 'ht.can-loc',
        by: 'test',
        now: new Date('2026-11-12T01:00:00Z'),
      }),
    );
    await it.store.transaction((tx) =>
      tx.people.setLeave(an, { from: '2026-11-10', to: '2026-11-30', deputy: binh }),
    );

    const sent = await it.morning('2026-11-13');
    expect(sent.web).toEqual([]);
    const text = sent.email.join('\n');
    expect(text).toContain('nhận thay: An');
    expect(text).toContain('Cẩm Bình');
    expect(text).toContain('Can Lộc');
    await it.close();
  });
});
