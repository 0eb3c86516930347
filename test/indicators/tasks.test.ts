import { describe, expect, it } from 'vitest';
import type { IndicatorAnswer } from '../../src/indicators/index.ts';
import { NOW } from './scoring.ts';
import { shippedIndicators } from './support.ts';

const ask = (text: string, previous?: IndicatorAnswer): IndicatorAnswer =>
  shippedIndicators().answer({ text, now: NOW, role: 'citizen', previous: previous?.query });

describe('indicators/tasks', () => {
  it('lists what an agency leads, with the disagreement about it', () => {
    const answer = ask('nhiệm vụ nào do Sở Nội vụ chủ trì');

    expect(answer).toMatchObject({ kind: 'plan_task', status: 'answered' });
    expect(answer.reply.text).toContain('2.1. Rà soát, đánh giá và đầu tư đồng bộ trang thiết bị tin học');
    expect(answer.reply.text).toMatch(/3\.2\. Ban hành Quy chế[^\n]*chỉ theo [^\n]*Phụ lục, dòng 13/);
    expect(answer.reply.text).toContain('tài liệu nêu khác nhau');
  });

  it('gives the reasons why something was not finished', () => {
    const answer = ask('vì sao 2017 chưa xong 2 dự án');

    expect(answer.kind).toBe('plan_task');
    expect(answer.reply.text).toContain('Chưa có nguồn để triển khai thực hiện');
    expect(answer.reply.text).toContain('Triển khai thêm 50 DVCTT mức độ 4');
    expect(answer.reply.text).not.toContain('LGSP');
    expect(ask('nv cntt nao chua hoan thanh nam 2016, vi sao').reply.text).toContain('ISO điện tử');
  });

  it('leaves the count to the figures', () => {
    expect(ask('có mấy nhiệm vụ cntt chưa hoàn thành năm 2016')).toMatchObject({
      kind: 'indicator',
      indicators: [{ value: '02' }],
    });
    expect(ask('năm 2018 kế hoạch ứng dụng CNTT đề ra bao nhiêu nhiệm vụ')).toMatchObject({
      kind: 'indicator',
    });
  });

  it.each([
    [
      'quy chế công khai minh bạch do cơ quan nào chủ trì',
      /Sở Thông tin và Truyền thông \(.*III\.3\.2\)[\s\S]*Sở Nội vụ \(/,
    ],
    ['hội nghị đánh giá giữa kỳ cuối kỳ tổ chức khi nào', /2018; 2020 .*\|.*2018-2020/],
    ['tien do xay dung phan mem tu dong trich loc toi dau roi', /Chưa thực hiện/],
    ['nâng cấp sàn thương mại điện tử lấy kinh phí từ nguồn nào', /Ngân sách tỉnh/],
    ['nhiệm vụ nào của kế hoạch 498 đã hoàn thành', /2 nhiệm vụ đã hoàn thành[\s\S]*1\.2\.[\s\S]*2\.4\./],
    ['Sở Tài chính có trách nhiệm gì trong KH 498', /mục lục ngân sách/],
    ['rà soát minh bạch thông tin hàng quý hay 6 tháng một lần', /hàng quý[\s\S]*6 tháng, năm/],
    ['Văn phòng UBND tỉnh phối hợp những nhiệm vụ nào trong kế hoạch 498', /2\.1\.[\s\S]*2\.7\./],
  ])('answers "%s"', (text, expected) => {
    const answer = ask(text);

    expect(answer).toMatchObject({ kind: 'plan_task', status: 'answered' });
    expect(answer.reply.text).toMatch(expected);
    expect(answer.sources.length).toBeGreaterThan(0);
  });

  it('says so when an agency leads nothing', () => {
    expect(ask('nhiệm vụ nào do Sở Y tế chủ trì trong kế hoạch 498')).toMatchObject({
      kind: 'plan_task',
      status: 'no_data',
    });
  });

  it('follows up', () => {
    const first = ask('ai chủ trì nâng cấp sàn thương mại điện tử');

    expect(ask('còn hiện trạng tới đâu', first).reply.text).toContain('Chuẩn bị thực hiện');
  });
});
