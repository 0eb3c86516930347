import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentDir } from '../../src/files.ts';
import { loadTexts } from '../../src/i18n/texts.ts';
import type { ConversationId, Incoming } from '../../src/messages/index.ts';
import { createAdminDesk } from '../../src/officers/admin-desk.ts';
import { createOfficerDesk } from '../../src/officers/desk.ts';
import { firstAdministratorCode, identify, linkDirectly } from '../../src/officers/linking.ts';
import { createReportFeed } from '../../src/reporting/feed.ts';
import { loadReporting } from '../../src/reporting/load.ts';
import { carryOutEffects } from '../../src/storage/effects.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Store } from '../../src/storage/store.ts';
import { incomingOf, sayTo } from '../support/officer-chat.ts';
import { steppedClock } from '../support/stepped-clock.ts';

const t = loadTexts(contentDir()).in('vi');
const reporting = loadReporting(contentDir(), 'ha-tinh');
const clock = steppedClock('2026-11-20T01:00:00.000Z');
let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:' });
});
afterEach(() => store.close());

const desk = (turn: Parameters<ReturnType<typeof createAdminDesk>>[0]) =>
  createAdminDesk({ store, reporting, t })(turn);
const say = (
  content: Incoming['content'] | string,
  conversation: ConversationId = 'web:admin',
  person?: string,
) => sayTo(desk, store, incomingOf(content, conversation, clock.now(), person), clock.now());
const tap = (data: string | undefined, conversation: ConversationId = 'web:admin') =>
  say({ kind: 'tap', data: data ?? '' }, conversation);
async function person(conversation: ConversationId, role: string, unit: string): Promise<string> {
  const { person: id } = await store.transaction((tx) =>
    linkDirectly(tx, {
      conversation,
      name: conversation.slice(4),
      role: role as 'officer',
      unit,
      by: 'test',
      now: clock.now(),
    }),
  );
  return id;
}
const roleOf = async (conversation: ConversationId) =>
  (await store.transaction((tx) => identify(tx, { conversation, person: conversation }))).role;
const audited = async () =>
  (await store.transaction((tx) => tx.audit.list({ limit: 50 }))).map(
    ({ actor, action }) => `${actor} ${action}`,
  );

describe('officers/admin-desk', () => {
  it('hands out a code that links, for a role, a unit and a name said in one sentence', async () => {
    await person('web:admin', 'administrator', 'ht');
    const reply = await say('Cấp mã lãnh đạo cho xã Cẩm Bình, tên Nguyễn Văn An');
    const code = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(reply?.text ?? '')?.[0] ?? '';

    expect(reply?.text).toContain('lãnh đạo của Cẩm Bình');
    expect(reply?.text).toContain('4/12/2026');
    const linking = createOfficerDesk({ store, units: reporting.units, t });
    await sayTo(linking, store, incomingOf(`liên kết ${code}`, 'web:an', clock.now()), clock.now());
    expect(await roleOf('web:an')).toBe('leader');
    const an = await store.transaction((tx) => tx.people.ofConversation('web:an'));
    expect(an?.name).toBe('Nguyễn Văn An');
    expect(await audited()).toContain('web:admin code.issue');
  });

  it.each([
    ['cấp mã cán bộ đầu mối Sở Nội vụ', 'Sở Nội vụ'],
    ['cap ma Can Loc', 'cán bộ đầu mối của Can Lộc'],
    ['cấp mã quản trị ht', 'quản trị của Tỉnh Hà Tĩnh'],
    ['Cấp mã liên kết cho chuyên viên của Sở Tài chính', 'chuyên viên của Sở Tài chính'],
  ])('understands "%s"', async (text, expected) => {
    await person('web:admin', 'administrator', 'ht');

    expect((await say(text))?.text).toContain(expected);
  });

  it('says which unit took over when the named one has ended, and what is near when there is none', async () => {
    await person('web:admin', 'administrator', 'ht');

    expect((await say('cấp mã lãnh đạo Sở Thông tin và Truyền thông'))?.text).toContain(
      'Sở Khoa học và Công nghệ',
    );
    expect((await say('cấp mã lãnh đạo Cẩm Bìnhh'))?.text).toContain('ý bạn là Cẩm Bình');
    expect((await say('cấp mã liên kết xã Không Có'))?.text).toContain('không có đơn vị');
  });

  it('leaves citizens, officers, groups and questions that only sound alike to the dialogue', async () => {
    await person('web:admin', 'administrator', 'ht');
    await person('web:officer', 'officer', 'ht.cam-binh');

    expect(await say('cấp mã số thuế cá nhân')).toBeUndefined();
    expect(await say('tôi muốn cấp mã định danh cho con')).toBeUndefined();
    expect(await say('cấp mã lãnh đạo Cẩm Bình', 'web:nobody')).toBeUndefined();
    expect(await say('cấp mã lãnh đạo Cẩm Bình', 'web:officer')).toBeUndefined();
    expect(await say('yêu cầu báo cáo: x y z, hạn 10/12/2026', 'web:officer')).toBeUndefined();
    expect(await say('danh sách cán bộ Cẩm Bình', 'web:group', 'web:admin')).toBeUndefined();
  });

  it('keeps an administrator within her part of the province', async () => {
    await person('web:admin', 'administrator', 'ht.cam-binh');
    await person('web:khac', 'officer', 'ht.can-loc');

    expect((await say('cấp mã lãnh đạo Can Lộc'))?.text).toContain('không thuộc phạm vi');
    expect((await say('danh sách cán bộ Can Lộc'))?.text).toContain('không thuộc phạm vi');
    expect((await say('danh sách cán bộ'))?.text).not.toContain('Can Lộc');
    expect((await say('cấp mã lãnh đạo Cẩm Bình'))?.text).toContain('Mã cho');
  });

  it('ends roles and channels only after a yes, and audits both', async () => {
    await person('web:admin', 'administrator', 'ht');
    const id = await person('web:binh', 'officer', 'ht.cam-binh');

    const asked = await say(`thu hồi quyền ${id}`);
    expect(asked?.text).toContain('cán bộ đầu mối Cẩm Bình');
    expect(await roleOf('web:binh')).toBe('officer');
    expect((await tap(asked?.buttons['Không, giữ nguyên']))?.text).toContain('giữ nguyên');
    expect(await roleOf('web:binh')).toBe('officer');
    await tap(asked?.buttons['Thu hồi']);
    expect(await roleOf('web:binh')).toBe('citizen');

    const channel = await say(`bỏ kênh ${id} web`);
    await tap(channel?.buttons['Bỏ kênh']);
    expect((await store.transaction((tx) => tx.people.find(id)))?.channels).toEqual([]);
    expect(await audited()).toEqual(expect.arrayContaining(['web:admin role.revoke', 'web:admin unlink']));
  });

  it('withdraws unused codes of a unit', async () => {
    await person('web:admin', 'administrator', 'ht');
    const code = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec((await say('cấp mã cán bộ Cẩm Bình'))?.text ?? '')?.[0];
    await say('thu hồi mã Cẩm Bình');
    const linking = createOfficerDesk({ store, units: reporting.units, t });

    const refused = await sayTo(
      linking,
      store,
      incomingOf(`liên kết ${code}`, 'web:an', clock.now()),
      clock.now(),
    );
    expect(refused?.text).toContain('thu hồi');
    expect(await audited()).toContain('web:admin code.revoke');
  });

  it('shows who cannot be reached and who says a unit is not theirs', async () => {
    await person('web:admin', 'administrator', 'ht');
    const lost = await person('web:lost', 'officer', 'ht.cam-binh');
    const wrong = await person('web:wrong', 'officer', 'ht.can-loc');
    expect((await say('ai chưa liên lạc được'))?.text).toContain('đều liên lạc được');
    await store.transaction(async (tx) => {
      await tx.reminders.setState(lost, { unreachableSince: '2026-11-13' });
      await tx.people.dispute(wrong, 'ht.can-loc', clock.now());
    });

    const { text = '' } = (await say('ai không liên lạc được')) ?? {};
    expect(text).toMatch(new RegExp(`${lost} lost: cán bộ đầu mối Cẩm Bình; web – từ 13/11/2026`));
    expect(text).toContain(`${wrong} wrong: cán bộ đầu mối Can Lộc (báo không phụ trách)`);
    expect(await audited()).toContain('web:admin officers.unreachable');
  });

  it('does not let the last administrator remove herself', async () => {
    const id = await person('web:admin', 'administrator', 'ht');

    expect((await say(`thu hồi quyền ${id}`))?.text).toContain('quản trị cuối cùng');
    expect((await tap(`ad:rv:${id}:`))?.text).toContain('quản trị cuối cùng');
    expect(await roleOf('web:admin')).toBe('administrator');
  });

  it('two administrators who remove each other at once: one stays, the other order fails as a whole', async () => {
    const [a, b] = [
      await person('web:a', 'administrator', 'ht'),
      await person('web:b', 'administrator', 'ht'),
    ];
    const orders = [
      incomingOf({ kind: 'tap', data: `ad:rv:${b}:` }, 'web:a', clock.now()),
      incomingOf({ kind: 'tap', data: `ad:rv:${a}:` }, 'web:b', clock.now()),
    ];
    // Both are answered before either is carried out, as two processes would.
    const replies = await Promise.all(
      orders.map((incoming) => desk({ incoming, session: undefined, now: clock.now() })),
    );
    const outcomes = await Promise.allSettled(
      orders.map((incoming, index) =>
        store.transaction((tx) =>
          carryOutEffects(tx, replies[index]?.effects ?? [], { incoming, now: clock.now() }),
        ),
      ),
    );

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await store.transaction((tx) => tx.people.countWithRole('administrator'))).toBe(1);
  });

  it('two who ask for the first administrator’s code at once: the later code alone works', async () => {
    const codes = await Promise.all([
      firstAdministratorCode(store, clock, 'ht'),
      firstAdministratorCode(store, clock, 'ht'),
    ]);
    const linking = createOfficerDesk({ store, units: reporting.units, t });
    const texts: string[] = [];
    for (const code of codes)
      texts.push(
        (await sayTo(linking, store, incomingOf(`liên kết ${code}`, 'web:x', clock.now()), clock.now()))
          ?.text ?? '',
      );

    expect(texts.filter((text) => text.includes('Đã liên kết'))).toHaveLength(1);
    expect(await store.transaction((tx) => tx.people.countWithRole('administrator'))).toBe(1);
  });

  it('two administrators who waive and mark one report at once: both are kept, the report is closed once', async () => {
    await person('web:a', 'administrator', 'ht');
    await Promise.all(
      (['filed_elsewhere', 'waived'] as const).map((as) =>
        store.transaction((tx) =>
          carryOutEffects(
            tx,
            [{ kind: 'markReports', reports: ['bcci-thang|2026-11|ht.cam-binh'], as, on: '2026-11-20' }],
            {
              incoming: incomingOf('x', 'web:a', clock.now()),
              now: clock.now(),
            },
          ),
        ),
      ),
    );

    expect(await store.transaction((tx) => tx.reports.eventsAfter(0, 10))).toHaveLength(2);
  });

  it('an order whose right ended while it was answered is refused as a whole', async () => {
    const id = await person('web:admin', 'administrator', 'ht');
    await person('web:second', 'administrator', 'ht');
    const incoming = incomingOf('cấp mã lãnh đạo Cẩm Bình', 'web:admin', clock.now());
    const reply = await desk({ incoming, session: undefined, now: clock.now() });
    await store.transaction((tx) => tx.people.revoke(id, undefined, clock.now()));

    await expect(
      store.transaction((tx) => carryOutEffects(tx, reply?.effects ?? [], { incoming, now: clock.now() })),
    ).rejects.toThrow('administrator');
  });

  it('asks for a report once, after a preview and a yes; units owe it until it is called off', async () => {
    await person('web:so', 'department', 'ht.noi-vu');
    const feed = createReportFeed({ store, clock, reporting: loadReporting(contentDir(), 'ha-tinh') });
    const owed = async () => {
      await feed.freeze();
      return feed.book.ledger
        .open('2026-11-20', '2026-11-20')
        .filter(({ period }) => period.type === 'ad_hoc');
    };

    const preview = await say('Yêu cầu báo cáo: kết quả rà soát thủ tục, hạn 5/12/2026, các xã', 'web:so');
    expect(preview?.text).toContain('Kết quả rà soát thủ tục');
    expect(preview?.text).toContain('69 đơn vị');
    // 5/12/2026 is a Saturday.
    expect(preview?.text).toContain('Hạn: 7/12/2026');
    expect(await owed()).toEqual([]);

    const yes = preview?.buttons['Gửi yêu cầu'];
    const sent = await tap(yes, 'web:so');
    await tap(yes, 'web:so');
    const code = /yc-[a-z0-9]+/.exec(sent?.text ?? '')?.[0] ?? '';
    expect(
      (await owed()).map(({ obligation, dueOn, units }) => [obligation.id, dueOn, units.length]),
    ).toEqual([[code, '2026-12-07', 69]]);
    expect((await say('các yêu cầu', 'web:so'))?.text).toContain(code);

    const ask = await say(`hủy yêu cầu ${code}`, 'web:so');
    await tap(ask?.buttons['Hủy yêu cầu'], 'web:so');
    expect(await owed()).toEqual([]);
    expect((await tap(yes, 'web:so'))?.text).toContain('đã hủy');
    expect((await audited()).filter((line) => line.includes('request.')).sort()).toEqual([
      'web:so request.active',
      'web:so request.cancelled',
      'web:so request.draft',
    ]);
  });

  it.each([
    ['yêu cầu báo cáo', 'Bạn gõ tên báo cáo'],
    ['yêu cầu báo cáo: rà soát, hạn 31/11/2026', 'Bạn gõ tên báo cáo'],
    ['yêu cầu báo cáo: rà soát thủ tục, hạn 1/11/2026', 'đã qua'],
    ['yêu cầu báo cáo: rà soát thủ tục, hạn 1/12/2026, xã Không Có', 'không có đơn vị “xã Không Có”'],
    ['yêu cầu báo cáo: rà soát thủ tục, hạn 1/12/2026, Sở Thông tin và Truyền thông', 'không có đơn vị'],
    ['yêu cầu báo cáo: rs, hạn 1/12/2026', 'quá ngắn'],
    ['yêu cầu báo cáo cải cách hành chính hạn 10/12 Sở Nội vụ và Cẩm Bình', '2 đơn vị'],
  ])('answers "%s" clearly', async (text, expected) => {
    await person('web:so', 'department', 'ht.noi-vu');

    expect((await say(text, 'web:so'))?.text).toContain(expected);
  });
});
