import type { ZaloAction } from '../../config-zalo.ts';

export interface ErrorCode {
  readonly meaning: string;
  readonly action: ZaloAction;
}

/**
 * The codes of the Official Account API as we know them; ZALO_ERROR_ACTIONS overrides single ones.
 * retry: wait and try again. slow-down, quota: the whole channel rests. refresh: new token, once. upload-again: the
 * uploaded file has expired. split: shorter pieces. plain-text: the same without buttons. drop: this message will
 * never arrive. unfollowed: nor will any other. closed: too long since the person wrote. account: the account or the
 * application must be put right by a person; messages wait. bug: our own mistake.
 */
const CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [-32, { meaning: 'too many requests', action: 'slow-down' }],
  [-100, { meaning: 'the uploaded file has expired', action: 'upload-again' }],
  [-200, { meaning: 'sending failed', action: 'retry' }],
  [-201, { meaning: 'a field is invalid', action: 'plain-text' }],
  [-204, { meaning: 'the account is disabled', action: 'account' }],
  [-205, { meaning: 'the account does not exist', action: 'account' }],
  [-209, { meaning: 'the API is not enabled for this application', action: 'account' }],
  [-210, { meaning: 'a parameter is over its limit', action: 'split' }],
  [-211, { meaning: 'the account is out of quota', action: 'quota' }],
  [-212, { meaning: 'the API is not enabled for this account', action: 'account' }],
  [-213, { meaning: 'the person does not follow the account', action: 'unfollowed' }],
  [-214, { meaning: 'the article is being processed', action: 'drop' }],
  [-216, { meaning: 'the access token is invalid', action: 'refresh' }],
  [-217, { meaning: 'the person blocked invitations', action: 'drop' }],
  [-218, { meaning: 'the person may not receive more', action: 'drop' }],
  [-219, { meaning: 'the application is removed or disabled', action: 'account' }],
  [-220, { meaning: 'the access token is expired or revoked', action: 'refresh' }],
  [-221, { meaning: 'the account must be verified', action: 'account' }],
  [-223, { meaning: 'the API is not enabled for this account', action: 'account' }],
  [-224, { meaning: 'the account must be upgraded', action: 'account' }],
  [-227, { meaning: 'the person is banned or inactive', action: 'drop' }],
  [-230, { meaning: 'the person has not written for seven days', action: 'closed' }],
  [-232, { meaning: 'the person has not written yet, or too long ago', action: 'closed' }],
  [-233, { meaning: 'this kind of message is not supported', action: 'plain-text' }],
  [-234, { meaning: 'not allowed between 22 and 6 o’clock', action: 'drop' }],
  [-240, { meaning: 'this API is shut', action: 'bug' }],
  [
    -242,
    {
      meaning: 'the appsecret_proof is wrong: check ZALO_APP_SECRET, or set ZALO_PROOF=off',
      action: 'account',
    },
  ],
  [-244, { meaning: 'the person refuses this kind of message', action: 'drop' }],
  [-248, { meaning: 'against the standards of the platform', action: 'bug' }],
  [-249, { meaning: 'the template cannot be used with a user id', action: 'bug' }],
  [-305, { meaning: 'more than 48 hours since the person wrote', action: 'closed' }],
  [-311, { meaning: 'out of replies', action: 'quota' }],
  [-320, { meaning: 'a Zalo Cloud Account is needed', action: 'account' }],
  [-321, { meaning: 'the Zalo Cloud Account has no money', action: 'account' }],
  [-403, { meaning: 'the account is not in the group', action: 'drop' }],
]);

/** A refused message has not arrived, so trying again is safe; after some tries it goes to the dead letters. */
const UNKNOWN: ErrorCode = { meaning: 'unknown code', action: 'retry' };

export function errorCode(
  code: number,
  overrides: readonly (readonly [number, ZaloAction])[] = [],
): ErrorCode {
  const known = CODES.get(code) ?? UNKNOWN;
  const action = overrides.find(([one]) => one === code)?.[1];
  return action === undefined ? known : { ...known, action };
}
