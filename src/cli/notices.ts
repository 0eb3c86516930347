import { join } from 'node:path';
import type { Command } from 'commander';
import { CHANNELS } from '../channels/index.ts';
import { systemClock, vietnamDay } from '../clock.ts';
import { readConfig } from '../config.ts';
import { planNotice, queueNotice } from '../delivery/notice.ts';
import { silentLogger } from '../logger.ts';
import { createChannelMemory, createEchoes } from '../storage/channel-memory.ts';
import { openSqliteStore } from '../storage/sqlite/index.ts';

interface Options {
  readonly source: string;
  readonly url?: string;
  readonly billed?: true;
  readonly yes?: true;
}

const FOUND: Readonly<Record<string, string>> = {
  free: 'gửi được, không mất tiền',
  billed: 'gửi được, mất tiền',
  closed: 'không gửi được nữa (quá thời hạn của kênh, hoặc đã bỏ quan tâm)',
  unknown: 'gửi, chưa chắc người ta thấy (trang web)',
  not_running: 'kênh chưa cấu hình',
};

export function addNotices(program: Command): void {
  program
    .command('notices')
    .description('Thông báo chung cho người đã đăng ký nhận tin')
    .command('send')
    .description('Gửi một thông báo. Không có --yes thì chỉ xem gửi được cho bao nhiêu người')
    .argument('<text>', 'nội dung, viết ngắn')
    .requiredOption('--source <title>', 'văn bản hoặc cơ quan ra thông báo')
    .option('--url <address>', 'địa chỉ đọc thêm')
    .option('--billed', 'gửi cả nơi mất tiền (Zalo sau 48 giờ)')
    .option('--yes', 'gửi')
    .action(send);
}

async function send(text: string, { source, url, billed, yes }: Options): Promise<void> {
  const config = readConfig(process.env);
  const now = systemClock.now();
  const store = await openSqliteStore({ path: join(config.dataDir, 'mot-cua.db') });
  try {
    const channels = new Map(
      CHANNELS.flatMap(({ name, setUp }) => {
        const memory = createChannelMemory(store, name);
        const echoes = createEchoes(store, systemClock);
        const setup = setUp({ config, clock: systemClock, logger: silentLogger, memory, echoes });
        return setup.on ? [[name, setup.channel] as const] : [];
      }),
    );
    const reply = {
      text: `${text.trim()}\n\nKhông muốn nhận nữa, bạn nhắn: dừng nhận tin.`,
      sources: [{ title: source, asOf: vietnamDay(now), ...(url === undefined ? {} : { url }) }],
    };
    const context = { store, channels, now };
    const plan = await planNotice(context, reply, billed === true);
    console.log(`${plan.people.length} nơi đã đăng ký nhận tin`);
    for (const found of new Set(plan.people.map((one) => one.found)))
      console.log(`  ${plan.people.filter((one) => one.found === found).length}: ${FOUND[found]}`);
    const count = plan.people.filter(({ gets }) => gets).length;
    if (!yes) {
      console.log(`Chưa gửi gì. Thêm --yes để gửi cho ${count} nơi.`);
      return;
    }
    await queueNotice(context, reply, plan);
    console.log(`Đã xếp hàng cho ${count} nơi; dịch vụ đang chạy sẽ gửi.`);
  } finally {
    await store.close();
  }
}
