/** Base of the errors this program throws on purpose; `code` is stable, `message` names culprit, value and remedy. */
export class AppError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A channel's update or answer that cannot be used. */
export class ChannelError extends AppError {
  readonly channel: string;
  readonly retryAfterMs: number | undefined;
  constructor(channel: string, message: string, options?: ErrorOptions & { retryAfterMs?: number }) {
    super('channel', message, options);
    this.channel = channel;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** Content files with mistakes; `problems` lists all of them, each with file and field. */
export class ContentError extends AppError {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      'content',
      `content has ${problems.length} problem(s):\n${problems.map((p) => `- ${p}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** Settings that cannot be used; `problems` lists all of them. */
export class ConfigError extends AppError {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      'config',
      `configuration has ${problems.length} problem(s):\n${problems.map((p) => `- ${p}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** The database cannot do what was asked (locked, newer version, not writable, nested transaction). */
export class StoreError extends AppError {
  constructor(message: string, options?: ErrorOptions) {
    super('store', message, options);
  }
}
