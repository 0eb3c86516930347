import { z } from 'zod';

/** Only what is read. Fields Telegram adds later, or leaves out, must not make an update unreadable. */
const present = z.unknown().optional();
const Id = z.int();

const User = z.object({
  id: Id,
  is_bot: z.boolean().optional(),
  language_code: z.string().optional(),
});
const Chat = z.object({ id: Id, type: z.enum(['private', 'group', 'supergroup', 'channel']) });
/** Seconds since 1970. */
const UnixTime = z.number().min(0).max(8_640_000_000_000);
const Entity = z.object({
  type: z.string(),
  offset: z.int().min(0),
  length: z.int().min(0),
  user: z.object({ id: Id }).optional(),
});

/** https://core.telegram.org/bots/api#message */
export const Message = z.object({
  date: UnixTime,
  edit_date: UnixTime.optional(),
  chat: Chat,
  from: User.optional(),
  /** Set when a group or channel speaks, e.g. an anonymous administrator. */
  sender_chat: z.object({ id: Id }).optional(),
  is_automatic_forward: z.boolean().optional(),
  is_topic_message: z.boolean().optional(),
  message_thread_id: Id.optional(),
  media_group_id: z.string().optional(),
  reply_to_message: z.object({ from: User.optional() }).optional(),
  text: z.string().optional(),
  entities: z.array(Entity).optional(),
  caption: z.string().optional(),
  caption_entities: z.array(Entity).optional(),
  location: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
  document: z.object({ mime_type: z.string().optional() }).optional(),
  contact: present,
  photo: present,
  voice: present,
  audio: present,
  video: present,
  video_note: present,
  animation: present,
  sticker: present,
  dice: present,
  poll: present,
  story: present,
  game: present,
  paid_media: present,
  checklist: present,
});
export type Message = z.infer<typeof Message>;

/** https://core.telegram.org/bots/api#update, the kinds of {@link ALLOWED_UPDATES}. */
export const Update = z.object({
  update_id: Id,
  message: Message.optional(),
  edited_message: Message.optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: User,
      data: z.string().optional(),
      // Telegram leaves out most of a message that has become inaccessible.
      message: z
        .object({
          chat: Chat,
          is_topic_message: z.boolean().optional(),
          message_thread_id: Id.optional(),
        })
        .optional(),
    })
    .optional(),
  my_chat_member: z
    .object({
      date: UnixTime,
      chat: Chat,
      from: User,
      new_chat_member: z.object({ status: z.string() }),
    })
    .optional(),
});
export type Update = z.infer<typeof Update>;

export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

/** Enough of an update to confirm it, even when the rest cannot be read. */
export const UpdateId = z.object({ update_id: Id });
export const TapId = z.object({ callback_query: z.object({ id: z.string() }) });

const Keyboard = z.array(z.array(z.object({ text: z.string(), callback_data: z.string() })));

/** What `render` makes, the outbox keeps and `client` sends. */
export const TelegramPart = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('sendMessage'),
    text: z.string().min(1),
    entities: z.array(
      z.object({ type: z.enum(['bold', 'expandable_blockquote']), offset: z.int(), length: z.int() }),
    ),
    keyboard: Keyboard.optional(),
  }),
  z.object({
    method: z.enum(['sendPhoto', 'sendDocument']),
    name: z.string(),
    base64: z.string(),
    caption: z.string(),
    keyboard: Keyboard.optional(),
  }),
]);
export type TelegramPart = z.infer<typeof TelegramPart>;

/** Up to here everything is confirmed; `at`: when the last update came. */
export const SavedOffset = z.object({ next: Id, at: z.iso.datetime() });
export type SavedOffset = z.infer<typeof SavedOffset>;

export const SavedBot = z.object({ id: Id, username: z.string() });
/** Who we are in Telegram: needed to know when a group speaks to us. */
export type Bot = z.infer<typeof SavedBot>;
