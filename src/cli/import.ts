import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { FACT_NAMES } from '../catalogue/format-fact.ts';
import { LIST_FIELD_NAMES, LIST_FIELDS, type ListField } from '../catalogue/import/columns.ts';
import { type Comparison, compareList } from '../catalogue/import/compare.ts';
import { dateOf, isDate, lastDay } from '../catalogue/import/list-date.ts';
import { prepareList } from '../catalogue/import/prepare.ts';
import type { ReadList } from '../catalogue/import/read-list.ts';
import type { ListRow } from '../catalogue/import/read-row.ts';
import { IMPORTED_KIND, type ImportedFacts, readImported } from '../catalogue/imported.ts';
import { loadProcedures } from '../catalogue/load.ts';
import { DISTRICTS_ENDED_ON, type Procedure } from '../catalogue/procedure.ts';
import { currentVersion, readVersion, switchVersion } from '../catalogue/versions.ts';
import { systemClock, vietnamDay } from '../clock.ts';
import { type Config, readConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { contentDir } from '../files.ts';
import { openSqliteStore } from '../storage/sqlite/index.ts';
import { readCurrentCatalogue } from '../storage/sqlite/read-catalogue.ts';

interface Options {
  readonly yes?: true;
  readonly dryRun?: true;
  readonly map?: Partial<Record<ListField, string>>;
  readonly sheet?: string;
  readonly complete?: true;
  readonly withdrawnOn?: string;
  readonly asOf?: string;
  readonly title?: string;
  readonly scope?: string;
  readonly withMinistry?: true;
  readonly manyGone?: true;
  readonly report?: string;
  readonly limit: number;
}

/** A complete list that lacks more than this share of its scope is more likely cut off than right. */
const MOST_GONE = 0.3;
const FEW = 20;
/** Codes of the provinces we are made for, in procedure codes. */
const OWN_SUFFIX: Readonly<Record<Config['province'], string>> = { 'ha-tinh': 'H27', 'vinh-long': 'H61' };

export function addImport(program: Command): void {
  program
    .command('import')
    .description(
      'Nhập danh sách thủ tục (.xlsx, .csv, .jsonl, .jsonl.gz). Không có --yes thì chỉ xem trước, không thay đổi gì',
    )
    .argument('<file>', 'tệp danh sách')
    .option('--yes', 'đưa vào dùng')
    .option('--dry-run', 'chỉ xem trước (như khi không có --yes)')
    .option(
      '--map <field=column>',
      `chỉ cột: tên cột, chữ cột hay số cột, hoặc none. Trường: ${LIST_FIELDS.join(', ')}`,
      collectMap,
    )
    .option('--sheet <name>', 'chỉ đọc trang này')
    .option(
      '--as-of <date>',
      'ngày của danh sách, YYYY-MM-DD hoặc YYYY-MM (mặc định: theo dòng tiêu đề hay tên tệp, không có thì hôm nay)',
      dayOrMonth,
    )
    .option('--title <text>', 'tên danh sách, hiện ở nguồn của câu trả lời', words)
    .option('--scope <name>', 'danh sách của ai (mặc định: mã tỉnh trong mã thủ tục, hoặc "quoc-gia")', words)
    .option('--complete', 'danh sách đầy đủ: thủ tục cùng phạm vi mà vắng mặt là đã hết hiệu lực')
    .option('--withdrawn-on <date>', 'với --complete: ngày hết hiệu lực (mặc định: ngày của danh sách)', day)
    .option('--many-gone', `với --complete: chấp nhận vắng hơn ${MOST_GONE * 100} %`)
    .option('--with-ministry', 'nhập cả thủ tục chỉ cấp bộ giải quyết')
    .option('--report <file>', 'ghi đầy đủ từng dòng ra tệp .tsv')
    .option('--limit <n>', 'số dòng hiện ra mỗi phần', count, FEW)
    .action(importList);
}

async function importList(file: string, options: Options): Promise<void> {
  if (options.withdrawnOn !== undefined && !options.complete)
    throw new AppError(
      'import',
      '--withdrawn-on chỉ dùng cùng --complete: danh sách không đầy đủ thì vắng mặt không có nghĩa là hết hiệu lực',
    );
  if (options.dryRun && options.yes)
    throw new AppError('import', '--dry-run chỉ xem trước, --yes đưa vào dùng; chỉ dùng một trong hai');
  const config = readConfig(process.env);
  const database = join(config.dataDir, 'mot-cua.db');
  const now = systemClock.now();
  if (options.asOf !== undefined && options.asOf > vietnamDay(now))
    throw new AppError(
      'import',
      `--as-of ${options.asOf} còn ở tương lai; ghi ngày danh sách được lập. Thủ tục sẽ hết hiệu lực thì dùng cột ngày hết hiệu lực hoặc --withdrawn-on`,
    );
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  let told = false;
  const list = await prepareList(
    {
      file,
      ...(options.map && { map: options.map }),
      ...(options.sheet && { sheet: options.sheet }),
      ...(options.withMinistry && { withMinistry: true }),
    },
    (done, total) => {
      told = true;
      process.stderr.write(`\rđang đọc: ${done}${total === undefined ? '' : `/${total}`} dòng`);
    },
    { signal: stop.signal },
  ).catch((error: unknown) => {
    if (told) process.stderr.write('\n');
    throw error;
  });
  process.stderr.write(`\rđã đọc ${list.rows.length + list.refused.length} dòng          \n`);
  const dated = dateOf(file, list.title, vietnamDay(now));
  const asOf = options.asOf ?? dated.asOf;
  const about = {
    title: options.title ?? list.title ?? `Danh sách ${basename(file)}`,
    asOf,
    scope: options.scope ?? scopeOf(list),
    ...(options.complete ? { withdrawnOn: options.withdrawnOn ?? lastDay(asOf) } : {}),
  };
  const shipped = loadProcedures(contentDir());
  const compare = (before: ReadonlyMap<string, ImportedFacts>) => compareList(shipped, before, list, about);
  const show = (comparison: Comparison) => {
    console.log(
      describe(list, comparison, {
        ...options,
        ...about,
        dated: options.asOf === undefined ? dated.from : '--as-of',
        shipped,
        own: OWN_SUFFIX[config.province],
      }),
    );
    if (options.report !== undefined) writeReport(options.report, fullReport(comparison));
    if (list.rows.length === 0)
      throw new AppError('import', 'không có dòng nào dùng được; xem lý do ở trên, hoặc chỉ cột bằng --map');
    if (
      options.complete &&
      !options.manyGone &&
      comparison.gone.length > FEW &&
      comparison.gone.length > comparison.inScope * MOST_GONE
    )
      throw new AppError(
        'import',
        `danh sách vắng ${comparison.gone.length} trong ${comparison.inScope} thủ tục cùng phạm vi; nếu đúng là như vậy, thêm --many-gone`,
      );
  };

  if (!options.yes) {
    show(compare(readImported(readCurrentCatalogue(database, IMPORTED_KIND) ?? [])));
    console.log('\nChưa có gì thay đổi. Thêm --yes để đưa vào dùng.');
    return;
  }
  const store = await openSqliteStore({ path: database });
  try {
    const version = await currentVersion(store);
    const before = version === undefined ? [] : await readVersion(store, version.id);
    const comparison = compare(readImported(before));
    show(comparison);
    const source = `${basename(file)}: ${about.title}`;
    const id = await switchVersion(store, {
      rows: comparison.next,
      source,
      basedOn: version?.id,
      now: systemClock.now(),
    });
    console.log(
      `\nPhiên bản ${id} đang được dùng. Dịch vụ đang chạy nhận trong vài giây. Quay lại: mot-cua catalogue rollback ${version?.id ?? 'shipped'}`,
    );
  } finally {
    await store.close();
  }
}

const SCOPES: Readonly<Record<string, string>> = { 'quoc-gia': 'cả nước', tinh: 'của tỉnh' };

function scopeOf(list: ReadList): string {
  return (
    commonest(list.rows.flatMap(({ suffix }) => suffix ?? [])) ??
    (list.format === 'jsonl' ? 'quoc-gia' : 'tinh')
  );
}

function commonest(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function describe(
  list: ReadList,
  comparison: Comparison,
  options: Options & {
    title: string;
    asOf: string;
    scope: string;
    shipped: readonly Procedure[];
    own: string;
    dated: string;
  },
): string {
  const { added, changed, same, ended, notes, gone, back, inScope } = comparison;
  const refused = comparison.refused.filter(({ merged }) => !merged);
  const merged = comparison.refused.filter((one) => one.merged);
  const lines = [
    `Danh sách: ${options.title}`,
    `Ngày của danh sách: ${options.asOf} (${options.dated}; sai thì thêm --as-of)`,
    `Phạm vi: ${SCOPES[options.scope] ?? `mã tỉnh ${options.scope}`}`,
  ];
  const newest =
    options.shipped
      .map(({ snapshot }) => snapshot)
      .sort()
      .at(-1) ?? '';
  if (options.asOf < newest.slice(0, options.asOf.length))
    lines.push(
      `Chú ý: danh sách (${options.asOf}) cũ hơn dữ liệu đi kèm (${newest}). Đưa vào dùng thì những gì danh sách ghi sẽ thay dữ liệu mới hơn.`,
    );
  if (/^[A-Z]\d\d/.test(options.scope) && !options.scope.startsWith(options.own))
    lines.push(`Chú ý: mã ${options.scope} không phải của tỉnh đang cấu hình (${options.own}).`);
  if (list.columns.length > 0) {
    lines.push('', 'Cột:');
    for (const { sheet, column, label, field } of list.columns)
      lines.push(
        `  ${sheet === '' ? '' : `${sheet}!`}${column} ${label === '' ? '(không tên)' : `"${label}"`} → ${field === undefined ? 'bỏ qua' : `${field} (${LIST_FIELD_NAMES[field]})`}`,
      );
  }
  if (list.skippedSheets.length > 0) lines.push(`Trang không có danh sách: ${list.skippedSheets.join(', ')}`);
  const section = (title: string, items: readonly string[]) => {
    if (items.length === 0) return;
    lines.push('', `${title}: ${items.length}`, ...items.slice(0, options.limit).map((item) => `  ${item}`));
    if (items.length > options.limit)
      lines.push(`  … và ${items.length - options.limit} nữa (xem hết: --report <tệp>, hoặc --limit)`);
  };
  section(
    'Mới',
    added.map((row) => `${row.at}  ${row.code}  ${row.facts.name}${endMark(row, ended)}`),
  );
  section(
    `Chỉ cấp huyện giải quyết, mà cấp huyện đã kết thúc ngày ${DISTRICTS_ENDED_ON}: được trả lời là đã kết thúc`,
    ended.map(({ at, code, facts }) => `${at}  ${code}  ${cut(facts.name ?? '')}`),
  );
  section(
    'Tên khác hẳn tên đang dùng; vẫn được nhận, nên xem lại mã (sai thì sửa tệp rồi nhập lại)',
    changed
      .filter(({ otherName }) => otherName)
      .map(({ row, name }) => `${row.at}  ${row.code}  "${name}" → "${row.facts.name}"`),
  );
  section(
    'Thay đổi',
    changed.map(
      ({ row, name, changes }) =>
        `${row.at}  ${row.code}  ${cut(name)}: ${changes.map(changeText).join('; ')}`,
    ),
  );
  section(
    options.complete
      ? 'Hết hiệu lực (vắng trong danh sách đầy đủ)'
      : 'Vắng trong danh sách, vẫn giữ (thêm --complete nếu danh sách đầy đủ)',
    gone.map(({ code, name }) => `${code}  ${cut(name)}`),
  );
  section(
    'Có trở lại',
    back.map(({ code, name }) => `${code}  ${cut(name)}`),
  );
  section(
    'Không nhận',
    refused.map(({ at, code, name, reason }) => `${at}  ${code ?? '-'}  ${cut(name ?? '')}: ${reason}`),
  );
  section(
    'Dòng trùng, đã gộp làm một',
    merged.map(({ at, code, name, reason }) => `${at}  ${code ?? '-'}  ${cut(name ?? '')}: ${reason}`),
  );
  section(
    'Lưu ý từng dòng',
    notes.map(({ at, code, note }) => `${at}  ${code}: ${note}`),
  );
  lines.push(
    '',
    `Tổng: ${added.length} mới, ${changed.length} thay đổi, ${same} như cũ, ${gone.length} vắng (trong ${inScope} cùng phạm vi), ${back.length} trở lại, ${ended.length} kết thúc cùng cấp huyện, ${refused.length} không nhận, ${merged.length} dòng trùng đã gộp`,
  );
  return lines.join('\n');
}

function changeText({ fact, before, after }: Comparison['changed'][number]['changes'][number]): string {
  return `${FACT_NAMES[fact as keyof Procedure] ?? fact}: ${before} → ${after}`;
}

/** Of a new procedure: whether and when it ended. */
function endMark(row: ListRow, ended: readonly ListRow[]): string {
  if (ended.includes(row)) return ` (kết thúc cùng cấp huyện ngày ${DISTRICTS_ENDED_ON})`;
  return row.facts.withdrawnOn === undefined ? '' : ` (hết hiệu lực từ ${row.facts.withdrawnOn})`;
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new AppError(
      'import',
      `không ghi được báo cáo ra ${file} (${error instanceof Error ? error.message.split(',')[0] : String(error)}); chọn nơi khác cho --report. Chưa có gì thay đổi`,
      { cause: error },
    );
  }
}

function fullReport(comparison: Comparison): string {
  const { added, changed, unchanged, ended, gone, back, refused, notes } = comparison;
  const noteOf = new Map<string, string[]>();
  for (const { code, note } of notes) noteOf.set(code, [...(noteOf.get(code) ?? []), note]);
  const notesOf = (row: ListRow) => noteOf.get(row.code) ?? [];
  const rows = [
    ['loại', 'dòng', 'mã', 'tên', 'chi tiết'],
    ...added.map((row) => [
      'mới',
      row.at,
      row.code,
      row.facts.name ?? '',
      [endMark(row, ended).trim(), ...notesOf(row)].filter(Boolean).join('; '),
    ]),
    ...changed.map(({ row, name, changes }) => [
      'thay đổi',
      row.at,
      row.code,
      name,
      [...changes.map(changeText), ...notesOf(row)].join('; '),
    ]),
    ...unchanged.map((row) => ['như cũ', row.at, row.code, row.facts.name ?? '', notesOf(row).join('; ')]),
    ...gone.map(({ code, name }) => ['vắng', '', code, name, '']),
    ...back.map(({ code, name }) => ['trở lại', '', code, name, '']),
    ...refused.map(({ at, code, name, reason, merged }) => [
      merged ? 'gộp' : 'không nhận',
      at,
      code ?? '',
      name ?? '',
      reason,
    ]),
  ];
  return `\ufeff${rows.map((row) => row.map(reportCell).join('\t')).join('\n')}\n`;
}

/** The report is opened in a spreadsheet: what begins like a formula is made text. */
function reportCell(text: string): string {
  const flat = text.replace(/[\t\r\n]+/g, ' ');
  return /^[=+@-]/.test(flat) ? `'${flat}` : flat;
}

function cut(text: string): string {
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}

function collectMap(value: string, before: Options['map'] = {}): Options['map'] {
  const at = value.indexOf('=');
  const field = LIST_FIELDS.find((one) => one === value.slice(0, at));
  if (field === undefined || at === value.length - 1)
    throw new InvalidArgumentError(`viết trường=cột, trường là một trong: ${LIST_FIELDS.join(', ')}`);
  return { ...before, [field]: value.slice(at + 1) };
}

function count(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError('viết một số nguyên, ví dụ 50');
  return Number(value);
}

function words(value: string): string {
  const text = value.trim();
  if (text === '') throw new InvalidArgumentError('không để trống');
  return text.slice(0, 200);
}

function day(value: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || !isDate(value))
    throw new InvalidArgumentError('viết một ngày có thật, kiểu 2025-07-01');
  return value;
}

function dayOrMonth(value: string): string {
  if (!/^\d{4}-\d\d(?:-\d\d)?$/.test(value) || !isDate(value))
    throw new InvalidArgumentError('viết một ngày có thật, kiểu 2025-07-01, hoặc tháng kiểu 2025-07');
  return value;
}
