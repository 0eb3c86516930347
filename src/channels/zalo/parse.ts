import type { z } from 'zod';
import { ChannelError } from '../../errors.ts';
import { conversationId, type Incoming, type IncomingContent, type MediaKind } from '../../messages/index.ts';
import { tappedData } from './buttons.ts';
import { Envelope, Follow, SubmitInfo, UserMessage } from './schema.ts';

/** A message without words, by the kind of event. */
const MEDIA: Readonly<Record<string, MediaKind>> = {
  user_send_image: 'image',
  user_send_gif: 'sticker',
  user_send_sticker: 'sticker',
  user_send_audio: 'voice',
  user_send_video: 'video',
  user_send_file: 'file',
};

/**
 * One webhook event. Events that are not a person's doing (receipts, echoes, tags, groups) and unknown ones give
 * nothing. Throws ChannelError when a known event lacks what it must have; names the fields, never their values.
 */
export function parse(raw: unknown): readonly Incoming[] {
  const { event_name: event } = read(Envelope, raw, 'an event');
  switch (event) {
    case 'user_send_text':
    case 'user_send_link':
    case 'user_send_location':
    case 'user_send_business_card':
    case 'user_send_image':
    case 'user_send_gif':
    case 'user_send_sticker':
    case 'user_send_audio':
    case 'user_send_video':
    case 'user_send_file': {
      const update = read(UserMessage, raw, event);
      const content = contentOf(update);
      if (content === undefined) return [];
      return [incoming(update, update.sender.id, update.message.msg_id, content)];
    }
    case 'user_submit_info': {
      const update = read(SubmitInfo, raw, event);
      return [incoming(update, update.sender.id, undefined, { kind: 'contact' })];
    }
    case 'follow':
    case 'unfollow': {
      const update = read(Follow, raw, event);
      const kind = event === 'follow' ? 'started' : 'stopped';
      return [incoming(update, update.follower.id, undefined, { kind })];
    }
    default:
      return [];
  }
}

function contentOf({ event_name: event, message }: UserMessage): IncomingContent | undefined {
  const text = message.text ?? '';
  const [attachment] = message.attachments ?? [];
  const media = MEDIA[event];
  if (media !== undefined) return { kind: 'media', media, ...(text.trim() === '' ? {} : { caption: text }) };
  if (event === 'user_send_business_card') return { kind: 'contact' };
  if (event === 'user_send_location') {
    const place = attachment?.payload?.coordinates;
    return place === undefined
      ? { kind: 'media', media: 'other' }
      : { kind: 'location', ...coordinates(place) };
  }
  const said = event === 'user_send_link' && text.trim() === '' ? (attachment?.payload?.url ?? '') : text;
  if (said.trim() === '') return undefined;
  const data = tappedData(said);
  return data === undefined ? { kind: 'text', text: said } : { kind: 'tap', data };
}

const coordinates = ({ latitude, longitude }: { latitude: number; longitude: number }) => ({
  latitude,
  longitude,
});

function incoming(
  { event_name: event, timestamp }: Envelope,
  user: string,
  messageId: string | undefined,
  content: IncomingContent,
): Incoming {
  const conversation = conversationId('zalo', user);
  return {
    channel: 'zalo',
    // Events without a message id are the same when kind, instant and person are.
    updateId: messageId ?? `${event}:${timestamp}:${user}`,
    conversation,
    person: conversation,
    sentAt: instantOf(timestamp, event).toISOString(),
    content,
  };
}

/** Milliseconds as text; ten digits can only be seconds. Throws ChannelError on anything else. */
export function instantOf(timestamp: string, event = 'an event'): Date {
  if (!/^\d{9,14}$/.test(timestamp)) {
    throw new ChannelError('zalo', `${event} has a timestamp that is not a number of milliseconds`);
  }
  return new Date(Number(timestamp) * (timestamp.length <= 10 ? 1_000 : 1));
}

function read<T>(schema: z.ZodType<T>, raw: unknown, what: string): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(all)'}: ${issue.message}`);
  throw new ChannelError('zalo', `${what} has wrong fields: ${fields.join('; ')}`);
}
