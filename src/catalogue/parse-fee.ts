import { type FeeCase, type Method, parseMethodNames } from './procedure.ts';

/** Below this a sum in đồng cannot be a fee (the smallest coin in use is 200): the source dropped the thousands. */
const SMALLEST_FEE_VND = 500;
const TEXT_LIMIT = 240;

const ENTRY = /(?:Phí|Lệ phí)\s*:\s*(?<amount>[\d.,]+|Không)\s*(?<currency>đồng|USD|VNĐ)?/giu;
const SUM =
  /(?<!\d)(?<number>\d{1,3}(?:[.,]\d{3})+|\d{4,9}|\d{1,4}(?=\s*USD))\s*(?<currency>đồng|đ(?![\p{L}])|vnđ|vnd|USD)(?:\s*\/\s*(?:0?1\s+)?(?<per>[\p{L} ]{2,24}?)(?=[\s]*[.,;:()[\]/\-–]|\s+(?:đối|nếu|cho|khi|theo|áp|nhưng|trường|và|\d)|$))?/giu;
const FREE =
  /^\W*(?:không(?:\s+(?:có|thu|mất|đồng))?(?:\s+(?:phí|lệ phí|phí,\s*lệ phí|tiền))?|miễn(?:\s+(?:phí|lệ phí|phí,\s*lệ phí))|(?:được\s+)?miễn\s+phí)\s*(?:$|[.;,)])/iu;
const PARTLY_FREE = /(?:miễn|không thu)(?:\s+(?:phí|lệ phí))*\s+(?:đối với|cho|đăng ký)/iu;
const PROVINCE =
  /(?:hội đồng nhân dân|hđnd|ủy ban nhân dân|uỷ ban nhân dân|ubnd)[^.;]{0,80}(?:quy định|quyết định|ban hành)|(?:nghị quyết|quy định|quyết định)[^.;]{0,30}(?:hội đồng nhân dân|hđnd|ubnd|ủy ban nhân dân|địa phương|từng tỉnh)/iu;
const REGULATION = /thông tư|nghị định|luật|quy định|pháp luật|biểu/iu;

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
  const heads = [...source.matchAll(ENTRY)].filter((head) => insideBrackets(source, head.index) === 0);
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
  const noted = sumsOf(entry.note);
  if (trusted) {
    // The note often repeats the sum with its condition; the clause then says more than the bare figure.
    const told = noted.some((found) => found.amount === entry.amount);
    const head: FeeCase = {
      kind: 'amount',
      amount: entry.amount,
      currency: entry.currency,
      ...methods,
      ...text(told ? '' : entry.note),
      ...(told ? {} : validity(entry.note)),
    };
    return told
      ? noted.map((found) => ({ ...found, ...methods }))
      : [head, ...noted.map((found) => ({ ...found, ...methods }))];
  }
  if (noted.length > 0) return noted.map((found) => ({ ...found, ...methods }));
  if (FREE.test(entry.note) && !PARTLY_FREE.test(entry.note.slice(0, 60)))
    return [{ kind: 'free', ...methods, ...text(entry.note) }];
  if (PROVINCE.test(entry.note)) return [{ kind: 'province', ...methods, ...text(entry.note) }];
  if (REGULATION.test(entry.note))
    return [{ kind: 'regulation', ...methods, ...text(entry.note), ...validity(entry.note) }];
  return [{ kind: 'unknown', ...methods, ...text(entry.note) }];
}

/** The sums a note names, one case a clause. */
function sumsOf(note: string): FeeCase[] {
  const cases: FeeCase[] = [];
  for (const clause of clauses(note)) {
    const sums = [...clause.matchAll(SUM)];
    const max = /không quá|tối đa|không vượt quá/iu.exec(clause);
    let ceiling: number | undefined;
    const priced: FeeCase[] = [];
    for (const sum of sums) {
      const amount = numberOf(sum.groups?.['number'] ?? '');
      const currency = /usd/i.test(sum.groups?.['currency'] ?? '') ? 'USD' : 'VND';
      if (currency === 'VND' && amount < SMALLEST_FEE_VND) continue;
      if (max !== null && sum.index > max.index && priced.length > 0) {
        ceiling = amount;
        continue;
      }
      const per = sum.groups?.['per']?.trim();
      priced.push({
        kind: 'amount',
        amount,
        currency,
        ...(per ? { per } : {}),
        ...text(clause),
        ...validity(clause),
      });
    }
    cases.push(
      ...priced.map((priceCase) => (ceiling === undefined ? priceCase : { ...priceCase, max: ceiling })),
    );
  }
  return cases;
}

function clauses(note: string): string[] {
  return note
    .split(
      /\n+|;\s*|\.\s+(?=\p{Lu})|\s+[-+*•–]\s*(?=\p{L})|,\s*(?=riêng\b)|(?<=[\p{L})])\s*,?\s+(?=Trường hợp\b)/u,
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
