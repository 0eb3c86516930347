import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { systemClock, vietnamDay } from '../clock.ts';
import { readConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { contentDir } from '../files.ts';
import { noteRequest } from '../officers/requests.ts';
import { calendarWarnings } from '../reporting/calendar.ts';
import { addDays, isDay } from '../reporting/days.ts';
import { describeDueRule } from '../reporting/due.ts';
import { createReportFeed } from '../reporting/feed.ts';
import { loadReporting, type Reporting } from '../reporting/load.ts';
import type { Duty } from '../reporting/obligations.ts';
import { periodName } from '../reporting/periods.ts';
import {
  obligationOf,
  problemsOfRequest,
  readAudience,
  readDay,
  reportOfName,
  requestCode,
} from '../reporting/requests.ts';
import { withOffice } from './office.ts';

export function addObligations(program: Command): void {
  const command = program
    .command('obligations')
    .description('Lịch báo cáo: kỳ, kỳ số liệu, hạn nộp, số đơn vị phải nộp')
    .option('--from <day>', 'từ ngày, ví dụ 2026-11-01 (mặc định: hôm nay)')
    .option('--to <day>', 'đến ngày (mặc định: 60 ngày sau)')
    .option('--history', 'kể cả chế độ đã kết thúc')
    .option('--csv', 'in dạng CSV')
    .action(async (options: { from?: string; to?: string; history?: boolean; csv?: boolean }) => {
      const today = vietnamDay(systemClock.now());
      const from = dayOption('--from', options.from) ?? today;
      const to = dayOption('--to', options.to) ?? addDays(from, 60);
      const reporting = await withRequests();
      const duties = reporting.obligations
        .dueBetween(from, to)
        .filter(({ obligation }) => options.history === true || obligation.set !== 'history');
      if (options.csv === true)
        console.log('han,chac_chan,ma,bao_cao,ky,so_lieu_tu,so_lieu_den,so_don_vi,trang_thai');
      for (const duty of duties) console.log(options.csv === true ? csvLine(duty) : textLine(duty));
      for (const warning of calendarWarnings(reporting.calendar, reporting.officeHours, today))
        console.error(`Chú ý: ${warning}`);
      if (duties.length === 0) console.error(`Không có báo cáo nào đến hạn từ ${from} đến ${to}.`);
    });
  command
    .command('request')
    .description('Yêu cầu một báo cáo một lần, có hạn; không có --yes thì chỉ xem trước')
    .argument('<name>', 'tên báo cáo')
    .requiredOption('--due <day>', 'hạn, ví dụ 2026-12-10 hoặc 10/12/2026')
    .option(
      '--units <list>',
      'ai nộp: “các xã”, “các sở”, “tất cả”, hoặc tên đơn vị cách nhau bằng dấu phẩy',
      'tất cả',
    )
    .option('--yes', 'ghi thật')
    .action((name: string, options: { due: string; units: string; yes?: boolean }) =>
      withOffice(async ({ store, reporting }) => {
        const now = systemClock.now();
        const today = vietnamDay(now);
        const dueOn = readDay(options.due, today);
        if (dueOn === undefined)
          throw new AppError('usage', `--due: “${options.due}” không phải là ngày, ví dụ 2026-12-10`);
        const audience = readAudience(options.units, reporting, today);
        const request = {
          code: requestCode(randomBytes(6)),
          status: 'active' as const,
          name,
          report: reportOfName(name),
          kinds: audience.kinds,
          units: audience.units.map(({ id }) => id),
          from: today,
          dueOn,
        };
        const obligation = obligationOf(request, reporting);
        reporting.obligations.add(obligation);
        const duty = reporting.obligations.dutyOf(obligation, dueOn);
        const problems = problemsOfRequest(request, audience, duty?.units.length ?? 0, today);
        if (problems.length > 0 || duty === undefined)
          throw new AppError('request', `chưa lập được yêu cầu: ${problems.join('; ')}`);
        console.log(textLine(duty));
        if (options.yes !== true) {
          console.log('Chạy lại với --yes để ghi.');
          return;
        }
        await store.transaction((tx) => noteRequest(tx, request, { by: 'cli', now }));
        console.log(`Đã ghi yêu cầu ${request.code}.`);
      }),
    );
  command
    .command('requests')
    .description('Các yêu cầu báo cáo một lần')
    .action(() =>
      withOffice(async ({ store }) => {
        const notes = await store.transaction((tx) => tx.reports.requestsAfter(0));
        const latest = new Map(notes.map((one) => [one.code, one]));
        for (const { code, status, name, dueOn } of latest.values())
          console.log(`${code}\t${dueOn}\t${status === 'active' ? 'đang chạy' : 'đã hủy'}\t${name}`);
        if (latest.size === 0) console.error('Chưa có yêu cầu nào.');
      }),
    );
  command
    .command('cancel')
    .description('Hủy một yêu cầu báo cáo một lần')
    .argument('<code>', 'ví dụ yc-7k2m9q')
    .action((code: string) =>
      withOffice(async ({ store }) => {
        await store.transaction(async (tx) => {
          const known = await tx.reports.findRequest(code);
          if (known === undefined || known.status === 'draft')
            throw new AppError('request', `không có yêu cầu ${code}; xem \`mot-cua obligations requests\``);
          const { id: _, by: __, at: ___, ...request } = known;
          await noteRequest(tx, { ...request, status: 'cancelled' }, { by: 'cli', now: systemClock.now() });
        });
        console.log('Đã hủy.');
      }),
    );
}

/** What ships, and what was asked for once, where this machine has a database. */
async function withRequests(): Promise<Reporting> {
  const config = readConfig(process.env);
  if (!existsSync(join(config.dataDir, 'mot-cua.db'))) return loadReporting(contentDir(), config.province);
  const found: Reporting[] = [];
  await withOffice(async ({ store, reporting }) => {
    await createReportFeed({ store, clock: systemClock, reporting }).refresh();
    found.push(reporting);
  });
  return found[0] ?? loadReporting(contentDir(), config.province);
}

/** The documents of ended reports name no due day; the one in the content only orders them, and is not told. */
const hasDueDay = ({ obligation }: Duty): boolean =>
  obligation.set !== 'history' || obligation.dueBasis === 'document';

function textLine(duty: Duty): string {
  const { dueOn, certain, obligation, period, window, units } = duty;
  const figures = period.type === 'ad_hoc' ? '' : `  số liệu ${window.from} đến ${window.to}`;
  const rule = hasDueDay(duty) ? `${describeDueRule(obligation.due)}; ` : '';
  const day = hasDueDay(duty) ? `${dueOn}${certain ? '' : ' (chưa chắc)'}` : '(không rõ hạn)';
  return `${day}  ${obligation.name}, ${periodName(period)}${figures}  ${units.length} đơn vị  [${rule}${obligation.status}]`;
}

function csvLine(duty: Duty): string {
  const { dueOn, certain, obligation, period, window, units } = duty;
  const cells = [
    hasDueDay(duty) ? dueOn : '',
    hasDueDay(duty) && certain ? '1' : '0',
    obligation.id,
    obligation.name,
    period.id,
    window.from,
    window.to,
    String(units.length),
    obligation.status,
  ];
  return cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join(',');
}

function dayOption(name: string, value: string | undefined): string | undefined {
  if (value !== undefined && !isDay(value))
    throw new AppError('usage', `${name}: “${value}” không phải là ngày, ví dụ 2026-11-01`);
  return value;
}
