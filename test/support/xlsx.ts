import { deflateRawSync } from 'node:zlib';

/** A part of a workbook; `claims` is the size its directory entry lies about. */
export interface Part {
  readonly name: string;
  readonly text: string | Buffer;
  readonly claims?: number;
}

/** A zip of parts, deflated. */
export function zip(parts: readonly Part[]): Buffer {
  const [bodies, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const { name, text, claims } of parts) {
    const plain = Buffer.from(text);
    const packed = deflateRawSync(plain);
    const sum = crc32(plain);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(sum, 14);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(claims ?? plain.length, 22);
    header.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 6);
    entry.writeUInt16LE(8, 10);
    header.copy(entry, 16, 14, 28);
    entry.writeUInt32LE(offset, 42);
    bodies.push(header, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, listing, end]);
}

/** A cell: text, a number, a formula with the value it was saved with, or nothing. */
export type Content = string | number | { readonly formula: string; readonly value: string } | undefined;

/** A workbook of one sheet. */
export function workbook(
  rows: readonly (readonly Content[])[],
  options: { merges?: readonly string[]; more?: readonly Part[] } = {},
): Buffer {
  const merges = options.merges ?? [];
  const sheet = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows
    .map(
      (row, at) =>
        `<row r="${at + 1}">${row.map((content, column) => cell(content, `${String.fromCharCode(65 + column)}${at + 1}`)).join('')}</row>`,
    )
    .join(
      '',
    )}</sheetData><mergeCells count="${merges.length}">${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells></worksheet>`;
  return zip([...parts(sheet), ...(options.more ?? [])]);
}

/** The parts of a workbook around one sheet. */
export function parts(sheet: string | Buffer, claims?: number): Part[] {
  return [
    {
      name: 'xl/workbook.xml',
      text: '<workbook xmlns="x" xmlns:r="y"><sheets><sheet name="Danh sách" sheetId="1" r:id="rId1"/></sheets></workbook>',
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: '<Relationships><Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="externalLink" Target="http://127.0.0.1:9/x.xlsx" TargetMode="External"/></Relationships>',
    },
    { name: 'xl/worksheets/sheet1.xml', text: sheet, ...(claims === undefined ? {} : { claims }) },
  ];
}

function cell(content: Content, reference: string): string {
  if (content === undefined) return `<c r="${reference}"/>`;
  if (typeof content === 'number') return `<c r="${reference}"><v>${content}</v></c>`;
  if (typeof content === 'object')
    return `<c r="${reference}" t="str"><f>${escaped(content.formula)}</f><v>${escaped(content.value)}</v></c>`;
  return `<c r="${reference}" t="inlineStr"><is><t>${escaped(content)}</t></is></c>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

const TABLE = Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crc32(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}
