import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { ZaloConfig } from '../../config-zalo.ts';
import type { Logger } from '../../logger.ts';
import { type ConversationId, splitConversation } from '../../messages/index.ts';
import type { OutgoingPart, SendOutcome } from '../channel.ts';
import { splitText } from '../plain-text.ts';
import type { Alarms } from './alarms.ts';
import type { ApiResult, ZaloApi } from './api.ts';
import { errorCode } from './error-codes.ts';
import { shorten } from './render.ts';
import { SentData, UploadedFile, UploadedImage, ZaloPart } from './schema.ts';
import type { Tokens } from './tokens.ts';
import type { WindowState } from './window.ts';

export interface ZaloClientOptions {
  readonly config: Pick<ZaloConfig, 'buttons' | 'template' | 'slowDownMs' | 'quotaPauseMs' | 'errorActions'>;
  readonly api: ZaloApi;
  readonly tokens: Tokens;
  readonly alarms: Alarms;
  readonly windowOf: (conversation: ConversationId) => Promise<WindowState>;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Post = (accessToken: string) => Promise<ApiResult>;
/** A call that succeeded, or what became of the message instead. */
type Attempt =
  | { readonly kind: 'ok'; readonly data: unknown }
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'over'; readonly outcome: SendOutcome };

const MESSAGE_PATH = '/v3.0/oa/message/cs';
/** An upload may be used for seven days; a day less is safe. */
const UPLOAD_LIFE_MS = 6 * 24 * 3_600_000;
const UPLOADS_KEPT = 200;
/** Pieces a text is cut into when Zalo finds it too long; below the least, cutting will not help. */
const LEAST_PIECE = 200;
/** Messages half sent that are remembered, so that a retry goes on where it stopped. */
const HALF_SENT_KEPT = 500;
/** So many refusals in a row mean that buttons do not work at all, not that one was wrong. */
const BUTTON_REFUSALS = 3;
/** How long a message waits when only a person can put things right. */
const WAIT_FOR_A_PERSON_MS = 10 * 60_000;

/** Sends one part. Every refusal is handled by its row in error-codes.ts. Never throws for what Zalo does. */
export function createZaloClient(options: ZaloClientOptions) {
  const { config, api, tokens, alarms, windowOf, clock, logger } = options;
  const uploads = new Map<string, { id: string; at: number }>();
  const halfSent = new Map<string, number>();
  let restUntil = 0;
  let buttonRefusals = 0;

  async function send(conversation: ConversationId, { payload }: OutgoingPart): Promise<SendOutcome> {
    const part = ZaloPart.safeParse(payload);
    if (!part.success) return { kind: 'failed', reason: 'the stored message is not one for Zalo' };
    const restMs = restUntil - clock.now().getTime();
    if (restMs > 0) return { kind: 'retry', reason: 'the channel rests', retryAfterMs: restMs };
    const { recipient } = splitConversation(conversation);
    switch (part.data.kind) {
      case 'text': {
        if (config.template === undefined) return sendText(recipient, part.data);
        return (await windowOf(conversation)) === 'over'
          ? sendTemplate(recipient, part.data.text, config.template)
          : sendText(recipient, part.data);
      }
      case 'image':
      case 'file':
        return sendUploaded(recipient, part.data);
    }
  }

  async function sendText(user: string, part: Extract<ZaloPart, { kind: 'text' }>): Promise<SendOutcome> {
    const { text, buttons, plain } = part;
    if (buttons === undefined || plain === undefined) return sendPieces(user, text);
    if (buttonRefusals >= BUTTON_REFUSALS) return sendPieces(user, plain);
    const attachment = {
      type: 'template',
      payload: {
        ...(config.buttons.templateType === undefined ? {} : { template_type: config.buttons.templateType }),
        buttons: buttons.map(({ title, payload }) => ({
          title,
          type: `oa.query.${config.buttons.type}`,
          payload,
        })),
      },
    };
    const attempt = await call((token) => api.post(MESSAGE_PATH, message(user, { text, attachment }), token));
    if (attempt.kind === 'ok') {
      buttonRefusals = 0;
      return sent(attempt.data);
    }
    if (attempt.kind === 'over') return attempt.outcome;
    const { action } = errorCode(attempt.code, config.errorActions);
    if (action !== 'plain-text' && action !== 'split') return outcomeOf(attempt.code);
    logger.warn({ channel: 'zalo', code: attempt.code }, 'Zalo refused buttons; sending a numbered list');
    const outcome = await sendPieces(user, plain);
    // Only when the same words pass without buttons were the buttons at fault.
    if (outcome.kind === 'sent') {
      buttonRefusals += 1;
      if (buttonRefusals === BUTTON_REFUSALS) await alarms.raise('buttons', `code ${attempt.code}`);
    }
    return outcome;
  }

  /** Sends a text, in smaller and smaller pieces if Zalo finds it too long. A retry goes on with the first unsent one. */
  async function sendPieces(user: string, text: string): Promise<SendOutcome> {
    const key = hash(`${user}\n${text}`);
    let done = halfSent.get(key) ?? 0;
    let last: SendOutcome = { kind: 'sent' };
    let limit = text.length;
    while (done < text.length) {
      const piece = splitText(text.slice(done), limit)[0];
      if (piece === undefined) break;
      const attempt = await call((token) => api.post(MESSAGE_PATH, message(user, { text: piece }), token));
      if (attempt.kind === 'ok') {
        done = text.indexOf(piece, done) + piece.length;
        last = sent(attempt.data);
        if (done < text.length) remember(halfSent, key, done, HALF_SENT_KEPT);
        continue;
      }
      if (attempt.kind === 'over') return attempt.outcome;
      const tooLong = errorCode(attempt.code, config.errorActions).action === 'split';
      if (!tooLong || piece.length <= LEAST_PIECE) return outcomeOf(attempt.code);
      limit = Math.max(LEAST_PIECE, Math.floor(piece.length / 2));
    }
    halfSent.delete(key);
    return last;
  }

  async function sendUploaded(
    user: string,
    part: Extract<ZaloPart, { kind: 'image' | 'file' }>,
  ): Promise<SendOutcome> {
    // Twice: the second time with a fresh upload, should the first have expired.
    for (const again of [false, true]) {
      const upload = await uploaded(part, again);
      if (typeof upload !== 'string') return isRefused(upload) ? instead(user, part, upload.code) : upload;
      const body =
        part.kind === 'image'
          ? image(upload, part.alt)
          : { attachment: { type: 'file', payload: { token: upload } } };
      const attempt = await call((token) => api.post(MESSAGE_PATH, message(user, body), token));
      if (attempt.kind === 'ok') return sent(attempt.data);
      if (attempt.kind === 'over') return attempt.outcome;
      if (errorCode(attempt.code, config.errorActions).action === 'upload-again' && !again) continue;
      return instead(user, part, attempt.code);
    }
    return { kind: 'retry', reason: 'the upload expired twice' };
  }

  /** What the picture says, when Zalo takes it as words only. */
  async function instead(user: string, { alt }: { alt: string }, code: number): Promise<SendOutcome> {
    const { action } = errorCode(code, config.errorActions);
    if (alt === '' || !['plain-text', 'split', 'upload-again', 'bug'].includes(action))
      return outcomeOf(code);
    logger.error({ channel: 'zalo', code }, 'Zalo refused a picture or file; sending its description');
    return sendPieces(user, alt);
  }

  async function uploaded(
    part: { kind: 'image' | 'file'; name: string; base64: string },
    again: boolean,
  ): Promise<string | SendOutcome | { readonly code: number }> {
    const key = hash(`${part.kind}\n${part.base64}`);
    const known = uploads.get(key);
    const nowMs = clock.now().getTime();
    if (!again && known !== undefined && nowMs - known.at < UPLOAD_LIFE_MS) return known.id;
    const bytes = Buffer.from(part.base64, 'base64');
    const path = `/v2.0/oa/upload/${part.kind}`;
    const attempt = await call((token) => api.upload(path, { name: part.name, bytes }, token));
    // An upload that may have happened harms nobody: it is simply done again.
    if (attempt.kind === 'over')
      return attempt.outcome.kind === 'unknown' ? { ...attempt.outcome, kind: 'retry' } : attempt.outcome;
    if (attempt.kind === 'refused') return { code: attempt.code };
    const id =
      part.kind === 'image'
        ? UploadedImage.safeParse(attempt.data).data?.attachment_id
        : UploadedFile.safeParse(attempt.data).data?.token;
    if (id === undefined) return { kind: 'retry', reason: 'the upload gave no id' };
    remember(uploads, key, { id, at: nowMs }, UPLOADS_KEPT);
    return id;
  }

  /** After the window only what Zalo has approved goes out: a template with room for some of our words. */
  async function sendTemplate(
    user: string,
    text: string,
    { id, field, textLimit, path }: NonNullable<ZaloConfig['template']>,
  ): Promise<SendOutcome> {
    const words = shorten(text.replace(/\s*\n\s*/g, ' '), textLimit);
    const body = { user_id: user, template_id: id, template_data: { [field]: words } };
    const attempt = await call((token) => api.post(path, body, token));
    if (attempt.kind === 'over') return attempt.outcome;
    if (attempt.kind === 'refused') return outcomeOf(attempt.code);
    logger.info({ channel: 'zalo' }, 'the window is over: sent as a template');
    return sent(attempt.data);
  }

  /** One call with the current token; a refused token is replaced once and the call repeated once. */
  async function call(post: Post): Promise<Attempt> {
    const token = await tokens.current();
    if (token === undefined) return over(noTokens());
    const first = await post(token);
    if (first.kind !== 'refused' || errorCode(first.code, config.errorActions).action !== 'refresh')
      return attemptOf(first);
    const newer = await tokens.replace(token);
    if (newer === undefined) return over(noTokens());
    const second = await post(newer);
    if (second.kind === 'refused' && errorCode(second.code, config.errorActions).action === 'refresh')
      return over({ kind: 'retry', reason: reasonOf(second.code) });
    return attemptOf(second);
  }

  async function attemptOf(result: ApiResult): Promise<Attempt> {
    if (result.kind === 'ok') {
      await Promise.all([alarms.clear('account'), alarms.clear('quota'), alarms.clear('tokens')]);
      return result;
    }
    if (result.kind === 'refused') return result;
    const { reason } = result;
    return over(result.sent ? { kind: 'unknown', reason } : { kind: 'retry', reason });
  }

  const noTokens = (): SendOutcome => ({
    kind: 'retry',
    reason: 'there is no valid Zalo token: `mot-cua zalo status` says what to do',
    retryAfterMs: 60_000,
  });

  async function outcomeOf(code: number): Promise<SendOutcome> {
    const { action } = errorCode(code, config.errorActions);
    const reason = reasonOf(code);
    switch (action) {
      case 'retry':
      case 'refresh':
      case 'upload-again':
        return { kind: 'retry', reason };
      case 'slow-down':
        return rest(config.slowDownMs, reason);
      case 'quota':
        await alarms.raise('quota', reason);
        return rest(config.quotaPauseMs, reason);
      case 'account':
        await alarms.raise('account', reason);
        return { kind: 'retry', reason, retryAfterMs: WAIT_FOR_A_PERSON_MS };
      case 'unfollowed':
        return { kind: 'failed', reason, blocked: true };
      case 'drop':
      case 'closed':
        return { kind: 'failed', reason };
      case 'split':
      case 'plain-text':
      case 'bug':
        logger.error({ channel: 'zalo', code, reason }, 'Zalo refused a message we should not have sent');
        return { kind: 'failed', reason };
    }
  }

  /** Nothing goes out before the rest is over: more calls would be refused as well, and counted. */
  function rest(ms: number, reason: string): SendOutcome {
    restUntil = Math.max(restUntil, clock.now().getTime() + ms);
    return { kind: 'retry', reason, retryAfterMs: ms };
  }

  const reasonOf = (code: number): string => `Zalo ${code}: ${errorCode(code, config.errorActions).meaning}`;

  return { send };
}

const message = (user: string, content: object) => ({ recipient: { user_id: user }, message: content });

const image = (id: string, text: string) => ({
  ...(text === '' ? {} : { text }),
  attachment: {
    type: 'template',
    payload: { template_type: 'media', elements: [{ media_type: 'image', attachment_id: id }] },
  },
});

function sent(data: unknown): SendOutcome {
  const parsed = SentData.safeParse(data).data;
  const messageId = parsed?.message_id ?? parsed?.msg_id;
  return { kind: 'sent', ...(messageId === undefined ? {} : { messageId }) };
}

const over = (outcome: SendOutcome): Attempt => ({ kind: 'over', outcome });

const isRefused = (upload: SendOutcome | { readonly code: number }): upload is { readonly code: number } =>
  'code' in upload;

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Adds to a map that forgets its oldest entry when it is full. */
function remember<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
