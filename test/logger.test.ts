import { describe, expect, it } from 'vitest';
import { StoreError } from '../src/errors.ts';
import { createLogger, hashId } from '../src/logger.ts';

function logged(log: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  log(createLogger('debug', (line) => void lines.push(line)));
  return lines.join('');
}

describe('logger', () => {
  it('drops what people wrote and who they are, wherever it hides in what is logged', () => {
    const incoming = {
      content: { kind: 'text', text: 'số căn cước 001099012345' },
      person: 'zalo:84912345678',
    };

    const line = logged((logger) =>
      logger.info(
        { incoming, text: 'bí mật', phone: '0912345678', payload: { text: 'x' }, tookMs: 3 },
        'answered',
      ),
    );

    expect(line).not.toMatch(/căn cước|001099012345|84912345678|0912345678|bí mật|"payload"/);
    expect(JSON.parse(line)).toMatchObject({ tookMs: 3, msg: 'answered' });
  });

  it('keeps code, message and stack of an error', () => {
    const line = logged((logger) =>
      logger.error({ error: new StoreError('the database is locked') }, 'failed'),
    );

    expect(JSON.parse(line).error).toMatchObject({
      type: 'StoreError',
      code: 'store',
      message: 'the database is locked',
    });
  });

  it('names conversations by a short stable hash', () => {
    expect(hashId('telegram:7527593')).toMatch(/^[\w-]{10}$/);
    expect(hashId('telegram:7527593')).toBe(hashId('telegram:7527593'));
    expect(hashId('telegram:7527593')).not.toBe(hashId('telegram:7527594'));
  });
});
