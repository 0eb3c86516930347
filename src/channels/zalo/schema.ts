import { z } from 'zod';

/** Ids exceed 2^53 and are text; a small number is one all the same (see `json.ts` for large ones). */
const Id = z.union([
  z.string().min(1).max(100),
  z.number().refine(Number.isSafeInteger, 'lost digits; it must come as text').transform(String),
]);

const Party = z.looseObject({ id: Id });

/** What every event has. Unknown fields are let through: Zalo adds some without notice. */
export const Envelope = z.looseObject({
  event_name: z.string().min(1).max(100),
  timestamp: z.union([z.string(), z.number()]).transform(String),
});
export type Envelope = z.infer<typeof Envelope>;

const Attachment = z.looseObject({
  type: z.string().optional(),
  payload: z
    .looseObject({
      url: z.string().optional(),
      coordinates: z.looseObject({ latitude: z.coerce.number(), longitude: z.coerce.number() }).optional(),
    })
    .nullish(),
});

/** `user_send_…`: a person wrote to the account. */
export const UserMessage = Envelope.extend({
  sender: Party,
  recipient: Party.optional(),
  message: z.looseObject({
    msg_id: Id.optional(),
    text: z.string().nullish(),
    attachments: z.array(Attachment).nullish(),
  }),
});
export type UserMessage = z.infer<typeof UserMessage>;

/** `follow`, `unfollow`: a different envelope. */
export const Follow = Envelope.extend({ follower: Party, oa_id: Id.optional() });

/** `user_submit_info`: the personal data inside is not read. */
export const SubmitInfo = Envelope.extend({ sender: Party, recipient: Party.optional() });

/** `oa_send_…`: what the account sent, by us or by a person in Zalo's own tools. */
export const Echo = Envelope.extend({
  sender: z.looseObject({ id: Id.optional(), admin_id: Id.nullish() }),
  recipient: Party,
  message: z.looseObject({ msg_id: Id.optional(), text: z.string().nullish() }),
});
export type Echo = z.infer<typeof Echo>;

const Button = z.object({ title: z.string(), payload: z.string() });

/** One message as it waits in the outbox. Each kind is one call of the API (a picture: an upload before it). */
export const ZaloPart = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    text: z.string(),
    buttons: z.array(Button).optional(),
    /** The same with the buttons as a numbered list, for when Zalo refuses buttons. */
    plain: z.string().optional(),
  }),
  z.object({
    kind: z.enum(['image', 'file']),
    name: z.string(),
    base64: z.string(),
    /** Words that go with it, or instead of it. */
    alt: z.string(),
  }),
]);
export type ZaloPart = z.infer<typeof ZaloPart>;

/** Every answer of the API: 0 is success; the words beside it are no contract. */
export const ApiAnswer = z.looseObject({
  error: z.coerce.number().int(),
  message: z.unknown().optional(),
  data: z.unknown().optional(),
});

export const SentData = z.looseObject({ message_id: Id.optional(), msg_id: Id.optional() });
export const UploadedImage = z.looseObject({ attachment_id: Id });
export const UploadedFile = z.looseObject({ token: Id });

/** Account details (`getoa`), read leniently. */
export const AccountData = z.looseObject({
  oaid: Id.optional(),
  name: z.string().optional(),
  is_verified: z.unknown().optional(),
  package_name: z.string().nullish(),
  package_valid_through_date: z.string().nullish(),
});

export const TokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});

export const TokenRefusal = z.looseObject({
  error: z.union([z.number(), z.string()]).optional(),
  error_name: z.string().optional(),
});
