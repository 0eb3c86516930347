/**
 * What a list may need at most. Real lists: Lạng Sơn's 1,842 rows unpack to 2.7 MB without pictures; the national
 * database as JSON lines is 30 MB.
 */
export const LIMITS = {
  /** Bytes of an .xlsx or .csv as it lies on disk, pictures included. */
  fileBytes: 60_000_000,
  /** Bytes of the parts of a workbook that are read (sheets, texts), unpacked. */
  unpackedBytes: 30_000_000,
  /** Bytes of JSON lines, unpacked. */
  jsonBytes: 200_000_000,
  /** Characters of one cell or one line. */
  cellChars: 1_000_000,
  /** Unpacked by packed size of a part over 1 MB: text packs 5 to 40 times, a bomb over 1,000 times. */
  packRatio: 150,
  /** Files inside a workbook; one with a picture on each row has thousands. */
  zipEntries: 50_000,
  /** Rows that hold something, all sheets together. */
  rows: 50_000,
  /** Columns that are looked at. */
  columns: 200,
  /** Cells that merged ranges may fill. */
  mergedCells: 500_000,
  /** Heap of the child process, MB. */
  heapMb: 512,
  /** After this the child process is killed. Measured: the national list takes 4 s. */
  timeoutMs: 120_000,
} as const;
