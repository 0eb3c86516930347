import type { Ranked } from './match.ts';
import { LISTING, type Reading, type Skimmed } from './reading.ts';
import type { IndicatorQuery } from './types.ts';

/** Matches up to this score say nothing. */
export const LEAST_SURE = 0.35;
/** A question this long is a complaint or a case, not a request for a figure. */
const LONG_TEXT = 220;
/** What is left where the text is surely something else. */
const SOMETHING_ELSE = 0.08;

/** The most that one everyday word makes. */
const BY_CHANCE = 0.15;

/** Officers' own reporting: due days, who has filed, figures being handed in. */
const FILING =
  /\b(nop|gui|chot|tre|no|thieu|nhac)\b.{0,24}\b(bc|bao cao|so lieu|bieu mau)\b|\b(bc|bao cao|so lieu)\b.{0,60}\b(nop|gui|chot|han|tre|chua|khi mo|khi nao|ngay nao|ngay may)\b|\bhan (nop|gui|chot|bao cao)\b|\bchua nop\b|\bda nop\b|\bnop (lai|bo sung)\b|\bghi nhan\b|\bnhap so lieu\b/;
const NOT_FILING =
  /\bnop (truc tuyen|truc tiep|online|qua)\b|\bho so (da )?nop\b|\b(ty|ti) le bao cao\b|\bhe thong (thong tin )?bao cao\b|\bbao cao dinh ky\b/;
/** Values being reported: "mức 3 là 120, đúng hạn 155". */
const VALUES =
  /\b(muc( do)? ?[34]|dung han|qua han|tong( ho so| hs)?|truc tuyen|tiep nhan|tra ket qua|tra kq)( ho so| hs| qua bcci| bcci)*\s*(la|:|=)?\s*(?!20[12]\d\b)\d{1,6}\b/;
/** What citizens ask of a procedure: its price, days, papers, place. */
const PROCEDURE =
  /\b(le phi|mat bao nhieu tien|ton bao nhieu|ton nhieu|het bao nhieu tien|bao nhieu tien|may tien|phi bao nhieu|phi bn|may ngay|may bua|bao lau|can giay to|giay to gi|can gi|o dau|cho nao|lam sao|lam the nao|nhu the nao|thu tuc gi|duoc khong|duoc ko|dc ko|dc k|duoc k|duoc hong|duoc hok|la gi|lam duoc|khac nhau cho nao)\b/;
const PERSONAL =
  /\b(toi|tui|em|minh|con|vo|chong|me|ba|ong|ma|cha|bo) (muon|can|bi|dang|da|o|la|moi|co|xin|dinh|tinh)\b|\bcua (toi|tui|em|minh|con|vo|chong|nha)\b/;
const STATISTIC =
  /\b(ty le|ti le|tong so|tong|so luong|xep hang|thu hang|xep thu|so sanh|bieu do|trung binh|binh quan|phan tram|diem so)\b|%/;
const COUNTED =
  /\b(bao nhieu|may|bn|nhiu|nhieu) (%|phan tram|ho so|hs|dvc|dich vu cong|dvctt|thu tuc|tthc|so|huyen|xa|co quan|don vi|doanh nghiep|gian hang|bien che|nhiem vu|du an|lop|cuoc|tai khoan|nguoi dung)\b/;
const NAMED_FIGURE =
  /\b(pci|par index|sipas|papi|ddci|bcci|ioffice|igate|lgsp|ioc|tmdt|thuong mai dien tu)\b/;
const DOCUMENT = /\b(ke hoach|kh|nghi quyet|nq|bao cao|bc) ?(so )?(498|22|47)\b/;

/** How well an indicator matches: what is needed of a {@link Ranked}. */
export type Match = Pick<Ranked, 'score' | 'explained'>;

/**
 * Whether `sureness` with this match or a worse one can reach `least`, told before the reading is finished, for a text
 * that follows no question about figures. Rules out most that is about something else.
 */
export function couldBeFigure(skimmed: Skimmed, best: Match, least: number): boolean {
  const { folded, periods, areas, otherArea } = skimmed;
  return (
    closeness(best) >= least ||
    LISTING.test(folded) ||
    DOCUMENT.test(folded) ||
    ((areas.length > 0 || otherArea !== undefined) && periods.length > 0)
  );
}

/** How surely a text asks for a figure of the documents; see `Indicators.score`. */
export function sureness(
  reading: Reading,
  top: Match | undefined,
  previous: IndicatorQuery | undefined,
  text: string,
): number {
  const { folded } = reading;
  const has = (pattern: RegExp): boolean => pattern.test(folded);
  if (reading.operation === 'list') return 0.85;
  if (has(FILING) && !has(NOT_FILING)) return SOMETHING_ELSE;
  if (has(/\b(don vi|xa|huyen|phuong|co quan) (em|minh|toi|tui|chung toi)\b/)) return SOMETHING_ELSE;
  if (reading.questionWords === 0 && has(VALUES)) return SOMETHING_ELSE;
  const follow = followUpSureness(reading, previous);
  return Math.max(follow, lengthDamping(text) * Math.max(fitOf(reading, top), statisticOf(reading)));
}

/** The damping of scores for texts that cannot be a question about a figure or plan task. */
export function lengthDamping(text: string): number {
  return text.length > LONG_TEXT ? 0.3 : 1;
}

/** How far the names say what was asked, 0..1. */
function closeness({ score, explained }: Match): number {
  return clamp((score - LEAST_SURE) / 0.5) * clamp((explained - 0.35) / 0.55);
}

function isSourced({ sources, folded }: Skimmed): boolean {
  return sources.length > 0 || DOCUMENT.test(folded);
}

function isAnchored(skimmed: Skimmed): boolean {
  return skimmed.periods.length > 0 || skimmed.areas.length > 0 || isSourced(skimmed);
}

function fitOf(reading: Reading, top: Match | undefined): number {
  if (!top) return 0;
  const { folded } = reading;
  const has = (pattern: RegExp): boolean => pattern.test(folded);
  const fit = closeness(top);
  const sourced = isSourced(reading);
  // One everyday word ("tiền", "phí") fits a figure by chance.
  if (!isAnchored(reading) && reading.tokens.length <= 1 && !has(NAMED_FIGURE))
    return Math.min(BY_CHANCE, fit);
  let evidence = 0.25;
  if (reading.asksFigure) evidence += 0.2;
  if (reading.periods.length > 0) evidence += 0.3;
  if (reading.areas.length > 0) evidence += 0.25;
  if (sourced) evidence += 0.35;
  if (
    reading.timing.all ||
    reading.operations.some((one) => ['trend', 'compare', 'change', 'extreme'].includes(one))
  )
    evidence += 0.3;
  if (has(STATISTIC)) evidence += 0.15;
  if (has(NAMED_FIGURE) && reading.asksFigure) evidence += 0.2;
  if (has(COUNTED)) evidence += 0.15;
  if (top.score >= 0.85 && reading.tokens.length >= 3) evidence += 0.2;
  // Every word of the question is a word of that indicator's names.
  if (top.explained >= 0.95 && top.score >= 0.75 && reading.tokens.length >= 2 && reading.asksFigure)
    evidence += 0.25;
  if (reading.scope !== undefined && reading.asksFigure) evidence += 0.2;
  if (has(PROCEDURE)) evidence -= sourced ? 0.1 : 0.4;
  if (has(PERSONAL)) evidence -= 0.45;
  return fit * clamp(evidence);
}

/** A count or rate of a named province in a named year is a statistic, measured or not. */
function statisticOf(reading: Reading): number {
  const { folded } = reading;
  if (DOCUMENT.test(folded) && reading.questionWords > 0) return 0.6;
  if (reading.areas.length === 0 && reading.otherArea === undefined) return 0;
  if (reading.periods.length === 0 || !reading.asksFigure) return 0;
  if (PROCEDURE.test(folded) || PERSONAL.test(folded)) return 0;
  if (
    /\b(lam|xin|dang ky|cap|doi|lam lai|nop|gui) (giay|the|so|ho chieu|can cuoc|cccd|bang|ho so|don)\b/.test(
      folded,
    )
  )
    return 0;
  return 0.55;
}

/** Short questions that only make sense after the one before. */
function followUpSureness(reading: Reading, previous: IndicatorQuery | undefined): number {
  if (previous?.kind !== 'indicator' || previous.ids.length === 0) return 0;
  const content = reading.tokens.filter(({ token }) => !['tang', 'giam', 'tyle'].includes(token)).length;
  const changes =
    reading.periods.length + reading.areas.length + reading.tiers.length + reading.levels.length > 0 ||
    reading.timing.all ||
    reading.timing.latest ||
    reading.timing.anaphora;
  const operates = reading.operations.some((one) => one !== 'total' && one !== 'explain');
  if (reading.wants !== undefined) return 0.95;
  if (content === 0 && (changes || operates))
    return reading.followUp || reading.tokens.length === 0 ? 0.92 : 0.7;
  if (content === 0 && reading.followUp) return 0.4;
  if (reading.timing.anaphora && content <= 3) return 0.8;
  return reading.followUp && changes && content <= 2 ? 0.6 : 0;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
