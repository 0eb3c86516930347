import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, onTestFinished } from 'vitest';
import type { Respond } from '../../src/dialogue/answer.ts';
import { loadResponder } from '../../src/dialogue/load.ts';
import { packageRoot } from '../../src/files.ts';
import { TEST_CACHE } from '../support/cache.ts';
import { readJourney, terminalWalker, walk, webWalker } from '../support/journey.ts';
import { type RunningService, startService } from '../support/service.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import { telegramBench } from '../support/telegram-bench.ts';
import { startTelegramFake } from '../support/telegram-fake.ts';
import { telegramWalker } from '../support/telegram-walker.ts';
import { tempDir } from '../support/temp-dir.ts';
import { terminalPerson } from '../support/terminal-person.ts';
import { webPerson } from '../support/web-person.ts';
import { LAN, zaloBench } from '../support/zalo-bench.ts';
import { zaloWalker } from '../support/zalo-walker.ts';

const journeys = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ name, journey: readJourney(new URL(name, import.meta.url)) }));

describe('journeys', () => {
  const clock = steppedClock('2026-11-21T01:00:00.000Z');
  let respond: Respond;
  let service: RunningService;
  let folder: string;
  beforeAll(async () => {
    respond = loadResponder({
      root: packageRoot(),
      snapshots: { folder: TEST_CACHE },
      deployment: {
        province: 'ha-tinh',
        provinceName: 'Hà Tĩnh',
        handoffPhone: '0239 385 5555',
        handoffHours: '7:00–17:00',
        feedbackUrl: 'https://pakn.dichvucong.gov.vn',
        rawMessageHours: 24,
      },
    });
    folder = mkdtempSync(join(tmpdir(), 'mot-cua-journeys-'));
    service = await startService({ dataDir: folder, deps: { respond, clock } });
  }, 120_000);
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(journeys)('$name: $journey.promise', ({ journey }) => {
    it('through the terminal', async () => {
      const person = await terminalPerson({ dataDir: tempDir(), respond, clock });
      onTestFinished(() => person.leave());

      await walk(journey, terminalWalker(person));
    });

    it('through Zalo', async () => {
      const bench = await zaloBench({ folder: tempDir(), respond });
      onTestFinished(() => bench.stop());

      await walk(journey, zaloWalker(bench, LAN));
    });

    it('through Telegram', async () => {
      const fake = await startTelegramFake();
      onTestFinished(() => fake.close());
      const bench = await telegramBench({ apiRoot: fake.apiRoot, folder: tempDir(), respond });
      onTestFinished(() => bench.stop());
      await bench.start();

      await walk(journey, telegramWalker(bench, fake, 7_001));
    });

    it('through the web chat', async () => {
      await walk(journey, webWalker(await webPerson(service.url)));
    });
  });
});
