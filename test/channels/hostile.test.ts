import { beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/load.ts';
import { render as email } from '../../src/channels/email/render.ts';
import type { EmailPayload } from '../../src/channels/email/schema.ts';
import { render as telegram } from '../../src/channels/telegram/render.ts';
import { TelegramPart } from '../../src/channels/telegram/schema.ts';
import { render as terminal } from '../../src/channels/terminal/render.ts';
import { render as zalo } from '../../src/channels/zalo/render.ts';
import { ZaloPart } from '../../src/channels/zalo/schema.ts';
import { readConfig } from '../../src/config.ts';
import type { Respond, SessionState } from '../../src/dialogue/answer.ts';
import { loadResponder } from '../../src/dialogue/load.ts';
import { contentDir, packageRoot } from '../../src/files.ts';
import type { IncomingContent, Reply } from '../../src/messages/index.ts';
import { EVAL_DEPLOYMENT } from '../eval/load.ts';

const MARK = 'pwn';
const TAGS = `<script>${MARK}()</script><img src=x onerror="${MARK}()"><a href='javascript:${MARK}()'>x</a>`;
/** Clears the screen, sets the title, writes the clipboard, links, goes back a line, rings; in 7 and 8 bits. */
const ESCAPES = `\u001b[2J\u001b]0;${MARK}\u0007\u001b]52;c;cHdu\u0007\u001b]8;;https://evil.example\u001b\\x\u001b]8;;\u001b\\\r\b\u009b31m\u0007`;
const TURNED = '\u202etxt.exe\u202c\u2066x\u2069';
const EVIL = `${TAGS}${ESCAPES}${TURNED}[x](tg://user?id=1)\`*_~||"'\\&lt;{{7*7}}\${7*7}`;

const zaloSettings = readConfig({ ZALO_APP_ID: '1', ZALO_APP_SECRET: 's', ZALO_OA_SECRET_KEY: 'k' }).zalo;
const words = { subject: 'Nhắc báo cáo', footer: 'Một Cửa' };
/** The web page is missing: it gets replies as they are and makes text nodes (test/web/page/browser.test.ts). */
const CHANNELS: Readonly<Record<string, (reply: Reply) => readonly { readonly payload: unknown }[]>> = {
  telegram,
  terminal,
  zalo: (reply) => (zaloSettings === undefined ? [] : zalo(reply, zaloSettings)),
  email: (reply) => email(reply, words),
};

/** Every text of a payload but the bytes of pictures. */
function leaves(node: unknown): string[] {
  if (typeof node === 'string') return [node];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === 'base64' ? [] : leaves(value)));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be gone.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const EMAIL_TAGS = ['!doctype', 'html', 'body', 'p', 'br', 'a'];

function expectHarmless(channel: string, reply: Reply): void {
  const parts = (CHANNELS[channel]?.(reply) ?? []).map(({ payload }) => payload);
  expect(parts.length).toBeGreaterThan(0);
  for (const payload of parts) {
    for (const text of leaves(payload)) expect(text).not.toMatch(CONTROLS);
    if (channel === 'telegram')
      expect(JSON.stringify(TelegramPart.parse(payload))).not.toMatch(
        /parse_mode|"url"|text_(?:link|mention)/,
      );
    if (channel === 'zalo')
      expect(JSON.stringify(ZaloPart.parse(payload))).not.toMatch(/oa\.open\.url|"url"/);
    if (channel === 'email') expectHarmlessMail(payload as EmailPayload);
  }
}

function expectHarmlessMail({ html, subject }: EmailPayload): void {
  expect(subject).toBe(words.subject);
  for (const [, name = '', attributes = ''] of html.matchAll(/<\/?([a-z!]+)([^>]*)>/gi)) {
    expect(EMAIL_TAGS).toContain(name.toLowerCase());
    if (name === 'a' && attributes !== '') expect(attributes).toMatch(/^ href="https:\/\/[^"<>\s]+"$/);
  }
  // What is left between the tags is all escaped.
  expect(html.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/);
}

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const HOSTILE: Reply = {
  text: `**${EVIL}**\n\n- ${EVIL}\n\nhttps://x.vn/"onmouseover="${MARK}() javascript:${MARK}()`,
  details: EVIL,
  detailsLabel: EVIL,
  choices: [{ label: EVIL, data: 'x' }],
  links: [
    { label: EVIL, url: `javascript:${MARK}()` },
    { label: EVIL, url: `https://x.vn/"><script>${MARK}()</script>` },
  ],
  sources: [{ title: EVIL, section: EVIL, asOf: EVIL, url: ` javascript:${MARK}()` }],
  sourcesLabel: EVIL,
  attachment: { kind: 'image', name: EVIL, mime: 'image/png', base64: PNG, alt: EVIL },
};

const CODE = '1.001193';

/** The whole dialogue on a catalogue in which every field of one procedure is hostile. */
function hostileCatalogue(): Respond {
  const catalogue = loadCatalogue(contentDir());
  const procedure = catalogue.procedures.get(CODE);
  const card = catalogue.cards.get(CODE);
  if (procedure === undefined || card === undefined) throw new Error(`${CODE} is not in the catalogue`);
  const procedures = new Map(catalogue.procedures).set(CODE, {
    ...procedure,
    name: `Thủ tục đăng ký khai sinh ${EVIL}`,
    bodies: [EVIL],
    times: [EVIL],
    fees: [
      { kind: 'amount', amount: 1, per: EVIL, text: EVIL },
      { kind: 'unknown', text: EVIL },
    ],
    result: EVIL,
    legal: [EVIL],
    url: `javascript:${MARK}()`,
    lists: [{ title: EVIL, asOf: EVIL, facts: [EVIL] }],
  });
  const cards = new Map(catalogue.cards).set(CODE, {
    ...card,
    names: [EVIL],
    about: EVIL,
    notFor: EVIL,
    papers: [EVIL],
    bring: [EVIL],
    mistakes: [EVIL],
    steps: [EVIL],
    conditions: EVIL,
    online: EVIL,
    post: EVIL,
    result: EVIL,
  });
  return loadResponder({
    root: packageRoot(),
    deployment: EVAL_DEPLOYMENT,
    catalogue: { ...catalogue, procedures, cards },
  });
}

describe('channels and hostile text', () => {
  const fromCatalogue: Reply[] = [];
  beforeAll(async () => {
    const respond = hostileCatalogue();
    const aspects = [
      'find',
      'documents',
      'fee',
      'time',
      'where',
      'steps',
      'online',
      'postal',
      'result',
      'legal',
    ];
    const said: IncomingContent[] = [
      ...[...aspects, 'conditions'].map((aspect) => ({ kind: 'tap', data: `p:${CODE}:${aspect}` }) as const),
      { kind: 'text', text: 'liệt kê thủ tục hộ tịch cấp xã' },
    ];
    let session: SessionState | undefined;
    for (const content of said) {
      const outcome = await respond({
        incoming: {
          channel: 'web',
          updateId: '1',
          conversation: 'web:1',
          person: 'web:1',
          sentAt: '2026-11-21T02:00:00Z',
          content,
        },
        session,
        asker: { role: 'citizen', units: [] },
        now: new Date('2026-11-21T02:00:00Z'),
      });
      session = outcome.session;
      fromCatalogue.push(...outcome.answer.replies);
    }
  });

  it.each(Object.keys(CHANNELS))('let nothing act that stands in any field of a reply: %s', (channel) => {
    const { attachment: _, ...bare } = HOSTILE;

    expectHarmless(channel, HOSTILE);
    expectHarmless(channel, bare);
  });

  it.each(Object.keys(CHANNELS))(
    'let nothing act that stands in any field of the catalogue: %s',
    (channel) => {
      expect(fromCatalogue).toHaveLength(12);
      for (const reply of fromCatalogue) {
        expect(reply.text).toContain(MARK);
        expectHarmless(channel, reply);
      }
    },
  );

  it('give the page nothing of the catalogue that it would not show as text', () => {
    // The page makes links of https addresses only and text nodes of everything else; replies hold nothing but text.
    for (const reply of fromCatalogue)
      for (const key of Object.keys(reply))
        expect(['text', 'details', 'choices', 'links', 'sources', 'attachment', 'detailsLabel']).toContain(
          key,
        );
  });
});
