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
    'noi luon truoc sau khi neu lo ban hoa don dien tu the tin nhan ban chinh sao photo chuan bi mang theo gom bao gom nhung thanh phan to khai mau don kem cam cung nho chac hinh nhu tren mang tan nha so cuoi dau thu nhat nhi hai ba tu quay'
  ).split(' '),
);

/** Words that point back at what was being talked about. */
export const BACK_REFERENCE = /\b(?:cai (?:do|nay|kia|ay|ni|no)|thu tuc (?:do|nay|ay)|viec (?:do|nay|ay)|giay (?:do|nay|ay)|the (?:thi|con)|neu (?:the|vay)|con (?:neu|truong hop)|truong hop nay|quay lai|noi tiep|hoi tiep)\b/;
