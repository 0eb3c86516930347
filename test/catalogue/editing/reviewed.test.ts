import { describe, expect, it } from 'vitest';
import type { Difference } from '../../../src/catalogue/editing/overlay.ts';
import { compareWithReviewed } from '../../../src/catalogue/editing/reviewed.ts';

const difference: Difference = {
  code: '1.000001',
  about: 'căn cứ',
  card: '1/2026/NĐ-CP',
  facts: '2/2026/NĐ-CP',
};
const reviewed = { ...difference, why: 'Bản ghi nhầm.' };

describe('catalogue/editing/reviewed', () => {
  it('leaves out what has been reviewed', () => {
    expect(compareWithReviewed([difference], [reviewed])).toEqual({ open: [], stale: [] });
  });

  it('lists what nobody has reviewed', () => {
    const other = { ...difference, code: '1.000002' };

    expect(compareWithReviewed([difference, other], [reviewed]).open).toEqual([other]);
  });

  it('asks again when the facts have changed since', () => {
    const changed = { ...difference, facts: '3/2026/NĐ-CP' };

    expect(compareWithReviewed([changed], [reviewed])).toEqual({ open: [changed], stale: [reviewed] });
  });
});
