import { createContext } from 'preact';
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Entry } from './client.ts';
import type { Choice, Reply, Source } from './protocol.ts';
import { RichText, SafeLink } from './rich-text.tsx';
import type { Language, Strings } from './strings.ts';

/** Whether pictures are painted rather than loaded: on other people's pages, whose policy may forbid loading. */
export const DrawPictures = createContext(false);

export interface MessageProps {
  readonly entry: Entry;
  readonly strings: Strings;
  readonly language: Language;
  /** Only the newest reply's choices stand out. */
  readonly isLast: boolean;
  readonly onChoice: (choice: Choice) => void;
  readonly onResend: (id: string) => void;
}

export function Message({ entry, strings, language, isLast, onChoice, onResend }: MessageProps) {
  const time = new Date(entry.at).toLocaleTimeString(language === 'en' ? 'en-GB' : 'vi-VN', {
    hour: '2-digit',
    minute: '2-digit',
  });
  if (entry.kind === 'said') {
    return (
      <li class="said">
        <div class="bubble">
          <span class="unseen">{strings.you}: </span>
          {entry.text}
        </div>
        <div class="meta">
          {entry.state === 'queued' && <span>{strings.queued}</span>}
          {entry.state === 'refused' && (
            <>
              <span class="bad">{strings.refused}</span>{' '}
              <button type="button" class="plain" onClick={() => onResend(entry.id)}>
                {strings.retry}
              </button>
            </>
          )}
          {entry.state === 'sent' && <time dateTime={entry.at}>{time}</time>}
        </div>
      </li>
    );
  }
  return (
    <li class="reply">
      <div class="bubble">
        <span class="unseen">{strings.assistant}: </span>
        <ReplyBody reply={entry.reply} strings={strings} />
      </div>
      {(entry.reply.choices?.length ?? 0) > 0 && (
        <div class={isLast ? 'choices' : 'choices old'}>
          {entry.reply.choices?.map((choice) => (
            <button type="button" key={choice.data} onClick={() => onChoice(choice)}>
              {choice.label}
            </button>
          ))}
        </div>
      )}
      <div class="meta">
        <time dateTime={entry.at}>{time}</time>
      </div>
    </li>
  );
}

function ReplyBody({ reply, strings }: { reply: Reply; strings: Strings }) {
  return (
    <>
      <RichText text={reply.text} strings={strings} />
      {reply.attachment && <Attachment attachment={reply.attachment} strings={strings} />}
      {reply.details && <Details details={reply.details} label={reply.detailsLabel} strings={strings} />}
      {(reply.links?.length ?? 0) > 0 && (
        <ul class="links">
          {reply.links?.map((link) => (
            <li key={link.url}>
              <SafeLink url={link.url} strings={strings}>
                {link.label}
              </SafeLink>
            </li>
          ))}
        </ul>
      )}
      {(reply.sources?.length ?? 0) > 0 && (
        <div class="sources">
          <span class="label">{strings.sources}</span>
          <ul>
            {reply.sources?.map((source) => (
              <li key={source.title + (source.section ?? '')}>
                <SourceLine source={source} strings={strings} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function Details({
  details,
  label,
  strings,
}: {
  details: string;
  label: string | undefined;
  strings: Strings;
}) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <div id={id} class={open ? 'details' : 'details beyond'}>
        <RichText text={details} strings={strings} />
      </div>
      <button
        type="button"
        class="fold"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {open ? strings.less : (label ?? strings.more)}
      </button>
    </>
  );
}

function Attachment({
  attachment,
  strings,
}: {
  attachment: NonNullable<Reply['attachment']>;
  strings: Strings;
}) {
  const draw = useContext(DrawPictures);
  // Only kinds a browser shows without running anything; SVG could hold a script.
  const isPicture = attachment.kind === 'image' && /^image\/(png|jpeg|webp|gif)$/.test(attachment.mime);
  const url = `data:${isPicture ? attachment.mime : 'application/octet-stream'};base64,${attachment.base64}`;
  return (
    <figure>
      {isPicture && !draw && <img src={url} alt={attachment.alt} />}
      {isPicture && draw && <Drawing attachment={attachment} />}
      <figcaption>
        <a href={url} download={attachment.name}>
          {strings.download}: {attachment.name}
        </a>
      </figcaption>
    </figure>
  );
}

/** A picture painted from its bytes: no address is loaded, so no policy of the host page can refuse it. */
function Drawing({ attachment }: { attachment: NonNullable<Reply['attachment']> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { base64, mime, alt } = attachment;
  useEffect(() => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    createImageBitmap(new Blob([bytes], { type: mime })).then(
      (picture) => {
        const element = canvas.current;
        if (element === null) return;
        element.width = picture.width;
        element.height = picture.height;
        element.getContext('2d')?.drawImage(picture, 0, 0);
      },
      () => {
        // Its description and the download stay.
      },
    );
  }, [base64, mime]);
  return <canvas ref={canvas} role="img" aria-label={alt} />;
}

/** `2026-07-18` as people here write it: 18/7/2026. */
function dayOf(asOf: string): string {
  const [, year, month, date] = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(asOf) ?? [];
  if (year === undefined) return asOf;
  return [date, month, year].flatMap((part) => (part === undefined ? [] : Number(part))).join('/');
}

function SourceLine({ source, strings }: { source: Source; strings: Strings }) {
  const text = source.section === undefined ? source.title : `${source.title}, ${source.section}`;
  return (
    <>
      {source.url === undefined ? (
        text
      ) : (
        <SafeLink url={source.url} strings={strings}>
          {text}
        </SafeLink>
      )}{' '}
      <span class="as-of">({dayOf(source.asOf)})</span>
    </>
  );
}
