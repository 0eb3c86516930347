/**
 * `46/2014/QH13`, `104/2024/TT-BQP`, `2222/QĐ-BHXH`, `08.a/2010/TT-BTP`: number, mostly a year, and who made it. A blank
 * may follow a hyphen (`59/2023/TT- BTC`); digits, dots and slashes may not stand before it, or it is part of something else.
 */
const NUMBER =
  /(?<![\d./])\d{1,5}(?:\.?[a-z]|\.\d{1,2})?\/{1,2}(?:\d{4}\/{1,2})?(?=\p{L})[\p{L}\d&]+(?:[-_/](?:\s(?=\p{Lu}))?[\p{L}\d&]+)*/u;
const NUMBERS = new RegExp(NUMBER, 'gu');
const DATE = /^\d{1,2}\/\d{1,2}\/\d{4}$/;
/** What sources wrote before they had one entry for each act: titles and numbers run together without a gap. */
const RUN_TOGETHER = /^Tên văn bản pháp lý/u;
/** After these words an entry names the act it changes, not itself. */
const ABOUT_ANOTHER = /sửa đổi|bổ sung|thay thế|bãi bỏ|hướng dẫn|quy định|theo|ban hành/iu;

/**
 * The number of the act an entry of the source is about, or undefined where the entry names none. Entries are written
 * `label - title`; the number stands alone in the label (`60/2014/QH13`), among words (`Luật số 60/2014/QH13`,
 * `94/2025/QH15 ngày 27/6/2025`), or whole only in the title (`58 - Luật số 58/2024/QH15 của Quốc hội`).
 */
export function actNumber(entry: string): string | undefined {
  const text = entry.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (RUN_TOGETHER.test(text)) return undefined;
  const [label = '', ...rest] = text.split(' - ');
  const title = rest.join(' - ');
  const named = numberAtHead(label);
  if (named !== undefined && hasYear(named)) return tidy(named);
  const first = /\d+/.exec(label)?.[0];
  if (first === undefined || DATE.test(label)) {
    const said = numberAtHead(title);
    return said === undefined ? undefined : tidy(said);
  }
  const whole = [...title.matchAll(NUMBERS)]
    .map(String)
    .filter((number) => Number.parseInt(number, 10) === Number(first));
  const chosen = whole.find(hasYear) ?? whole.find((number) => number.startsWith(named ?? '')) ?? named;
  if (chosen !== undefined) return tidy(chosen);
  return /^[\w./Đđ-]{4,40}$/u.test(label) ? tidy(label) : undefined;
}

/**
 * Whether two spellings mean one act: case, Đ or D, blanks, hyphen or slash, leading zeros and what stands around the number
 * aside. Sources also cut numbers short (`49/2010/QH`, `118/2025/NĐ-C`, `46/2020`); a cut one is the same as the whole.
 */
export function isSameAct(a: string, b: string): boolean {
  const [one, other] = [keyOf(a), keyOf(b)];
  if (one === undefined || other === undefined) return plain(a) === plain(b);
  return (
    one.number === other.number &&
    one.year === other.year &&
    (one.maker.startsWith(other.maker) || other.maker.startsWith(one.maker))
  );
}

function keyOf(text: string): { number: string; year: string; maker: string } | undefined {
  const number = NUMBER.exec(text.normalize('NFC'))?.[0] ?? text;
  const [, first = '', year = '', maker = ''] =
    /^0*(\d+[a-z.\d]*?)(?:\/+(\d{4}))?(?:[/-]+(.*))?$/u.exec(plain(number)) ?? [];
  if (first === '' || (year === '' && maker === '')) return undefined;
  // `190/2025/NQ-QH15` is `190/2025/QH15`.
  return {
    number: first.replace(/\.(?=[a-z])/, ''),
    year,
    maker: maker.replace(/[^\p{L}\d]/gu, '').replace(/^nq(?=qh)/, ''),
  };
}

function numberAtHead(text: string): string | undefined {
  const match = NUMBER.exec(text);
  if (match === null || ABOUT_ANOTHER.test(text.slice(0, match.index))) return undefined;
  return match[0];
}

function hasYear(number: string): boolean {
  return /\/\d{4}\//.test(number);
}

function tidy(number: string): string {
  const plainer = number
    .replace(/\s/g, '')
    .replace(/\/\//g, '/')
    .replace(/_/g, '-')
    .replace(/NQ-(?=QH\d)/, '')
    .replace(/\.+$/, '');
  const [, head = '', maker = ''] = /^([\d./]+)(.*)$/u.exec(plainer) ?? [];
  if (/^\p{Ll}[\p{Ll}\d]*-/u.test(maker)) return head + maker.toUpperCase();
  // Only the Government makes a NĐ.
  return plainer.replace(/\/NĐ-C$/u, '/NĐ-CP');
}

function plain(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/đ/g, 'd').replace(/\s+/g, '').replace(/\.+$/, '');
}
