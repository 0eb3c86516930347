import { CsvError, parse } from 'csv-parse/sync';
import { AppError } from '../../errors.ts';
import { LIMITS } from './limits.ts';
import type { Row, Table } from './table.ts';

/** Rows of a .csv or tab-separated file in UTF-8 or UTF-16. Throws AppError for other encodings. */
export function readCsv(bytes: Buffer): Table[] {
  const text = decodeText(bytes);
  let records: string[][];
  try {
    records = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LIMITS.cellChars,
    });
  } catch (error) {
    throw new AppError('file', `không đọc được như .csv: ${csvProblem(error)}`, { cause: error });
  }
  if (records.length > LIMITS.rows)
    throw new AppError('file', `có ${records.length} dòng, nhiều hơn ${LIMITS.rows}; chia thành nhiều tệp`);
  const rows: Row[] = [];
  records.forEach((record, at) => {
    const cells = record
      .slice(0, LIMITS.columns)
      .map((value) => (value === '' ? undefined : { text: value }));
    if (cells.some((cell) => cell !== undefined && cell.text.trim() !== ''))
      rows.push({ number: at + 1, cells });
  });
  return [{ name: '', rows }];
}

function decodeText(bytes: Buffer): string {
  const [first, second] = [bytes[0], bytes[1]];
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError(
      'file',
      `chữ trong tệp .csv không phải ${encoding.toUpperCase()} (có thể là windows-1258 hay TCVN3, hai bảng mã này làm mất dấu); mở tệp gốc trong Excel, chọn Lưu thành "CSV UTF-8" hoặc .xlsx rồi nhập lại`,
      { cause: error },
    );
  }
}

/** The separator that stands most often in the first lines, outside quotes. */
function delimiterOf(text: string): string {
  const head = text.slice(0, 20_000).replace(/"[^"]*"/g, '');
  const count = (mark: string) => head.split(mark).length;
  return [',', ';', '\t', '|'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function csvProblem(error: unknown): string {
  const line = error instanceof CsvError && typeof error.lines === 'number' ? error.lines : undefined;
  if (error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED')
    return `một dấu ngoặc kép (") mở ra mà không đóng, nên phần còn lại đến dòng ${line ?? 'cuối'} dính thành một ô; thêm dấu đóng, hoặc lưu lại từ Excel`;
  if (error instanceof CsvError && error.code === 'CSV_MAX_RECORD_SIZE')
    return `dòng ${line ?? '?'} dài hơn ${LIMITS.cellChars} ký tự, có lẽ thiếu dấu đóng ngoặc kép (")`;
  return error instanceof Error ? error.message : String(error);
}
