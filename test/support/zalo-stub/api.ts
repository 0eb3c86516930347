import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Received, StubAccount } from './account.ts';
import type { Fault } from './faults.ts';

export interface ApiOptions {
  readonly account: StubAccount;
  /** The fault of the next call of this path, if any. */
  readonly nextFault: (path: string) => Fault | undefined;
  /** Called when the account has sent something. */
  readonly onSent: (user: string, received: Received) => void;
  readonly echoFirst: () => boolean;
}

/** The HTTP side of OpenAPI v3 and OAuth v4. Answers false for paths that are not of the API. */
export function createApiHandler({ account, nextFault, onSent, echoFirst }: ApiOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const url = new URL(request.url ?? '/', 'http://stub');
    const { pathname: path } = url;
    if (!/^\/(?:v[234])(?:\.0)?\/oa\//.test(path)) return false;
    const body = await readBody(request);
    if (path === '/v4/oa/permission') {
      consent(url, response);
      return true;
    }
    const fault = nextFault(path);
    if (fault?.kind === 'revoke') account.revokeAccess();
    if (fault?.kind === 'code') {
      json(response, { error: fault.code, message: `Fault ${fault.code}` });
      return true;
    }
    const skipped = fault !== undefined && 'after' in fault ? fault.after !== true : isStop(fault);
    const result = skipped ? undefined : await carryOut(path, url, request, body);
    const announce = (): void => {
      if (result?.received !== undefined && result.user !== undefined) onSent(result.user, result.received);
    };
    const before = echoFirst() || (fault !== undefined && fault.kind !== 'revoke');
    if (before) announce();
    switch (fault?.kind) {
      case 'status':
        response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html>error</html>');
        break;
      case 'not-json':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>maintenance</html>');
        break;
      case 'hang':
        break;
      case 'cut':
        request.socket.destroy();
        break;
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        json(response, result?.answer);
        break;
      default:
        json(response, result?.answer);
        if (!before) announce();
    }
    return true;
  };

  async function carryOut(
    path: string,
    url: URL,
    request: IncomingMessage,
    body: Buffer,
  ): Promise<{ answer: Answer | object; received?: Received; user?: string }> {
    const token = header(request, 'access_token');
    switch (`${request.method} ${path}`) {
      case 'POST /v4/oa/access_token': {
        const isForm =
          header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded') === true;
        if (!isForm) return { answer: { error: -14000, error_name: 'Invalid content type' } };
        return { answer: account.grant(new URLSearchParams(body.toString()), header(request, 'secret_key')) };
      }
      case 'POST /v3.0/oa/message/cs':
        return account.message(parse(body), token);
      case 'POST /v3.0/oa/message/template':
        return account.template(parse(body), token);
      case 'POST /v2.0/oa/upload/image':
      case 'POST /v2.0/oa/upload/file': {
        const type = header(request, 'content-type') ?? '';
        const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
          .formData()
          .catch(() => undefined);
        const file = form?.get('file');
        if (!(file instanceof File)) return { answer: { error: -201, message: 'file is empty' } };
        const kind = path.endsWith('image') ? 'image' : 'file';
        return { answer: account.upload(kind, file.name, file.size, token) };
      }
      case 'GET /v2.0/oa/getoa':
        return { answer: account.account(token) };
      case 'GET /v3.0/oa/user/detail': {
        const data = parse(Buffer.from(url.searchParams.get('data') ?? '')) as
          | { user_id?: string }
          | undefined;
        return { answer: account.detail(String(data?.user_id), token) };
      }
      case 'POST /v2.0/oa/message':
        return { answer: { error: -240, message: 'API is shut' } };
      default:
        return { answer: { error: -200, message: 'Unknown API' } };
    }
  }

  /** Agrees at once: the page of the real one asks an administrator first. */
  function consent(url: URL, response: ServerResponse): void {
    const redirect = url.searchParams.get('redirect_uri') ?? '';
    const challenge = url.searchParams.get('code_challenge') ?? '';
    if (!URL.canParse(redirect) || challenge.length !== 43) {
      response.writeHead(400).end('redirect_uri or code_challenge is invalid');
      return;
    }
    const target = new URL(redirect);
    target.searchParams.set('code', account.consent(challenge));
    target.searchParams.set('oa_id', '7000000000000000001');
    response.writeHead(302, { location: target.href }).end();
  }
}

const isStop = (fault: Fault | undefined): boolean =>
  fault !== undefined && fault.kind !== 'revoke' && fault.kind !== 'slow';

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

export function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
