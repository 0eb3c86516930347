import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isFullCard } from '../src/catalogue/card.ts';
import { overlayDifferences } from '../src/catalogue/editing/overlay.ts';
import { compareWithReviewed, loadReviewed } from '../src/catalogue/editing/reviewed.ts';
import { loadCatalogue } from '../src/catalogue/load.ts';
import { INTENTS, loadKnowledge } from '../src/dialogue/knowledge.ts';
import { loadTexts } from '../src/i18n/texts.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const catalogue = loadCatalogue(`${root}content`);
const knowledge = loadKnowledge(`${root}content`, `${root}intents`);

describe('content', () => {
  it('has at least six ways of asking for every procedure of the catalogue', () => {
    const short = [...catalogue.procedures.keys()].filter(
      (code) => (catalogue.cards.get(code)?.ask.length ?? 0) < 6,
    );

    expect(short).toEqual([]);
  });

  it('knows every code that cards and answers name', () => {
    const named = [
      ...catalogue.cards.keys(),
      ...[...catalogue.cards.values()].flatMap((card) => (card.siblings ?? []).map(({ code }) => code)),
      ...knowledge.answers.flatMap((answer) => answer.procedures ?? []),
    ];

    const unknown = [...new Set(named.filter((code) => !catalogue.procedures.has(code)))];

    expect(unknown).toEqual([]);
  });

  it('has at least 450 full cards, each with result, mistakes, law, snapshot and review day', () => {
    const cards = [...catalogue.cards.values()].filter(isFullCard);

    const lacking = cards.filter(
      (card) => !(card.result && card.mistakes && card.legal && card.snapshot && card.reviewed),
    );

    expect(cards.length).toBeGreaterThanOrEqual(450);
    expect(lacking.map(({ code }) => code)).toEqual([]);
  });

  it('says in its cards what the facts say, but where somebody has reviewed the difference', () => {
    const differences = overlayDifferences(catalogue.procedures, catalogue.cards.values());

    expect(compareWithReviewed(differences, loadReviewed(`${root}content`))).toEqual({ open: [], stale: [] });
  });

  it('writes the numbers of acts whole', () => {
    const whole =
      /^\d{1,5}(?:\.?[a-z]|\.\d{1,2})?[/-](?:\d{4}\/)?(?:QH\d{2}|UBTVQH\d{2}|NQ-QH\d{2}|QĐ-TTg|TB\/TW|\p{Lu}+(?:-\p{Lu}{2,})*)$/u;

    const odd = [...catalogue.cards.values()].flatMap(({ code, legal = [] }) =>
      legal.filter((number) => !whole.test(number)).map((number) => `${code} ${number}`),
    );

    expect(odd).toEqual([]);
  });

  it('has sentences for every intent but the procedures themselves', () => {
    const said = new Set(knowledge.examples.map(({ intent }) => intent));

    expect(INTENTS.filter((intent) => intent !== 'procedure' && !said.has(intent))).toEqual([]);
  });

  it('answers every topic with a source, but those that state no outside fact', () => {
    const own = ['language', 'subscribe', 'out_of_scope', 'privacy'];

    const bare = knowledge.answers.filter(
      (answer) => answer.sources.length === 0 && !own.includes(answer.intent),
    );

    expect(bare.map(({ id }) => id)).toEqual([]);
  });

  it('fails loudly on a text key that no language has', () => {
    const t = loadTexts(`${root}content`).in('vi');

    expect(() => t('no.such.key')).toThrow(/vi\.yaml/);
  });
});
