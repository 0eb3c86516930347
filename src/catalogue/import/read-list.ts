import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../errors.ts';
import { findColumns, type ListField } from './columns.ts';
import { mergeDuplicates } from './duplicates.ts';
import { LIMITS } from './limits.ts';
import { readCsv } from './read-csv.ts';
import { readLines, readRecord } from './read-records.ts';
import { clean, type ListRow, type Refused, type RowOutcome, readRow } from './read-row.ts';
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
  if (/\.jsonl(?:\.gz)?$/i.test(file)) return readJsonl(options, progress);
  if (info.size > LIMITS.fileBytes)
    throw new AppError(
      'file',
      `${file} lớn ${Math.round(info.size / 1_000_000)} MB, nhiều hơn ${LIMITS.fileBytes / 1_000_000} MB`,
    );
  const bytes = await readFile(file);
  const format = formatOf(bytes, file);
  return readTables(format, format === 'xlsx' ? readXlsx(bytes) : readCsv(bytes), options, progress);
}

function formatOf(bytes: Buffer, file: string): 'xlsx' | 'csv' {
  const head = bytes.subarray(0, 512);
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
  if (head.readUInt16BE(0) === 0x1f8b)
    throw new AppError(
      'file',
      `${file} là tệp nén; đặt tên .jsonl.gz nếu bên trong là JSON từng dòng, không thì giải nén trước`,
    );
  const utf16 = head[0] === 0xff || head[0] === 0xfe;
  if (!utf16 && head.includes(0)) throw new AppError('file', `${file} không phải .xlsx, .csv hay .jsonl`);
  return 'csv';
}

async function readJsonl({ file, withMinistry }: ListOptions, progress: Progress): Promise<ReadList> {
  const [rows, refused]: [ListRow[], Refused[]] = [[], []];
  for await (const { number, line } of readLines(file, /\.gz$/i.test(file))) {
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
      ? tables
      : tables.filter(({ name }) => clean(name) === clean(options.sheet ?? ''));
  if (chosen.length === 0 && options.sheet !== undefined)
    throw new AppError(
      'import',
      `không có trang tên "${options.sheet}"; có: ${tables.map(({ name }) => name).join(', ')}`,
    );
  const given = new Map(Object.entries(options.map ?? {}) as [ListField, string][]);
  const [rows, refused]: [ListRow[], Refused[]] = [[], []];
  const [columns, skipped]: [ShownColumn[], string[]] = [[], []];
  let title: string | undefined;
  const total = chosen.reduce((sum, table) => sum + table.rows.length, 0);
  let done = 0;
  for (const table of chosen) {
    const found = table.rows.length === 0 ? undefined : findColumns(table, given);
    if (found === undefined) {
      skipped.push(table.name);
      continue;
    }
    columns.push(...found.labels.map((label) => ({ sheet: table.name, ...label })));
    title ??= titleOf(table, found.headerAt);
    let section: string | undefined;
    for (const row of table.rows) {
      if (++done % STEP === 0) progress(done, total);
      if (row.number <= found.headerAt) continue;
      const cells = new Map<ListField, Cell>();
      for (const [field, column] of found.at) {
        const cell = row.cells[column];
        if (cell !== undefined) cells.set(field, cell);
      }
      const heading = headingOf(row.heading, row.cells);
      if (heading !== undefined) {
        section = /lĩnh vực/iu.test(heading) ? clean(heading.replace(/^.*?lĩnh vực\s*:?/iu, '')) : section;
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
      take(readRow(at, cells, section), rows, refused);
    }
  }
  if (columns.length === 0)
    throw new AppError(
      'import',
      `không tìm thấy cột mã và cột tên thủ tục${tables.every(({ rows: all }) => all.length === 0) ? ': tệp không có dòng nào' : '. Chỉ ra bằng --map, ví dụ --map code=B --map name=D'}`,
    );
  return finish(format, rows, refused, columns, skipped, title);
}

/** A row that one text fills: `II. LĨNH VỰC HỘ TỊCH`. */
function headingOf(merged: string | undefined, cells: readonly (Cell | undefined)[]): string | undefined {
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
    /^(?:[IVXLC]+\.?|[A-Z]\.|\d+\.)?\s*(?:lĩnh vực|thủ tục hành chính (?:cấp|thuộc))/iu.test(long[0] ?? '')
    ? long[0]
    : undefined;
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
  if (outcome.kind === 'row') rows.push(outcome.row);
  if (outcome.kind === 'refused') refused.push(outcome.refused);
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
