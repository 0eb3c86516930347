import { join } from 'node:path';
import { z } from 'zod';
import { type ZaloConfig, zaloConfig, zaloVariables } from './config-zalo.ts';
import { ConfigError } from './errors.ts';
import { LOG_LEVELS } from './logger.ts';

const text = z.string().trim().min(1);
const optionalText = text.optional();
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const url = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' });
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean),
);

/** The provinces whose content ships. */
export const PROVINCES = ['ha-tinh', 'vinh-long'] as const;

/** Every variable the program reads, with what it means. `.env.example` lists the same ones; a test compares. */
const Environment = z
  .object({
    /** Port of the web server; 0 takes a free one. */
    PORT: whole(0, 65_535).default(8080),
    HOST: text.default('127.0.0.1'),
    /** Folder of the database and of what was imported. */
    DATA_DIR: text.default('data'),
    /** Folder of what is made again when it is missing: indexes of the content. `cache` in DATA_DIR unless given. */
    CACHE_DIR: optionalText,
    LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
    /** How long messages are kept after they are handled. */
    RAW_MESSAGE_HOURS: whole(1, 720).default(24),
    /** The province this service is for. */
    PROVINCE: z.enum(PROVINCES).default('ha-tinh'),
    /** Whom a person can call when the assistant cannot help. */
    HANDOFF_PHONE: optionalText,
    HANDOFF_HOURS: optionalText,
    /** Where official complaints and proposals go. */
    FEEDBACK_URL: url.default('https://pakn.dichvucong.gov.vn'),
    /** The address people reach the service at, when it is behind a proxy. */
    PUBLIC_URL: url.optional(),
    /** Number of proxies in front that set X-Forwarded-For; 0: the header is not believed. */
    TRUSTED_PROXIES: whole(0, 5).default(0),
    /** Origins whose pages may embed the chat widget. */
    WIDGET_ORIGINS: list.pipe(z.array(z.url()).max(50)).default([]),
    /** Messages one conversation may send per minute. */
    MESSAGES_PER_MINUTE: whole(1, 600).default(20),

    TELEGRAM_TOKEN: optionalText,
    TELEGRAM_MODE: z.enum(['polling', 'webhook']).default('polling'),
    TELEGRAM_WEBHOOK_SECRET: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,256}$/, 'needs 1 to 256 of A-Z a-z 0-9 _ -')
      .optional(),
    TELEGRAM_API_ROOT: url.default('https://api.telegram.org'),

    ...zaloVariables,

    SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'is not an smtp:// or smtps:// address' }).optional(),
    SMTP_FROM: optionalText,
  })
  .superRefine((env, context) => {
    const problem = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (env.TELEGRAM_TOKEN !== undefined && env.TELEGRAM_MODE === 'webhook') {
      if (env.TELEGRAM_WEBHOOK_SECRET === undefined)
        problem('TELEGRAM_WEBHOOK_SECRET', 'is needed for TELEGRAM_MODE=webhook');
      if (env.PUBLIC_URL === undefined) problem('PUBLIC_URL', 'is needed for TELEGRAM_MODE=webhook');
    }
    if (env.ZALO_APP_ID !== undefined) {
      for (const field of ['ZALO_APP_SECRET', 'ZALO_OA_SECRET_KEY'] as const) {
        if (env[field] === undefined) problem(field, 'is needed when ZALO_APP_ID is set');
      }
    }
    if (env.SMTP_URL !== undefined && env.SMTP_FROM === undefined)
      problem('SMTP_FROM', 'is needed when SMTP_URL is set');
  });

export const ENVIRONMENT_NAMES: readonly string[] = Object.keys(Environment.shape);

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly rawMessageHours: number;
  readonly province: (typeof PROVINCES)[number];
  readonly handoff: { readonly phone: string | undefined; readonly hours: string | undefined };
  readonly feedbackUrl: string;
  readonly publicUrl: string | undefined;
  readonly trustedProxies: number;
  readonly widgetOrigins: readonly string[];
  readonly messagesPerMinute: number;
  readonly telegram:
    | {
        readonly token: string;
        readonly apiRoot: string;
        readonly webhook: { readonly secret: string; readonly url: string } | undefined;
      }
    | undefined;
  readonly zalo: ZaloConfig | undefined;
  readonly smtp: { readonly url: string; readonly from: string } | undefined;
}

/** Reads the environment. Throws ConfigError with every problem at once; values of secrets are not repeated. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  // An empty value is how .env files leave something unset.
  const given = Object.fromEntries(
    ENVIRONMENT_NAMES.map((name) => [name, environment[name]?.trim() === '' ? undefined : environment[name]]),
  );
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => {
        const name = String(issue.path[0] ?? '');
        const value =
          /TOKEN|SECRET|SMTP_URL/.test(name) || given[name] === undefined ? '' : ` (is "${given[name]}")`;
        return `${name}: ${issue.message}${value}`;
      }),
    );
  }
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: env.DATA_DIR,
    cacheDir: env.CACHE_DIR ?? join(env.DATA_DIR, 'cache'),
    logLevel: env.LOG_LEVEL,
    rawMessageHours: env.RAW_MESSAGE_HOURS,
    province: env.PROVINCE,
    handoff: { phone: env.HANDOFF_PHONE, hours: env.HANDOFF_HOURS },
    feedbackUrl: env.FEEDBACK_URL,
    publicUrl: env.PUBLIC_URL,
    trustedProxies: env.TRUSTED_PROXIES,
    widgetOrigins: env.WIDGET_ORIGINS.map((origin) => new URL(origin).origin),
    messagesPerMinute: env.MESSAGES_PER_MINUTE,
    telegram: telegramOf(env),
    zalo: zaloConfig(env),
    smtp:
      env.SMTP_URL === undefined || env.SMTP_FROM === undefined
        ? undefined
        : { url: env.SMTP_URL, from: env.SMTP_FROM },
  };
}

function telegramOf(env: z.infer<typeof Environment>): Config['telegram'] {
  if (env.TELEGRAM_TOKEN === undefined) return undefined;
  const { TELEGRAM_WEBHOOK_SECRET: secret, PUBLIC_URL: url } = env;
  const webhook =
    env.TELEGRAM_MODE === 'webhook' && secret !== undefined && url !== undefined
      ? { secret, url }
      : undefined;
  return { token: env.TELEGRAM_TOKEN, apiRoot: env.TELEGRAM_API_ROOT, webhook };
}
