import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../src/catalogue/load.ts';
import { parseFee } from '../../src/catalogue/parse-fee.ts';
import type { FeeCase, Procedure } from '../../src/catalogue/procedure.ts';
import type { Answer, Respond } from '../../src/dialogue/answer.ts';
import { loadResponder } from '../../src/dialogue/load.ts';
import { contentDir } from '../../src/files.ts';
import { ASPECTS } from '../../src/understanding/aspect.ts';
import { EVAL_DEPLOYMENT } from '../eval/load.ts';

const NOW = new Date('2026-11-21T09:00:00+07:00');
const base: Omit<Procedure, 'code' | 'fees'> = {
  name: 'Thử lệ phí',
  field: 'Hộ tịch',
  tiers: ['commune'],
  bodies: ['Ủy ban nhân dân cấp xã'],
  level: 'full',
  levelStated: true,
  methods: ['online', 'direct'],
  times: ['5 ngày làm việc'],
  legal: [],
  snapshot: '2026-07-18',
};
const made = (code: string, fees: readonly FeeCase[]): Procedure => ({ ...base, code, fees: [...fees] });
const MADE = [
  made('9.000001', parseFee('Phí: 0 đồng [Trực tiếp]')),
  made('9.000002', parseFee('Lệ phí: 0 đồng')),
  made('9.000003', []),
  made('9.000004', [{ kind: 'amount', amount: 40_000, currency: 'VND', until: '2024-12-31' }]),
  made('9.000005', [{ kind: 'amount', amount: 50_000, currency: 'VND', from: '2027-01-01' }]),
  made('9.000006', [{ kind: 'amount', amount: 60_000, currency: 'VND', until: '2026-11-21' }]),
  made('9.000007', parseFee('Phí: 0 đồng (Không thu phí)')),
];
/** What says that something costs nothing; the plain "không dám nói là miễn phí" does not. */
const SAYS_FREE = /phí: miễn phí|- (?:phí: )?miễn phí/iu;

let respond: Respond;
let shipped: ReadonlyMap<string, Procedure>;

beforeAll(() => {
  const catalogue = loadCatalogue(contentDir());
  shipped = catalogue.procedures;
  respond = loadResponder({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    deployment: EVAL_DEPLOYMENT,
    catalogue: {
      ...catalogue,
      procedures: new Map([
        ...catalogue.procedures,
        ...MADE.map((procedure) => [procedure.code, procedure] as const),
      ]),
    },
  });
});

async function tap(data: string): Promise<Answer> {
  const { answer } = await respond({
    incoming: {
      channel: 'terminal',
      updateId: '1',
      conversation: 'terminal:1',
      person: 'terminal:1',
      sentAt: NOW.toISOString(),
      content: { kind: 'tap', data },
    },
    session: undefined,
    asker: { role: 'citizen', units: [] },
    now: NOW,
  });
  return answer;
}
const shown = (answer: Answer) =>
  answer.replies.map(({ text, details = '' }) => `${text}\n${details}`).join('\n');
const fee = async (code: string) => shown(await tap(`p:${code}:fee`));

describe('catalogue/procedure-answer', () => {
  it('never says free for a bare 0, nor where the source is silent', async () => {
    for (const code of ['9.000001', '9.000002', '9.000003']) {
      for (const text of [await fee(code), shown(await tap(`p:${code}`))])
        expect(text, code).not.toMatch(SAYS_FREE);
    }
    expect(await fee('9.000001')).toContain('không ghi số tiền');
    expect(await fee('9.000003')).toContain('không nói gì về phí');
  });

  it('says free where the source says so in words', async () => {
    expect(await fee('9.000007')).toMatch(SAYS_FREE);
  });

  it('says free of no shipped procedure unless its source does', async () => {
    for (const procedure of shipped.values()) {
      if (procedure.fees.some(({ kind }) => kind === 'free')) continue;
      expect(await fee(procedure.code), procedure.code).not.toMatch(SAYS_FREE);
    }
  });

  it('says that a dated fee has ended, in the fee answer and in the summary', async () => {
    for (const text of [await fee('9.000004'), shown(await tap('p:9.000004'))]) {
      expect(text).toContain('40.000');
      expect(text).toMatch(/đã hết hạn/);
      expect(text).toContain('31/12/2024');
    }
  });

  it('says from when a fee will hold, and until when one that holds today', async () => {
    expect(await fee('9.000005')).toMatch(/áp dụng từ 0?1\/0?1\/2027/);
    const today = await fee('9.000006');
    expect(today).toContain('áp dụng đến 21/11/2026');
    expect(today).not.toContain('hết hạn');
  });

  it('says ended for every shipped sum whose last day is past', async () => {
    const ended = [...shipped.values()].filter(({ fees }) =>
      fees.some(({ kind, until }) => kind === 'amount' && until !== undefined && until < '2026-11-21'),
    );
    expect(ended.length).toBeGreaterThan(0);
    for (const { code } of ended) expect(await fee(code), code).toContain('hết hạn');
  });

  it('says no fee twice in the summary of any shipped procedure', async () => {
    const twice: string[] = [];
    for (const code of shipped.keys()) {
      const { replies } = await tap(`p:${code}`);
      const fees =
        /phí:\n((?:- .+\n?)+)/iu
          .exec(replies[0]?.text ?? '')?.[1]
          ?.trim()
          .split('\n') ?? [];
      if (new Set(fees).size < fees.length) twice.push(code);
    }
    expect(twice).toEqual([]);
  });

  it('names source and date in the answer of every shipped procedure', async () => {
    for (const { code, snapshot } of shipped.values()) {
      const { sources, replies } = await tap(`p:${code}`);
      for (const source of [sources[0], replies[0]?.sources?.[0]])
        expect(source, code).toMatchObject({
          section: code,
          asOf: snapshot,
          title: expect.stringMatching(/\S/),
        });
    }
  });

  it('names source and date whatever is asked', async () => {
    for (const aspect of ASPECTS) {
      const { sources, replies } = await tap(`p:1.001193:${aspect}`);
      expect(sources[0], aspect).toMatchObject({
        section: '1.001193',
        asOf: expect.stringMatching(/^\d{4}/),
      });
      expect(replies[0]?.text.trim(), aspect).not.toBe('');
    }
  });

  it('fills nothing in for a code that it does not know', async () => {
    const answer = await tap('p:1.999999:fee');
    expect(answer.status).toBe('no_data');
    expect(answer.procedures).toEqual([]);
    expect(shown(answer)).toContain('1.999999');
    expect(shown(answer)).not.toMatch(/đồng|miễn phí/);
  });
});
