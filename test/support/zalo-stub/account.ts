import { createHash, randomBytes } from 'node:crypto';

export interface StubButton {
  readonly title: string;
  readonly type: string;
  readonly payload: unknown;
}

/** What a person sees of one message of the account. */
export interface Received {
  readonly id: string;
  readonly from: 'assistant' | 'admin' | 'me';
  readonly text: string;
  readonly buttons: readonly StubButton[];
  readonly image?: string;
  readonly file?: string;
  readonly template?: unknown;
}

export interface StubUser {
  readonly id: string;
  follows: boolean;
  lastInteractionAt: number | undefined;
  readonly received: Received[];
}

export interface AccountOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly oaId: string;
  readonly now: () => Date;
}

const DAY_MS = 86_400_000;
const BUTTON_TYPES = ['oa.query.show', 'oa.query.hide', 'oa.open.url', 'oa.open.sms', 'oa.open.phone'];

export type Answer = { error: number; message: string; data?: unknown };
const refuse = (error: number, message: string): Answer => ({ error, message });
const accept = (data: unknown): Answer => ({ error: 0, message: 'Success', data });

/** Everything the account knows and decides. */
export function createAccount({ appId, appSecret, oaId, now }: AccountOptions) {
  const users = new Map<string, StubUser>();
  const uploads = new Map<string, { kind: 'image' | 'file'; at: number; bytes: number }>();
  const codes = new Map<string, { challenge: string; at: number }>();
  let tokens: { access: string; refresh: string; expiresAt: number } | undefined;
  const usedRefreshTokens = new Set<string>();
  let count = 0;
  let quotaLeft = Number.POSITIVE_INFINITY;
  let calls = 0;
  let grants = 0;

  const id = (): string => {
    count += 1;
    return createHash('sha1').update(`${oaId}:${count}:${now().getTime()}`).digest('hex');
  };

  function user(userId: string): StubUser {
    const known = users.get(userId);
    if (known !== undefined) return known;
    const fresh: StubUser = { id: userId, follows: false, lastInteractionAt: undefined, received: [] };
    users.set(userId, fresh);
    return fresh;
  }

  function checkToken(token: string | undefined): Answer | undefined {
    if (token === undefined || token === '') return refuse(-216, 'Access token is invalid');
    if (tokens === undefined || token !== tokens.access) return refuse(-216, 'Access token is invalid');
    return tokens.expiresAt <= now().getTime() ? refuse(-220, 'Access token has expired') : undefined;
  }

  function newTokens(): object {
    grants += 1;
    tokens = {
      access: randomBytes(24).toString('base64url'),
      refresh: randomBytes(24).toString('base64url'),
      expiresAt: now().getTime() + 90_000_000,
    };
    return { access_token: tokens.access, refresh_token: tokens.refresh, expires_in: '90000' };
  }

  const denied = (error: number, name: string) => ({
    error,
    error_name: name,
    error_reason: name,
    ref_doc: '',
  });

  return {
    user,
    users: () => [...users.values()],
    interact(userId: string): void {
      user(userId).lastInteractionAt = now().getTime();
    },
    setQuota(left: number): void {
      quotaLeft = left;
    },
    revokeAccess(): void {
      if (tokens !== undefined) tokens = { ...tokens, access: randomBytes(24).toString('base64url') };
    },
    revokeAll(): void {
      tokens = undefined;
    },
    /** A pair as if consent had been given long ago. */
    issue(): string {
      newTokens();
      return tokens?.refresh ?? '';
    },
    calls: () => calls,
    /** How many pairs of tokens were given out. */
    grants: () => grants,

    consent(challenge: string): string {
      const code = randomBytes(20).toString('base64url');
      codes.set(code, { challenge, at: now().getTime() });
      return code;
    },

    /** POST /v4/oa/access_token. HTTP 200 whatever happens. */
    grant(form: URLSearchParams, secretKey: string | undefined): object {
      if (form.get('app_id') !== appId) return denied(-14002, 'Invalid app');
      if (secretKey !== appSecret) return denied(-14002, 'Invalid secret key');
      if (form.get('grant_type') === 'authorization_code') {
        const code = form.get('code') ?? '';
        const known = codes.get(code);
        codes.delete(code);
        if (known === undefined || now().getTime() - known.at > 600_000)
          return denied(-14012, 'Invalid code');
        const made = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        return made === known.challenge ? newTokens() : denied(-14024, 'Invalid code verifier');
      }
      if (form.get('grant_type') !== 'refresh_token') return denied(-14000, 'Invalid grant type');
      const given = form.get('refresh_token') ?? '';
      if (usedRefreshTokens.has(given)) return denied(-14014, 'Refresh token already used');
      if (tokens === undefined || given !== tokens.refresh) return denied(-14014, 'Invalid refresh token');
      usedRefreshTokens.add(given);
      return newTokens();
    },

    upload(kind: 'image' | 'file', name: string, bytes: number, token: string | undefined): Answer {
      const wrong = checkToken(token);
      if (wrong) return wrong;
      const allowed = kind === 'image' ? /\.(png|jpe?g)$/i : /\.(pdf|docx?|csv)$/i;
      if (!allowed.test(name)) return refuse(-201, 'file type is invalid');
      if (bytes > (kind === 'image' ? 1_048_576 : 5_242_880))
        return refuse(-210, 'file size is over the limit');
      const upload = id();
      uploads.set(upload, { kind, at: now().getTime(), bytes });
      return accept(kind === 'image' ? { attachment_id: upload } : { token: upload });
    },

    account(token: string | undefined): Answer {
      return (
        checkToken(token) ??
        accept({
          oaid: oaId,
          name: 'Một Cửa (thử)',
          is_verified: true,
          oa_type: 4,
          package_name: 'Growth',
          num_follower: users.size,
        })
      );
    },

    detail(userId: string, token: string | undefined): Answer {
      const wrong = checkToken(token);
      if (wrong) return wrong;
      const known = users.get(userId);
      if (known?.follows !== true) return refuse(-213, 'User has not followed OA');
      return accept({ user_id: userId, display_name: 'Người thử', user_is_follower: true });
    },

    /** POST /v3.0/oa/message/cs. Gives the answer and, when it was accepted, what the person sees. */
    message(
      body: unknown,
      token: string | undefined,
    ): { answer: Answer; received?: Received; user?: string } {
      calls += 1;
      const wrong = checkToken(token);
      if (wrong) return { answer: wrong };
      const shape = body as {
        recipient?: { user_id?: unknown };
        message?: { text?: unknown; attachment?: { type?: string; payload?: Record<string, unknown> } };
      } | null;
      const to = shape?.recipient?.user_id;
      const message = shape?.message;
      if (typeof to !== 'string' || to === '') return { answer: refuse(-201, 'user_id is invalid') };
      if (typeof message !== 'object' || message === null)
        return { answer: refuse(-201, 'message is invalid') };
      const person = users.get(to);
      if (person === undefined || (!person.follows && person.lastInteractionAt === undefined))
        return { answer: refuse(-213, 'User has not followed OA') };
      if (person.lastInteractionAt === undefined)
        return { answer: refuse(-232, 'User has not interacted with OA') };
      if (now().getTime() - person.lastInteractionAt > 7 * DAY_MS)
        return { answer: refuse(-230, 'User has not interacted with the OA in the past 7 days') };
      if (quotaLeft <= 0) return { answer: refuse(-211, 'Out of quota') };

      const text = message.text;
      const attachment = message.attachment;
      if (text !== undefined && typeof text !== 'string') return { answer: refuse(-201, 'text is invalid') };
      if ((text === undefined || text === '') && attachment === undefined)
        return { answer: refuse(-201, 'text is empty') };
      if (text !== undefined && text.length > 2_000)
        return { answer: refuse(-210, 'text is over 2000 characters') };

      const payload = attachment?.payload ?? {};
      const buttons = Array.isArray(payload.buttons) ? (payload.buttons as StubButton[]) : [];
      if (buttons.length > 5) return { answer: refuse(-201, 'buttons is invalid') };
      for (const button of buttons) {
        const isQuery = /^oa\.query\./.test(button?.type ?? '');
        if (!BUTTON_TYPES.includes(button?.type)) return { answer: refuse(-201, 'button type is invalid') };
        if (typeof button.title !== 'string' || button.title === '' || button.title.length > 100)
          return { answer: refuse(-201, 'button title is invalid') };
        if (
          isQuery &&
          (typeof button.payload !== 'string' || button.payload === '' || button.payload.length > 1_000)
        )
          return { answer: refuse(-201, 'button payload is invalid') };
        if (!isQuery && (typeof button.payload !== 'object' || button.payload === null))
          return { answer: refuse(-201, 'button payload is invalid') };
      }
      let image: string | undefined;
      let file: string | undefined;
      if (attachment?.type === 'file') {
        const upload = uploads.get(String(payload.token));
        if (upload?.kind !== 'file' || now().getTime() - upload.at > 7 * DAY_MS)
          return { answer: refuse(-100, 'token has expired') };
        file = String(payload.token);
      } else if (payload.template_type === 'media') {
        const elements = Array.isArray(payload.elements)
          ? (payload.elements as Record<string, unknown>[])
          : [];
        const [element] = elements;
        if (elements.length !== 1 || element?.media_type !== 'image')
          return { answer: refuse(-201, 'elements is invalid') };
        const upload = uploads.get(String(element.attachment_id));
        if (upload?.kind !== 'image' || now().getTime() - upload.at > 7 * DAY_MS)
          return { answer: refuse(-100, 'attachment_id has expired') };
        image = String(element.attachment_id);
      } else if (attachment !== undefined && (attachment.type !== 'template' || buttons.length === 0)) {
        return { answer: refuse(-233, 'Message type is not supported') };
      }

      quotaLeft -= 1;
      const messageId = id();
      const received: Received = {
        id: messageId,
        from: 'assistant',
        text: text ?? '',
        buttons,
        ...(image === undefined ? {} : { image }),
        ...(file === undefined ? {} : { file }),
      };
      person.received.push(received);
      // The quota is sometimes there and sometimes not.
      const quota = count % 2 === 0 ? {} : { quota: { quota_type: 'reply', remain: '8', total: '8' } };
      const data = { message_id: messageId, user_id: to, sent_time: String(now().getTime()), ...quota };
      return { answer: accept(data), received, user: to };
    },

    /** POST /v3.0/oa/message/template: at any time, to anybody known. */
    template(
      body: unknown,
      token: string | undefined,
    ): { answer: Answer; received?: Received; user?: string } {
      calls += 1;
      const wrong = checkToken(token);
      if (wrong) return { answer: wrong };
      const shape = body as { user_id?: unknown; template_id?: unknown; template_data?: unknown } | null;
      const person = typeof shape?.user_id === 'string' ? users.get(shape.user_id) : undefined;
      if (person === undefined) return { answer: refuse(-213, 'User has not followed OA') };
      if (typeof shape?.template_id !== 'string' || typeof shape.template_data !== 'object')
        return { answer: refuse(-201, 'template_id is invalid') };
      const messageId = id();
      const received: Received = {
        id: messageId,
        from: 'assistant',
        text: '',
        buttons: [],
        template: shape.template_data,
      };
      person.received.push(received);
      return {
        answer: accept({ message_id: messageId, user_id: person.id, sent_time: String(now().getTime()) }),
      };
    },

    newMessageId: id,
  };
}

export type StubAccount = ReturnType<typeof createAccount>;
