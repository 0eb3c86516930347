import { remember } from '../remember.ts';
import { fold, words } from './fold.ts';
import { tonedForm, type Word } from './syllable.ts';

/** A name by its words: folded, and as spelled. */
interface PlaceName {
  readonly folded: readonly string[];
  readonly toned: readonly string[];
}

/** Names of places by their first folded word, longest first. */
export type PlaceNames = ReadonlyMap<string, readonly PlaceName[]>;

/** What stands before the rest of an official name. */
const KIND_OF_PLACE = /^(?:xã|phường|thị trấn|thị xã|huyện|thành phố|quận|tỉnh)\s+/iu;

/** One-word names (Tân, Hòa, Vinh) are everyday words too: they are left out. */
export function createPlaceNames(names: readonly string[]): PlaceNames {
  const byFirst = new Map<string, PlaceName[]>();
  for (const name of new Set(names.map((name) => name.normalize('NFC').replace(KIND_OF_PLACE, '')))) {
    const spelled = words(name.toLowerCase());
    const folded = spelled.map(fold);
    const [first] = folded;
    if (first === undefined || folded.length < 2) continue;
    remember(byFirst, first, () => []).push({ folded, toned: spelled.map(tonedForm) });
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.folded.length - a.folded.length);
  return byFirst;
}

/**
 * Folded words after which a name is that of the place where something is: "ở", "xã", "chợ" … An everyday phrase may spell
 * the same. Not those of going somewhere: who moves "lên Bình Dương" or asks for a bus "vô Sài Gòn" needs another thing.
 */
const BEFORE_A_PLACE: ReadonlySet<string> = new Set(
  'o tai xa huyen phuong tran tp pho tinh quan cho que ben duoi tren ap thon khom khu vung ngoai trong'.split(
    ' ',
  ),
);

/**
 * Which of the words only name a place. Where somebody lives does not tell what they need: "mở tiệm ở chợ Cầu Kè" is asked
 * for as "mở tiệm ở chợ".
 */
export function placesIn(text: readonly Word[], names: PlaceNames): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at = 1; at < text.length; at++) {
    const before = text[at - 1];
    const candidates = names.get(text[at]?.folded ?? '');
    if (before === undefined || candidates === undefined) continue;
    if (!BEFORE_A_PLACE.has(before.folded) && !found.has(at - 1)) continue;
    const name = candidates.find(({ folded, toned }) =>
      folded.every((word, offset) => {
        const typed = text[at + offset];
        return typed?.folded === word && (!typed.marked || typed.toned === toned[offset]);
      }),
    );
    if (name === undefined) continue;
    for (let offset = 0; offset < name.folded.length; offset++) found.add(at + offset);
    at += name.folded.length - 1;
  }
  return found;
}
