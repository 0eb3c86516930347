import writeXlsxFile from 'write-excel-file/node';
import { parsePrinted } from './numbers.ts';
import type { Table } from './types.ts';

/** Semicolons and a byte order mark: what spreadsheet programs set to Vietnamese open as it should be. */
export function tableToCsv(table: Table): string {
  const lines = [table.headers, ...table.rows].map((row) => row.map(csvCell).join(';'));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** A cell that begins like a formula is defused; quotes are doubled. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** The same as a workbook: values that are plain numbers as numbers, everything else (`7/20`) as printed. */
export async function tableToXlsx(table: Table): Promise<Buffer> {
  const valueColumn = table.headers.indexOf('Giá trị');
  const rows = [
    table.headers.map((value) => ({ value, fontWeight: 'bold' as const })),
    ...table.rows.map((row) =>
      row.map((value, column) => {
        const { number, of } = parsePrinted(value);
        if (column === valueColumn && number !== undefined && of === undefined && /^[\d.,]+$/.test(value))
          return { value: number, type: Number };
        return { value, type: String };
      }),
    ),
  ];
  return writeXlsxFile(rows, { sheet: 'Số liệu' }).toBuffer();
}
