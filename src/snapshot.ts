import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DefaultDeserializer, DefaultSerializer } from 'node:v8';
import { crc32 } from 'node:zlib';

/**
 * Where that is kept which is slow to make from files and always the same for the same files. It may be deleted at any
 * time: it is made again.
 */
export interface Snapshots {
  readonly folder: string;
}

/** A digest of all files in these folders, their names and what they hold, and of `more`. Any change gives another. */
export function fingerprint(folders: readonly string[], more: readonly string[] = []): string {
  const hash = createHash('sha256');
  // What this Node wrote, another may not read.
  for (const text of [process.versions.v8, ...more]) hash.update(text).update('\0');
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (const folder of folders) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) {
      hash.update(file.slice(folder.length)).update('\0');
      opened(file, 'r', (from) => {
        for (let size = readSync(from, buffer); size > 0; size = readSync(from, buffer))
          hash.update(buffer.subarray(0, size));
      });
      hash.update('\0');
    }
  }
  return hash.digest('hex').slice(0, 32);
}

/**
 * The snapshot `name` of `key`, or what `make` gives, kept for the next time; all but the newest few are removed. Plain
 * data only: objects, arrays, maps, sets, strings, numbers, typed arrays. A folder that cannot be written, or a file that is
 * damaged, only costs time: nothing is lost.
 */
export function fromSnapshot<T>({ folder }: Snapshots, name: string, key: string, make: () => T): T {
  const own = `${name}-${key}.bin`;
  const kept = read<T>(join(folder, own));
  if (kept !== undefined) return kept.value;
  const value = make();
  try {
    mkdirSync(folder, { recursive: true });
    // Written aside and renamed: a reader sees a whole file or none, whoever is killed when.
    const draft = join(folder, `${own}.${process.pid}`);
    write(draft, value);
    renameSync(draft, join(folder, own));
    const others = readdirSync(folder)
      .filter((other) => other.startsWith(`${name}-`) && other !== own)
      .map((other) => ({ file: join(folder, other), time: statSync(join(folder, other)).mtimeMs }))
      .sort((a, b) => b.time - a.time);
    for (const { file } of others.slice(MOST_KEPT - 1)) rmSync(file, { force: true });
  } catch {
    // A read-only installation starts more slowly, that is all.
  }
  return value;
}

/** Snapshots of one name: the present one and those a rollback may want. */
const MOST_KEPT = 3;
const ARRAYS = [Uint8Array, Int32Array, Float32Array, Float64Array] as const;
type NumberArray = InstanceType<(typeof ARRAYS)[number]>;
/** Size of the structure, checksum of all that follows. */
const HEADER_BYTES = 8;

/** Leaves the numbers of typed arrays out: they follow as they are, so that they are read straight into their place. */
class Writer extends DefaultSerializer {
  readonly arrays: NumberArray[] = [];

  _writeHostObject(array: NumberArray): void {
    const type = ARRAYS.findIndex((Type) => array instanceof Type);
    if (type < 0)
      throw new TypeError(`${Object.prototype.toString.call(array)} cannot be kept in a snapshot`);
    this.writeUint32(type);
    this.writeUint32(array.length);
    this.arrays.push(array);
  }
}

class Reader extends DefaultDeserializer {
  readonly arrays: NumberArray[] = [];

  _readHostObject(): NumberArray {
    const Type = ARRAYS[this.readUint32()];
    if (Type === undefined) throw new TypeError('an unknown type of array in a snapshot');
    const array = new Type(this.readUint32());
    this.arrays.push(array);
    return array;
  }
}

function write(file: string, value: unknown): void {
  const writer = new Writer();
  writer.writeHeader();
  writer.writeValue(value);
  const parts = [writer.releaseBuffer(), ...writer.arrays.map(bytesOf)];
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(parts[0]?.length ?? 0, 0);
  header.writeUInt32LE(
    parts.reduce((sum, part) => crc32(part, sum), 0),
    4,
  );
  opened(file, 'w', (to) => {
    for (const part of [header, ...parts])
      for (let at = 0; at < part.length; ) at += writeSync(to, part, at, part.length - at);
  });
}

/** Undefined where there is no such file or it is not whole. */
function read<T>(file: string): { readonly value: T } | undefined {
  try {
    return opened(file, 'r', (from) => {
      const fill = (part: Buffer) => {
        for (let at = 0; at < part.length; ) {
          const size = readSync(from, part, at, part.length - at, null);
          if (size === 0) throw new RangeError(`${file} ends too soon`);
          at += size;
        }
        return part;
      };
      const header = fill(Buffer.alloc(HEADER_BYTES));
      const structure = fill(Buffer.alloc(header.readUInt32LE(0)));
      const reader = new Reader(structure);
      reader.readHeader();
      const value = reader.readValue() as T;
      let sum = crc32(structure);
      for (const array of reader.arrays) sum = crc32(fill(bytesOf(array)), sum);
      if (sum !== header.readUInt32LE(4)) throw new RangeError(`${file} is damaged`);
      return { value };
    });
  } catch {
    return undefined;
  }
}

function bytesOf(array: NumberArray): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

function opened<T>(file: string, flags: 'r' | 'w', use: (file: number) => T): T {
  const descriptor = openSync(file, flags);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
