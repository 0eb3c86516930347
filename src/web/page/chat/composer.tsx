import { useRef, useState } from 'preact/hooks';
import { SendIcon } from './icons.tsx';
import type { Strings } from './strings.ts';

/** Room left at which the length is shown. */
const NEAR_LIMIT = 500;

/** The text field. Enter sends, Shift+Enter breaks the line; while a Telex or Khmer keyboard composes, Enter is its. */
export function Composer({
  strings,
  limit,
  onSend,
}: {
  strings: Strings;
  limit: number;
  onSend: (text: string) => void;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const tooLong = text.length > limit;

  function grow(): void {
    const box = field.current;
    if (box === null) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }
  function send(): void {
    if (text.trim() === '' || tooLong) return;
    onSend(text);
    setText('');
    requestAnimationFrame(grow);
    field.current?.focus();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="column">
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={strings.placeholder}
          placeholder={strings.placeholder}
          aria-invalid={tooLong}
          enterkeyhint="send"
          onInput={(event) => {
            setText(event.currentTarget.value);
            grow();
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="send" aria-label={strings.send} disabled={text.trim() === '' || tooLong}>
          <SendIcon />
        </button>
        {text.length > limit - NEAR_LIMIT && (
          <p class="length" role="status">
            {tooLong ? strings.tooLong(limit) : `${text.length} / ${limit}`}
          </p>
        )}
      </div>
    </form>
  );
}
