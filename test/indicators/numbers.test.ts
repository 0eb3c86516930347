import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber, parseNumber, parsePrinted } from '../../src/indicators/numbers.ts';

describe('indicators/numbers', () => {
  it.each([
    ['1.469', 1469],
    ['1469', 1469],
    ['13,25', 13.25],
    ['0.01', 0.01],
    ['4.652.000.000', 4_652_000_000],
    ['4,652 tỷ đồng', 4_652_000_000],
    ['30 ngàn', 30_000],
    ['02', 2],
    ['1,234,567', 1_234_567],
    ['26,849', 26.849],
    ['-0,5', -0.5],
  ])('reads %s', (text, value) => {
    expect(parseNumber(text)).toBeCloseTo(value, 9);
  });

  it.each(['', 'abc', '1.2.3', '12,3,4', '495/KH-UBND'])('does not read "%s" as a number', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });

  it('keeps both halves of a ratio', () => {
    expect(parsePrinted('7/20')).toEqual({ number: 7, of: 20 });
    expect(parsePrinted('4.599/4.722')).toEqual({ number: 4599, of: 4722 });
    expect(parsePrinted('12,5%')).toEqual({ number: 12.5, of: undefined });
  });

  it('writes numbers the Vietnamese way', () => {
    expect(formatNumber(1469)).toBe('1.469');
    expect(formatNumber(13.25)).toBe('13,25');
    expect(formatNumber(99.9925)).toBe('99,99');
    expect(formatNumber(-1234.5)).toBe('-1.234,5');
    expect(formatNumber(-0.001)).toBe('0');
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (cents) => {
        expect(parseNumber(formatNumber(cents / 100))).toBeCloseTo(cents / 100, 6);
      }),
    );
  });
});
