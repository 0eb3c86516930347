import { beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/channels/telegram/commands.ts';
import type { Answer, Respond, SessionState } from '../../src/dialogue/answer.ts';
import type { IncomingContent } from '../../src/messages/index.ts';
import { loadForEval } from '../eval/load.ts';

const NOW = new Date('2026-11-21T09:00:00+07:00');
const KHMER = /\p{Script=Khmer}/u;

describe('dialogue in English and Khmer', () => {
  let respond: Respond;
  beforeAll(() => {
    respond = loadForEval();
  });

  /** One person on one channel; `hint` is what page or phone say, and changes when the person switches. */
  function person(hint?: string, channel: 'web' | 'telegram' = 'web') {
    let session: SessionState | undefined;
    return async (said: string | IncomingContent, languageHint = hint): Promise<Answer> => {
      const outcome = await respond({
        incoming: {
          channel,
          updateId: '1',
          conversation: `${channel}:1`,
          person: `${channel}:1`,
          sentAt: NOW.toISOString(),
          content: typeof said === 'string' ? { kind: 'text', text: said } : said,
          ...(languageHint === undefined ? {} : { languageHint }),
        },
        session,
        asker: { role: 'citizen', units: [] },
        now: NOW,
      });
      session = outcome.session;
      return outcome.answer;
    };
  }
  const tap = (data: string): IncomingContent => ({ kind: 'tap', data });
  const text = ({ replies }: Answer) => replies.map((reply) => reply.text).join('\n');
  const labels = ({ replies }: Answer) =>
    replies.flatMap(({ choices = [] }) => choices.map(({ label }) => label));

  it.each([
    ['en', /automatic assistant.*do not replace an official/s, 'What do I need to register a birth?'],
    ['km', KHMER, 'ធ្វើសំបុត្រកំណើតត្រូវការអ្វី?'],
  ] as const)('greets in %s and offers starters in it', async (language, greeting, starter) => {
    const answer = await person(language)({ kind: 'started' });

    expect(answer.language).toBe(language);
    expect(text(answer)).toMatch(greeting);
    expect(labels(answer)).toContain(starter);
  });

  it.each(['en', 'km'])('understands every starter button in %s, tapped or typed', async (language) => {
    const say = person(language);
    const [greeting] = (await say({ kind: 'started' })).replies;
    for (const { data, label } of greeting?.choices ?? []) {
      const tapped = await person(language)(tap(data));
      await say({ kind: 'started' });
      const typed = await say(label);

      expect([tapped.intent, tapped.language]).toEqual([typed.intent, language]);
      expect(tapped.intent).not.toBe('out_of_scope');
      expect(tapped.status).not.toBe('out_of_scope');
    }
  });

  it('frames a procedure in English, and keeps its name and facts Vietnamese', async () => {
    const say = person('en');
    const find = await say('lệ phí cấp giấy phép kinh doanh karaoke');

    expect(text(find)).toContain('Fees:');
    expect(text(find)).toMatch(/karaoke.*\(code /i);
    expect(labels(find)).toContain('Papers');
    expect(text(find)).not.toMatch(/Phí, lệ phí:|Nguồn/);
    expect(text(await say('nộp online được không'))).toMatch(/online/i);
    expect((await say('thủ tục đăng ký kết hôn')).replies[0]).toMatchObject({
      detailsLabel: 'Read more',
      sourcesLabel: 'Source',
    });
  });

  it.each([
    ['en', 'call now', ' police|ambulance|fire'],
    ['km', 'សូមទូរស័ព្ទភ្លាម', 'ប៉ូលីស|រថយន្តសង្គ្រោះ|អគ្គិភ័យ'],
  ])('gives the emergency numbers and who answers them in %s', async (language, heading, who) => {
    const answer = await person(language)('cháy nhà rồi cứu với');

    expect(answer.status).toBe('emergency');
    expect(text(answer)).toContain(heading);
    expect(text(answer)).toMatch(/\*\*114\*\*/);
    expect(text(answer)).toMatch(new RegExp(who));
  });

  it('says in the language of the person that an answer is Vietnamese', async () => {
    expect(text(await person('en')('Số hồ sơ BCCI năm 2018'))).toMatch(
      /^My information on this is in Vietnamese:.*16\.269/s,
    );
    expect(text(await person()('Số hồ sơ BCCI năm 2018'))).toMatch(/^\*\*16\.269/);
  });

  it('switches when asked in words, by button, in Khmer letters, and back', async () => {
    const say = person();

    expect(text(await say('speak English please'))).toMatch(/from now on I speak English/);
    expect((await say('làm giấy khai sinh')).language).toBe('en');
    expect(labels(await say('đổi ngôn ngữ'))).toEqual(['Tiếng Việt', 'English', 'ភាសាខ្មែរ']);
    expect(text(await say(tap('lang:km')))).toMatch(KHMER);
    expect((await say('làm giấy khai sinh')).language).toBe('km');
    expect(text(await say('nói tiếng Việt'))).toContain('tiếng Việt');
    expect((await say('làm giấy khai sinh')).language).toBe('vi');
    expect(text(await say('ភាសាខ្មែរ'))).toMatch(KHMER);
  });

  it.each(
    COMMANDS.flatMap(({ name, says }) =>
      Object.entries(says ?? {}).map(([language, words]) => [name, language, words] as const),
    ),
  )('understands /%s in %s: %s', async (name, language, words) => {
    const answer = await person(language)(words);

    expect(answer.intent).toBe(
      { help: 'help', officer: 'handoff', language: 'language', privacy: 'privacy' }[name],
    );
    expect(answer.language).toBe(language);
    if (name === 'language') expect(labels(answer)).toEqual(['Tiếng Việt', 'English', 'ភាសាខ្មែរ']);
  });

  it('follows the switch of the page also after words chose another language', async () => {
    const say = person('vi');
    await say('speak English please');

    expect((await say('làm giấy khai sinh', 'km')).language).toBe('km');
  });

  it('answers Khmer letters in Khmer when nothing else is known', async () => {
    expect((await person()('តើធ្វើសំបុត្រកំណើតយ៉ាងណា')).language).toBe('km');
  });

  it.each(['voice', 'image', 'file', 'sticker', 'video', 'other'] as const)(
    'answers %s politely in all three languages',
    async (media) => {
      const [vi, en, km] = await Promise.all(
        ['vi', 'en', 'km'].map(async (language) => text(await person(language)({ kind: 'media', media }))),
      );

      expect(vi).toMatch(/bạn|dạ/i);
      expect(en).toMatch(/please|write/i);
      expect(km).toMatch(KHMER);
    },
  );

  it('says what it is after the first answer when nobody was greeted before, once', async () => {
    const say = person('vi', 'telegram');

    const [answer, notice, ...rest] = (await say('làm giấy khai sinh cần gì')).replies;
    expect(answer?.text).toContain('khai sinh');
    expect(notice?.text).toMatch(/trợ lý tự động.*không thay cho quyết định của cán bộ.*24 giờ/s);
    expect(rest).toEqual([]);
    expect((await say('phí bao nhiêu')).replies).toHaveLength(1);
    expect((await person('vi', 'web')('làm giấy khai sinh cần gì')).replies).toHaveLength(1);
  });
});
