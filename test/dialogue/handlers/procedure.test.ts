import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Respond, SessionState } from '../../../src/dialogue/answer.ts';
import type { IncomingContent } from '../../../src/messages/index.ts';
import { loadForEval } from '../../eval/load.ts';

const NOW = new Date('2026-11-21T09:00:00+07:00');
const HEADINGS = { documents: 'Giấy tờ cần có', fee: 'lệ phí', time: 'Thời gian:', where: 'Nơi giải quyết:' };
type Part = keyof typeof HEADINGS;

describe('dialogue/handlers/procedure', () => {
  let respond: Respond;
  beforeAll(() => {
    respond = loadForEval();
  });

  function person() {
    let session: SessionState | undefined;
    return async (said: string | IncomingContent): Promise<Answer> => {
      const outcome = await respond({
        incoming: {
          channel: 'web',
          updateId: '1',
          conversation: 'web:1',
          person: 'web:1',
          sentAt: NOW.toISOString(),
          content: typeof said === 'string' ? { kind: 'text', text: said } : said,
        },
        session,
        asker: { role: 'citizen', units: [] },
        now: NOW,
      });
      session = outcome.session;
      return outcome.answer;
    };
  }
  const text = ({ replies }: Answer) => replies.map((reply) => reply.text).join('\n');
  /** Which of the four parts the answer has, in its order. */
  const parts = (answer: Answer): Part[] => {
    const shown = text(answer);
    const at = (part: Part) => shown.indexOf(HEADINGS[part]);
    return (Object.keys(HEADINGS) as Part[]).filter((part) => at(part) >= 0).sort((a, b) => at(a) - at(b));
  };

  it('answers all that one message asks, in the order it is asked', async () => {
    const say = person();

    const both = await say('làm khai sinh cho con mới sinh cần giấy gì, bao nhiêu tiền');
    expect(both.procedures?.[0]?.code).toBe('1.001193');
    expect(parts(both)).toEqual(['documents', 'fee']);

    const followUp = await say('nộp ở đâu, mấy ngày có');
    expect(followUp.procedures?.[0]?.code).toBe('1.001193');
    expect(parts(followUp)).toEqual(['where', 'time']);
  });

  it('offers as buttons what has not been said yet', async () => {
    const answer = await person()('làm hộ chiếu lần đầu nộp ở đâu, mấy ngày có, phí bao nhiêu');

    const offered = answer.replies.flatMap((reply) => reply.choices?.map(({ data }) => data) ?? []);
    expect(offered.some((data) => data.endsWith(':documents'))).toBe(true);
    for (const said of ['where', 'time', 'fee'])
      expect(
        offered.filter((data) => data.endsWith(`:${said}`)),
        said,
      ).toEqual([]);
  });

  it('answers a button alone, whatever was asked before', async () => {
    const say = person();
    await say('làm khai sinh cho con mới sinh cần giấy gì, bao nhiêu tiền');

    expect(parts(await say({ kind: 'tap', data: 'p:1.001193:time' }))).toEqual(['time']);
  });
});
