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
import { isDate } from './list-date.ts';
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
  /** The row names the districts (cấp huyện): nobody else, or others too. */
  readonly districts?: 'only' | 'too';
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

/** What headings, the title or the sheet's name say of the rows below, for lists without such a column. */
export interface Section {
  readonly field?: string | undefined;
  /** As it stands: `cấp huyện`. */
  readonly tier?: string | undefined;
}

/** Reads the mapped cells of one row. */
export function readRow(at: string, cells: ReadonlyMap<ListField, Cell>, section: Section = {}): RowOutcome {
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
  if (BROKEN_LETTERS.test(name))
    return refuse(
      'tên có chữ hỏng (sai bảng mã); mở tệp gốc, lưu lại kiểu "CSV UTF-8" hoặc .xlsx với phông Unicode rồi nhập lại',
    );
  if (/^(?:true|1|có|x)$/iu.test(text('internal')))
    return refuse('thủ tục nội bộ giữa các cơ quan, không dành cho người dân');

  const notes: string[] = [];
  if (code.padded) notes.push(`mã ghi ${codeText} đọc là ${code.base} (bảng tính đã bỏ số 0 ở cuối)`);
  const { tiers, districts } = readTiers({ tier: text('tier'), agency: text('agency'), name, section });
  const bodies = districts === 'only' ? [] : readBodies(text('agency'));
  const level = readLevel(text('level'), cells, notes);
  const methods = readMethods(cells);
  const times = text('time') === '' ? undefined : parseTimes(cells.get('time')?.text.normalize('NFC') ?? '');
  const fees = readFees(cells.get('fee'), notes);
  const field = sentenceCase(text('field').replace(/^\[[^\]]*\]\s*-?\s*/, '') || section.field || '');
  const result = text('result');
  const url = /^https?:\/\/\S+$/.test(text('url')) ? text('url') : undefined;
  const { day: withdrawnOn, problem } = readDay(cells.get('withdrawnOn'));
  if (problem !== undefined)
    return refuse(
      `ngày hết hiệu lực ghi "${problem}", không rõ là ngày nào; viết kiểu 31/12/2025, hoặc để trống nếu còn hiệu lực`,
    );
  const successor = readSuccessor(text('successor'), code.base, notes);
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
    row: {
      at,
      code: code.base,
      ...(code.suffix === undefined ? {} : { suffix: code.suffix }),
      ...(districts === undefined ? {} : { districts }),
      facts,
      notes,
    },
  };
}

/** A letter that could not be read; UTF-8 read as Latin-1; TCVN3 (`§¨ng ký`); a tone lost as `?` inside a word. */
const BROKEN_LETTERS =
  /\ufffd|Ã[\u0080-\u00bf]|[ÄÆ][\u0080-\u00bf‘’“”°]|á[º»][^\s]|(?:(?:\p{L}[¨©ª«¬®µ¶·¸¹]|[¨©ª«¬®µ¶·¸¹]\p{L}).*?){3}|\p{L}\?\p{Ll}/u;

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
  // `'1.004194` and `="1.004194"` are ways to keep a sheet from reading a number.
  const compact = text
    .replace(/\s+/g, '')
    .replace(/^(?:'|="?)|"$/g, '')
    .replace(/,(?=\d{6})/, '.');
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

/** Something that stands where a code would, whole or broken. */
export function looksLikeCode(text: string): boolean {
  return /^\s*'?\d\.\d{3,}/.test(text);
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

/** `thị xã` is a district town; a city of ours is one that belongs to the province. */
const DISTRICT =
  /huyện|quận(?!\s+\d?\s*đội)|thị xã|thành phố thuộc tỉnh|(?:ubnd|(?:ủy|uỷ) ban nhân dân)\s+(?:tp\.?|thành phố)\s+(?:hà tĩnh|vĩnh long|trà vinh)/giu;
/** `huyện Thạch Hà, tỉnh Hà Tĩnh` names a district, not the province. */
const IN_PROVINCE = /((?:huyện|thị xã|thành phố)\s+[^,;]+),\s*tỉnh\s+[^,;]+/giu;
/** A name that says who decides; a school or a centre of a district does not. */
const NAMES_DISTRICT = /cấp huyện(?! trở lên)|(?:ubnd|(?:ủy|uỷ) ban nhân dân)\s+huyện/iu;
const OF_DISTRICT = /(?:trường|trung tâm|cơ sở)[^,;()]*cấp huyện/iu;
const NAMES_OTHERS = /(?:cấp|ubnd|(?:ủy|uỷ) ban nhân dân)\s+(?:xã|tỉnh|bộ)(?!\p{L})/iu;

function readTiers(row: { tier: string; agency: string; name: string; section: Section }): {
  tiers: Tier[];
  districts?: 'only' | 'too';
} {
  const { tier, agency, name, section } = row;
  const text = tier === '' ? agency : tier;
  if (text === '') {
    const said = section.tier ?? (OF_DISTRICT.test(name) ? '' : (NAMES_DISTRICT.exec(name)?.[0] ?? ''));
    return /huyện/iu.test(said) && !NAMES_OTHERS.test(name)
      ? { tiers: [], districts: 'only' }
      : { tiers: [] };
  }
  const tiers = tiersIn(text, tier);
  if (text.search(DISTRICT) < 0) return { tiers };
  const others = tiers.length > 0 || tiersIn(agency, '').length > 0 || NAMES_OTHERS.test(name);
  return { tiers, districts: others ? 'too' : 'only' };
}

function tiersIn(text: string, tier: string): Tier[] {
  const words = text.replace(IN_PROVINCE, '$1').replace(DISTRICT, ' ');
  const found: [boolean, Tier][] = [
    [/\bbộ(?=\s|;|,|$)(?!\s*(?:phận|chỉ huy))/iu.test(tier), 'ministry'],
    [/ngành dọc/iu.test(text), 'vertical'],
    [/tỉnh|(?:^|[;,\s])sở(?=[\s,;]|$)|ban ngành/iu.test(words), 'province'],
    [/(?:^|[\s/;,])xã(?=[\s/;,]|$)|phường|thị trấn/iu.test(words), 'commune'],
    [/cơ quan khác/iu.test(text), 'other'],
  ];
  return found.filter(([yes]) => yes).map(([, one]) => one);
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

/** The first code that stands there; what is no code is told and left out. */
function readSuccessor(text: string, own: string, notes: string[]): string | undefined {
  if (text === '' || NO_DAY.test(text)) return undefined;
  const found = text.split(/[\s;,()]+/).flatMap((word) => parseCode(word, false)?.base ?? []);
  if (found.length === 0 || found[0] === own) {
    notes.push(`mã thay thế ghi "${text.slice(0, 60)}", không phải mã của một thủ tục khác; bỏ qua`);
    return undefined;
  }
  if (found.length > 1) notes.push(`có ${found.length} mã thay thế; chỉ nhận ${found[0]}`);
  return found[0];
}

const NO_DAY = /^(?:-+|–|không|không có|chưa|còn hiệu lực|n\/a|0)$/iu;

/**
 * A day as `31/12/2025`, `2025-12-31`, `ngày 31 tháng 12 năm 2025`, with words around it, or a sheet's day number.
 * `problem`: something stands there that names no day that exists, or several.
 */
function readDay(cell: Cell | undefined): { day?: string; problem?: string } {
  const text = clean(cell?.text ?? '');
  if (cell === undefined || text === '' || NO_DAY.test(text)) return {};
  if (cell.number && /^\d{5}(?:\.\d+)?$/.test(text))
    return {
      day: new Date(SHEET_EPOCH_MS + Math.floor(Number(text)) * 86_400_000).toISOString().slice(0, 10),
    };
  const days = [
    ...[...text.matchAll(/(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)/g)].map(([, d, m, y]) => [
      y,
      m,
      d,
    ]),
    ...[...text.matchAll(/(?<!\d)(\d{1,2}) tháng (\d{1,2}) năm (\d{4})(?!\d)/giu)].map(([, d, m, y]) => [
      y,
      m,
      d,
    ]),
    ...[...text.matchAll(/(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)/g)].map(([, y, m, d]) => [y, m, d]),
  ].map((parts) => parts.map((part) => (part ?? '').padStart(2, '0')).join('-'));
  const [day, ...more] = new Set(days);
  return day !== undefined && more.length === 0 && isDate(day) ? { day } : { problem: text.slice(0, 60) };
}
