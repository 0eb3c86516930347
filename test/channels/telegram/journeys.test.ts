import { existsSync, readFileSync } from 'node:fs';
import { load as parseYaml } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/channels/telegram/commands.ts';
import { render } from '../../../src/channels/telegram/render.ts';
import { TelegramPart } from '../../../src/channels/telegram/schema.ts';
import { createWebChat } from '../../../src/channels/webchat/index.ts';
import type { Respond } from '../../../src/dialogue/answer.ts';
import type { ConversationId, Reply } from '../../../src/messages/index.ts';
import { loadForEval } from '../../eval/load.ts';
import { type TelegramBench, telegramBench } from '../../support/telegram-bench.ts';
import { startTelegramFake, type TelegramFake } from '../../support/telegram-fake.ts';
import { tempDir } from '../../support/temp-dir.ts';

interface Dialogue {
  readonly id: string;
  readonly turns: readonly { readonly user: string }[];
}

const dialogues = readFileSync(new URL('../../eval/dialogues.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as Dialogue);

let respond: Respond;
let fake: TelegramFake;
beforeAll(async () => {
  respond = loadForEval();
  fake = await startTelegramFake();
});
afterAll(() => fake.close());

/** The whole dialogue behind Telegram and the web chat, as one service. */
async function withService(work: (bench: TelegramBench) => Promise<void>): Promise<void> {
  const bench = await telegramBench({
    apiRoot: fake.apiRoot,
    folder: tempDir(),
    respond,
    more: [createWebChat()],
  });
  await bench.start();
  try {
    await work(bench);
  } finally {
    await bench.stop();
  }
}

async function onWeb(bench: TelegramBench, id: string, texts: readonly string[]): Promise<Reply[]> {
  const web = createWebChat();
  const conversation: ConversationId = `web:${id}`;
  for (const [turn, text] of texts.entries()) {
    const message = { id: `${id}-turn-${turn}`.padEnd(10, '-'), content: { kind: 'text', text } };
    await bench.host.accept(
      web.parse({ recipient: id, receivedAt: bench.clock.now().toISOString(), message }),
    );
  }
  await bench.delivery.drain();
  const sent = await bench.store.transaction((tx) => tx.outbox.sentAfter(conversation, 0, 1_000));
  return sent.map(({ payload }) => payload as Reply);
}

const partsOf = (replies: readonly Reply[]) =>
  replies.flatMap(render).map(({ payload }) => TelegramPart.parse(payload));
const isNotice = (text: string) => text.includes('mình là trợ lý tự động Một Cửa');
const textOf = (part: TelegramPart) => (part.method === 'sendMessage' ? part.text : part.caption);

describe('journeys over Telegram', () => {
  it('says in every dialogue of the evaluation what the web chat says, within the limits of the fake', async () => {
    await withService(async (bench) => {
      const people: { id: string; person: ReturnType<TelegramFake['person']>; expected: string[] }[] = [];
      for (const [index, { id, turns }] of dialogues.entries()) {
        const texts = turns.map(({ user }) => user);
        const expected = partsOf(await onWeb(bench, id, texts)).map(textOf);
        expect(expected.length, id).toBeGreaterThanOrEqual(turns.length);
        const person = fake.person(1_000 + index);
        for (const text of texts) person.says(text);
        people.push({ id, person, expected });
      }
      await bench.settled(() =>
        people.every(
          ({ person, expected }) =>
            person.received().filter(({ text }) => !isNotice(text)).length >= expected.length,
        ),
      );

      for (const { id, person, expected } of people) {
        const texts = person.received().map(({ text }) => text);
        expect(
          texts.filter((text) => !isNotice(text)),
          id,
        ).toEqual(expected.filter((text) => !isNotice(text)));
        // Nobody here began with /start: all are told once, with the first answer, whom they talk to.
        expect(texts.filter(isNotice), id).toHaveLength(1);
      }
      expect((await bench.store.transaction((tx) => tx.outbox.counts())).dead).toBe(0);
    });
  });

  it('leads from the first greeting through a button to an answer', async () => {
    await withService(async (bench) => {
      const lan = fake.person(5_001);
      lan.says('/start');
      await bench.settled(() => lan.received().length > 0);
      const [greeting] = lan.received();
      expect(greeting?.text).toMatch(/trợ lý tự động/);
      const [button] = greeting?.keyboard.flat() ?? [];

      lan.taps(button?.callback_data ?? '');
      await bench.settled(() => lan.received().length > 1);

      expect(lan.received().at(-1)?.text).toMatch(/khai sinh/i);
    });
  });

  it.each([
    ['a voice message', { voice: { file_id: 'x', duration: 3 } }, /tin thoại/],
    ['a picture', { photo: [{ file_id: 'x' }] }, /ảnh/],
    ['a file', { document: { file_id: 'x', mime_type: 'application/pdf' } }, /tệp/],
    ['a video', { video: { file_id: 'x' } }, /tệp/],
    ['a sticker', { sticker: { file_id: 'x' } }, /Dạ/],
    ['a location', { location: { latitude: 18.3, longitude: 105.9 } }, /vị trí/],
    ['a contact', { contact: { phone_number: '0900000000', first_name: 'A' } }, /danh bạ/],
  ])('answers %s politely', async (what, content, answer) => {
    await withService(async (bench) => {
      const lan = fake.person(6_000 + [...what].reduce((sum, letter) => sum + letter.charCodeAt(0), 0));
      lan.sends(content);
      await bench.settled(() => lan.received().length > 0);

      expect(lan.received()[0]?.text).toMatch(answer);
    });
  });

  it('says with its commands only what the intents know as examples', () => {
    const intents: Readonly<Record<string, string>> = {
      help: 'help',
      officer: 'handoff',
      language: 'language',
      privacy: 'privacy',
    };
    for (const { name, says } of COMMANDS) {
      if (says === undefined) continue;
      const known = ['vi', 'en', 'km'].flatMap((language) => sentencesOf(language, intents[name] ?? name));
      for (const text of Object.values(says)) expect(known, `/${name}`).toContain(text);
    }
  });
});

function sentencesOf(language: string, intent: string): string[] {
  const file = new URL(`../../../intents/${language}/${intent}.yaml`, import.meta.url);
  if (!existsSync(file)) return [];
  return (parseYaml(readFileSync(file, 'utf8')) as { sentences: string[] }).sentences;
}
