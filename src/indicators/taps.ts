import type { Choice } from '../messages/index.ts';
import { type AreaId, TIERS, type Tier } from './types.ts';

/** Longest button label; Telegram shows about this much on a phone. */
const LABEL_LENGTH = 60;

/** What a button of ours stands for. */
export interface Tap {
  readonly id: string;
  readonly area: AreaId;
  readonly period?: string | undefined;
  readonly tier?: Tier | undefined;
  readonly level?: string | undefined;
}

/** Button data: `ind:<id>:<ht|tv>:<period>:<tier>:<level>`; the longest id leaves it under the 64 bytes a button carries. */
export function tapData(tap: Tap): string {
  const area = tap.area === 'ha-tinh' ? 'ht' : 'tv';
  return ['ind', tap.id, area, tap.period ?? '', tap.tier ?? '', tap.level ?? '']
    .join(':')
    .replace(/:+$/, '');
}

/** Reads button data back; undefined for any other text. */
export function parseTap(text: string): Tap | undefined {
  const match = /^ind:([a-z0-9.-]+):(ht|tv)(?::([0-9QH.-]*))?(?::([a-z]*))?(?::([0-9-]*))?$/.exec(
    text.trim(),
  );
  if (!match) return undefined;
  const [, id = '', area, period, tier, level] = match;
  return {
    id,
    area: area === 'ht' ? 'ha-tinh' : 'tra-vinh',
    period: period || undefined,
    tier: TIERS.find((one) => one === tier),
    level: level || undefined,
  };
}

export function tapChoice(label: string, tap: Tap): Choice {
  return { label: shorten(label), data: tapData(tap) };
}

export function shorten(label: string): string {
  return label.length <= LABEL_LENGTH ? label : `${label.slice(0, LABEL_LENGTH - 1).trimEnd()}…`;
}
