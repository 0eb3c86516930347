import { z } from 'zod';
import { CHOICE_DATA_LIMIT_BYTES } from '../../messages/index.ts';

/** Longest message a person may send on the web page, in UTF-16 units; the page says so before. */
export const WEB_TEXT_LIMIT = 10_000;

/** One message as the page sends it. The id is made by the page, so that sending twice stores once. */
export const WebMessage = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'needs 8 to 64 of A-Z a-z 0-9 _ -'),
  language: z.enum(['vi', 'en', 'km']).optional(),
  content: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('text'), text: z.string().max(WEB_TEXT_LIMIT).transform(wellFormed) }),
    z.object({
      kind: z.literal('tap'),
      data: z
        .string()
        .min(1)
        .refine(
          (data) => Buffer.byteLength(data) <= CHOICE_DATA_LIMIT_BYTES,
          `is over ${CHOICE_DATA_LIMIT_BYTES} bytes`,
        ),
    }),
    z.object({ kind: z.literal('started') }),
    // What somebody tried to send; the thing itself stays with them, because it could not be read.
    z.object({ kind: z.literal('media'), media: z.enum(['voice', 'image', 'video', 'file']) }),
  ]),
});
export type WebMessage = z.infer<typeof WebMessage>;

/** What `parse` takes: a message and what the server knows about it. */
export const WebUpdate = z.object({
  /** The conversation, from the session; never from the page. */
  recipient: z.string().min(1),
  receivedAt: z.iso.datetime(),
  message: WebMessage,
});

/** Half a surrogate pair is no character: it could not be stored or sent on as UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
