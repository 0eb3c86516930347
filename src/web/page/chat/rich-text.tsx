import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Strings } from './strings.ts';

export type Block =
  | { readonly kind: 'paragraph'; readonly lines: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly string[] };

/** A list longer than this shows its first items and a button for the rest. */
const LIST_PAGE = 8;

/** Splits a reply's text into paragraphs and lists, by the conventions of messages/reply.ts. */
export function toBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  for (const paragraph of text.split(/\n{2,}/)) {
    let lines: string[] = [];
    let items: string[] = [];
    const flush = () => {
      if (lines.length > 0) blocks.push({ kind: 'paragraph', lines });
      if (items.length > 0) blocks.push({ kind: 'list', items });
      lines = [];
      items = [];
    };
    for (const line of paragraph.split('\n')) {
      const isItem = line.startsWith('- ');
      if (isItem ? lines.length > 0 : items.length > 0) flush();
      if (isItem) items.push(line.slice(2));
      else if (line.trim() !== '') lines.push(line);
    }
    flush();
  }
  return blocks;
}

/** Text nodes, <strong> and <a>: never HTML, whatever the text holds. */
export function RichText({ text, strings }: { text: string; strings: Strings }) {
  return (
    <>
      {toBlocks(text).map((block, index) =>
        block.kind === 'paragraph' ? (
          <p key={index}>
            {block.lines.map((line, at) => (
              <>
                {at > 0 && <br />}
                {inline(line, strings)}
              </>
            ))}
          </p>
        ) : (
          <PagedList key={index} items={block.items} strings={strings} />
        ),
      )}
    </>
  );
}

function PagedList({ items, strings }: { items: readonly string[]; strings: Strings }) {
  const [shown, setShown] = useState(LIST_PAGE);
  // One more than a page is shown whole: a button for a single item helps nobody.
  const visible = items.length <= shown + 1 ? items.length : shown;
  return (
    <>
      <ul>
        {items.map((item, index) => (
          <li key={index} class={index < visible ? undefined : 'beyond'}>
            {inline(item, strings)}
          </li>
        ))}
      </ul>
      {visible < items.length && (
        <button type="button" class="fold" onClick={() => setShown(shown + LIST_PAGE)}>
          {strings.moreItems(Math.min(LIST_PAGE, items.length - visible))}
        </button>
      )}
    </>
  );
}

const MARKS = /(\*\*[^*\n]+\*\*|https:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/;

function inline(text: string, strings: Strings): ComponentChildren[] {
  return text.split(MARKS).map((part, index) => {
    if (index % 2 === 0) return part;
    if (part.startsWith('**')) return <strong key={index}>{part.slice(2, -2)}</strong>;
    return (
      <SafeLink key={index} url={part} strings={strings}>
        {part.replace(/^https:\/\//, '')}
      </SafeLink>
    );
  });
}

/** A link only when it is an https address; anything else stays text. */
export function SafeLink({
  url,
  strings,
  children,
}: {
  url: string;
  strings: Strings;
  children: ComponentChildren;
}) {
  if (!/^https:\/\//i.test(url) || !URL.canParse(url)) return <span>{children}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
      <span class="unseen"> ({strings.openLink})</span>
    </a>
  );
}
