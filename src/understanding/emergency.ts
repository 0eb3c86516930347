import { fold } from './fold.ts';

export type EmergencyKind =
  | 'fire'
  | 'water'
  | 'crash'
  | 'violence'
  | 'child'
  | 'intruder'
  | 'medical'
  | 'suicide'
  | 'trapped'
  | 'kidnap';

/**
 * Danger happening now, folded. Each pattern needs a present event, not a topic: "cháy nhà hàng xóm rồi" fits,
 * "giấy phép phòng cháy" does not.
 */
const EVENTS: readonly (readonly [EmergencyKind, RegExp])[] = [
  [
    'suicide',
    /\b(?:(?<!dau )tu tu(?! nhien| do| nguyen| lap| tuc)|tu sat(?! xi)|(?:khong|chang|chan|het) (?:muon|thiet|con muon) song|muon chet|chet (?:cho (?:xong|nhe|roi|khoe)|quach)|chan song|tuyet menh|song (?:lam gi|chi) nua|(?:ket thuc|cham dut) (?:tat ca|cuoc doi|cuoc song)|(?:loi|noi) vinh biet|nhay (?:song|lau)|ket lieu|(?:uong|nuot)(?: het| ca| nguyen)?(?: \w+){0,2} (?:thuoc ngu|vi thuoc|thuoc sau|thuoc tru sau|thuoc diet co)|nhay cau|rach tay|cat tay)\b/,
  ],
  [
    'fire',
    /\b(?:dang (?:bi )?chay(?! (?:xe|thu|muon|duoc|hang))|(?:nha|quan|tiem|kho|xuong|bep)(?: (?:toi|em|tui|minh|con|chau|hang xom|ben canh|ba con|dan|may))+ (?:dang |bi )*chay(?! (?:xe|an|qua|thu|cho)\b)|chay (?:nha|lon|to|roi|du|rung|xe|cho|quan|bep|kho|tum lum)|boc chay|co chay(?! (?:xe|thu))|(?:gas|ga) (?:dang |bi )?xi|xi (?:gas|ga)\b|lua ben|toe lua|phat hoa|hoa hoan|(?:no|chap) (?:binh )?(?:gas|ga|dien)|lua (?:chay|lon|boc|len|lan|ngun ngut)|chay (?:lan|ngun ngut)|khoi (?:nghi ngut|day|mu|cuon cuon|den cuon cuon))\b/,
  ],
  [
    'water',
    /\b(?:duoi nuoc|chet duoi|roi (?:xuong )?(?:song|kenh|ho|ao|bien|gieng|suoi|muong|nuoc)|(?:rot|nga|truot|lan|nhay)(?: chan)? xuong (?:song|kenh|rach|ao|bien|gieng|suoi|muong|nuoc)|chua (?:thay )?noi len|(?:nguoi|dua|be|con)(?: ta)? (?:dang )?(?:bi )?troi (?:song|giua|theo|ngoai)|te (?:xuong )?(?:song|kenh|ao|ho|muong)|lu cuon|nuoc cuon|chim (?:tau|ghe|thuyen|xuong|do)|lat (?:ghe|thuyen|xuong|tau|do)|(?:tau|ghe|thuyen) (?:bi )?(?:chim|lat)|chim roi)\b/,
  ],
  [
    'violence',
    /\b(?:cam (?:dao|sung|ma tau|gay|bua|rua|hung khi)|(?:bi )?(?:chem|dam|ban) (?:nguoi|nhau|toi|chong|vo|ong|ba|em|trung|chet|gan)|dang (?:danh|dap|chem|dam|ruot|hanh hung|bi danh)|danh nhau|danh lon|ruot (?:chem|danh|dap|ba|theo|toi|em)|doi (?:giet|chem|dot)|doa (?:giet|chem)|bi (?:hanh hung|hiep|cuong hiep|hiep dam|danh dap)|giet nguoi|dam chem|dap cua|pha cua|ke dao|tam xang|cam xang|tat axit)\b/,
  ],
  [
    'child',
    /\b(?:(?:danh dap|bao hanh|xam hai|hiep|nhot|xich|so soang|du do|bo doi|hanh ha|danh)(?: \w+){0,3} (?:dua nho|dua be|dua tre|em be|tre em|con nit|be gai|be trai|chau be|chau nho|tre con|con rieng)|(?:dua nho|em be|tre em|con nit|be gai|chau be|dua tre)(?: \w+){0,3} (?:bi )?(?:danh dap|bao hanh|xam hai|hiep|bo roi|hanh ha)|(?:danh(?! gia| gio| dau| mat| roi)|dap|quat|quang|tat|troi|cot|xich|nhot|dim|vut)(?: \w+){0,2} (?:thang (?:nho|be|cu)|con (?:be|nho|no|ruot|rieng)|dua (?:nho|be|con|tre)|chau be)|(?:thang (?:nho|be)|con (?:be|nho)|dua (?:nho|be)|chau be|tre con|con nit)(?: \w+){0,2} (?:bi (?:danh|dap|troi|cot|xich|nhot|tat|quat)|khoc thet|la het|keu cuu))\b/,
  ],
  [
    'intruder',
    /\b(?:(?:trom|cuop|ke gian|nguoi la)(?: \w+){0,3} (?:dang|trong nha|vo nha|vao nha|dot nhap|pha khoa|cay cua)|dang (?:bi )?(?:trom|cuop)|dot nhap|bi cuop|cuop giat|giat (?:do|day chuyen|tui|dien thoai)|(?:trom|thang nao)(?: \w+){0,3} (?:leo|cay|pha)|cuop tiem)\b/,
  ],
  [
    'kidnap',
    /\b(?:bat coc|bi bat (?:di|giu|nhot)|mat tich (?:tu|hom|sang|toi|may)|di lac|bi lac|khong thay con|mat con|bi nhot|(?:loi|keo|gat|ep) len (?:xe|o ?to)|(?:nhot|giu)(?: \w+){0,2} khong cho ve|bat (?:con nit|tre em|em be)|lua (?:qua|sang) (?:campuchia|cam ?pu ?chia|lao|myanmar))\b/,
  ],
  [
    'crash',
    /\b(?:tai nan (?:xe|giao thong|nang|roi|o|ngay|lien hoan|chet)|(?:xe|oto|o to|may)(?: \w+){0,2} (?:tong|dung|can|dam|lat)|bi (?:xe )?(?:tong|dung|can|dam)|dung xe|tong xe|lat xe|nguoi bi (?:nang|thuong)|bi thuong|chay mau|mau (?:chay|me|nhieu|ra|phun)|(?:nam|te) bat dong|gay (?:chan|tay|xuong))\b/,
  ],
  [
    'medical',
    /\b(?:(?:khong|kho|nghen|nghet|ngung|ngat|tac|no|thoi) tho|tho (?:khong|no|hong) (?:duoc|noi)|bat tinh|ngat xiu|xiu (?:roi|ngang|xuong)|co giat|dot quy|tai bien (?:roi|dang|ngay)|nhoi mau|dau nguc|hon me|ngo doc|ran can|ong dot|dien giat|(?:goi|cho|keu|can)(?: (?!bao)\w+){0,2} (?:xe )?(?:cap cuu|cuu thuong)(?! (?:doi|de lua))|con dau tim|(?:tu nhien|tu dung|dot nhien|dot ngot|bong dung|vua)(?: \w+){0,2} (?:liet|noi (?:do|ngong|khong duoc)|meo|yeu (?:mot|nua)|te (?:cung|liet)|tim (?:tai|mat|nguoi|moi)|bat dong)|liet nua nguoi(?: \w+){0,2} noi (?:do|ngong)|noi (?:do|ngong)(?: \w+){0,3} (?:liet|yeu|te)|tim tai|me man|goi (?:hoai )?khong (?:day|tinh)|ra huyet|dut (?:lia )?(?:ngon )?(?:tay|chan)|meo mieng|sac sua|(?:nuot|hoc)(?: \w+){0,2} (?:pin|xuong|dong xu)|ran(?: \w+){0,2} can|sap chet|de rot|cho (?:dai )?can(?! bo| cu| cuoc| giay| gi)|sap de|chuyen da|vo oi|(?<!o )dau de|bang huyet|soc (?:thuoc|phan ve)|tim ngung|ngung tim|hoc xuong|mac co|sui bot mep|lan ra (?:dat|nen)|(?:te|nga)(?: \w+){0,3} (?:bat dong|khong day duoc|khong nhuc nhich))\b/,
  ],
  [
    'trapped',
    /\b(?:mac ket|ket (?:trong|duoi|thang may)|co lap vi|song cuon|de (?:nha|nguoi|cong nhan)(?: \w+)? roi|vui (?:mat|lap)|sap (?:nha|ham|cau|gian giao|tuong)|sat lo (?:vui|de|roi)|bi vui|vui lap|(?:nuoc|lu) (?:len|dang|ngap)(?: \w+){0,3} (?:noc|mai|cuu)|ro (?:ri )?(?:gas|dien)|day dien (?:dut|roi))\b/,
  ],
];

/** Signs that it happens now and somebody needs help. */
const NOW =
  /\b(?:cuu|giup (?:voi|em voi|toi voi|tui voi|gap)|voi$|voi a$|gap|khan cap|nhanh|mau len|lien|kia|kìa|ne$|troi oi|chet roi|sao gio|lam sao (?:gio|day|bay gio)|goi (?:ai|so|may|dau|cap cuu|cong an)|bao (?:ai|so|cong an)|hu hu|huhu|help|so qua|dang|ngay bay gio|bay gio|gio sao|chu lam|bao cho ai|nay gio|khoc thet|la het|keu cuu|tu nhien|tu dung|dot nhien|dot ngot|bong dung|noi len$|len duoc$|roi$|roi (?:a|oi|ad|ban|lam|goi|gio)|du lam|nang lam|nang qua|khong tho|nguy kich|chu$|man rang|sos|ra mau|chet mat)\b/;

/** Words of papers and offices: a question about them is about a procedure, whatever happened. */
const PAPERWORK =
  /\b(?:thu tuc|ho so|giay (?:to|phep|chung|xac|khai|bao|de|thong|kham|ra)|dang ky|cap (?:lai|phep|giay|the|doi|moi|so)|chung (?:nhan|thuc|chi)|xin (?:cap|phep|giay|xac|duoc|huong|ho tro|tro|bao|xa|lap)|nop (?:don|ho so|o|tien)|le phi|bao nhieu (?:tien|ngay)|phi|tham dinh|tham duyet|nghiem thu|don (?:xin|de nghi|yeu cau|to|thu|kien)|to khai|tro cap|che do|boi thuong|ho tro|khai tu|bao tu|mai tang|bao hiem|huong dan thu|quy dinh|dieu kien|thuong binh|nhiem vu|lien van|cap quyen|thu nghiem|du an|khai thue|con dau|lien ket|dich vu|kinh doanh|quyet dinh|truy cap|giam dinh|tuyen bo|phong chay|huan luyen|dien tap|tap huan|xac nhan|cong nhan|thanh toan|hoan (?:thanh|tien)|tien (?:thuoc|vien|ho|tro|tuat|mai)|cong ty (?:em|toi|minh|ben)|ben (?:em|minh) (?:muon|can)|luong|huong|nghi (?:om|viec|phep)|kham (?:suc|giam)|duoc (?:huong|nhan|cap)|luat|phep|khai bao|mo phien|o nhiem|su co (?:tran|hoa|buc))\b/;

/** What of each danger must be spelled so, where the person types tones. */
const SPELLED: Readonly<Record<EmergencyKind, RegExp>> = {
  suicide:
    /chết|chán sống|tuyệt mệnh|sống làm|kết thúc|chấm dứt|vĩnh biệt|nhảy sông|nhảy lầu|sống chi|tự tử|tự sát|tự vẫn|muốn sống|thiết sống|muốn chết|kết liễu|uống|nuốt|nhảy cầu(?! dao)|rạch tay|cắt tay/,
  fire: /xì|tóe|bén|cháy|bốc|hỏa|hoả|nổ|chập|lửa|khói/,
  water: /đuối|rơi|té|lũ|chìm|lật|nước cuốn|rớt|ngã|trượt|lăn|nhảy|nổi lên|trôi/,
  violence: /dao|súng|chém|đâm|đánh|đập|rượt|giết|hiếp|hành hung|gậy|búa|phá cửa|mã tấu|rựa|xăng|axit|kề dao/,
  child:
    /trói|cột|quất|quăng|tát|dìm|vụt|đập|khóc thét|la hét|kêu cứu|xích|sờ soạng|dụ dỗ|đánh|bạo hành|xâm hại|hiếp|nhốt|bỏ đói|hành hạ|bỏ rơi/,
  intruder: /leo|cạy|phá|trộm|cướp|kẻ gian|đột nhập|giật|người lạ/,
  kidnap:
    /nhốt|bắt con|bắt trẻ|bắt em|lừa|không cho về|bắt cóc|bắt đi|bắt giữ|bắt nhốt|mất tích|đi lạc|bị lạc|lên xe|lên ô|thấy con|mất con(?! dấu)|bị nhốt/,
  crash: /tai nạn|tông|đụng|cán|đâm|lật|bị thương|máu|gãy|người bị|bất động/,
  medical:
    /liệt|đớ|ngọng|nói không|yếu|tím|bất động|mê man|không dậy|không tỉnh|huyết|đứt|cấp cứu|cứu thương|méo|sặc|nuốt|rớt|thở|bất tỉnh|xỉu|ngất|co giật|đột quỵ|tai biến|nhồi máu|đau ngực|hôn mê|ngộ độc|cắn|đốt|điện giật|đẻ|chuyển dạ|vỡ ối|băng huyết|sốc|tim|hóc|mắc cổ|sùi bọt|lăn ra|té|ngã/,
  trapped: /cô lập|sóng|đè|mắc kẹt|kẹt|sập|sạt|vùi|ngập|lũ|nước|rò|dây điện/,
};

/**
 * The danger a text tells of, whether or not it says that it happens now. Never for questions about papers: naming an
 * office or a paper rules it out.
 */
export function findDanger(folded: string, typed = folded): EmergencyKind | undefined {
  // Nearly every message names a paper or an office: one pattern instead of ten.
  if (PAPERWORK.test(folded)) return undefined;
  const event = EVENTS.find(([, pattern]) => pattern.test(folded));
  if (event === undefined) return undefined;
  const [kind] = event;
  // Typed with tones, the words themselves must be there: "đang chạy" is no fire, "từ tự nhiên" no wish to die.
  return fold(typed) !== typed.toLowerCase() && !SPELLED[kind].test(typed.normalize('NFC').toLowerCase())
    ? undefined
    : kind;
}

/** Nothing but a cry; what happened is not said. */
const BARE_CRY =
  /^(?:(?:oi|troi oi|ai do|ai oi|lam on|xin) )*(?:cuu|cuu (?:voi|toi|em|tui|minh|con|mang|gap)|cuu (?:toi|em|tui|minh|con|nguoi) (?:voi|di|gap)|cap cuu|sos|help me)(?: (?:voi|a|oi|di))*$/;

/** Words of a cry that says nothing but the danger. Range 3–6. */
const MOST_CRIED = 5;

/** The danger a folded text cries for, if any. */
export function findEmergency(folded: string, typed = folded): EmergencyKind | undefined {
  if (BARE_CRY.test(folded)) return 'medical';
  const kind = findDanger(folded, typed);
  if (kind === undefined) return undefined;
  // Telling of a wish to die is always answered, whatever else is said; the rest needs a sign that it happens now.
  if (kind === 'suicide' || NOW.test(folded)) return kind;
  // Who says no more than that it burns does not ask how papers are made.
  if (folded.split(' ').length <= MOST_CRIED) return kind;
  // An accident told in a few words is told because it has just happened.
  if (
    kind === 'crash' &&
    folded.split(' ').length <= 14 &&
    /\b(?:tai nan|bi thuong|chay mau|nang)\b/.test(folded)
  )
    return kind;
  return undefined;
}
