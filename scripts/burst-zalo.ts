import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startZaloStub } from '../test/support/zalo-stub/index.ts';

/**
 * How soon the webhook answers when everybody writes at once: `npm run burst:zalo -- [events] [rounds]`. The whole
 * service runs in a process of its own on the shipped content; each round comes while the ones before are still being
 * answered. Zalo allows 2,000 ms; ends with code 1 when one delivery took longer or was not answered 200.
 */
const events = Number(process.argv[2] ?? 200);
const rounds = Number(process.argv[3] ?? 3);
const ROUND_EVERY_MS = 1_000;
const QUESTIONS = [
  'con tôi mới sinh được hai tháng mà vợ chồng tôi chưa đăng ký kết hôn thì làm giấy khai sinh cho cháu cần những gì và nộp ở đâu',
  'mở quán cà phê nhỏ ở xã cần giấy tờ gì',
  'photo công chứng cmnd ở xã đc ko',
  'so ho so BCCI nam 2018',
  'liệt kê dịch vụ toàn trình lĩnh vực hộ tịch cấp xã',
];

const dataDir = mkdtempSync(join(tmpdir(), 'mot-cua-burst-'));
const port = await freePort();
const stub = await startZaloStub({
  webhookUrl: `http://127.0.0.1:${port}/webhooks/zalo`,
  retryDelaysMs: [],
  timeoutMs: 60_000,
});
const service = spawn(
  process.execPath,
  ['--import', 'tsx', fileURLToPath(new URL('../src/cli/mot-cua.ts', import.meta.url)), 'serve'],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      ...stub.environment(stub.account.issue()),
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      ZALO_PER_CONVERSATION_MS: '0',
    },
  },
);
try {
  while (
    !(await fetch(`http://127.0.0.1:${port}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    ))
  )
    await pause(200);
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < events; n++)
      void stub.says(
        `8${String(round * events + n).padStart(18, '0')}`,
        QUESTIONS[n % QUESTIONS.length] ?? '',
      );
    await pause(ROUND_EVERY_MS);
  }
  await stub.sender.quiet();
  const deliveries = stub.sender.log.filter(({ event }) => event.startsWith('user_'));
  const times = deliveries.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const share = (part: number) =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0);
  const late = deliveries.filter(({ status, tookMs }) => status !== 200 || tookMs > 2_000).length;
  console.log(
    `${rounds} × ${events} events: 200 after p50 ${share(0.5)} ms, p99 ${share(0.99)} ms, at most ${share(1)} ms; ${late} late or refused`,
  );
  const startedAt = performance.now();
  const answered = () =>
    stub.account.users().filter(({ received }) => received.some(({ from }) => from === 'assistant')).length;
  while (answered() < rounds * events && performance.now() - startedAt < 180_000) await pause(500);
  console.log(
    `${answered()} of ${rounds * events} people answered, the last ${Math.round((performance.now() - startedAt) / 1_000)} s after the last delivery`,
  );
  process.exitCode = late === 0 && answered() === rounds * events ? 0 : 1;
} finally {
  service.kill();
  await new Promise((resolve) => service.once('exit', resolve));
  await stub.close();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
