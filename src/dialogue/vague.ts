import { join } from 'node:path';
import { z } from 'zod';
import { ContentError } from '../errors.ts';
import { remember } from '../remember.ts';
import { fold, words } from '../understanding/fold.ts';
import { FUNCTION_WORDS } from '../understanding/languages/vi.ts';
import type { Normalised, Token } from '../understanding/normalise.ts';
import { tonedForm } from '../understanding/syllable.ts';
import type { Understanding } from '../understanding/understand.ts';
import { issuesOf, yamlFiles } from './knowledge.ts';

const Code = z.string().regex(/^\d\.\d{6}$/);

/** What to ask back when a message tells of something but not of what is to be done. */
export const VagueEntry = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  ask: z.string().trim().min(5).max(110).endsWith('?'),
  /** Ways of saying it; `(a|b)` stands for either, `(a|)` for a or nothing. */
  ways: z.array(z.string().trim().min(2)).min(4),
  /** At most four: more are not read. Most needed first. */
  choices: z
    .array(z.strictObject({ code: Code, when: z.string().trim().min(2).max(60) }))
    .min(2)
    .max(4),
});
export type VagueEntry = z.infer<typeof VagueEntry>;

/** `content/vague/*.yaml`. */
export const VagueFile = z.strictObject({
  /** A verb or a word for any paper, without what it is about. Nothing when something is being talked about already. */
  bare: z.array(VagueEntry).default([]),
  /** What happens in a life and leads to several procedures. */
  events: z.array(VagueEntry).default([]),
});

export type VagueFile = z.infer<typeof VagueFile>;

export interface VagueMatch {
  readonly entry: VagueEntry;
  readonly bare: boolean;
  /** How much of the message and of the way of saying it are the same, 0 to 1. */
  readonly likeness: number;
  /** Share of the way of saying it that the message has, 0 to 1. */
  readonly said: number;
  /** Information of the words that belong to something else, in nats. */
  readonly beyond: number;
}

export interface VagueQuestions {
  readonly entries: readonly VagueEntry[];
  /** The entry that a message is most like. */
  match(query: Normalised): VagueMatch | undefined;
}

/** Words that neither tell nor distinguish: who speaks to whom, politeness, question words. */
const PARTICLES: ReadonlySet<string> = new Set(
  (
    'a ad ah ak oi u um uh vang da thua bot shop sep mn moi nguoi toi tui tao minh em anh chi ban cac ho no ta cung cua la thi ma va voi hay hoac nhung nua ' +
    'nha nhe nghen nghe hen he ha hi hok hong hem hg ko khong k hok chua roi vay the rua ri dzay zay do kia nay ni ay no gi sao rang nao mo dau ai khi luc ' +
    'can phai duoc dc muon mun can nho giup gium dum biet hieu cho hoi cai cay chiec nhi nhu nhieu may bao lau ngay gio bua hom tuan thang truoc qua ' +
    'nay vua moi sap da dang se chu chuan bi di ra len o tai nhung bi trong ngoai kinh chao xin chon nhung dung thoi gian lai luon them tiep bay bya bik hay den toi ve vo vao xong ' +
    'nen het ton khoang tam hung rat ghe'
  ).split(' '),
);
/** Of the words above, those that still carry a little where hardly anything else is said. */
const CARRIES: ReadonlySet<string> = new Set(
  'lai het cho bao ra ve vao den moi vua sap cai chu nha nguoi qua cua the no ho dau anh em di len ban'.split(
    ' ',
  ),
);
/** With these tones the same letters name something: `bán` is not `bạn`, `đỏ` not `đó`. */
const NAMING_TONES: ReadonlySet<string> = new Set(
  ['bán', 'đỏ', 'mổ', 'mộ', 'tử', 'nghề', 'lái', 'tàu'].map((word) => tonedForm(word)),
);
/** Function words elsewhere, but here they say that post, portal or app is asked about. */
const TELLS: ReadonlySet<string> = new Set(
  'truc tuyen online mang buu dien vneid trang web usb scan chup anh file pdf tep loi otp app'.split(' '),
);
/** Where people come from or go to, and when: said beside the matter, never the matter. */
const ASIDE =
  /\b(?:sai gon|ha noi|binh duong|dong nai|da nang|can tho|hai phong|(?:tp )?ho chi minh|tphcm|hcm|ha tinh|tra vinh|vinh long|ben tre|nghe an|thanh hoa|quang binh|hue|tay nguyen|mien (?:nam|bac|tay|trung)|gia dinh|hom (?:qua|nay|kia)|(?:tuan|thang|nam|bua|hom) (?:truoc|roi|nay|ngoai|ni)|hoi sang|may (?:bua|che)|(?:khong|chua|hok|ko) biet|huong dan|(?:cho|xin)(?: (?:minh|em|toi|tui|con|chau))? hoi)\b/g;
/** Whom a story is about and the office it is told to: these do not make a message more exact. */
const STORY =
  /\b(?:thanh pho|hang xom|nguoi ta|nguoi khac|nguoi quen|can bo|chinh quyen|nha nuoc|thu tuc|giay to|ho so|tu van|mot cua|dia phuong)\b/g;
/** "… cần giấy tờ gì", "… bao nhiêu tiền", "… ở đâu": what is asked about it, not what it is. */
const ASKED =
  /\b(?:(?:can|phai|lam|cam|mang|chuan bi|nop|co) )*(?:nhung |cac )?(?:giay to|giay|ho so|thu tuc|viec) (?:gi|chi|nao|j)\b|\b(?:(?:het|mat|ton|dong|nop|la|le|phi|tien) )*(?:bao nhieu|may|nhieu) (?:tien|ngay|hom|bua|tuan|thang|lau)\b|\b(?:(?:het|mat|ton|dong|le|phi|tien) )*bao (?:lau|nhieu)\b|\b(?:lam|phai) (?:sao|the nao|rang|gi|chi)\b|\b(?:can|phai)(?: (?:lam|co|chuan bi|mang|khai bao))? (?:nhung )?(?:gi|chi)\b|\bbat dau tu dau\b|\b(?:o|nop o|lam o|den|ra) (?:dau|mo|cho nao|cho mo)\b/g;

/** What a word that tells nothing by itself counts. Range 0.1–0.6. */
const LITTLE = 0.35;
/** A function word that may name the whole ("làm lại", "cấp"). */
const SOME = 0.8;
/** Information of a word beyond which it counts no more. */
const MOST = 4;
/** Two words in the same order count this share of the lesser again. Range 0.2–0.8. */
const PAIR = 0.5;
/** The same letters with other tones, where both were typed. Range 0–0.5. */
const OTHER_TONE = 0.2;
/** Alternatives of one way of saying it. */
const MOST_EXPANDED = 256;
/** Information of other words from which a message is about something else. Range 1–4. */
const MOST_BEYOND = 1.3;
/** A story longer than this says more than an entry. */
const MOST_WORDS = 40;

interface Item {
  readonly folded: string;
  readonly toned: string | undefined;
  readonly weight: number;
}
interface Spelled {
  readonly folded: string;
  readonly toned?: string | undefined;
}

/** A way of saying it; `entry` is the place of its entry. */
interface Way {
  readonly entry: number;
  readonly items: readonly Item[];
  readonly weight: number;
}

export function createVagueQuestions(
  { bare, events }: VagueFile,
  understanding: Pick<Understanding, 'idf'>,
): VagueQuestions {
  const entries = [...bare, ...events];
  const ways: Way[] = [];
  /** Places of the ways that have a word, and the entries whose ways have it. */
  const waysOf = new Map<string, number[]>();
  const entriesOf = new Map<string, Set<number>>();
  const weightOf = (word: string): number => {
    if (PARTICLES.has(word) && !CARRIES.has(word)) return 0;
    if (CARRIES.has(word)) return LITTLE;
    if (TELLS.has(word)) return Math.min(MOST, Math.max(2, understanding.idf(word)));
    if (/^\d+$/.test(word)) return 2;
    if (FUNCTION_WORDS.has(word)) return SOME;
    return Math.min(MOST, Math.max(SOME, understanding.idf(word)));
  };
  const itemsOf = (tokens: readonly Spelled[], readings?: ReadonlyMap<string, readonly string[]>): Item[] =>
    tokens.flatMap(({ folded, toned }) => {
      if (folded.length === 1) return [];
      // A slip weighs no more than what it may stand for.
      const forms = entriesOf.has(folded) ? [folded] : [folded, ...(readings?.get(folded) ?? [])];
      const weight = Math.max(
        toned !== undefined && NAMING_TONES.has(toned) ? SOME : 0,
        Math.min(...forms.map(weightOf)),
      );
      return weight === 0 ? [] : [{ folded, toned, weight }];
    });

  const known = new Set<string>();
  entries.forEach((entry, at) => {
    for (const text of entry.ways.flatMap(expand)) {
      const items = itemsOf(without(spell(text), ASIDE));
      const key = `${at} ${items.map((item) => item.toned ?? item.folded).join(' ')}`;
      if (items.length === 0 || known.has(key)) continue;
      known.add(key);
      const place = ways.push({ entry: at, items, weight: total(items) + pairs(items) }) - 1;
      for (const word of new Set(items.map(({ folded }) => folded))) {
        remember(waysOf, word, () => []).push(place);
        remember(entriesOf, word, () => new Set<number>()).add(at);
      }
    }
  });

  /** Most ways are passed over for their weight or entry: plain numbers, so that looking at them makes nothing. */
  const weights = Float64Array.from(ways, ({ weight }) => weight);
  const entryAt = Uint16Array.from(ways, ({ entry }) => entry);
  /** The search that looked at each way last. */
  const seen = new Uint32Array(ways.length);
  let search = 0;
  /** Of the message looked at: see `fillBeyond`. */
  const beyond = new Float64Array(entries.length);
  const isOpen = new Uint8Array(entries.length);

  return {
    entries,
    match(query) {
      if (query.tokens.length > MOST_WORDS) return undefined;
      const readings = readingsOf(query);
      const told = without(query.tokens, ASIDE);
      if (!fillBeyond(told, readings)) return undefined;
      const whole = itemsOf(told, readings);
      const core = itemsOf(without(told, ASKED), readings);
      let best: VagueMatch | undefined;
      for (const items of core.length === 0 || core.length === whole.length ? [whole] : [whole, core])
        best = bestOf(items, placesOf(items, readings), best);
      return best;
    },
  };

  /** The way of saying it that is most like the message, if more so than `best`. */
  function bestOf(
    items: readonly Item[],
    places: ReadonlyMap<string, readonly number[]>,
    best: VagueMatch | undefined,
  ): VagueMatch | undefined {
    const weight = total(items) + pairs(items);
    let found = best;
    let most = best?.likeness ?? 0;
    search += 1;
    for (const word of places.keys())
      for (const at of waysOf.get(word) ?? []) {
        const place = entryAt[at] ?? 0;
        if (isOpen[place] === 0 || seen[at] === search) continue;
        seen[at] = search;
        // No way of saying it can be more alike than by all that the lesser of the two has.
        const own = weights[at] ?? 0;
        if (2 * Math.min(own, weight) <= most * (own + weight)) continue;
        const way = ways[at];
        const entry = entries[place];
        if (way === undefined || entry === undefined) continue;
        const shared = sharedWeight(way.items, items, places);
        const likeness = Math.min(1, (2 * shared) / (own + weight));
        if (likeness <= most) continue;
        most = likeness;
        found = {
          entry,
          bare: place < bare.length,
          likeness,
          said: Math.min(1, shared / own),
          beyond: beyond[place] ?? MOST,
        };
      }
    return found;
  }

  /**
   * Sets `beyond`: by entry, the information of the words that it never uses. For a bare one, any other word makes it
   * exact. `isOpen`: those for which it is not too much. False where there are none.
   */
  function fillBeyond(told: readonly Token[], readings: ReadonlyMap<string, readonly string[]>): boolean {
    beyond.fill(0);
    for (const word of namingWords(told)) {
      const others = readings.get(word) ?? [];
      if (others.some((other) => weightOf(other) <= SOME)) continue;
      const value = TELLS.has(word) ? MOST : Math.min(MOST, understanding.idf(word));
      const saying = [word, ...others].flatMap((form) => entriesOf.get(form) ?? []);
      // What no entry uses is told of something else, whatever else is said.
      if (saying.length === 0 && value > MOST_BEYOND) return false;
      for (let at = 0; at < beyond.length; at++)
        if (!saying.some((set) => set.has(at)))
          beyond[at] = (beyond[at] ?? 0) + (at < bare.length ? Math.max(2, value) : value);
    }
    let any = false;
    beyond.forEach((sum, at) => {
      isOpen[at] = sum <= MOST_BEYOND ? 1 : 0;
      any ||= sum <= MOST_BEYOND;
    });
    return any;
  }
}

function spell(text: string): Spelled[] {
  return words(text.normalize('NFC').toLowerCase()).map((word) => ({
    folded: fold(word),
    toned: tonedForm(word),
  }));
}

/** Words that make a message more exact than any entry that does not have them; `told` is without what is said aside. */
function namingWords(told: readonly Token[]): string[] {
  const naming = without(told, STORY).filter(
    ({ folded, toned }) =>
      folded.length > 1 &&
      (TELLS.has(folded) ||
        (toned !== undefined && NAMING_TONES.has(toned)) ||
        !(PARTICLES.has(folded) || FUNCTION_WORDS.has(folded) || /^\d+$/.test(folded))),
  );
  return [...new Set(naming.map(({ folded }) => folded))];
}

function placesOf(
  items: readonly Item[],
  readings: ReadonlyMap<string, readonly string[]>,
): Map<string, number[]> {
  const places = new Map<string, number[]>();
  items.forEach(({ folded }, place) => {
    for (const word of new Set([folded, ...(readings.get(folded) ?? [])]))
      remember(places, word, () => []).push(place);
  });
  return places;
}

/** `làm (thẻ|giấy) ở xã` as all it stands for. */
export function expand(way: string): string[] {
  let all = [''];
  for (const part of way.split(/(\([^()]*\))/)) {
    const options = part.startsWith('(') ? part.slice(1, -1).split('|') : [part];
    all = all.flatMap((start) => options.map((option) => start + option)).slice(0, MOST_EXPANDED);
  }
  return all.map((text) => text.replace(/\s+/g, ' ').trim());
}

function total(items: readonly Item[]): number {
  return items.reduce((sum, { weight }) => sum + weight, 0);
}

function pairs(items: readonly Item[]): number {
  let sum = 0;
  for (let at = 1; at < items.length; at++)
    sum += PAIR * Math.min(items[at - 1]?.weight ?? 0, items[at]?.weight ?? 0);
  return sum;
}

function sharedWeight(
  way: readonly Item[],
  items: readonly Item[],
  places: ReadonlyMap<string, readonly number[]>,
): number {
  let sum = 0;
  let before = NOWHERE;
  let weightBefore = 0;
  for (const item of way) {
    const { folded, weight } = item;
    const found = places.get(folded);
    if (found === undefined) {
      before = NOWHERE;
      continue;
    }
    // Right after the word before it, if it stands there too.
    let place = NOWHERE;
    for (const at of found)
      if (sameTone(items[at], item) && (place === NOWHERE || at === before + 1)) place = at;
    if (place === NOWHERE) {
      sum += weight * OTHER_TONE;
      before = NOWHERE;
      continue;
    }
    sum += weight;
    if (place === before + 1) sum += PAIR * Math.min(weight, weightBefore);
    before = place;
    weightBefore = weight;
  }
  return sum;
}

/** No place of a word, and none before the first. */
const NOWHERE = -2;

function sameTone(typed: Item | undefined, { folded, toned }: Item): boolean {
  return (
    typed?.folded !== folded || toned === undefined || typed.toned === undefined || toned === typed.toned
  );
}

/** Single words that a word may also stand for ("mần": làm). */
function readingsOf({ changes }: Normalised): Map<string, string[]> {
  const readings = new Map<string, string[]>();
  for (const { step, from, to } of changes) {
    if (step === 'abbreviation' || step === 'everyday' || from.includes(' ')) continue;
    const others = to.split('|').flatMap((reading) => words(fold(reading)));
    const list = readings.get(fold(from));
    if (list === undefined) readings.set(fold(from), others);
    else list.push(...others);
  }
  return readings;
}

/** The words without the runs of them that fit the pattern. */
export function without<T extends Spelled>(tokens: readonly T[], pattern: RegExp): readonly T[] {
  const text = tokens.map(({ folded }) => folded).join(' ');
  if (text.search(pattern) < 0) return tokens;
  const kept = text.replace(pattern, (run) => run.replace(/\S+/g, '·')).split(' ');
  return tokens.filter((_, at) => kept[at] !== '·');
}

/** Reads the entries; `codes` are those of the catalogue. Throws one ContentError that lists every problem. */
export function readVagueQuestions(contentDir: string, codes: ReadonlySet<string>): VagueFile {
  const problems: string[] = [];
  const bare: VagueEntry[] = [];
  const events: VagueEntry[] = [];
  const ids = new Set<string>();
  for (const { where, data } of yamlFiles(join(contentDir, 'vague'), 'content/vague', problems)) {
    const parsed = VagueFile.safeParse(data);
    if (!parsed.success) {
      problems.push(...issuesOf(where, parsed.error.issues));
      continue;
    }
    bare.push(...parsed.data.bare);
    events.push(...parsed.data.events);
    for (const entry of [...parsed.data.bare, ...parsed.data.events]) {
      if (ids.has(entry.id)) problems.push(`${where}: id ${entry.id} stands twice; ids must be unique`);
      ids.add(entry.id);
      for (const { code } of entry.choices)
        if (!codes.has(code)) problems.push(`${where}: ${entry.id}: code ${code} is not in the catalogue`);
      if (new Set(entry.choices.map(({ when }) => when.toLowerCase())).size < entry.choices.length)
        problems.push(`${where}: ${entry.id}: two choices have the same words`);
    }
  }
  if (problems.length > 0) throw new ContentError(problems);
  return { bare, events };
}
