import { z } from 'zod';

const Text = z.string().trim().min(1);
const Day = z.union([z.iso.date(), z.date().transform((day) => day.toISOString().slice(0, 10))]);

/**
 * What editors write about one procedure in `content/procedures/<field>.yaml`, joined to the facts by base code.
 * Every entry has ways people ask; a full card also says in plain words what the official record says at length.
 */
export const Card = z.strictObject({
  code: z.string().regex(/^\d\.\d{6}$/, 'a base code in quotes, e.g. "1.004194"'),
  /** How commonly it is needed: 3 nearly every family once, 2 many people, 1 some trades, 0 rare. */
  common: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  names: z.array(Text).optional(),
  ask: z.array(Text).min(1),
  about: Text.optional(),
  notFor: Text.optional(),
  siblings: z.array(z.strictObject({ code: z.string(), when: Text })).optional(),
  papers: z.array(Text).optional(),
  bring: z.array(Text).optional(),
  mistakes: z.array(Text).optional(),
  steps: z.array(Text).optional(),
  conditions: Text.optional(),
  online: Text.optional(),
  post: Text.optional(),
  result: Text.optional(),
  legal: z.array(Text).optional(),
  /** Day of the source record the card was checked against. */
  snapshot: z.union([Day, z.string()]).optional(),
  /** Day somebody last read the card against its source. */
  reviewed: Day.optional(),
});
export type Card = z.infer<typeof Card>;

export const CardFile = z.strictObject({ procedures: z.array(Card) });

/** A card that says what the papers are, not only how people ask. */
export function isFullCard(card: Card | undefined): card is Card & { papers: string[] } {
  return card?.papers !== undefined;
}
