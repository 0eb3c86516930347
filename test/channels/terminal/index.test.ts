import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTerminal } from '../../../src/channels/terminal/index.ts';
import { fixedClock } from '../../../src/clock.ts';
import type { Incoming } from '../../../src/messages/index.ts';
import { channelContract } from '../../contracts/channel-contract.ts';

const clock = fixedClock('2026-11-21T08:00:00.000Z');
const create = (input = new PassThrough(), output = new PassThrough()) =>
  createTerminal({ input, output, clock, settled: async () => {} });

describe('channels/terminal', () => {
  channelContract('terminal', {
    create,
    said: (text, id) => ({ id, recipient: 'local', text, at: clock.now().toISOString() }),
    malformed: [undefined, null, 'text', {}, { id: '', recipient: 'a', text: 'x', at: 'yesterday' }],
    visible: (payload) => String(payload),
  });

  it('takes each line as a message, waits for its answer, and ends with its input', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const seen: Incoming[] = [];
    const terminal = create(input, output);

    await terminal.start?.({
      accept: async (incoming) => {
        seen.push(...incoming);
        if (incoming.length > 0) await terminal.send('terminal:local', { payload: 'đã nghe' });
      },
    });
    input.end('phí karaoke\n\n/start\n');
    await terminal.ended;

    expect(seen.map((one) => one.content)).toEqual([
      { kind: 'text', text: 'phí karaoke' },
      { kind: 'started' },
    ]);
    expect(new Set(seen.map((one) => one.updateId)).size).toBe(2);
    expect(String(output.read())).toBe(
      '\nBạn: \nMột Cửa: đã nghe\n\nBạn: \nBạn: \nMột Cửa: đã nghe\n\nBạn: \n',
    );
  });

  it('prints no control characters', () => {
    const [part] = create().render({ text: 'a\u001b[2Jb\u0007\tc\nd' });

    expect(part?.payload).toBe('a[2Jb\tc\nd');
  });
});
