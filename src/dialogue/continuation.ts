import type { Catalogue } from '../catalogue/load.ts';
import { remember } from '../remember.ts';
import { detectAspect } from '../understanding/aspect.ts';
import { fold, words } from '../understanding/fold.ts';
import { FUNCTION_WORDS } from '../understanding/languages/vi.ts';
import type { Understanding } from '../understanding/understand.ts';
import { displayName } from './handlers/procedure.ts';
import type { Distinctions } from './questions.ts';

/** Reads a few words in the light of the procedure that was being talked about. */
export interface Continuation {
  /** The thing that the procedure and those beside it are about ("bằng lái"), without what is done with it. */
  objectOf(code: string): string;
  /** What is done with the thing: the rest of what people call it. */
  eventOf(code: string): string;
  /** Procedures that differ from this one only by what happens to the thing, or by who has it. */
  family(code: string): ReadonlySet<string>;
  /** Of its family or its field. */
  isNear(code: string, other: string): boolean;
  /** Words of a folded text that name something, or that a procedure beside this one is nearly always asked for by. */
  telling(folded: string, code: string): string[];
  /** Share of the ways of asking for it that say these words, on average. */
  said(list: readonly string[], code: string): number;
  /**
   * How far another procedure keeps to what was talked about, in nats, at most 0: it is about the same thing, or the same
   * is done there with another thing.
   */
  keeps(code: string, other: string): number;
  /** How much likelier these words are said about `code` than about `other`, in nats per telling word. */
  gain(said: readonly string[], code: string, other: string): number;
}

/** Share of the ways of asking from which a word belongs to a procedure. Range 0.1–0.4. */
const BELONGS = 0.2;
/** Share of the family that a word must belong to, to be the thing they share. Range 0.25–0.6. */
const SHARED = 0.34;
/** Words of a thing, and of what happens to it, that are read along. */
const MOST_WORDS = 6;
/** What a word nobody has said about a procedure counts, as a share of its ways of asking. Range 0.03–0.15. */
const UNSAID = 0.08;
/** Rarity among names from which a word may be a thing, in nats. Range 2–5. */
const RARE = 3;
/** What the words of a thing must tell together, in nats; else the whole name is read along. Range 0.5–3. */
const LEAST_OBJECT = 1;
/** Share of its uses from which a word belongs to the one beside it. Range 0.5–0.9. */
const STICKS = 0.6;
/** Share of the ways of asking by which one must be asked for with a word more often than the other. Range 0.1–0.4. */
const APART = 0.15;
/** Words up to which a way of asking tells of its procedure; longer ones are stories, which tell of much else. Range 10–18. */
const MOST_ASKED = 14;
/** Words of the shortest ways to ask for an aspect. */
const LONGEST_ASPECT = 4;
/** What is done with things or happens to them, as names of procedures say it: never the thing itself. */
const ACTIONS: ReadonlySet<string> = new Set(
  (
    'làm xin đăng ký cấp lại đổi mới mất rách hỏng hư sai bị hết hạn gia tạm ngừng nghỉ sang tên mua bán mở lập thành ' +
    'khai báo sửa chữa cải tạo chính tách hợp xóa hủy trả thu hồi chuyển nhập điều chỉnh bổ sung thay khi cho lần đầu ' +
    'nộp nhận lĩnh rút hưởng chứng thực thi tuyển xét vào ở của tại qua'
  ).split(' '),
);
/** Function words that also tell what happened to a thing, or what is done with it. */
const HAPPENS: ReadonlySet<string> = new Set(
  'mat het gia han lai chuyen tra moi them cu tam thu hoi tinh ho nha viec dich dong'.split(' '),
);
/** "Mất", "hết" and the like before what a procedure takes: money and time. */
const TAKES: ReadonlySet<string> = new Set(['mat', 'het', 'ton', 'dong', 'nop', 'thu']);
const TAKEN: ReadonlySet<string> = new Set('tien phi le bao nhieu nhiu bn may lau cong ngay'.split(' '));
/** Words that open a continuation; without accents "còn" reads like "con". */
export const OPENING = /^(?:(?:con|the|vay|rua|ma|a|ua|nhung|da|neu|thoi) )+/;
/** Procedures looked at for those of the same field that are about the same thing. */
const NEIGHBOURS = 12;

export function createContinuation(
  catalogue: Catalogue,
  understanding: Understanding,
  distinctions: Distinctions,
): Continuation {
  const profiles = new Map<string, ReadonlyMap<string, number>>();
  const families = new Map<string, ReadonlySet<string>>();
  const objects = new Map<string, string>();
  let named: Map<string, number> | undefined;
  const beside = neighboursOf(catalogue, distinctions);

  /** Share of the ways of asking for a procedure that say each word, folded. */
  function profile(code: string): ReadonlyMap<string, number> {
    return remember(profiles, code, () => {
      const phrases = waysOfAsking(catalogue, code);
      const shares = new Map<string, number>();
      for (const phrase of phrases)
        for (const word of new Set(words(fold(phrase))))
          shares.set(word, (shares.get(word) ?? 0) + 1 / phrases.length);
      return shares;
    });
  }

  function family(code: string): ReadonlySet<string> {
    return remember(families, code, () => {
      const field = catalogue.procedures.get(code)?.field;
      const near = understanding
        .findProcedures(understanding.normalise(spoken(code)), NEIGHBOURS)
        .map(({ id }) => id)
        .filter((id) => id !== code && catalogue.procedures.get(id)?.field === field);
      return new Set([...(beside.get(code) ?? []), ...near]);
    });
  }

  function objectOf(code: string): string {
    return remember(objects, code, () => {
      const set = beside.get(code);
      const all = [...(set !== undefined && set.size >= 2 ? set : family(code))];
      const own = words(spoken(code));
      const isThing = own.map((word) => !ACTIONS.has(word));
      const shared = own.map((word, at) => {
        const folded = fold(word);
        return (
          isThing[at] === true &&
          rarity(word) >= RARE &&
          (all.length === 0 ||
            all.filter((other) => (profile(other).get(folded) ?? 0) >= BELONGS).length >= all.length * SHARED)
        );
      });
      // From left to right and back: "kinh" sticks to "hộ", and "doanh" to "kinh".
      const taken = [...shared];
      for (const step of [1, -1])
        own.forEach((_, count) => {
          const at = step === 1 ? count : own.length - 1 - count;
          // An action only where both are hardly ever said apart: "tạm trú".
          if (
            taken[at - step] === true &&
            sticks(code, own, at, at - step) &&
            (isThing[at] === true || sticks(code, own, at - step, at))
          )
            taken[at] = true;
        });
      for (const chosen of [taken, isThing]) {
        const object = own.filter((_, at) => chosen[at] === true).slice(0, MOST_WORDS);
        const tells = object.reduce((sum, word) => sum + understanding.idf(fold(word)), 0);
        if (tells >= LEAST_OBJECT) return object.join(' ');
      }
      return own.slice(0, MOST_WORDS).join(' ');
    });
  }

  /** Is the word at `at` nearly always said right beside the one at `to` ("căn cước")? */
  function sticks(code: string, own: readonly string[], at: number, to: number): boolean {
    const word = own[to];
    let seen = 0;
    let beside = 0;
    for (const phrase of waysOfAsking(catalogue, code)) {
      const list = words(phrase.normalize('NFC').toLowerCase());
      list.forEach((other, place) => {
        if (other !== word) return;
        seen += 1;
        if (list[place + at - to] === own[at]) beside += 1;
      });
    }
    return beside >= seen * STICKS;
  }

  /** How rarely names say this word, in nats. */
  function rarity(word: string): number {
    if (named === undefined) {
      named = new Map();
      for (const code of catalogue.procedures.keys())
        for (const known of new Set(words(spoken(code)))) named.set(known, (named.get(known) ?? 0) + 1);
    }
    return Math.log(catalogue.procedures.size / ((named.get(word) ?? 0) + 1));
  }

  function eventOf(code: string): string {
    const object = words(objectOf(code));
    return words(spoken(code))
      .filter((word) => !object.includes(word))
      .slice(0, MOST_WORDS)
      .join(' ');
  }

  function spoken(code: string): string {
    const procedure = catalogue.procedures.get(code);
    const name =
      catalogue.cards.get(code)?.names?.[0] ?? (procedure === undefined ? '' : displayName(procedure));
    return name.normalize('NFC').toLowerCase();
  }

  /** Words by which some procedure of the family is told from this one: function words else, but "gia hạn", "mất". */
  function tellsApart(word: string, code: string): boolean {
    if (!HAPPENS.has(word)) return false;
    const least = (profile(code).get(word) ?? 0) + APART;
    for (const other of family(code)) if ((profile(other).get(word) ?? 0) >= least) return true;
    return false;
  }

  return {
    objectOf,
    eventOf,
    family,
    isNear: (code, other) =>
      family(other).has(code) ||
      catalogue.procedures.get(code)?.field === catalogue.procedures.get(other)?.field,
    telling(folded, code) {
      return withoutAspects(words(folded.replace(OPENING, ''))).filter(
        (word) =>
          word.length > 1 && !/^\d+$/.test(word) && (!FUNCTION_WORDS.has(word) || tellsApart(word, code)),
      );
    },
    said(list, code) {
      const shares = profile(code);
      return list.reduce((sum, word) => sum + (shares.get(word) ?? 0), 0) / Math.max(1, list.length);
    },
    keeps(code, other) {
      const object = words(fold(objectOf(other)));
      const event = words(fold(eventOf(other)));
      const kept = [object, event].filter((list) => list.length > 0).map((list) => gain(list, code, other));
      return Math.min(0, Math.max(...kept));
    },
    gain,
  };

  function gain(list: readonly string[], code: string, other: string): number {
    const [mine, theirs] = [profile(code), profile(other)];
    let sum = 0;
    for (const word of list)
      sum += Math.log(((mine.get(word) ?? 0) + UNSAID) / ((theirs.get(word) ?? 0) + UNSAID));
    return list.length === 0 ? 0 : sum / Math.sqrt(list.length);
  }
}

/** Words without those that ask for an aspect: "mất mấy ngày" tells of no loss. */
function withoutAspects(list: readonly string[]): string[] {
  if (!detectAspect(list.join(' ')).asked) return [...list];
  const asks = new Array<boolean>(list.length).fill(false);
  for (let length = 1; length <= LONGEST_ASPECT; length++)
    for (let at = 0; at + length <= list.length; at++)
      if (
        !asks.slice(at, at + length).includes(true) &&
        detectAspect(list.slice(at, at + length).join(' ')).asked
      )
        asks.fill(true, at, at + length);
  // "Có mất tiền không", "hết mấy ngày": what it takes, not what was lost or has run out.
  for (let at = list.length - 2; at >= 0; at--)
    if (asks[at + 1] === true && TAKES.has(list[at] ?? '') && TAKEN.has(list[at + 1] ?? '')) asks[at] = true;
  return list.filter((_, at) => asks[at] !== true);
}

/** The name of a procedure, what people call it, and the short ways of asking for it. */
export function waysOfAsking(catalogue: Catalogue, code: string): string[] {
  const card = catalogue.cards.get(code);
  const short = (card?.ask ?? []).filter((phrase) => words(phrase).length <= MOST_ASKED);
  return [catalogue.procedures.get(code)?.name ?? '', ...(card?.names ?? []), ...short];
}

/** Those that an editor has set beside each other: on a card, or as the choices of one question. */
function neighboursOf(catalogue: Catalogue, distinctions: Distinctions): ReadonlyMap<string, Set<string>> {
  const beside = new Map<string, Set<string>>();
  const join = (a: string, b: string) => {
    if (a === b) return;
    const list = beside.get(a);
    if (list === undefined) beside.set(a, new Set([b]));
    else list.add(b);
  };
  for (const [code, card] of catalogue.cards)
    for (const sibling of card.siblings ?? []) {
      join(code, sibling.code);
      join(sibling.code, code);
    }
  for (const { choices } of distinctions.questions)
    for (const { code } of choices) for (const other of choices) join(code, other.code);
  return beside;
}
