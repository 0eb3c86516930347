import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/channels/telegram/parse.ts';

const bot = { id: 4242, username: 'mot_cua_bot' };
const now = new Date('2026-11-21T08:00:00.000Z');
const LAN = { id: 77, is_bot: false, first_name: 'Lan', language_code: 'vi' };
const PRIVATE = { id: 77, type: 'private', first_name: 'Lan' };
const GROUP = { id: -100123, type: 'supergroup', title: 'Tổ dân phố 3' };

let ids = 0;
const update = (fields: object) => parse({ update_id: ++ids, ...fields }, { bot, now });
const said = (fields: object, chat: object = PRIVATE) =>
  update({ message: { message_id: 1, date: 1_700_000_000, from: LAN, chat, ...fields } });
const contentOf = (fields: object, chat?: object) => said(fields, chat)[0]?.content;

describe('channels/telegram/parse', () => {
  it('reads the time in seconds', () => {
    expect(said({ text: 'a' })[0]?.sentAt).toBe('2023-11-14T22:13:20.000Z');
  });

  it.each([
    [{ voice: {} }, 'voice'],
    [{ audio: {} }, 'voice'],
    [{ photo: [{}] }, 'image'],
    [{ video: {} }, 'video'],
    [{ video_note: {} }, 'video'],
    [{ document: { mime_type: 'application/pdf' } }, 'file'],
    [{ document: { mime_type: 'image/png' } }, 'image'],
    [{ document: {} }, 'file'],
    [{ animation: {}, document: { mime_type: 'video/mp4' } }, 'sticker'],
    [{ sticker: {} }, 'sticker'],
    [{ dice: {} }, 'sticker'],
    [{ poll: {} }, 'other'],
    [{ story: {} }, 'other'],
  ])('takes %j as %s', (fields, media) => {
    expect(contentOf(fields)).toEqual({ kind: 'media', media });
  });

  it('keeps what is written under a picture', () => {
    expect(contentOf({ photo: [{}], caption: 'giấy này là gì' })).toEqual({
      kind: 'media',
      media: 'image',
      caption: 'giấy này là gì',
    });
  });

  it('takes locations, places and contacts', () => {
    const location = { latitude: 18.34, longitude: 105.9 };
    expect(contentOf({ location })).toEqual({ kind: 'location', ...location });
    expect(contentOf({ location, venue: { title: 'UBND' } })).toEqual({ kind: 'location', ...location });
    expect(contentOf({ contact: { phone_number: '0912345678' } })).toEqual({ kind: 'contact' });
  });

  it('gives all pictures of an album one id', () => {
    const picture = (chat: object) => said({ photo: [{}], media_group_id: '99' }, chat)[0]?.updateId;

    expect(picture(PRIVATE)).toBe(picture(PRIVATE));
    expect(picture(PRIVATE)).not.toBe(picture({ id: 78, type: 'private' }));
  });

  it('makes nothing of service messages, channel posts, other bots and empty texts', () => {
    expect(said({ pinned_message: {} })).toEqual([]);
    expect(said({ new_chat_title: 'x' }, GROUP)).toEqual([]);
    expect(said({ text: 'a' }, { id: -1, type: 'channel' })).toEqual([]);
    expect(said({ text: 'a', from: { id: 9, is_bot: true, first_name: 'b' } })).toEqual([]);
    expect(said({ text: ' \n' })).toEqual([]);
    expect(update({ poll_answer: {} })).toEqual([]);
  });

  it('takes /start as first contact, with or without what follows it', () => {
    for (const text of ['/start', '/start abc', '/START', '/start@mot_cua_bot'])
      expect(contentOf({ text })).toEqual({ kind: 'started' });
  });

  it('says commands in words, in the language of the person', () => {
    expect(contentOf({ text: '/help' })).toEqual({ kind: 'text', text: 'trợ giúp' });
    expect(contentOf({ text: '/help', from: { ...LAN, language_code: 'en-GB' } })).toEqual({
      kind: 'text',
      text: 'help',
    });
  });

  it('takes a question behind a command as the question, and an unknown command as it is', () => {
    expect(contentOf({ text: '/hoi phí karaoke' })).toEqual({ kind: 'text', text: 'phí karaoke' });
    expect(contentOf({ text: '/khaisinh' })).toEqual({ kind: 'text', text: '/khaisinh' });
  });

  it('reads an edited question again, and ignores a moving location', () => {
    const edited = (fields: object) =>
      update({
        edited_message: {
          message_id: 1,
          date: 1_700_000_000,
          edit_date: 1_700_000_060,
          from: LAN,
          chat: PRIVATE,
          ...fields,
        },
      });

    expect(edited({ text: 'phí khai sinh' })).toMatchObject([
      { sentAt: '2023-11-14T22:14:20.000Z', content: { kind: 'text', text: 'phí khai sinh', edited: true } },
    ]);
    expect(edited({ location: { latitude: 1, longitude: 2 } })).toEqual([]);
  });

  it('reads taps, also on messages that have become inaccessible', () => {
    const tap = (message: object) =>
      update({ callback_query: { id: '1', from: LAN, chat_instance: '1', data: 'p:1', message } });

    expect(tap({ message_id: 1, date: 0, chat: PRIVATE })).toMatchObject([
      { conversation: 'telegram:77', sentAt: now.toISOString(), content: { kind: 'tap', data: 'p:1' } },
    ]);
    expect(update({ callback_query: { id: '1', from: LAN, chat_instance: '1', data: 'p:1' } })).toEqual([]);
  });

  it('notices being blocked and unblocked, removed and added', () => {
    const member = (status: string, chat: object) =>
      update({
        my_chat_member: { chat, from: LAN, date: 1_700_000_000, new_chat_member: { status, user: bot } },
      })[0]?.content;

    expect(member('kicked', PRIVATE)).toEqual({ kind: 'stopped' });
    expect(member('member', PRIVATE)).toEqual({ kind: 'resumed' });
    expect(member('left', GROUP)).toEqual({ kind: 'stopped' });
    expect(member('administrator', GROUP)).toEqual({ kind: 'resumed' });
  });

  it('passes on the languages it knows, and takes the others for Vietnamese', () => {
    const hint = (language_code?: string, text = 'a') =>
      said({ text, from: { ...LAN, language_code } })[0]?.languageHint;

    expect([hint('km'), hint('en-US'), hint('fr'), hint()]).toEqual(['km', 'en', 'vi', 'vi']);
    expect(hint('en', 'phí karaoke là bao nhiêu tiền vậy ạ')).toBe('vi');
    expect([hint('en', 'cafe fee?'), hint('km', 'Café')]).toEqual(['en', 'km']);
  });

  describe('in groups', () => {
    const mention = (text: string, name = '@mot_cua_bot') => ({
      text,
      entities: [{ type: 'mention', offset: text.indexOf(name), length: name.length }],
    });

    it('stays silent when not addressed', () => {
      expect(said({ text: 'mai họp lúc mấy giờ' }, GROUP)).toEqual([]);
      expect(said({ photo: [{}] }, GROUP)).toEqual([]);
      expect(said({ text: '/help@other_bot' }, GROUP)).toEqual([]);
      expect(said({ text: '/weather' }, GROUP)).toEqual([]);
      expect(said(mention('@mot_cua_bot2 phí karaoke', '@mot_cua_bot2'), GROUP)).toEqual([]);
      expect(said({ text: 'a', reply_to_message: { from: { id: 9 } } }, GROUP)).toEqual([]);
    });

    it('answers when named, and leaves the name out', () => {
      expect(contentOf(mention('@mot_cua_bot phí karaoke?'), GROUP)).toEqual({
        kind: 'text',
        text: 'phí karaoke?',
      });
      expect(contentOf(mention('ơi @MOT_CUA_BOT phí?', '@MOT_CUA_BOT'), GROUP)).toEqual({
        kind: 'text',
        text: 'ơi phí?',
      });
      expect(contentOf(mention('@mot_cua_bot'), GROUP)).toEqual({ kind: 'started' });
      expect(
        contentOf(
          {
            text: 'Bot phí?',
            entities: [{ type: 'text_mention', offset: 0, length: 3, user: { id: 4242 } }],
          },
          GROUP,
        ),
      ).toEqual({ kind: 'text', text: 'phí?' });
    });

    it('answers replies to itself and its own commands', () => {
      expect(contentOf({ text: 'còn phí?', reply_to_message: { from: { id: 4242 } } }, GROUP)).toEqual({
        kind: 'text',
        text: 'còn phí?',
      });
      expect(contentOf({ voice: {}, reply_to_message: { from: { id: 4242 } } }, GROUP)).toEqual({
        kind: 'media',
        media: 'voice',
      });
      expect(contentOf({ text: '/help' }, GROUP)).toEqual({ kind: 'text', text: 'trợ giúp' });
      expect(contentOf({ text: '/hoi@mot_cua_bot phí?' }, GROUP)).toEqual({ kind: 'text', text: 'phí?' });
    });

    it('keeps conversation, topic and person apart', () => {
      const text = mention('@mot_cua_bot phí?');

      expect(said(text, GROUP)[0]).toMatchObject({ conversation: 'telegram:-100123', person: 'telegram:77' });
      expect(said({ ...text, is_topic_message: true, message_thread_id: 5 }, GROUP)[0]).toMatchObject({
        conversation: 'telegram:-100123/5',
      });
      expect(
        said({ ...text, from: { id: 1087968824, is_bot: true }, sender_chat: { id: -100123 } }, GROUP)[0],
      ).toMatchObject({ person: 'telegram:-100123' });
    });
  });
});
