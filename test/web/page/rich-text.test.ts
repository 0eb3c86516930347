import { describe, expect, it } from 'vitest';
import { toBlocks } from '../../../src/web/page/chat/rich-text.tsx';

describe('web/page/chat/rich-text', () => {
  it('makes paragraphs of what an empty line separates, lists of lines that begin with a dash', () => {
    expect(toBlocks('Một\nhai\n\nPhí:\n- a\n- b\nsau\n\n\n- c')).toEqual([
      { kind: 'paragraph', lines: ['Một', 'hai'] },
      { kind: 'paragraph', lines: ['Phí:'] },
      { kind: 'list', items: ['a', 'b'] },
      { kind: 'paragraph', lines: ['sau'] },
      { kind: 'list', items: ['c'] },
    ]);
  });

  it('keeps every line of any text', () => {
    const text = '- \n-x\n - y\n<b>z</b>\n\n**w';
    const lines = toBlocks(text).flatMap((block) => (block.kind === 'list' ? block.items : block.lines));

    expect(lines).toEqual(['', '-x', ' - y', '<b>z</b>', '**w']);
  });
});
