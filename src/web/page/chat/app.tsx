import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatClient } from './client.ts';
import { Composer } from './composer.tsx';
import { CloseIcon, DoorIcon, DownIcon, SettingsIcon } from './icons.tsx';
import { Message } from './message.tsx';
import type { Preferences } from './preferences.ts';
import type { Choice } from './protocol.ts';
import { Settings } from './settings.tsx';
import { STARTER_DATA, STRINGS, type Strings } from './strings.ts';

export interface AppProps {
  readonly client: ChatClient;
  readonly preferences: Preferences;
  readonly onPreferences: (preferences: Preferences) => void;
  /** Given in the widget, which can be closed. */
  readonly onClose?: () => void;
}

const FALLBACK_LIMIT = 10_000;

export function App({ client, preferences: initial, onPreferences, onClose }: AppProps) {
  const [state, setState] = useState(client.state());
  const [preferences, setPreferences] = useState(initial);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const strings = STRINGS[preferences.language];
  useEffect(() => client.subscribe(() => setState(client.state())), [client]);

  function choose(part: Partial<Preferences>): void {
    const next = { ...preferences, ...part };
    setPreferences(next);
    onPreferences(next);
    if (part.language) client.setLanguage(part.language);
  }
  const say = (text: string) => client.send({ kind: 'text', text }, text);
  const tap = (choice: Choice) => client.send({ kind: 'tap', data: choice.data }, choice.label);
  /** A file stays where it is: it could not be read, and may show somebody's papers. The assistant says so. */
  function receive(event: Event, files: FileList | undefined): void {
    const [file] = files ?? [];
    if (file === undefined) return;
    event.preventDefault();
    const media = mediaOf(file.type);
    client.send({ kind: 'media', media }, strings.media[media]);
  }
  const lastReply = state.entries.findLastIndex((entry) => entry.kind === 'reply');
  const lost = state.link === 'lost';
  const { facts } = state;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only people with a pointer drop files.
    <div
      class="mc"
      lang={preferences.language}
      data-theme={preferences.theme}
      data-size={preferences.size}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => receive(event, event.dataTransfer?.files)}
      onPaste={(event) => receive(event, event.clipboardData?.files)}
    >
      <div class="bar">
        <span class="emblem">
          <DoorIcon />
        </span>
        <div class="names">
          <h1>
            {strings.title}
            {facts && <span class="province">{facts.province}</span>}
          </h1>
          <p>{strings.subtitle}</p>
        </div>
        <button
          type="button"
          class="icon"
          aria-label={strings.settings}
          aria-haspopup="dialog"
          onClick={() => setSettingsOpen(true)}
        >
          <SettingsIcon />
        </button>
        {onClose && (
          <button type="button" class="icon" aria-label={strings.close} onClick={onClose}>
            <CloseIcon />
          </button>
        )}
      </div>
      <Scroller
        watch={`${state.entries.length} ${state.typing}`}
        isOwn={state.entries.at(-1)?.kind === 'said'}
        strings={strings}
      >
        {facts && <Notice strings={strings} province={facts.province} hours={facts.rawMessageHours} />}
        {facts && state.entries.length === 0 && (
          <Starters
            strings={strings}
            onAsk={(text, data) => (preferences.language === 'vi' ? say(text) : tap({ label: text, data }))}
          />
        )}
        <div role="log" aria-label={strings.messages}>
          <ol class="log">
            {state.entries.map((entry, index) => (
              <Message
                key={entry.kind === 'said' ? entry.id : entry.cursor}
                entry={entry}
                strings={strings}
                language={preferences.language}
                isLast={index === lastReply && index === state.entries.length - 1}
                onChoice={tap}
                onResend={client.resend}
              />
            ))}
          </ol>
        </div>
        <div class="status" role="status">
          {state.typing && !lost && (
            <span class="typing">
              <i />
              <i />
              <i />
              <span class="unseen">{strings.typing}</span>
            </span>
          )}
        </div>
      </Scroller>
      <div class="notes" role="status">
        {lost && <p class="note">{strings.offline}</p>}
        {state.problem?.problem === 'too_many' && (
          <p class="note">{strings.tooMany(state.problem.waitSeconds ?? 10)}</p>
        )}
        {state.problem?.problem === 'too_long' && (
          <p class="note">{strings.tooLong(state.problem.limit ?? FALLBACK_LIMIT)}</p>
        )}
      </div>
      <Composer strings={strings} limit={facts?.textLimit ?? FALLBACK_LIMIT} onSend={say} />
      {settingsOpen && (
        <Settings
          strings={strings}
          preferences={preferences}
          onChange={choose}
          canPrint={onClose === undefined}
          onFresh={() => void client.startFresh()}
          onClose={() => setSettingsOpen(false)}
        />
      )}
    </div>
  );
}

function mediaOf(type: string): 'voice' | 'image' | 'video' | 'file' {
  if (type.startsWith('image/')) return 'image';
  if (type.startsWith('audio/')) return 'voice';
  return type.startsWith('video/') ? 'video' : 'file';
}

function Notice({ strings, province, hours }: { strings: Strings; province: string; hours: number }) {
  const [what, kept] = strings.notice(province, hours);
  return (
    <p class="notice">
      {what} {kept}
    </p>
  );
}

function Starters(props: { strings: Strings; onAsk: (text: string, data: string) => void }) {
  const { strings, onAsk } = props;
  return (
    <section class="starters" aria-label={strings.startersHeading}>
      <h2>{strings.startersHeading}</h2>
      <p class="hint">{strings.hint}</p>
      {strings.starters.map(({ who, ask }, group) => (
        <div class="group" key={who}>
          <h3>{who}</h3>
          <div class="choices">
            {ask.map((text, at) => (
              <button type="button" key={text} onClick={() => onAsk(text, STARTER_DATA[group]?.[at] ?? '')}>
                {text}
              </button>
            ))}
          </div>
        </div>
      ))}
    </section>
  );
}

/** Distance, in px, within which a reader counts as still being where we scrolled to. */
const NEAR_PX = 120;
/** Space left above the question when a long answer is shown from its beginning. */
const ABOVE_PX = 12;

/**
 * Shows what is new: the end, or, when an answer is longer than the screen, the question at the top with the answer
 * below. Somebody who scrolled away to read is left in peace and gets a button.
 */
function Scroller(props: { watch: string; isOwn: boolean; strings: Strings; children: ComponentChildren }) {
  const box = useRef<HTMLElement>(null);
  const target = useRef(0);
  const following = useRef(true);
  const [behind, setBehind] = useState(false);

  function showNewest(): void {
    const element = box.current;
    if (element === null) return;
    const questions = element.querySelectorAll<HTMLElement>('.said');
    const question = questions[questions.length - 1];
    const end = element.scrollHeight - element.clientHeight;
    target.current = Math.max(0, Math.min(end, question ? question.offsetTop - ABOVE_PX : end));
    element.scrollTop = target.current;
    following.current = true;
    setBehind(false);
  }

  useLayoutEffect(() => {
    if (following.current || props.isOwn) showNewest();
    else setBehind(true);
  }, [props.watch]);

  return (
    <section
      ref={box}
      class="scroller"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keyboard needs focus.
      tabIndex={0}
      aria-label={props.strings.messages}
      onScroll={() => {
        const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = box.current ?? {};
        const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
        following.current = isAtEnd || Math.abs(scrollTop - target.current) < NEAR_PX;
        if (isAtEnd) setBehind(false);
      }}
    >
      <div class="column">{props.children}</div>
      {behind && (
        <button type="button" class="to-end" onClick={showNewest}>
          <DownIcon /> {props.strings.newReplies}
        </button>
      )}
    </section>
  );
}
