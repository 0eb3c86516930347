import { AppError } from '../../errors.ts';
import { fold } from '../../understanding/fold.ts';
import { columnName, columnOf } from './read-xlsx.ts';
import type { Row, Table } from './table.ts';

/** What a column may hold. `direct`, `online`, `post`, `full`, `partial` are columns of ticks. */
export const LIST_FIELDS = [
  'code',
  'name',
  'field',
  'level',
  'agency',
  'tier',
  'fee',
  'time',
  'methods',
  'result',
  'legal',
  'url',
  'successor',
  'withdrawnOn',
  'direct',
  'online',
  'post',
  'full',
  'partial',
  'internal',
  'promulgator',
  'snapshot',
] as const;
export type ListField = (typeof LIST_FIELDS)[number];

export const LIST_FIELD_NAMES: Readonly<Record<ListField, string>> = {
  code: 'mã thủ tục',
  name: 'tên thủ tục',
  field: 'lĩnh vực',
  level: 'mức dịch vụ công',
  agency: 'cơ quan thực hiện',
  tier: 'cấp thực hiện',
  fee: 'phí, lệ phí',
  time: 'thời hạn',
  methods: 'cách nộp',
  result: 'kết quả',
  legal: 'căn cứ pháp lý',
  url: 'đường dẫn',
  successor: 'mã thay thế',
  withdrawnOn: 'ngày hết hiệu lực',
  direct: 'ô đánh dấu trực tiếp',
  online: 'ô đánh dấu trực tuyến',
  post: 'ô đánh dấu bưu chính',
  full: 'ô đánh dấu toàn trình',
  partial: 'ô đánh dấu một phần',
  internal: 'thủ tục nội bộ',
  promulgator: 'nơi ban hành',
  snapshot: 'ngày chụp dữ liệu',
};

/** Headers as provinces write them, folded; the first that fits a column wins, in this order. */
const HEADERS: readonly (readonly [ListField, RegExp])[] = [
  ['successor', /thay the|^successor$/],
  ['withdrawnOn', /het hieu luc|bai bo|^withdrawn ?on$/],
  [
    'code',
    /^(?:ma|ma so|code|so ho so|ma ho so)(?: (?:cua )?(?:so )?(?:tthc|thu tuc(?: hanh chinh)?|dvc|dich vu cong)(?: quoc gia| tren .*)?| quoc gia)?$/,
  ],
  [
    'name',
    /^ten (?:tthc|thu tuc|dich vu|dvc)|^(?:thu tuc hanh chinh|tthc|ten|name|thu tuc|noi dung tthc|danh muc tthc)$/,
  ],
  ['field', /^(?:ten )?(?:nganh,? )?linh vuc|^field$/],
  ['full', /^(?:dvc |dvctt |dich vu cong )?(?:truc tuyen )?toan trinh$/],
  ['partial', /^(?:dvc |dvctt |dich vu cong )?(?:truc tuyen )?mot phan$/],
  ['level', /^(?:ten )?muc (?:do|dvc)|dvctt|^level$|^loai (?:dich vu|dvc)/],
  ['tier', /^cap(?: (?:thuc hien|giai quyet|tthc|thu tuc|hanh chinh).*)?$|^tier$/],
  ['methods', /cach thuc|hinh thuc (?:nop|thuc hien|tiep nhan)|phuong thuc|^methods?$/],
  ['direct', /^(?:nop |nhan )?truc tiep/],
  ['online', /^(?:nop |nhan )?truc tuyen$|^online$/],
  ['post', /bcci|buu chinh|buu dien|^post$/],
  [
    'agency',
    /^(?:co quan|don vi)(?! (?:ban hanh|phoi hop|cong bo|quan ly|nhap))|^(?:org|agency|noi (?:thuc hien|tiep nhan|giai quyet))/,
  ],
  ['fee', /^(?:muc )?(?:phi|le phi)\b|^fees?$/],
  ['time', /^thoi (?:han|gian) (?:giai quyet|thuc hien|xu ly)|^(?:thoi han|thoi gian|time)$/],
  ['result', /^ket qua|^result$/],
  ['legal', /can cu|phap ly|^legal$/],
  ['url', /^(?:url|link|duong dan|lien ket|duong link)/],
  ['internal', /^(?:internal|tthc noi bo|thu tuc noi bo)$/],
  ['promulgator', /^(?:promulgator|co quan ban hanh|noi ban hanh)$/],
  ['snapshot', /^snapshot$|^ngay (?:cap nhat|chup)/],
];

const CODE = /^\s*\d\.\d{3,6}(?:\.|\s*$)/;
/** Header rows are looked for this far down. */
const DEEPEST_HEADER = 40;

export interface Columns {
  /** Row of the header; rows up to it are titles. 0 when there is none. */
  readonly headerAt: number;
  readonly at: ReadonlyMap<ListField, number>;
  /** What stands above each column, for showing. */
  readonly labels: readonly { readonly column: string; readonly label: string; readonly field?: ListField }[];
  /** How the columns were found. */
  readonly found: 'header' | 'content';
}

/**
 * Finds which column holds what: from the header row below the titles, else from what the columns contain. `given`
 * (`--map`) wins: field → header text, column letter, column number from 1, or `none`.
 * Undefined when no code or no name column is found.
 */
export function findColumns(
  table: Table,
  given: ReadonlyMap<ListField, string> = new Map(),
): Columns | undefined {
  const header = bestHeader(table.rows, given);
  const at = new Map<ListField, number>();
  const cells = header === undefined ? [] : labelsOf(table.rows, header);
  const found = header === undefined ? 'content' : 'header';
  cells.forEach((label, column) => {
    const field = fieldOf(label);
    if (field !== undefined && !at.has(field)) at.set(field, column);
  });
  for (const [field, wanted] of given) {
    at.delete(field);
    if (fold(wanted) === 'none') continue;
    const column = columnGiven(wanted, cells, widthOf(table.rows));
    if (column === undefined) {
      const shown = (
        cells.length > 0 ? cells : (table.rows[0]?.cells ?? []).map((cell) => cell?.text.trim() ?? '')
      ).filter((label) => label !== '');
      throw new AppError(
        'import',
        `--map ${field}=${wanted}: không có cột nào như thế; các cột: ${shown.join(' | ')}`,
      );
    }
    for (const [other, taken] of at) if (taken === column) at.delete(other);
    at.set(field, column);
  }
  if (!at.has('code')) addByContent(table.rows, at, 'code', (text) => CODE.test(text));
  if (at.has('code') && !at.has('name'))
    addByContent(table.rows, at, 'name', (text) => text.length > 25 && text.includes(' '));
  if (!at.has('code') || !at.has('name')) return undefined;
  const fields = new Map([...at].map(([field, column]) => [column, field]));
  const width = Math.max(cells.length, ...fields.keys()) + (fields.size > 0 && cells.length === 0 ? 1 : 0);
  const labels = Array.from({ length: width }, (_, column) => {
    const field = fields.get(column);
    return {
      column: columnName(column),
      label: cells[column] ?? '',
      ...(field === undefined ? {} : { field }),
    };
  }).filter(({ label, field }) => label !== '' || field !== undefined);
  return { headerAt: header === undefined ? 0 : header.last, at, labels, found };
}

interface Header {
  /** Row numbers of the header; two when a second row tells columns under a merged cell apart. */
  readonly first: number;
  readonly last: number;
}

function bestHeader(rows: readonly Row[], given: ReadonlyMap<ListField, string>): Header | undefined {
  let best: { header: Header; score: number } | undefined;
  const wanted = [...given.values()].map(plain);
  const top = rows.slice(0, DEEPEST_HEADER);
  const isData = (row: Row) => row.cells.some((cell) => cell !== undefined && CODE.test(cell.text));
  const single = top.filter((row) => !isData(row)).map((row) => ({ first: row.number, last: row.number }));
  const double = top.flatMap((row, index) => {
    const next = top[index + 1];
    return next === undefined || isData(row) || isData(next) || next.heading !== undefined
      ? []
      : [{ first: row.number, last: next.number }];
  });
  // Singles first: two rows are the header only where the second adds something.
  for (const header of [...single, ...double]) {
    const labels = labelsOf(rows, header);
    const fields = new Set(labels.map(fieldOf).filter((field) => field !== undefined));
    const named = labels.filter((label) => label !== '' && wanted.includes(plain(label))).length;
    const score = fields.size + (fields.has('code') ? 2 : 0) + (fields.has('name') ? 2 : 0) + 3 * named;
    if (score >= 3 && (best === undefined || score > best.score)) best = { header, score };
  }
  return best?.header;
}

function labelsOf(rows: readonly Row[], { first, last }: Header): string[] {
  const [top, bottom] = [
    rows.find(({ number }) => number === first),
    rows.find(({ number }) => number === last),
  ];
  const width = Math.max(top?.cells.length ?? 0, bottom?.cells.length ?? 0);
  return Array.from({ length: width }, (_, column) => {
    const under = bottom?.cells[column]?.text.trim() ?? '';
    const label = under === '' ? (top?.cells[column]?.text ?? '') : under;
    return label.replace(/\s+/g, ' ').trim().normalize('NFC').slice(0, 80);
  });
}

function fieldOf(label: string): ListField | undefined {
  const text = plain(label);
  return text === '' ? undefined : HEADERS.find(([, pattern]) => pattern.test(text))?.[0];
}

/** Folded, without brackets and their contents, punctuation as spaces. */
function plain(label: string): string {
  return fold(label)
    .replace(/\([^)]*\)/g, ' ')
    .replace(/[^a-z0-9 ]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function columnGiven(wanted: string, labels: readonly string[], width: number): number | undefined {
  const named = labels.findIndex((label) => plain(label) === plain(wanted) && label !== '');
  if (named >= 0) return named;
  const column = /^[A-Z]{1,2}$/i.test(wanted)
    ? columnOf(wanted)
    : /^\d{1,3}$/.test(wanted)
      ? Number(wanted) - 1
      : -1;
  return column >= 0 && column < width ? column : undefined;
}

function widthOf(rows: readonly Row[]): number {
  return rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
}

/** The column where most rows fit; at least half of those that have something there. */
function addByContent(
  rows: readonly Row[],
  at: Map<ListField, number>,
  field: ListField,
  fits: (text: string) => boolean,
): void {
  const taken = new Set(at.values());
  const [fitting, filled]: [number[], number[]] = [[], []];
  for (const { cells } of rows) {
    cells.forEach((cell, column) => {
      if (cell === undefined || taken.has(column)) return;
      filled[column] = (filled[column] ?? 0) + 1;
      if (fits(cell.text)) fitting[column] = (fitting[column] ?? 0) + 1;
    });
  }
  let best = -1;
  fitting.forEach((count, column) => {
    if (count * 2 >= (filled[column] ?? 0) && count > (fitting[best] ?? 0)) best = column;
  });
  if (best >= 0) at.set(field, best);
}
