import { createHash } from 'node:crypto';
import { pino } from 'pino';

/** What the program needs of a logger. Static message, facts as fields; never a person's text, name or number. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields that would carry what people wrote or who they are, should somebody log a whole object by mistake. */
const NEVER_LOGGED = [
  'text',
  'data',
  'caption',
  'person',
  'phone',
  'name',
  'email',
  'token',
  'secret',
  'payload',
];

/** Logs JSON lines to standard error, so that what commands print stays clean; or to `write`. */
export function createLogger(level: LogLevel, write?: (line: string) => void): Logger {
  return pino(
    {
      level,
      base: null,
      redact: { paths: NEVER_LOGGED.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), remove: true },
      serializers: { error: describeError },
    },
    write === undefined ? pino.destination(2) : { write },
  );
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** A short stable stand-in for a conversation id: enough to follow one conversation, not to know whose it is. */
export function hashId(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 10);
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: 'not an Error was thrown' };
  const code = 'code' in error ? { code: String(error.code) } : {};
  return { type: error.name, message: error.message, ...code, stack: error.stack };
}
