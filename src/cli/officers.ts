import type { Command } from 'commander';
import { systemClock, vietnamDay } from '../clock.ts';
import { AppError } from '../errors.ts';
import { conversationId } from '../messages/index.ts';
import { readBulkList } from '../officers/bulk.ts';
import { findUnitNamed } from '../officers/find-unit.ts';
import {
  firstAdministratorCode,
  issueCode,
  linkDirectly,
  OFFICER_ROLES,
  type OfficerRole,
  revokeRoles,
} from '../officers/linking.ts';
import { readSheet } from '../officers/sheet.ts';
import { isDay } from '../reporting/days.ts';
import { exportOverview } from '../reporting/export.ts';
import { createReportFeed } from '../reporting/feed.ts';
import type { Reporting } from '../reporting/load.ts';
import type { Unit } from '../reporting/units.ts';
import { withOffice } from './office.ts';
import { handleMail } from './office-mail.ts';

export function addOfficers(program: Command): void {
  const officers = program
    .command('officers')
    .description('Cán bộ: mã liên kết, vai trò, người thay, theo dõi nộp báo cáo');

  officers
    .command('first-code')
    .description('In một lần mã của quản trị đầu tiên')
    .action(() =>
      withOffice(async ({ store, reporting }) => {
        const code = await firstAdministratorCode(store, systemClock, rootOf(reporting).id);
        if (code === undefined)
          throw new AppError('officers', 'đã có quản trị; quản trị cấp mã bằng `mot-cua officers code`');
        console.log(
          `Mã quản trị đầu tiên (dùng một lần, 14 ngày): ${code}\nTrong trò chuyện, gõ: liên kết ${code}`,
        );
      }),
    );
  officers
    .command('code')
    .description('Cấp một mã liên kết')
    .requiredOption('--unit <unit>', 'tên hoặc mã đơn vị')
    .option('--role <role>', `vai trò: ${OFFICER_ROLES.join(', ')}`, 'officer')
    .option('--name <name>', 'họ tên')
    .option('--person <id>', 'thêm kênh cho người đã có')
    .option('--days <n>', 'số ngày còn hiệu lực', Number, 14)
    .action((options: { unit: string; role: string; name?: string; person?: string; days: number }) =>
      withOffice(async ({ store, reporting }) => {
        const unit = unitOf(reporting, options.unit);
        const code = await store.transaction((tx) =>
          issueCode(tx, {
            role: roleOf(options.role),
            unit: unit.id,
            name: options.name,
            person: options.person,
            by: 'cli',
            now: systemClock.now(),
            days: options.days,
          }),
        );
        console.log(`${code}\t${options.role}\t${unit.name}`);
      }),
    );
  officers
    .command('import')
    .description('Liên kết hàng loạt từ .xlsx hoặc .csv: đơn vị, họ tên, email, vai trò')
    .argument('<file>')
    .option('--yes', 'ghi thật; không có thì chỉ kiểm tra')
    .action((file: string, options: { yes?: boolean }) =>
      withOffice(async ({ store, reporting }) => {
        const now = systemClock.now();
        const list = readBulkList(
          await readSheet(file),
          reporting.units,
          reporting.province,
          vietnamDay(now),
        );
        for (const line of [...list.problems, ...list.repeated]) console.log(line);
        if (list.problems.length > 0)
          throw new AppError('import', `có ${list.problems.length} dòng sai, chưa ghi gì; sửa rồi chạy lại`);
        if (options.yes !== true) {
          console.log(`${list.people.length} người đọc được. Chạy lại với --yes để ghi.`);
          return;
        }
        const added = await store.transaction(async (tx) => {
          let count = 0;
          for (const { email, name, role, unit } of list.people)
            if (
              (
                await linkDirectly(tx, {
                  conversation: conversationId('email', email),
                  name,
                  role,
                  unit,
                  by: 'cli',
                  now,
                })
              ).isNew
            )
              count += 1;
          return count;
        });
        console.log(`Đã ghi ${list.people.length} dòng, ${added} người mới.`);
      }),
    );
  officers
    .command('list')
    .description('Người, đơn vị, kênh, tình trạng')
    .action(() =>
      withOffice(async ({ store, reporting }) => {
        const unreachable = new Map(
          (
            await store.transaction(async (tx) => {
              await tx.audit.add({
                at: systemClock.now(),
                actor: 'cli',
                action: 'officers.list',
                subject: 'all',
              });
              return tx.reminders.unreachable();
            })
          ).map(({ person, since }) => [person, since]),
        );
        for (let afterId = ''; ; ) {
          const people = await store.transaction((tx) => tx.people.page({ afterId, limit: 200 }));
          for (const { id, name, roles, channels, leave } of people) {
            const units = roles.map(
              ({ role, unit, disputedAt }) =>
                `${role} ${reporting.units.find(unit)?.name ?? unit}${disputedAt === undefined ? '' : ' (báo không phụ trách)'}`,
            );
            const ways = channels.map(
              ({ conversation, failedAt }) =>
                `${conversation.slice(0, conversation.indexOf(':'))}${failedAt === undefined ? '' : ' (hỏng)'}`,
            );
            const since = unreachable.get(id);
            console.log(
              `${id}\t${name ?? ''}\t${units.join('; ') || 'không còn vai trò'}\t${ways.join(', ') || 'chưa có kênh'}${leave === undefined ? '' : `\tnghỉ ${leave.from}–${leave.to}, thay: ${leave.deputy}`}${since === undefined ? '' : `\tKHÔNG LIÊN LẠC ĐƯỢC từ ${since}`}`,
            );
          }
          if (people.length === 0) break;
          afterId = people.at(-1)?.id ?? '';
        }
      }),
    );
  officers
    .command('why')
    .description('Vì sao chọn kênh đó: các lần nhắc gần nhất của một người')
    .argument('<person>')
    .action((person: string) =>
      withOffice(async ({ store }) => {
        const digests = await store.transaction(async (tx) => {
          if ((await tx.people.find(person)) === undefined)
            throw new AppError('person', `không có người nào mã ${person}; xem \`mot-cua officers list\``);
          await tx.audit.add({
            at: systemClock.now(),
            actor: 'cli',
            action: 'officers.why',
            subject: person,
          });
          return tx.reminders.digestsOf(person, 10);
        });
        if (digests.length === 0) console.log('Chưa nhắc lần nào.');
        for (const { day, conversation, reports, why } of digests) {
          console.log(
            `${day}  ${conversation === undefined ? 'không kênh nào dùng được' : `gửi qua ${conversation.slice(0, conversation.indexOf(':'))}`}  ${reports.length} mục`,
          );
          for (const { channel, found, chosen } of why)
            console.log(`  ${chosen ? '→' : ' '} ${channel}: ${LOOKS[found] ?? found}`);
        }
      }),
    );
  officers
    .command('unlink')
    .description('Bỏ một kênh của một người: web:…, zalo:…, email:…')
    .argument('<conversation>')
    .action((conversation: string) =>
      withOffice(async ({ store }) => {
        const done = await store.transaction(async (tx) => {
          await tx.audit.add({ at: systemClock.now(), actor: 'cli', action: 'unlink', subject: 'channel' });
          return tx.people.unlink(conversation as `web:${string}`);
        });
        console.log(done ? 'Đã bỏ.' : 'Kênh này chưa liên kết với ai.');
      }),
    );
  officers
    .command('revoke')
    .description('Thu hồi vai trò của một người, hoặc các mã chưa dùng của một đơn vị (--codes)')
    .argument('[person]')
    .option('--unit <unit>', 'chỉ ở đơn vị này')
    .option('--codes', 'thu hồi mã chưa dùng của --unit')
    .action((person: string | undefined, options: { unit?: string; codes?: boolean }) =>
      withOffice(async ({ store, reporting }) => {
        const unit = options.unit === undefined ? undefined : unitOf(reporting, options.unit).id;
        const now = systemClock.now();
        if (options.codes === true) {
          if (unit === undefined) throw new AppError('usage', '--codes cần --unit');
          const count = await store.transaction(async (tx) => {
            const revoked = await tx.people.revokeCodes({ unit }, now);
            await tx.audit.add({
              at: now,
              actor: 'cli',
              action: 'code.revoke',
              subject: unit,
              details: { count: revoked },
            });
            return revoked;
          });
          console.log(`Đã thu hồi ${count} mã.`);
          return;
        }
        if (person === undefined) throw new AppError('usage', 'cần mã người; xem `mot-cua officers list`');
        console.log(
          `Đã thu hồi ${await store.transaction((tx) => revokeRoles(tx, { person, unit, by: 'cli', now }))} vai trò.`,
        );
      }),
    );
  officers
    .command('leave')
    .description('Nghỉ phép, có người nhận thay; không có --deputy là hết nghỉ')
    .argument('<person>')
    .option('--from <day>')
    .option('--to <day>')
    .option('--deputy <person>')
    .action((person: string, { from, to, deputy }: { from?: string; to?: string; deputy?: string }) =>
      withOffice(async ({ store }) => {
        await store.transaction(async (tx) => {
          for (const id of [person, ...(deputy === undefined ? [] : [deputy])])
            if ((await tx.people.find(id)) === undefined)
              throw new AppError('person', `không có người nào mã ${id}`);
          const audit = (details: unknown) =>
            tx.audit.add({
              at: systemClock.now(),
              actor: 'cli',
              action: 'person.leave',
              subject: person,
              details,
            });
          if (deputy === undefined) {
            await tx.people.setLeave(person, undefined);
            return audit({ ended: true });
          }
          if (from === undefined || to === undefined || !isDay(from) || !isDay(to) || to < from)
            throw new AppError(
              'usage',
              '--from và --to cần là ngày, ví dụ 2026-12-01, và --to không trước --from',
            );
          if (deputy === person) throw new AppError('usage', 'người nhận thay phải là người khác');
          await tx.people.setLeave(person, { from, to, deputy });
          return audit({ from, to, deputy });
        });
        console.log('Đã ghi.');
      }),
    );
  officers
    .command('prefer')
    .description('Kênh ưa dùng của một người: zalo, telegram, email, web')
    .argument('<person>')
    .argument('[channel]')
    .action((person: string, channel: string | undefined) =>
      withOffice(async ({ store }) => {
        if (channel !== undefined && !['zalo', 'telegram', 'email', 'web'].includes(channel))
          throw new AppError('usage', `“${channel}” không phải là kênh; dùng zalo, telegram, email hoặc web`);
        await store.transaction(async (tx) => {
          if ((await tx.people.find(person)) === undefined)
            throw new AppError('person', `không có người nào mã ${person}; xem \`mot-cua officers list\``);
          await tx.people.setPreferred(person, channel);
          await tx.audit.add({
            at: systemClock.now(),
            actor: 'cli',
            action: 'person.prefer',
            subject: person,
            details: { channel: channel ?? null },
          });
        });
        console.log('Đã ghi.');
      }),
    );
  officers
    .command('mail')
    .alias('bounced')
    .description(
      'Đọc một thư trả lời từ đầu vào: thư báo lỗi đánh dấu địa chỉ hỏng, thư hủy nhắc bỏ kênh e-mail',
    )
    .action(() =>
      withOffice(async ({ store }) => {
        const chunks: Buffer[] = [];
        for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
        const outcome = await handleMail(Buffer.concat(chunks).toString('utf8'), store, systemClock.now());
        if (outcome.bounced.length > 0) console.log(`${outcome.bounced.length} địa chỉ hỏng.`);
        else if (outcome.unsubscribed !== undefined) console.log('Đã bỏ nhắc qua e-mail cho người gửi.');
        else console.log('Thư này không phải thư báo lỗi, cũng không phải thư hủy nhắc; không thay đổi gì.');
      }),
    );
  officers
    .command('report')
    .description('Ghi một báo cáo: đã nộp nơi khác, được miễn, mở lại, chuyển đơn vị')
    .argument('<obligation>', 'mã trong content/obligations, ví dụ dvctt-quy')
    .argument('<period>', 'ví dụ 2026-Q3')
    .argument('<unit>')
    .requiredOption('--as <kind>', 'filed_elsewhere, waived, reopened, handed_over')
    .option('--on <day>', 'ngày nộp (mặc định hôm nay)')
    .option('--reason <text>', 'lý do; bắt buộc khi miễn')
    .option('--to <unit>', 'đơn vị nhận, khi chuyển')
    .action(
      (
        obligation: string,
        period: string,
        unitText: string,
        options: { as: string; on?: string; reason?: string; to?: string },
      ) =>
        withOffice(async ({ store, reporting }) => {
          const now = systemClock.now();
          const kind = (['filed_elsewhere', 'waived', 'reopened', 'handed_over'] as const).find(
            (one) => one === options.as,
          );
          if (kind === undefined)
            throw new AppError(
              'usage',
              `--as: “${options.as}” không có; dùng filed_elsewhere, waived, reopened hoặc handed_over`,
            );
          if (kind === 'waived' && !options.reason) throw new AppError('usage', 'miễn nộp cần --reason');
          if (kind === 'handed_over' && !options.to) throw new AppError('usage', 'chuyển đơn vị cần --to');
          const on = options.on ?? vietnamDay(now);
          if (!isDay(on) || on > vietnamDay(now))
            throw new AppError('usage', `--on: “${on}” không phải là ngày đã qua`);
          const unit = unitOf(reporting, unitText, true);
          const found = reporting.obligations.find(obligation);
          const feed = createReportFeed({ store, clock: systemClock, reporting });
          await feed.freeze();
          const duty = found && feed.book.ledger.duty(obligation, period);
          if (duty === undefined)
            throw new AppError(
              'usage',
              `không có báo cáo ${obligation} kỳ ${period}; xem \`mot-cua obligations\``,
            );
          if (!duty.units.includes(unit.id))
            throw new AppError('usage', `${unit.name} không phải nộp ${duty.obligation.name} kỳ ${period}`);
          await store.transaction(async (tx) => {
            await tx.reports.record({
              obligation,
              period,
              unit: unit.id,
              kind,
              on,
              at: now,
              actor: 'cli',
              reason: options.reason,
              toUnit: options.to === undefined ? undefined : unitOf(reporting, options.to).id,
            });
            await tx.audit.add({
              at: now,
              actor: 'cli',
              action: `report.${kind}`,
              subject: unit.id,
              details: { obligation, period, reason: options.reason },
            });
          });
          console.log('Đã ghi.');
        }),
    );
  officers
    .command('overview')
    .description('Bảng tổng hợp phải nộp, đã nộp, đúng hạn: .xlsx hoặc .csv')
    .argument('<file>')
    .option('--from <day>', 'hạn từ ngày')
    .option('--to <day>', 'hạn đến ngày')
    .action((file: string, options: { from?: string; to?: string }) =>
      withOffice(async ({ store, reporting }) => {
        const feed = createReportFeed({ store, clock: systemClock, reporting });
        await feed.freeze();
        const today = vietnamDay(systemClock.now());
        const from = options.from ?? feed.book.trackedFrom ?? today;
        await store.transaction((tx) =>
          tx.audit.add({
            at: systemClock.now(),
            actor: 'cli',
            action: 'overview.export',
            subject: reporting.province,
          }),
        );
        console.log(
          `${await exportOverview(file, { book: feed.book, from, to: options.to ?? today, today })} dòng đã ghi vào ${file}`,
        );
      }),
    );
}

const LOOKS: Readonly<Record<string, string>> = {
  free: 'gửi được, không mất phí',
  billed: 'gửi được, có phí',
  closed: 'đã đóng (hết cửa sổ, bị chặn hoặc địa chỉ hỏng)',
  unknown: 'không biết người nhận có mở không',
  failed: 'lần trước không gửi được',
  not_running: 'kênh không chạy ở đây',
  no_answer: 'kênh không trả lời',
};

function rootOf({ units, province }: Reporting): Unit {
  const root = units.all.find(
    (unit) => unit.kind === 'province' && unit.province === province && unit.parent === undefined,
  );
  if (root === undefined) throw new AppError('units', `no province unit for ${province} in content/units`);
  return root;
}

function unitOf(reporting: Reporting, text: string, ended = false): Unit {
  const found = findUnitNamed(text, reporting, vietnamDay(systemClock.now()), { ended });
  if ('problem' in found) throw new AppError('unit', found.problem);
  return found.unit;
}

function roleOf(text: string): OfficerRole {
  const role = OFFICER_ROLES.find((one) => one === text);
  if (role === undefined)
    throw new AppError('usage', `--role: “${text}” không có; dùng ${OFFICER_ROLES.join(', ')}`);
  return role;
}
