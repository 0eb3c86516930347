import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { readConfig } from '../src/config.ts';
import { silentLogger } from '../src/logger.ts';
import { createService } from '../src/main.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { builtWebPage } from '../test/support/web-page.ts';

/**
 * Pictures of the web chat and the widget with real answers, in every size, theme and language:
 * `npm run screenshots -- [folder]`. Looked at after every change of the page. `docs/web-chat.png` is the
 * `desk-light-vi-answer` of a run.
 */
const folder = process.argv[2] ?? 'docs/screenshots';
const SIZES = [
  { size: 'phone', viewport: { width: 360, height: 740 } },
  { size: 'desk', viewport: { width: 1280, height: 800 } },
];
const THEMES = ['light', 'dark'] as const;
const LOCALES = [
  ['vi', 'vi-VN'],
  ['en', 'en-GB'],
  ['km', 'km-KH'],
] as const;
const QUESTION = 'dang ky ket hon can giay to gi';
/** Answered with a picture. */
const FIGURES = 'so sánh số hồ sơ BCCI từ 2015 đến 2018';

mkdirSync(folder, { recursive: true });
await builtWebPage();
const dataDir = mkdtempSync(join(tmpdir(), 'mot-cua-screenshots-'));
const config = readConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
const service = await createService(config, { logger: silentLogger });
const url = (await service.start()) ?? '';
const browser = await launchBrowser();
let count = 0;

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  count += 1;
}
async function ask(page: Page, text: string, replies: number): Promise<void> {
  await page.getByRole('textbox').fill(text);
  await page.getByRole('textbox').press('Enter');
  await page
    .locator('.reply')
    .nth(replies - 1)
    .waitFor();
}

for (const { size, viewport } of SIZES)
  for (const colorScheme of THEMES)
    for (const [language, locale] of LOCALES) {
      const context = await browser.newContext({
        viewport,
        colorScheme,
        locale,
        timezoneId: 'Asia/Ho_Chi_Minh',
      });
      const name = `${size}-${colorScheme}-${language}`;
      const page = await context.newPage();
      await page.goto(url);
      await page.locator('.starters').waitFor();
      await take(page, `${name}-start`);
      await ask(page, QUESTION, 1);
      await take(page, `${name}-answer`);
      await page.locator('.reply .choices button').nth(2).click();
      await page.locator('.reply').nth(1).waitFor();
      await page.mouse.move(0, 0);
      await take(page, `${name}-follow-up`);
      await ask(page, FIGURES, 3);
      await take(page, `${name}-figures`);
      await page.locator('[aria-haspopup=dialog]').click();
      await take(page, `${name}-settings`);
      await page.goto(`${url}/demo`);
      await page.locator('.launcher').click();
      await page.locator('.starters').waitFor();
      await take(page, `${name}-widget`);
      await context.close();
    }
await browser.close();
await service.stop();
rmSync(dataDir, { recursive: true, force: true });
process.stdout.write(`${count} pictures in ${folder}\n`);
