import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { silentLogger } from '../src/logger.ts';
import { createService } from '../src/main.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { builtWebPage } from '../test/support/web-page.ts';

/** Pictures of the web chat with real answers: `npm run screenshots -- [folder]`. Looked at after every change of the page. */
const folder = process.argv[2] ?? 'docs/screenshots';
const VIEWS = [
  { name: 'phone-light-vi', width: 360, height: 740, colorScheme: 'light', locale: 'vi-VN' },
  { name: 'phone-dark-vi', width: 360, height: 740, colorScheme: 'dark', locale: 'vi-VN' },
  { name: 'phone-light-km', width: 360, height: 740, colorScheme: 'light', locale: 'km-KH' },
  { name: 'desk-light-vi', width: 1280, height: 800, colorScheme: 'light', locale: 'vi-VN' },
  { name: 'desk-dark-en', width: 1280, height: 800, colorScheme: 'dark', locale: 'en-GB' },
] as const;

mkdirSync(folder, { recursive: true });
await builtWebPage();
const dataDir = mkdtempSync(join(tmpdir(), 'mot-cua-screenshots-'));
const config = readConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
const service = await createService(config, { logger: silentLogger });
const url = (await service.start()) ?? '';
const browser = await launchBrowser();
for (const { name, width, height, colorScheme, locale } of VIEWS) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    locale,
    timezoneId: 'Asia/Ho_Chi_Minh',
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.starters').waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}-start.png`) });
  await page.getByRole('textbox').fill('phi karaoke bao nhieu');
  await page.getByRole('textbox').press('Enter');
  await page.locator('.reply').waitFor();
  await page.screenshot({ path: join(folder, `${name}-answer.png`) });
  await context.close();
}
await browser.close();
await service.stop();
rmSync(dataDir, { recursive: true, force: true });
process.stdout.write(`${VIEWS.length * 2} pictures in ${folder}\n`);
