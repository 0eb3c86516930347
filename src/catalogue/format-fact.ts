import {
  type FeeCase,
  LEVEL_NAMES,
  type Level,
  METHOD_NAMES,
  type Method,
  type Procedure,
  TIER_NAMES,
  type Tier,
} from './procedure.ts';

/** Vietnamese names of facts, for reports to editors and administrators. */
export const FACT_NAMES: Readonly<Record<keyof Procedure, string>> = {
  code: 'mã',
  name: 'tên',
  field: 'lĩnh vực',
  tiers: 'cấp',
  bodies: 'cơ quan',
  level: 'mức',
  levelStated: 'mức do nguồn công bố',
  methods: 'cách nộp',
  times: 'thời hạn',
  fees: 'phí',
  result: 'kết quả',
  legal: 'căn cứ',
  province: 'tỉnh',
  url: 'đường dẫn',
  snapshot: 'ngày dữ liệu',
  withdrawnOn: 'hết hiệu lực',
  endedWith: 'kết thúc cùng',
  successor: 'mã thay thế',
  lists: 'danh sách đã nhập',
  onlyListed: 'chỉ có trong danh sách đã nhập',
};

const LONGEST = 160;

/** A fact as one short line. */
export function formatFact(fact: keyof Procedure, value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '(không có)';
  const text = ((): string => {
    switch (fact) {
      case 'level':
        return LEVEL_NAMES[value as Level];
      case 'tiers':
        return (value as Tier[]).map((tier) => TIER_NAMES[tier]).join(', ');
      case 'methods':
        return (value as Method[]).map((method) => METHOD_NAMES[method]).join(', ');
      case 'endedWith':
        return 'cấp huyện';
      case 'fees':
        return (value as FeeCase[]).map(formatFee).join(' | ');
      default:
        return Array.isArray(value) ? value.join('; ') : String(value);
    }
  })();
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

const FEE_KINDS: Readonly<Record<FeeCase['kind'], string>> = {
  amount: '',
  free: 'miễn phí',
  exempt: 'miễn cho một số trường hợp',
  province: 'tỉnh quyết định',
  regulation: 'theo quy định',
  unknown: 'chưa rõ',
};

function formatFee({ kind, amount, currency, per, max, methods, text }: FeeCase): string {
  const sum =
    kind === 'amount'
      ? `${amount?.toLocaleString('vi-VN')} ${currency === 'USD' ? 'USD' : 'đồng'}`
      : FEE_KINDS[kind];
  const ways = methods === undefined ? '' : ` (${methods.map((method) => METHOD_NAMES[method]).join(', ')})`;
  return `${sum}${per === undefined ? '' : `/${per}`}${max === undefined ? '' : ` tối đa ${max.toLocaleString('vi-VN')}`}${ways}${text === undefined ? '' : ` «${text.slice(0, 60)}»`}`;
}
