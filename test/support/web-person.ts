import type { Reply } from '../../src/messages/index.ts';
import { until } from './until.ts';

/** Somebody who talks to the service over HTTP, as the page does. */
export interface WebPerson {
  /** Says something and waits for the answer to it. */
  ask(text: string): Promise<readonly Reply[]>;
  tap(data: string): Promise<readonly Reply[]>;
  /** A raw request with this person's session. */
  request(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  history(): Promise<{
    said: { id: string }[];
    replies: { cursor: number; answers?: string; reply: Reply }[];
    cursor: number;
  }>;
}

let people = 0;

export async function webPerson(url: string): Promise<WebPerson> {
  people += 1;
  const name = people;
  let messages = 0;
  let cookie = '';
  const request = (path: string, init: RequestInit = {}) =>
    fetch(url + path, {
      ...init,
      headers: { 'x-mot-cua': '1', cookie, ...(init.headers as Record<string, string>) },
    });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const history: WebPerson['history'] = async () => (await request('/api/chat/history')).json();

  async function say(content: unknown): Promise<readonly Reply[]> {
    messages += 1;
    const id = `person-${name}-message-${messages}`;
    const response = await post('/api/chat/messages', { id, content });
    if (response.status !== 202)
      throw new Error(`message refused: ${response.status} ${await response.text()}`);
    const answers = async () =>
      (await history()).replies.filter((reply) => reply.answers === id).map((one) => one.reply);
    await until(async () => (await answers()).length > 0);
    return answers();
  }

  const response = await post('/api/chat/session', {});
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  return {
    ask: (text) => say({ kind: 'text', text }),
    tap: (data) => say({ kind: 'tap', data }),
    request,
    post,
    history,
  };
}
