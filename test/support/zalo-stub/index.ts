import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAccount, type Received } from './account.ts';
import { createApiHandler, json, readBody } from './api.ts';
import { DELIVERY_SWITCHES, type DeliveryFaults, FAULTS, type Fault, NO_DELIVERY_FAULTS } from './faults.ts';
import { PAGE } from './page.ts';
import { createSender } from './sender.ts';

export type { Received, StubButton } from './account.ts';
export { FAULTS, type Fault } from './faults.ts';

export const STUB_APP_ID = '1000000000000000001';
export const STUB_APP_SECRET = 'stub-app-secret';
export const STUB_OA_SECRET_KEY = 'stub-oa-secret-key';
export const STUB_OA_ID = '7000000000000000001';

export interface StubOptions {
  readonly port?: number;
  readonly webhookUrl?: string;
  readonly now?: () => Date;
  readonly retryDelaysMs?: readonly number[];
  readonly timeoutMs?: number;
}

/** Zalo's own, in milliseconds. */
const RETRY_DELAYS_MS = [30_000, 300_000, 900_000, 1_800_000, 3_600_000];

/** A stand-in for Zalo on a port of this machine. */
export async function startZaloStub(options: StubOptions = {}) {
  const now = options.now ?? (() => new Date());
  const deliveryFaults: DeliveryFaults = { ...NO_DELIVERY_FAULTS };
  const faults: { path: string | undefined; fault: Fault }[] = [];
  /** Faults that come by chance, for long runs. */
  let chance: ((path: string) => Fault | undefined) | undefined;
  let webhookUrl = options.webhookUrl;
  const account = createAccount({ appId: STUB_APP_ID, appSecret: STUB_APP_SECRET, oaId: STUB_OA_ID, now });
  const sender = createSender({
    appId: STUB_APP_ID,
    oaSecretKey: STUB_OA_SECRET_KEY,
    webhookUrl: () => webhookUrl,
    now,
    faults: deliveryFaults,
    retryDelaysMs: options.retryDelaysMs ?? RETRY_DELAYS_MS,
    timeoutMs: options.timeoutMs ?? 2_000,
  });

  const common = (user: string) => ({ app_id: STUB_APP_ID, user_id_by_app: `9${user.slice(1)}` });
  const fromUser = (user: string) => ({
    ...common(user),
    sender: { id: user },
    recipient: { id: STUB_OA_ID },
  });

  function echo(user: string, received: Received, admin?: string): Promise<void> {
    if (deliveryFaults.echo === 'off') return Promise.resolve();
    const kind = received.image !== undefined ? 'image' : received.file !== undefined ? 'file' : 'text';
    return sender.send({
      ...common(user),
      event_name: `oa_send_${kind}`,
      sender: { id: STUB_OA_ID, ...(admin === undefined ? {} : { admin_id: admin }) },
      recipient: { id: user },
      message: { msg_id: received.id, text: received.text },
    });
  }

  const api = createApiHandler({
    account,
    nextFault(path) {
      const at = faults.findIndex((one) => one.path === undefined || path.includes(one.path));
      if (at >= 0) return faults.splice(at, 1)[0]?.fault;
      return chance?.(path);
    },
    onSent: (user, received) => void echo(user, received),
    echoFirst: () => deliveryFaults.echo === 'before',
  });

  function send(user: string, name: string, message: Record<string, unknown>): Promise<void> {
    account.interact(user);
    return sender.send({
      ...fromUser(user),
      event_name: name,
      message: { msg_id: account.newMessageId(), ...message },
    });
  }

  const stub = {
    account,
    sender,
    deliveryFaults,
    /** The next call (whose path contains `path`) goes wrong. */
    fail(fault: Fault, path?: string): void {
      faults.push({ path, fault });
    },
    failByChance(choose: ((path: string) => Fault | undefined) | undefined): void {
      chance = choose;
    },
    deliverTo(url: string): void {
      webhookUrl = url;
    },
    /** What the person sees, oldest first. */
    received: (user: string): readonly Received[] => account.user(user).received,
    says(user: string, text: string): Promise<void> {
      return send(user, 'user_send_text', { text });
    },
    sends(user: string, kind: string, payload: object, text?: string): Promise<void> {
      return send(user, `user_send_${kind}`, {
        ...(text === undefined ? {} : { text }),
        attachments: [{ type: kind, payload }],
      });
    },
    /** Taps the button with this title of the last message that has any. */
    taps(user: string, title: string): Promise<void> {
      const last = account.user(user).received.findLast((one) => one.buttons.length > 0);
      const button = last?.buttons.find((one) => one.title === title);
      if (button === undefined) {
        const titles = last?.buttons.map((one) => one.title).join(', ') ?? 'none';
        throw new Error(`no button "${title}"; there are: ${titles}`);
      }
      // A tapped query button is an ordinary text: its payload.
      return send(user, 'user_send_text', { text: String(button.payload) });
    },
    follows(user: string): Promise<void> {
      account.user(user).follows = true;
      account.interact(user);
      return sender.send({
        ...common(user),
        oa_id: STUB_OA_ID,
        follower: { id: user },
        event_name: 'follow',
        source: 'oa_profile',
      });
    },
    unfollows(user: string): Promise<void> {
      const person = account.user(user);
      person.follows = false;
      person.lastInteractionAt = undefined;
      return sender.send({
        ...common(user),
        oa_id: STUB_OA_ID,
        follower: { id: user },
        event_name: 'unfollow',
        source: 'oa_profile',
      });
    },
    submitsInfo(user: string): Promise<void> {
      account.interact(user);
      return sender.send({
        ...fromUser(user),
        event_name: 'user_submit_info',
        info: { name: 'Nguyễn Văn A', phone: '84900000000', full_address: { user_city: 'Hà Tĩnh' } },
      });
    },
    /** A person of the office writes in Zalo's own tools; `named`: the echo says who. */
    officeSays(user: string, text: string, named = true): Promise<void> {
      const received: Received = { id: account.newMessageId(), from: 'admin', text, buttons: [] };
      account.user(user).received.push(received);
      return echo(user, received, named ? '5000000000000000001' : undefined);
    },
    event: (event: Readonly<Record<string, unknown>>): Promise<void> =>
      sender.send({ app_id: STUB_APP_ID, ...event }),
  };

  async function page(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stub');
    if (request.method === 'GET' && url.pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
      return;
    }
    if (request.method === 'GET' && url.pathname === '/stub/messages') {
      json(response, stub.received(url.searchParams.get('user') ?? ''));
      return;
    }
    if (request.method === 'POST' && url.pathname === '/stub/do') {
      const {
        user,
        what,
        text = '',
      } = JSON.parse((await readBody(request)).toString()) as Record<string, string>;
      await act(user ?? '', what ?? '', text);
      json(response, {});
      return;
    }
    response.writeHead(404).end();
  }

  async function act(user: string, what: string, text: string): Promise<void> {
    const mine = (words: string) =>
      account.user(user).received.push({ id: account.newMessageId(), from: 'me', text: words, buttons: [] });
    switch (what) {
      case 'say':
        mine(text);
        return void stub.says(user, text);
      case 'tap':
        return void stub.taps(user, text);
      case 'follow':
        return void stub.follows(user);
      case 'unfollow':
        return void stub.unfollows(user);
      case 'image':
        mine('[ảnh]');
        return void stub.sends(user, 'image', { url: 'https://example.invalid/a.jpg', thumbnail: '' });
      case 'location':
        mine('[vị trí]');
        return void stub.sends(user, 'location', { coordinates: { latitude: '18.34', longitude: '105.9' } });
      case 'office':
        return void stub.officeSays(user, text);
      case 'fault': {
        const fault = FAULTS[text];
        if (fault !== undefined) stub.fail(fault, '/message/');
        return;
      }
      case 'delivery': {
        const change = DELIVERY_SWITCHES[text];
        if (change === undefined) return;
        const on = Object.entries(change).every(
          ([name, value]) => deliveryFaults[name as keyof DeliveryFaults] === value,
        );
        const off = Object.fromEntries(
          Object.keys(change).map((name) => [name, NO_DELIVERY_FAULTS[name as keyof DeliveryFaults]]),
        );
        Object.assign(deliveryFaults, on ? off : change);
      }
    }
  }

  const server = createServer((request, response) => {
    api(request, response)
      .then((done) => (done ? undefined : page(request, response)))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    ...stub,
    url,
    /** The settings of a service that talks to this stub. */
    environment: (refreshToken?: string): Record<string, string> => ({
      ZALO_APP_ID: STUB_APP_ID,
      ZALO_APP_SECRET: STUB_APP_SECRET,
      ZALO_OA_SECRET_KEY: STUB_OA_SECRET_KEY,
      ZALO_OA_ID: STUB_OA_ID,
      ZALO_API_ROOT: url,
      ZALO_OAUTH_ROOT: url,
      ...(refreshToken === undefined ? {} : { ZALO_REFRESH_TOKEN: refreshToken }),
    }),
    async close(): Promise<void> {
      await sender.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

export type ZaloStub = Awaited<ReturnType<typeof startZaloStub>>;
