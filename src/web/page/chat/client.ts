import type { Content, Facts, History, Problem, Reply, SentReply } from './protocol.ts';
import { readEvents } from './sse.ts';
import { type Language, STARTER_DATA, STRINGS } from './strings.ts';

/** One line of the conversation as it is shown. */
export type Entry =
  | {
      readonly kind: 'said';
      readonly id: string;
      readonly text: string;
      readonly at: string;
      readonly state: 'queued' | 'sent' | 'refused';
      readonly content: Content;
    }
  | {
      readonly kind: 'reply';
      readonly cursor: number;
      readonly answers?: string;
      readonly reply: Reply;
      readonly at: string;
    };

export interface ChatState {
  readonly entries: readonly Entry[];
  /** Undefined until the server has answered for the first time. */
  readonly facts: Facts | undefined;
  readonly link: 'connecting' | 'open' | 'lost';
  /** An answer is on its way. */
  readonly typing: boolean;
  /** The last send was refused for this reason. */
  readonly problem: Problem | undefined;
}

/** What the client needs of the browser; tests give their own. */
export interface Surroundings {
  /** `fetch` with the address of the service in front. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Survives closing the page; the messages that wait for the network are kept here. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  now(): number;
  randomId(): string;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  /** Says something to the other tabs of this conversation, and hears them. */
  readonly tabs: {
    post(message: TabMessage): void;
    onMessage(listener: (message: TabMessage) => void): void;
  };
}

export type TabMessage = { readonly kind: 'said'; readonly entry: Entry } | { readonly kind: 'fresh' };

export interface ChatClient {
  state(): ChatState;
  subscribe(listener: () => void): () => void;
  start(): void;
  /** Shows the message at once and sends it as soon as there is a network, once. */
  send(content: Content, label: string): void;
  /** Tries a refused message again. */
  resend(id: string): void;
  startFresh(): Promise<void>;
  setLanguage(language: Language): void;
  /** The network or the page came back: look now. */
  poke(): void;
  stop(): void;
}

const QUEUE_KEY = 'mot-cua:queue';
const OWN_HEADERS = { 'x-mot-cua': '1', 'content-type': 'application/json' };
/** Wait before the n-th reconnect. */
const RECONNECT_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** The server sends something at least every 15 s; a connection that is quiet longer is dead. */
const SILENCE_MS = 40_000;
/** An answer that has not come by then is not announced as coming any more. */
const TYPING_MS = 20_000;

interface Queued {
  readonly id: string;
  readonly content: Content;
  readonly text: string;
  readonly at: string;
}

/** The conversation as the server and this browser know it, kept in step through lost connections and other tabs. */
export function createChatClient(
  around: Surroundings,
  options: { language: Language; token?: TokenKeeper },
): ChatClient {
  let state: ChatState = {
    entries: [],
    facts: undefined,
    link: 'connecting',
    typing: false,
    problem: undefined,
  };
  let language = options.language;
  let cursor = 0;
  let failures = 0;
  let stopped = false;
  let generation = 0;
  let flushing = false;
  let connection: AbortController | undefined;
  let reconnectTimer: unknown;
  let flushTimer: unknown;
  let typingTimer: unknown;
  const listeners = new Set<() => void>();

  function change(part: Partial<ChatState>): void {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  }

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const token = options.token?.get();
    const headers = {
      ...OWN_HEADERS,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(init.headers as object),
    };
    return around.fetch(path, { ...init, headers });
  }

  // ── Session, history, events ──

  async function openSession(fresh: boolean): Promise<void> {
    const response = await call('/api/chat/session', {
      method: 'POST',
      body: JSON.stringify({ fresh, token: options.token !== undefined }),
    });
    if (!response.ok) throw new Error(`session: ${response.status}`);
    const facts = (await response.json()) as Facts;
    if (facts.token !== undefined) options.token?.set(facts.token);
    change({ facts });
  }

  async function loadHistory(): Promise<void> {
    const response = await call('/api/chat/history');
    if (!response.ok) throw new Error(`history: ${response.status}`);
    const history = (await response.json()) as History;
    cursor = history.cursor;
    const known: Entry[] = [
      ...history.said.map((said): Entry => ({ kind: 'said', state: 'sent', text: '', ...said })),
      ...history.replies.map((reply): Entry => ({ kind: 'reply', ...reply })),
    ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const ids = new Set(history.said.map((said) => said.id));
    const waiting = readQueue().filter((queued) => !ids.has(queued.id));
    writeQueue(waiting);
    change({
      entries: [
        ...withLabels(known, language),
        ...waiting.map((queued): Entry => ({ kind: 'said', state: 'queued', ...queued })),
        ...state.entries.filter(
          (entry) => entry.kind === 'said' && entry.state === 'refused' && !ids.has(entry.id),
        ),
      ],
    });
  }

  async function connect(): Promise<void> {
    if (stopped) return;
    around.clearTimeout(reconnectTimer);
    connection?.abort();
    const mine = new AbortController();
    connection = mine;
    const current = ++generation;
    let silence: unknown;
    try {
      if (state.facts === undefined || failures > 0) await openSession(false);
      if (cursor === 0 || failures > 0) await loadHistory();
      const response = await call(`/api/chat/events?after=${cursor}`, {
        headers: { 'last-event-id': String(cursor) },
        signal: mine.signal,
      });
      if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`);
      if (current !== generation) return;
      failures = 0;
      change({ link: 'open' });
      void flush();
      const listen = () => {
        around.clearTimeout(silence);
        silence = around.setTimeout(() => mine.abort(), SILENCE_MS);
      };
      listen();
      await readEvents(
        response.body,
        (event) => {
          if (event.event === 'reply' && current === generation)
            addReply(JSON.parse(event.data) as SentReply);
        },
        listen,
      );
    } catch {
      // Whatever went wrong, the cure is the same: come back with the cursor.
    } finally {
      around.clearTimeout(silence);
    }
    if (stopped || current !== generation) return;
    failures += 1;
    change({ link: 'lost' });
    const waitMs = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length) - 1] ?? 15_000;
    reconnectTimer = around.setTimeout(() => void connect(), waitMs);
  }

  function addReply(sent: SentReply): void {
    if (sent.cursor <= cursor) return;
    cursor = sent.cursor;
    change({ entries: [...state.entries, { kind: 'reply', ...sent }] });
    updateTyping();
  }

  // ── Sending ──

  async function flush(): Promise<void> {
    // Without a session nothing would be taken; connecting comes back here.
    if (flushing || stopped || state.facts === undefined) return;
    flushing = true;
    around.clearTimeout(flushTimer);
    try {
      for (let queued = readQueue()[0]; queued !== undefined; queued = readQueue()[0]) {
        const retryMs = await post(queued);
        if (retryMs !== undefined) {
          flushTimer = around.setTimeout(() => void flush(), retryMs);
          return;
        }
      }
    } finally {
      flushing = false;
    }
  }

  /** Sends one message; returns after how many ms to try again, undefined when it is settled. */
  async function post({ id, content }: Queued): Promise<number | undefined> {
    let response: Response;
    try {
      response = await call('/api/chat/messages', {
        method: 'POST',
        body: JSON.stringify({ id, language, content }),
      });
    } catch {
      if (state.link === 'open') change({ link: 'lost' });
      return 3_000;
    }
    if (response.ok) {
      settle(id, 'sent');
      if (state.problem) change({ problem: undefined });
      updateTyping();
      return undefined;
    }
    const problem = (await response.json().catch(() => ({}))) as Problem;
    if (response.status === 401) {
      await openSession(false).catch(() => {});
      return 500;
    }
    if (response.status === 429) {
      change({ problem: { ...problem, problem: 'too_many' } });
      return (problem.waitSeconds ?? 10) * 1_000;
    }
    if (response.status >= 500) return 3_000;
    change({ problem });
    settle(id, 'refused');
    return undefined;
  }

  function settle(id: string, result: 'sent' | 'refused'): void {
    writeQueue(readQueue().filter((queued) => queued.id !== id));
    change({
      entries: state.entries.map((entry) =>
        entry.kind === 'said' && entry.id === id ? { ...entry, state: result } : entry,
      ),
    });
  }

  function updateTyping(): void {
    around.clearTimeout(typingTimer);
    const last = state.entries.findLast((entry) => entry.kind === 'said' && entry.state === 'sent');
    const answered =
      last?.kind !== 'said' ||
      state.entries.some((entry) => entry.kind === 'reply' && entry.answers === last.id);
    const leftMs = answered ? 0 : TYPING_MS - (around.now() - new Date(last.at).getTime());
    if (state.typing !== leftMs > 0) change({ typing: leftMs > 0 });
    if (leftMs > 0) typingTimer = around.setTimeout(updateTyping, leftMs);
  }

  // ── What waits for the network ──

  function readQueue(): Queued[] {
    try {
      const kept: unknown = JSON.parse(around.storage.getItem(QUEUE_KEY) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isSaid) : [];
    } catch {
      return [];
    }
  }

  function writeQueue(queue: readonly Queued[]): void {
    try {
      if (queue.length === 0) around.storage.removeItem(QUEUE_KEY);
      else around.storage.setItem(QUEUE_KEY, JSON.stringify(queue));
    } catch {
      // A full or forbidden storage: the message is still sent from this page while it is open.
    }
  }

  around.tabs.onMessage((message: unknown) => {
    // Any script of the site can speak here; what is no message of ours is not heard.
    if (!isTabMessage(message)) return;
    if (message.kind === 'said') {
      if (
        state.entries.some(
          (entry) => entry.kind === 'said' && message.entry.kind === 'said' && entry.id === message.entry.id,
        )
      )
        return;
      change({ entries: [...state.entries, message.entry] });
      return;
    }
    cursor = 0;
    change({ entries: [], problem: undefined });
    void connect();
  });

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      void connect();
    },
    send(content, label) {
      const queued: Queued = {
        id: around.randomId(),
        content,
        text: label,
        at: new Date(around.now()).toISOString(),
      };
      writeQueue([...readQueue(), queued]);
      const entry: Entry = { kind: 'said', state: 'queued', ...queued };
      change({ entries: [...state.entries, entry] });
      around.tabs.post({ kind: 'said', entry: { ...entry, state: 'sent' } });
      void flush();
    },
    resend(id) {
      const entry = state.entries.find((one) => one.kind === 'said' && one.id === id);
      if (entry?.kind !== 'said') return;
      change({
        entries: state.entries.map((one) => (one === entry ? { ...entry, state: 'queued' } : one)),
        problem: undefined,
      });
      writeQueue([...readQueue(), { id, content: entry.content, text: entry.text, at: entry.at }]);
      void flush();
    },
    async startFresh() {
      writeQueue([]);
      await openSession(true);
      cursor = 0;
      change({ entries: [], problem: undefined, typing: false });
      around.tabs.post({ kind: 'fresh' });
      await connect();
    },
    setLanguage(next) {
      language = next;
      void call('/api/chat/language', { method: 'POST', body: JSON.stringify({ language: next }) }).catch(
        () => {},
      );
    },
    poke() {
      if (state.link !== 'open') void connect();
      void flush();
    },
    stop() {
      stopped = true;
      connection?.abort();
      for (const timer of [reconnectTimer, flushTimer, typingTimer]) around.clearTimeout(timer);
    },
  };
}

/** The fields every message of the person has, wherever it was kept or heard. */
function isSaid(value: unknown): value is Queued {
  if (typeof value !== 'object' || value === null) return false;
  const { id, text, at, content } = value as Partial<Record<string, unknown>>;
  return (
    [id, text, at].every((one) => typeof one === 'string') && typeof content === 'object' && content !== null
  );
}

function isTabMessage(value: unknown): value is TabMessage {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, entry } = value as Partial<Record<string, unknown>>;
  if (kind === 'fresh') return true;
  return kind === 'said' && isSaid(entry) && (entry as { kind?: unknown }).kind === 'said';
}

/** Where a widget on another site keeps its session; our own page has a cookie instead. */
export interface TokenKeeper {
  get(): string | undefined;
  set(token: string): void;
}

/** A tap is shown by the label of its button, found in the replies before it or among the starters. */
function withLabels(entries: readonly Entry[], language: Language): Entry[] {
  const labels = new Map<string, string>(
    STRINGS[language].starters.flatMap(({ ask }, group) =>
      ask.map((text, at): [string, string] => [STARTER_DATA[group]?.[at] ?? '', text]),
    ),
  );
  return entries.map((entry) => {
    if (entry.kind === 'reply') {
      for (const choice of entry.reply.choices ?? []) labels.set(choice.data, choice.label);
      return entry;
    }
    const { content } = entry;
    if (content.kind === 'tap') return { ...entry, text: labels.get(content.data) ?? '…' };
    if (content.kind === 'media') return { ...entry, text: STRINGS[language].media[content.media] ?? '…' };
    return { ...entry, text: content.kind === 'text' ? content.text : '…' };
  });
}
