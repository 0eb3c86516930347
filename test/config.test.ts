import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT_NAMES, readConfig } from '../src/config.ts';
import { ConfigError } from '../src/errors.ts';

const example = parseEnv(readFileSync(new URL('../.env.example', import.meta.url), 'utf8'));

describe('config', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      port: 8080,
      dataDir: 'data',
      province: 'ha-tinh',
      telegram: undefined,
    });
  });

  it('is shown in full by .env.example, which changes nothing', () => {
    expect(Object.keys(example).toSorted()).toEqual(ENVIRONMENT_NAMES.toSorted());
    expect(readConfig(example)).toEqual(readConfig({}));
  });

  it('reports all problems at once, with name and value, but no secret', () => {
    const wrong = {
      PORT: 'eighty',
      LOG_LEVEL: 'loud',
      SMTP_URL: 'http://u:geheim@host',
      FEEDBACK_URL: 'javascript:x',
    };
    let problems: readonly string[] = [];
    try {
      readConfig(wrong);
    } catch (error) {
      if (error instanceof ConfigError) problems = error.problems;
    }

    expect(problems.map((problem) => problem.split(':')[0]).toSorted()).toEqual(
      Object.keys(wrong).toSorted(),
    );
    expect(problems.join()).toContain('"eighty"');
    expect(problems.join()).not.toContain('geheim');
  });

  it('asks for what a half-configured channel still needs', () => {
    expect(() => readConfig({ TELEGRAM_TOKEN: '1:a', TELEGRAM_MODE: 'webhook' })).toThrow(
      /TELEGRAM_WEBHOOK_SECRET.*\n.*PUBLIC_URL/,
    );
    expect(() => readConfig({ ZALO_APP_ID: '1' })).toThrow(/ZALO_APP_SECRET/);
    expect(() => readConfig({ SMTP_URL: 'smtp://host' })).toThrow(/SMTP_FROM/);
  });

  it('reads lists and groups', () => {
    const config = readConfig({
      WIDGET_ORIGINS: 'https://a.gov.vn/, https://b.gov.vn',
      TELEGRAM_TOKEN: '1:a',
      HANDOFF_PHONE: '0239 385 5555',
    });

    expect(config.widgetOrigins).toEqual(['https://a.gov.vn', 'https://b.gov.vn']);
    expect(config.telegram).toMatchObject({ token: '1:a', webhook: undefined });
    expect(config.handoff.phone).toBe('0239 385 5555');
  });
});
