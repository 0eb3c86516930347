import { createHash } from 'node:crypto';
import { formatDay } from '../i18n/numbers.ts';
import { fold } from '../understanding/fold.ts';
import type { Day } from './days.ts';
import { isDay } from './days.ts';
import type { Reporting } from './load.ts';
import { type Obligation, REPORTS, type ReportId } from './obligations.ts';
import type { Unit, UnitKind } from './units.ts';

/** A report asked for once, with a day. Structurally what the store keeps of it. */
export interface ReportRequest {
  readonly code: string;
  readonly status: 'draft' | 'active' | 'cancelled';
  readonly name: string;
  readonly report: string;
  readonly kinds: readonly string[];
  readonly units: readonly string[];
  readonly from: Day;
  readonly dueOn: Day;
}

const OWING_KINDS = ['department', 'district', 'commune'] as const;

/** The obligation a request is while it runs. */
export function obligationOf(request: ReportRequest, { province }: Pick<Reporting, 'province'>): Obligation {
  const { code, name, kinds, units, from, dueOn } = request;
  const report = REPORTS.find((one) => one === request.report) ?? 'khac';
  return {
    id: code,
    report,
    name,
    provinces: [province],
    kinds: OWING_KINDS.filter((kind) => kinds.includes(kind)),
    units: [...units],
    except: [],
    periodicity: 'ad_hoc',
    window: 'calendar',
    due: { kind: 'date', on: dueOn, shift: 'next' },
    // Whoever asked set the day: no default of ours.
    dueBasis: 'document',
    validFrom: from,
    set: 'default',
    status: `yêu cầu đột xuất ngày ${formatDay(from)}`,
    source: { title: `Yêu cầu báo cáo đột xuất ${code}, lập ngày ${formatDay(from)}`, asOf: from },
    version: createHash('sha256')
      .update(JSON.stringify([kinds, units, dueOn]))
      .digest('hex')
      .slice(0, 12),
  };
}

/** Who is to file: units, kinds of units, or the words that name nobody known. */
export interface Audience {
  readonly kinds: readonly UnitKind[];
  readonly units: readonly Unit[];
  readonly unknown: readonly string[];
}

const KIND_WORDS: readonly (readonly [RegExp, readonly UnitKind[]])[] = [
  [/^(?:tat ca|toan tinh|moi don vi|(?:tat ca )?cac don vi|tat ca don vi)$/, ['department', 'commune']],
  [/^(?:(?:tat ca )?(?:cac )?xa(?:,? phuong)?|cac phuong|communes?)$/, ['commune']],
  [/^(?:(?:tat ca )?(?:cac )?so(?:,? (?:ban,? )?nganh)?|departments?)$/, ['department']],
];

/** "các xã, Sở Nội vụ" → kinds and units. Names must be exact: nobody is chased because of a typing slip. */
export function readAudience(text: string, { units, province }: Reporting, today: Day): Audience {
  const found: { kinds: UnitKind[]; units: Unit[]; unknown: string[] } = {
    kinds: [],
    units: [],
    unknown: [],
  };
  const whole = fold(text).trim();
  const all = KIND_WORDS.find(([pattern]) => pattern.test(whole))?.[1];
  if (all !== undefined) return { ...found, kinds: all };
  for (const part of text.split(/[;,]|\s+và\s+/i).map((one) => one.trim())) {
    if (part === '') continue;
    const folded = fold(part);
    const kinds = KIND_WORDS.find(([pattern]) => pattern.test(folded))?.[1];
    if (kinds !== undefined) {
      found.kinds.push(...kinds);
      continue;
    }
    const hits = (
      units.find(part) ? [units.find(part)] : units.search(part, { province, exact: true })
    ).filter(
      (unit): unit is Unit => unit !== undefined && unit.kind !== 'province' && units.existsOn(unit, today),
    );
    const [first, second] = hits;
    if (first === undefined || (second !== undefined && second.name === first.name)) found.unknown.push(part);
    else found.units.push(first);
  }
  return { ...found, kinds: [...new Set(found.kinds)] };
}

const REPORT_WORDS: readonly (readonly [ReportId, RegExp])[] = [
  ['minh_bach', /\bminh bach\b/],
  ['cchc', /\b(?:cchc|cai cach hanh chinh)\b/],
  ['bcci', /\b(?:bcci|buu chinh)\b/],
  ['dvctt', /\b(?:dvctt|dich vu cong|truc tuyen)\b/],
];

/** Which regular report a request's name speaks of. */
export const reportOfName = (name: string): ReportId =>
  REPORT_WORDS.find(([, pattern]) => pattern.test(fold(name)))?.[0] ?? 'khac';

/** "10/12/2026", "10-12-2026", "2026-12-10", "10/12": without a year the next such day. */
export function readDay(text: string, today: Day): Day | undefined {
  const iso = /^\d{4}-\d{2}-\d{2}$/.exec(text.trim())?.[0];
  if (iso !== undefined) return isDay(iso) ? iso : undefined;
  const [, day = '', month = '', year] = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?$/.exec(text.trim()) ?? [];
  if (day === '') return undefined;
  const two = (part: string) => part.padStart(2, '0');
  const at = (of: string) => `${of}-${two(month)}-${two(day)}`;
  if (year !== undefined) return isDay(at(year)) ? at(year) : undefined;
  const thisYear = Number(today.slice(0, 4));
  return [at(`${thisYear}`), at(`${thisYear + 1}`)].find((one) => isDay(one) && one >= today);
}

/** What is wrong with a request before it is made; empty: it can be. */
export function problemsOfRequest(
  request: Pick<ReportRequest, 'name' | 'dueOn'>,
  audience: Audience,
  owing: number,
  today: Day,
): string[] {
  return [
    ...(request.name.trim().length < 5 ? ['tên báo cáo quá ngắn'] : []),
    ...(request.dueOn < today ? [`hạn ${formatDay(request.dueOn)} đã qua`] : []),
    ...audience.unknown.map((name) => `không có đơn vị “${name}” đang hoạt động`),
    ...(audience.unknown.length === 0 && owing === 0 ? ['không có đơn vị nào phải nộp'] : []),
  ];
}

const LETTERS = '23456789abcdefghjkmnpqrstvwxyz';

/** A code people can read out: `yc-7k2m9q`. */
export function requestCode(bytes: Uint8Array): string {
  return `yc-${[...bytes.slice(0, 6)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`;
}
