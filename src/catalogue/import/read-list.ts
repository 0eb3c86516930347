import { open, readFile, stat } from 'node:fs/promises';
import { AppError } from '../../errors.ts';
import { FACT_NAMES } from '../format-fact.ts';
import { Facts } from '../imported.ts';
import { findColumns, type ListField } from './columns.ts';
import { mergeDuplicates } from './duplicates.ts';
import { LIMITS } from './limits.ts';
import { readCsv } from './read-csv.ts';
import { readLines, readRecord } from './read-records.ts';
import {
  clean,
  type ListRow,
  looksLikeCode,
  type Refused,
  type RowOutcome,
  readRow,
  type Section,
} from './read-row.ts';
import { readXlsx } from './read-xlsx.ts';
import type { Cell, Table } from './table.ts';

export interface ListOptions {
  readonly file: string;
  /** Field → header text, column letter or number, or `none`. */
  readonly map?: Readonly<Partial<Record<ListField, string>>>;
  /** Only this sheet. */
  readonly sheet?: string;
  /** Also what only ministries handle. */
  readonly withMinistry?: boolean;
}

export interface ShownColumn {
  readonly sheet: string;
  readonly column: string;
  readonly label: string;
  readonly field?: ListField;
}

/** What was read, row by row. */
export interface ReadList {
  readonly format: 'xlsx' | 'csv' | 'jsonl';
  /** Title above the header, where there is one. */
  readonly title?: string;
  readonly columns: readonly ShownColumn[];
  readonly skippedSheets: readonly string[];
  readonly rows: readonly ListRow[];
  readonly refused: readonly Refused[];
}

export type Progress = (done: number, total?: number) => void;

/** Rows between two words of progress. */
const STEP = 500;

/** Reads a list from .xlsx, .csv, .tsv, .jsonl or .jsonl.gz, told by what is inside. Throws AppError with the remedy. */
export async function readList(options: ListOptions, progress: Progress): Promise<ReadList> {
  const { file } = options;
  const info = await stat(file).catch(() => {
    throw new AppError('file', `không có tệp ${file}`);
  });
  if (!info.isFile()) throw new AppError('file', `${file} không phải một tệp`);
  if (info.size === 0) throw new AppError('file', `${file} rỗng`);
  const head = await headOf(file);
  const packed = head.length >= 2 && head.readUInt16BE(0) === 0x1f8b;
  // Told by what is inside: lists are renamed when they are sent around.
  const named = /\.jsonl$/i.test(file) && head.toString('latin1', 0, 2) !== 'PK';
  if (packed || named || /^\ufeff?\s*\{/.test(head.toString('utf8')))
    return readJsonl(options, packed, progress);
  if (/^\ufeff?\s*\[\s*[[{]/.test(head.toString('utf8')))
    throw new AppError(
      'file',
      `${file} là một mảng JSON; ghi mỗi thủ tục một dòng (.jsonl) rồi nhập lại, ví dụ: jq -c '.[]'`,
    );
  if (info.size > LIMITS.fileBytes)
    throw new AppError(
      'file',
      `${file} lớn ${Math.round(info.size / 1_000_000)} MB, nhiều hơn ${LIMITS.fileBytes / 1_000_000} MB; bỏ ảnh và trang không cần, hoặc chia thành nhiều tệp`,
    );
  const bytes = await readFile(file);
  const format = formatOf(bytes, file);
  return readTables(format, format === 'xlsx' ? readXlsx(bytes) : readCsv(bytes), options, progress);
}

async function headOf(file: string): Promise<Buffer> {
  const opened = await open(file);
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await opened.close();
  }
}

function formatOf(bytes: Buffer, file: string): 'xlsx' | 'csv' {
  const head = bytes.subarray(0, 512);
  if (bytes.length < 2)
    throw new AppError('file', `${file} chỉ có ${bytes.length} byte; không phải danh sách`);
  if (head.readUInt16BE(0) === 0x504b) return 'xlsx';
  if (bytes.length >= 8 && bytes.readUInt32BE(0) === 0xd0cf11e0)
    throw new AppError(
      'file',
      `${file} là tệp Excel kiểu cũ (.xls) hoặc có mật khẩu; mở bằng Excel hay LibreOffice, bỏ mật khẩu, chọn Lưu thành "Excel Workbook (.xlsx)" rồi nhập lại`,
    );
  if (/^\s*<(?:!doctype|html|\?xml|table)/i.test(head.toString('latin1')))
    throw new AppError(
      'file',
      `${file} thật ra là trang web hoặc XML; mở bằng Excel, chọn Lưu thành "Excel Workbook (.xlsx)" rồi nhập lại`,
    );
  const utf16 = head[0] === 0xff || head[0] === 0xfe;
  if (!utf16 && head.includes(0))
    throw new AppError(
      'file',
      `${file} không phải .xlsx, .csv hay .jsonl; nếu là .csv thì lưu lại kiểu "CSV UTF-8" rồi nhập lại`,
    );
  return 'csv';
}

async function readJsonl(
  { file, withMinistry }: ListOptions,
  packed: boolean,
  progress: Progress,
): Promise<ReadList> {
  const [rows, refused]: [ListRow[], Refused[]] = [[], []];
  for await (const { number, line } of readLines(file, packed)) {
    take(readRecord(`dòng ${number}`, line, { withMinistry: withMinistry === true }), rows, refused);
    if (rows.length + refused.length > LIMITS.rows)
      throw new AppError('file', `có hơn ${LIMITS.rows} dòng; chia thành nhiều tệp`);
    if (number % STEP === 0) progress(number);
  }
  return finish('jsonl', rows, refused, []);
}

function readTables(
  format: 'xlsx' | 'csv',
  tables: readonly Table[],
  options: ListOptions,
  progress: Progress,
): ReadList {
  const chosen =
    options.sheet === undefined
      ? tables.filter(({ hidden }) => hidden === undefined)
      : tables.filter(({ name }) => clean(name) === clean(options.sheet ?? ''));
  if (chosen.length === 0 && options.sheet !== undefined)
    throw new AppError(
      'import',
      `không có trang tên "${options.sheet}"; có: ${tables.map(({ name }) => name).join(', ')}`,
    );
  const given = new Map(Object.entries(options.map ?? {}) as [ListField, string][]);
  const [rows, refused]: [ListRow[], Refused[]] = [[], []];
  const columns: ShownColumn[] = [];
  const skipped = tables
    .filter(({ hidden }) => hidden !== undefined && options.sheet === undefined)
    .map(({ name }) => `${name} (ẩn; đọc bằng --sheet)`);
  let title: string | undefined;
  let wrong: AppError | undefined;
  const total = chosen.reduce((sum, table) => sum + table.rows.length, 0);
  let done = 0;
  for (const table of chosen) {
    const found = table.rows.length === 0 ? undefined : columnsOf(table, given);
    if (found === undefined || found instanceof AppError) {
      wrong ??= found;
      skipped.push(table.name);
      continue;
    }
    columns.push(...found.labels.map((label) => ({ sheet: table.name, ...label })));
    const above = titleOf(table, found.headerAt);
    title ??= above;
    const section = sectionReader(tierNamed(table.name) ?? tierNamed(above ?? ''));
    for (const row of table.rows) {
      if (++done % STEP === 0) progress(done, total);
      if (row.number <= found.headerAt) continue;
      const cells = new Map<ListField, Cell>();
      for (const [field, column] of found.at) {
        const cell = row.cells[column];
        if (cell !== undefined) cells.set(field, cell);
      }
      const heading = headingOf(row.heading, row.cells, cells.get('code')?.text ?? '');
      if (heading !== undefined) {
        section.enter(heading);
        continue;
      }
      if (!cells.has('code') && !cells.has('name')) continue;
      // Headers repeat on every printed page.
      if (
        cells.get('code')?.text ===
        table.rows.find(({ number }) => number === found.headerAt)?.cells[found.at.get('code') ?? -1]?.text
      )
        continue;
      const at = chosen.length > 1 ? `${table.name} dòng ${row.number}` : `dòng ${row.number}`;
      take(readRow(at, cells, section.now()), rows, refused);
    }
  }
  if (columns.length === 0 && wrong !== undefined) throw wrong;
  if (columns.length === 0)
    throw new AppError(
      'import',
      `không tìm thấy cột mã và cột tên thủ tục${chosen.every(({ rows: all }) => all.length === 0) ? ': không có dòng nào' : '. Chỉ ra bằng --map, ví dụ --map code=B --map name=D'}${skipped.length === 0 ? '' : `; đã bỏ qua trang: ${skipped.join(', ')}`}`,
    );
  return finish(format, rows, refused, columns, skipped, title);
}

/** A cover sheet need not have the columns that are given by hand. */
function columnsOf(
  table: Table,
  given: ReadonlyMap<ListField, string>,
): ReturnType<typeof findColumns> | AppError {
  try {
    return findColumns(table, given);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** A row that one text fills: `II. LĨNH VỰC HỘ TỊCH`, `B. CẤP HUYỆN`. A row with a code is none, however its cells are merged. */
function headingOf(
  merged: string | undefined,
  cells: readonly (Cell | undefined)[],
  code: string,
): string | undefined {
  if (looksLikeCode(code)) return undefined;
  if (merged !== undefined) return clean(merged);
  const texts = [
    ...new Set(
      cells
        .filter((cell) => cell !== undefined)
        .map((cell) => clean(cell.text))
        .filter((text) => text !== ''),
    ),
  ];
  const long = texts.filter((text) => !/^(?:[IVXLC]+|[A-Z]|\d{1,3})\.?$/.test(text));
  return long.length === 1 &&
    texts.length <= 2 &&
    /^(?:[IVXLC]+\.?|[A-Z]\.|\d+\.)?\s*(?:lĩnh vực|(?:danh mục )?(?:thủ tục hành chính|tthc) (?:thực hiện tại )?(?:cấp|thuộc)|cấp (?:tỉnh|huyện|xã)$)/iu.test(
      long[0] ?? '',
    )
    ? long[0]
    : undefined;
}

/** The one tier a text names. */
function tierNamed(text: string): string | undefined {
  const named = new Set(
    [...text.matchAll(/cấp (tỉnh|huyện|xã)(?!\p{L})/giu)].map(([all]) => all.toLowerCase()),
  );
  return named.size === 1 ? [...named][0] : undefined;
}

/** Follows headings down a sheet. `whole`: the tier that title or sheet name give all rows. */
function sectionReader(whole: string | undefined): { enter(heading: string): void; now(): Section } {
  let field: string | undefined;
  let tier = whole;
  let outer: 'field' | 'tier' | undefined;
  return {
    enter(heading) {
      const named = tierNamed(heading);
      if (/lĩnh vực/iu.test(heading)) {
        outer ??= named === undefined ? 'field' : undefined;
        field = clean(heading.replace(/^.*?lĩnh vực\s*:?/iu, ''));
        // Tiers stand under fields here, so the last one's tier says nothing of this one.
        if (named !== undefined || outer === 'field') tier = named ?? whole;
      } else if (named !== undefined) {
        outer ??= 'tier';
        tier = named;
        if (outer === 'tier') field = undefined;
      }
    },
    now: () => ({ field, tier }),
  };
}

/** `DANH SÁCH THỦ TỤC HÀNH CHÍNH (UBND TỈNH LẠNG SƠN)`, from the rows above the header. */
function titleOf(table: Table, headerAt: number): string | undefined {
  const texts = table.rows
    .filter(({ number }) => number < headerAt)
    .flatMap(({ cells }) => cells.map((cell) => clean(cell?.text ?? '')));
  const title = texts.find((text) => /danh (?:sách|mục)/iu.test(text));
  const owner = texts.find((text) => /^(?:ubnd|ủy ban nhân dân|sở|bộ|chủ tịch)\s/iu.test(text));
  return title === undefined
    ? undefined
    : `${title}${owner === undefined ? '' : ` (${owner})`}`.slice(0, 140);
}

function take(outcome: RowOutcome, rows: ListRow[], refused: Refused[]): void {
  if (outcome.kind === 'refused') refused.push(outcome.refused);
  if (outcome.kind !== 'row') return;
  const problem = unusable(outcome.row);
  if (problem === undefined) rows.push(outcome.row);
  else refused.push(problem);
}

/** What the store could not read back would take the whole catalogue down. */
function unusable({ at, code, facts }: ListRow): Refused | undefined {
  const fact = Facts.safeParse(facts).error?.issues[0]?.path[0] as keyof typeof facts | undefined;
  return fact === undefined
    ? undefined
    : {
        at,
        code,
        ...(facts.name === undefined ? {} : { name: facts.name.slice(0, 200) }),
        reason: `${FACT_NAMES[fact]} ghi ${JSON.stringify(facts[fact])?.slice(0, 80)}, không dùng được; sửa lại (ngày kiểu 2025-07-01, đường dẫn kiểu https://…) hoặc bỏ trống`,
      };
}

function finish(
  format: ReadList['format'],
  rows: readonly ListRow[],
  refused: readonly Refused[],
  columns: readonly ShownColumn[],
  skippedSheets: readonly string[] = [],
  title?: string,
): ReadList {
  const merged = mergeDuplicates(rows);
  return {
    format,
    ...(title === undefined ? {} : { title }),
    columns,
    skippedSheets,
    rows: merged.rows,
    refused: [...refused, ...merged.merged],
  };
}
