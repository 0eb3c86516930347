import Fuse from 'fuse.js';
import { fold } from '../understanding/fold.ts';
import type { Catalogue } from './load.ts';

/** What people call a field, folded, where it is not in the field's name. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/\bho kinh doanh\b|\bkinh doanh ca the\b/, 'Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)'],
  [/\b(?:thanh lap |dang ky )?doanh nghiep(?! xa hoi| nho)\b/, 'Thành lập và hoạt động của doanh nghiệp'],
  [/\bcu tru\b|\bho khau\b/, 'Đăng ký, quản lý cư trú'],
  [/\bcan cuoc\b|\bchung minh nhan dan\b/, 'Cấp, quản lý căn cước'],
  [/\bxuat nhap canh\b|\bho chieu\b/, 'Quản lý xuất nhập cảnh'],
  [/\bton giao\b|\btin nguong\b/, 'Tín ngưỡng, tôn giáo'],
  [/\bnguoi co cong\b|\bthuong binh\b|\bliet si\b/, 'Người có công'],
  [/\bbao tro\b|\btro giup xa hoi\b/, 'Bảo trợ xã hội'],
  [/\bxay dung\b/, 'Hoạt động xây dựng'],
  [/\bin an\b|\bxuat ban\b|\bphat hanh\b/, 'Xuất Bản, In và Phát hành'],
  [/\bphong chay\b|\bpccc\b/, 'Phòng cháy, chữa cháy'],
  [/\bmam non\b|\bnha tre\b|\bmau giao\b/, 'Giáo dục mầm non'],
  [/\bdat dai\b|\bdat\b/, 'Đất đai'],
  [/\bgiay phep lai xe\b|\bbang lai\b/, 'Sát hạch, cấp giấy phép lái xe'],
  [/\bdang ky xe\b|\bbien so\b/, 'Đăng ký, quản lý phương tiện giao thông cơ giới, xe máy chuyên dùng'],
  [/\bly lich tu phap\b/, 'Lý lịch tư pháp'],
  [/\bdau thau\b/, 'Đấu thầu'],
  [/\blam nghiep\b|\brung\b/, 'Lâm nghiệp và Kiểm lâm'],
  [/\bkham (?:benh )?chua benh\b|\bkham benh\b/, 'Khám bệnh, chữa bệnh'],
  [/\bduoc(?: pham)\b|\bthuoc tay\b|\bnha thuoc\b/, 'Dược phẩm'],
  [/\bthi dua\b|\bkhen thuong\b/, 'Thi đua – Khen thưởng'],
  [/\bbao hiem xa hoi\b/, 'Bảo hiểm xã hội'],
  [/\bbao hiem y te\b/, 'Bảo hiểm y tế'],
  [/\bluat su\b/, 'Luật sư'],
  [/\bvien thong\b/, 'Viễn thông và Internet'],
  [/\bnuoi con nuoi\b|\bcon nuoi\b/, 'Nuôi con nuôi'],
  [/\bnghia vu quan su\b/, 'Nghĩa vụ quân sự'],
  [/\bkhieu nai\b|\bto cao\b/, 'Khiếu nại, tố cáo'],
  [/\bthue\b/, 'Thuế'],
  [/\bhai quan\b/, 'Hải quan'],
];

/** Finds the field (lĩnh vực) a folded text names, exactly as the catalogue writes it. */
export type FindField = (folded: string) => string | undefined;

/**
 * The longest field name contained in the text wins; then what people call fields; then, for short texts, a fuzzy look-up
 * among the few hundred names (where Fuse.js is good).
 */
export function createFieldFinder(catalogue: Catalogue): FindField {
  const names = catalogue.fields.map(({ name, count }) => ({
    name,
    count,
    folded: fold(name)
      .replace(/[^a-z0-9 ]+/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  }));
  const longestFirst = [...names]
    .sort((a, b) => b.folded.length - a.folded.length || b.count - a.count)
    .filter(({ folded }) => folded.length >= 3 && !TOO_GENERAL.has(folded))
    .map((name) => ({ ...name, asWords: ` ${name.folded} ` }));
  const known = new Set(names.map(({ name }) => name));
  const fuse = new Fuse(names, {
    keys: ['folded'],
    threshold: 0.25,
    ignoreLocation: true,
    minMatchCharLength: 4,
  });
  // One message may be asked about twice in a row.
  let last: { readonly folded: string; readonly field: string | undefined } | undefined;
  return (folded) => {
    if (last?.folded !== folded) last = { folded, field: find(folded) };
    return last.field;
  };

  function find(folded: string): string | undefined {
    const text = ` ${folded.replace(/\s+/g, ' ')} `;
    const named = longestFirst.find(({ asWords }) => text.includes(asWords));
    // An alias beats a one- or two-word field name: "xây dựng" means building, not the field that merely contains it.
    const alias = ALIASES.find(([pattern, name]) => known.has(name) && pattern.test(folded))?.[1];
    if (named !== undefined && (alias === undefined || named.folded.split(' ').length > 2)) return named.name;
    if (alias !== undefined) return alias;
    const rest = text.replace(LIST_WORDS, ' ').replace(/\s+/g, ' ').trim();
    return rest.length >= 4 ? fuse.search(rest)[0]?.item.name : undefined;
  }
}

/** Field names that are also everyday words of a list question. */
const TOO_GENERAL = new Set(['dien', 'chinh sach', 'hoat dong khac', 'tong hop', 'lao dong', 'van hoa']);
const LIST_WORDS =
  /\b(?:liet ke|danh sach|danh muc|cac|nhung|thu tuc|hanh chinh|linh vuc|nao|gi|cap|xa|tinh|phuong|o|cua|toan trinh|mot phan|muc do|muc|truc tuyen|tren mang|co|may|bao nhieu|cho|toi|xem|ke|ten|het|ra|coi|nop|lam|duoc|khong|gom|ve|trong|thuoc|cai|chi|rua|ad|giup|xin|tat ca|do|giai quyet|va|thi|so)\b/g;
