import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, fromSnapshot } from '../src/snapshot.ts';

const root = mkdtempSync(join(tmpdir(), 'mot-cua-snapshot-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const VALUE = {
  name: 'giấy khai sinh',
  words: new Map([['đất', { ids: Int32Array.of(1, -2, 3), none: undefined }]]),
  weights: Float32Array.of(0.5, 1.25),
  idfs: Float64Array.of(Math.PI),
  flags: Uint8Array.of(1, 0, 1),
  // A view of part of a larger buffer: only the part is kept.
  part: new Int32Array([7, 8, 9]).subarray(1, 2),
};

describe('snapshot', () => {
  let folder: string;
  let made: number;
  const take = (key: string, value: unknown = VALUE) =>
    fromSnapshot({ folder }, 'index', key, () => {
      made += 1;
      return value;
    });

  beforeEach(() => {
    folder = mkdtempSync(join(root, 'cache-'));
    made = 0;
  });

  it('gives back what was made, without making it again', () => {
    expect(take('a')).toBe(VALUE);
    expect(take('a')).toEqual(VALUE);
    expect(made).toBe(1);
  });

  it('is made anew for another key, and only the newest are kept', () => {
    const long = new Date('2026-01-01T00:00:00Z');
    for (const key of ['a', 'b', 'c']) {
      take(key);
      utimesSync(join(folder, `index-${key}.bin`), long, new Date(long.getTime() + key.charCodeAt(0)));
    }
    take('d');
    expect(made).toBe(4);
    expect(readdirSync(folder)).toEqual(['index-b.bin', 'index-c.bin', 'index-d.bin']);
  });

  it('is made anew when the file is cut short or a byte of it has changed', () => {
    take('a');
    const file = join(folder, 'index-a.bin');
    const whole = readFileSync(file);
    for (const cut of [0, 7, 20, whole.length - 1]) {
      writeFileSync(file, whole.subarray(0, cut));
      expect(take('a')).toEqual(VALUE);
    }
    for (const at of [12, whole.length - 1]) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
      writeFileSync(file, damaged);
      expect(take('a')).toEqual(VALUE);
    }
    expect(made).toBe(7);
  });

  it('is still made where nothing can be kept', () => {
    writeFileSync(join(folder, 'file'), '');
    folder = join(folder, 'file', 'cache');
    expect(take('a')).toBe(VALUE);
    expect(take('a', new Date(0))).toEqual(new Date(0));
    expect(made).toBe(2);
  });

  it('changes its fingerprint with a name, a byte or a word beside the files', () => {
    const content = join(folder, 'content');
    mkdirSync(join(content, 'deep'), { recursive: true });
    writeFileSync(join(content, 'deep', 'a.yaml'), 'a: 1');
    const prints = [fingerprint([content]), fingerprint([content], ['imported'])];
    writeFileSync(join(content, 'deep', 'a.yaml'), 'a: 2');
    prints.push(fingerprint([content]));
    rmSync(join(content, 'deep', 'a.yaml'));
    writeFileSync(join(content, 'deep', 'b.yaml'), 'a: 2');
    prints.push(fingerprint([content]));
    expect(new Set(prints).size).toBe(4);
    expect(fingerprint([content])).toBe(prints[3]);
  });
});
