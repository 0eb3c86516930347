import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type IndicatorQuestion, NOW } from './scoring.ts';
import { readLines, shippedIndicators } from './support.ts';

const score = (text: string): number => shippedIndicators().score(text);

describe('indicators/score', () => {
  it.each([
    'thủ tục khai sinh bao nhiêu tiền',
    'nộp hồ sơ qua bưu điện được không',
    'lệ phí cấp hộ chiếu bao nhiêu',
    'dịch vụ công mức độ 3 là gì',
    'hạn nộp báo cáo quý 3',
    'đơn vị nào chưa nộp báo cáo quý 2/2022',
    'gửi báo cáo: mức 3 là 120, mức 4 là 35, đúng hạn 155',
    'tháng 6/2022 đơn vị tôi tiếp nhận qua BCCI 48 hồ sơ, trả kết quả 61 hồ sơ',
    'hồ sơ của tui tới mô rồi',
    'xin chào',
    '',
  ])('is near 0 for "%s"', (text) => {
    expect(score(text)).toBeLessThanOrEqual(0.25);
  });

  it('is high for the development questions', () => {
    const low = readLines<IndicatorQuestion>('../eval/indicators.jsonl').filter(({ q }) => score(q) < 0.5);

    expect(low.map(({ q }) => q)).toEqual([]);
  });

  it('is low for the development questions of every other intent', () => {
    const files = ['intents.jsonl', 'procedures.jsonl'].map(
      (name) => new URL(`../eval/${name}`, import.meta.url),
    );
    const others = files.flatMap((file) =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { q: string }).q),
    );

    expect(others.length).toBeGreaterThan(300);
    expect(others.filter((q) => score(q) > 0.3)).toEqual([]);
  });

  it('makes a follow-up score high only after a question about a figure', () => {
    const { query } = shippedIndicators().answer({
      text: 'BCCI 2018 tiếp nhận mấy hồ sơ',
      now: NOW,
      role: 'citizen',
    });

    for (const text of [
      'còn 2017?',
      'của Trà Vinh thì sao?',
      'vẽ biểu đồ',
      'xuất excel',
      'trả kết quả năm đó bao nhiêu',
    ]) {
      expect(shippedIndicators().score(text, query), text).toBeGreaterThanOrEqual(0.75);
    }
    expect(score('còn 2017?')).toBeLessThan(0.3);
    expect(shippedIndicators().score('làm hộ chiếu ở đâu', query)).toBeLessThan(0.3);
  });
});
