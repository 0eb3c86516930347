import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentDir } from '../../src/files.ts';
import { loadTexts } from '../../src/i18n/texts.ts';
import type { Incoming } from '../../src/messages/index.ts';
import { readBulkList } from '../../src/officers/bulk.ts';
import { findCode, newCode } from '../../src/officers/codes.ts';
import { createOfficerDesk } from '../../src/officers/desk.ts';
import { firstAdministratorCode, identify, issueCode, revokeRoles } from '../../src/officers/linking.ts';
import { loadUnits } from '../../src/reporting/units.ts';
import { carryOutEffects } from '../../src/storage/effects.ts';
import { openSqliteStore } from '../../src/storage/sqlite/index.ts';
import type { Store } from '../../src/storage/store.ts';
import { steppedClock } from '../support/stepped-clock.ts';

const units = loadUnits(contentDir());
const t = loadTexts(contentDir()).in('vi');
let store: Store;
const clock = steppedClock();
beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:' });
});
afterEach(() => store.close());

function said(
  text: string,
  conversation: `web:${string}` = 'web:a',
  person: string = conversation,
): Incoming {
  return {
    channel: 'web',
    updateId: `${conversation}${text}`,
    conversation,
    person,
    sentAt: clock.now().toISOString(),
    content: { kind: 'text', text },
  };
}

/** As the inbox worker does: answer, then the effects in one transaction. */
async function say(incoming: Incoming): Promise<string | undefined> {
  const reply = await createOfficerDesk({ store, units, t })({
    incoming,
    session: undefined,
    now: clock.now(),
  });
  if (reply !== undefined)
    await store.transaction((tx) => carryOutEffects(tx, reply.effects, { incoming, now: clock.now() }));
  return reply?.answer.replies[0]?.text;
}
const asker = (conversation: `web:${string}`, person: string = conversation) =>
  store.transaction((tx) => identify(tx, { conversation, person }));
const code = (fields: Partial<Parameters<typeof issueCode>[1]> = {}) =>
  store.transaction((tx) =>
    issueCode(tx, { role: 'officer', unit: 'ht.cam-binh', by: 'test', now: clock.now(), ...fields }),
  );

describe('officers/linking', () => {
  it('links once: the second use, and anybody else’s, is refused and changes nothing', async () => {
    const one = await code();

    expect(await say(said(`liên kết ${one}`))).toContain('Đã liên kết');
    expect(await say(said(one, 'web:b'))).toContain('đã được dùng');
    expect(await asker('web:a')).toEqual({ role: 'officer', units: ['ht.cam-binh'] });
    expect(await asker('web:b')).toEqual({ role: 'citizen', units: [] });
  });

  it('two at once with one code: one is linked, the other’s message fails as a whole', async () => {
    const one = await code();
    const desk = createOfficerDesk({ store, units, t });
    const [a, b] = [said(one, 'web:a'), said(one, 'web:b')];
    const replies = [
      await desk({ incoming: a, session: undefined, now: clock.now() }),
      await desk({ incoming: b, session: undefined, now: clock.now() }),
    ];

    const outcomes = await Promise.allSettled(
      [a, b].map((incoming, index) =>
        store.transaction((tx) =>
          carryOutEffects(tx, replies[index]?.effects ?? [], { incoming, now: clock.now() }),
        ),
      ),
    );

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('refuses expired, revoked, foreign and unknown codes, each with its own sentence', async () => {
    const old = await code({ days: 1 });
    const revoked = await code();
    const foreign = await code({ onlyFor: 'email:x@y.vn' });
    await store.transaction((tx) => tx.people.revokeCodes({ unit: 'ht.cam-binh' }, clock.now()));
    const fresh = await code({ days: 1, unit: 'ht.can-loc' });
    clock.step(2 * 86_400_000);

    expect(await say(said(fresh))).toContain('hết hạn');
    expect(await say(said(revoked))).toContain('thu hồi');
    expect(await say(said(foreign))).toContain('tài khoản khác');
    expect(await say(said('23456-789AB'))).toContain('không đúng');
    expect(old).not.toBe(revoked);
  });

  it('looks at no code after five wrong ones in an hour, not even at a right one', async () => {
    for (let wrong = 0; wrong < 5; wrong++) await say(said(`liên kết 22222-2222${wrong + 2}`));
    const right = await code();

    expect(await say(said(right))).toContain('nhiều lần');
    clock.step(3_600_001);
    expect(await say(said(right))).toContain('Đã liên kết');
  });

  it('links nobody in a group, and nobody is an officer there', async () => {
    await say(said(await code(), 'web:a'));

    expect(await say(said(await code(), 'web:group', 'web:a'))).toContain('riêng');
    expect(await asker('web:group', 'web:a')).toEqual({ role: 'citizen', units: [] });
  });

  it('keeps several units and channels, and never lends a weaker role’s units to a stronger one', async () => {
    await say(said(await code()));
    await say(said(await code({ unit: 'ht.can-loc' })));
    expect((await asker('web:a')).units).toEqual(['ht.cam-binh', 'ht.can-loc']);

    const person = await store.transaction((tx) => tx.people.ofConversation('web:a'));
    await say(said(await code({ person: person?.id, role: 'administrator', unit: 'ht' }), 'web:phone'));
    // One more channel of the same person, no new right.
    expect(await asker('web:phone')).toEqual({ role: 'officer', units: ['ht.cam-binh', 'ht.can-loc'] });
    await say(said(await code({ role: 'leader', unit: 'ht.noi-vu' })));
    expect(await asker('web:a')).toEqual({ role: 'leader', units: ['ht.noi-vu'] });
  });

  it('unlinks on request and audits every link', async () => {
    await say(said(await code()));

    expect(await say(said('hủy liên kết'))).toContain('Đã hủy');
    expect((await asker('web:a')).role).toBe('citizen');
    const audit = await store.transaction((tx) => tx.audit.list({ limit: 10 }));
    expect(audit.map(({ action }) => action)).toEqual(['unlink', 'link', 'code.issue']);
  });

  it('gives the first administrator one code, and keeps the last administrator', async () => {
    const first = await firstAdministratorCode(store, clock, 'ht');
    const again = await firstAdministratorCode(store, clock, 'ht');
    expect(await say(said(`liên kết ${first}`))).toContain('thu hồi');
    await say(said(`liên kết ${again}`));
    const admin = await store.transaction((tx) => tx.people.ofConversation('web:a'));

    expect(await firstAdministratorCode(store, clock, 'ht')).toBeUndefined();
    await expect(
      store.transaction((tx) =>
        revokeRoles(tx, { person: admin?.id ?? '', unit: undefined, by: admin?.id ?? '', now: clock.now() }),
      ),
    ).rejects.toThrow('last administrator');
    expect((await asker('web:a')).role).toBe('administrator');
  });

  it('forgets a person who asks, with roles and reminders', async () => {
    await say(said(await code()));
    await store.transaction((tx) =>
      carryOutEffects(tx, [{ kind: 'deleteMyData' }], { incoming: said('x'), now: clock.now() }),
    );

    expect((await asker('web:a')).role).toBe('citizen');
    expect(await store.transaction((tx) => tx.people.page({ afterId: '', limit: 10 }))).toEqual([]);
  });

  it('makes codes that are read as codes, and reads nothing else as one', () => {
    for (let index = 0; index < 50; index++)
      expect(findCode(`Liên kết: ${newCode().toLowerCase()}`)).toBeDefined();
    for (const text of ['tôi muốn liên kết ngân hàng', 'chứng thực bản sao', '0912345678', 'khai-sinh', ''])
      expect(findCode(text), text).toBeUndefined();
  });

  it('reads a list of people, names what is wrong by row, and takes a repeated row once', () => {
    const rows = [
      ['Đơn vị', 'Họ tên', 'Email', 'Vai trò'],
      ['Cẩm Bình', 'An', 'an@x.gov.vn', ''],
      ['xã cam binh', 'An', 'AN@x.gov.vn', 'cán bộ đầu mối'],
      ['Sở TT&TT', 'Bình', 'binh@x.gov.vn', 'lãnh đạo'],
      ['Không Có', 'Chi', 'chi@x.gov.vn', ''],
      ['Can Lộc', 'Dũng', 'dung@x', ''],
      ['Can Lộc', 'Dũng', 'dung@x.gov.vn', 'vua'],
    ];

    const list = readBulkList(rows, units, 'ha-tinh', '2026-11-21');

    expect(list.people.map(({ unit, email }) => `${unit} ${email}`)).toEqual(['ht.cam-binh an@x.gov.vn']);
    expect(list.repeated).toEqual(['dòng 3: trùng dòng 2, bỏ qua']);
    expect(list.problems.map((line) => line.slice(0, 7))).toEqual([
      'dòng 4:',
      'dòng 5:',
      'dòng 6:',
      'dòng 7:',
    ]);
    expect(list.problems[0]).toContain('Sở Khoa học và Công nghệ');
  });
});
