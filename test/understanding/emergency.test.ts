import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../src/dialogue/knowledge.ts';
import { contentDir, packageRoot } from '../../src/files.ts';
import { findEmergency } from '../../src/understanding/emergency.ts';
import { fold, words } from '../../src/understanding/fold.ts';

const clean = (text: string) => words(fold(text)).join(' ');
const kind = (text: string) => findEmergency(clean(text));
const knowledge = loadKnowledge(contentDir(), join(packageRoot(), 'intents'));

describe('understanding/emergency', () => {
  it.each([
    ['fire', 'cháy nhà rồi cứu với'],
    ['fire', 'nha hang xom dang boc chay'],
    ['water', 'có người rơi xuống sông cứu với'],
    ['water', 'đuối nước, gọi ai bây giờ'],
    ['violence', 'nó cầm dao chém người kìa'],
    ['intruder', 'trộm đang trong nhà em, giúp với'],
    ['crash', 'tai nạn xe, người bị thương nặng'],
    ['medical', 'ba tôi khó thở quá, cứu'],
    ['medical', 'vợ em vỡ ối rồi làm sao giờ'],
    ['suicide', 'tôi không muốn sống nữa'],
    ['suicide', 'uống thuốc sâu rồi'],
    ['trapped', 'sập nhà, có người kẹt, cứu gấp'],
    ['kidnap', 'con tôi bị bắt cóc, gọi ai bây giờ'],
    ['fire', 'nhà tôi cháy'],
    ['fire', 'nhà hàng xóm cháy'],
  ])('hears the cry: %s in "%s"', (expected, text) => {
    expect(kind(text)).toBe(expected);
  });

  it('answers a wish to die whatever else is said', () => {
    expect(kind('hôm nay mình chán, không muốn sống')).toBe('suicide');
  });

  it('takes no question about papers for a cry', () => {
    for (const text of [
      'xin giấy phép phòng cháy chữa cháy',
      'thủ tục khai tử người chết đuối',
      'tai nạn lao động làm hồ sơ hưởng chế độ',
      'đăng ký khai sinh cho trẻ bị bỏ rơi',
      'nhà bị cháy mất giấy khai sinh, xin cấp lại',
      'hỗ trợ nạn nhân bạo lực',
      'thẩm duyệt thiết kế về phòng cháy',
    ]) {
      expect(kind(text), text).toBeUndefined();
    }
  });

  it('takes no question that content answers for a cry, but those about emergencies', () => {
    const wrong = knowledge.answers
      .filter(({ intent }) => intent !== 'emergency')
      .flatMap(({ ask }) => ask.filter((text) => kind(text) !== undefined));
    expect(wrong).toEqual([]);
  });
});
