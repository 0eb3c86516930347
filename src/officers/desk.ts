import type { Translate } from '../i18n/texts.ts';
import type { Incoming, Reply } from '../messages/index.ts';
import type { Units } from '../reporting/units.ts';
import type { StoredEffect } from '../storage/effects.ts';
import type { Store, StoredSession } from '../storage/store.ts';
import { asksToLink, asksToUnlink, findCode, hashCode } from './codes.ts';
import { checkCode, type LinkOutcome, newPersonId } from './linking.ts';

/** A message answered before the dialogue sees it; structurally what delivery calls Handled. */
export interface DeskReply {
  readonly answer: { readonly replies: readonly Reply[]; readonly status: string; readonly intent: string };
  readonly session: StoredSession | undefined;
  readonly effects: readonly StoredEffect[];
}

export interface DeskTurn {
  readonly incoming: Incoming;
  readonly session: StoredSession | undefined;
  readonly now: Date;
}

/**
 * Answers "liên kết K7P29-XQ4MH", "liên kết" and "hủy liên kết". Undefined for every other message. Codes never reach
 * the dialogue, its logs or its sessions. The effects decide again inside the message's transaction.
 */
export function createOfficerDesk({ store, units, t }: { store: Store; units: Units; t: Translate }) {
  return async function answer({ incoming, session, now }: DeskTurn): Promise<DeskReply | undefined> {
    if (incoming.content.kind !== 'text') return undefined;
    const { text } = incoming.content;
    const say = (
      key: string,
      params: Record<string, string> = {},
      effects: StoredEffect[] = [],
    ): DeskReply => ({
      answer: { replies: [{ text: t(key, params) }], status: 'answered', intent: 'help' },
      session,
      effects,
    });
    if (asksToLink(text)) return say('officers.how');
    const alone = incoming.conversation === incoming.person;
    if (asksToUnlink(text)) {
      const known = await store.transaction((tx) => tx.people.ofConversation(incoming.conversation));
      return known === undefined
        ? say('officers.not_linked')
        : say('officers.unlinked', {}, [{ kind: 'unlinkMe' }]);
    }
    const code = findCode(text);
    if (code === undefined) return undefined;
    // A code shown in a group is burnt: everybody there has read it.
    if (!alone) return say('officers.not_in_groups');
    const outcome: LinkOutcome = await store.transaction((tx) =>
      checkCode(tx, code, incoming.conversation, now),
    );
    if (outcome.kind !== 'linked')
      return say(
        `officers.code_${outcome.kind}`,
        {},
        outcome.kind === 'too_many' ? [] : [{ kind: 'wrongLinkCode' }],
      );
    const unit = units.find(outcome.code.unit)?.name ?? outcome.code.unit;
    return say('officers.linked', { unit, role: t(`officers.role_${outcome.code.role}`) }, [
      { kind: 'linkOfficer', hash: hashCode(code), newPerson: newPersonId() },
    ]);
  };
}
