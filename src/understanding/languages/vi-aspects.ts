import type { Aspect } from '../aspect.ts';

/**
 * How people ask about an aspect, as folded words after `SPELLINGS`. One phrase a line or comma:
 *
 *     nop/gui (ho so) dau      one of several words; brackets: may be missing, as a whole
 *     tien * KHONG             `*` any one word or none; capitals: a class of `CLASSES`
 *     ^ phi      don dau $     only at the start or end of the message, courtesies and particles aside
 *     ~hoc/vien phi ~truoc     not after, not before these words
 *
 * A phrase begins with a word that must be there. Bands, from what decides at once to what only counts if nothing else
 * is said:
 */
export const BANDS = {
  /** Says what is meant whatever else is said. */
  decides: 4,
  /** A question that the rest of the message only details: whether one may, whether it goes online. */
  outranks: 3,
  /** A plain question. */
  asks: 2,
  /** "How": the vaguest question, so any other goes first. */
  how: 1,
  /** Only names the matter; in a story it is no question. */
  names: 0,
} as const;

export const CLASSES: Readonly<Record<string, string>> = {
  GI: 'gi/chi/j/ji/jz/nao/dzi/zi',
  NAO: 'nao/mo/lao/loa',
  DAU: 'dau/mo/dou',
  NHIEU: 'nhieu/may',
  SAO: 'sao/thenao/rang',
  KHONG: 'khong/ko/k/kh/hong/hok/hem/hon/hk/no/kg/khum/ha/kong/khon/khog/hog',
  UNIT: 'tien/dong/ngan/nghin/chuc/tram/trieu/xu',
  XA: 'xa/phuong/thon/truong/huyen/tinh/so/bo/cty/quan',
  ASKER: 'minh/em/e/tui/toi/mk/con/chau/ba/me/nguoi',
};

/** Sound-alike, dialect and short spellings of the words the phrases are made of; the longest run goes first. */
export const SPELLINGS: Readonly<Record<string, string>> = {
  'bao nhieu': 'nhieu',
  'bao nhiu': 'nhieu',
  'ba nhieu': 'nhieu',
  'bao nhiue': 'nhieu',
  bn: 'nhieu',
  nhiu: 'nhieu',
  'nhu the nao': 'thenao',
  'nhu the lao': 'thenao',
  'nhu nao': 'thenao',
  'the nao': 'thenao',
  'the lao': 'thenao',
  ntn: 'thenao',
  'ra lam sao': 'sao',
  'ra sao': 'sao',
  'ra rang': 'sao',
  'ra xao': 'sao',
  'lam rang': 'lam sao',
  'man rang': 'lam sao',
  'man sao': 'lam sao',
  'lam xao': 'lam sao',
  'nam sao': 'lam sao',
  'nam thenao': 'lam thenao',
  xao: 'sao',
  'kieu gi': 'lam sao',
  'kieu chi': 'lam sao',
  'cach nao': 'lam sao',
  'cach chi': 'lam sao',
  man: 'lam',
  nap: 'nop',
  'lop ho so': 'nop ho so',
  'lop o': 'nop o',
  'lop don': 'nop don',
  'lop so nao': 'nop so nao',
  fi: 'phi',
  'le fi': 'le phi',
  'ne phi': 'le phi',
  nagy: 'ngay',
  ngai: 'ngay',
  'bao nau': 'nhieu lau',
  'bao lau': 'nhieu lau',
  'bo lau': 'nhieu lau',
  xog: 'xong',
  xon: 'xong',
  'may bua': 'nhieu ngay',
  'gay to': 'giay to',
  'day to': 'giay to',
  'zay to': 'giay to',
  'dzay to': 'giay to',
  'giai to': 'giay to',
  'gay gi': 'giay gi',
  'day gi': 'giay gi',
  'day chi': 'giay gi',
  'day fep': 'giay phep',
  'day phep': 'giay phep',
  nhun: 'nhung',
  nhug: 'nhung',
  'ho xo': 'ho so',
  hs: 'ho so',
  'xo nao': 'so nao',
  'xo mo': 'so nao',
  'so mo': 'so nao',
  'cho mo': 'cho nao',
  'cho lao': 'cho nao',
  'noi mo': 'noi nao',
  'co qan': 'co quan',
  'buu den': 'buu dien',
  'buu dein': 'buu dien',
  'buu die': 'buu dien',
  'buu chin cong': 'buu chinh cong',
  'tren man': 'tren mang',
  'tren mag': 'tren mang',
  'qua man': 'qua mang',
  onl: 'truc tuyen',
  online: 'truc tuyen',
  'qui trinh': 'quy trinh',
  'buoc lao': 'buoc nao',
  'ket qa': 'ket qua',
  'dieu kien': 'dieukien',
  'te nao': 'thenao',
  'nhu te nao': 'thenao',
  'nu the nao': 'thenao',
  'co quang': 'co quan',
  'vay to gi': 'giay to gi',
  'uong dan': 'huong dan',
  'buu trinh': 'buu chinh',
  'mat phy': 'mat phi',
  'dk gi': 'dieukien gi',
  'can dang ky gi': 'can dieukien gi',
  dc: 'duoc',
  dzay: 'vay',
  zay: 'vay',
  'giai gi': 'giay gi',
  'giai chi': 'giay gi',
  'gay chi': 'giay gi',
  'zay gi': 'giay gi',
  'zay chi': 'giay gi',
  'dzay gi': 'giay gi',
  'giay tu gi': 'giay to gi',
  'giay tp': 'giay to',
  'gaiy to': 'giay to',
  'giya to': 'giay to',
  'mai ngay': 'nhieu ngay',
  'mai hom': 'nhieu hom',
  'mai bua': 'nhieu ngay',
  'may bu': 'nhieu ngay',
  'may ngya': 'nhieu ngay',
  'may gnay': 'nhieu ngay',
  'may nghay': 'nhieu ngay',
  tyen: 'tien',
  tine: 'tien',
  'tieng nong': 'tien nong',
  'bao nhieu tin': 'nhieu tien',
  'don tien': 'dong tien',
  'tu tuc': 'thu tuc',
  'thu tut': 'thu tuc',
  'co quan lao': 'co quan nao',
  'co quan loa': 'co quan nao',
  'co quan mo': 'co quan nao',
  'so lao': 'so nao',
  'xo lao': 'so nao',
  'cho loa': 'cho nao',
  'noi lao': 'noi nao',
  'o dua': 'o dau',
  'o duo': 'o dau',
  'bao lua': 'nhieu lau',
  'boa lau': 'nhieu lau',
  'bau lau': 'nhieu lau',
  'bao lao': 'nhieu lau',
  'boa gio': 'bao gio',
  'boa nhieu': 'nhieu',
  'bau nhieu': 'nhieu',
  'bao nheu': 'nhieu',
  'bao niu': 'nhieu',
  'bao nieu': 'nhieu',
  'bao nhiew': 'nhieu',
  'bn tien': 'nhieu tien',
  'mut may': 'muc may',
  'mut do': 'muc do',
  onlai: 'truc tuyen',
  onlie: 'truc tuyen',
  onlin: 'truc tuyen',
  onlyne: 'truc tuyen',
  olai: 'truc tuyen',
  'chuc tuyen': 'truc tuyen',
  'truc tuyn': 'truc tuyen',
  'truc tuyet': 'truc tuyen',
  'chen mang': 'tren mang',
  'tren mnag': 'tren mang',
  'toang trinh': 'toan trinh',
  'toan chinh': 'toan trinh',
  'dieu kieng': 'dieukien',
  'dieu kiem': 'dieukien',
  'dieu kin': 'dieukien',
  'dieu kein': 'dieukien',
  'ket wa': 'ket qua',
  'ket quar': 'ket qua',
  'buu dieng': 'buu dien',
  'buu diem': 'buu dien',
  'bu dien': 'buu dien',
  'biu dien': 'buu dien',
  'buu chin': 'buu chinh',
  'le phy': 'le phi',
  'ne phy': 'le phi',
  'le fy': 'le phi',
  'thoi dan': 'thoi gian',
  'thoi giang': 'thoi gian',
  'thoi zan': 'thoi gian',
  'thoi jan': 'thoi gian',
  'quy chinh': 'quy trinh',
  'qui chinh': 'quy trinh',
  'chinh tu': 'trinh tu',
  'cac buot': 'cac buoc',
  'tung buot': 'tung buoc',
  'tung buong': 'tung buoc',
  'nhung buot': 'nhung buoc',
  'buot nao': 'buoc nao',
  'huon dan': 'huong dan',
  'huong zan': 'huong dan',
  'huong dang': 'huong dan',
  'phap li': 'phap ly',
  'doi tuon': 'doi tuong',
  'bao nhieu tui': 'nhieu tuoi',
  nhugn: 'nhung',
  hso: 'ho so',
  'chuan bi j': 'chuan bi gi',
  'mag theo': 'mang theo',
  'man theo': 'mang theo',
  'xuon dau': 'xuong dau',
  qa: 'qua',
};

/** What may stand before the question or after it without being part of it. */
export const OPENINGS =
  'a da vang cho toi em e minh tui hoi xin the con vay rua thi ad oi ban anh chi o a2 ui alo chao moi roi ve vu'.split(
    ' ',
  );
export const CLOSINGS =
  'a ah ad vay v z the he ha hen nhi nhe nha e em oi ui mn rua ri voi nghen co chu ban eng me cung may che luon do day vi hi hey la ta ca'.split(
    ' ',
  );

type Phrases = readonly (readonly [Aspect, keyof typeof BANDS, string])[];

export const ASPECT_PHRASES: Phrases = [
  [
    'postal',
    'decides',
    `gui/goi/nop/tra/nhan/giao/chuyen/nho/lay (*) (*) (*) (*) buu dien/chinh/cuc/ta
     buu dien/chinh/cuc/ta (cong) (ich) (co) (duoc/gui/tra/ve/giao) (duoc) KHONG
     rua/con/the gui buu dien, ship ve, giao/gui/goi/tra/chuyen/nhan (*) (*) (*) tan/tai nha, giao/gui/goi/tra/ship (*) (*) ve (tan) nha (co) (duoc) KHONG, chuyen phat (*) (*) (*) (*) KHONG, bcci`,
  ],
  ['postal', 'names', '~phep/vu/doanh/tem/ty/nganh buu dien/chinh/cuc/ta'],
  [
    'level',
    'decides',
    `muc (do) NHIEU/nao/3/4, muc do gi, cap do NHIEU/nao, muc do 1/2
     toan trinh (duoc) hay/chua/KHONG, toan trinh (*) (*) (*) (*) mot phan, mot phan hay
     tron/hoan/toan (goi/toan/bo/trinh/ven) (tren/qua/o/truc) (mang/web/tuyen) (co) (duoc) chua
     tren/qua/truc mang/tuyen het/tron/hoan/toan (goi/toan/bo/trinh) (duoc) chua
     tron/hoan/toan (goi/toan/bo/trinh/ven) (tren/qua/o/truc) (mang/web/tuyen) (duoc) (KHONG) hay (van/la/con) phai/nop
     tren/qua/truc mang/tuyen het/tron/hoan/toan (goi/toan/bo/trinh) (duoc) (KHONG) hay`,
  ],
  [
    'online',
    'outranks',
    `tren/qua/len/o mang/web/app/vneid/internet/zalo (*) (*) duoc KHONG
     tren/qua mang/web/app/vneid (co) (duoc) KHONG/chua
     truc tuyen/vneid (*) (*) (co) duoc KHONG/chua, truc tuyen KHONG/ha/hay, truc tuyen duoc
     dien thoai (co) duoc KHONG, nop/lam/khai/xin truc tuyen SAO, truc tuyen lam sao/thenao
     dich vu cong (quoc/truc) (gia/tuyen) (co) (duoc) KHONG, ung dung (co) duoc KHONG, tu xa (co) duoc KHONG
     khoi (phai) ra/len/di/ve xa/tan/phuong/huyen/tinh (*) (duoc) KHONG, tai/o/ngoi nha (*) duoc KHONG`,
  ],
  [
    'online',
    'names',
    `lam/nop/khai/xin/ky/doi (ho so) qua/tren/o/len mang/web/app/vneid/internet, qua/tren/len mang $, ^ qua/tren/len mang
     ~hang/ban/mua/game/hoc/day/doanh/vay/quang truc tuyen, tren vneid, dich vu cong quoc gia`,
  ],
  [
    'result',
    'decides',
    `duoc/xa/tinh/so/ho/se cap (cho) giay/cai/bang/the/chung (to) (*) GI
     cap (cho) giay/bang GI ~de, cap cho giay (to) GI
     xong/roi (viec) (thi) (ASKER) (se/co) duoc/co/nhan/cam/lay/tra (duoc/lai) (duoc) (cap/tra/nhan) (giay/cai/bang) (to) GI
     xong (thi) (*) (tra/cap/ra) giay (to) GI, nhan (lai) duoc (cai/giay/bang/van/to) (to/ban) GI
     nhan (lai) duoc bang/ban/giay (moi) hay, lay duoc (giay) GI, duoc tra (lai) giay/cai GI`,
  ],
  [
    'result',
    'asks',
    `ket qua (*) (*) la/gom/nhan/duoc (nhung) (cai/giay/van) (ban/to) GI, ket qua (la) GI
     ra/tra/cap giay (to) GI, co giay GI cam, tra (ket qua) GI, nhan (ve) giay GI`,
  ],
  ['result', 'names', '^ ket qua'],
  [
    'conditions',
    'outranks',
    `dieukien (de) (duoc) GI/SAO/la/nhu, can/phai (*) (*) dieukien, dap ung (*) (*) (*) GI, co dieukien gi
     ai (thi/la/ma) duoc/moi ~tra, ai (thi) duoc, ai co the, nhung ai/nguoi (nao) (thi) duoc, doi tuong GI, truong hop nao
     NHIEU tuoi, du tuoi KHONG/chua, tieu chuan GI/SAO/de, yeu cau GI/SAO, co bat buoc, du dieukien KHONG/chua`,
  ],
  ['conditions', 'how', 'co duoc mien (giam) * * * KHONG $'],
  ['conditions', 'names', '^ dieukien, ~du dieukien (de/duoc/cap/xin/mo/huong) $, doi tuong (duoc) huong'],
  [
    'legal',
    'asks',
    `can cu (phap/vao/vo/theo/o) (ly/luat/van/dau), can cu phap ly, co so phap ly
     luat/nghi/thong/van dinh/tu/ban nao/so/may, luat nao/gi/mo, nghi dinh (*) so NHIEU, nd GI, thong tu (*) so NHIEU, theo luat GI
     quy dinh o/tai/trong/nam dau/luat/van/thong/nghi, dieu NHIEU, khoan NHIEU, phap luat nao`,
  ],
  [
    'fee',
    'asks',
    `phi/tien/cuoc (*) (*) (la/het/ton/mat) NHIEU ~ngay/thang/nam/tuan/nguoi, gia (cap/lam/la/mot/ban) (la/ban) NHIEU ~ngay/nam
     phi/gia/cuoc (cap/lam) (la) SAO, tien nong SAO, ton/het/mat/gia/dong/nop/tra/thu (la) NHIEU UNIT
     NHIEU tien/dong/xu ~tien, NHIEU nghin/ngan/chuc/tram/trieu mot (ban/to/lan/bo/trang/cai) $, NHIEU ngan/nghin, may chuc/tram/trieu $
     ton NHIEU ~ngay/tuan/thang/thoi/lan/gio/cong, het/mat/gia/dong/tra/thu/phi NHIEU $, la NHIEU $
     NHIEU (tien) mot/1 ban/to/lan/bo/trang/cai/the/giay/cuon/quyen
     co/phai/duoc/khoi/bi (phai) (bi) mat/ton/dong/nop/tra/thu/chiu (khoan/them) (le/an) tien/phi (GI) (KHONG)
     mat/ton/dong/nop tien/phi/le (phi) (GI) KHONG, mat/ton tien/phi (GI) $, co mat/ton (GI) KHONG, ton kem
     mien phi KHONG/ha/hay, free KHONG/ha/hay, co mien phi $, co thu phi, tien khac (GI) KHONG, muc thu/phi, phi (co) KHONG, phi GI $`,
  ],
  [
    'fee',
    'names',
    `le phi ~truoc/mon, an phi, ^ phi/gia/cuoc/tien ~han/dinh/cong/nhap/dien/mat/dien/thue/luong/gui/mai/tro/tuat/boi/bao/den/ho/nuoi/duong, ~hoc/vien/kinh/mien/tang/thu/chi/an phi $, ^ chi phi, chi phi $, tien nong`,
  ],
  [
    'time',
    'asks',
    `NHIEU ngay/hom/bua/tuan/thang/gio/tieng/hoi ~nay/qua/gan/truoc/lien/roi/nua/hoi
     nhieu lau, may lau, NHIEU ngay
     chung/khi/luc/ngay/hom/bua NAO/mo (thi) (*) (*) co/xong/nhan/duoc/lay/lanh/linh/tra/moi/ra/lam/ve/den
     chung nao ~chua, ~chua/khong/khi/biet bao gio (*) (*) (*) co/xong/nhan/duoc/lay/lanh/tra/moi/ra, ~chua bao gio $, la khi/luc/ngay/hom/bao nao/gio, khi/luc nao $
     han khi/den/toi nao/may/khi, ~xin/them/gia/han/keo/mot/het thoi gian/han (*) (*) (*) (*) NHIEU/SAO, co lau, lau KHONG/lam/qua, co nhanh KHONG
     lay/xong/co (duoc) lien/ngay/luon (trong) (ngay) (duoc) (KHONG), trong ngay, hen NHIEU, nhanh nhat`,
  ],
  [
    'time',
    'names',
    `~mot/trong/them/xin/het/gia/han/keo thoi gian/han giai/xu/cap/tra/lam/cho/nhan/lay, ^ thoi gian/han, ~co/khong/vo/gia/them/xin/keo thoi gian/han $`,
  ],
  [
    'where',
    'asks',
    `o/tai dau/mo/dou ~do/nua/het
     cho/noi/so/phong/ban/nganh/huyen/xa/phuong/tinh/cap/quan/vi/bo/quay/cua/ben/tam nao/lao ~chi, ai (co/du) tham, tham quyen (cua/thuoc/la) (cua) ai/nao/cap
     den/toi/ra/len/di/ve/vo/vao/qua/gui/dua/xin/hoi/bao/xuong/mang/nop/dem/lien/chay dau ~khong/tu/ra/cung/tien/tu/nam/mo
     ra/di/len/den/toi/vo mo ~xe/quan/rong/cua/tiem/them/cong/tai/phong/nha/liet, nop/gui mo ~cua/them, phai dua/trinh/dem mo ~liet
     xin/lam/gui/dua (*) mo $, nop/gui/dua/xin/lam/mang (ho/don/giay) (so/to) dau $, nop (ho) (so) mo $, dau lam $, lam dau $, o cho mo
     cho/gap/hoi/xin/voi/bao/nho/phep/toi/den/tim/kiem ai ~cung/het
     ai cap/giai/ky/duyet/xac/tiep/quan/nhan/lam/chiu (quyet/trach)
     o xa/phuong/tinh/huyen/thon (co) (lam/cap/xin/nop/nhan) (co) duoc
     toi/ra/len/den xa/phuong/tinh/huyen/so (co) (lam/cap/xin) (duoc) KHONG
     XA (xa/phuong) (co) (lam/cap/nhan/giai) (quyet) duoc KHONG $, xa/phuong/tinh/huyen co lam/cap/nhan/giai
     XA (*) hay (la/phai) (o/ra/len/toi/den/xuong) XA, XA (*) hay (la/phai) (o/ra/len/toi/den) cong/uy
     XA hay XA, dia chi o/nao/cua, nop (ho) (so) cho ai`,
  ],
  ['where', 'names', '^ dia chi/diem, dia chi $'],
  [
    'find',
    'asks',
    `xin (nhung) giay (to) GI, giay phep/chung GI, giay chung nhan GI, giay phep (*) GI $, loai giay phep GI
     thu tuc GI, phai lam lai nhung GI, lam nhung giay (to) GI`,
  ],
  [
    'documents',
    'asks',
    `can/phai/mang/dem/nop/cam/kem/dua/chuan/gui (bi) (theo) (co) (san) (du) (theo) (cac/nhung) (loai/thu/cai) (giay/ho) (to/so) gi/chi/j ~phai/em/cam/phi/cuc/nhanh/tra/bo
     can/mang/dem/nop/cam/kem/gui/bao/trinh (len) (xa/phuong) (cac/nhung) (loai) giay (to) GI
     giay to gi/chi/j/nao/SAO, giay to di $, mang/dem/cam theo (cay/cai/nhung) GI, co can (mang/nop/dem) so/ban/anh/hinh/chung (*) (*) KHONG, photo NHIEU ban
     giay GI ~cam/phep, nhung/cac giay (to) GI, nhung (loai) giay nao
     ho so (*) (*) (*) (bao) gom/can/co (co) (nhung/cac) (giay) (to) GI, ho so (*) (*) (*) SAO, ho so GI, gom (nhung/cac) (giay) (to) GI, bao gom
     don gi/chi/j, mau (don) gi/chi/nao/j, to khai nao/gi/mau, don mau nao, thu gi, thanh phan ho so
     can/phai/nop/mang nhung GI, chuan bi SAO`,
  ],
  ['documents', 'names', '^ giay to/giay, ^ ho so $, thanh phan (ho), mau don, to khai'],
  [
    'steps',
    'how',
    `cac buoc, tung buoc, buoc nao/mot/1/dau/sao, nhung buoc nao, quy trinh, trinh tu
     thu tuc (*) (*) (*) SAO, cach lam/nop/dang/xin/thuc/khai/dien, huong dan, bat dau (tu) dau, tien hanh
     lam sao, lam * * sao/rang $, khai (thue) SAO, ^ lam thenao, lam don thenao, can/phai lam gi`,
  ],
];
