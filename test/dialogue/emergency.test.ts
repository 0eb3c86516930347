import { describe, expect, it } from 'vitest';
import { toDocuments } from '../../src/catalogue/load.ts';
import { loadDialogue } from '../../src/dialogue/load.ts';
import { createResponder } from '../../src/dialogue/respond.ts';
import { packageRoot } from '../../src/files.ts';
import { findDanger } from '../../src/understanding/emergency.ts';
import { fold, words } from '../../src/understanding/fold.ts';
import { EVAL_DEPLOYMENT } from '../eval/load.ts';
import { TEST_CACHE } from '../support/cache.ts';

const parts = loadDialogue({
  root: packageRoot(),
  deployment: EVAL_DEPLOYMENT,
  snapshots: { folder: TEST_CACHE },
});
const respond = createResponder(parts);
const NOW = new Date('2026-07-20T02:00:00Z');

async function statusOf(text: string): Promise<string> {
  const { answer } = await respond({
    incoming: {
      channel: 'terminal',
      updateId: '1',
      conversation: 'terminal:1',
      person: 'terminal:1',
      sentAt: NOW.toISOString(),
      content: { kind: 'text', text },
    },
    session: undefined,
    asker: { role: 'citizen', units: [] },
    now: NOW,
  });
  return answer.status;
}

describe('dialogue/emergency', () => {
  it('takes no procedure name and no known way of asking for one for a cry, with tones or without', async () => {
    const sayings = toDocuments(parts.catalogue).flatMap(({ phrases }) => phrases.map(({ text }) => text));
    expect(sayings.length).toBeGreaterThan(40_000);
    // Only what names a danger could be taken for one; the dialogue decides about these.
    const dangerous = sayings.flatMap((text) => {
      const toneless = fold(text);
      return findDanger(words(toneless).join(' ')) === undefined ? [] : [text, toneless];
    });
    expect(dangerous.length).toBeGreaterThan(100);
    const wrong: string[] = [];
    for (const text of dangerous) if ((await statusOf(text)) === 'emergency') wrong.push(text);
    expect(wrong).toEqual([]);
  });

  it.each([
    'cháy nhà rồi cứu với',
    'nhà tôi cháy',
    'có người chết đuối dưới kênh, cứu',
    'tôi không muốn sống nữa',
    'ba tôi bất tỉnh rồi làm sao giờ',
  ])('still hears "%s"', async (text) => {
    expect(await statusOf(text)).toBe('emergency');
  });
});
