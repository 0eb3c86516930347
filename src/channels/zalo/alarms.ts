import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import type { SharedMemory } from '../channel.ts';

/** What only a person can put right. One entry per kind of trouble. */
export const ALARMS = {
  tokens:
    'Zalo no longer accepts our tokens. An administrator of the account must run `mot-cua zalo connect` and agree again; then `mot-cua deliveries retry all`',
  'no-tokens': 'this account was never connected: run `mot-cua zalo connect`, or set ZALO_REFRESH_TOKEN',
  quota: 'the account is out of messages: buy a package in OA Manager; messages wait meanwhile',
  account:
    'Zalo refuses our account or application: look into OA Manager and developers.zalo.me (package, verification, permissions); messages wait meanwhile',
  buttons:
    'Zalo refuses buttons; choices go out as numbered lists. Set ZALO_BUTTONS=off, or try ZALO_BUTTON_TEMPLATE_TYPE (docs/zalo-pilot.md)',
  signature:
    'deliveries with a wrong signature arrive. If they are from Zalo, see docs/zalo-pilot.md, "signature"; else somebody else writes to our webhook',
} as const;
export type AlarmName = keyof typeof ALARMS;

export const RaisedAlarms = z.record(z.string(), z.object({ since: z.string(), detail: z.string() }));
export type RaisedAlarms = z.infer<typeof RaisedAlarms>;

export interface Alarms {
  /** Logs at once, then once an hour as long as it is raised; kept in the store for `mot-cua zalo status`. */
  raise(name: AlarmName, detail: string): Promise<void>;
  clear(name: AlarmName): Promise<void>;
}

export const ALARMS_KEY = 'alarms';
const REPEAT_MS = 3_600_000;

export function createAlarms(options: { memory: SharedMemory; clock: Clock; logger: Logger }): Alarms {
  const { memory, clock, logger } = options;
  const loggedAt = new Map<AlarmName, number>();
  // Undefined: not known yet, because an earlier run may have raised it.
  const cleared = new Set<AlarmName>();

  return {
    async raise(name, detail) {
      const now = clock.now();
      if (now.getTime() - (loggedAt.get(name) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) return;
      loggedAt.set(name, now.getTime());
      cleared.delete(name);
      logger.error({ channel: 'zalo', alarm: name, detail }, `alarm: ${ALARMS[name]}`);
      await memory.change(ALARMS_KEY, (before): RaisedAlarms => {
        const raised = readAlarms(before);
        return { ...raised, [name]: { since: raised[name]?.since ?? now.toISOString(), detail } };
      });
    },
    async clear(name) {
      if (cleared.has(name)) return;
      cleared.add(name);
      const wasLogged = loggedAt.delete(name);
      if (!wasLogged && readAlarms(await memory.get(ALARMS_KEY))[name] === undefined) return;
      await memory.change(ALARMS_KEY, (before): RaisedAlarms => {
        const { [name]: _over, ...rest } = readAlarms(before);
        return rest;
      });
      logger.info({ channel: 'zalo', alarm: name }, 'alarm over');
    },
  };
}

export function readAlarms(stored: unknown): RaisedAlarms {
  const parsed = RaisedAlarms.safeParse(stored);
  return parsed.success ? parsed.data : {};
}
