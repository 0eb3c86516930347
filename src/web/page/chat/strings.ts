/** The page's own words. What the assistant says comes from the server. */
export const LANGUAGES = ['vi', 'en', 'km'] as const;
export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  vi: 'Tiếng Việt',
  en: 'English',
  km: 'ភាសាខ្មែរ',
};

export interface Strings {
  readonly title: string;
  readonly subtitle: string;
  readonly you: string;
  readonly assistant: string;
  readonly messages: string;
  readonly notice: (province: string, hours: number) => readonly [string, string];
  readonly startersHeading: string;
  readonly hint: string;
  /** In the order of STARTER_DATA. */
  readonly starters: readonly { readonly who: string; readonly ask: readonly string[] }[];
  readonly placeholder: string;
  readonly send: string;
  readonly typing: string;
  readonly more: string;
  readonly less: string;
  readonly moreItems: (count: number) => string;
  readonly sources: string;
  readonly openLink: string;
  readonly download: string;
  readonly queued: string;
  readonly refused: string;
  readonly tooLong: (limit: number) => string;
  readonly tooMany: (seconds: number) => string;
  readonly retry: string;
  readonly offline: string;
  readonly reconnecting: string;
  readonly backOnline: string;
  readonly settings: string;
  readonly close: string;
  readonly open: string;
  readonly language: string;
  readonly textSize: string;
  readonly sizes: readonly [string, string, string];
  readonly theme: string;
  readonly themes: { readonly auto: string; readonly light: string; readonly dark: string };
  readonly print: string;
  readonly fresh: string;
  readonly freshQuestion: string;
  readonly freshYes: string;
  readonly freshNo: string;
  readonly today: string;
  readonly newReplies: string;
  /** How a dropped or pasted thing is shown; it is not sent. */
  readonly media: Readonly<Record<'voice' | 'image' | 'video' | 'file', string>>;
}

/** What the starter buttons of the other languages send: questions are understood in Vietnamese. */
export const STARTER_DATA: readonly (readonly string[])[] = [
  ['q:citizen', 'q:business', 'q:postal'],
  ['q:officer', 'q:submit'],
  ['q:leader', 'q:missing'],
];

const vi: Strings = {
  title: 'Một Cửa',
  subtitle: 'Trợ lý tự động',
  you: 'Bạn',
  assistant: 'Một Cửa',
  messages: 'Cuộc trò chuyện',
  notice: (province, hours) => [
    `Đây là trợ lý tự động của tỉnh ${province}; câu trả lời không thay cho quyết định của cán bộ.`,
    `Tin nhắn chỉ được giữ ${hours} giờ để trả lời rồi xóa, bạn đừng gửi số căn cước hay mật khẩu.`,
  ],
  startersHeading: 'Bạn có thể hỏi',
  hint: 'Cứ hỏi như nói chuyện hằng ngày, có dấu hay không dấu đều được.',
  starters: [
    {
      who: 'Người dân, doanh nghiệp',
      ask: [
        'Làm giấy khai sinh cần gì?',
        'Mở cửa hàng tạp hóa cần giấy gì?',
        'Gửi hồ sơ qua bưu điện được không?',
      ],
    },
    { who: 'Cán bộ', ask: ['Đơn vị tôi còn nợ báo cáo nào?', 'Nộp báo cáo quý 3'] },
    { who: 'Lãnh đạo', ask: ['Số hồ sơ BCCI năm 2018 là bao nhiêu?', 'Xã nào chưa nộp báo cáo?'] },
  ],
  placeholder: 'Nhập câu hỏi của bạn',
  send: 'Gửi',
  typing: 'Đang trả lời…',
  more: 'Xem thêm',
  less: 'Thu gọn',
  moreItems: (count) => `Xem thêm ${count} mục`,
  sources: 'Nguồn',
  openLink: 'mở trong thẻ mới',
  download: 'Tải về',
  queued: 'Chờ có mạng để gửi',
  refused: 'Chưa gửi được',
  tooLong: (limit) => `Tin dài quá ${limit.toLocaleString('vi-VN')} ký tự. Bạn rút gọn giúp nhé.`,
  tooMany: (seconds) => `Bạn gửi hơi nhanh. Tin sẽ tự gửi sau ${seconds} giây.`,
  retry: 'Gửi lại',
  offline: 'Mất kết nối. Tin bạn gửi sẽ tự đi khi có mạng.',
  reconnecting: 'Đang kết nối lại…',
  backOnline: 'Đã kết nối lại.',
  settings: 'Cài đặt',
  close: 'Đóng',
  open: 'Hỏi trợ lý Một Cửa',
  language: 'Ngôn ngữ',
  textSize: 'Cỡ chữ',
  sizes: ['Vừa', 'Lớn', 'Rất lớn'],
  theme: 'Nền',
  themes: { auto: 'Theo máy', light: 'Sáng', dark: 'Tối' },
  print: 'In cuộc trò chuyện',
  fresh: 'Bắt đầu cuộc trò chuyện mới',
  freshQuestion: 'Cuộc trò chuyện này sẽ không xem lại được nữa. Bắt đầu mới?',
  freshYes: 'Bắt đầu mới',
  freshNo: 'Giữ lại',
  today: 'Hôm nay',
  newReplies: 'Có câu trả lời mới',
  media: { voice: '(tin thoại)', image: '(ảnh)', video: '(video)', file: '(tệp)' },
};

const en: Strings = {
  title: 'Một Cửa',
  subtitle: 'Automatic assistant',
  you: 'You',
  assistant: 'Một Cửa',
  messages: 'Conversation',
  notice: (province, hours) => [
    `This is an automatic assistant of ${province} province; its answers do not replace an official's decision.`,
    `Messages are kept for ${hours} hours to answer them and then deleted; please send no ID numbers or passwords.`,
  ],
  startersHeading: 'You can ask',
  hint: 'Tap a question, or type in Vietnamese, with or without accents.',
  starters: [
    {
      who: 'Residents and businesses',
      ask: [
        'What do I need to register a birth?',
        'How do I open a grocery shop?',
        'Can I send my papers by post?',
      ],
    },
    { who: 'Officers', ask: ['Which reports does my unit still owe?', 'Submit the third-quarter report'] },
    {
      who: 'Leaders',
      ask: ['How many postal dossiers were there in 2018?', 'Which communes have not reported?'],
    },
  ],
  placeholder: 'Type your question',
  send: 'Send',
  typing: 'Answering…',
  more: 'Read more',
  less: 'Show less',
  moreItems: (count) => `Show ${count} more`,
  sources: 'Sources',
  openLink: 'opens in a new tab',
  download: 'Download',
  queued: 'Waiting for the network',
  refused: 'Not sent',
  tooLong: (limit) =>
    `The message is longer than ${limit.toLocaleString('en')} characters. Please shorten it.`,
  tooMany: (seconds) => `That was a little fast. It will be sent in ${seconds} seconds.`,
  retry: 'Send again',
  offline: 'No connection. What you send will go out when the network is back.',
  reconnecting: 'Reconnecting…',
  backOnline: 'Connected again.',
  settings: 'Settings',
  close: 'Close',
  open: 'Ask Một Cửa',
  language: 'Language',
  textSize: 'Text size',
  sizes: ['Normal', 'Large', 'Larger'],
  theme: 'Appearance',
  themes: { auto: 'System', light: 'Light', dark: 'Dark' },
  print: 'Print the conversation',
  fresh: 'Start a new conversation',
  freshQuestion: 'You will not be able to read this conversation again. Start a new one?',
  freshYes: 'Start new',
  freshNo: 'Keep it',
  today: 'Today',
  newReplies: 'New reply',
  media: { voice: '(voice message)', image: '(picture)', video: '(video)', file: '(file)' },
};

const km: Strings = {
  title: 'Một Cửa',
  subtitle: 'ជំនួយការស្វ័យប្រវត្តិ',
  you: 'អ្នក',
  assistant: 'Một Cửa',
  messages: 'ការសន្ទនា',
  notice: (province, hours) => [
    `នេះជាជំនួយការស្វ័យប្រវត្តិរបស់ខេត្ត ${province} ចម្លើយមិនជំនួសសេចក្តីសម្រេចរបស់មន្ត្រីទេ។`,
    `សាររក្សាទុកតែ ${hours} ម៉ោងដើម្បីឆ្លើយ រួចលុបចោល សូមកុំផ្ញើលេខអត្តសញ្ញាណប័ណ្ណ ឬពាក្យសម្ងាត់។`,
  ],
  startersHeading: 'អ្នកអាចសួរ',
  hint: 'សូមចុចសំណួរ ឬសរសេរជាភាសាវៀតណាម មានសញ្ញា ឬគ្មានសញ្ញាក៏បាន។',
  starters: [
    {
      who: 'ប្រជាពលរដ្ឋ និងអាជីវកម្ម',
      ask: ['ធ្វើសំបុត្រកំណើតត្រូវការអ្វី?', 'បើកហាងលក់ទំនិញត្រូវការឯកសារអ្វី?', 'ផ្ញើឯកសារតាមប្រៃសណីយ៍បានទេ?'],
    },
    { who: 'មន្ត្រី', ask: ['អង្គភាពខ្ញុំនៅខ្វះរបាយការណ៍អ្វី?', 'ដាក់របាយការណ៍ត្រីមាសទី 3'] },
    { who: 'ថ្នាក់ដឹកនាំ', ask: ['ឆ្នាំ 2018 មានសំណុំឯកសារ BCCI ប៉ុន្មាន?', 'ឃុំណាមិនទាន់ដាក់របាយការណ៍?'] },
  ],
  placeholder: 'សរសេរសំណួររបស់អ្នក',
  send: 'ផ្ញើ',
  typing: 'កំពុងឆ្លើយ…',
  more: 'អានបន្ថែម',
  less: 'បង្រួម',
  moreItems: (count) => `បង្ហាញ ${count} ទៀត`,
  sources: 'ប្រភព',
  openLink: 'បើកក្នុងផ្ទាំងថ្មី',
  download: 'ទាញយក',
  queued: 'រង់ចាំបណ្តាញ',
  refused: 'មិនទាន់ផ្ញើបាន',
  tooLong: (limit) => `សារវែងជាង ${limit} តួអក្សរ។ សូមសរសេរឱ្យខ្លី។`,
  tooMany: (seconds) => `អ្នកផ្ញើលឿនបន្តិច។ សារនឹងផ្ញើក្នុង ${seconds} វិនាទី។`,
  retry: 'ផ្ញើម្តងទៀត',
  offline: 'ដាច់បណ្តាញ។ សាររបស់អ្នកនឹងផ្ញើពេលមានបណ្តាញវិញ។',
  reconnecting: 'កំពុងភ្ជាប់ឡើងវិញ…',
  backOnline: 'បានភ្ជាប់ឡើងវិញ។',
  settings: 'ការកំណត់',
  close: 'បិទ',
  open: 'សួរ Một Cửa',
  language: 'ភាសា',
  textSize: 'ទំហំអក្សរ',
  sizes: ['ធម្មតា', 'ធំ', 'ធំណាស់'],
  theme: 'ផ្ទៃ',
  themes: { auto: 'តាមឧបករណ៍', light: 'ភ្លឺ', dark: 'ងងឹត' },
  print: 'បោះពុម្ពការសន្ទនា',
  fresh: 'ចាប់ផ្តើមការសន្ទនាថ្មី',
  freshQuestion: 'អ្នកនឹងមិនអាចអានការសន្ទនានេះទៀតទេ។ ចាប់ផ្តើមថ្មី?',
  freshYes: 'ចាប់ផ្តើមថ្មី',
  freshNo: 'រក្សាទុក',
  today: 'ថ្ងៃនេះ',
  newReplies: 'មានចម្លើយថ្មី',
  media: { voice: '(សំឡេង)', image: '(រូបភាព)', video: '(វីដេអូ)', file: '(ឯកសារ)' },
};

export const STRINGS: Readonly<Record<Language, Strings>> = { vi, en, km };
