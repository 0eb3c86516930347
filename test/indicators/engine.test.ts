import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/dialogue/answer.ts';
import {
  createIndicators,
  type IndicatorAnswer,
  type IndicatorContent,
  type IndicatorQuery,
  type Observation,
  observationKey,
} from '../../src/indicators/index.ts';
import { NOW } from './scoring.ts';
import { shipped, shippedIndicators } from './support.ts';

function ask(
  text: string,
  given: { role?: Role; previous?: IndicatorQuery; now?: Date } = {},
): IndicatorAnswer {
  return shippedIndicators().answer({
    text,
    now: given.now ?? NOW,
    role: given.role ?? 'citizen',
    previous: given.previous,
  });
}
const values = (answer: IndicatorAnswer): string[] => answer.indicators.map(({ value }) => value);

describe('indicators/engine', () => {
  describe('one figure', () => {
    it('says figure, unit, place, period and source', () => {
      const answer = ask('BCCI Hà Tĩnh 2017 tiếp nhận mấy hồ sơ');

      expect(answer.indicators).toEqual([
        {
          id: 'bcci-received',
          area: 'ha-tinh',
          period: '2017',
          value: '14.382',
          unit: 'hồ sơ',
          source: 'Biểu số liệu Hà Tĩnh 2015–2018, mục 9.2',
        },
      ]);
      expect(answer.reply.text).toContain('**14.382 hồ sơ**');
      expect(answer.reply.text).toContain('năm 2017');
      expect(answer.sources[0]).toMatchObject({ section: '9.2', asOf: '2017' });
    });

    it('says whose figure it is when no area was named', () => {
      expect(ask('bcci 2017 tiếp nhận mấy hồ sơ').reply.text).toContain(
        'Bạn không nêu địa phương nên đây là số của Hà Tĩnh.',
      );
      expect(ask('bcci hà tĩnh 2017 tiếp nhận mấy hồ sơ').reply.text).not.toContain('không nêu địa phương');
    });

    it('takes the deployment’s own province', () => {
      const inTraVinh = createIndicators(shipped(), { homeArea: 'tra-vinh' });

      const answer = inTraVinh.answer({
        text: 'tỷ lệ hồ sơ tiếp nhận trực tuyến mức 3, 4',
        now: NOW,
        role: 'citizen',
      });

      expect(values(answer)).toEqual(['9,24']);
    });

    it('keeps ratios as ratios', () => {
      expect(values(ask('mấy sở làm BCCI năm 2018'))).toEqual(['7/20']);
    });

    it('gives the latest with its date when no period was said', () => {
      const answer = ask('gian hàng trên sàn thương mại điện tử hiện nay');

      expect(answer.indicators[0]).toMatchObject({ value: '320', period: '2022-H1' });
      expect(answer.reply.text).toContain('6 tháng đầu năm 2022');
    });

    it('does not take one tier’s newer figure for the whole, and says there is one', () => {
      const answer = ask('hiện tại hà tĩnh có bao nhiêu dvc mức 3');

      expect(values(answer)).toEqual(['1995']);
      expect(answer.reply.text).toContain(
        'Kỳ mới hơn, 6 tháng đầu năm 2022, tài liệu chỉ có số của một phần.',
      );
    });
  });

  describe('what is not there', () => {
    it('names the periods that exist and offers the nearest as a button that works', () => {
      const answer = ask('tỷ lệ trao đổi văn bản điện tử cấp xã Hà Tĩnh năm 2019');
      const [choice] = answer.reply.choices ?? [];

      expect(answer).toMatchObject({ status: 'no_data', indicators: [] });
      expect(answer.reply.text).toContain('năm 2018');
      expect(choice?.label).toBe('Xem năm 2018');
      expect(values(ask(choice?.data ?? ''))).toEqual(['75']);
    });

    it('does not print half a year as the year', () => {
      const answer = ask('BCCI năm 2022 Hà Tĩnh tiếp nhận bao nhiêu hồ sơ');

      expect(answer).toMatchObject({ status: 'no_data', indicators: [] });
      expect(answer.reply.text).not.toContain('17.667');
      expect(answer.reply.choices?.[0]?.label).toBe('Xem 6 tháng đầu năm 2022');
    });

    it('quotes what a document says in words instead of a figure', () => {
      expect(ask('PCI năm 2021 Hà Tĩnh xếp hạng mấy').reply.text).toContain('không có thứ hạng');
      expect(ask('Trà Vinh quý 1/2022 mấy phiếu khảo sát hài lòng').reply.text).toContain(
        'dòng 6.1 để trống',
      );
    });

    it('says that a period lies in the future, by the clock', () => {
      expect(ask('năm 2027 hà tĩnh có mấy dvc mức 3').reply.text).toContain('Năm 2027 chưa tới.');
      expect(ask('năm 2025 hà tĩnh có mấy dvc mức 3').reply.text).not.toContain('chưa tới');
    });

    it('asks back for a year that is none', () => {
      expect(ask('năm 20018 bcci tiếp nhận mấy hồ sơ')).toMatchObject({ status: 'clarify', indicators: [] });
    });

    it('says that another province has no figures here', () => {
      expect(ask('Nghệ An năm 2018 bcci tiếp nhận mấy hồ sơ')).toMatchObject({
        status: 'no_data',
        indicators: [],
      });
    });

    it('refuses what is not measured', () => {
      for (const text of [
        'dân số Hà Tĩnh năm 2018 là bao nhiêu',
        'tỷ lệ hộ nghèo Trà Vinh quý 1/2022',
        'GRDP Hà Tĩnh 2018',
      ]) {
        expect(ask(text), text).toMatchObject({ status: 'no_data', indicators: [] });
      }
    });

    it('offers the computed rate where only its parts are printed, and says so', () => {
      const answer = ask('tỷ lệ giải ngân đầu tư công quý 1/2022 của sở tttt trà vinh');

      expect(answer).toMatchObject({ status: 'no_data', indicators: [] });
      expect(answer.reply.text).toContain('9.807 / 33.000 = 29,72%');
      expect(answer.reply.text).toContain('tài liệu không in tỷ lệ này');
    });
  });

  describe('several figures', () => {
    it('compares two years with difference and percent', () => {
      const answer = ask('hồ sơ BCCI tiếp nhận 2018 tăng bao nhiêu phần trăm so với 2017');

      expect(values(answer)).toEqual(['14.382', '16.269']);
      expect(answer.reply.text).toContain('Năm 2018 tăng 1.887 hồ sơ (13,12%) so với năm 2017.');
      expect(answer.chart?.categories).toEqual(['2017', '2018']);
      expect(answer.table?.rows).toHaveLength(2);
    });

    it('warns when the periods are not alike', () => {
      const answer = ask('so sánh tỷ lệ hồ sơ trực tuyến Hà Tĩnh 6 tháng đầu 2022 với Trà Vinh quý 1/2022');

      expect(values(answer)).toEqual(['53', '9,24']);
      expect(answer.reply.text).toContain('43,76 điểm phần trăm');
      expect(answer.reply.text).toContain('chỉ để tham khảo');
    });

    it('compares with the year before the one named, not before today', () => {
      expect(values(ask('số hồ sơ trả kết quả bcci năm 2018 so với năm trước'))).toEqual([
        '134.435',
        '139.949',
      ]);
    });

    it('says which of two periods is missing', () => {
      const answer = ask('so sánh hồ sơ tiếp nhận qua BCCI năm 2018 và 2020');

      expect(values(answer)).toEqual(['16.269']);
      expect(answer.reply.text).toContain('không có số của năm 2020');
    });

    it('computes a share from printed figures only', () => {
      const answer = ask('cấp tỉnh chiếm bao nhiêu phần trăm số TTHC mức 1 và 2 năm 2018');

      expect(values(answer)).toEqual(['1369', '1812']);
      expect(answer.reply.text).toContain('1369 / 1812 = 75,55%');
    });

    it('adds tiers only where adding makes sense', () => {
      expect(ask('tổng số đơn vị dùng một cửa điện tử năm 2017').reply.text).toContain(
        'Cộng lại: 295 đơn vị',
      );
      expect(ask('tổng tỷ lệ văn bản điện tử các cấp năm 2018').reply.text).not.toContain('Cộng lại');
    });

    it('lists the indicators of a subject', () => {
      const answer = ask('có những chỉ tiêu nào về bưu chính');

      expect(answer).toMatchObject({ status: 'answered', indicators: [] });
      expect(answer.reply.text).toContain('Số hồ sơ tiếp nhận qua dịch vụ bưu chính công ích');
      expect(answer.reply.text).not.toContain('PCI');
    });

    it('gives a picture only of figures of one unit, and a file on request', () => {
      expect(ask('vẽ biểu đồ hồ sơ BCCI tiếp nhận các năm').chart).toMatchObject({
        type: 'bar',
        unit: 'hồ sơ',
      });
      expect(ask('vẽ biểu đồ số nhiệm vụ cntt đề ra các năm').chart).toMatchObject({
        type: 'line',
        categories: ['2015', '2016', '2017', '2018'],
      });
      expect(ask('xuất excel hồ sơ BCCI tiếp nhận các năm')).toMatchObject({ export: 'xlsx' });
      expect(ask('vẽ biểu đồ PCI của SIPAS').chart).toBeUndefined();
    });
  });

  describe('documents that disagree', () => {
    it('shows both counts of level-3 services around 2019, and gives the one asked for', () => {
      const answer = ask('Hà Tĩnh đã đưa vào vận hành bao nhiêu DVCTT mức độ 3');

      expect(values(answer)).toEqual(['1967']);
      expect(answer.reply.text).toMatch(/1995[\s\S]*1967/);
      expect(answer.reply.text).toContain('mục B.II.3');
    });

    it('gives both when the question is about the disagreement', () => {
      expect(values(ask('dvc mức độ 3 hà tĩnh năm 2019 sao lại có hai con số 1995 và 1967')).sort()).toEqual([
        '1967',
        '1995',
      ]);
    });

    it('does not settle whether the communes’ 35 belong to the sum of 2018', () => {
      const { text } = ask('DVC mức 3 của Hà Tĩnh năm 2018 tổng cộng bao nhiêu').reply;

      expect(text).toContain('2.139');
      expect(text).toContain('2.174');
    });

    it('shows a stated sum and the recomputed one', () => {
      expect(ask('6 tháng đầu năm 2022 BCCI trả bao nhiêu hồ sơ').reply.text).toContain(
        '11.261 + 259.999 = 271.260',
      );
      expect(ask('tỷ lệ hồ sơ trực tuyến trà vinh quý 1/2022').reply.text).toContain('9,2476%');
    });

    it('gives both figures of contracts that one report states', () => {
      expect(values(ask('Sở TTTT Trà Vinh có mấy hợp đồng theo nghị định 161'))).toEqual(['03', '0']);
    });
  });

  describe('roles and filed figures', () => {
    const filed = (over: Partial<Observation>): Observation => {
      const row = {
        indicator: 'bcci-received',
        area: 'ha-tinh',
        period: '2022-Q3',
        source: 'filed:r1',
        ...over,
      } as const;
      return {
        key: observationKey(row),
        value: '9.001',
        number: 9001,
        of: undefined,
        unit: 'hồ sơ',
        section: 'Báo cáo đã duyệt',
        line: 0,
        asOf: '2022-10-05',
        also: [],
        ...row,
      } as Observation;
    };

    it('answers an approved figure like a printed one', () => {
      const indicators = createIndicators(shipped(), { homeArea: 'ha-tinh', filed: [filed({})] });

      expect(
        values(indicators.answer({ text: 'bcci quý 3/2022 tiếp nhận mấy hồ sơ', now: NOW, role: 'citizen' })),
      ).toEqual(['9.001']);
    });

    it('keeps a figure marked internal from citizens, and gives it to staff', () => {
      const indicators = createIndicators(shipped(), {
        homeArea: 'ha-tinh',
        filed: [filed({ visibility: 'internal' })],
      });
      const asked = { text: 'bcci quý 3/2022 tiếp nhận mấy hồ sơ', now: NOW };

      expect(indicators.answer({ ...asked, role: 'citizen' })).toMatchObject({
        status: 'no_data',
        indicators: [],
      });
      expect(values(indicators.answer({ ...asked, role: 'staff' }))).toEqual(['9.001']);
    });

    it('computes nothing for a citizen from a figure kept from citizens', () => {
      const content: IndicatorContent = {
        ...shipped(),
        indicators: shipped().indicators.map((item) =>
          item.id === 'invest-done' ? { ...item, visibility: 'internal' as const } : item,
        ),
      };
      const indicators = createIndicators(content, { homeArea: 'ha-tinh' });
      const asked = { text: 'tỷ lệ giải ngân đầu tư công quý 1/2022 của sở tttt trà vinh', now: NOW };

      expect(indicators.answer({ ...asked, role: 'citizen' }).reply.text).not.toMatch(/9\.807|29,72/);
      expect(indicators.answer({ ...asked, role: 'staff' }).reply.text).toContain('29,72%');
    });

    it('does not take one unit’s figure for its province’s', () => {
      const indicators = createIndicators(shipped(), {
        homeArea: 'ha-tinh',
        filed: [filed({ unitId: 'cam-binh' })],
      });

      expect(
        indicators.answer({ text: 'bcci quý 3/2022 tiếp nhận mấy hồ sơ', now: NOW, role: 'staff' })
          .indicators,
      ).toEqual([]);
    });

    it('says plainly that an internal indicator is not for everyone, and records it', () => {
      const content: IndicatorContent = {
        ...shipped(),
        indicators: shipped().indicators.map((item) =>
          item.id === 'pci-rank' ? { ...item, visibility: 'internal' as const } : item,
        ),
      };
      const indicators = createIndicators(content, { homeArea: 'ha-tinh' });
      const asked = { text: 'PCI 2018 xếp thứ mấy', now: NOW };

      const refused = indicators.answer({ ...asked, role: 'citizen' });

      expect(refused).toMatchObject({
        status: 'out_of_scope',
        indicators: [],
        reason: { denied: 'pci-rank', role: 'citizen' },
      });
      expect(refused.reply.text).toContain('nội bộ');
      expect(values(indicators.answer({ ...asked, role: 'staff' }))).toEqual(['23']);
    });
  });

  it('gives the same answer to the same question, and a query that survives JSON', () => {
    const first = ask('tỷ lệ văn bản điện tử cấp xã Hà Tĩnh năm 2018');
    const second = ask('tỷ lệ văn bản điện tử cấp xã Hà Tĩnh năm 2018');
    const kept = JSON.parse(JSON.stringify(first.query)) as IndicatorQuery;

    expect(second).toEqual(first);
    expect(values(ask('còn cấp huyện?', { previous: kept }))).toEqual(['98']);
  });

  it('forgets a question kept by another version instead of failing', () => {
    const old = { version: 0, ids: ['bcci-received'] } as unknown as IndicatorQuery;

    expect(ask('còn 2017?', { previous: old }).indicators).toEqual([]);
    expect(shippedIndicators().score('còn 2017?', old)).toBeLessThan(0.3);
  });

  it('survives any text', () => {
    for (const text of [
      '',
      ' ',
      '???',
      'ind:không-có:ht',
      'a'.repeat(5000),
      '%%% 2018 %%%',
      '😀😀',
      '1/0',
      'năm năm năm',
      'ḥ̃̀',
    ]) {
      expect(() => ask(text)).not.toThrow();
      expect(ask(text).indicators).toEqual([]);
    }
  });
});
