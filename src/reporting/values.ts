/** What the figures of an online-service or post report are called, in the order they are echoed. */
export const VALUE_NAMES: Readonly<Record<string, string>> = {
  tong_ho_so: 'tổng số hồ sơ',
  truc_tuyen: 'hồ sơ trực tuyến',
  truc_tiep: 'hồ sơ nộp trực tiếp',
  toan_trinh: 'hồ sơ toàn trình',
  mot_phan: 'hồ sơ một phần',
  ho_so_muc_3: 'hồ sơ mức độ 3',
  ho_so_muc_4: 'hồ sơ mức độ 4',
  da_giai_quyet: 'đã giải quyết',
  dang_giai_quyet: 'đang giải quyết',
  dung_han: 'giải quyết đúng hạn',
  qua_han: 'giải quyết quá hạn',
  tra_lai: 'trả lại, yêu cầu bổ sung',
  tiep_nhan: 'tiếp nhận',
  tra_kq: 'trả kết quả',
  tiep_nhan_bcci: 'tiếp nhận qua bưu chính công ích',
  tra_kq_bcci: 'trả kết quả qua bưu chính công ích',
};

/** Sums that cannot be larger than a whole. */
const LIMITS: readonly (readonly [parts: readonly string[], whole: readonly string[]])[] = [
  [['dung_han', 'qua_han'], ['tong_ho_so']],
  [['dung_han', 'qua_han'], ['da_giai_quyet']],
  [['truc_tuyen'], ['tong_ho_so']],
  [['truc_tuyen', 'truc_tiep'], ['tong_ho_so']],
  [['ho_so_muc_3', 'ho_so_muc_4'], ['tong_ho_so']],
  [['ho_so_muc_3', 'ho_so_muc_4'], ['truc_tuyen']],
  [['toan_trinh', 'mot_phan'], ['truc_tuyen']],
  [['da_giai_quyet', 'dang_giai_quyet'], ['tong_ho_so']],
  [
    ['dung_han', 'qua_han'],
    ['ho_so_muc_3', 'ho_so_muc_4'],
  ],
];

export interface Contradiction {
  readonly parts: readonly string[];
  readonly sum: number;
  readonly whole: readonly string[];
  readonly limit: number;
}

/** Figures that cannot all be right. Only figures that were given are compared; a missing one is not taken for 0. */
export function findContradictions(values: Readonly<Record<string, number>>): Contradiction[] {
  const found: Contradiction[] = [];
  for (const [parts, whole] of LIMITS) {
    const given = parts.filter((key) => values[key] !== undefined);
    if (given.length === 0 || whole.some((key) => values[key] === undefined)) continue;
    const sum = given.reduce((total, key) => total + (values[key] ?? 0), 0);
    const limit = whole.reduce((total, key) => total + (values[key] ?? 0), 0);
    if (sum > limit) found.push({ parts: given, sum, whole, limit });
  }
  return found;
}
