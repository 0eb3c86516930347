import { z } from 'zod';

/** How a dossier may be handed in. */
export const METHODS = ['online', 'post', 'direct'] as const;
export type Method = (typeof METHODS)[number];

/** Who handles it. `vertical`: ministry's own branch in the province (ngành dọc); `other`: "Cơ quan khác" of the source. */
export const TIERS = ['ministry', 'vertical', 'province', 'commune', 'other'] as const;
export type Tier = (typeof TIERS)[number];

/** Districts (cấp huyện) ended on this day: what only they handled cannot be handed in since. */
export const DISTRICTS_ENDED_ON = '2025-07-01';

/** New service level (Decree 224/2026, before it 42/2022). `none` = "Không trực tuyến". */
export const LEVELS = ['full', 'partial', 'information', 'none'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * One case of what a procedure costs.
 *
 * - `amount`: the source names a sum in words or figures; `amount` is it, in `currency`.
 * - `free`: the source says in words that nothing is charged. A recorded bare 0 is never enough.
 * - `exempt`: the source frees some people or some cases; `text` says which. Never free for all.
 * - `province`: the source leaves it to the provincial council or committee; the sum is not in the catalogue.
 * - `regulation`: the source points to a rule without naming the sum.
 * - `unknown`: the source records nothing usable (a bare 0, an impossible sum).
 */
export const FeeCase = z.strictObject({
  kind: z.enum(['amount', 'free', 'exempt', 'province', 'regulation', 'unknown']),
  amount: z.number().positive().optional(),
  currency: z.enum(['VND', 'USD']).optional(),
  /** What the sum is for, as the source counts it: `phòng`, `lần`, `bản`. */
  per: z.string().optional(),
  /** Highest total the same clause names. */
  max: z.number().positive().optional(),
  /** Only for these ways of handing in; absent: whatever the way. */
  methods: z.array(z.enum(METHODS)).optional(),
  /** Days between which the case holds, `YYYY-MM-DD`, both included. */
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  /** The clause of the source that says so, shortened to 240 characters. */
  text: z.string().max(241).optional(),
});
export type FeeCase = z.infer<typeof FeeCase>;

/** One line of `content/catalogue/procedures.jsonl`, and one row of an imported list. */
export const Procedure = z.strictObject({
  code: z.string().regex(/^\d\.\d{6}$/, 'a national base code such as 1.004194'),
  name: z.string().min(3),
  field: z.string(),
  tiers: z.array(z.enum(TIERS)),
  /** Bodies that handle it, as the source names them; empty: the source does not say. */
  bodies: z.array(z.string()),
  level: z.enum(LEVELS).optional(),
  /** false: derived from the methods offered, not stated by the source. */
  levelStated: z.boolean(),
  methods: z.array(z.enum(METHODS)),
  /** Handling times as the source lists them, e.g. `5 ngày làm việc`; several = several cases. Empty: not stated. */
  times: z.array(z.string()),
  fees: z.array(FeeCase),
  /** Name of the paper one gets, shortened. */
  result: z.string().optional(),
  /** Numbers of the legal documents, without their titles. */
  legal: z.array(z.string()),
  /** Province whose own procedure this is; absent: national. */
  province: z.enum(['ha-tinh', 'vinh-long']).optional(),
  /** Page on the national portal. */
  url: z.url().optional(),
  /** Day (or month, or year) the source record was taken. */
  snapshot: z.string().regex(/^\d{4}(-\d\d){0,2}$/),
  /** Withdrawn on this day; kept so that people who ask for it are told. */
  withdrawnOn: z.iso.date().optional(),
  /** Why it ended where nobody abolished it: the only tier that handled it did. Beside `withdrawnOn`. */
  endedWith: z.literal('district').optional(),
  /** Code of what replaced it, where known. */
  successor: z.string().optional(),
  /** Imported lists that gave facts here, newest first, with which facts. Absent: all is from the shipped source. */
  lists: z
    .array(z.strictObject({ title: z.string(), asOf: z.string(), facts: z.array(z.string()) }))
    .optional(),
  /** Only imported lists have it: the shipped source says nothing of it. */
  onlyListed: z.literal(true).optional(),
});
export type Procedure = z.infer<typeof Procedure>;

/** Vietnamese names, as people read them in answers. */
export const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  full: 'Toàn trình',
  partial: 'Một phần',
  information: 'Cung cấp thông tin',
  none: 'Không trực tuyến',
};
export const METHOD_NAMES: Readonly<Record<Method, string>> = {
  online: 'trực tuyến',
  post: 'bưu chính công ích',
  direct: 'trực tiếp',
};
export const TIER_NAMES: Readonly<Record<Tier, string>> = {
  ministry: 'Bộ',
  vertical: 'Ngành dọc',
  province: 'Tỉnh',
  commune: 'Xã',
  other: 'Cơ quan khác',
};

const METHOD_WORDS: Readonly<Record<Method, RegExp>> = {
  online: /trực tuyến/iu,
  post: /bưu chính|bưu điện/iu,
  direct: /trực tiếp/iu,
};

/** Methods named in a short list such as `Trực tuyến, Trực tiếp`. */
export function parseMethodNames(text: string): Method[] {
  return METHODS.filter((method) => METHOD_WORDS[method].test(text));
}
