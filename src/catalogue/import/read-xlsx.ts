import { AppError } from '../../errors.ts';
import { LIMITS } from './limits.ts';
import type { Cell, Row, Table } from './table.ts';
import { attribute, decode, scanXml } from './xml.ts';
import { checkSizes, readDirectory, unpack } from './zip.ts';

/**
 * Sheets of a workbook. Reads texts, numbers and merged cells and nothing else: formulas are marked and not
 * run, links to other files are not followed, pictures, macros and drawings are not unpacked.
 */
export function readXlsx(bytes: Buffer): Table[] {
  const entries = readDirectory(bytes);
  const wanted = [...entries.values()].filter(({ name }) =>
    /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|worksheets\/[^/]+\.xml)$/i.test(
      name,
    ),
  );
  checkSizes(wanted);
  const part = (name: string) => {
    const entry = wanted.find((one) => one.name.toLowerCase() === name.toLowerCase());
    return entry === undefined ? undefined : unpack(bytes, entry);
  };
  const workbook = part('xl/workbook.xml');
  if (workbook === undefined)
    throw new AppError('file', 'không phải tệp .xlsx đọc được: thiếu xl/workbook.xml');
  const targets = relations(part('xl/_rels/workbook.xml.rels') ?? '');
  const texts = sharedTexts(part('xl/sharedStrings.xml') ?? '');
  const tables: Table[] = [];
  const budget = { rows: LIMITS.rows };
  const visited = new Set<string>();
  for (const { name, relation, hidden } of sheets(workbook)) {
    const target = targets.get(relation);
    // A workbook may list one sheet thousands of times.
    if (target === undefined || visited.has(target)) continue;
    visited.add(target);
    const xml = part(target);
    if (xml !== undefined) tables.push({ name, ...hidden, rows: readSheet(xml, texts, name, budget) });
  }
  return tables;
}

interface SheetEntry {
  readonly name: string;
  readonly relation: string;
  readonly hidden: { readonly hidden?: true };
}

function sheets(workbook: string): SheetEntry[] {
  const found: SheetEntry[] = [];
  scan(workbook, 'xl/workbook.xml', {
    open(tag, attributes) {
      if (tag !== 'sheet') return;
      found.push({
        name: attribute(attributes, 'name') ?? `Sheet${found.length + 1}`,
        relation: /\s\w+:id\s*=\s*["']([^"']*)/.exec(attributes)?.[1] ?? '',
        hidden: /hidden/i.test(attribute(attributes, 'state') ?? '') ? { hidden: true } : {},
      });
    },
    close() {},
    text() {},
  });
  return found;
}

function relations(xml: string): Map<string, string> {
  const targets = new Map<string, string>();
  scan(xml, 'xl/_rels/workbook.xml.rels', {
    open(tag, attributes) {
      if (tag !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return;
      const target = attribute(attributes, 'Target') ?? '';
      targets.set(
        attribute(attributes, 'Id') ?? '',
        target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`,
      );
    },
    close() {},
    text() {},
  });
  return targets;
}

function sharedTexts(xml: string): string[] {
  const texts: string[] = [];
  let text = '';
  let [inText, phonetic] = [false, false];
  scan(xml, 'xl/sharedStrings.xml', {
    open(tag) {
      if (tag === 'si') text = '';
      if (tag === 'rPh') phonetic = true;
      if (tag === 't') inText = !phonetic;
    },
    close(tag) {
      if (tag === 't') inText = false;
      if (tag === 'rPh') phonetic = false;
      if (tag === 'si') texts.push(text);
    },
    text(raw) {
      if (inText) text = append(text, decode(raw), `chuỗi thứ ${texts.length + 1}`);
    },
  });
  return texts;
}

function readSheet(xml: string, texts: readonly string[], name: string, budget: { rows: number }): Row[] {
  const rows = new Map<number, (Cell | undefined)[]>();
  const merges: string[] = [];
  let row: (Cell | undefined)[] = [];
  let [rowNumber, column] = [0, -1];
  let [kind, value, formula] = ['', '', false];
  let taking = false;
  scan(xml, name, {
    open(tag, attributes) {
      if (tag === 'row') {
        const said = Number(attribute(attributes, 'r') ?? 0);
        // Rows come in order; one that stands twice or has no number would push another out.
        rowNumber = Number.isSafeInteger(said) && said > rowNumber ? said : rowNumber + 1;
        column = -1;
        row = [];
      } else if (tag === 'c') {
        const reference = attribute(attributes, 'r');
        const said = reference === undefined ? -1 : columnOf(reference);
        column = said < 0 ? column + 1 : said;
        kind = attribute(attributes, 't') ?? 'n';
        [value, formula] = ['', false];
      } else if (tag === 'f') formula = true;
      else if (tag === 'v' || tag === 't') taking = true;
      else if (tag === 'mergeCell') merges.push(attribute(attributes, 'ref') ?? '');
    },
    close(tag) {
      if (tag === 'v' || tag === 't') taking = false;
      else if (tag === 'c' && column < LIMITS.columns && (value !== '' || formula))
        row[column] = cellOf(kind, value, formula, texts);
      else if (
        tag === 'row' &&
        row.some((cell) => cell !== undefined && (cell.text.trim() !== '' || cell.formula))
      ) {
        if (--budget.rows < 0) throw new AppError('file', `có hơn ${LIMITS.rows} dòng; chia thành nhiều tệp`);
        rows.set(rowNumber, row);
      }
    },
    text(raw) {
      if (taking) value = append(value, decode(raw), `ô ${columnName(column)}${rowNumber} của trang ${name}`);
    },
  });
  const headings = fillMerged(rows, merges);
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([number, cells]) => {
      const heading = headings.get(number);
      return { number, cells, ...(heading === undefined ? {} : { heading }) };
    });
}

function cellOf(kind: string, value: string, formula: boolean, texts: readonly string[]): Cell {
  const marked = formula ? { formula: true as const } : {};
  if (kind === 's') return { text: texts[Number(value)] ?? '', ...marked };
  if (kind === 'e') return { text: '', ...marked };
  if (kind === 'n')
    return { text: Number.isFinite(Number(value)) ? String(Number(value)) : value, number: true, ...marked };
  return { text: value, ...marked };
}

/** Copies the first cell of each merged range over the range. Rows that one cell fills over three columns are headings. */
function fillMerged(rows: Map<number, (Cell | undefined)[]>, merges: readonly string[]): Map<number, string> {
  const headings = new Map<number, string>();
  let filled = 0;
  for (const reference of merges) {
    const match = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/i.exec(reference);
    if (match === null) continue;
    const [left, right] = [columnOf(match[1] ?? ''), Math.min(columnOf(match[3] ?? ''), LIMITS.columns - 1)];
    const [top, bottom] = [Number(match[2]), Number(match[4])];
    const cell = rows.get(top)?.[left];
    if (cell === undefined) continue;
    if (right - left >= 2) headings.set(top, cell.text);
    // A range may claim a million rows; only rows that exist are visited.
    const visited =
      bottom - top > rows.size
        ? [...rows.keys()].filter((number) => number >= top && number <= bottom)
        : Array.from({ length: bottom - top + 1 }, (_, n) => top + n);
    for (const number of visited) {
      const row = rows.get(number);
      if (row === undefined) continue;
      for (let column = left; column <= right; column++) {
        if (++filled > LIMITS.mergedCells)
          throw new AppError('file', `ô gộp phủ hơn ${LIMITS.mergedCells} ô; bỏ gộp ô rồi nhập lại`);
        row[column] ??= cell;
      }
    }
  }
  return headings;
}

export function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/i.exec(reference)?.[0].toUpperCase() ?? '')
    column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

export function columnName(column: number): string {
  return column < 26
    ? String.fromCharCode(65 + column)
    : columnName(Math.floor(column / 26) - 1) + columnName(column % 26);
}

function append(text: string, more: string, where: string): string {
  if (text.length + more.length > LIMITS.cellChars)
    throw new AppError(
      'file',
      `${where} dài hơn ${LIMITS.cellChars} ký tự; không phải một danh sách thủ tục`,
    );
  return text + more;
}

function scan(xml: string, name: string, handler: Parameters<typeof scanXml>[1]): void {
  if (!scanXml(xml, handler))
    throw new AppError('file', `không phải tệp .xlsx đọc được: ${name} bị cắt ngang hoặc có khai báo lạ`);
}
