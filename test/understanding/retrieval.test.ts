import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, words } from '../../src/understanding/fold.ts';
import type { Normalised } from '../../src/understanding/normalise.ts';
import { createRetrieval } from '../../src/understanding/retrieval.ts';
import type { SearchDocument } from '../../src/understanding/search-index.ts';
import { tonedForm } from '../../src/understanding/syllable.ts';
import { DEFAULT_WEIGHTS, FEATURES, type RankingWeights } from '../../src/understanding/weights.ts';

/** Only what the naive ranking below computes too; every document is a candidate. */
const RANK: Partial<Record<(typeof FEATURES)[number], number>> = {
  lexical: 0.7,
  likeness: 0.4,
  'said so': 0.3,
  second: 0.05,
  third: 0.03,
  name: 0.08,
  common: 0.012,
  phrases: -0.02,
};
const PLAIN: RankingWeights = {
  ...DEFAULT_WEIGHTS,
  rank: FEATURES.map((feature) => RANK[feature] ?? 0),
  rivals: 1_000,
  candidates: 1_000,
  leastIdf: 0,
};
const weigh = (features: Partial<Record<(typeof FEATURES)[number], number>>) =>
  FEATURES.reduce((sum, feature) => sum + (features[feature] ?? 0) * (RANK[feature] ?? 0), 0);
/** The index keeps scores in 32 bits. */
const EPSILON = 1e-4;

function asked(text: string, toned: boolean): Normalised {
  const tokens = words(text.toLowerCase()).map((word) => ({
    folded: fold(word),
    toned: toned ? tonedForm(word) : undefined,
    weight: 1,
  }));
  return { text, folded: tokens.map((token) => token.folded).join(' '), tokens, added: [], changes: [] };
}

const phrasesIn = (document: SearchDocument) =>
  document.phrases.filter(({ text }) => words(text).length > 0).length;

/** BM25 and phrase likeness, straight from their definitions, with nothing shared with the index. */
function naiveScores(
  documents: readonly SearchDocument[],
  query: Normalised,
  w: RankingWeights,
): Map<string, number> {
  const pairsOf = (list: readonly string[]) => list.slice(1).map((word, at) => `${list[at]} ${word}`);
  const parts = documents.map((document) => [
    ...document.phrases.map(({ text, kind }) => ({
      list: words(text.toLowerCase()),
      tf: w[kind],
      kind: kind as string,
    })),
    ...document.texts.map((text) => ({ list: words(text.toLowerCase()), tf: w.text, kind: 'text' })),
  ]);
  const frequency = parts.map((list) => {
    const of = new Map<string, number>();
    for (const { list: said, tf } of list) {
      const folded = said.map(fold);
      for (const unit of [...folded, ...pairsOf(folded)]) of.set(unit, (of.get(unit) ?? 0) + tf);
    }
    return of;
  });
  const lengths = parts.map((list) => list.reduce((sum, part) => sum + part.list.length * part.tf, 0));
  const average = Math.max(1, lengths.reduce((sum, length) => sum + length, 0) / documents.length);
  const df = (unit: string) => frequency.filter((of) => of.has(unit)).length;
  const idf = (unit: string) => Math.log(1 + (documents.length - df(unit) + 0.5) / (df(unit) + 0.5));
  const tell = (unit: string) => (unit.includes(' ') ? w.pair : 1) * idf(unit) ** w.idfPower;

  const typed = query.tokens.map((token) => token.folded);
  const single = [...new Set(typed)];
  const double = [...new Set(pairsOf(typed))].filter((pair) => df(pair) > 0);
  const best = single.reduce((sum, word) => sum + idf(word), 0);
  const mass =
    single.reduce((sum, word) => sum + tell(word), 0) + double.reduce((sum, pair) => sum + tell(pair) / 2, 0);
  const tones = new Map(query.tokens.map((token) => [token.folded, token.toned] as const).reverse());

  const scores = new Map<string, number>();
  documents.forEach((document, at) => {
    const bm25 = (unit: string) => {
      const tf = frequency[at]?.get(unit) ?? 0;
      return (idf(unit) * tf * (w.k1 + 1)) / (tf + w.k1 * (1 - w.b + (w.b * (lengths[at] ?? 0)) / average));
    };
    const lexical =
      single.reduce((sum, word) => sum + bm25(word), 0) +
      w.pair * double.reduce((sum, pair) => sum + bm25(pair), 0);
    if (lexical === 0) return;
    const alike = (parts[at] ?? []).flatMap(({ list, kind }) => {
      if (kind === 'text') return [];
      const units = list.map((word) => {
        const wanted = tones.get(fold(word));
        return {
          unit: fold(word),
          fit: wanted === undefined || wanted === tonedForm(word) ? 1 : w.otherTone,
        };
      });
      const both = [...units, ...pairsOf(units.map(({ unit }) => unit)).map((unit) => ({ unit, fit: 1 }))];
      const shared = both.filter(({ unit }) => single.includes(unit) || double.includes(unit));
      if (shared.length === 0) return [];
      const once = shared.filter(
        ({ unit }, place) => shared.findIndex((other) => other.unit === unit) === place,
      );
      const sum = (list: typeof both) => list.reduce((total, { unit, fit }) => total + tell(unit) * fit, 0);
      const whole = both.reduce((total, { unit }) => total + tell(unit), 0);
      const ofQuery = Math.min(1, sum(once) / mass);
      const ofPhrase = Math.min(1, sum(shared) / whole);
      return [
        { likeness: 1 / ((1 - w.phraseSide) / ofQuery + w.phraseSide / ofPhrase), name: kind === 'name' },
      ];
    });
    const ranked = alike.map(({ likeness }) => likeness).sort((a, b) => b - a);
    const [first = 0, second = 0, third = 0] = ranked;
    const byName = Math.max(0, ...alike.filter(({ name }) => name).map(({ likeness }) => likeness));
    scores.set(
      document.id,
      weigh({
        lexical: Math.min(1, lexical / (best * (1 + w.pair) * 1.6)),
        likeness: Math.min(first, 0.6),
        'said so': Math.max(0, first - 0.75),
        second,
        third,
        name: byName,
        common: document.common,
        phrases: Math.log(phrasesIn(document) + 1),
      }),
    );
  });
  return scores;
}

const WORDS = [
  'đặt',
  'đất',
  'đăng',
  'ký',
  'khai',
  'sinh',
  'ly',
  'lý',
  'hôn',
  'kết',
  'cấp',
  'lại',
  'xe',
  'giấy',
];
const saying = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 7 })
  .map((list) => list.join(' '));
const document = fc.record({
  phrases: fc.array(
    fc.record({ text: saying, kind: fc.constantFrom('name' as const, 'everyday' as const, 'ask' as const) }),
    { minLength: 1, maxLength: 4 },
  ),
  texts: fc.array(saying, { maxLength: 2 }),
  common: fc.integer({ min: 0, max: 3 }),
});
const catalogue = fc
  .array(document, { minLength: 1, maxLength: 12 })
  .map((list) => list.map((one, at): SearchDocument => ({ id: `d${String(at).padStart(2, '0')}`, ...one })));
const question = fc
  .record({
    list: fc.array(fc.constantFrom(...WORDS, 'lạ'), { minLength: 1, maxLength: 8 }),
    toned: fc.boolean(),
  })
  .map(({ list, toned }) => asked(list.join(' '), toned));

describe('understanding/retrieval', () => {
  it('ranks as BM25 and phrase likeness written out naively', () => {
    fc.assert(
      fc.property(catalogue, question, (documents, query) => {
        const naive = naiveScores(documents, query, PLAIN);
        const hits = createRetrieval(documents, PLAIN).search(query, documents.length);
        expect(hits.map(({ id }) => id).sort()).toEqual([...naive.keys()].sort());
        for (const hit of hits)
          expect(Math.abs(hit.score - (naive.get(hit.id) ?? 0)), hit.id).toBeLessThan(EPSILON);
        const highest = Math.max(...naive.values());
        if (hits[0] !== undefined) expect(naive.get(hits[0].id)).toBeGreaterThan(highest - EPSILON);
      }),
      { numRuns: 300 },
    );
  });

  it('finds the same again, in any order of questions', () => {
    fc.assert(
      fc.property(catalogue, question, question, (documents, query, between) => {
        const retrieval = createRetrieval(documents);
        const first = retrieval.search(query, 10);
        retrieval.search(between, 10);
        expect(retrieval.search(query, 10)).toEqual(first);
        expect(createRetrieval(documents).search(query, 10)).toEqual(first);
      }),
    );
  });

  it('loses no hit when an unrelated document comes in', () => {
    fc.assert(
      fc.property(catalogue, question, (documents, query) => {
        const unrelated: SearchDocument = {
          id: 'zz',
          phrases: [{ text: 'nuôi trồng thủy hải', kind: 'name' }],
          texts: ['môi trường'],
          common: 3,
        };
        const before = createRetrieval(documents)
          .search(query, 50)
          .map(({ id }) => id);
        const after = createRetrieval([...documents, unrelated])
          .search(query, 50)
          .map(({ id }) => id);
        expect([...after].sort()).toEqual([...before].sort());
      }),
    );
  });

  it('keeps scores finite, in falling order, and shares between 0 and 1', () => {
    fc.assert(
      fc.property(catalogue, question, (documents, query) => {
        const hits = createRetrieval(documents).search(query, 50);
        hits.forEach((hit, at) => {
          expect(Number.isFinite(hit.score)).toBe(true);
          expect(hit.score).toBeLessThanOrEqual(hits[at - 1]?.score ?? Number.POSITIVE_INFINITY);
          for (const share of [hit.coverage, hit.likeness, hit.lexical])
            expect(share >= 0 && share <= 1 + 1e-9).toBe(true);
        });
      }),
    );
  });

  const small = (...names: string[]): SearchDocument[] =>
    names.map((text, at) => ({ id: `${at}`, phrases: [{ text, kind: 'name' }], texts: [], common: 0 }));

  it('lets tones break ties: đặt cọc is not đất', () => {
    const retrieval = createRetrieval(small('Đăng ký đất', 'Đăng ký đặt'));
    expect(retrieval.search(asked('đặt', true))[0]?.id).toBe('1');
    expect(retrieval.search(asked('đất', true))[0]?.id).toBe('0');
  });

  it('fits any tone where none was typed', () => {
    const [first, second] = createRetrieval(small('Đăng ký đất', 'Đăng ký đặt')).search(asked('dat', false));
    expect(first?.score).toBeCloseTo(second?.score ?? 0, 6);
  });

  it('tells ly hôn from kết hôn by the word that differs', () => {
    const retrieval = createRetrieval(small('Đăng ký kết hôn', 'Ghi chú ly hôn', 'Đăng ký khai sinh'));
    expect(retrieval.search(asked('ly hôn', true))[0]?.id).toBe('1');
    expect(retrieval.search(asked('ket hon', false))[0]?.id).toBe('0');
  });

  it('finds nothing for words it never read and in an empty catalogue', () => {
    expect(createRetrieval(small('Đăng ký đất')).search(asked('xyz', false))).toEqual([]);
    expect(createRetrieval([]).search(asked('đất', true))).toEqual([]);
    expect(createRetrieval(small('Đăng ký đất')).search(asked('', false))).toEqual([]);
  });
});
