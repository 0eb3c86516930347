import { describe, expect, it } from 'vitest';
import {
  isOneSlip,
  isSyllable,
  soundKey,
  tonedForm,
  undoTelex,
  undoVni,
  wordOf,
} from '../../src/understanding/syllable.ts';

describe('understanding/syllable', () => {
  it('spells a syllable alike wherever its tone was put', () => {
    for (const [old, modern] of [
      ['hoà', 'hòa'],
      ['uỷ', 'ủy'],
      ['thuý', 'thúy'],
      ['khoẻ', 'khỏe'],
      ['loà', 'lòa'],
    ] as const) {
      expect(tonedForm(old), old).toBe(tonedForm(modern));
    }
  });

  it('keeps words apart that differ in tone or vowel', () => {
    expect(tonedForm('đặt')).not.toBe(tonedForm('đất'));
    expect(tonedForm('ly')).not.toBe(tonedForm('lý'));
    expect(tonedForm('dân')).not.toBe(tonedForm('dạn'));
    expect(tonedForm('đo')).not.toBe(tonedForm('do'));
  });

  it('takes hỏi and ngã for one tone', () => {
    expect(tonedForm('sửa')).toBe(tonedForm('sữa'));
    expect(tonedForm('nghĩ')).toBe(tonedForm('nghỉ'));
  });

  it('reads decomposed and upper-case spelling alike', () => {
    expect(tonedForm('ĐẶT'.normalize('NFD'))).toBe(tonedForm('đặt'));
  });

  it('knows what could be a syllable', () => {
    for (const word of ['nghieng', 'khuyu', 'giay', 'quyet', 'truong', 'y', 'uong', 'gi'])
      expect(isSyllable(word), word).toBe(true);
    for (const word of ['giaykhaisinh', 'facebook', 'str', 'khsai', 'a1', ''])
      expect(isSyllable(word), word).toBe(false);
  });

  it('undoes Telex', () => {
    for (const [typed, meant] of [
      ['ddawng', 'dang'],
      ['kys', 'ky'],
      ['giaasy', 'giay'],
      ['khaair', 'khai'],
      ['thuwowngf', 'thuong'],
      ['truws', 'tru'],
      ['nhaf', 'nha'],
      ['ddaats', 'dat'],
      ['leej', 'le'],
      ['phis', 'phi'],
    ] as const) {
      expect(undoTelex(typed), typed).toBe(meant);
    }
  });

  it('leaves words alone that no Telex would give', () => {
    for (const word of ['giay', 'sinh', 'tru', 'facebook', 'h27', 'xyz'])
      expect(undoTelex(word), word).toBeUndefined();
  });

  it('undoes VNI', () => {
    for (const [typed, meant] of [
      ['d9a8ng', 'dang'],
      ['ky1', 'ky'],
      ['gia6y1', 'giay'],
      ['d9a6t1', 'dat'],
      ['thu7o7ng2', 'thuong'],
      ['le65', 'le'],
    ] as const) {
      expect(undoVni(typed), typed).toBe(meant);
    }
  });

  it('does not take codes and numbers for VNI', () => {
    for (const word of ['123', 'h2725', 'b100', 'giay', '2026']) expect(undoVni(word), word).toBeUndefined();
  });

  it('hears alike what people write for each other', () => {
    for (const [a, b] of [
      ['tre', 'che'],
      ['sinh', 'xinh'],
      ['giay', 'day'],
      ['nay', 'lay'],
      ['ly', 'li'],
      ['cat', 'cac'],
      ['lan', 'lang'],
      ['ky', 'ki'],
    ] as const) {
      expect(soundKey(a), `${a} ${b}`).toBe(soundKey(b));
    }
    expect(soundKey('hon')).not.toBe(soundKey('ket'));
  });

  it('finds words one slip apart: a letter missing, added, mistyped or moved', () => {
    for (const [word, other] of [
      ['khai', 'kha'],
      ['khai', 'khaai'],
      ['khai', 'khoi'],
      ['khai', 'kahi'],
      ['khai', 'haik'],
    ] as const) {
      expect(isOneSlip(word, other), other).toBe(true);
      expect(isOneSlip(other, word), other).toBe(true);
    }
    for (const other of ['kh', 'khaiss', 'koia', 'iahk', 'hkia'])
      expect(isOneSlip('khai', other), other).toBe(false);
  });

  it('knows a word with a diacritic, composed or not', () => {
    expect(wordOf('đi').marked).toBe(true);
    expect(wordOf('ký'.normalize('NFD')).marked).toBe(true);
    expect(wordOf('KHAI').marked).toBe(false);
  });
});
