import type { Respond } from '../../src/dialogue/answer.ts';
import type { Reply } from '../../src/messages/index.ts';
import { outcome } from './echo.ts';

/** A reply that uses everything a reply can hold. */
export const RICH_REPLY: Reply = {
  text: '**Kinh doanh karaoke** (mã 1.001029)\n\nPhí thẩm định:\n- từ 1 đến 3 phòng: 4.000.000 đồng\n- từ 4 đến 5 phòng: 6.000.000 đồng\n\nXem https://dichvucong.gov.vn/p/1.001029.',
  details:
    'Ấp, ấm, ẩn, ẵm, ặc; ế, ề, ể, ễ, ệ; ố, ồ, ổ, ỗ, ộ; ớ, ờ, ở, ỡ, ợ; ứ, ừ, ử, ữ, ự; ý, ỳ, ỷ, ỹ, ỵ.\n\nសេវាសាធារណៈ',
  choices: [
    { label: 'Giấy tờ cần nộp', data: 'documents' },
    { label: 'Nộp ở đâu?', data: 'where' },
  ],
  links: [{ label: 'Trang của thủ tục', url: 'https://dichvucong.gov.vn/p/1.001029' }],
  sources: [
    {
      title: 'CSDL quốc gia về thủ tục hành chính',
      section: '1.001029',
      asOf: '2026-07-18',
      url: 'https://dichvucong.gov.vn',
    },
  ],
  attachment: {
    kind: 'image',
    name: 'bieu-do.png',
    mime: 'image/png',
    base64:
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    alt: 'Biểu đồ số hồ sơ theo tháng',
  },
};

const SCRIPT = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

/** Tries to run a script through every field of a reply. */
export const HOSTILE_REPLY: Reply = {
  text: `**${SCRIPT}**\n- ${SCRIPT}\n\nhttps://x.vn/"onmouseover="window.hacked=1 javascript:window.hacked=1`,
  details: SCRIPT,
  detailsLabel: SCRIPT,
  choices: [{ label: SCRIPT, data: SCRIPT.slice(0, 60) }],
  links: [
    { label: SCRIPT, url: 'javascript:window.hacked=1' },
    { label: 'data', url: 'data:text/html,<script>window.hacked=1</script>' },
    { label: 'ok', url: 'https://dichvucong.gov.vn/"><script>window.hacked=1</script>' },
  ],
  sources: [{ title: SCRIPT, section: SCRIPT, asOf: SCRIPT, url: ' javascript:window.hacked=1' }],
  attachment: {
    kind: 'image',
    name: `${SCRIPT}.svg`,
    mime: 'image/svg+xml',
    base64: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="window.hacked=1"/>').toString(
      'base64',
    ),
    alt: SCRIPT,
  },
};

/** Answers "giàu" richly, "dài" at length, "độc" with an attack, anything else with an echo. */
export const respondByWord: Respond = async ({ incoming, now }) => {
  const { content } = incoming;
  const text =
    content.kind === 'text' ? content.text : content.kind === 'tap' ? `[${content.data}]` : content.kind;
  if (text.includes('giàu')) return outcome([RICH_REPLY], {}, now);
  if (text.includes('độc')) return outcome([HOSTILE_REPLY], {}, now);
  if (text.includes('dài')) {
    const items = Array.from(
      { length: 30 },
      (_, index) => `- mục ${index + 1} của danh sách dài để kéo xuống`,
    );
    return outcome([{ text: `Danh sách:\n${items.join('\n')}` }], {}, now);
  }
  return outcome([{ text: `Bạn nói: ${text}` }], {}, now);
};
