import { z } from 'zod';

/** What is queued of an e-mail: plain text and simple HTML, never an attachment. */
export const EmailPayload = z.object({
  subject: z.string().min(1).max(200),
  text: z.string().min(1),
  html: z.string().min(1),
});
export type EmailPayload = z.infer<typeof EmailPayload>;

/** One plain address, as in a conversation id; refused before it could become a second header line. */
export const EmailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s@<>",;:\\()[\]]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$/, 'is not an e-mail address');
