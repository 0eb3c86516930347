import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ListOptions, type ReadList, readList } from '../../../src/catalogue/import/read-list.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { parts, workbook, zip } from '../../support/xlsx.ts';

const HEADER = [
  'STT',
  'Mã TTHC',
  'Tên thủ tục hành chính',
  'Lĩnh vực',
  'Mức độ DVC',
  'Cơ quan thực hiện',
  'Phí, lệ phí',
];

function read(name: string, content: string | Buffer, options: Partial<ListOptions> = {}): Promise<ReadList> {
  const file = join(tempDir(), name);
  writeFileSync(file, content);
  return readList({ file, ...options }, () => {});
}
const csv = (...rows: readonly string[][]) =>
  rows.map((row) => row.map((value) => `"${value.replace(/"/g, '""')}"`).join(',')).join('\n');
const nfd = (text: string) => text.normalize('NFD');

describe('catalogue/import/read-list', () => {
  it('finds the header below title rows and merged cells, in a workbook', async () => {
    const list = await read(
      'tinh.xlsx',
      workbook(
        [
          ['UBND TỈNH HÀ TĨNH', undefined, undefined, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'],
          [],
          ['DANH SÁCH THỦ TỤC HÀNH CHÍNH'],
          HEADER,
          [
            1,
            '1.004194.000.00.00.H27',
            'Đăng ký tạm trú',
            'Cư trú',
            'Toàn trình',
            'Công an cấp xã',
            'Lệ phí: 15.000 đồng',
          ],
        ],
        { merges: ['A1:C1', 'D1:G1', 'A3:G3'] },
      ),
    );

    expect(list.title).toBe('DANH SÁCH THỦ TỤC HÀNH CHÍNH (UBND TỈNH HÀ TĨNH)');
    expect(
      list.columns
        .filter(({ field }) => field !== undefined)
        .map(({ column, field }) => `${column}=${field}`),
    ).toEqual(['B=code', 'C=name', 'D=field', 'E=level', 'F=agency', 'G=fee']);
    expect(list.rows).toMatchObject([
      {
        at: 'dòng 5',
        code: '1.004194',
        suffix: 'H27',
        facts: {
          name: 'Đăng ký tạm trú',
          field: 'Cư trú',
          level: 'full',
          levelStated: true,
          bodies: ['Công an cấp xã'],
          fees: [{ amount: 15_000 }],
        },
      },
    ]);
    expect(list.refused).toEqual([]);
  });

  it('reads codes in every form lists use, and says why it takes no other', async () => {
    const name = 'Cấp giấy phép xây dựng';
    const rows = [
      ['Mã', 'Tên thủ tục'],
      ...[
        '1.000001',
        ' 1.000002.000.00.00.H37 ',
        '1.000003.H36',
        '1.000004.000.00.00.H27',
        '1.00005',
        'CCHC_01',
        '',
        'TEST_MOT_CAP',
      ].map((code) => [code, name]),
    ];

    const list = await read('ma.csv', csv(...rows));

    expect(list.rows.map(({ code, suffix }) => [code, suffix])).toEqual([
      ['1.000001', undefined],
      ['1.000002', 'H37'],
      ['1.000003', 'H36'],
      ['1.000004', 'H27'],
    ]);
    expect(list.refused.map(({ at, reason }) => [at, reason.slice(0, 22)])).toEqual([
      ['dòng 6', 'mã thiếu chữ số, có lẽ'],
      ['dòng 7', 'không phải mã quốc gia'],
      ['dòng 8', 'thiếu mã thủ tục'],
      ['dòng 9', 'dòng thử nghiệm'],
    ]);
  });

  it('gives a number cell back the zeros the sheet has dropped', async () => {
    const list = await read(
      'so.xlsx',
      workbook([
        ['Mã TTHC', 'Tên TTHC'],
        [2.00013, 'Chứng thực hợp đồng'],
      ]),
    );

    expect(list.rows).toMatchObject([{ code: '2.000130', notes: [expect.stringContaining('2.000130')] }]);
  });

  it('cleans spaces and decomposed letters, and refuses test rows, names and repeated headers', async () => {
    const list = await read(
      'ban.csv',
      csv(
        HEADER,
        ['1', '1.000001', nfd('  Đăng   ký\u00a0khai sinh\u200b '), nfd('Hộ tịch'), nfd('Một phần'), '', ''],
        HEADER,
        ['2', '2.000815', 'Thủ tục test', '', '', '', ''],
        ['3', '1.000009', '', '', '', '', ''],
      ),
    );

    expect(list.rows).toMatchObject([
      { facts: { name: 'Đăng ký khai sinh', field: 'Hộ tịch', level: 'partial' } },
    ]);
    expect(list.refused.map(({ reason }) => reason)).toEqual(['dòng thử nghiệm', 'thiếu tên thủ tục']);
  });

  it('puts duplicates together, takes nothing where they contradict, and refuses a second name', async () => {
    const row = (code: string, name: string, level: string, agency: string) => [
      '',
      code,
      name,
      'Hộ tịch',
      level,
      agency,
      '',
    ];
    const list = await read(
      'trung.csv',
      csv(
        HEADER,
        row('1.000001', 'Đăng ký khai sinh', 'Một phần', 'Sở Tư pháp'),
        row('1.000001', 'Đăng ký khai sinh', 'Toàn trình', 'Sở Nội vụ'),
        row('1.000001', 'Cấp phép nổ mìn trên biển', 'Một phần', ''),
      ),
    );

    expect(list.rows).toHaveLength(1);
    expect(list.rows[0]?.facts).toMatchObject({ bodies: ['Sở Tư pháp', 'Sở Nội vụ'] });
    expect(list.rows[0]?.facts).not.toHaveProperty('level');
    expect(list.refused.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/đã gộp/),
      expect.stringMatching(/tên khác/),
    ]);
  });

  it('takes old levels as derived, and no tier from a row of the districts', async () => {
    const list = await read(
      'cu.csv',
      csv(
        HEADER,
        ['', '1.000001', 'Đăng ký khai sinh', '', 'Mức độ 4', 'UBND Huyện/Thành phố', ''],
        ['', '1.000002', 'Đăng ký khai tử', '', 'Còn lại', 'UBND Xã/Phường/Thị Trấn', '0'],
      ),
    );

    expect(list.rows[0]?.facts).toEqual({ name: 'Đăng ký khai sinh', level: 'full', levelStated: false });
    expect(list.rows[1]?.facts).toEqual({
      name: 'Đăng ký khai tử',
      level: 'none',
      levelStated: true,
      tiers: ['commune'],
      bodies: ['Ủy ban nhân dân cấp xã'],
    });
    expect(list.rows[1]?.notes.join()).toContain('phí ghi 0');
  });

  it('reads ticks under a two-row header, and the field from a heading between rows', async () => {
    const list = await read(
      'o.xlsx',
      workbook(
        [
          ['STT', 'Mã số TTHC', 'Tên thủ tục', 'Cách thức thực hiện', undefined, undefined],
          [undefined, undefined, undefined, 'Trực tiếp', 'Trực tuyến', 'BCCI'],
          ['I', 'LĨNH VỰC HỘ TỊCH'],
          [1, '1.000001', 'Đăng ký khai sinh', 'x', '', 'X'],
        ],
        { merges: ['A1:A2', 'B1:B2', 'C1:C2', 'D1:F1', 'B3:F3'] },
      ),
    );

    expect(list.rows).toMatchObject([
      { facts: { name: 'Đăng ký khai sinh', field: 'Hộ tịch', methods: ['post', 'direct'] } },
    ]);
  });

  it('follows --map, by header, letter and number, and names the columns when it cannot', async () => {
    const content = csv(['Ký hiệu', 'Nội dung', 'Ghi chú'], ['1.000001', 'Đăng ký khai sinh', 'Hộ tịch']);

    const list = await read('la.csv', content, { map: { code: 'Ký hiệu', name: 'B', field: '3' } });

    expect(list.rows).toMatchObject([
      { code: '1.000001', facts: { name: 'Đăng ký khai sinh', field: 'Hộ tịch' } },
    ]);
    await expect(read('la.csv', content, { map: { code: 'Mã' } })).rejects.toThrow(
      /không có cột nào như thế; các cột: .*Ký hiệu/,
    );
  });

  it('finds code and name by what columns hold when there is no header, and gives up with a hint when there are none', async () => {
    const list = await read(
      'khong.csv',
      csv(
        ['1.000001', 'Đăng ký khai sinh cho trẻ em tại xã'],
        ['1.000002', 'Đăng ký khai tử cho người đã mất ở xã'],
      ),
    );

    expect(list.rows.map(({ code }) => code)).toEqual(['1.000001', '1.000002']);
    await expect(read('sai.csv', csv(['a', 'b'], ['1', '2']))).rejects.toThrow(
      /không tìm thấy cột mã và cột tên.*--map/,
    );
  });

  it('reads semicolons, tabs and UTF-16, and asks for UTF-8 otherwise', async () => {
    const text = 'Mã TTHC;Tên TTHC\n1.000001;Đăng ký khai sinh\n';

    expect((await read('a.csv', text)).rows).toHaveLength(1);
    expect(
      (await read('b.csv', Buffer.from(`\ufeff${text.replace(/;/g, '\t')}`, 'utf16le'))).rows,
    ).toHaveLength(1);
    await expect(
      read('c.csv', Buffer.concat([Buffer.from(text), Buffer.from([0xd0, 0x31])])),
    ).rejects.toThrow(/UTF-8/);
  });

  it('runs no formula: a row with one in a column that counts is refused, others do not matter', async () => {
    const list = await read(
      'ct.xlsx',
      workbook([
        HEADER.slice(0, 3),
        [{ formula: 'ROW()', value: '1' }, '1.000001', 'Đăng ký khai sinh'],
        [2, '1.000002', { formula: 'WEBSERVICE("http://127.0.0.1:9/")', value: 'Đăng ký khai tử' }],
      ]),
    );

    expect(list.rows.map(({ code }) => code)).toEqual(['1.000001']);
    expect(list.refused).toMatchObject([
      { at: 'dòng 3', reason: expect.stringMatching(/tên thủ tục là công thức/) },
    ]);
  });

  it('refuses, from the directory alone, what unpacks to too much', async () => {
    const bomb = zip(parts(Buffer.alloc(40_000_000, 0x20)));
    const large = zip(parts('<worksheet/>', 31_000_000));

    await expect(read('bom.xlsx', bomb)).rejects.toThrow(/nén \d+ lần/);
    await expect(read('to.xlsx', large)).rejects.toThrow(/nén \d+ lần|bung ra/);
  });

  it('refuses a part that is larger than its directory says, and a cell over a million characters', async () => {
    const liar = zip(parts(Buffer.alloc(20_000_000, 0x20), 1_000));
    const cell = `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${'Thủ tục rất dài '.repeat(70_000)}</t></is></c></row></sheetData></worksheet>`;

    await expect(read('doi.xlsx', liar)).rejects.toThrow(/lớn hơn kích thước nó khai/);
    await expect(
      read(
        'o.xlsx',
        zip([
          ...parts('x').slice(0, 2),
          { name: 'xl/worksheets/sheet1.xml', text: cell, claims: Buffer.byteLength(cell) },
        ]),
      ),
    ).rejects.toThrow(/nén \d+ lần|A1.*dài hơn 1000000/);
  });

  it('does not unpack pictures and drawings, nor count them', async () => {
    const list = await read(
      'anh.xlsx',
      workbook(
        [
          ['Mã TTHC', 'Tên TTHC'],
          ['1.000001', 'Đăng ký khai sinh'],
        ],
        {
          more: [
            { name: 'xl/media/image1.png', text: 'x', claims: 900_000_000 },
            { name: 'xl/externalLinks/externalLink1.xml', text: '<a>' },
          ],
        },
      ),
    );

    expect(list.rows).toHaveLength(1);
  });

  it('knows no entities of its own making', async () => {
    const sheet =
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData/></worksheet>';

    await expect(read('xxe.xlsx', zip(parts(sheet)))).rejects.toThrow(/khai báo lạ/);
  });

  it('says what to do with an old .xls, an encrypted workbook, a web page, and an empty or missing file', async () => {
    await expect(read('cu.xls', Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex'))).rejects.toThrow(
      /kiểu cũ \(\.xls\) hoặc có mật khẩu.*\.xlsx/,
    );
    await expect(read('web.xls', '<html><table></table></html>')).rejects.toThrow(/trang web/);
    await expect(read('rong.xlsx', '')).rejects.toThrow(/rỗng/);
    await expect(read('gi.xlsx', Buffer.from('PK\u0003\u0004 nothing here at all'))).rejects.toThrow(
      /không có mục lục zip/,
    );
    await expect(read('anh.csv', Buffer.from([1, 0, 2, 0, 3]))).rejects.toThrow(
      /không phải \.xlsx, \.csv hay \.jsonl/,
    );
    await expect(readList({ file: '/nowhere/a.csv' }, () => {})).rejects.toThrow(/không có tệp/);
  });

  it('reads records of the national database: only the public ones for here, only what they state', async () => {
    const record = {
      code: '1.000001',
      name: 'Đăng ký khai sinh',
      field: 'Hộ tịch',
      tier: 'Xã',
      promulgator: 'Bộ Tư pháp',
      internal: false,
      snapshot: '2026-07-18',
      fee: null,
      methods: 'Trực tuyến; Trực tiếp',
      level: 'Một phần',
      level_stated: false,
      url: 'https://dichvucong.gov.vn/x',
    };
    const lines = [
      record,
      { ...record, code: '1.000002', internal: true },
      { ...record, code: '1.000003', promulgator: 'UBND tỉnh Sơn La' },
      { ...record, code: '1.000004', tier: 'Bộ' },
      { ...record, code: '1.000005', promulgator: 'UBND tỉnh Hà Tĩnh' },
      {
        code: '1.000006',
        name: 'Thủ tục của cấp huyện cũ',
        tier: 'Huyện',
        agency: 'UBND Huyện',
        snapshot: '2025-04',
        level: 'Mức độ 2',
        level_stated: true,
      },
    ].map((line) => JSON.stringify(line));

    const list = await read('quoc-gia.jsonl.gz', gzipSync([...lines, '{broken', ''].join('\n')));

    expect(list.rows.map(({ code }) => code)).toEqual(['1.000001', '1.000005', '1.000006']);
    expect(list.rows[0]?.facts).toEqual({
      name: 'Đăng ký khai sinh',
      field: 'Hộ tịch',
      tiers: ['commune'],
      methods: ['online', 'direct'],
      level: 'partial',
      levelStated: false,
      url: 'https://dichvucong.gov.vn/x',
      snapshot: '2026-07-18',
    });
    expect(list.rows[2]?.facts).toEqual({
      name: 'Thủ tục của cấp huyện cũ',
      snapshot: '2025-04',
      level: 'information',
      levelStated: false,
    });
    expect(list.refused.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/nội bộ/),
      expect.stringMatching(/nơi khác \(UBND tỉnh Sơn La/),
      expect.stringMatching(/chỉ cấp bộ/),
      expect.stringMatching(/không phải một đối tượng JSON: \{broken/),
    ]);
  });

  it.each([
    ['UBND Huyện/Thành phố', 'only', undefined],
    ['Phòng Tư pháp huyện Thạch Hà, tỉnh Hà Tĩnh', 'only', undefined],
    ['UBND thành phố thuộc tỉnh', 'only', undefined],
    ['Ủy ban nhân dân thị xã', 'only', undefined],
    ['UBND Huyện/Thành phố; UBND Xã/Phường/Thị Trấn', 'too', ['commune']],
    ['Sở, ban ngành; UBND Huyện/Thành phố', 'too', ['province']],
    ['UBND Xã/Phường/Thị Trấn', undefined, ['commune']],
    ['Bộ Chỉ huy quân sự tỉnh', undefined, ['province']],
  ])('reads from "%s" whether districts handle it: %s', async (agency, districts, tiers) => {
    const { rows } = await read(
      'huyen.csv',
      csv(HEADER, ['', '1.000001', 'Đăng ký khai sinh', '', '', agency, '']),
    );

    expect(rows[0]?.districts).toBe(districts);
    expect(rows[0]?.facts.tiers).toEqual(tiers);
  });

  it('knows districts from the name, the heading and the sheet when no column names an office', async () => {
    const named = await read(
      'ten.csv',
      csv(
        ['Mã', 'Tên thủ tục'],
        ['1.000001', 'Thủ tục tiếp công dân tại cấp huyện'],
        ['1.000002', 'Tiếp công dân tại cấp huyện, cấp xã'],
        ['1.000003', 'Tuyển sinh vào trường nội trú cấp huyện'],
      ),
    );
    const headed = await read(
      'muc.xlsx',
      workbook([
        ['Mã TTHC', 'Tên TTHC'],
        ['', 'B. THỦ TỤC HÀNH CHÍNH CẤP HUYỆN'],
        ['', 'I. LĨNH VỰC HỘ TỊCH'],
        ['1.000001', 'Đăng ký khai sinh'],
        ['1.000002', 'Đăng ký khai tử'],
        ['', 'C. THỦ TỤC HÀNH CHÍNH CẤP XÃ'],
        ['1.000002', 'Đăng ký khai tử'],
      ]),
    );

    expect(named.rows.map(({ districts }) => districts)).toEqual(['only', undefined, undefined]);
    expect(headed.rows.map(({ code, districts }) => [code, districts])).toEqual([
      ['1.000001', 'only'],
      ['1.000002', 'too'],
    ]);
    expect(headed.rows[0]?.facts.field).toBe('Hộ tịch');
  });

  it('reads the day of an end and the successor, and refuses a day that is none', async () => {
    const header = ['Mã', 'Tên thủ tục', 'Ngày hết hiệu lực', 'Mã thay thế'];
    const one = (code: string, day: string, after = '') => [code, 'Đăng ký khai sinh', day, after];
    const list = await read(
      'het.csv',
      csv(
        header,
        one('1.000001', 'Từ ngày 01/7/2025 (QĐ 12/QĐ-UBND)', '1.000009.000.00.00.H27 (mới)'),
        one('1.000002', 'ngày 3 tháng 9 năm 2026', 'không có'),
        one('1.000003', '-', '1.000003'),
        one('1.000004', '31/02/2025'),
        one('1.000005', 'đã bãi bỏ'),
        one('1.000006', '1/7/2025 hoặc 1/8/2025'),
      ),
    );

    expect(list.rows.map(({ facts }) => [facts.withdrawnOn, facts.successor])).toEqual([
      ['2025-07-01', '1.000009'],
      ['2026-09-03', undefined],
      [undefined, undefined],
    ]);
    expect(list.rows[2]?.notes.join()).toContain('mã thay thế ghi "1.000003"');
    expect(list.refused.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('"31/02/2025"'),
      expect.stringContaining('"đã bãi bỏ"'),
      expect.stringContaining('1/7/2025 hoặc 1/8/2025'),
    ]);
  });

  it('refuses names whose letters were lost, and what the store could not read back', async () => {
    const list = await read(
      'hong.csv',
      csv(
        ['Mã', 'Tên thủ tục'],
        ['1.000001', 'Đăng k? nu?i chim y?n'],
        ['1.000002', '§¨ng ký n«i chim yÕn trong khu d©n c­'],
        ['1.000003', 'ÄÄƒng kÃ½ nuÃ´i chim'],
        ['1.000004', 'Đăng ký nuôi chim (có hay không?)'],
      ),
    );
    const record = { code: '1.000001', name: 'Đăng ký khai sinh', snapshot: '2026/08' };
    const records = await read('hong.jsonl', JSON.stringify(record));

    expect(list.rows.map(({ code }) => code)).toEqual(['1.000004']);
    expect(list.refused).toHaveLength(3);
    expect(records.refused).toMatchObject([{ at: 'dòng 1', reason: expect.stringContaining('"2026/08"') }]);
  });

  it('takes a row whose name cells are merged for a row, not for a heading', async () => {
    const list = await read(
      'gop.xlsx',
      workbook(
        [
          ['Mã TTHC', 'Tên TTHC', undefined, undefined],
          ['1.000001', 'Đăng ký khai sinh', undefined, undefined],
        ],
        { merges: ['B1:D1', 'B2:D2'] },
      ),
    );

    expect(list.rows.map(({ code }) => code)).toEqual(['1.000001']);
  });

  it('goes by what is inside a file, whatever its name says', async () => {
    const rows = [
      ['Mã TTHC', 'Tên TTHC'],
      ['1.000001', 'Đăng ký khai sinh'],
    ];
    const record = JSON.stringify({ code: '1.000001', name: 'Đăng ký khai sinh' });

    const read4 = await Promise.all([
      read('a.csv', workbook(rows)),
      read('b.xlsx', csv(...rows)),
      read('c.txt', record),
      read('d.json', gzipSync(record)),
    ]);

    expect(read4.map(({ format, rows: all }) => [format, all.length])).toEqual([
      ['xlsx', 1],
      ['csv', 1],
      ['jsonl', 1],
      ['jsonl', 1],
    ]);
    await expect(read('e.json', `[${record}]`)).rejects.toThrow(/mảng JSON.*mỗi thủ tục một dòng/);
    await expect(read('f.jsonl.gz', gzipSync(record.repeat(99)).subarray(0, 40))).rejects.toThrow(
      /tải chưa hết/,
    );
    await expect(read('g.csv', 'Mã,Tên\n1.000001,"Đăng ký')).rejects.toThrow(/không đóng/);
  });

  it('leaves hidden sheets out, and says so', async () => {
    const sheet = (text: string) =>
      `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row></sheetData></worksheet>`;
    const [, relations] = parts('');
    const file = zip([
      {
        name: 'xl/workbook.xml',
        text: '<workbook xmlns:r="y"><sheets><sheet name="Cũ" state="hidden" r:id="rId1"/></sheets></workbook>',
      },
      ...(relations === undefined ? [] : [relations]),
      { name: 'xl/worksheets/sheet1.xml', text: sheet('Mã TTHC') },
    ]);

    await expect(read('an.xlsx', file)).rejects.toThrow(/đã bỏ qua trang: Cũ \(ẩn/);
  });

  it('names a column given by hand that is not there', async () => {
    const content = csv(['Mã TTHC', 'Tên TTHC'], ['1.000001', 'Đăng ký khai sinh']);

    await expect(read('map.csv', content, { map: { field: 'Z' } })).rejects.toThrow(
      /--map field=Z: không có cột nào như thế; các cột: Mã TTHC \| Tên TTHC/,
    );
  });

  it('reads 5,000 rows and tells of its progress', async () => {
    const file = join(tempDir(), 'lon.xlsx');
    writeFileSync(
      file,
      workbook([
        HEADER.slice(0, 3),
        ...Array.from({ length: 5_000 }, (_, n) => [
          n + 1,
          `1.${String(100_000 + n)}`,
          `Thủ tục thứ ${n} của danh sách`,
        ]),
      ]),
    );
    const told: number[] = [];

    const list = await readList({ file }, (done) => told.push(done));

    expect(list.rows).toHaveLength(5_000);
    expect(told.length).toBeGreaterThanOrEqual(10);
  });
});
