import type { Ranked } from './match.ts';
import type { Reading } from './reading.ts';
import type { IndicatorQuery } from './types.ts';

/** How surely a text asks for a figure of the documents; see `Indicators.score`. */
export function sureness(
  reading: Reading,
  top: Ranked | undefined,
  previous: IndicatorQuery | undefined,
  text: string,
): number {
  const { folded } = reading;
  const has = (pattern: RegExp): boolean => pattern.test(folded);
  if (reading.operation === 'list') return 0.85;

  // Officers' own reporting: due days, who has filed, figures being handed in.
  if (
    has(
      /\b(nop|gui|chot|tre|no|thieu|nhac)\b.{0,24}\b(bc|bao cao|so lieu|bieu mau)\b|\b(bc|bao cao|so lieu)\b.{0,60}\b(nop|gui|chot|han|tre|chua|khi mo|khi nao|ngay nao|ngay may)\b|\bhan (nop|gui|chot|bao cao)\b|\bchua nop\b|\bda nop\b|\bnop (lai|bo sung)\b|\bghi nhan\b|\bnhap so lieu\b/,
    ) &&
    !has(/\bnop (truc tuyen|truc tiep|online|qua)\b|\bho so (da )?nop\b/)
  )
    return 0.08;
  if (has(/\b(don vi|xa|huyen|phuong|co quan) (em|minh|toi|tui|chung toi)\b/)) return 0.08;
  // Values being reported: "mức 3 là 120, đúng hạn 155".
  if (
    has(/\b(la|:) ?\d+\b.*\b(la|:|dung han|qua han|muc)\s?\d+/) ||
    has(/\b(dung han|qua han|tong (ho so|hs)|truc tuyen) \d{1,6}\b/)
  )
    return 0.08;

  const follow = followUpSureness(reading, previous);
  if (!top) return follow;
  const fit =
    Math.min(1, Math.max(0, (top.score - 0.35) / 0.5)) *
    Math.min(1, Math.max(0, (top.explained - 0.35) / 0.55));

  let evidence = 0.25;
  if (reading.asksFigure) evidence += 0.2;
  if (reading.periods.length > 0) evidence += 0.3;
  if (reading.areas.length > 0) evidence += 0.25;
  if (reading.sources.length > 0 || has(/\b(ke hoach|kh|nghi quyet|nq|bao cao|bc) ?(so )?(498|22|47)\b/))
    evidence += 0.35;
  if (
    has(
      /\b(ty le|ti le|tong so|tong|so luong|xep hang|thu hang|xep thu|so sanh|bieu do|trung binh|phan tram)\b|%/,
    )
  )
    evidence += 0.15;
  if (
    has(/\b(pci|par index|sipas|papi|ddci|bcci|ioffice|igate|lgsp|ioc|tmdt|thuong mai dien tu)\b/) &&
    reading.asksFigure
  )
    evidence += 0.2;
  if (
    has(
      /\b(bao nhieu|may|bn|nhiu|nhieu) (%|phan tram|ho so|hs|dvc|dich vu cong|dvctt|thu tuc|tthc|so|huyen|xa|co quan|don vi|doanh nghiep|gian hang|bien che|nhiem vu|du an|lop|cuoc|tai khoan|nguoi dung)\b/,
    )
  )
    evidence += 0.15;
  // What citizens ask of a procedure: its price, days, papers, place.
  if (
    has(
      /\b(le phi|mat bao nhieu tien|ton bao nhieu|ton nhieu|het bao nhieu tien|may ngay|bao lau|can giay to|giay to gi|can gi|o dau|cho nao|lam sao|lam the nao|nhu the nao|thu tuc gi|duoc khong|dc ko|dc k|duoc hong|la gi|lam duoc)\b/,
    )
  )
    evidence -= 0.35;
  if (has(/\b(toi|tui|em|minh|con|vo|chong|me|ba|ong) (muon|can|bi|dang|da|o|la|moi|co)\b/)) evidence -= 0.25;
  const value = fit * Math.min(1, Math.max(0, evidence));
  return Math.max(follow, Math.min(1, value * (text.length > 300 ? 0.4 : 1)));
}

/** Short questions that only make sense after the one before. */
function followUpSureness(reading: Reading, previous: IndicatorQuery | undefined): number {
  if (!previous || previous.kind !== 'indicator' || previous.ids.length === 0) return 0;
  const content = reading.tokens.filter(({ token }) => !['tang', 'giam', 'tyle'].includes(token)).length;
  const changes =
    reading.periods.length > 0 ||
    reading.areas.length > 0 ||
    reading.tiers.length > 0 ||
    reading.levels.length > 0 ||
    reading.timing.all ||
    reading.timing.latest ||
    reading.timing.anaphora;
  if (reading.wants !== undefined) return 0.95;
  if (content === 0 && (changes || reading.operations.some((one) => one !== 'total' && one !== 'explain')))
    return reading.followUp || reading.tokens.length === 0 ? 0.92 : 0.7;
  if (content === 0 && reading.followUp) return 0.4;
  if (reading.timing.anaphora && content <= 3) return 0.8;
  if (reading.followUp && changes && content <= 2) return 0.6;
  return 0;
}
