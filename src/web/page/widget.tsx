import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { App } from './chat/app.tsx';
import { browserSurroundings, pokeOnReturn, safeStorage } from './chat/browser.ts';
import chatStyles from './chat/chat.css?inline';
import { type ChatClient, createChatClient } from './chat/client.ts';
import { DoorIcon } from './chat/icons.tsx';
import { DrawPictures } from './chat/message.tsx';
import { type Preferences, readPreferences, writePreferences } from './chat/preferences.ts';
import { STRINGS } from './chat/strings.ts';
import widgetStyles from './widget.css?inline';

/**
 * The chat on another site: `<script src="https://<service>/widget.js" async></script>`.
 * Everything lives in a shadow root with constructed style sheets, so that the host's styles do not reach in,
 * and a host policy without 'unsafe-inline' holds: it needs script-src and connect-src with the address of the service.
 */
function mount(base: string): void {
  const host = document.createElement('div');
  // Inline and important: nothing in the host's style sheets is stronger.
  host.style.setProperty('all', 'initial', 'important');
  host.style.setProperty('display', 'block', 'important');
  const shadow = host.attachShadow({ mode: 'open' });
  shadow.adoptedStyleSheets = [chatStyles, widgetStyles].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  const storage = safeStorage();
  const preferences = readPreferences(storage, [document.documentElement.lang, ...navigator.languages]);
  const tokenKey = `mot-cua:token:${base}`;
  const token = {
    get: () => storage.getItem(tokenKey) ?? undefined,
    set: (value: string) => storage.setItem(tokenKey, value),
  };
  const client = createChatClient(browserSurroundings(base, storage), {
    language: preferences.language,
    token,
  });
  // Keys typed in here are not shortcuts of the host page.
  for (const kind of ['keydown', 'keyup', 'keypress'])
    host.addEventListener(kind, (event) => event.stopPropagation());
  document.body.append(host);
  render(
    <DrawPictures.Provider value={true}>
      <Widget
        base={base}
        client={client}
        preferences={preferences}
        onPreferences={(next) => writePreferences(storage, next)}
      />
    </DrawPictures.Provider>,
    shadow,
  );
}

let khmer: Promise<void> | undefined;

/** Given as bytes, which no font-src of the host refuses. Without it the device's own font is used. */
function loadKhmer(base: string): Promise<void> {
  khmer ??= (async () => {
    const response = await fetch(`${base}/fonts/khmer.ttf`, { credentials: 'omit' });
    if (!response.ok) return;
    const face = new FontFace('Mot Cua Khmer', await response.arrayBuffer(), {
      unicodeRange: 'U+1780-17FF, U+19E0-19FF, U+200B-200D, U+25CC',
    });
    document.fonts.add(await face.load());
  })().catch(() => {
    khmer = undefined;
  });
  return khmer;
}

function Widget(props: {
  base: string;
  client: ChatClient;
  preferences: Preferences;
  onPreferences: (next: Preferences) => void;
}) {
  const { client } = props;
  const [open, setOpen] = useState(false);
  const [preferences, setPreferences] = useState(props.preferences);
  const started = useRef(false);
  const launcher = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const strings = STRINGS[preferences.language];

  useEffect(() => {
    if (open && preferences.language === 'km') void loadKhmer(props.base);
  }, [open, preferences.language]);
  useEffect(() => {
    if (!open) return;
    panel.current?.querySelector('textarea')?.focus();
    // Nothing is asked of the server, and no session begins, before somebody opens the chat.
    if (started.current) return;
    started.current = true;
    client.start();
    pokeOnReturn(client);
  }, [open, client]);
  function close(): void {
    setOpen(false);
    launcher.current?.focus();
  }

  return (
    <div class="widget" lang={preferences.language} data-theme={preferences.theme}>
      <div
        ref={panel}
        class={open ? 'panel' : 'panel shut'}
        role="dialog"
        aria-label={strings.open}
        onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && close()}
      >
        {open || started.current ? (
          <App
            client={client}
            preferences={preferences}
            onPreferences={(next) => {
              setPreferences(next);
              props.onPreferences(next);
            }}
            onClose={close}
          />
        ) : null}
      </div>
      <button
        ref={launcher}
        type="button"
        class={open ? 'launcher shut' : 'launcher'}
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <DoorIcon />
        <span>{strings.open}</span>
      </button>
    </div>
  );
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !document.querySelector('[data-mot-cua]')) {
  script.dataset.motCua = '';
  const base = new URL(script.src).origin;
  if (document.body) mount(base);
  else document.addEventListener('DOMContentLoaded', () => mount(base));
}
