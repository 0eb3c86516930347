import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { DeliveryFaults } from './faults.ts';

export interface SenderOptions {
  readonly appId: string;
  readonly oaSecretKey: string;
  /** Where our webhook is; undefined: events are lost, as with no webhook registered. */
  readonly webhookUrl: () => string | undefined;
  readonly now: () => Date;
  readonly faults: DeliveryFaults;
  /** Waits before each delivery after the first; Zalo's are 30 s, 5 min, 15 min, 30 min, 1 h. */
  readonly retryDelaysMs: readonly number[];
  /** Zalo waits two seconds for an answer. */
  readonly timeoutMs: number;
}

export interface SentDelivery {
  readonly event: string;
  readonly body: string;
  readonly retry: number;
  /** HTTP status, 0 without an answer. */
  readonly status: number;
  readonly tookMs: number;
}

/** Signs events and delivers them, again and again until 200 or out of tries. Every event goes its own way. */
export function createSender(options: SenderOptions) {
  const { appId, oaSecretKey, webhookUrl, now, faults, retryDelaysMs, timeoutMs } = options;
  const log: SentDelivery[] = [];
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  let lastMs = 0;

  function bodyOf(event: Readonly<Record<string, unknown>>): { body: string; timestamp: string } {
    // Two events never carry the same instant.
    lastMs = Math.max(lastMs + 1, now().getTime());
    const timestamp = String(lastMs);
    const inBody = faults.headerTimestamp ? String(lastMs - 1) : timestamp;
    const json = JSON.stringify({ ...event, timestamp: event.timestamp ?? inBody });
    if (!faults.escape) return { body: json, timestamp: String(event.timestamp ?? timestamp) };
    const escaped = json
      .replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .replaceAll('/', '\\/');
    return { body: escaped, timestamp: String(event.timestamp ?? timestamp) };
  }

  const macOf = (body: string, timestamp: string): string =>
    createHash('sha256').update(`${appId}${body}${timestamp}${oaSecretKey}`, 'utf8').digest('hex');

  async function post(
    event: string,
    body: string,
    headers: Record<string, string>,
    retry: number,
  ): Promise<boolean> {
    const url = webhookUrl();
    if (url === undefined) return true;
    const startedAt = performance.now();
    let status = 0;
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          ...headers,
          ...(retry === 0 ? {} : { num_retry: String(retry) }),
        },
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.arrayBuffer();
      status = response.status;
    } catch {
      status = 0;
    }
    log.push({ event, body, retry, status, tookMs: performance.now() - startedAt });
    return status === 200;
  }

  async function deliver(event: Readonly<Record<string, unknown>>): Promise<void> {
    const { body, timestamp } = bodyOf(event);
    const headers: Record<string, string> = { 'x-zevent-signature': `mac=${macOf(body, timestamp)}` };
    if (faults.headerTimestamp) headers['x-zevent-timestamp'] = timestamp;
    const sentBody = faults.rewriteBody ? JSON.stringify(JSON.parse(body), null, 1) : body;
    if (faults.shuffleMs > 0) await wait(Math.random() * faults.shuffleMs);
    const name = String(event.event_name);
    for (let extra = 0; extra < faults.duplicates; extra++)
      start(post(name, sentBody, headers, 0).then(() => {}));
    for (let retry = 0; retry <= retryDelaysMs.length && !stopping.signal.aborted; retry++) {
      if (retry > 0) await wait(retryDelaysMs[retry - 1] ?? 0);
      if (stopping.signal.aborted || (await post(name, sentBody, headers, retry))) return;
    }
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        stopping.signal.removeEventListener('abort', done);
        resolve();
      }
      stopping.signal.addEventListener('abort', done);
    });
  }

  function start(work: Promise<void>): void {
    const kept = work.finally(() => running.delete(kept));
    running.add(kept);
  }

  return {
    log,
    /** Resolves when it is delivered or given up. */
    send(event: Readonly<Record<string, unknown>>): Promise<void> {
      const work = deliver(event);
      start(work);
      return work;
    },
    /** The unsigned, empty delivery by which a webhook is registered. */
    probe: () => post('probe', '{}', {}, 0),
    /** Resolves when nothing is on its way. */
    async quiet(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.allSettled(running);
    },
  };
}
