import { describe, expect, it } from 'vitest';
import type { Answer, SessionState } from '../../src/dialogue/answer.ts';
import { loadDialogue } from '../../src/dialogue/load.ts';
import { createResponder } from '../../src/dialogue/respond.ts';
import { expand } from '../../src/dialogue/vague.ts';
import { packageRoot } from '../../src/files.ts';
import { EVAL_DEPLOYMENT } from '../eval/load.ts';
import { TEST_CACHE } from '../support/cache.ts';

const parts = loadDialogue({
  root: packageRoot(),
  deployment: EVAL_DEPLOYMENT,
  snapshots: { folder: TEST_CACHE },
});
const respond = createResponder(parts);
const NOW = new Date('2026-07-20T02:00:00Z');

async function say(...messages: string[]): Promise<Answer[]> {
  let session: SessionState | undefined;
  const answers: Answer[] = [];
  for (const text of messages) {
    const outcome = await respond({
      incoming: {
        channel: 'terminal',
        updateId: '1',
        conversation: 'terminal:1',
        person: 'terminal:1',
        sentAt: NOW.toISOString(),
        content: { kind: 'text', text },
      },
      session,
      asker: { role: 'citizen', units: [] },
      now: NOW,
    });
    session = outcome.session;
    answers.push(outcome.answer);
  }
  return answers;
}

async function entryOf(text: string): Promise<unknown> {
  const [answer] = await say(text);
  return answer?.reason['vague'];
}

describe('dialogue/vague', () => {
  it.each([
    ['tôi muốn đăng ký', 'register'],
    ['dk het bao nhieu', 'register'],
    ['xin giấy phép', 'permit'],
    ['ra xã xin xác nhận', 'confirmation'],
    ['xin cấp lại mất bao lâu', 'reissue'],
    ['gia han thi nop o dau', 'extend'],
    ['nhà tui khó khăn quá, xã có hỗ trợ chi không', 'support'],
    ['bà nội em mới mất, cần làm giấy tờ gì', 'death'],
    ['gia đình tôi sắp chuyển từ Hà Nội về quê ở hẳn', 'moving'],
    ['tui tính bán miếng đất', 'sell-land'],
    ['moi bi cong ty cho nghi viec', 'job-lost'],
    ['bị móc túi mất hết giấy tờ', 'papers-lost'],
  ])('asks back when told only "%s"', async (text, entry) => {
    const [answer] = await say(text);

    const asked = parts.vague.entries.find(({ id }) => id === answer?.reason['vague']);
    const choices = answer?.replies.at(-1)?.choices ?? [];
    expect(asked?.id).toBe(entry);
    expect(answer?.status).toBe('clarify');
    expect(answer?.replies[0]?.text).toContain(asked?.ask);
    expect(choices.length).toBeGreaterThanOrEqual(2);
    expect(choices.length).toBeLessThanOrEqual(4);
  });

  it.each([
    'đăng ký kết hôn mất mấy ngày',
    'làm lại bằng lái bị mất',
    'xin giấy phép karaoke',
    'xin xác nhận độc thân',
    'gia hạn tạm trú',
    'xin trợ cấp thất nghiệp',
    'làm thẻ căn cước cho bé 10 tuổi',
    'sang tên xe máy cũ',
    'mở tiệm cầm đồ',
    'làm giấy khai tử cho bố',
    'tách thửa để bán đất cho em trai',
  ])('does not ask back when told "%s"', async (text) => {
    expect(await entryOf(text)).toBeUndefined();
  });

  it.each([
    'vợ chồng giận nhau làm sao làm lành',
    'nhà tôi cháy',
    'giá vàng hôm nay bao nhiêu',
    'nộp đơn ly hôn ở đâu',
    'hồ sơ của tôi nộp tháng trước tới đâu rồi',
    'liệt kê thủ tục đất đai cấp xã',
    'chào em',
  ])('leaves "%s" to what it is', async (text) => {
    expect(await entryOf(text)).toBeUndefined();
  });

  it('answers a choice for what was asked about it', async () => {
    const [asked, byNumber] = await say('đăng ký bao nhiêu tiền', '2');
    const [, byWords] = await say('đăng ký bao nhiêu tiền', 'cái kết hôn á');

    expect(asked?.aspect).toBe('fee');
    expect([byNumber?.aspect, byNumber?.procedures?.[0]?.code]).toEqual(['fee', '1.004194']);
    expect([byWords?.aspect, byWords?.procedures?.[0]?.code]).toEqual(['fee', '1.000894']);
  });

  it('never puts the same question twice', async () => {
    const answers = await say('xin giấy phép', 'xin giấy phép', 'xin giấy phép');

    const texts = answers.map(({ replies }) => replies[0]?.text);
    expect(new Set(texts).size).toBe(3);
  });

  it('leaves a bare verb to the procedure that is talked about', async () => {
    const [, second] = await say('thủ tục đăng ký kết hôn', 'nộp ở đâu');

    expect(second?.procedures?.[0]?.code).toBe('1.000894');
  });
});

describe('dialogue/vague content', () => {
  it('has at least twelve ways of saying every entry, and none that two entries share', () => {
    const owner = new Map<string, string>();
    for (const { id, ways } of parts.vague.entries) {
      const all = new Set(ways.flatMap(expand).map((way) => way.toLowerCase()));
      expect(all.size, id).toBeGreaterThanOrEqual(12);
      for (const way of all) {
        expect(`${way}: ${owner.get(way) ?? id}`).toBe(`${way}: ${id}`);
        owner.set(way, id);
      }
    }
  });

  it('offers nothing that has ended', () => {
    const ended = parts.vague.entries.flatMap(({ id, choices }) =>
      choices
        .filter(({ code }) => parts.catalogue.procedures.get(code)?.withdrawnOn !== undefined)
        .map(({ code }) => `${id} ${code}`),
    );

    expect(ended).toEqual([]);
  });

  it('asks only what may be asked of its own ways of saying', () => {
    const strays = parts.vague.entries.flatMap(({ id, ways }) =>
      ways.flatMap(expand).flatMap((way) => {
        const match = parts.vague.match(parts.understanding.normalise(way));
        return match !== undefined && match.likeness > 0.9 ? [] : [`${id}: ${way}`];
      }),
    );

    expect(strays).toEqual([]);
  });
});
