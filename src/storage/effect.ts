import type { z } from 'zod';
import { StoreError } from '../errors.ts';
import type { Incoming } from '../messages/index.ts';
import type { Tx } from './store.ts';

/** A change of stored state a dialogue handler asks for, as data. */
export interface StoredEffect {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface EffectContext {
  /** The message that caused the effect. */
  readonly incoming: Incoming;
  readonly now: Date;
}

export type Carry = (tx: Tx, effect: StoredEffect, context: EffectContext) => Promise<void>;

/** Binds a schema to what is done, so that a misspelt field fails instead of being ignored. */
export function effect<S extends z.ZodType>(
  schema: S,
  carry: (tx: Tx, fields: z.infer<S>, context: EffectContext) => Promise<void>,
): Carry {
  return async (tx, raw, context) => {
    const parsed = schema.safeParse(raw);
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => issue.path.join('.') || '(all)').join(', ');
      throw new StoreError(`effect "${raw.kind}" has wrong fields: ${fields}`);
    }
    await carry(tx, parsed.data, context);
  };
}
