import type { Walker } from './journey.ts';
import type { TelegramBench } from './telegram-bench.ts';
import type { TelegramFake } from './telegram-fake.ts';

const MORE = 'more';

/** Somebody on Telegram (the strict fake), who taps buttons and reads what is folded. */
export function telegramWalker(bench: TelegramBench, fake: TelegramFake, id: number): Walker {
  const person = fake.person(id);
  let buttons: readonly { text: string; callback_data: string }[] = [];

  async function read(act: () => void): Promise<string> {
    const before = person.received().length;
    const handled = (await counts()).done;
    act();
    await bench.settled(async () => {
      const { done, open } = await counts();
      return done > handled && open === 0 && person.received().length > before;
    });
    const answer = person.received().slice(before);
    const offered = answer.findLast(({ keyboard }) => keyboard.length > 0)?.keyboard.flat() ?? [];
    const more = offered.find(({ callback_data }) => callback_data === MORE);
    if (offered.length > 0) buttons = offered.filter((one) => one !== more);
    const texts = answer.map(({ text }) => text).join('\n\n');
    return more === undefined ? texts : `${texts}\n\n${await read(() => person.taps(MORE))}`;
  }

  /** Messages handled so far, and what is still on its way in or out. */
  function counts(): Promise<{ done: number; open: number }> {
    return bench.store.transaction(async (tx) => {
      const [inbox, outbox] = [await tx.inbox.counts(), await tx.outbox.counts()];
      return { done: inbox.done, open: inbox.waiting + outbox.waiting };
    });
  }

  return {
    say: (text) => read(() => person.says(text)),
    choose(number) {
      const button = buttons[number - 1];
      if (button === undefined)
        throw new Error(`the last answer has only ${buttons.length} buttons, not ${number}`);
      return read(() => person.taps(button.callback_data));
    },
  };
}
