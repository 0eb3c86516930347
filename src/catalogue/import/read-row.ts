import { fold, stripInvisible } from '../../understanding/fold.ts';
import { parseFee } from '../parse-fee.ts';
import { parseMethods, parseTimes } from '../parse-source.ts';
import {
  type FeeCase,
  type Level,
  type Method,
  type Procedure,
  parseMethodNames,
  type Tier,
} from '../procedure.ts';
import { LIST_FIELD_NAMES, type ListField } from './columns.ts';
import type { Cell } from './table.ts';

/** Facts one row gives; a fact the list does not give is absent. */
export type ListedFacts = Partial<Omit<Procedure, 'code' | 'lists' | 'onlyListed'>>;

export interface ListRow {
  /** Where it stands: `dòng 7`, `Sheet1 dòng 7`. */
  readonly at: string;
  /** Base code. */
  readonly code: string;
  /** Province suffix of the code, `H37`. */
  readonly suffix?: string;
  readonly facts: ListedFacts;
  /** What was left out or understood, for the report. */
  readonly notes: readonly string[];
}

export interface Refused {
  readonly at: string;
  readonly code?: string;
  readonly name?: string;
  readonly reason: string;
  /** Not lost: put together with an earlier row of the same code. */
  readonly merged?: true;
}

export type RowOutcome =
  | { readonly kind: 'row'; readonly row: ListRow }
  | { readonly kind: 'refused'; readonly refused: Refused }
  | { readonly kind: 'nothing' };

/** Reads the mapped cells of one row. `section`: the field (lĩnh vực) a heading above named, for lists without such a column. */
export function readRow(at: string, cells: ReadonlyMap<ListField, Cell>, section?: string): RowOutcome {
  const text = (field: ListField) => clean(cells.get(field)?.text ?? '');
  const [codeText, name] = [text('code'), text('name')];
  const refuse = (reason: string): RowOutcome => ({
    kind: 'refused',
    refused: {
      at,
      ...(codeText === '' ? {} : { code: codeText.slice(0, 60) }),
      ...(name === '' ? {} : { name: name.slice(0, 200) }),
      reason,
    },
  });
  if (codeText === '' && name === '') return { kind: 'nothing' };
  const formula = [...cells].find(([, cell]) => cell.formula);
  if (formula !== undefined)
    return refuse(`ô ${LIST_FIELD_NAMES[formula[0]]} là công thức; chép và dán thành giá trị rồi nhập lại`);
  if (codeText === '') return refuse('thiếu mã thủ tục');
  if (isTest(codeText, name)) return refuse('dòng thử nghiệm');
  const code = parseCode(codeText, cells.get('code')?.number === true);
  if (code === undefined && /^\d\.\d{3,5}$/.test(codeText))
    return refuse('mã thiếu chữ số, có lẽ bảng tính đã bỏ số 0 ở cuối; đặt cột mã là kiểu Text');
  if (code === undefined)
    return refuse(
      'không phải mã quốc gia (dạng 1.004194 hay 1.004194.000.00.00.H27); thủ tục có mã quốc gia thì ghi mã ấy, thủ tục riêng của tỉnh không có mã thì chưa nhập được',
    );
  if (name === '') return refuse('thiếu tên thủ tục');
  if (name.length < 5) return refuse('tên quá ngắn để là tên thủ tục');
  if (name.length > 2_000) return refuse(`tên dài ${name.length} ký tự`);
  if (/^(?:true|1|có|x)$/iu.test(text('internal')))
    return refuse('thủ tục nội bộ giữa các cơ quan, không dành cho người dân');

  const notes: string[] = [];
  if (code.padded) notes.push(`mã ghi ${codeText} đọc là ${code.base} (bảng tính đã bỏ số 0 ở cuối)`);
  const tiers = readTiers(text('tier'), text('agency'), notes);
  const bodies = readBodies(text('agency'));
  const level = readLevel(text('level'), cells, notes);
  const methods = readMethods(cells);
  const times = text('time') === '' ? undefined : parseTimes(cells.get('time')?.text.normalize('NFC') ?? '');
  const fees = readFees(cells.get('fee'), notes);
  const field = sentenceCase(text('field').replace(/^\[[^\]]*\]\s*-?\s*/, '') || section || '');
  const result = text('result');
  const url = /^https?:\/\/\S+$/.test(text('url')) ? text('url') : undefined;
  const withdrawnOn = readDay(cells.get('withdrawnOn'));
  const successor = parseCode(text('successor'), false)?.base;
  const facts: ListedFacts = {
    name,
    ...(field === '' ? {} : { field }),
    ...(tiers.length === 0 ? {} : { tiers }),
    ...(bodies.length === 0 ? {} : { bodies }),
    ...level,
    ...(methods === undefined ? {} : { methods }),
    ...(times === undefined || times.length === 0 ? {} : { times }),
    ...(fees === undefined ? {} : { fees }),
    ...(result === '' ? {} : { result: result.slice(0, 160) }),
    ...(url === undefined ? {} : { url }),
    ...(withdrawnOn === undefined ? {} : { withdrawnOn }),
    ...(successor === undefined ? {} : { successor }),
  };
  return {
    kind: 'row',
    row: { at, code: code.base, ...(code.suffix === undefined ? {} : { suffix: code.suffix }), facts, notes },
  };
}

/** NFC, invisible characters out, runs of white space as one space. */
export function clean(text: string): string {
  return stripInvisible(text)
    .normalize('NFC')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
}

/** A field written all in capitals reads like the others. */
function sentenceCase(text: string): string {
  return text === text.toUpperCase() ? text.charAt(0) + text.slice(1).toLowerCase() : text;
}

/** A national base code in any of the forms lists use; `number` cells have lost the zeros at the end. */
export function parseCode(
  text: string,
  number: boolean,
): { base: string; suffix?: string; padded: boolean } | undefined {
  const compact = text.replace(/\s+/g, '').replace(/,(?=\d{6})/, '.');
  const match = /^(\d)\.(\d{3,6})((?:\.\d{2,3})*)(?:\.?([A-Z]\d{2}[A-Z]?))?$/iu.exec(compact);
  const digits = match?.[2] ?? '';
  // A text `1.00419` is a slip nobody can mend; a number `1.00419` can only be 1.004190.
  if (match === null || (digits.length !== 6 && !number)) return undefined;
  const suffix = match[4]?.toUpperCase();
  return {
    base: `${match[1]}.${digits.padEnd(6, '0')}`,
    padded: digits.length !== 6,
    ...(suffix === undefined ? {} : { suffix }),
  };
}

function isTest(code: string, name: string): boolean {
  return (
    /test|demo/i.test(code) ||
    /^(?:thu tuc )?(?:test|demo|kiem thu)\b|\b(?:test|demo)$/.test(fold(name)) ||
    /^(?:abc|asd\w*|123\w*|x{3,})$/.test(fold(name))
  );
}

const LEVELS: readonly (readonly [RegExp, Level, boolean])[] = [
  [/toan trinh/, 'full', true],
  [/mot phan/, 'partial', true],
  [/khong truc tuyen|con lai/, 'none', true],
  [/cung cap thong tin/, 'information', true],
  [/^(?:muc(?: do)? ?)?4$/, 'full', false],
  [/^(?:muc(?: do)? ?)?3$/, 'partial', false],
  [/^(?:muc(?: do)? ?)?[12]$/, 'information', false],
];

/** Old words (mức độ 1–4) give a derived level: the source states another scale. */
function readLevel(
  text: string,
  cells: ReadonlyMap<ListField, Cell>,
  notes: string[],
): Pick<ListedFacts, 'level' | 'levelStated'> {
  if (ticked(cells.get('full'))) return { level: 'full', levelStated: true };
  if (ticked(cells.get('partial'))) return { level: 'partial', levelStated: true };
  if (text === '') return {};
  const known = LEVELS.find(([pattern]) => pattern.test(fold(text)));
  if (known === undefined) {
    notes.push(`không hiểu mức "${text.slice(0, 40)}"; giữ mức đang có`);
    return {};
  }
  return { level: known[1], levelStated: known[2] };
}

function readTiers(tier: string, agency: string, notes: string[]): Tier[] {
  const text = tier === '' ? agency : tier;
  if (text === '') return [];
  // "thị xã" is a district town, "thành phố" beside "huyện" one as well.
  const words = text.replace(/thị xã/giu, 'huyện');
  if (/huyện|quận(?!\s+\d?\s*đội)/iu.test(words)) {
    notes.push('cấp huyện đã kết thúc ngày 01/7/2025; giữ cấp và cơ quan đang có');
    return [];
  }
  const found: [boolean, Tier][] = [
    [/\bbộ(?=\s|;|,|$)(?!\s*(?:phận|chỉ huy))/iu.test(tier), 'ministry'],
    [/ngành dọc/iu.test(text), 'vertical'],
    [/tỉnh|(?:^|[;,\s])sở(?=[\s,;]|$)|ban ngành/iu.test(words), 'province'],
    [/(?:^|[\s/;,])xã(?=[\s/;,]|$)|phường/iu.test(words), 'commune'],
    [/cơ quan khác/iu.test(text), 'other'],
  ];
  return found.filter(([yes]) => yes).map(([, name]) => name);
}

/** Words that name a kind of agency and not one; they only tell the tier. */
const KINDS: readonly (readonly [RegExp, string | undefined])[] = [
  [/^sở,? ban,? ngành$/iu, undefined],
  [/^cấp tỉnh(?:\s*\/.*)?$/iu, undefined],
  [/huyện|quận(?!\s+\d?\s*đội)|thị xã/iu, undefined],
  [/^(?:ubnd|ủy ban nhân dân)\s+tỉnh\s*\/.*$/iu, 'Ủy ban nhân dân cấp tỉnh'],
  [/^(?:ubnd|ủy ban nhân dân)\s+(?:cấp )?xã(?:\s*[/,].*)?$/iu, 'Ủy ban nhân dân cấp xã'],
];

function readBodies(agency: string): string[] {
  const parts = agency
    .split(/;|\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const bodies = parts.map((part) => {
    const kind = KINDS.find(([pattern]) => pattern.test(part));
    return kind === undefined ? part.replace(/^UBND\b/u, 'Ủy ban nhân dân') : kind[1];
  });
  return [...new Set(bodies.filter((body) => body !== undefined).map((body) => body.slice(0, 160)))].slice(
    0,
    6,
  );
}

function readMethods(cells: ReadonlyMap<ListField, Cell>): Method[] | undefined {
  const ticks = (['online', 'post', 'direct'] as const).filter(
    (method) => cells.has(method) && ticked(cells.get(method)),
  );
  if (ticks.length > 0) return ticks;
  const text = cells.get('methods')?.text.normalize('NFC') ?? '';
  const named = parseMethods(text);
  const methods = named.length > 0 || text.length > 80 ? named : parseMethodNames(text);
  return methods.length === 0 ? undefined : methods;
}

function ticked(cell: Cell | undefined): boolean {
  return cell !== undefined && /^(?:x|×|✓|✔|v|có|1|đ|true)$/iu.test(cell.text.trim());
}

function readFees(cell: Cell | undefined, notes: string[]): FeeCase[] | undefined {
  const text = cell?.text.normalize('NFC').trim() ?? '';
  if (text === '') return undefined;
  const bare = /^(\d{1,3}(?:[.,]\d{3})+|\d+)$/.exec(text);
  if (bare === null) {
    const fees = parseFee(text);
    if (fees.some(({ kind }) => kind !== 'unknown')) return fees;
    notes.push(`phí ghi "${text.slice(0, 60)}", không rõ là bao nhiêu; giữ phí đang có`);
    return undefined;
  }
  const amount = Number(text.replace(/[.,]/g, ''));
  // A column of bare sums is in đồng; a bare 0 says nothing.
  if (amount >= 500) return [{ kind: 'amount', amount, currency: 'VND' }];
  notes.push(`phí ghi ${text}, không có lời; giữ phí đang có`);
  return undefined;
}

const SHEET_EPOCH_MS = Date.UTC(1899, 11, 30);

/** A day as `31/12/2025`, `2025-12-31` or a sheet's day number. */
function readDay(cell: Cell | undefined): string | undefined {
  if (cell === undefined) return undefined;
  const text = cell.text.trim();
  if (cell.number && /^\d{5}(?:\.\d+)?$/.test(text))
    return new Date(SHEET_EPOCH_MS + Math.floor(Number(text)) * 86_400_000).toISOString().slice(0, 10);
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  const iso =
    local === null
      ? text.slice(0, 10)
      : `${local[3]}-${local[2]?.padStart(2, '0')}-${local[1]?.padStart(2, '0')}`;
  return /^\d{4}-\d\d-\d\d$/.test(iso) && !Number.isNaN(Date.parse(iso)) ? iso : undefined;
}
