import type { ChatClient, Surroundings, TabMessage } from './client.ts';

/** Storage that works everywhere: browsers may forbid the real one (private windows, strict settings). */
export function safeStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  try {
    const probe = 'mot-cua:probe';
    localStorage.setItem(probe, '1');
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  }
}

/** The real browser. `base` is the address of the service: empty on its own page. */
export function browserSurroundings(base: string, storage: Surroundings['storage']): Surroundings {
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('mot-cua');
  return {
    fetch: (path, init) =>
      fetch(`${base}${path}`, {
        ...init,
        credentials: base === '' ? 'same-origin' : 'omit',
        cache: 'no-store',
      }),
    storage,
    now: () => Date.now(),
    randomId() {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      return btoa(String.fromCharCode(...bytes))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replaceAll('=', '');
    },
    setTimeout: (run, ms) => window.setTimeout(run, ms),
    clearTimeout: (timer) => window.clearTimeout(timer as number | undefined),
    tabs: {
      post: (message) => channel?.postMessage(message),
      onMessage: (listener) =>
        channel?.addEventListener('message', (event: MessageEvent<TabMessage>) => listener(event.data)),
    },
  };
}

/** Looks at once when the network, the tab or the page (back button) comes back, instead of at the next try. */
export function pokeOnReturn(client: ChatClient): void {
  window.addEventListener('online', client.poke);
  window.addEventListener('pageshow', (event) => event.persisted && client.poke());
  document.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'visible' && client.poke(),
  );
}
