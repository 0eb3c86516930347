import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Respond, SessionState } from '../../src/dialogue/answer.ts';
import { loadForEval } from '../eval/load.ts';
import { asker } from '../eval/score.ts';

describe('dialogue/talk', () => {
  let respond: Respond;
  beforeAll(() => {
    respond = loadForEval();
  });

  /** The answers to what one person says in order. */
  async function talk(...said: string[]): Promise<Answer[]> {
    const ask = asker(respond);
    let session: SessionState | undefined;
    const answers: Answer[] = [];
    for (const text of said) {
      const outcome = await ask(text, session);
      session = outcome.session;
      answers.push(outcome.answer);
    }
    return answers;
  }
  const codes = (answers: readonly Answer[]) => answers.map(({ procedures }) => procedures?.[0]?.code);

  it.each([
    ['làm căn cước lần đầu', 'còn nếu bị mất thì sao', '1.014064'],
    ['làm hộ chiếu', 'lỡ bị mất thì báo ở công an tỉnh hay đâu', '1.001445'],
    ['cấp lại bằng lái xe bị mất', 'thế nếu chưa mất mà chỉ hết hạn thì sao', '3.000347'],
    ['đăng ký tạm trú', 'gia hạn thì mấy ngày', '1.002755'],
    ['đăng ký hộ kinh doanh', 'giấy đó bị mất thì xin lại sao', '2.000575'],
    ['xin bản sao trích lục khai sinh', 'thế nếu ghi sai ngày sinh thì sao', '1.004859'],
    ['đăng ký kết hôn', 'thế lấy người nước ngoài thì sao', '2.000806'],
    ['xin giấy phép xây nhà ở quê', 'thế lỡ làm mất tờ giấy phép đó?', '1.013228'],
    ['xin phép xây nhà cấp 4 ở quê', 'còn sửa lại nhà cũ thì sao', '1.013229'],
  ])('reads what happens to the thing talked about: %s → %s', async (first, then, code) => {
    expect(codes(await talk(first, then))[1]).toBe(code);
  });

  it.each([
    ['tạm ngừng hộ kinh doanh', 'thế còn của doanh nghiệp thì sao', '2.002029'],
    ['tạm ngừng kinh doanh công ty', 'hộ kinh doanh', '1.001570'],
    ['cấp lại căn cước bị mất', 'còn bằng lái xe thì sao', '3.000348'],
    ['tạm ngừng kinh doanh công ty', 'còn hộ kinh doanh thì sao', '1.001570'],
  ])('reads the same done with another thing: %s → %s', async (first, then, code) => {
    expect(codes(await talk(first, then))[1]).toBe(code);
  });

  it.each([
    ['đổi bằng lái xe hết hạn', 'nhầm, bị mất bằng rồi', '3.000348'],
    ['tạm ngừng hộ kinh doanh', 'không phải tạm nghỉ đâu, nghỉ luôn thôi', '1.001266'],
    ['nhập hộ khẩu', 'à nhầm, tách hộ mới đúng', '1.010038'],
    ['đăng ký tạm trú', 'em nói nhầm, nhập hộ khẩu thường trú mới đúng', '1.004222'],
    ['nhận con nuôi trong nước', 'không phải có yếu tố nước ngoài đâu, trong nước thôi', '2.001263'],
  ])('leaves out what a correction refuses: %s → %s', async (first, then, code) => {
    expect(codes(await talk(first, then))[1]).toBe(code);
  });

  it('reads what was talked about before along where a message is unclear alone', async () => {
    const answers = await talk(
      'bố cho em miếng đất, sang tên thế nào ạ',
      'có phải khai thuế với lệ phí trước bạ không',
      'mà sổ cũ bị rách nát rồi thì đổi luôn được không',
    );

    expect(codes(answers)).toEqual(['1.013831', '1.007277', '1.012783']);
  });

  it('takes what was not offered for no choice of a clarifying question', async () => {
    const answers = await talk('em muốn làm giấy tờ', 'xin công nhận hộ nghèo');

    expect(answers[0]?.status).toBe('clarify');
    expect(codes(answers)[1]).toBe('1.011607');
  });

  it('stays with what is talked about while only aspects are asked, however they are spelt', async () => {
    const answers = await talk(
      'xin giấy xác nhận độc thân',
      'phí?',
      'mấy bựa',
      'nop mo',
      'can giay to gi dzay',
      'lm onl dc k',
      'gửi bđ dc ko',
      'xong đc cấp giấy gì',
    );

    expect(new Set(codes(answers))).toEqual(new Set(['1.004873']));
    expect(answers.slice(1).map(({ aspect }) => aspect)).toEqual([
      'fee',
      'time',
      'where',
      'documents',
      'online',
      'postal',
      'result',
    ]);
  });

  it('changes the topic for words that clearly name something else, and goes back to what was left', async () => {
    const answers = await talk(
      'đăng ký khai sinh cho con',
      'công chứng bản photo bằng đại học ở xã',
      'hôm nay trời có mưa không',
      'bao nhiêu tiền',
      'quay lại cái khai sinh hồi nãy, mấy ngày có',
    );

    expect(codes(answers).filter((code) => code !== undefined)).toEqual([
      '1.001193',
      '2.000815',
      '2.000815',
      '1.001193',
    ]);
    expect(answers[2]?.intent).toBe('out_of_scope');
  });

  it.each([
    ['cảm ơn nha', 'thanks'],
    ['cho tui gặp cán bộ', 'handoff'],
    ['hồ sơ của tui tới đâu rồi', 'dossier_status'],
  ])('takes no other wish for a follow-up: %s', async (said, intent) => {
    expect((await talk('lãnh tiền thất nghiệp', said))[1]?.intent).toBe(intent);
  });

  it('takes thanks after a question that is still open for thanks', async () => {
    const answers = await talk('đăng ký khai tử', 'còn tiền mai táng thì sao', 'cảm ơn ad');

    expect(answers[1]?.status).toBe('clarify');
    expect(answers[2]?.intent).toBe('thanks');
  });

  it.each([
    ['tui tàn tật từ nhỏ mà chưa có giấy, xin giấy khuyết tật', 'có mất tiền nỏ', '1.001699', 'fee'],
    ['tui tàn tật từ nhỏ mà chưa có giấy, xin giấy khuyết tật', 'mất bao lâu', '1.001699', 'time'],
    ['xin giấy phép mở quán karaoke', 'thôi không hỏi phí nữa, hỏi giấy tờ', '1.001029', 'documents'],
  ])('hears what it takes, not that something was lost: %s → %s', async (first, then, code, aspect) => {
    const [, answer] = await talk(first, then);

    expect(answer?.procedures?.[0]?.code).toBe(code);
    expect(answer?.aspect).toBe(aspect);
  });

  it('needs no figure for a question about how to submit', async () => {
    const answers = await talk('Nộp hồ sơ trực tuyến thế nào?');
    expect(answers[0]).toMatchObject({ status: 'answered', intent: 'online_howto' });
    const figure = await talk('năm 2019 Hà Tĩnh có bao nhiêu hồ sơ nộp trực tuyến?');
    expect(figure[0]?.intent).toBe('indicator');
  });

  it('hears the same whether or not a place is named', async () => {
    const [plain] = await talk('mở tiệm tạp hóa nhỏ cần giấy tờ gì');
    const [placed] = await talk('mở tiệm tạp hóa nhỏ ở chợ Cầu Kè cần giấy tờ gì');
    expect(placed?.status).toBe(plain?.status);
    expect(placed?.procedures?.slice(0, 2).map(({ code }) => code)).toEqual(
      plain?.procedures?.slice(0, 2).map(({ code }) => code),
    );
  });

  it.each(['chỗ nào làm cccd giả', 'giả chữ ký trên giấy ủy quyền', 'làm bằng lái bao đậu giá bao nhiêu'])(
    'has no part in what is forged or bought: %s',
    async (text) => {
      expect((await talk(text))[0]?.status).toBe('out_of_scope');
    },
  );

  it('takes a renewal for no forgery', async () => {
    expect((await talk('giấy phép lao động gia hạn mất mấy ngày'))[0]?.intent).toBe('procedure');
  });

  it.each([
    ['khai tử gửi bưu điện được không', '1.000656', 'postal'],
    ['tách thửa gửi bưu điện được không', '1.012784', 'postal'],
    ['chuyển trường nộp online được không', '2.002854', 'online'],
    ['ket hon nop tren mang duoc hong', '1.000894', 'online'],
  ])('takes a thing named with post or portal for what is asked about: %s', async (text, code, aspect) => {
    const [answer] = await talk(text);
    expect(answer).toMatchObject({ status: 'answered', intent: 'procedure', aspect });
    expect(answer?.procedures?.[0]?.code).toBe(code);
  });

  it.each([
    ['gửi hồ sơ qua bưu điện được không', 'postal_howto'],
    ['nộp hồ sơ trên mạng được không', 'online_howto'],
  ])('explains the way itself where nothing is named: %s', async (text, intent) => {
    expect((await talk(text))[0]?.intent).toBe(intent);
  });
});
