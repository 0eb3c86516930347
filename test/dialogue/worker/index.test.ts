import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Turn } from '../../../src/dialogue/answer.ts';
import { createWorkerResponder } from '../../../src/dialogue/worker/index.ts';
import { packageRoot } from '../../../src/files.ts';
import { TEST_CACHE } from '../../support/cache.ts';
import { tempDir } from '../../support/temp-dir.ts';

const DEPLOYMENT = {
  province: 'ha-tinh',
  provinceName: 'Hà Tĩnh',
  feedbackUrl: 'https://pakn.dichvucong.gov.vn',
  rawMessageHours: 24,
} as const;

const turn = (text: string): Turn => ({
  incoming: {
    channel: 'terminal',
    updateId: '1',
    conversation: 'terminal:a',
    person: 'terminal:a',
    sentAt: '2026-11-21T01:00:00.000Z',
    content: { kind: 'text', text },
  },
  session: undefined,
  asker: { role: 'citizen', units: [] },
  now: new Date('2026-11-21T01:00:00.000Z'),
});

describe('dialogue/worker', () => {
  it('answers from another thread, several at a time, and after the indexes are built anew', async () => {
    const responder = await createWorkerResponder({
      root: packageRoot(),
      deployment: DEPLOYMENT,
      snapshots: { folder: TEST_CACHE },
    });
    onTestFinished(() => responder.stop());

    const [one, two] = await Promise.all([
      responder.respond(turn('phí karaoke')),
      responder.respond(turn('xin chào')),
    ]);
    const reloading = responder.reload();
    const during = await responder.respond(turn('phí karaoke'));
    await reloading;
    const after = await responder.respond(turn('phí karaoke'));

    expect(one.answer.replies[0]?.text).not.toBe('');
    expect(two.answer.intent).toBe('greeting');
    expect(during.answer.replies).toEqual(one.answer.replies);
    expect(after.answer.replies).toEqual(one.answer.replies);
  });

  it('lists every problem of broken content with file and field', async () => {
    const root = tempDir();
    for (const folder of ['content', 'intents'])
      cpSync(join(packageRoot(), folder), join(root, folder), { recursive: true });
    writeFileSync(join(root, 'content', 'procedures', 'aa-hong.yaml'), 'procedures:\n  - code: [1, 2]\n');
    writeFileSync(join(root, 'content', 'procedures', 'ab-hong.yaml'), 'procedures: [\n');

    const starting = createWorkerResponder({ root, deployment: DEPLOYMENT });

    await expect(starting).rejects.toMatchObject({
      code: 'content',
      problems: expect.arrayContaining([
        expect.stringMatching(/aa-hong\.yaml.*code/),
        expect.stringMatching(/ab-hong\.yaml.*YAML/),
      ]),
    });
  });
});
