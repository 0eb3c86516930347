import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { ZaloConfig } from '../../config-zalo.ts';
import type { SharedMemory } from '../channel.ts';
import { ALARMS, ALARMS_KEY, readAlarms } from './alarms.ts';
import { createApi } from './api.ts';
import { errorCode } from './error-codes.ts';
import type { Fetch } from './http.ts';
import { AccountData } from './schema.ts';
import { readTokens, TOKENS_KEY } from './tokens.ts';
import { DELIVERIES_KEY } from './webhook.ts';

export interface ZaloStatus {
  readonly tokens:
    | {
        readonly obtainedAt: string;
        readonly expiresAt: string | undefined;
        readonly refused: string | undefined;
      }
    | undefined;
  readonly alarms: readonly {
    readonly name: string;
    readonly since: string;
    readonly detail: string;
    readonly remedy: string;
  }[];
  readonly lastDelivery: { readonly lastAt: string; readonly signed: string } | undefined;
  /** What Zalo says about the account; only when asked for. */
  readonly account?:
    | {
        readonly ok: true;
        readonly oaId: string | undefined;
        readonly name: string | undefined;
        readonly package: string | undefined;
      }
    | { readonly ok: false; readonly problem: string };
}

const Delivery = z.object({ lastAt: z.string(), signed: z.string() });

/** What is stored about the channel and, with `online`, what Zalo says. Changes nothing, not even the tokens. */
export async function readZaloStatus(options: {
  readonly config: ZaloConfig;
  readonly memory: SharedMemory;
  readonly clock: Clock;
  readonly online: boolean;
  readonly fetch?: Fetch;
}): Promise<ZaloStatus> {
  const { config, memory, online } = options;
  const tokens = readTokens(await memory.get(TOKENS_KEY));
  const alarms = Object.entries(readAlarms(await memory.get(ALARMS_KEY)));
  const status: ZaloStatus = {
    tokens: tokens && {
      obtainedAt: tokens.obtainedAt,
      expiresAt: tokens.expiresAt,
      refused: tokens.refused?.error,
    },
    alarms: alarms.map(([name, raised]) => ({
      name,
      ...raised,
      remedy: Object.entries(ALARMS).find(([known]) => known === name)?.[1] ?? '',
    })),
    lastDelivery: Delivery.safeParse(await memory.get(DELIVERIES_KEY)).data,
  };
  if (!online) return status;
  if (tokens?.accessToken === undefined)
    return { ...status, account: { ok: false, problem: 'there is no access token yet' } };
  const api = createApi({ ...config, ...(options.fetch === undefined ? {} : { fetch: options.fetch }) });
  const answer = await api.get('/v2.0/oa/getoa', tokens.accessToken);
  if (answer.kind === 'unanswered') return { ...status, account: { ok: false, problem: answer.reason } };
  if (answer.kind === 'refused') {
    return {
      ...status,
      account: { ok: false, problem: `${answer.code}: ${errorCode(answer.code).meaning}` },
    };
  }
  const data = AccountData.safeParse(answer.data).data;
  return {
    ...status,
    account: { ok: true, oaId: data?.oaid, name: data?.name, package: data?.package_name ?? undefined },
  };
}
