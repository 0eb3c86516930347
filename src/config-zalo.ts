import { z } from 'zod';

const text = z.string().trim().min(1);
const number = (least: number, most: number) => z.coerce.number().min(least).max(most);
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const url = z.url({ protocol: /^https?$/, error: 'is not an http(s) address' });

/** What is done about an error code of Zalo (`channels/zalo/error-codes.ts` says what each means). */
export const ZALO_ACTIONS = [
  'retry',
  'slow-down',
  'refresh',
  'upload-again',
  'split',
  'plain-text',
  'drop',
  'unfollowed',
  'closed',
  'quota',
  'account',
  'bug',
] as const;
export type ZaloAction = (typeof ZALO_ACTIONS)[number];

/** `-305=closed,-235=drop` */
const actionsByCode = z.string().transform((value, context) => {
  const pairs = value
    .split(',')
    .map((pair) => pair.trim())
    .filter(Boolean);
  return pairs.flatMap((pair): [number, ZaloAction][] => {
    const [code, action] = pair.split('=').map((side) => side.trim());
    const known = ZALO_ACTIONS.find((one) => one === action);
    if (known !== undefined && /^-\d{1,6}$/.test(code ?? '')) return [[Number(code), known]];
    context.addIssue(`"${pair}" is not -<code>=<one of ${ZALO_ACTIONS.join(', ')}>`);
    return [];
  });
});

/** The variables of the Zalo channel. Where Zalo's documentation leaves something open, it is a variable here. */
export const zaloVariables = {
  ZALO_APP_ID: text.optional(),
  ZALO_APP_SECRET: text.optional(),
  ZALO_OA_SECRET_KEY: text.optional(),
  /** Our account; events meant for another one are not handled. */
  ZALO_OA_ID: text.optional(),
  ZALO_REFRESH_TOKEN: text.optional(),
  ZALO_API_ROOT: url.default('https://openapi.zalo.me'),
  ZALO_OAUTH_ROOT: url.default('https://oauth.zaloapp.com'),
  /** Where people land after consent; it must be registered in the Zalo app. */
  ZALO_REDIRECT_URL: url.optional(),

  ZALO_SIGNATURE_TIMESTAMP: z.enum(['auto', 'body', 'header']).default('auto'),
  ZALO_SIGNATURE_METHOD: z.enum(['sha256', 'hmac']).default('sha256'),
  ZALO_SIGNATURE_MAX_AGE_MINUTES: whole(0, 100_000).default(180),

  ZALO_BUTTONS: z.enum(['on', 'off']).default('on'),
  ZALO_BUTTON_TYPE: z.enum(['hide', 'show']).default('hide'),
  ZALO_BUTTON_TEMPLATE_TYPE: text.optional(),
  ZALO_MAX_BUTTONS: whole(1, 20).default(5),
  ZALO_BUTTON_TITLE_LIMIT: whole(10, 100).default(100),
  ZALO_TEXT_LIMIT: whole(200, 2_000).default(1_900),
  ZALO_IMAGE_LIMIT_KB: whole(1, 10_240).default(1_024),
  ZALO_FILE_LIMIT_KB: whole(1, 51_200).default(5_120),
  ZALO_FILE_TYPES: text.default('pdf,doc,docx,csv'),

  ZALO_FREE_HOURS: number(0, 10_000).default(48),
  ZALO_OPEN_HOURS: number(0, 10_000).default(168),
  ZALO_WINDOW_MARGIN_MINUTES: whole(0, 1_440).default(120),
  ZALO_TEMPLATE_ID: text.optional(),
  ZALO_TEMPLATE_FIELD: text.default('noi_dung'),
  ZALO_TEMPLATE_TEXT_LIMIT: whole(10, 2_000).default(200),
  ZALO_TEMPLATE_PATH: text.default('/v3.0/oa/message/template'),

  ZALO_TAKEOVER: z.enum(['on', 'admin', 'off']).default('on'),
  ZALO_TAKEOVER_MINUTES: whole(1, 10_080).default(60),

  ZALO_REFRESH_AHEAD_HOURS: number(0.1, 24).default(6),
  ZALO_PROOF: z.enum(['on', 'off']).default('off'),
  ZALO_TIMEOUT_SECONDS: number(1, 15).default(10),
  ZALO_PER_SECOND: number(0.1, 60).default(30),
  ZALO_PER_CONVERSATION_MS: whole(0, 60_000).default(300),
  ZALO_SLOW_DOWN_SECONDS: number(1, 600).default(15),
  ZALO_QUOTA_PAUSE_MINUTES: number(1, 1_440).default(30),
  ZALO_ERROR_ACTIONS: actionsByCode.default([]),
};

type Variables = z.infer<z.ZodObject<typeof zaloVariables>>;

export interface ZaloConfig {
  readonly appId: string;
  readonly appSecret: string;
  /** The webhook page's key, not the application's secret. */
  readonly oaSecretKey: string;
  readonly oaId: string | undefined;
  /** The first refresh token; later ones are kept in the store. */
  readonly refreshToken: string | undefined;
  readonly apiRoot: string;
  readonly oauthRoot: string;
  readonly redirectUrl: string | undefined;
  readonly signature: {
    /** Which timestamp is signed; `auto` tries the body's, then the header's. */
    readonly timestamp: 'auto' | 'body' | 'header';
    readonly method: 'sha256' | 'hmac';
    /** Deliveries older than this are refused; above Zalo's last retry (1 h 50 min). 0: never. */
    readonly maxAgeMs: number;
  };
  readonly buttons: {
    readonly on: boolean;
    /** Whether Zalo prints the payload of a tapped button in the chat. */
    readonly type: 'hide' | 'show';
    /** Sent along with the buttons if Zalo turns out to want one. */
    readonly templateType: string | undefined;
    readonly most: number;
    readonly titleLimit: number;
  };
  /** Longest text of one message, UTF-16 units. Zalo says 2000, of what it does not say. */
  readonly textLimit: number;
  readonly imageLimitBytes: number;
  readonly fileLimitBytes: number;
  /** Extensions Zalo takes. */
  readonly fileTypes: readonly string[];
  /** Counted from the person's last message; `marginMs` before the end a window counts as over. */
  readonly window: { readonly freeMs: number; readonly openMs: number; readonly marginMs: number };
  /** A message that may be sent at any time, approved by Zalo; one of its fields carries our words. */
  readonly template:
    | { readonly id: string; readonly field: string; readonly textLimit: number; readonly path: string }
    | undefined;
  readonly takeover: {
    /** `on`: who writes in our place silences us; `admin`: only if Zalo names them; `off`: never. */
    readonly mode: 'on' | 'admin' | 'off';
    readonly silenceMs: number;
  };
  readonly refreshAheadMs: number;
  /** Adds the header `appsecret_proof`. */
  readonly proof: boolean;
  /** Longest wait for one call. */
  readonly timeoutMs: number;
  readonly pace: { readonly perSecond: number; readonly perConversationMs: number };
  /** Rest of the whole channel after "too many requests". */
  readonly slowDownMs: number;
  /** Rest of the whole channel after "out of quota". */
  readonly quotaPauseMs: number;
  /** Overrides of the table in `channels/zalo/error-codes.ts`. */
  readonly errorActions: readonly (readonly [code: number, action: ZaloAction])[];
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const withoutSlash = (address: string): string => address.replace(/\/+$/, '');

/** Undefined when the channel is not configured. */
export function zaloConfig(
  env: Variables & { readonly PUBLIC_URL?: string | undefined },
): ZaloConfig | undefined {
  const { ZALO_APP_ID: appId, ZALO_APP_SECRET: appSecret, ZALO_OA_SECRET_KEY: oaSecretKey } = env;
  if (appId === undefined || appSecret === undefined || oaSecretKey === undefined) return undefined;
  return {
    appId,
    appSecret,
    oaSecretKey,
    oaId: env.ZALO_OA_ID,
    refreshToken: env.ZALO_REFRESH_TOKEN,
    apiRoot: withoutSlash(env.ZALO_API_ROOT),
    oauthRoot: withoutSlash(env.ZALO_OAUTH_ROOT),
    redirectUrl: env.ZALO_REDIRECT_URL ?? env.PUBLIC_URL,
    signature: {
      timestamp: env.ZALO_SIGNATURE_TIMESTAMP,
      method: env.ZALO_SIGNATURE_METHOD,
      maxAgeMs: env.ZALO_SIGNATURE_MAX_AGE_MINUTES * MINUTE_MS,
    },
    buttons: {
      on: env.ZALO_BUTTONS === 'on',
      type: env.ZALO_BUTTON_TYPE,
      templateType: env.ZALO_BUTTON_TEMPLATE_TYPE,
      most: env.ZALO_MAX_BUTTONS,
      titleLimit: env.ZALO_BUTTON_TITLE_LIMIT,
    },
    textLimit: env.ZALO_TEXT_LIMIT,
    imageLimitBytes: env.ZALO_IMAGE_LIMIT_KB * 1_024,
    fileLimitBytes: env.ZALO_FILE_LIMIT_KB * 1_024,
    fileTypes: env.ZALO_FILE_TYPES.toLowerCase()
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
    window: {
      freeMs: env.ZALO_FREE_HOURS * HOUR_MS,
      openMs: env.ZALO_OPEN_HOURS * HOUR_MS,
      marginMs: env.ZALO_WINDOW_MARGIN_MINUTES * MINUTE_MS,
    },
    template:
      env.ZALO_TEMPLATE_ID === undefined
        ? undefined
        : {
            id: env.ZALO_TEMPLATE_ID,
            field: env.ZALO_TEMPLATE_FIELD,
            textLimit: env.ZALO_TEMPLATE_TEXT_LIMIT,
            path: env.ZALO_TEMPLATE_PATH,
          },
    takeover: { mode: env.ZALO_TAKEOVER, silenceMs: env.ZALO_TAKEOVER_MINUTES * MINUTE_MS },
    refreshAheadMs: env.ZALO_REFRESH_AHEAD_HOURS * HOUR_MS,
    proof: env.ZALO_PROOF === 'on',
    timeoutMs: env.ZALO_TIMEOUT_SECONDS * 1_000,
    pace: { perSecond: env.ZALO_PER_SECOND, perConversationMs: env.ZALO_PER_CONVERSATION_MS },
    slowDownMs: env.ZALO_SLOW_DOWN_SECONDS * 1_000,
    quotaPauseMs: env.ZALO_QUOTA_PAUSE_MINUTES * MINUTE_MS,
    errorActions: env.ZALO_ERROR_ACTIONS,
  };
}
