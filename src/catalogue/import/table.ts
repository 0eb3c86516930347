/** One cell as it is written, spaces and all. */
export interface Cell {
  readonly text: string;
  /** Stored as a number: `2.000130` has become `2.00013`. */
  readonly number?: true;
  /** Computed by the sheet; the formula is never run. */
  readonly formula?: true;
}

export interface Row {
  /** As the program that wrote the file counts, from 1. */
  readonly number: number;
  /** Holes are empty cells. */
  readonly cells: readonly (Cell | undefined)[];
  /** Filled from one merged cell over all of the row: a heading between rows. */
  readonly heading?: string;
}

/** Rows of one sheet or of a .csv; rows without any text are left out. */
export interface Table {
  readonly name: string;
  /** Hidden in the workbook: read only when asked for by name. */
  readonly hidden?: true;
  readonly rows: readonly Row[];
}
