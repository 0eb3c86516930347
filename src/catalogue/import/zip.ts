import { inflateRawSync } from 'node:zlib';
import { AppError } from '../../errors.ts';
import { LIMITS } from './limits.ts';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

const END = 0x06054b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_COMMENT = 65_535;

/** The directory of a zip. Nothing is unpacked. Throws AppError for what is no plain zip. */
export function readDirectory(bytes: Buffer): Map<string, ZipEntry> {
  let end = -1;
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - LONGEST_COMMENT) && end < 0; at--)
    if (bytes.readUInt32LE(at) === END) end = at;
  if (end < 0) throw broken('không có mục lục zip');
  const count = bytes.readUInt16LE(end + 10);
  const start = bytes.readUInt32LE(end + 16);
  if (count === 0xffff || start === 0xffffffff) throw broken('mục lục dạng zip64');
  if (count > LIMITS.zipEntries) throw broken(`có ${count} phần bên trong, nhiều hơn ${LIMITS.zipEntries}`);
  const entries = new Map<string, ZipEntry>();
  let at = start;
  for (let n = 0; n < count; n++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY) throw broken('mục lục zip bị hỏng');
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw broken('có mật khẩu; bỏ mật khẩu rồi lưu lại');
    if (entries.has(name)) throw broken(`phần ${name} đứng hai lần`);
    entries.set(name, {
      name,
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** Refuses, from the directory alone, parts that would unpack to too much. */
export function checkSizes(entries: Iterable<ZipEntry>): void {
  let sum = 0;
  for (const { name, size, packed } of entries) {
    sum += size;
    if (size > 1_000_000 && size > packed * LIMITS.packRatio)
      throw new AppError(
        'file',
        `phần ${name} nén ${Math.round(size / Math.max(packed, 1))} lần, giống tệp cố ý phá máy; không đọc. Chép danh sách sang một tệp mới rồi nhập lại`,
      );
  }
  if (sum > LIMITS.unpackedBytes)
    throw new AppError(
      'file',
      `bung ra ${megabytes(sum)} MB chữ, nhiều hơn ${megabytes(LIMITS.unpackedBytes)} MB; chia thành nhiều tệp nhỏ hơn`,
    );
}

/** Unpacks one part. A part that turns out larger than its directory says is refused, so `checkSizes` holds. */
export function unpack(bytes: Buffer, entry: ZipEntry): string {
  const { offset, method, packed, size, name } = entry;
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== LOCAL)
    throw broken(`phần ${name} bị hỏng`);
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const data = bytes.subarray(start, start + packed);
  if (method === 0) return data.subarray(0, size).toString('utf8');
  if (method !== 8) throw broken(`phần ${name} nén theo cách lạ (${method})`);
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(size, 1) }).toString('utf8');
  } catch (error) {
    throw broken(`phần ${name} không bung được, hoặc lớn hơn kích thước nó khai`, error);
  }
}

function broken(why: string, cause?: unknown): AppError {
  return new AppError('file', `không phải tệp .xlsx đọc được: ${why}`, { cause });
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1).replace('.', ',');
}
