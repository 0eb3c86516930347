import { AppError } from '../errors.ts';
import { readSheetHere } from './read-sheet.ts';
import type { SheetMessage } from './sheet.ts';

/** The reading process of sheet.ts: the file's name is its only argument, one line of JSON its only output. */
async function read(): Promise<SheetMessage> {
  try {
    return { rows: await readSheetHere(process.argv[2] ?? '') };
  } catch (error) {
    if (error instanceof AppError) return { problem: error.message };
    throw error;
  }
}

process.stdout.write(`${JSON.stringify(await read())}\n`);
