/** The languages commands are registered in; people with another one see the Vietnamese ones. */
export const COMMAND_LANGUAGES = ['vi', 'en', 'km'] as const;
export type CommandLanguage = (typeof COMMAND_LANGUAGES)[number];

type Words = Readonly<Record<CommandLanguage, string>>;

export interface Command {
  /** Telegram allows a-z, 0-9 and _, at most 32. */
  readonly name: string;
  /** Shown in the menu beside the command. */
  readonly description: Words;
  /** What a person who sends the command wants to say; `/start` says nothing, it is first contact. */
  readonly says?: Words;
}

/** Shortcuts for people who like menus. Everything can also be said in words. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'start',
    description: { vi: 'Bắt đầu', en: 'Start', km: 'ចាប់ផ្តើម' },
  },
  {
    name: 'help',
    description: { vi: 'Cách hỏi, ví dụ câu hỏi', en: 'How to ask, with examples', km: 'របៀបប្រើប្រាស់' },
    says: { vi: 'trợ giúp', en: 'help', km: 'ជំនួយ' },
  },
  {
    name: 'officer',
    description: { vi: 'Gặp cán bộ', en: 'Talk to an officer', km: 'ជួបមន្ត្រី' },
    says: { vi: 'cho tôi gặp cán bộ', en: 'I want to talk to a person', km: 'cho tôi gặp cán bộ' },
  },
  {
    name: 'language',
    description: { vi: 'Đổi ngôn ngữ', en: 'Change the language', km: 'ប្តូរភាសា' },
    says: { vi: 'chuyển ngôn ngữ', en: 'change language', km: 'ប្តូរភាសា' },
  },
  {
    name: 'privacy',
    description: {
      vi: 'Dữ liệu nào được giữ, cách xóa',
      en: 'What is kept, and how to delete it',
      km: 'ទិន្នន័យរបស់ខ្ញុំ',
    },
    says: { vi: 'bạn lưu những gì về tôi', en: 'bạn lưu những gì về tôi', km: 'bạn lưu những gì về tôi' },
  },
];
