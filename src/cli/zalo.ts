import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { prepareConsent, readZaloStatus, type ZaloStatus } from '../channels/zalo/index.ts';
import { systemClock, vietnamDay, vietnamTime } from '../clock.ts';
import { readConfig } from '../config.ts';
import type { ZaloConfig } from '../config-zalo.ts';
import { ConfigError } from '../errors.ts';
import { createChannelMemory } from '../storage/channel-memory.ts';
import { openSqliteStore } from '../storage/sqlite/index.ts';

type Memory = ReturnType<typeof createChannelMemory>;

export function addZalo(program: Command): void {
  const zalo = program.command('zalo').description('Zalo Official Account');
  zalo
    .command('connect')
    .description('Cho phép ứng dụng gửi tin thay OA; cần quản trị viên của OA')
    .option('--plain-redirect', 'không thêm dấu kiểm tra vào địa chỉ chuyển hướng')
    .action(({ plainRedirect = false }: { plainRedirect?: boolean }) =>
      withZalo((config, memory) => connect(config, memory, plainRedirect)),
    );
  zalo
    .command('status')
    .description('Mã truy cập, cảnh báo, lần cuối nhận sự kiện')
    .option('--online', 'hỏi cả Zalo (getoa)')
    .action(({ online = false }: { online?: boolean }) =>
      withZalo(async (config, memory) => {
        const status = await readZaloStatus({ config, memory, clock: systemClock, online });
        for (const line of statusLines(status)) console.log(line);
        if (status.alarms.length > 0 || status.tokens === undefined || status.account?.ok === false)
          process.exitCode = 1;
      }),
    );
}

async function withZalo(work: (config: ZaloConfig, memory: Memory) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  if (config.zalo === undefined)
    throw new ConfigError([
      'ZALO_APP_ID, ZALO_APP_SECRET, ZALO_OA_SECRET_KEY: are needed (docs/zalo-pilot.md)',
    ]);
  const store = await openSqliteStore({ path: join(config.dataDir, 'mot-cua.db') });
  try {
    await work(config.zalo, createChannelMemory(store, 'zalo'));
  } finally {
    await store.close();
  }
}

async function connect(config: ZaloConfig, memory: Memory, plainRedirect: boolean): Promise<void> {
  const consent = prepareConsent({ config, memory, clock: systemClock, plainRedirect });
  console.log(`1. Đăng nhập Zalo bằng tài khoản quản trị OA, mở địa chỉ này và bấm đồng ý:

${consent.url}

2. Trình duyệt sẽ chuyển sang địa chỉ của bạn, có ?code=… ở cuối. Trang đó báo lỗi cũng không sao.
   Sao chép cả địa chỉ trên thanh địa chỉ rồi dán vào đây (trong 10 phút):
`);
  const input = createInterface({ input: process.stdin, output: process.stdout, terminal: false });
  try {
    // A closed input ends the command instead of leaving it waiting.
    const answer = await Promise.race([
      input.question('> '),
      new Promise<string>((resolve) => input.once('close', () => resolve(''))),
    ]);
    const { oaId, expiresAt } = await consent.finish(answer);
    console.log(
      `\nĐã kết nối${oaId === undefined ? '' : ` OA ${oaId}`}. Mã truy cập có đến ${local(expiresAt)}; dịch vụ tự gia hạn.`,
    );
  } finally {
    input.close();
  }
}

function statusLines({ tokens, alarms, lastDelivery, account }: ZaloStatus): string[] {
  const lines: string[] = [];
  if (tokens === undefined) lines.push('Mã truy cập: chưa có. Chạy: mot-cua zalo connect');
  else {
    lines.push(`Mã truy cập: lấy lúc ${local(tokens.obtainedAt)}, có đến ${local(tokens.expiresAt)}`);
    if (tokens.refused !== undefined) lines.push(`  Zalo từ chối gia hạn: ${tokens.refused}`);
  }
  lines.push(
    lastDelivery === undefined
      ? 'Sự kiện từ Zalo: chưa nhận lần nào'
      : `Sự kiện từ Zalo: lần cuối ${local(lastDelivery.lastAt)}, chữ ký dùng timestamp của ${lastDelivery.signed}`,
  );
  if (account?.ok === true)
    lines.push(`OA: ${account.name ?? '?'} (${account.oaId ?? '?'}), gói ${account.package ?? '?'}`);
  if (account?.ok === false) lines.push(`OA: không hỏi được: ${account.problem}`);
  lines.push(alarms.length === 0 ? 'Cảnh báo: không có' : 'Cảnh báo:');
  for (const { name, since, detail, remedy } of alarms)
    lines.push(`- ${name}, từ ${local(since)}: ${detail}. ${remedy}`);
  return lines;
}

/** `21:05 2026-11-21` in Viet Nam. */
function local(instant: string | undefined): string {
  if (instant === undefined) return '?';
  const date = new Date(instant);
  return `${vietnamTime(date)} ${vietnamDay(date)}`;
}
