/**
 * Folded words that carry no topic: pronouns, particles, question words, the words of aspects. What is left of a
 * follow-up once they are gone says whether it names a new thing ("còn bằng lái thì sao") or asks on ("mấy ngày?").
 */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  (
    'a ad ah ak anh em chi co chu bac ong ba co cau minh toi tui tao to ban cac ho no ta chung tui la thi ma va voi hay hoac con nhung cung da dang se roi chua khong ko k ' +
    'hong hok hem nha nhe nghen hen he ha hi hi oi vay the rua ri do kia nay ni ay nao gi sao rang mo dau khi bao lau nhieu may bn nhiu luc ngay gio tuan thang nam hom bua tieng xong cho de tu tai o tren duoi trong ngoai ' +
    'ra vo vao len xuong di ve den toi qua lai tiep them nua moi cu hoi biet can phai duoc dc muon lam man xin noi giup gium ho dum nho chi huong dan voi cai cay con chiec to tam cuon thu tuc giay ho so nop gui nhan lay tra ' +
    'phi le tien dong ton het mat bao gia thu mien mang mot hai ba cong dich vu truc tuyen online qua buu dien chinh ich co quan noi cho dia chi xa phuong tinh huyen so ubnd uy ban cap ai luon thoi thiet that ok u um vang da ' +
    'thua bot shop nhi nhu theo nhu the ra nhung cai khac nhau nhanh cham ket qua tien bac dieu kien yeu cau quy dinh luat can cu buoc cach quy trinh thoi gian han ngay lam viec day du nguoi viec chuyen a la lun vs nua mien phi muc do toan trinh phan ' +
    'quyet dinh giai duyet otp vneid quoc gia trang web may usb scan chup anh file pdf tep loi thong buu ta van trung tam hanh ' +
    'noi luon truoc sau khi neu lo ban hoa don dien tu the tin nhan ban chinh sao chuan bi mang theo gom bao gom nhung thanh phan to mau don kem cam cung nho chac hinh nhu tren mang tan nha so cuoi dau thu nhat nhi hai ba tu quay'
  ).split(' '),
);

/** Asking for a way of sending a dossier, folded: "gửi hồ sơ qua bưu điện được không", "nộp online hay phải ra xã". */
export const BY_POST_OR_PORTAL =
  /\b(?:(?:co |muon |nho |xin )*(?:gui|goi|nop|lam|nhan|tra|dang ky|khai)(?: (?:ho so|hs|giay to|don))?(?: (?:qua|bang|tren|o|tai|ra|duong|cho))* )?(?:buu dien|buu chinh|buu ta|truc tuyen|online|mang|cong dich vu cong|dich vu cong)(?: (?:duoc|dc|co|khong|ko|k|hong|hok|chua|hay|phai|ra|len|xa|phuong|tan noi|ha|vay|ad|a))*\b/g;

/** Words that point back at what was being talked about. */
export const BACK_REFERENCE =
  /\b(?:cai (?:do|nay|kia|ay|ni|no)|thu tuc (?:do|nay|ay)|viec (?:do|nay|ay)|giay (?:do|nay|ay)|the (?:thi|con)|neu (?:the|vay)|con(?! (?:nho|gai|trai|toi|em|minh))|thi sao|the lo|lo (?:lam|ma|bi)|giay phep (?:do|cu|nay)|to (?:do|giay)|mai mot|neu bi|co viec|truong hop nay|quay lai|noi tiep|hoi tiep)\b/;

/**
 * Words that tell of something no office does, whatever papers are named beside them: games and streams, celebrities,
 * fortune, recipes, school exercises, private buying and borrowing, forgery and bribes.
 */
export const OFF_TOPIC =
  /\b(?:trong game|choi game (?:gi|nao|chi|hay)|game (?:nao|dua|vo lam)|netflix|facebook|tiktok|youtube|instagram|spotify|ca si|dien vien|than tuong|tran dau|ti so|doi bong|xo so|so de|tam giac|phuong trinh|dao ham|giai bai|python|javascript|doan code|lap trinh|bai van|bai tho|lam tho|ke chuyen|chuyen cuoi|phong thuy|hop menh|hop tuoi|ngay dep|xem boi|tu vi|cung hoang dao|gia vang|ty gia|(?:(?:1|mot) )?(?:do la|do|usd|euro|yen|te|won|bath?) (?:bang|doi|an|ra)(?: \w+){0,3} (?:nhieu|dong|vnd|viet)|gia do|gia bitcoin|chung khoan nao|(?:nha|dat)(?: \w+){0,6} (?:gia )?bao nhieu (?:mot|1) met|nen mua|nen chon|nen dau tu|co nen|(?:hang|quan|khach san|bac si|truong|ngan hang|cong ty|luat su|cho|app|xe) nao(?: \w+){0,2} (?:gio|ngon|tot|re|uy tin|dep|mo cua|gan|lai|nhanh|vui)|bac si (?:nao )?gioi|lai (?:suat )?thap|vay tien|meo (?:hoc|thi|nau|de)|hoc thuoc|lam gia|gia (?:mao )?chu ky|(?:giay|bang|the|con dau|so|cong dan|can cuoc|chung chi)(?: \w+){0,4} gia\b(?! (?:bao|nhieu|sao|dinh|tri|ca|thue|ban|dat|han|cam|suc|nhap|cong|tang|re|von|khoi|thi|nha|mua|vang|lai))|mua bang|mua chung chi|khoi thi|khong can thi|bao dau|chay (?:chot|cho|viec|an)|lach (?:luat|thue)?|cach lach|dut lot|lo lot|hoi lo|lot tay|boi duong bao nhieu|dua can bo|nguoi yeu|chia tay|to tinh|nau (?:bun|pho|canh|an|mon)|cong thuc nau|mon gi ngon|dich (?:ho|giup|gium|sang|cho)|viet (?:ho|giup|gium|cho)(?: \w+){0,2} (?:don|bai|doan|thu|status)|thoi tiet|co mua|nhiet do|(?:gio|may gio) (?:tau|xe|bay)|xe (?:khach|buyt)(?: \w+){0,6} may gio|phun thuoc|tri benh|uong thuoc|bao nhieu con (?:mot|1) met|ga con|khau phan|thuc don|giam can|tra (?:giup|ho)(?: \w+){0,3} so (?:can cuoc|dien thoai)|so (?:can cuoc|dien thoai) cua (?:ong|ba|anh|chi) [a-z]+)\b/;

/** Words by which people say what they want besides a procedure: intent and pattern, folded. */
export const INTENT_CUES: readonly (readonly [string, RegExp])[] = [
  [
    'feedback',
    /\b(?:phan anh|gop y|loi khen|khen ngoi|cham (?:\d|mot|hai|ba|nam) sao|thai do|coc loc|hach sach|nhung nhieu|nhiet tinh|tan tinh|qua da|le thiet|that vong|hai long|bat bo sung|kho xai|kho dung|quan lieu|chan qua|kem qua|te qua)\b/,
  ],
  [
    'handoff',
    /\b(?:gap (?:can bo|nguoi|nhan vien|truc tiep|ai|chuyen vien)|nguoi (?:that|thiet) (?:dau|di|khong|nao)?|noi chuyen voi (?:nguoi|can bo)|tu van vien|tong dai vien|nhan vien (?:tu van|ho tro)|nghe (?:dien thoai|may)|goi lai cho|so dien thoai (?:mot cua|can bo|nguoi|de|tong|cua)|duong day nong|noi voi chuyen vien)\b/,
  ],
  [
    'dossier_status',
    /\b(?:(?:ho so|hs|don|giay)(?: \w+){0,8} (?:toi|den) (?:dau|mo|buoc nao)(?: roi)?|toi (?:dau|mo) roi|(?:hen|qua hen|tre hen)(?: \w+){0,8} (?:chua (?:co|thay|xong|goi|nhan)|nay chua)|da (?:duyet|xong) chua|giai quyet toi buoc)\b/,
  ],
  [
    'level_explain',
    /\b(?:muc (?:do )?[1-4](?: \w+){0,3} (?:la (?:sao|gi|chi|the nao)|nghia|khac)|(?:toan trinh|mot phan|khong truc tuyen)(?: \w+){0,2} (?:la (?:gi|sao|khoi)|nghia la|khac)|muc (?:do )?\d (?:voi|va|,) (?:muc )?|nop muc (?:do )?[1-4] thi)\b/,
  ],
];
