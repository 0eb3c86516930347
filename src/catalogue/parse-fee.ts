import { type FeeCase, type Method, parseMethodNames } from './procedure.ts';

/** Below this a sum in đồng cannot be a fee (the smallest coin in use is 200): the source dropped the thousands. */
const SMALLEST_FEE_VND = 500;
const TEXT_LIMIT = 240;

const ENTRY = /(?:Phí|Lệ phí)\s*:\s*(?<amount>[\d.,]+|Không)\s*(?<currency>đồng|USD|VNĐ)?/giu;
const SUM =
  /(?<![\d.,])(?<number>\d{1,3}(?:[.,]\d{3})+|\d{4,9}|\d{1,4}(?:[.,]\d{1,2})?(?=\s*USD)|\d{1,3}(?:,\d{1,2})?(?=(?:\s*\([^)]{1,20}\))?\s*triệu))(?:\s*\([^)]{1,20}\))?\s*(?<million>triệu\s+)?(?<currency>(?:Việt Nam )?đồng|đ(?![\p{L}])|vnđ|vnd|USD)(?:\s*\([^)]{3,40}đồng(?: chẵn)?\))?(?:\s*\/\s*(?:0?1\s+)?(?<per>[\p{L} ]{2,24}?)(?=\s*[.,;:()[\]/\-–+]|\s+(?:đối|nếu|cho|khi|kể|từ|đến|trong|theo|áp|nhưng|trường|và|cộng|thứ|\d)|$))?/giu;
const FREE =
  /^\W*(?:không(?:\s+(?:có|thu|mất|đồng))?(?:\s+(?:phí|lệ phí|phí,\s*lệ phí|tiền))?|miễn(?:\s+(?:phí|lệ phí|phí,\s*lệ phí))|(?:được\s+)?miễn\s+phí)\s*(?:$|[.;,)]|\(\s*(?:theo\s+)?(?:thông tư|nghị định|nghị quyết|quyết định|luật|điều|khoản))/iu;
/** "For some": frees some people or cases, not everybody. */
const FOR_SOME =
  /(?:miễn|không thu|không phải nộp|giảm)(?:[^.;:]{0,40}?)\s+(?:đối với|cho|với|đăng ký|trường hợp)|:\s*(?:không(?: có| thu)?(?: phí| lệ phí)?|miễn (?:phí|lệ phí))\s*\.?\s*$/iu;
/** The title of a circular on fees speaks of exemptions without granting one. */
const LAW_TITLE =
  /(?:thông tư|nghị định|nghị quyết|quyết định)\s+(?:số\s+)?\d[^;]*?\squy định(?! tại)[^;]*/giu;
const SAYS_NOTHING = /(?:^\W*|:\s*)(?:không|chưa)\s+(?:có\s+)?quy\s+định\s*\.?\s*$/iu;
const SHARE = /\d\s*%/u;
/** Directly before a sum: the sum is a ceiling. In "thời hạn không quá 02 năm: 145 USD" it is not. */
const CEILING_BEFORE = /(?:không quá|tối đa|không vượt quá)[^\d:]{0,40}$/iu;
/** The number of a ceiling; lists leave out its currency. */
const CEILING_SUM =
  /(?:không quá|tối đa|không vượt quá)[^\d.:;]{0,40}(?<number>\d{1,3}(?:[.,]\d{3})+|\d{5,9})/iu;
const PROVINCE =
  /(?:hội đồng nhân dân|hđnd|ủy ban nhân dân|uỷ ban nhân dân|ubnd)[^.;]{0,80}(?:quy định|quyết định|ban hành)|(?:nghị quyết|quy định|quyết định)[^.;]{0,30}(?:hội đồng nhân dân|hđnd|ubnd|ủy ban nhân dân|địa phương|từng tỉnh)/iu;
const REGULATION = /thông tư|nghị định|luật|quy định|pháp luật|biểu/iu;
/** `/trang`, `(/01 trường hợp)`: a note that only says what the sum is for. */
const ONLY_PER = /^\s*\/\s*(?:0?1\s+)?(?<per>[\p{L}][\p{L} ]{1,23}?)\s*[.;]?\s*$/u;

/**
 * Reads a fee field of the national database, e.g. `Phí: 0 đồng (Không) [Trực tiếp]; Lệ phí: 135.000 đồng (…)`,
 * into cases. Nothing becomes `free` unless the source says so in words. Empty or absent: no cases (not stated).
 */
export function parseFee(source: string | null | undefined): FeeCase[] {
  if (source === null || source === undefined || source.trim() === '') return [];
  const cases: FeeCase[] = [];
  for (const entry of splitEntries(source)) {
    for (const found of parseEntry(entry)) {
      if (!cases.some((known) => sameCase(known, found))) cases.push(found);
    }
  }
  return mergeMethods(cases);
}

interface Entry {
  readonly amount: number;
  readonly currency: 'VND' | 'USD';
  readonly note: string;
  readonly methods: Method[];
}

function splitEntries(source: string): Entry[] {
  // A bracket that is never closed must not swallow the entries after it.
  const heads = [...source.matchAll(ENTRY)].filter(
    (head) =>
      insideBrackets(source, head.index) === 0 ||
      /(?:[)\]]|\d đồng|USD)\s*;\s*$/u.test(source.slice(Math.max(0, head.index - 12), head.index)),
  );
  if (heads.length === 0) return [{ amount: 0, currency: 'VND', note: source.trim(), methods: [] }];
  return heads.map((head, at) => {
    let body = source.slice(head.index + head[0].length, heads[at + 1]?.index ?? source.length).trim();
    body = body.replace(/;\s*$/, '').trim();
    const methodsText = /\[([^\]]*)\]\s*$/.exec(body);
    const methods = methodsText?.[1] === undefined ? [] : parseMethodNames(methodsText[1]);
    if (methodsText !== null) body = body.slice(0, methodsText.index).trim();
    const note = body
      .replace(/^\(+/, '')
      .replace(/\)+$/, (m) =>
        body.split('(').length > body.split(')').length - m.length + 1 ? m.slice(1) : '',
      )
      .trim();
    return {
      amount: numberOf(head.groups?.['amount'] ?? '0'),
      currency: /usd/i.test(head.groups?.['currency'] ?? '') ? 'USD' : 'VND',
      note,
      methods,
    };
  });
}

/** How many brackets are open at a place, so that "Phí: …" inside a note is not taken for an entry. */
function insideBrackets(text: string, end: number): number {
  let open = 0;
  for (let i = 0; i < end; i++) {
    if (text[i] === '(') open++;
    else if (text[i] === ')' && open > 0) open--;
  }
  return open;
}

function parseEntry(entry: Entry): FeeCase[] {
  const methods = entry.methods.length > 0 ? { methods: entry.methods } : {};
  const trusted = entry.amount > 0 && (entry.currency === 'USD' || entry.amount >= SMALLEST_FEE_VND);
  const { cases, rest, ceiling } = readNote(entry.note);
  const found: FeeCase[] = [...cases];
  // The note often repeats the sum with its condition; the clause then says more than the bare figure.
  if (trusted && !cases.some(({ kind, amount }) => kind === 'amount' && amount === entry.amount)) {
    const per = ONLY_PER.exec(entry.note)?.groups?.per;
    // Days beside another sum are that sum's, unless the clause names this one too, without its currency.
    const printed = entry.amount.toLocaleString('vi-VN');
    const own = clauses(entry.note).find((clause) => clause.includes(printed));
    const dated = cases.some(({ kind, from, until }) => kind === 'amount' && (from ?? until) !== undefined);
    const days = own !== undefined ? validity(own) : dated ? {} : validity(rest);
    found.unshift({
      kind: 'amount',
      amount: entry.amount,
      currency: entry.currency,
      ...(per === undefined ? text(rest) : { per }),
      ...days,
      ...(ceiling === undefined ? {} : { max: ceiling }),
    });
  } else if (!trusted && !found.some(({ kind }) => kind === 'amount' || kind === 'free')) {
    // Exemptions and fees of copies do not say what everybody pays.
    const others = wordsOnly(rest);
    if (found.length === 0 || others.kind !== 'unknown') found.unshift(others);
  }
  return found.map((one) => ({ ...one, ...methods }));
}

/** What a note without a usable sum says. */
function wordsOnly(note: string): FeeCase {
  if (SAYS_NOTHING.test(note)) return { kind: 'unknown', ...text(note) };
  if (PROVINCE.test(note)) return { kind: 'province', ...text(note) };
  if (REGULATION.test(note)) return { kind: 'regulation', ...text(note), ...validity(note) };
  return { kind: 'unknown', ...text(note) };
}

/** The cases a note names, one a clause; `rest` is what belongs to the figure before the note. */
function readNote(note: string): { cases: FeeCase[]; rest: string; ceiling?: number } {
  const cases: FeeCase[] = [];
  const rest: string[] = [];
  let ceiling: number | undefined;
  let settled = 0;
  for (const clause of clauses(note)) {
    const priced = sumsOf(clause);
    const last = cases.at(-1);
    // "Miễn cho …; người thuộc hộ nghèo; người khuyết tật": the list of whom goes on.
    if (
      last?.kind === 'exempt' &&
      rest.length === settled &&
      priced.length === 0 &&
      (/^\p{Ll}/u.test(clause) || (/:$|: \S/.test(last.text ?? '') && !/[.!]$/.test(last.text ?? '')))
    ) {
      cases[cases.length - 1] = {
        ...last,
        ...text(`${last.text ?? ''}${/:$/.test(last.text ?? '') ? '' : ';'} ${clause}`),
      };
      continue;
    }
    settled = rest.length;
    const cap = CEILING_SUM.exec(clause);
    if (priced.length > 0) cases.push(...priced);
    else if (cap !== null) {
      // A ceiling of its own clause holds for all sums before it.
      ceiling = numberOf(cap.groups?.number ?? '');
      for (const [at, known] of cases.entries())
        if (known.kind === 'amount' && known.max === undefined && (known.amount ?? 0) < ceiling)
          cases[at] = { ...known, max: ceiling };
      rest.push(clause);
    } else if (FREE.test(clause)) cases.push({ kind: 'free', ...text(clause) });
    else if (FOR_SOME.test(clause.replace(LAW_TITLE, '')))
      cases.push({ kind: 'exempt', ...text(clause), ...validity(clause) });
    else if (SHARE.test(clause)) cases.push({ kind: 'regulation', ...text(clause), ...validity(clause) });
    else if (
      /^(?:phí|lệ phí)\s+(?!:)/iu.test(clause) &&
      REGULATION.test(clause) &&
      !PROVINCE.test(clause) &&
      cases.length > 0
    )
      cases.push({ kind: 'regulation', ...text(clause) });
    else rest.push(clause);
  }
  return {
    cases,
    rest: rest.join('. ').replace(/:\. /g, ': '),
    ...(ceiling === undefined ? {} : { ceiling }),
  };
}

/** The sums one clause names. */
function sumsOf(clause: string): FeeCase[] {
  let ceiling: number | undefined;
  const priced: FeeCase[] = [];
  for (const { groups, index } of clause.matchAll(SUM)) {
    const amount =
      groups?.million === undefined
        ? numberOf(groups?.number ?? '')
        : Number((groups.number ?? '').replace(',', '.')) * 1_000_000;
    const currency = /usd/i.test(groups?.currency ?? '') ? 'USD' : 'VND';
    if (currency === 'VND' && amount < SMALLEST_FEE_VND) continue;
    if (CEILING_BEFORE.test(clause.slice(0, index))) {
      ceiling = amount;
      continue;
    }
    const per = groups?.per?.trim();
    priced.push({
      kind: 'amount',
      amount,
      currency,
      ...(per ? { per } : {}),
      ...text(clause),
      ...validity(clause),
    });
  }
  return priced.map((one) => (ceiling === undefined ? one : { ...one, max: ceiling }));
}

function clauses(note: string): string[] {
  return note
    .split(
      /\n+|;\s*|\.\s+(?=[-+*•–]?\s*\(?\p{Lu})|\s+[-+*•–]\s*(?=\p{L})|,\s*(?=riêng\b)|(?<=[\p{L})])\s*,?\s+(?=Trường hợp\b)/u,
    )
    .map((clause) => clause.replace(/^[\s\-+*•–]+/, '').trim())
    .filter((clause) => clause !== '');
}

const DATE = String.raw`(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(\d{4})|(\d{1,2}) tháng (\d{1,2}) năm (\d{4})`;
const FROM = new RegExp(String.raw`(?:từ|kể từ)\s+(?:ngày\s+)?(?:${DATE})`, 'iu');
const UNTIL = new RegExp(String.raw`(?:đến|tới)\s+(?:hết\s+)?(?:ngày\s+)?(?:${DATE})`, 'iu');

function validity(clause: string): { from?: string; until?: string } {
  const from = isoOf(FROM.exec(clause));
  const until = isoOf(UNTIL.exec(clause));
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}

function isoOf(match: RegExpExecArray | null): string | undefined {
  if (match === null) return undefined;
  const [day, month, year] =
    match[1] === undefined ? [match[4], match[5], match[6]] : [match[1], match[2], match[3]];
  if (day === undefined || month === undefined || year === undefined) return undefined;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return Number.isNaN(Date.parse(iso)) ? undefined : iso;
}

function text(note: string): { text?: string } {
  const clean = note.replace(/\s+/g, ' ').trim();
  if (clean === '') return {};
  return { text: clean.length > TEXT_LIMIT ? `${clean.slice(0, TEXT_LIMIT).replace(/\s\S*$/, '')}…` : clean };
}

function numberOf(printed: string): number {
  // "1,5 USD": sums in đồng have no decimals.
  if (/^\d+[.,]\d{1,2}$/.test(printed)) return Number(printed.replace(',', '.'));
  const digits = printed.replace(/[.,](?=\d{3}(?:\D|$))/g, '').replace(/[^\d]/g, '');
  return digits === '' ? 0 : Number(digits);
}

function sameCase(a: FeeCase, b: FeeCase): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The source repeats a case once per way of handing in; one case with several methods says the same. */
function mergeMethods(cases: readonly FeeCase[]): FeeCase[] {
  const merged = new Map<string, FeeCase>();
  for (const found of cases) {
    const { methods, ...rest } = found;
    const key = JSON.stringify({ ...rest, text: rest.text?.replace(/[\s().]/g, '') });
    const known = merged.get(key);
    if (known === undefined) merged.set(key, found);
    else if (known.methods !== undefined) {
      if (methods === undefined) {
        const { methods: _, ...whole } = known;
        merged.set(key, whole);
      } else merged.set(key, { ...known, methods: [...new Set([...known.methods, ...methods])] });
    }
  }
  return [...merged.values()];
}
