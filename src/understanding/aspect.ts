/** What about a procedure is asked. `find`: which procedure, or everything in short. */
export const ASPECTS = [
  'find',
  'documents',
  'fee',
  'time',
  'where',
  'steps',
  'online',
  'postal',
  'result',
  'level',
  'legal',
  'conditions',
] as const;
export type Aspect = (typeof ASPECTS)[number];

/** Folded patterns, most telling first; the first that fits decides. Written from how people ask, region by region. */
const PATTERNS: readonly (readonly [Aspect, RegExp])[] = [
  [
    'postal',
    /\b(buu dien|buu chinh|bcci|buu cuc|buu ta|gui (ho so |giay to )?qua (duong )?(buu|post)|gui thu|chuyen phat|ship ve|giao (tan|ve) nha|tra (ket qua )?(ve|tai) nha)\b/,
  ],
  [
    'level',
    /\b(muc (do )?(may|nao|[1-4])|cap do (may|nao)|la toan trinh hay|toan trinh hay mot phan|thuoc muc|(toan trinh|lam tron|nop tron|tron|tron goi|hoan toan|het) (tren mang|truc tuyen|qua mang)?\s*(duoc|dc)? ?chua|(truc tuyen|tren mang|qua mang) (toan trinh|tron|het|hoan toan|toan bo) (duoc |dc )?(chua|hay)|(truc tuyen|mang)( het| tron| toan bo)?( duoc)?( chua| khong)? hay (van |la )?phai)\b/,
  ],
  [
    'online',
    /\b(truc tuyen|qua mang|tren mang|len mang|o mang|internet|dich vu cong quoc gia|vneid|qua web|trang web|tren web|tren dien thoai|qua ung dung|tren ung dung|tai nha duoc|dien tu duoc|nop mang|lam mang|khoi (ra|len|di) (xa|tan noi|phuong))\b/,
  ],
  [
    'legal',
    /\b(can cu (phap ly|vao (luat|van ban|dau))|co so phap ly|luat nao|nghi dinh (nao|so may)|thong tu (nao|so may)|van ban nao|quy dinh (o|tai|trong) (dau|luat|van ban|dau)|theo luat (nao|gi)|dieu may|phap ly)\b/,
  ],
  [
    'fee',
    /\b(phi|le phi|an phi|bao nhieu tien|bao nhieu dong|may tien|nhieu tien|may dong|ton (bao nhieu|nhieu|may|kem|tien|chi phi|phi)|het (bao nhieu|nhieu|may) tien|het (bao nhieu|nhieu)$|mat (bao nhieu|nhieu|may) tien|mat tien|mat phi|co ton|gia (bao nhieu|nhieu|sao|ca|the nao|may)|bao nhieu (mot|1) (ban|to|lan|bo|trang|cai|the|giay)|thu (bao nhieu|may|phi|tien)|dong (bao nhieu|tien|may)|nop (bao nhieu|may) tien|tra (bao nhieu|tien)|(co|duoc) mien phi (khong|k|ha)|le phi|tien nong|chi phi|tien (lam|cap|doi|het|bao|khac|thu|phi|co)|tien (khong|k|ko)$|tien cuoc|cuoc (gui|phi|tinh|bao)|mat bao nhieu$|tien [a-z]+ (bao nhieu|nhieu|may)|bao nhieu$|may ngan|may chuc|may tram|may trieu|bao nhieu vay$|nhieu vay$|muc thu|muc phi)\b/,
  ],
  [
    'time',
    /\b(may (ngay|hom|bua|bua nua|bua xong|tuan|thang|gio|bua|tieng|lau)|bao (lau|nhieu ngay|nhieu lau|nhieu tuan|nhieu thang|gio (co|xong|nhan|duoc|lay|tra|thi|moi))|nhieu ngay|bao nhieu ngay|khi (nao|mo|nao thi) (co|xong|nhan|duoc|lay|tra|moi)|chung nao (co|xong|nhan|duoc|lay|moi)|ngay nao (co|xong|lay|nhan)|(?<!mot )thoi (gian|han)|bao gio (co|xong|nhan|duoc|lay|moi)|lau (khong|k|hong|ko|lam|qua)|co lau|lau vay|trong ngay|lay lien|lay ngay|nhanh nhat|chung nao|hen (may|bao)|giai quyet trong|cho (bao lau|may|den khi nao)|mat (may|bao) (ngay|lau))\b/,
  ],
  [
    'where',
    /\b(o dau|o mo|dau lam|dau vay|nop (o )?(dau|mo|cho (nao|mo|ai)|noi nao|tai dau)|noi nao|cho nao|cho mo|den dau|toi dau|ra dau|len dau|di dau|ve dau|vo dau|ra mo|len mo|di mo|gap ai|cho ai|co quan nao|don vi nao|cap nao|ai (cap|giai quyet|lam|ky|duyet|nhan|xac nhan|tiep nhan|quan ly)|dia chi|dia diem|xa hay|huyen hay|tinh hay|phuong hay|o xa (duoc|lam duoc|co lam|co duoc)|(xa|phuong|tinh|so|cong an|huyen) co (lam|cap|nhan|giai quyet)|lam (dau|mo)|hoi (ai|dau)|lien he (ai|dau|o dau|co quan)|phong nao|so nao|ban nao|nganh nao|toi (xa|phuong|tinh|huyen)|lam o (xa|phuong|tinh|huyen)|o xa duoc|xin ai|nop (ho so )?(dau|mo)|ho so dau|dua (mo|dau)|nho ai|bao ai|hoi ai)\b/,
  ],
  [
    'documents',
    /\b(giay to|can (giay to|giay gi|giay chi|nhung gi|nhung giay|gi\b|chi\b|cai gi|mang|nop gi|chuan bi|ho so)|giay (chi|gi)\b(?! (cam|do))|ho so (gom|can|bao gom|co gi|gi\b|chi\b|nhung gi|the nao|ra sao|lam sao|chuan bi|xin|cua)|gom (nhung )?(gi|chi|giay)|bao gom|mang (theo|gi|chi|giay|nhung)|don (chi|gi)\b|dem (theo|gi|giay|chi)|chuan bi|thanh phan|to khai|mau don|don gi|mau nao|bo ho so|nhung giay|thu gi|cac loai giay|kem (theo|gi|giay)|nop (gi|nhung gi|giay gi|kem)|cam (theo|gi)|phai co (gi|giay|nhung)|yeu cau (gi|giay)|xuat trinh)\b/,
  ],
  [
    'result',
    /\b(duoc cap (gi|giay|cai gi|chi)|nhan duoc (gi|giay gi|cai gi|chi)|cap giay gi|tra (gi|ket qua gi|giay gi)|ket qua (la gi|gi|la|nhan|gom|duoc)|xong (duoc|co|thi duoc|dc) (cap )?(gi|giay)|ra giay gi|co giay gi|cap (cho )?giay (gi|chi)|lay duoc gi|nhan (lai )?duoc (cai )?(gi|chi)|nhan duoc bang|xong (minh )?(co|nhan|duoc)( cap)?( gi| giay)?)\b/,
  ],
  [
    'conditions',
    /\b(dieu kien|yeu cau (gi|the nao|nhu the nao|doi voi)|tieu chuan|doi tuong|ai (duoc|thi duoc|co the|moi duoc)|du (tuoi|dieu kien)|bao nhieu tuoi|may tuoi|truong hop nao|duoc huong khong|khi nao (thi )?(duoc|phai|can)|co bat buoc|bat buoc|quy dinh (gi|the nao|nhu the nao|ra sao))\b/,
  ],
  [
    'steps',
    /\b(cac buoc|tung buoc|buoc (nao|mot|1|dau)|quy trinh|trinh tu|thu tuc (the nao|nhu the nao|ra sao|lam sao|nhu nao|sao|nhu)|cach (lam|nop|dang ky|xin|thuc hien|thuc)|buoc sao|huong dan|khai (nhu )?the nao|bat dau tu dau|tien hanh)\b/,
  ],
];

/** These say how, whatever else is said after them. */
const DECIDING: readonly Aspect[] = ['postal', 'level'];

/** "Được cấp giấy gì": the paper asked about is what comes out, not what goes in. Looked at before all else. */
const WHAT_COMES_OUT =
  /\b(?:(?:duoc|dc|xa|tinh|so|ho|se) cap (?:cho )?(?:giay|cai|bang|the|chung)(?: \w+)? (?:gi|chi|nao)|(?:xong|roi) (?:thi )?(?:minh |em |tui |toi )?(?:duoc|dc|co|nhan|cam|lay)(?: duoc)?(?: cap| tra| nhan)?(?: giay| cai)? (?:gi|chi)|cap (?:cho )?(?:giay|bang) (?:gi|chi)(?! de))\b/;

/**
 * Reads the aspect from the folded question. Post and level decide at once; of the others the one named last wins, since
 * people tell their story first and ask at the end ("… hỗ trợ chi phí học hành nộp cho ai" asks where).
 * `asked` tells whether the words were there at all: a bare topic has aspect `find`.
 */
export function detectAspect(folded: string): { aspect: Aspect; asked: boolean } {
  if (WHAT_COMES_OUT.test(folded)) return { aspect: 'result', asked: true };
  let best: Aspect | undefined;
  let bestEnd = -1;
  for (const [aspect, pattern] of PATTERNS) {
    const end = lastEnd(folded, pattern);
    if (end < 0) continue;
    if (DECIDING.includes(aspect)) return { aspect, asked: true };
    if (end > bestEnd) {
      best = aspect;
      bestEnd = end;
    }
  }
  return best === undefined ? { aspect: 'find', asked: false } : { aspect: best, asked: true };
}

/** All aspects named, in order of telling power. */
export function detectAspects(folded: string): Aspect[] {
  return PATTERNS.filter(([, pattern]) => pattern.test(folded)).map(([aspect]) => aspect);
}

function lastEnd(text: string, pattern: RegExp): number {
  let end = -1;
  for (const match of text.matchAll(new RegExp(pattern, 'g'))) end = match.index + match[0].length;
  return end;
}
