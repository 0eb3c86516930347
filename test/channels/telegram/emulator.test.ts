import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createPlainServer } from 'node:net';
import emulatorPackage from '@vishtar/telegram-test-api';
import { afterEach, describe, expect, it } from 'vitest';
import { startService } from '../../support/service.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { until } from '../../support/until.ts';

// A CommonJS package: what is its default export depends on who loads it.
const loaded: unknown = emulatorPackage;
const TelegramServer = (
  typeof loaded === 'function' ? loaded : (loaded as { default: unknown }).default
) as typeof emulatorPackage.default;

const token = '666:emulated';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** Somebody else's idea of Telegram: knows nine methods, checks little, never waits. */
async function startEmulator() {
  const server = new TelegramServer({ host: '127.0.0.1', port: await freePort() });
  await server.start();
  closing.push(() => server.stop());
  return server;
}

async function freePort(): Promise<number> {
  const server = createPlainServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function start(environment: Record<string, string>) {
  const service = await startService({
    dataDir: tempDir(),
    environment: { TELEGRAM_TOKEN: token, ...environment },
  });
  closing.push(service.stop);
  return service;
}

type Emulator = Awaited<ReturnType<typeof startEmulator>>;

async function converse(emulator: Emulator): Promise<string[]> {
  const lan = emulator.getClient(token, { userId: 77, chatId: 77, timeout: 5_000 });
  const said = (n: number) => until(() => emulator.storage.botMessages.length === n);
  await lan.sendCommand(lan.makeCommand('/start'));
  await said(1);
  await lan.sendMessage(lan.makeMessage('phí chứng thực <b>bao nhiêu</b>?'));
  await said(2);
  await lan.sendCallback(lan.makeCallbackQuery('p:1.001029'));
  await said(3);
  return emulator.storage.botMessages.map(({ message }) => String(message.text));
}

const ANSWERS = ['1: (started)', '2: phí chứng thực <b>bao nhiêu</b>?', '3: [p:1.001029]'];

describe('channels/telegram against an independent emulator', () => {
  it('talks over long polling', async () => {
    const emulator = await startEmulator();
    await start({ TELEGRAM_API_ROOT: emulator.config.apiURL });

    expect(await converse(emulator)).toEqual(ANSWERS);
  });

  it('talks over a webhook, through a shim that adds the header the emulator forgets', async () => {
    const [emulator, secret] = [await startEmulator(), 'emulated-secret'];
    let target = '';
    const refused: number[] = [];
    const shim = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const post = (headers: Record<string, string>) =>
        fetch(target + request.url, {
          method: 'POST',
          body: Buffer.concat(chunks),
          headers: { 'content-type': 'application/json', ...headers },
        });
      refused.push((await post({})).status);
      response.writeHead((await post({ 'x-telegram-bot-api-secret-token': secret })).status).end();
    });
    await new Promise<void>((resolve) => shim.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      shim.closeAllConnections();
      await new Promise((resolve) => shim.close(resolve));
    });
    const service = await start({
      TELEGRAM_API_ROOT: emulator.config.apiURL,
      TELEGRAM_MODE: 'webhook',
      TELEGRAM_WEBHOOK_SECRET: secret,
      PUBLIC_URL: `http://127.0.0.1:${(shim.address() as AddressInfo).port}`,
    });
    target = service.url;
    await until(() => Object.keys(Reflect.get(emulator, 'webhooks')).length === 1);

    expect(await converse(emulator)).toEqual(ANSWERS);
    expect(refused).toEqual([401, 401, 401]);
  });
});
