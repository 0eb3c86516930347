import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../../src/channels/index.ts';

/** A folder is named after what it is, a channel after what people call it. */
const FOLDER_OF: Readonly<Record<string, string>> = { web: 'webchat' };

describe('channels', () => {
  it('lists every folder of src/channels', () => {
    const folders = readdirSync(new URL('../../src/channels', import.meta.url), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);

    expect(CHANNELS.map(({ name }) => FOLDER_OF[name] ?? name).toSorted()).toEqual(folders.toSorted());
  });
});
