import { ChannelError } from '../../errors.ts';
import { conversationId, type Incoming, type IncomingContent, type MediaKind } from '../../messages/index.ts';
import { COMMAND_LANGUAGES, COMMANDS, type CommandLanguage } from './commands.ts';
import { type Bot, type Message, Update } from './schema.ts';

export interface ParseContext {
  /** Who we are; `username` is unknown until Telegram was reached once. */
  readonly bot: Partial<Bot>;
  /** When the update arrived: taps carry no time of their own. */
  readonly now: Date;
}

/** One update gives one message, or none when it is not for us. Throws ChannelError when it cannot be read. */
export function parse(raw: unknown, context: ParseContext): readonly Incoming[] {
  const parsed = Update.safeParse(raw);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.') || '(all)').join(', ');
    throw new ChannelError('telegram', `a Telegram update has wrong fields: ${fields}`);
  }
  const update = parsed.data;
  const id = String(update.update_id);
  if (update.message) return messageOf(update.message, id, context);
  if (update.edited_message) return editedOf(update.edited_message, id, context);
  if (update.callback_query) return tapOf(update.callback_query, id, context);
  if (update.my_chat_member) return membershipOf(update.my_chat_member, id);
  return [];
}

function messageOf(message: Message, updateId: string, { bot }: ParseContext): readonly Incoming[] {
  if (message.chat.type === 'channel' || message.is_automatic_forward === true) return [];
  // Two bots that answer each other never stop. Anonymous administrators look like a bot, but speak for a chat.
  if (message.from?.is_bot === true && message.sender_chat === undefined) return [];
  const language = languageOf(message.from?.language_code);
  const addressed = addressedText(message, bot);
  if (addressed === undefined) return [];
  const content = contentOf(message, addressed, language);
  // Many people in Vietnam use their phone in English and still write Vietnamese.
  const spoken =
    content?.kind === 'text' && message.text === content.text && isVietnamese(content.text) ? 'vi' : language;
  if (content === undefined) return [];
  return [
    {
      channel: 'telegram',
      updateId: albumId(message) ?? updateId,
      ...whereAndWho(message, message.sender_chat?.id ?? message.from?.id),
      sentAt: instant(message.date),
      content,
      ...hint(spoken),
    },
  ];
}

/**
 * A corrected question is asked again. Other edits (a live location that moves, a new caption) are not messages.
 */
function editedOf(message: Message, updateId: string, context: ParseContext): readonly Incoming[] {
  if (message.text === undefined || message.edit_date === undefined) return [];
  const sentAt = instant(message.edit_date);
  return messageOf(message, updateId, context).map((incoming) =>
    incoming.content.kind === 'text'
      ? { ...incoming, sentAt, content: { ...incoming.content, edited: true } }
      : { ...incoming, sentAt },
  );
}

function tapOf(
  tap: NonNullable<Update['callback_query']>,
  updateId: string,
  { now }: ParseContext,
): readonly Incoming[] {
  if (tap.message === undefined || tap.data === undefined) return [];
  return [
    {
      channel: 'telegram',
      updateId,
      ...whereAndWho(tap.message, tap.from.id),
      sentAt: now.toISOString(),
      content: { kind: 'tap', data: tap.data },
      ...hint(languageOf(tap.from.language_code)),
    },
  ];
}

/** Blocked or removed: nothing can be sent any more. Unblocked or added: it can again, but nobody asked anything. */
function membershipOf(
  { chat, from, date, new_chat_member: member }: NonNullable<Update['my_chat_member']>,
  updateId: string,
): readonly Incoming[] {
  if (chat.type === 'channel') return [];
  const gone = member.status === 'kicked' || member.status === 'left';
  return [
    {
      channel: 'telegram',
      updateId,
      ...whereAndWho({ chat }, from.id),
      sentAt: instant(date),
      content: { kind: gone ? 'stopped' : 'resumed' },
      ...hint(languageOf(from.language_code)),
    },
  ];
}

/**
 * Text or caption without what only addresses us; undefined when a group does not speak to us. A group speaks to us by
 * naming us, by replying to us, or with a command of ours.
 */
function addressedText(message: Message, bot: Partial<Bot>): string | undefined {
  const text = message.text ?? message.caption ?? '';
  if (message.chat.type === 'private') return text;
  const mentions = mentionsOf(message, text, bot);
  const command = commandOf(text);
  const ours =
    mentions.length > 0 ||
    (bot.id !== undefined && message.reply_to_message?.from?.id === bot.id) ||
    (command !== undefined &&
      (command.to === undefined ? command.known !== undefined : isUs(command.to, bot)));
  if (!ours) return undefined;
  return mentions
    .reduceRight((rest, { start, end }) => `${rest.slice(0, start)} ${rest.slice(end)}`, text)
    .replace(/[ \t]+/g, ' ')
    .trim();
}

function mentionsOf(message: Message, text: string, bot: Partial<Bot>) {
  const entities = message.entities ?? message.caption_entities ?? [];
  return entities.flatMap(({ type, offset, length, user }) => {
    const range = { start: offset, end: offset + length };
    if (type === 'mention' && isUs(text.slice(range.start + 1, range.end), bot)) return [range];
    return type === 'text_mention' && user !== undefined && user.id === bot.id ? [range] : [];
  });
}

const isUs = (username: string, bot: Partial<Bot>): boolean =>
  bot.username !== undefined && username.toLowerCase() === bot.username.toLowerCase();

/** `/help@mot_cua_bot the rest` */
const COMMAND = /^\/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+|$)/;

function commandOf(text: string) {
  const match = COMMAND.exec(text);
  if (match === null) return undefined;
  const name = match[1]?.toLowerCase();
  return {
    known: COMMANDS.find((command) => command.name === name),
    to: match[2],
    rest: text.slice(match[0].length).trim(),
  };
}

function contentOf(message: Message, text: string, language: CommandLanguage): IncomingContent | undefined {
  if (message.text !== undefined) return textOrCommand(text, message.chat.type === 'private', language);
  if (message.location !== undefined) return { kind: 'location', ...message.location };
  if (message.contact !== undefined) return { kind: 'contact' };
  const media = mediaOf(message);
  if (media === undefined) return undefined;
  return text === '' ? { kind: 'media', media } : { kind: 'media', media, caption: text };
}

function textOrCommand(
  text: string,
  isPrivate: boolean,
  language: CommandLanguage,
): IncomingContent | undefined {
  const command = commandOf(text);
  if (command?.known?.name === 'start') return { kind: 'started' };
  // A question behind a command (`/help phí karaoke`) counts more than the command.
  if (command !== undefined && command.rest !== '') return { kind: 'text', text: command.rest };
  if (command?.known?.says !== undefined) return { kind: 'text', text: command.known.says[language] };
  // Our name and nothing else: somebody wants to know what we are.
  if (text.trim() === '') return isPrivate ? undefined : { kind: 'started' };
  return { kind: 'text', text };
}

/** Undefined for service messages (a pinned message, a new title): nobody said anything. */
function mediaOf(message: Message): MediaKind | undefined {
  if (message.voice !== undefined || message.audio !== undefined) return 'voice';
  if (message.photo !== undefined) return 'image';
  // A GIF also has a `document`, so it must come first.
  if (message.sticker !== undefined || message.animation !== undefined || message.dice !== undefined)
    return 'sticker';
  if (message.video !== undefined || message.video_note !== undefined) return 'video';
  if (message.document !== undefined)
    return message.document.mime_type?.startsWith('image/') === true ? 'image' : 'file';
  const others = [message.poll, message.story, message.game, message.paid_media, message.checklist];
  return others.some((one) => one !== undefined) ? 'other' : undefined;
}

/** The pictures of an album come as one update each; with one id for all they are answered once. */
function albumId({ media_group_id: album, chat }: Message): string | undefined {
  return album === undefined ? undefined : `album:${chat.id}:${album}`;
}

function whereAndWho(
  place: Pick<Message, 'chat' | 'is_topic_message' | 'message_thread_id'>,
  person: number | undefined,
): Pick<Incoming, 'conversation' | 'person'> {
  const { chat, is_topic_message: inTopic, message_thread_id: topic } = place;
  const recipient = inTopic === true && topic !== undefined ? `${chat.id}/${topic}` : String(chat.id);
  return {
    conversation: conversationId('telegram', recipient),
    person: conversationId('telegram', String(person ?? chat.id)),
  };
}

/** `en-US` → `en`; whoever uses Telegram in another language most likely reads Vietnamese. */
function languageOf(code: string | undefined): CommandLanguage {
  return COMMAND_LANGUAGES.find((language) => language === code?.slice(0, 2).toLowerCase()) ?? 'vi';
}

/** Letters that no other language has together; a name such as Café is not enough. */
const isVietnamese = (text: string): boolean =>
  (text.normalize('NFC').match(/[ăđơưạ-ỹ]/giu)?.length ?? 0) >= 2;

const hint = (language: CommandLanguage): Pick<Incoming, 'languageHint'> => ({ languageHint: language });

const instant = (seconds: number): string => new Date(seconds * 1_000).toISOString();
