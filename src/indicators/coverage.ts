import type { IndicatorContent } from './types.ts';

/** One number of a source text and what became of it. */
export interface CoveredNumber {
  readonly file: string;
  readonly line: number;
  /** Which of the numbers of that line, from 1. */
  readonly position: number;
  readonly number: string;
  /** Key of the observation that cites it, `task:<id>`, or empty. */
  readonly cites: string;
  /** Why it is no figure; empty where it is cited; both empty: uncovered. */
  readonly reason: string;
}

/** Numbers that are no figures for a reason no rule finds; kept in `content/observations/coverage-notes.yaml`. */
export interface CoverageNote {
  readonly file: string;
  readonly line: number;
  readonly number: string;
  readonly reason: string;
}

interface Found {
  readonly number: string;
  readonly at: number;
}

const NUMBER = /\d+(?:[.,/]\d+)*/g;

/** Reasons, tried in order; each sees the text before and after the number. */
const RULES: readonly (readonly [
  string,
  (number: string, before: string, after: string, line: string) => boolean,
])[] = [
  [
    'địa chỉ trang',
    (_n, before, after) =>
      /(https?:\/\/|www\.)\S*$/.test(before) ||
      (/\S$/.test(before) && /https?:\/\//.test(before.slice(before.lastIndexOf(' ') + 1)) && after !== ''),
  ],
  ['số thứ tự chú thích', (_n, before) => /\[footnoteRef:$|\]? ?\[$/.test(before)],
  ['số nhiều chữ số trong từ (CNTT2, TTBCXB2)', (_n, before) => /[A-ZĐa-zđ]$/.test(before)],
  ['mức độ dịch vụ công', (n, before) => /^[1-4]$/.test(n) && /(mức(\s+độ)?|Mức(\s+độ)?)\s*$/.test(before)],
  [
    'mức độ dịch vụ công',
    (n, before) => /^[1-4]$/.test(n) && /mức(\s+độ)?\s*[1-4]\s*(,|và|-)\s*(mức(\s+độ)?\s*)?$/.test(before),
  ],
  ['số hiệu văn bản', (_n, _before, after) => /^\s*\/\s*[A-ZĐ]/.test(after)],
  ['số hiệu văn bản', (n, _before, after) => /\/20\d\d$/.test(n) && /^\/[A-ZĐ]/.test(after)],
  ['số hiệu văn bản', (_n, before, after) => /(Số|số)\s*:?\s*$/.test(before) && /^\s*[-/A-ZĐ]/.test(after)],
  [
    'số hiệu văn bản',
    (_n, before) =>
      /(Nghị quyết|Kế hoạch|Quyết định|Chỉ thị|Báo cáo|Chương trình|NQ|TCVN|ISO|ISO điện tử)\s*(số\s*)?$/.test(
        before,
      ),
  ],
  [
    'số hiệu văn bản',
    (n, before) => /^\d{1,3}\/\d{4}$/.test(n) && /(số|Nghị định|Quyết định|QĐ)\s*$/.test(before),
  ],
  ['điều khoản luật', (_n, before) => /(Điều|Khoản|điều|khoản)\s*$/.test(before)],
  ['ngày tháng', (n) => /^\d{1,2}\/\d{1,2}\/\d{4}$/.test(n)],
  ['ngày tháng', (n, before) => /^\d{1,2}$/.test(n) && /(ngày|tháng)\s*$/i.test(before)],
  ['ngày tháng', (n, before) => /^\d{1,2}(\/\d{4})?$/.test(n) && /(tháng|ngày \d{1,2})\s*$/i.test(before)],
  ['ngày tháng', (n, before) => /^\d{1,2}\/\d{4}$/.test(n) && /(ngày \d{1,2}\s*\/?|\/)\s*$/.test(before)],
  ['năm', (n) => /^20[0-3]\d$/.test(n)],
  ['kỳ', (n, before) => /^[1-4](\/20\d\d)?$/.test(n) && /qu[ýí]\s*$/i.test(before)],
  ['kỳ', (n, _before, after) => /^\d{1,2}$/.test(n) && /^\s*tháng/.test(after)],
  ['phiên bản', (_n, before) => /(phiên bản|Chính quyền điện tử cấp tỉnh)\s*$/i.test(before)],
  ['tên bệnh COVID-19', (n, before) => n === '19' && /covid-$/i.test(before)],
  ['số biểu mẫu', (_n, before) => /Biểu mẫu\s*$/.test(before)],
  ['mã của ô điền (0, 1, 2)', (_n, before) => /=\s*$/.test(before)],
  [
    'số mục, số thứ tự',
    (n, before, after, line) =>
      /^\s*[-+*"]*\s*$/.test(before) &&
      /^\d{1,2}(\.\d{1,2}){0,3}$/.test(n) &&
      (/^[.)]?[\s\t]/.test(after) || /^\.$/.test(after) || line.trim() === n),
  ],
  [
    'số mục, số thứ tự',
    (n, before, after) => /\t$/.test(before) && /^\d{1,2}$/.test(n) && /^\t\p{L}/u.test(after),
  ],
  [
    'số mục, số thứ tự',
    (n, before, after) => /^\d$/.test(n) && /^[.)]\s/.test(after) && /^\s*[-*]?\s*(\d[.\d]*)?$/.test(before),
  ],
];

/** Every number of the texts with what cites it; rows without both `cites` and `reason` are uncovered. */
export function coverage(
  content: IndicatorContent,
  texts: ReadonlyMap<string, string>,
  notes: readonly CoverageNote[],
): CoveredNumber[] {
  const files = new Map(content.sources.map((source) => [source.id, source.file]));
  const text = new Set(
    content.indicators.filter((indicator) => indicator.measure === 'text').map(({ id }) => id),
  );
  const rows: CoveredNumber[] = [];
  for (const [file, body] of texts) {
    const cited = content.observations.flatMap((item) => [
      ...(files.get(item.source) === file
        ? [{ key: item.key, line: item.line, value: item.value, first: text.has(item.indicator) }]
        : []),
      ...item.also
        .filter((also) => files.get(also.source) === file)
        .map((also) => ({ key: item.key, line: also.line, value: also.value, first: false })),
    ]);
    body.split('\n').forEach((line, index) => {
      const found = numbersOf(line);
      const here = cited.filter((item) => item.line === index + 1);
      const cites = found.map(() => '');
      const reasons = found.map(() => '');
      const cite = (items: typeof here): void => {
        for (const { key, value } of items) {
          for (const { number } of numbersOf(value)) {
            const spot = found.findIndex((one, at) => one.number === number && !cites[at] && !reasons[at]);
            // The same printed number may be cited twice: "100% các sở, ngành, UBND cấp huyện" is two figures.
            const shared =
              spot >= 0 ? spot : found.findIndex((one, at) => one.number === number && cites[at]);
            if (shared >= 0) cites[shared] = cites[shared] ? `${cites[shared]} ${key}` : key;
          }
        }
      };
      cite(here.filter(({ first }) => first));
      found.forEach(({ number, at }, position) => {
        if (cites[position]) return;
        const note = notes.find(
          (one) => one.file === file && one.line === index + 1 && one.number === number,
        );
        const exclusive = here.some(
          ({ value, first }) => !first && numbersOf(value).some((one) => one.number === number),
        );
        const before = line.slice(0, at);
        const after = line.slice(at + number.length);
        const rule = RULES.find(([, test]) => test(number, before, after, line));
        const lonely = exclusive && found.filter((one) => one.number === number).length === 1;
        if (rule && !lonely) reasons[position] = rule[0];
        else if (note && !exclusive) reasons[position] = note.reason;
      });
      cite(here.filter(({ first }) => !first));
      found.forEach(({ number }, position) => {
        const note = notes.find(
          (one) => one.file === file && one.line === index + 1 && one.number === number,
        );
        if (!cites[position] && !reasons[position] && note) reasons[position] = note.reason;
        rows.push({
          file,
          line: index + 1,
          position: position + 1,
          number,
          cites: cites[position] ?? '',
          reason: cites[position] ? '' : (reasons[position] ?? ''),
        });
      });
    });
  }
  return rows;
}

function numbersOf(line: string): Found[] {
  return [...line.matchAll(NUMBER)].map((match) => ({ number: match[0], at: match.index }));
}

/** Observations whose printed value stands nowhere in the texts at the line given. */
export function unfounded(content: IndicatorContent, rows: readonly CoveredNumber[]): string[] {
  const cited = new Set(rows.flatMap((row) => row.cites.split(' ')));
  return content.observations.filter((item) => item.line > 0 && !cited.has(item.key)).map((item) => item.key);
}

const HEADER = ['file', 'line', 'position', 'number', 'cites', 'reason'] as const;

export function toTsv(rows: readonly CoveredNumber[]): string {
  return `${[HEADER.join('\t'), ...rows.map((row) => HEADER.map((column) => String(row[column])).join('\t'))].join('\n')}\n`;
}

export function fromTsv(tsv: string): CoveredNumber[] {
  return tsv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [file = '', lineNumber = '', position = '', number = '', cites = '', reason = ''] =
        line.split('\t');
      return { file, line: Number(lineNumber), position: Number(position), number, cites, reason };
    });
}
