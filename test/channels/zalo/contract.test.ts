import { describe, expect, it } from 'vitest';
import type { Channel } from '../../../src/channels/channel.ts';
import { createZalo } from '../../../src/channels/zalo/index.ts';
import { parse } from '../../../src/channels/zalo/parse.ts';
import { render } from '../../../src/channels/zalo/render.ts';
import { ZaloPart } from '../../../src/channels/zalo/schema.ts';
import { fixedClock } from '../../../src/clock.ts';
import { readConfig } from '../../../src/config.ts';
import { silentLogger } from '../../../src/logger.ts';
import type { Reply } from '../../../src/messages/index.ts';
import { channelContract } from '../../contracts/channel-contract.ts';
import { RICH_REPLY } from '../../support/replies.ts';

const clock = fixedClock('2026-11-21T01:00:00.000Z');
const BASE = {
  app_id: '1000000000000000001',
  user_id_by_app: '9000000000000000001',
  sender: { id: '8000000000000000001' },
  recipient: { id: '7000000000000000001' },
  timestamp: '1699003881354',
};
const said = (text: string, id: string) => ({
  ...BASE,
  event_name: 'user_send_text',
  message: { text, msg_id: id },
});
const SETTINGS = { ZALO_APP_ID: '1', ZALO_APP_SECRET: 's', ZALO_OA_SECRET_KEY: 'k' };

function settings(changes: Readonly<Record<string, string>> = {}) {
  const { zalo } = readConfig({ ...SETTINGS, ...changes });
  if (zalo === undefined) throw new Error('the channel is off');
  return zalo;
}

function create(): Channel {
  return createZalo({
    config: settings(),
    clock,
    logger: silentLogger,
    memory: {
      get: async () => undefined,
      set: async () => {},
      change: async (_key, change) => change(undefined),
      contact: async () => undefined,
    },
    echoes: { ownMessages: async () => [], arrived: async () => {}, silence: async () => {} },
    fetch: async () => {
      throw new Error('this channel talks to nobody');
    },
  });
}

function visible(payload: unknown): string {
  const part = ZaloPart.parse(payload);
  if (part.kind !== 'text') return part.alt;
  return [part.text, ...(part.buttons ?? []).map(({ title }) => title)].join('\n');
}

const partsOf = (reply: Reply, changes: Readonly<Record<string, string>> = {}) =>
  render(reply, settings(changes)).map(({ payload }) => ZaloPart.parse(payload));

describe('channels/zalo', () => {
  channelContract('zalo', {
    create,
    said,
    tapped: (data, id) => said(`#mc:${data}`, id),
    malformed: [
      null,
      'text',
      {},
      { event_name: 'user_send_text' },
      { ...said('x', 'm'), sender: {} },
      { ...said('x', 'm'), message: undefined },
      { ...said('x', 'm'), timestamp: 'yesterday' },
      // A bare number this large has lost its last digits before it came here.
      { ...said('x', 'm'), sender: { id: Number('8000000000000000001') } },
      { event_name: 'follow', timestamp: '1699003881354' },
    ],
    visible,
    limit: 1_900,
  });

  describe('parse', () => {
    const content = (event: string, message: object) =>
      parse({ ...BASE, event_name: event, message: { msg_id: 'm1', ...message } })[0]?.content;

    it.each([
      ['image', 'image'],
      ['gif', 'sticker'],
      ['sticker', 'sticker'],
      ['audio', 'voice'],
      ['video', 'video'],
      ['file', 'file'],
    ])('takes user_send_%s as %s', (event, media) => {
      const attachments = [{ type: event, payload: { url: 'https://x.zdn.vn/1', size: '12', name: 'a' } }];

      expect(content(`user_send_${event}`, { attachments })).toEqual({ kind: 'media', media });
    });

    it('keeps the caption of a picture', () => {
      expect(content('user_send_image', { text: 'giấy này', attachments: [] })).toEqual({
        kind: 'media',
        media: 'image',
        caption: 'giấy này',
      });
    });

    it('reads coordinates, which come as text', () => {
      const attachments = [
        { type: 'location', payload: { coordinates: { latitude: '18.34', longitude: '105.9' } } },
      ];

      expect(content('user_send_location', { text: 'nhà', attachments })).toEqual({
        kind: 'location',
        latitude: 18.34,
        longitude: 105.9,
      });
      expect(content('user_send_location', { text: 'nhà' })).toEqual({ kind: 'media', media: 'other' });
    });

    it('takes a link as the words with it, or its address', () => {
      const attachments = [{ type: 'link', payload: { url: 'https://dichvucong.gov.vn', description: 'x' } }];

      expect(content('user_send_link', { text: 'xem cái này', attachments })).toEqual({
        kind: 'text',
        text: 'xem cái này',
      });
      expect(content('user_send_link', { attachments })).toEqual({
        kind: 'text',
        text: 'https://dichvucong.gov.vn',
      });
    });

    it('takes follow as first contact and unfollow as its end, told apart by instant', () => {
      const event = (name: string, timestamp: string) =>
        parse({ oa_id: '7', follower: { id: '8' }, event_name: name, timestamp })[0];

      expect(event('follow', '1699003881354')).toMatchObject({
        conversation: 'zalo:8',
        content: { kind: 'started' },
      });
      expect(event('unfollow', '1699003881355')?.content).toEqual({ kind: 'stopped' });
      expect(event('follow', '1699003881354')?.updateId).toBe(event('follow', '1699003881354')?.updateId);
      expect(event('follow', '1699003881354')?.updateId).not.toBe(event('follow', '1699003881356')?.updateId);
    });

    it.each([
      [{ name: 'A', phone: '849', full_address: { user_city: 'x' } }],
      [{ name: 'A', phone: 849, address: 'x', city: 'y', district: 'z', ward: 'w' }],
    ])('takes submitted details, old form or new, as a contact without keeping them', (info) => {
      const [incoming] = parse({ ...BASE, event_name: 'user_submit_info', info });

      expect(incoming?.content).toEqual({ kind: 'contact' });
      expect(JSON.stringify(incoming)).not.toContain('849');
    });

    it.each([
      'user_seen_message',
      'user_click_button',
      'user_send_group_text',
      'anonymous_send_text',
      'oa_send_text',
      'never_heard_of',
    ])('makes nothing of %s', (event) => {
      expect(parse({ ...BASE, event_name: event, message: { msg_ids: ['1'] } })).toEqual([]);
    });

    it('makes nothing of an empty text', () => {
      expect(parse(said('  ', 'm'))).toEqual([]);
    });
  });

  describe('render', () => {
    const choices = (count: number, label = 'Mục') =>
      Array.from({ length: count }, (_, index) => ({ label: `${label} ${index + 1}`, data: `d${index}` }));

    it('puts up to five choices under the last text as buttons, with a numbered list in reserve', () => {
      const [part, ...more] = partsOf({ text: 'Chọn nhé', choices: choices(5) });

      expect(more).toEqual([]);
      expect(part).toMatchObject({
        kind: 'text',
        text: 'Chọn nhé',
        plain: expect.stringContaining('5. Mục 5'),
      });
      expect(part?.kind === 'text' && part.buttons?.map(({ payload }) => payload)).toEqual([
        '#mc:d0',
        '#mc:d1',
        '#mc:d2',
        '#mc:d3',
        '#mc:d4',
      ]);
    });

    it('writes six choices as a numbered list', () => {
      expect(partsOf({ text: 'Chọn nhé', choices: choices(6) })).toEqual([
        {
          kind: 'text',
          text: `Chọn nhé\n\n${choices(6)
            .map(({ label }, index) => `${index + 1}. ${label}`)
            .join('\n')}`,
        },
      ]);
    });

    it('writes all choices as a numbered list when buttons are off', () => {
      const [part] = partsOf({ text: 'Chọn nhé', choices: choices(2) }, { ZALO_BUTTONS: 'off' });

      expect(part).toEqual({ kind: 'text', text: 'Chọn nhé\n\n1. Mục 1\n2. Mục 2' });
    });

    it('cuts a title of 101 characters at 100, but not in the list', () => {
      const [part] = partsOf({ text: 'x', choices: [{ label: 'ậ'.repeat(101), data: 'a' }] });
      if (part?.kind !== 'text') throw new Error('no text');

      expect(part.buttons?.[0]?.title).toBe(`${'ậ'.repeat(99)}…`);
      expect(part.plain).toContain('ậ'.repeat(101));
    });

    it('prints the label, not an id, where taps are shown', () => {
      const [part] = partsOf(
        { text: 'x', choices: [{ label: 'Lệ phí', data: 'p:1:fee' }] },
        { ZALO_BUTTON_TYPE: 'show' },
      );

      expect(part?.kind === 'text' && part.buttons).toEqual([{ title: 'Lệ phí', payload: 'Lệ phí' }]);
    });

    it('counts in composed form', () => {
      const text = 'ể'.normalize('NFD').repeat(1_500);

      expect(partsOf({ text })).toEqual([{ kind: 'text', text: 'ể'.repeat(1_500) }]);
    });

    it('keeps choices and their list within the limit after a long text', () => {
      const parts = partsOf({ text: 'chữ '.repeat(470), choices: choices(3, 'Một mục khá dài') });

      expect(parts).toHaveLength(2);
      expect(parts[1]).toMatchObject({ text: 'Bạn chọn một mục:', buttons: [{}, {}, {}] });
      for (const part of parts) {
        if (part.kind === 'text') expect((part.plain ?? part.text).length).toBeLessThanOrEqual(1_900);
      }
    });

    it('sends a picture before the choices, with what it says', () => {
      expect(partsOf(RICH_REPLY).map(({ kind }) => kind)).toEqual(['image', 'text']);
    });

    it.each([
      [
        'a picture over 1 MB',
        {
          kind: 'image',
          name: 'a.png',
          mime: 'image/png',
          base64: Buffer.alloc(1_048_577).toString('base64'),
          alt: 'Biểu đồ: 12 hồ sơ',
        },
      ],
      [
        'a picture of another kind',
        { kind: 'image', name: 'a.svg', mime: 'image/svg+xml', base64: 'AA==', alt: 'Biểu đồ: 12 hồ sơ' },
      ],
      [
        'a file of another kind',
        { kind: 'file', name: 'a.xlsx', mime: 'x', base64: 'AA==', alt: 'Biểu đồ: 12 hồ sơ' },
      ],
    ] as const)('says %s in words instead', (_what, attachment) => {
      const parts = partsOf({ text: 'Đây', attachment });

      expect(parts).toHaveLength(1);
      expect(visible(parts[0])).toMatch(/Biểu đồ: 12 hồ sơ\n\n\(.* không gửi được qua Zalo/);
    });
  });
});
