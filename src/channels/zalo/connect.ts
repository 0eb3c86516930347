import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { ZaloConfig } from '../../config-zalo.ts';
import { ChannelError } from '../../errors.ts';
import type { SharedMemory } from '../channel.ts';
import { ALARMS_KEY, readAlarms } from './alarms.ts';
import type { Fetch } from './http.ts';
import { createOAuth, newProof } from './oauth.ts';
import { readTokens, TOKENS_KEY, tokenState } from './tokens.ts';

export interface StartedConsent {
  /** Where an administrator of the account agrees, in a browser. */
  readonly url: string;
  /**
   * Takes the address the browser was sent to afterwards (or the code alone), fetches the first tokens and saves both
   * in one transaction. Throws ChannelError that says what to do.
   */
  finish(answer: string): Promise<Consent>;
}

export interface Consent {
  readonly oaId: string | undefined;
  readonly expiresAt: string | undefined;
}

/** Zalo is said not to send `state` back, so our own mark travels in the redirect address. */
const MARK = 'mot_cua';

export function prepareConsent(options: {
  readonly config: ZaloConfig;
  readonly memory: SharedMemory;
  readonly clock: Clock;
  /** Leaves the mark out, should Zalo insist on the registered address to the letter. */
  readonly plainRedirect?: boolean;
  readonly fetch?: Fetch;
}): StartedConsent {
  const { config, memory, clock, plainRedirect = false } = options;
  if (config.redirectUrl === undefined) {
    throw new ChannelError(
      'zalo',
      'there is no address to come back to: set ZALO_REDIRECT_URL (or PUBLIC_URL) to the one registered in the Zalo app',
    );
  }
  const oauth = createOAuth({ ...config, ...(options.fetch === undefined ? {} : { fetch: options.fetch }) });
  const { verifier, challenge } = newProof();
  const mark = randomBytes(16).toString('base64url');
  const redirect = new URL(config.redirectUrl);
  if (!plainRedirect) redirect.searchParams.set(MARK, mark);

  async function finish(answer: string): Promise<Consent> {
    const { code, oaId } = readAnswer(answer.trim());
    if (oaId !== undefined && config.oaId !== undefined && oaId !== config.oaId) {
      throw new ChannelError(
        'zalo',
        `agreed for the account ${oaId}, but ZALO_OA_ID is ${config.oaId}; log in to the right account, or correct the setting`,
      );
    }
    const result = await oauth.exchange(code, verifier);
    if (result.kind === 'refused') {
      throw new ChannelError(
        'zalo',
        `Zalo gave no tokens (${result.error}); a code works once and for ten minutes: begin again with \`mot-cua zalo connect\`, and check ZALO_APP_ID, ZALO_APP_SECRET and the redirect address`,
      );
    }
    if (result.kind === 'unanswered')
      throw new ChannelError('zalo', `Zalo could not be asked for tokens: ${result.reason}; begin again`);
    const saved = await memory.change(TOKENS_KEY, (before) =>
      tokenState(result.tokens, (readTokens(before)?.generation ?? 0) + 1, clock.now()),
    );
    await memory.change(ALARMS_KEY, (before) => {
      const { tokens: _tokens, 'no-tokens': _none, ...rest } = readAlarms(before);
      return rest;
    });
    return { oaId, expiresAt: saved.expiresAt };
  }

  function readAnswer(answer: string): { code: string; oaId: string | undefined } {
    if (/^[A-Za-z0-9_-]{10,}$/.test(answer)) return { code: answer, oaId: undefined };
    const query = URL.canParse(answer) ? new URL(answer).searchParams : undefined;
    const code = query?.get('code') ?? undefined;
    if (code === undefined || code === '') {
      throw new ChannelError(
        'zalo',
        'the address has no code=…; copy the whole address from the address bar',
      );
    }
    if (!plainRedirect && query?.get(MARK) !== mark && query?.get('state') !== mark) {
      throw new ChannelError(
        'zalo',
        'the address belongs to another consent than the one begun here; open the address printed above, or try --plain-redirect if Zalo leaves our mark out',
      );
    }
    return { code, oaId: query?.get('oa_id') ?? undefined };
  }

  return { url: oauth.permissionUrl({ redirectUrl: redirect.href, challenge, state: mark }), finish };
}
