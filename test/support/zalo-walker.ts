import type { Walker } from './journey.ts';
import type { ZaloBench } from './zalo-bench.ts';

/** Somebody on Zalo (the stub), who taps buttons and reads what is folded. */
export function zaloWalker(bench: ZaloBench, user: string): Walker {
  let buttons: readonly string[] = [];

  async function read(act: () => Promise<void>): Promise<string> {
    const before = bench.stub.received(user).length;
    await act();
    await bench.quiet();
    const answer = bench.stub.received(user).slice(before);
    const offered = answer.findLast((one) => one.buttons.length > 0)?.buttons ?? [];
    const more = offered.find(({ payload }) => payload === '#mc:more');
    if (offered.length > 0) buttons = offered.filter((one) => one !== more).map(({ title }) => title);
    const texts = answer.map(({ text }) => text).join('\n\n');
    return more === undefined ? texts : `${texts}\n\n${await readMore(more.title)}`;
  }

  async function readMore(title: string): Promise<string> {
    const before = bench.stub.received(user).length;
    await bench.stub.taps(user, title);
    await bench.quiet();
    return bench.stub
      .received(user)
      .slice(before)
      .map(({ text }) => text)
      .join('\n\n');
  }

  return {
    say: (text) => read(() => bench.stub.says(user, text)),
    choose(number) {
      const title = buttons[number - 1];
      if (title === undefined)
        throw new Error(`the last answer has only ${buttons.length} buttons, not ${number}`);
      return read(() => bench.stub.taps(user, title));
    },
  };
}
