import type { Command } from 'commander';
import { createTerminal, type Terminal } from '../channels/terminal/index.ts';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { createService } from '../main.ts';

const WELCOME = `Trợ lý Một Cửa. Gõ câu hỏi rồi Enter; gõ số để chọn; /help để xem gợi ý; /quit để thoát.
Trợ lý trả lời tự động, không thay cho quyết định của cán bộ.`;

export function addChat(program: Command): void {
  program
    .command('chat')
    .description('Hỏi đáp ngay trên dòng lệnh')
    .action(async () => {
      const config = readConfig({ LOG_LEVEL: 'error', ...process.env });
      let terminal: Terminal | undefined;
      const service = await createService(config, {
        only: ({ settled }) => {
          terminal = createTerminal({
            input: process.stdin,
            output: process.stdout,
            clock: systemClock,
            settled,
          });
          return terminal;
        },
      });
      console.log(WELCOME);
      try {
        await service.start();
        await terminal?.ended;
      } finally {
        await service.stop();
      }
    });
}
