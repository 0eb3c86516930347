import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { afterAll, describe, expect, it } from 'vitest';
import { type ChartSpec, createRenderer, tableToCsv, tableToXlsx } from '../../src/indicators/index.ts';
import { NOW } from './scoring.ts';
import { shippedIndicators } from './support.ts';

const ask = (text: string) => shippedIndicators().answer({ text, now: NOW, role: 'citizen' });

describe('indicators/renderer', () => {
  const renderer = createRenderer();
  afterAll(() => renderer.close());

  it('draws a PNG of phone size with alternative text that has figures and source', async () => {
    const { chart } = ask('vẽ biểu đồ hồ sơ trả qua bưu chính công ích các năm');

    const picture = await renderer.chart(chart as ChartSpec);
    const bytes = Buffer.from(picture.base64, 'base64');

    expect(picture).toMatchObject({ kind: 'image', mime: 'image/png' });
    expect(picture.name).toMatch(/^[a-z0-9-]+\.png$/);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBe(1080);
    expect(picture.alt).toContain('51.465');
    expect(picture.alt).toContain('Nguồn: Biểu số liệu Hà Tĩnh 2015–2018');
  });

  it('draws several at once and gives each its own', async () => {
    const specs = [
      'số nhiệm vụ cntt đề ra các năm vẽ biểu đồ',
      'so sánh ngân sách huyện kế hoạch 498 năm 2017 và 2019',
    ].map((text) => ask(text).chart as ChartSpec);

    const pictures = await Promise.all(specs.map((spec) => renderer.chart(spec)));

    expect(new Set(pictures.map(({ base64 }) => base64)).size).toBe(2);
    expect(pictures.map(({ alt }) => alt)).toEqual(specs.map(({ alt }) => alt));
  });

  it('fails one picture with its remedy and goes on with the next', async () => {
    const { chart } = ask('vẽ biểu đồ hồ sơ trả qua bưu chính công ích các năm');
    const broken = { ...(chart as ChartSpec), series: undefined } as unknown as ChartSpec;

    await expect(renderer.chart(broken)).rejects.toThrow(/send the table instead/);
    await expect(renderer.chart(chart as ChartSpec)).resolves.toMatchObject({ kind: 'image' });
  });

  it('attaches the file asked for, else the picture, else nothing', async () => {
    expect(await renderer.attachmentOf(ask('csv hồ sơ BCCI tiếp nhận các năm'))).toMatchObject({
      kind: 'file',
      mime: 'text/csv; charset=utf-8',
    });
    expect(await renderer.attachmentOf(ask('so sánh hồ sơ BCCI tiếp nhận 2017 và 2018'))).toMatchObject({
      kind: 'image',
    });
    expect(await renderer.attachmentOf(ask('BCCI 2018 tiếp nhận mấy hồ sơ'))).toBeUndefined();
  });
});

describe('indicators/export', () => {
  const { table } = ask('xuất excel số sở làm BCCI các năm');
  if (!table) throw new Error('a question that asks for a file has a table');

  it('writes CSV that spreadsheet programs open with diacritics, and that reads back', () => {
    const csv = tableToCsv(table);

    const rows = parse(csv, { bom: true, delimiter: ';' }) as string[][];

    expect(csv.startsWith('\uFEFF')).toBe(true);
    expect(rows).toEqual([table.headers, ...table.rows]);
  });

  it('defuses cells that begin like a formula', () => {
    expect(tableToCsv({ headers: ['a'], rows: [['=1+1'], ['x;"y"']] })).toBe(
      '\uFEFFa\r\n\'=1+1\r\n"x;""y"""\r\n',
    );
  });

  it('writes a workbook with numbers as numbers and ratios as printed', async () => {
    const { table: money } = ask('xuất excel ngân sách tỉnh kế hoạch 498 từng năm');

    const ratios = await readSheet(await tableToXlsx(table));
    const numbers = await readSheet(await tableToXlsx(money ?? table));

    const value = table.headers.indexOf('Giá trị');
    expect(ratios.at(-1)?.[value]).toBe('7/20');
    expect(numbers[1]?.[value]).toBe(7555);
  });
});
