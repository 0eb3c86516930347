import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Respond } from '../../src/dialogue/answer.ts';
import { loadForEval } from '../eval/load.ts';

const NOW = new Date('2026-11-21T09:00:00+07:00');
let respond: Respond;

beforeAll(() => {
  respond = loadForEval();
});

async function say(content: { kind: 'text'; text: string } | { kind: 'tap'; data: string }): Promise<Answer> {
  const { answer, session } = await respond({
    incoming: {
      channel: 'terminal',
      updateId: '1',
      conversation: 'terminal:1',
      person: 'terminal:1',
      sentAt: NOW.toISOString(),
      content,
    },
    session: undefined,
    asker: { role: 'citizen', units: [] },
    now: NOW,
  });
  expect(JSON.parse(JSON.stringify(session))).toEqual(session);
  return answer;
}

const ask = (text: string) => say({ kind: 'text', text });
const shown = (answer: Answer) => answer.replies.map(({ text }) => text).join('\n');

/** Something is said, in Vietnamese, and nothing of the machine shows through. */
function expectPolite(answer: Answer): void {
  const text = shown(answer);
  expect(answer.replies.length).toBeGreaterThan(0);
  expect(text.trim().length).toBeGreaterThan(15);
  expect(text).not.toMatch(/undefined|null|NaN|\[object|Error|exception|\{\w+\}/);
  for (const { choices = [] } of answer.replies)
    for (const { label } of choices) expect(label.trim()).not.toBe('');
}

describe('dialogue/bad-input', () => {
  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['zero-width signs', '\u200b\u200d\ufeff\u2060'],
    ['direction marks', '\u202e\u202c\u2066\u2069'],
    ['punctuation', '?!...,,,;;'],
    ['emoji', '😀😀🙏'],
    ['a family emoji', '👨‍👩‍👧‍👦'],
    ['a flag', '🇻🇳'],
    ['a lone surrogate', '\ud83d'],
    ['a null character', '\u0000'],
    ['combining marks alone', '\u0301\u0323\u0309'],
  ])('asks for words after %s, and names no procedure', async (_, text) => {
    const answer = await ask(text);
    expectPolite(answer);
    expect(answer.procedures ?? []).toEqual([]);
    expect(answer.status).not.toBe('emergency');
  });

  it.each([
    ['10,000 letters without a blank', 'a'.repeat(10_000)],
    ['10,000 characters of words', 'khai sinh '.repeat(1_000)],
    ['10,000 digits', '1'.repeat(10_000)],
    ['10,000 combining marks', `a${'\u0301'.repeat(10_000)}`],
    ['dots and digits that look like codes', '000.'.repeat(2_500)],
    ['a question nested in brackets', `${'('.repeat(5_000)}khai sinh${')'.repeat(5_000)}`],
    ['refusals without end', 'không phải '.repeat(900)],
  ])('answers %s within two seconds', async (_, text) => {
    const start = performance.now();
    expectPolite(await ask(text));
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it.each([
    ['HTML', '<b>khai sinh</b><script>alert(1)</script> <img src=x onerror=alert(1)>'],
    ['Markdown', '**khai sinh** [x](javascript:alert(1)) `code` # a'],
    ['template signs', '${7*7} {{7*7}} {name} %s %d'],
    ['SQL', "'; drop table messages; --"],
    ['JSON', '{"__proto__":{"x":1},"constructor":null}'],
    ['names of built-in properties', '__proto__ constructor toString hasOwnProperty'],
    ['a path', '../../../../etc/passwd'],
  ])('hands no %s back to the reader', async (_, text) => {
    const answer = await ask(text);
    expectPolite(answer);
    expect(shown(answer)).not.toMatch(/<script|onerror|javascript:|drop table|passwd|\b49\b/);
  });

  it('answers right-to-left and other scripts politely', async () => {
    for (const text of ['مرحبا كيف حالك', 'שלום', '出生登记', 'สวัสดี', 'свидетельство о рождении'])
      expectPolite(await ask(text));
  });

  it('answers decomposed text, and text with hidden signs, as the same question', async () => {
    const [plain, decomposed, hidden] = await Promise.all([
      ask('đăng ký khai sinh cần giấy tờ gì'),
      ask('đăng ký khai sinh cần giấy tờ gì'.normalize('NFD')),
      ask('\u202bđăng\u200b ký khai\u00ad sinh cần giấy tờ gì\ufeff'),
    ]);
    expect(plain.status).toBe('answered');
    expect(plain.procedures?.[0]?.name).toMatch(/khai sinh/);
    expect(shown(decomposed)).toBe(shown(plain));
    expect(shown(hidden)).toBe(shown(plain));
  });

  it.each(['/khongco', '/start@bot extra', '/', '//', '/help; rm -rf', '\\start', '/STOP'])(
    'answers the unknown command "%s"',
    async (text) => {
      expectPolite(await ask(text));
    },
  );

  it.each([
    '',
    ':',
    'p:',
    'p:9.999999',
    'p:1.004194:gibberish',
    'zzz',
    'a:none',
    'list',
    'f:',
    'f:không có',
    'i:',
    't:',
    'q:x',
    'p:__proto__',
    'x'.repeat(5_000),
  ])('answers the tapped data "%.20s" of an old or foreign button', async (data) => {
    expectPolite(await say({ kind: 'tap', data }));
  });
});
