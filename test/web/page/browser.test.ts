import { createServer } from 'node:http';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Respond } from '../../../src/dialogue/answer.ts';
import { launchBrowser } from '../../support/browser.ts';
import { cuttableProxy } from '../../support/cuttable-proxy.ts';
import { respondByWord } from '../../support/replies.ts';
import { startService } from '../../support/service.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { builtWebPage } from '../../support/web-page.ts';

/** Other tests and people use the machine too: a wait ends when the thing is there, so a long bound costs nothing. */
const PATIENCE_MS = 50_000;
const patient = { timeout: PATIENCE_MS };
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

describe('web/page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    await builtWebPage();
    browser = await launchBrowser();
  }, 120_000);
  afterAll(() => browser.close());

  async function service(respond: Respond = respondByWord, environment: Record<string, string> = {}) {
    const running = await startService({ dataDir: tempDir(), environment, deps: { respond } });
    onTestFinished(() => running.stop());
    return running;
  }
  async function visitor(options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport: PHONE, locale: 'vi-VN', ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    onTestFinished(() => context.close());
    return context;
  }
  /** A page that fails the test when anything is written to its console as an error. */
  async function open(context: BrowserContext, url: string, isQuiet = true): Promise<Page> {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    if (isQuiet) onTestFinished(() => expect(errors).toEqual([]));
    await page.goto(url);
    await page.locator('.notice').waitFor();
    return page;
  }
  async function say(page: Page, text: string): Promise<void> {
    await page.getByRole('textbox').fill(text);
    await page.getByRole('textbox').press('Enter');
  }
  const said = async (page: Page) =>
    (await page.locator('.said .bubble').allInnerTexts()).map((text) => text.replace(/^Bạn:\s*/, ''));
  const replies = (page: Page) => page.locator('.reply .bubble');
  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      // Put there by axe.source.
      const runner = (globalThis as unknown as { axe: typeof axe }).axe;
      const { violations: list } = await runner.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      return list.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`);
    });
    return found;
  }

  it('greets with a notice in two sentences and starters for three audiences', async () => {
    const { url } = await service();
    const page = await open(await visitor(), url);

    expect(await page.locator('.notice').innerText()).toMatch(
      /trợ lý tự động.*không thay cho quyết định.*24 giờ/s,
    );
    expect(await page.locator('.starters h3').allInnerTexts()).toEqual([
      'Người dân, doanh nghiệp',
      'Cán bộ',
      'Lãnh đạo',
    ]);
    await page.getByRole('button', { name: 'Làm giấy khai sinh cần gì?' }).click();
    await expect
      .poll(() => replies(page).locator('p').allInnerTexts(), patient)
      .toEqual(['Bạn nói: Làm giấy khai sinh cần gì?']);
    expect(await page.locator('.starters').count()).toBe(0);
  });

  it('lets a person ask, tap, unfold, and follow links', async () => {
    const { url } = await service();
    const page = await open(await visitor(), url);

    await say(page, 'giàu');
    const reply = replies(page).first();
    await reply.waitFor();

    expect(await reply.locator('strong').innerText()).toBe('Kinh doanh karaoke');
    expect(await reply.locator('li').first().innerText()).toBe('từ 1 đến 3 phòng: 4.000.000 đồng');
    expect(await reply.getByRole('link', { name: /Trang của thủ tục/ }).getAttribute('rel')).toBe(
      'noopener noreferrer',
    );
    expect(await reply.getByRole('img').getAttribute('alt')).toBe('Biểu đồ số hồ sơ theo tháng');
    expect(await reply.locator('.sources').innerText()).toContain('(18/7/2026)');
    const details = reply.locator('.details');
    expect(await details.isVisible()).toBe(false);
    await reply.getByRole('button', { name: 'Xem thêm' }).click();
    expect(await details.isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Nộp ở đâu?' }).click();
    await expect.poll(() => replies(page).last().innerText(), patient).toContain('Bạn nói: [where]');
    expect(await page.locator('.said .bubble').last().innerText()).toContain('Nộp ở đâu?');
  });

  it('pages long lists and shows a long answer from its beginning', async () => {
    const { url } = await service();
    const page = await open(await visitor(), url);

    await say(page, 'dài');
    await replies(page).first().waitFor();
    const items = replies(page).locator('li:visible');
    expect(await items.count()).toBe(8);
    await page.getByRole('button', { name: 'Xem thêm 8 mục' }).click();
    expect(await items.count()).toBe(16);
    await page.getByRole('button', { name: 'Xem thêm 8 mục' }).click();
    await page.getByRole('button', { name: 'Xem thêm 6 mục' }).click();
    expect(await items.count()).toBe(30);
    await say(page, 'dài');
    await expect.poll(() => replies(page).count(), patient).toBe(2);

    const question = await page.locator('.said').last().boundingBox();
    const composer = await page.locator('.composer').boundingBox();
    expect(question?.y).toBeLessThan(composer?.y ?? 0);
    expect(question?.y).toBeGreaterThan(0);
  });

  describe('when the connection is lost', () => {
    it('gets the answer that was given meanwhile, once', async () => {
      let answer = () => {};
      const gate = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const { url, store } = await service(async (turn) => {
        await gate;
        return respondByWord(turn);
      });
      const network = await cuttableProxy(url);
      onTestFinished(() => network.close());
      const page = await open(await visitor(), network.url, false);

      await say(page, 'một');
      await page.locator('.typing').waitFor();
      network.cut();
      await page.locator('.note').waitFor();
      answer();
      await expect
        .poll(async () => (await store.transaction((tx) => tx.outbox.counts())).sent, patient)
        .toBe(1);
      network.restore();

      await expect.poll(() => replies(page).count(), patient).toBe(1);
      await expect.poll(() => page.locator('.note').count(), patient).toBe(0);
      expect(await page.locator('.said').count()).toBe(1);
    });

    it('sends what was written meanwhile later, once, also when the page was closed', async () => {
      const { url, store } = await service();
      const network = await cuttableProxy(url);
      onTestFinished(() => network.close());
      const context = await visitor();
      const page = await open(context, network.url, false);
      await say(page, 'một');
      await expect.poll(() => replies(page).count(), patient).toBe(1);

      network.cut();
      await say(page, 'hai');
      await say(page, 'ba');
      await expect.poll(() => page.getByText('Chờ có mạng để gửi').count(), patient).toBe(2);
      await page.close();
      network.restore();
      const again = await open(context, network.url);

      await expect.poll(() => replies(again).count(), patient).toBe(3);
      expect(await said(again)).toEqual(['một', 'hai', 'ba']);
      expect((await store.transaction((tx) => tx.inbox.counts())).done).toBe(3);
    });

    it('comes back after the service was restarted', async () => {
      const dataDir = tempDir();
      const first = await startService({ dataDir, deps: { respond: respondByWord } });
      const port = new URL(first.url).port;
      const page = await open(await visitor(), first.url, false);
      await say(page, 'một');
      await expect.poll(() => replies(page).count(), patient).toBe(1);

      await first.stop();
      await page.locator('.note').waitFor();
      const second = await startService({
        dataDir,
        environment: { PORT: port },
        deps: { respond: respondByWord },
      });
      onTestFinished(() => second.stop());
      await say(page, 'hai');

      await expect.poll(() => replies(page).count(), patient).toBe(2);
    });
  });

  it('keeps two tabs of one person in step', async () => {
    const { url } = await service();
    const context = await visitor();
    const [one, two] = [await open(context, url), await open(context, url)];

    await say(one, 'từ thẻ một');
    await expect.poll(() => replies(two).count(), patient).toBe(1);
    await say(two, 'từ thẻ hai');
    await expect.poll(() => replies(one).count(), patient).toBe(2);

    for (const tab of [one, two]) {
      expect(await said(tab)).toEqual(['từ thẻ một', 'từ thẻ hai']);
      expect(await replies(tab).count()).toBe(2);
    }
  });

  it('shows the conversation again after the back button and after a reload', async () => {
    const { url } = await service();
    const page = await open(await visitor(), url);
    await say(page, 'giàu');
    await page.getByRole('button', { name: 'Nộp ở đâu?' }).click();
    await expect.poll(() => replies(page).count(), patient).toBe(2);

    await page.goto(`${url}/demo`);
    await page.goBack();
    await expect.poll(() => replies(page).count(), patient).toBe(2);
    await page.reload();
    await expect.poll(() => replies(page).count(), patient).toBe(2);

    expect(await said(page)).toEqual(['giàu', 'Nộp ở đâu?']);
    await say(page, 'ba');
    await expect.poll(() => replies(page).count(), patient).toBe(3);
  });

  it('starts a new conversation, after asking', async () => {
    const { url } = await service();
    const page = await open(await visitor(), url);
    await say(page, 'một');
    await expect.poll(() => replies(page).count(), patient).toBe(1);

    await page.getByRole('button', { name: 'Cài đặt' }).click();
    await page.getByRole('button', { name: 'Bắt đầu cuộc trò chuyện mới' }).click();
    await page.getByRole('button', { name: 'Bắt đầu mới', exact: true }).click();

    await page.locator('.starters').waitFor();
    await page.reload();
    await page.locator('.starters').waitFor();
    expect(await replies(page).count()).toBe(0);
  });

  it('speaks the language of the browser, switches it, and remembers language, size and theme', async () => {
    const { url } = await service();
    const context = await visitor({ locale: 'en-GB' });
    const page = await open(context, url);
    expect(await page.locator('.notice').innerText()).toContain('automatic assistant');

    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'ភាសាខ្មែរ' }).check({ force: true });
    await page.getByRole('radio', { name: 'ធំណាស់' }).check({ force: true });
    await page.getByRole('radio', { name: 'ងងឹត' }).check({ force: true });
    await page.keyboard.press('Escape');
    await page.reload();
    await page.locator('.notice').waitFor();

    expect(await page.locator('html').getAttribute('lang')).toBe('km');
    const shown = await page.locator('.mc').evaluate((element) => {
      const style = getComputedStyle(element);
      return [style.fontSize, style.backgroundColor];
    });
    expect(shown).toEqual(['23.2px', 'rgb(16, 23, 24)']);
  });

  it('works with the keyboard alone', async () => {
    const { url } = await service();
    const page = await open(await visitor({ viewport: DESK }), url);
    const focused = () =>
      page.evaluate(() => document.activeElement?.textContent || document.activeElement?.tagName);

    for (let at = 0; at < 30 && (await focused()) !== 'TEXTAREA'; at++) await page.keyboard.press('Tab');
    await page.keyboard.type('giàu');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('dòng hai');
    await page.keyboard.press('Enter');
    await replies(page).first().waitFor();
    expect(await focused()).toBe('TEXTAREA');
    for (let at = 0; at < 30 && (await focused()) !== 'Nộp ở đâu?'; at++)
      await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');

    await expect.poll(() => replies(page).count(), patient).toBe(2);
    expect(await page.locator('.said .bubble').first().innerText()).toContain('giàu\ndòng hai');
  });

  it('prints everything, also what is folded', async () => {
    const { url } = await service();
    const page = await open(await visitor(), url);
    await say(page, 'giàu');
    await replies(page).first().waitFor();

    await page.emulateMedia({ media: 'print' });

    expect(await page.locator('.details').isVisible()).toBe(true);
    expect(await page.locator('.composer').isVisible()).toBe(false);
  });

  it('says when a message is too long, and when messages come too fast', async () => {
    const { url } = await service(respondByWord, { MESSAGES_PER_MINUTE: '2' });
    const page = await open(await visitor(), url, false);
    await page.getByRole('textbox').fill('x'.repeat(10_001));
    expect(await page.getByText('Tin dài quá 10.000 ký tự').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Gửi', exact: true }).isDisabled()).toBe(true);

    for (const text of ['một', 'hai', 'ba']) await say(page, text);

    await page.getByText(/Tin sẽ tự gửi sau \d+ giây/).waitFor();
  });

  it('runs no script that hides in a message or in any field of a reply', async () => {
    const { url } = await service();
    const page = await open(await visitor(), url);

    await say(
      page,
      '<img src=x onerror="window.hacked=1"> <script>window.hacked=1</script> https://evil.example độc',
    );
    await replies(page).first().waitFor();
    await page.reload();
    await replies(page).first().waitFor();
    for (const button of await page.locator('.fold').all()) await button.click();

    const found = await page.evaluate(() => ({
      hacked: 'hacked' in window,
      elements: document.querySelectorAll(
        '.log script, .log img, .log iframe, .log [onerror], .log [onmouseover]',
      ).length,
      links: [...document.querySelectorAll<HTMLAnchorElement>('.log a:not([download])')].map(
        (link) => link.protocol,
      ),
      inOwnMessage: document.querySelectorAll('.said a').length,
    }));
    expect(found.hacked).toBe(false);
    expect(found.elements).toBe(0);
    expect(new Set(found.links)).toEqual(new Set(['https:']));
    expect(found.inOwnMessage).toBe(0);
  });

  const VIEWS = (['vi', 'en', 'km'] as const).flatMap((language) =>
    (['light', 'dark'] as const).map((theme) => [language, theme] as const),
  );
  const LOCALES = { vi: 'vi-VN', en: 'en-GB', km: 'km-KH' } as const;

  it.each(VIEWS)('has no accessibility violations: %s, %s', async (language, colorScheme) => {
    const { url } = await service();
    // Both widths are seen in both themes and all languages over the six views.
    const viewport = (language === 'en') === (colorScheme === 'dark') ? DESK : PHONE;
    const page = await open(await visitor({ viewport, colorScheme, locale: LOCALES[language] }), url);

    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await violations(page)).toEqual([]);
    await say(page, 'giàu');
    await replies(page).first().waitFor();
    await page.locator('.reply .fold').click();
    await say(page, 'hai');
    await expect.poll(() => replies(page).count(), patient).toBe(2);
    expect(await violations(page)).toEqual([]);
    await page.locator('[aria-haspopup=dialog]').click();
    expect(await violations(page)).toEqual([]);
  });

  it('shows a chart as a picture, larger than nothing, and gives it as a file', async () => {
    const { url } = await service();
    const page = await open(await visitor(), url);
    await say(page, 'giàu');

    const chart = replies(page).getByRole('img');
    await chart.waitFor();

    expect(await chart.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      replies(page)
        .getByRole('link', { name: /bieu-do\.png/ })
        .click(),
    ]);
    expect(file.suggestedFilename()).toBe('bieu-do.png');
  });

  it.each([
    ['en', 'What do I need to register a birth?'],
    ['km', 'ធ្វើសំបុត្រកំណើតត្រូវការអ្វី?'],
  ] as const)('has starters in %s that are understood whatever the language', async (language, label) => {
    const { url } = await service();
    const page = await open(await visitor({ locale: LOCALES[language] }), url);

    await page.getByRole('button', { name: label }).click();

    await expect
      .poll(() => replies(page).locator('p').allInnerTexts(), patient)
      .toEqual(['Bạn nói: [q:citizen]']);
    await page.reload();
    await replies(page).first().waitFor();
    expect(await page.locator('.said .bubble').innerText()).toContain(label);
  });

  it('draws every Vietnamese tone mark and Khmer with a font that has them', async () => {
    const { url } = await service();
    const page = await open(await visitor(), url);
    await say(page, 'giàu');
    await replies(page).first().waitFor();
    await page.locator('.reply .fold').click();

    const loaded = await page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family);
    });
    expect(loaded.join()).toMatch(/Vietnam/);
    expect(loaded.join()).toMatch(/Khmer/);
  });

  it('answers a dropped or pasted file without sending it', async () => {
    const requests: string[] = [];
    const { url } = await service();
    const page = await open(await visitor(), url);
    page.on('request', (request) => requests.push(request.postData() ?? ''));

    await page.locator('textarea').evaluate((field) => {
      for (const [kind, type] of [
        ['paste', 'image/png'],
        ['drop', 'application/pdf'],
        ['drop', 'audio/ogg'],
      ] as const) {
        const data = new DataTransfer();
        data.items.add(new File(['căn cước'], 'can-cuoc', { type }));
        const about = { bubbles: true, cancelable: true, composed: true };
        field.dispatchEvent(
          kind === 'paste'
            ? new ClipboardEvent('paste', { ...about, clipboardData: data })
            : new DragEvent('drop', { ...about, dataTransfer: data }),
        );
      }
    });

    await expect.poll(() => replies(page).count(), patient).toBe(3);
    expect(await said(page)).toEqual(['(ảnh)', '(tệp)', '(tin thoại)']);
    expect(requests.join()).toContain('"media":"voice"');
    expect(requests.join()).not.toContain('can-cuoc');
    await page.reload();
    await expect.poll(() => replies(page).count(), patient).toBe(3);
    expect(await said(page)).toEqual(['(ảnh)', '(tệp)', '(tin thoại)']);
  });

  it('makes all text larger when asked to', async () => {
    const { url } = await service();
    const page = await open(await visitor(), url);
    await say(page, 'giàu');
    await replies(page).first().waitFor();
    const sizes = () =>
      page.evaluate(() =>
        ['.reply .bubble', '.said .bubble', '.reply .choices button', 'textarea', '.notice'].map((part) => {
          const element = document.querySelector(part);
          return element === null ? 0 : Number.parseFloat(getComputedStyle(element).fontSize);
        }),
      );
    const before = await sizes();
    await page.getByRole('button', { name: 'Cài đặt' }).click();
    await page.getByRole('radio', { name: 'Rất lớn' }).check({ force: true });
    const after = await sizes();

    for (const [at, size] of before.entries()) expect(after[at], String(at)).toBeGreaterThan(size * 1.3);
  });

  it('needs no sideways scrolling at 320 px with the largest text', async () => {
    const { url } = await service();
    const page = await open(await visitor({ viewport: { width: 320, height: 640 } }), url);
    await page.getByRole('button', { name: 'Cài đặt' }).click();
    await page.getByRole('radio', { name: 'Rất lớn' }).check({ force: true });
    const widths = () =>
      page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.querySelector('.scroller')?.scrollWidth,
      ]);

    expect((await widths())[0]).toBe(320);
    await page.keyboard.press('Escape');
    await say(page, `giàu ${'x'.repeat(300)}`);
    await replies(page).first().waitFor();
    expect(await widths()).toEqual([320, 320]);
  });

  describe('widget', () => {
    /** A strict and hostile host: its policy allows nothing inline, its styles break everything they reach. */
    async function host(serviceUrl: string, policy: string) {
      const server = createServer((request, response) => {
        if (request.url === '/host.css') {
          response.setHeader('content-type', 'text/css');
          response.end(
            '*{display:none!important;font-size:60px!important;color:red!important} html,head,body,main{display:block!important} div{position:static!important;transform:rotate(9deg)!important}',
          );
          return;
        }
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.setHeader('content-security-policy', policy);
        response.end(`<!doctype html><html lang="vi"><head><title>Cổng tỉnh</title><link rel="stylesheet" href="/host.css"></head>
          <body><main><h1>Cổng tỉnh</h1></main><script src="${serviceUrl}/widget.js" async></script></body></html>`);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void server.close());
      const address = server.address();
      return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    }
    /** The service must know the host's origin, and the host the service's: the port is chosen first. */
    async function pair(isAllowed: boolean, morePolicy = '') {
      const probe = createServer();
      await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      await new Promise((resolve) => probe.close(resolve));
      const serviceUrl = `http://127.0.0.1:${port}`;
      const hostUrl = await host(
        serviceUrl,
        `default-src 'none'; script-src ${serviceUrl}; connect-src ${serviceUrl}; style-src 'self'${morePolicy}`,
      );
      await service(respondByWord, {
        PORT: String(port),
        WIDGET_ORIGINS: isAllowed ? hostUrl : 'https://other.gov.vn',
      });
      return hostUrl;
    }

    it('works on a host with a strict policy and hostile styles, and keeps its conversation over pages', async () => {
      const hostUrl = await pair(true);
      const context = await visitor({ viewport: DESK });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(hostUrl);

      await page.getByRole('button', { name: 'Hỏi trợ lý Một Cửa' }).click();
      await say(page, 'giàu');
      await replies(page).first().waitFor();
      const looks = await replies(page)
        .first()
        .evaluate((element) => getComputedStyle(element).fontSize);
      const violationsFound = await violations(page);
      await page.keyboard.press('Escape');
      expect(await page.getByRole('button', { name: 'Hỏi trợ lý Một Cửa' }).isVisible()).toBe(true);
      await page.goto(`${hostUrl}/other`);
      await page.getByRole('button', { name: 'Hỏi trợ lý Một Cửa' }).click();
      await expect.poll(() => replies(page).count(), patient).toBe(1);

      expect(looks).toBe('16px');
      // What the host's own styles do to its own heading is not ours.
      expect(violationsFound.filter((one) => !one.includes('<h1>'))).toEqual([]);
      expect(errors).toEqual([]);
    });

    it('gets nothing on a host that is not allowed', async () => {
      const hostUrl = await pair(false);
      const page = await (await visitor()).newPage();
      await page.goto(hostUrl);

      await page.getByRole('button', { name: 'Hỏi trợ lý Một Cửa' }).click();
      await page.getByText('Mất kết nối').waitFor();

      expect(await page.locator('.notice').count()).toBe(0);
    });

    it('is shown on the demo page', async () => {
      const { url } = await service();
      const page = await (await visitor()).newPage();
      await page.goto(`${url}/demo`);

      await page.getByRole('button', { name: 'Hỏi trợ lý Một Cửa' }).click();
      await say(page, 'xin chào');

      await expect
        .poll(() => replies(page).locator('p').allInnerTexts(), patient)
        .toEqual(['Bạn nói: xin chào']);
      expect(await violations(page)).toEqual([]);
    });

    it.each(VIEWS)('has no accessibility violations: %s, %s', async (language, colorScheme) => {
      const { url } = await service();
      const context = await visitor({ viewport: colorScheme === 'dark' ? DESK : PHONE, colorScheme });
      await context.addInitScript((chosen) => {
        localStorage.setItem(
          'mot-cua:preferences',
          JSON.stringify({ language: chosen, size: 0, theme: 'auto' }),
        );
      }, language);
      const page = await context.newPage();
      await page.goto(`${url}/demo`);
      await page.locator('.launcher').waitFor();

      expect(await violations(page)).toEqual([]);
      await page.locator('.launcher').click();
      await page.locator('.starters').waitFor();
      expect(await page.locator('.widget').getAttribute('lang')).toBe(language);
      expect(await violations(page)).toEqual([]);
      await say(page, 'giàu');
      await replies(page).first().waitFor();
      await page.locator('.reply .fold').click();
      expect(await violations(page)).toEqual([]);
      await page.locator('[aria-haspopup=dialog]').click();
      expect(await violations(page)).toEqual([]);
    });

    it('shows charts and quick replies on a host whose policy forbids every picture', async () => {
      const hostUrl = await pair(true);
      const page = await (await visitor()).newPage();
      const errors: string[] = [];
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(hostUrl);
      await page.getByRole('button', { name: 'Hỏi trợ lý Một Cửa' }).click();

      await say(page, 'giàu');

      const chart = replies(page).getByRole('img', { name: 'Biểu đồ số hồ sơ theo tháng' });
      // One white pixel: what was painted is read back.
      await expect
        .poll(
          () =>
            chart.evaluate((element) =>
              [...((element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, 1, 1).data ?? [])].at(
                3,
              ),
            ),
          patient,
        )
        .toBeGreaterThan(0);
      await page.getByRole('button', { name: 'Nộp ở đâu?' }).click();
      await expect.poll(() => replies(page).last().innerText(), patient).toContain('Bạn nói: [where]');
      expect(errors).toEqual([]);
    });

    it('holds out against a host that pollutes, shouts in its channel and fills its storage with rubbish', async () => {
      const hostUrl = await pair(true);
      const context = await visitor();
      await context.addInitScript(() => {
        Object.defineProperty(Object.prototype, 'hacked', {
          value: 'x',
          enumerable: true,
          configurable: true,
        });
        (Array.prototype as unknown as Record<string, unknown>)['extra'] = 'x';
        for (const [key, value] of Object.entries({
          'mot-cua:queue': '[null, 1, {"id": {}, "text": {"__html": "<img>"}, "at": 1}, "x"]',
          'mot-cua:preferences': '{"language": "<script>", "size": "9", "theme": {"a": 1}}',
        }))
          localStorage.setItem(key, value);
      });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      await page.goto(hostUrl);
      await page.getByRole('button', { name: 'Hỏi trợ lý Một Cửa' }).click();
      await say(page, 'một');
      await expect.poll(() => replies(page).count(), patient).toBe(1);

      await page.evaluate(async () => {
        const script = '<img src=x onerror="window.pwned=1">';
        const channel = new BroadcastChannel('mot-cua');
        for (const message of [
          null,
          'fresh',
          { kind: 'other' },
          { kind: 'said' },
          { kind: 'said', entry: { kind: 'reply', cursor: 9e9, reply: { text: script }, at: 'x' } },
          { kind: 'said', entry: { kind: 'said', id: {}, text: { type: 'script' }, at: 1, content: {} } },
          {
            kind: 'said',
            entry: { kind: 'said', id: 'abc', text: script, at: script, state: 'sent', content: {} },
          },
        ])
          channel.postMessage(message);
        window.postMessage({ kind: 'fresh' }, '*');
      });
      await expect.poll(() => page.locator('.said').count(), patient).toBe(2);
      await say(page, 'độc');
      await expect.poll(() => replies(page).count(), patient).toBe(2);

      expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
      expect(await page.locator('.log img, .log script').count()).toBe(0);
      expect(errors).toEqual([]);
    });

    it('brings its own Khmer letters, also where the host forbids fonts', async () => {
      const hostUrl = await pair(true);
      const page = await (await visitor({ locale: 'km-KH' })).newPage();
      const errors: string[] = [];
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(hostUrl);
      await page.locator('.launcher').click();
      await page.locator('[aria-haspopup=dialog]').click();
      await page.getByRole('radio', { name: 'ភាសាខ្មែរ' }).check({ force: true });

      await expect
        .poll(() => page.evaluate(() => document.fonts.check('16px "Mot Cua Khmer"', 'ខ្មែរ')), patient)
        .toBe(true);
      await expect
        .poll(
          () => page.evaluate(() => [...document.fonts].map(({ family, status }) => `${family} ${status}`)),
          patient,
        )
        .toEqual([expect.stringMatching(/Mot Cua Khmer.* loaded/)]);
      expect(errors).toEqual([]);
    });

    it('needs neither eval nor HTML from strings (Trusted Types)', async () => {
      const hostUrl = await pair(true, "; require-trusted-types-for 'script'; trusted-types 'none'");
      const page = await (await visitor()).newPage();
      const errors: string[] = [];
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(hostUrl);
      await page.getByRole('button', { name: 'Hỏi trợ lý Một Cửa' }).click();
      await say(page, 'giàu');
      await replies(page).first().waitFor();

      expect(errors).toEqual([]);
    });

    it('sends what was written offline later, once', async () => {
      const hostUrl = await pair(true);
      const context = await visitor();
      const page = await context.newPage();
      await page.goto(hostUrl);
      await page.getByRole('button', { name: 'Hỏi trợ lý Một Cửa' }).click();
      await say(page, 'một');
      await expect.poll(() => replies(page).count(), patient).toBe(1);

      await context.setOffline(true);
      await say(page, 'hai');
      await page.getByText('Chờ có mạng để gửi').waitFor();
      await context.setOffline(false);

      await expect.poll(() => replies(page).count(), patient).toBe(2);
      expect(await said(page)).toEqual(['một', 'hai']);
    });
  });
});
