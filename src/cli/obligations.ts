import type { Command } from 'commander';
import { systemClock, vietnamDay } from '../clock.ts';
import { readConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { contentDir } from '../files.ts';
import { calendarWarnings } from '../reporting/calendar.ts';
import { addDays, isDay } from '../reporting/days.ts';
import { describeDueRule } from '../reporting/due.ts';
import { loadReporting } from '../reporting/load.ts';
import { periodName } from '../reporting/periods.ts';

export function addObligations(program: Command): void {
  program
    .command('obligations')
    .description('Lịch báo cáo: kỳ, kỳ số liệu, hạn nộp, số đơn vị phải nộp')
    .option('--from <day>', 'từ ngày, ví dụ 2026-11-01 (mặc định: hôm nay)')
    .option('--to <day>', 'đến ngày (mặc định: 60 ngày sau)')
    .option('--history', 'kể cả chế độ đã kết thúc')
    .option('--csv', 'in dạng CSV')
    .action((options: { from?: string; to?: string; history?: boolean; csv?: boolean }) => {
      const today = vietnamDay(systemClock.now());
      const from = dayOption('--from', options.from) ?? today;
      const to = dayOption('--to', options.to) ?? addDays(from, 60);
      const { obligations, calendar, officeHours } = loadReporting(
        contentDir(),
        readConfig(process.env).province,
      );
      const duties = obligations
        .dueBetween(from, to)
        .filter(({ obligation }) => options.history === true || obligation.set !== 'history');
      if (options.csv === true)
        console.log('han,chac_chan,ma,bao_cao,ky,so_lieu_tu,so_lieu_den,so_don_vi,trang_thai');
      for (const { dueOn, certain, obligation, period, window, units } of duties) {
        if (options.csv === true) {
          const cells = [
            dueOn,
            certain ? '1' : '0',
            obligation.id,
            obligation.name,
            period.id,
            window.from,
            window.to,
            String(units.length),
            obligation.status,
          ];
          console.log(
            cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join(','),
          );
        } else {
          console.log(
            `${dueOn}${certain ? '' : ' (chưa chắc)'}  ${obligation.name}, ${periodName(period)}  số liệu ${window.from} đến ${window.to}  ${units.length} đơn vị  [${describeDueRule(obligation.due)}; ${obligation.status}]`,
          );
        }
      }
      for (const warning of calendarWarnings(calendar, officeHours, today))
        console.error(`Chú ý: ${warning}`);
      if (duties.length === 0) console.error(`Không có báo cáo nào đến hạn từ ${from} đến ${to}.`);
    });
}

function dayOption(name: string, value: string | undefined): string | undefined {
  if (value !== undefined && !isDay(value))
    throw new AppError('usage', `${name}: “${value}” không phải là ngày, ví dụ 2026-11-01`);
  return value;
}
