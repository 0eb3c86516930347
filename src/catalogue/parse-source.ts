import { z } from 'zod';
import { actNumber, isSameAct } from './legal-act.ts';
import { parseFee } from './parse-fee.ts';
import {
  type Level,
  METHODS,
  type Method,
  type Procedure,
  parseMethodNames,
  type Tier,
} from './procedure.ts';

/** A record of the national database, as public copies of it hold it (one JSON per line). */
export const SourceRecord = z.looseObject({
  code: z.string(),
  name: z.string(),
  field: z.string().nullish(),
  agency: z.string().nullish(),
  tier: z.string().nullish(),
  level: z.string().nullish(),
  level_stated: z.boolean().nullish(),
  fee: z.string().nullish(),
  time: z.string().nullish(),
  methods: z.string().nullish(),
  result: z.string().nullish(),
  legal: z.array(z.string()).nullish(),
  promulgator: z.string().nullish(),
  internal: z.boolean().nullish(),
  url: z.string().nullish(),
  snapshot: z.string(),
});
export type SourceRecord = z.infer<typeof SourceRecord>;

const RESULT_LIMIT = 160;
const MOST_ACTS = 24;

/**
 * Whether a record belongs into the shipped catalogue: public, handled at province or commune, by their vertical
 * bodies or by "Cơ quan khác", and national or of Hà Tĩnh or Vĩnh Long.
 */
export function isShipped(record: SourceRecord): boolean {
  if (record.internal === true) return false;
  const promulgator = nfc(record.promulgator);
  const provincial = /UBND|tỉnh |Thành phố/u.test(promulgator);
  if (provincial && !/Hà Tĩnh|Vĩnh Long/u.test(promulgator)) return false;
  return /Tỉnh|Xã|Ngành dọc|Cơ quan khác/u.test(nfc(record.tier));
}

/** Facts of one record; texts (papers, steps, conditions) are not carried over. */
export function toProcedure(record: SourceRecord): Procedure {
  const promulgator = nfc(record.promulgator);
  const result = oneLine(nfc(record.result));
  const level = LEVEL_BY_NAME[nfc(record.level)];
  const province = /UBND.*Hà Tĩnh/u.test(promulgator)
    ? 'ha-tinh'
    : /UBND.*Vĩnh Long/u.test(promulgator)
      ? 'vinh-long'
      : undefined;
  return {
    code: record.code,
    name: oneLine(nfc(record.name)),
    field: oneLine(nfc(record.field)),
    tiers: parseTiers(nfc(record.tier)),
    bodies: parseBodies(nfc(record.agency), province !== undefined),
    ...(level === undefined ? {} : { level }),
    levelStated: record.level_stated === true,
    methods: methodsOf(record),
    times: parseTimes(nfc(record.time)),
    fees: parseFee(nfc(record.fee)),
    ...(result === '' ? {} : { result: shorten(result, RESULT_LIMIT) }),
    legal: parseLegal(record.legal ?? [], Number.parseInt(record.snapshot, 10), province !== undefined),
    ...(province === undefined ? {} : { province }),
    ...(record.url ? { url: record.url } : {}),
    snapshot: record.snapshot,
  };
}

const LEVEL_BY_NAME: Readonly<Record<string, Level>> = {
  'Toàn trình': 'full',
  'Một phần': 'partial',
  'Cung cấp thông tin': 'information',
  'Không trực tuyến': 'none',
};

const TIER_WORDS: readonly [RegExp, Tier][] = [
  [/Bộ/u, 'ministry'],
  [/Ngành dọc/u, 'vertical'],
  [/Tỉnh/u, 'province'],
  [/Xã/u, 'commune'],
  [/Cơ quan khác/u, 'other'],
];

export function parseTiers(text: string): Tier[] {
  return TIER_WORDS.filter(([word]) => word.test(text)).map(([, tier]) => tier);
}

/**
 * Ways of handing in. The source writes a list (`Trực tuyến; Trực tiếp`), a paragraph per way that starts with its name and a
 * colon, or a table run together (`…(Theo quy định.)Dịch vụ bưu chính6 Ngày làm việc`); words inside a paragraph
 * ("… trực tiếp kiểm tra …") do not count.
 */
export function parseMethods(text: string): Method[] {
  const labels = [
    ...text.matchAll(/(?:^|\n|;\s*)\s*(Trực tuyến|Trực tiếp|Dịch vụ bưu chính)(?=\s*(?::|;|$|\n|\d))/gu),
    ...text.matchAll(/(?<!\s)(Trực tuyến|Trực tiếp|Dịch vụ bưu chính)(?=\d|Không có thông tin)/gu),
  ].map((m) => m[1] ?? '');
  return parseMethodNames(labels.join(' '));
}

/**
 * Times and fees name the ways they hold for in brackets (`24 giờ [Dịch vụ bưu chính]`), also ways the list of methods left out
 * because nothing was written about them.
 */
function methodsOf({ methods, time, fee }: SourceRecord): Method[] {
  const listed = parseMethods(nfc(methods));
  const bracketed = [...`${nfc(time)} ${nfc(fee)}`.matchAll(/\[([^\]]*)\]/gu)]
    .map((m) => m[1] ?? '')
    .join(' ');
  const named = [...bracketed.matchAll(/Trực tuyến|Trực tiếp|Dịch vụ bưu chính/gu)].join(' ');
  return METHODS.filter((method) => listed.includes(method) || parseMethodNames(named).includes(method));
}

export function parseTimes(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/;|\n/)
        .map(oneLine)
        .filter((time) => /\d/.test(time) && time.length <= 80),
    ),
  ];
}

const ELSEWHERE =
  /\s*(?:-\s*)?(?:thành phố\s+|tp\.?\s*(?=\p{Lu})|tỉnh\s+)(?!trực thuộc)(\p{Lu}[\p{L}]*(?:\s+\p{Lu}[\p{L}]*){0,3})/iu;
const MOST_BODIES = 4;

/** Handling bodies. Names of another province's own offices, which the national record carries by accident, are made general. */
function parseBodies(text: string, provincial: boolean): string[] {
  const parts = text
    .split(/;|\n/)
    .map(oneLine)
    .filter((part) => part !== '');
  const single = parts.filter(
    (part) => !(part.includes(', ') && parts.some((other) => other !== part && part.includes(other))),
  );
  const general = single.filter((part) => provincial || !namesOtherProvince(part));
  const chosen = general.length > 0 ? general : single.map((part) => part.replace(ELSEWHERE, '').trim());
  return [...new Set(chosen.map((part) => shorten(part, 160)))]
    .filter((part) => part !== '')
    .slice(0, MOST_BODIES);
}

function namesOtherProvince(part: string): boolean {
  const match = ELSEWHERE.exec(part);
  return match !== null && /^\p{Lu}/u.test(match[1] ?? '') && !/^(?:Hà Tĩnh|Vĩnh Long)/u.test(match[1] ?? '');
}

/**
 * Numbers of the acts, one spelling of each. Left out: acts of later years than the record (misspelt ones), and in a national
 * record those of the province that wrote it down.
 */
export function parseLegal(entries: readonly string[], year: number, provincial: boolean): string[] {
  const numbers: string[] = [];
  for (const entry of entries) {
    const number = actNumber(entry);
    if (number === undefined || (!provincial && /(?:UBND|HĐND)$/u.test(number))) continue;
    if (Number(/\/(\d{4})\//.exec(number)?.[1] ?? 0) > year) continue;
    const at = numbers.findIndex((known) => isSameAct(known, number));
    if (at === -1) numbers.push(number);
    else if (number.length > (numbers[at] ?? '').length) numbers[at] = number;
  }
  return numbers.slice(0, MOST_ACTS);
}

export function nfc(text: string | null | undefined): string {
  return (text ?? '').normalize('NFC').trim();
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function shorten(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit).replace(/\s\S*$/, '')}…` : text;
}
