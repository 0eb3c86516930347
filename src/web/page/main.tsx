import { render } from 'preact';
import { App } from './chat/app.tsx';
import { browserSurroundings, pokeOnReturn, safeStorage } from './chat/browser.ts';
import { createChatClient } from './chat/client.ts';
import { type Preferences, readPreferences, writePreferences } from './chat/preferences.ts';
import './chat/chat.css';
import './page.css';

const storage = safeStorage();
const preferences = readPreferences(storage, navigator.languages);
const client = createChatClient(browserSurroundings('', storage), { language: preferences.language });

function apply(next: Preferences): void {
  document.documentElement.lang = next.language;
  document.documentElement.dataset.theme = next.theme;
}
apply(preferences);

const root = document.getElementById('chat');
if (root) {
  root.textContent = '';
  render(
    <App
      client={client}
      preferences={preferences}
      onPreferences={(next) => {
        apply(next);
        writePreferences(storage, next);
      }}
    />,
    root,
  );
}
client.start();
pokeOnReturn(client);
