import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../errors.ts';
import { isShipped, SourceRecord, toProcedure } from '../parse-source.ts';
import { LIMITS } from './limits.ts';
import { clean, type ListedFacts, parseCode, type RowOutcome, readRow } from './read-row.ts';

/** A record as copies of the national database hold it; lists from before July 2025 lack most keys. */
const ListRecord = SourceRecord.extend({ snapshot: SourceRecord.shape.snapshot.nullish() });

/** Lines of a .jsonl or .jsonl.gz, one by one, with their number. Throws AppError when it unpacks to too much. */
export async function* readLines(
  file: string,
  packed: boolean,
): AsyncGenerator<{ number: number; line: string }> {
  const stream = packed ? createReadStream(file).pipe(createGunzip()) : createReadStream(file);
  let [bytes, number, rest] = [0, 0, ''];
  const decoder = new TextDecoder('utf-8');
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > LIMITS.jsonBytes)
        throw new AppError('file', `bung ra hơn ${LIMITS.jsonBytes / 1_000_000} MB; chia thành nhiều tệp`);
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LIMITS.cellChars)
        throw new AppError(
          'file',
          `dòng ${number + lines.length + 1} dài hơn ${LIMITS.cellChars} ký tự; mỗi dòng phải là một thủ tục`,
        );
      for (const line of lines) yield { number: ++number, line };
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'file',
      packed
        ? `tệp nén hỏng hoặc tải chưa hết (${why}, sau dòng ${number}); tải lại rồi nhập lại`
        : `không đọc được: ${why}`,
      { cause: error },
    );
  }
  if (rest.trim() !== '') yield { number: number + 1, line: rest };
}

/** Reads one line of the national database. */
export function readRecord(
  at: string,
  line: string,
  { withMinistry = false }: { withMinistry?: boolean } = {},
): RowOutcome {
  if (line.trim() === '') return { kind: 'nothing' };
  const parsed = ListRecord.safeParse(parseJson(line));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      kind: 'refused',
      refused: {
        at,
        reason:
          issue === undefined || issue.path.length === 0
            ? `không phải một đối tượng JSON: ${clean(line).slice(0, 60)}`
            : `${issue.path.join('.')} sai kiểu hoặc thiếu (${issue.message})`,
      },
    };
  }
  const record = parsed.data;
  const code = parseCode(record.code, false);
  // Codes, names, test rows and levels are judged as those of a spreadsheet.
  const outcome = readRow(
    at,
    new Map([
      ['code', { text: record.code }],
      ['name', { text: record.name }],
      ...(record.level ? ([['level', { text: record.level }]] as const) : []),
      ...(record.tier ? ([['tier', { text: record.tier }]] as const) : []),
      ...(record.agency ? ([['agency', { text: record.agency.replace(/\n/g, '; ') }]] as const) : []),
    ]),
  );
  if (outcome.kind !== 'row' || code === undefined) return outcome;
  const refuse = (reason: string): RowOutcome => ({
    kind: 'refused',
    refused: { at, code: code.base, name: clean(record.name).slice(0, 200), reason },
  });
  if (record.internal === true) return refuse('thủ tục nội bộ giữa các cơ quan, không dành cho người dân');
  const whole = { ...record, code: code.base, snapshot: record.snapshot ?? '' };
  if (record.promulgator != null && !isShipped({ ...whole, tier: 'Tỉnh' }))
    return refuse(`thủ tục riêng của nơi khác (${clean(record.promulgator).slice(0, 60)})`);
  if (record.tier != null && record.promulgator !== undefined && !withMinistry && !isShipped(whole))
    return refuse('chỉ cấp bộ giải quyết (thêm --with-ministry nếu vẫn muốn nhập)');
  const { code: _code, levelStated: _stated, level: _level, tiers, bodies, ...facts } = toProcedure(whole);
  const { districts } = outcome.row;
  const { level, levelStated, tiers: listedTiers = [], bodies: listedBodies = [] } = outcome.row.facts;
  // Lists from before July 2025 have other words for tiers, and districts, which are no bodies any more.
  const namedTiers = districts === undefined && tiers.length > 0 ? tiers : listedTiers;
  const asListed = districts !== undefined || (listedTiers.length === 0 && listedBodies.length > 0);
  const namedBodies = asListed ? listedBodies : bodies;
  return {
    kind: 'row',
    row: {
      ...outcome.row,
      facts: {
        ...given(facts),
        ...(namedTiers.length === 0 ? {} : { tiers: namedTiers }),
        ...(namedBodies.length === 0 ? {} : { bodies: namedBodies }),
        ...(level === undefined
          ? {}
          : { level, levelStated: levelStated === true && record.level_stated !== false }),
      },
    },
  };
}

/** Only what the record says: empty lists and texts are "not stated" and leave what is in use. */
function given(facts: ListedFacts): ListedFacts {
  return Object.fromEntries(
    Object.entries(facts).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
