import { readFile, stat } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { readSheet as readXlsx } from 'read-excel-file/node';
import { AppError } from '../errors.ts';

/** Lists of people are small; a larger file is something else, or a packed bomb. */
const LARGEST_BYTES = 2_000_000;
const LARGEST_UNPACKED_BYTES = 30_000_000;

/** Rows of the first sheet of an .xlsx, or of a .csv, read in this process. Throws AppError for files that are none, or far too large. */
export async function readSheetHere(file: string): Promise<unknown[][]> {
  const { size } = await stat(file).catch(() => {
    throw new AppError('file', `không có tệp ${file}`);
  });
  if (size > LARGEST_BYTES)
    throw new AppError('file', `${file} lớn ${size} byte; danh sách người không quá ${LARGEST_BYTES} byte`);
  const bytes = await readFile(file);
  if (/\.csv$/i.test(file))
    return parse(bytes, {
      bom: true,
      relax_column_count: true,
      delimiter: [',', ';', '\t'],
    }) as unknown as unknown[][];
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK')
    throw new AppError('file', `${file} không phải là .xlsx hoặc .csv`);
  const unpacked = unpackedSize(bytes);
  if (unpacked > LARGEST_UNPACKED_BYTES)
    throw new AppError('file', `${file} bung ra ${unpacked} byte, không giống một danh sách người`);
  try {
    return (await readXlsx(bytes)) as unknown as unknown[][];
  } catch (error) {
    throw new AppError('file', `${file} không đọc được như một tệp .xlsx`, { cause: error });
  }
}

/** Sum of the sizes a zip's directory promises. */
function unpackedSize(bytes: Buffer): number {
  let sum = 0;
  for (
    let at = bytes.indexOf('PK\u0001\u0002', 0, 'latin1');
    at >= 0 && at + 28 <= bytes.length;
    at = bytes.indexOf('PK\u0001\u0002', at + 4, 'latin1')
  )
    sum += bytes.readUInt32LE(at + 24);
  return sum;
}
