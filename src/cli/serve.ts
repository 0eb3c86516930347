import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { createService } from '../main.ts';

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('Chạy dịch vụ: web chat và các kênh đã cấu hình')
    .action(async () => {
      const config = readConfig(process.env);
      const logger = createLogger(config.logLevel);
      const service = await createService(config, { logger });
      const address = await service.start().catch(async (error: unknown) => {
        await service.stop();
        throw error;
      });
      // Before anything is printed: whoever reads the lines may stop us at once.
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => {
          logger.info({ signal }, 'stopping: finishing what is held');
          service.stop().then(
            () => process.exit(0),
            (error: unknown) => {
              logger.error({ error }, 'could not stop cleanly');
              process.exit(1);
            },
          );
        });
      }
      console.log(`Web chat: ${config.publicUrl ?? address}`);
      for (const { name, off } of service.channels) {
        console.log(off === undefined ? `- ${name}: bật` : `- ${name}: tắt (${off})`);
      }
      console.log('Dừng: Ctrl+C');
    });
}
