import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createEmail,
  isUnsubscribeToken,
  readBounce,
  readUnsubscribe,
  UNSUBSCRIBE_SECRET,
} from '../../../src/channels/email/index.ts';
import type { EmailPayload } from '../../../src/channels/email/schema.ts';
import { fixedClock } from '../../../src/clock.ts';
import { channelContract } from '../../contracts/channel-contract.ts';

const clock = fixedClock('2026-11-23T08:00:00+07:00');
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function memory() {
  const kept = new Map<string, unknown>();
  return {
    kept,
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: unknown) => {
      kept.set(key, value);
    },
  };
}

/** A real SMTP server on the loopback; `refuse` decides per address. */
async function mailServer(refuse: (address: string) => { code: number } | undefined = () => undefined) {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, callback) {
      const refusal = refuse(address);
      callback(refusal && Object.assign(new Error('refused'), { responseCode: refusal.code }));
    },
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(Buffer.concat(chunks).toString('utf8'));
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const kept = memory();
  const channel = createEmail({
    url: `smtp://127.0.0.1:${port}`,
    from: 'Một Cửa <nhac@example.gov.vn>',
    clock,
    memory: kept,
    timeoutMs: 2_000,
  });
  closers.push(async () => {
    await channel.stop?.();
    await new Promise<void>((resolve) => server.close(resolve));
  });
  return { channel, received, kept };
}

const [part] = createEmail({ url: 'smtp://127.0.0.1:1', from: 'a@b.vn', clock, memory: memory() }).render({
  text: '**Hạn** báo cáo\n\n- một <b>',
  links: [{ label: 'Mở', url: 'https://mot-cua.example/#x' }],
});
const PART = part ?? { payload: undefined };

channelContract('email', {
  create: () => createEmail({ url: 'smtp://127.0.0.1:1', from: 'a@b.vn', clock, memory: memory() }),
  said: (text, updateId) => ({
    from: 'can.bo@xa.gov.vn',
    messageId: updateId,
    date: '2026-11-23T01:00:00Z',
    text,
  }),
  malformed: [
    undefined,
    {},
    { from: 'a b', messageId: '1', date: '2026-11-23T01:00:00Z', text: 'x' },
    { from: 'a@b.vn\r\nBcc: c@d.vn', messageId: '1', date: '2026-11-23T01:00:00Z', text: 'x' },
  ],
  visible: (payload) => (payload as EmailPayload).text,
});

describe('channels/email', () => {
  it('sends plain text and HTML with the headers that end a subscription', async () => {
    const { channel, received } = await mailServer();

    const outcome = await channel.send('email:can.bo@xa.gov.vn', PART);

    expect(outcome.kind).toBe('sent');
    expect(received).toHaveLength(1);
    expect(received[0]).toMatch(
      /List-Unsubscribe:\s+<mailto:nhac@example\.gov\.vn\?subject=huy-nhac-bao-cao%20[0-9a-f]{16}>/,
    );
    expect(received[0]).toMatch(/Content-Type: text\/plain/);
    expect(received[0]).toMatch(/Content-Type: text\/html/);
    expect(received[0]).toMatch(/Auto-Submitted: auto-generated/);
  });

  it('writes no markup of a text into the HTML, and makes links of https addresses only', () => {
    const { html, text } = PART.payload as EmailPayload;

    expect(html).toContain('&lt;b&gt;');
    expect(html).toContain('<a href="https://mot-cua.example/#x">');
    expect(text).toContain('Hạn báo cáo');
  });

  it('notices an address that bounces and is closed to it from then on', async () => {
    const { channel } = await mailServer(() => ({ code: 550 }));

    const outcome = await channel.send('email:nghi.viec@xa.gov.vn', PART);

    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(outcome)).not.toContain('nghi.viec');
    expect(await channel.reachability('email:nghi.viec@xa.gov.vn', clock.now())).toBe('closed');
    expect(await channel.reachability('email:khac@xa.gov.vn', clock.now())).toBe('free');
  });

  it('tries again when the server asks to wait or is away', async () => {
    const { channel } = await mailServer(() => ({ code: 451 }));
    const away = createEmail({
      url: 'smtp://127.0.0.1:1',
      from: 'a@b.vn',
      clock,
      memory: memory(),
      timeoutMs: 500,
    });

    expect((await channel.send('email:a@b.vn', PART)).kind).toBe('retry');
    expect((await away.send('email:a@b.vn', PART)).kind).toBe('retry');
    await away.stop?.();
  });

  it('takes a connection that is lost within the message for unknown, so that it is counted', async () => {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session) {
        stream.resume();
        stream.on('end', () => {
          const { connections } = server as unknown as {
            connections: Set<{ session: unknown; close(): void }>;
          };
          for (const one of connections) if (one.session === session) one.close();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as AddressInfo;
    const channel = createEmail({
      url: `smtp://127.0.0.1:${port}`,
      from: 'a@b.vn',
      clock,
      memory: memory(),
      timeoutMs: 1_000,
    });

    const outcome = await channel.send('email:a@b.vn', PART);
    await channel.stop?.();
    await new Promise<void>((resolve) => server.close(resolve));

    expect(['unknown', 'retry']).toContain(outcome.kind);
  });

  it('refuses an address that would write a header', async () => {
    const { channel, received } = await mailServer();

    expect((await channel.send('email:a@b.vn\r\nBcc: x@y.vn' as 'email:x', PART)).kind).toBe('failed');
    expect(received).toEqual([]);
  });

  it('reads which addresses a delivery report gives up', () => {
    const report =
      'Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail\r\n\r\nFinal-Recipient: rfc822; A@xa.gov.vn\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\nFinal-Recipient: rfc822; b@xa.gov.vn\r\nAction: delayed\r\nStatus: 4.4.1\r\n';

    expect(readBounce(report)).toEqual(['a@xa.gov.vn']);
    expect(readBounce('Chào bạn')).toEqual([]);
  });

  it('knows an answer that wants out, however the mail program writes it, and no other', async () => {
    const { channel, received, kept } = await mailServer();
    await channel.send('email:can.bo@xa.gov.vn', PART);
    const sent = received[0]?.replace(/\r\n[ \t]+/g, ' ') ?? '';
    const subject = decodeURIComponent(/subject=([^>]+)>/.exec(sent)?.[1] ?? '');
    const id = /^Message-ID:\s*(\S+)/im.exec(sent)?.[1] ?? '';
    const secret = String(await kept.get(UNSUBSCRIBE_SECRET));
    const mail = (head: string, body = '') => `From: Cán bộ <Can.Bo@xa.gov.vn>\r\n${head}\r\n\r\n${body}`;
    const base64 = Buffer.from('Thôi nhận nhé').toString('base64');
    const wanting = [
      mail(`Subject: ${subject}`),
      mail(`Subject: Re: Nhắc báo cáo\r\nIn-Reply-To: ${id}`, 'HỦY\r\n\r\n> Nhắc báo cáo'),
      mail(
        `In-Reply-To: ${id}\r\nContent-Type: multipart/alternative;\r\n boundary="b1"`,
        `--b1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nh=E1=BB=A7y\r\n--b1--`,
      ),
      mail(`In-Reply-To: ${id}\r\nContent-Transfer-Encoding: base64`, base64),
    ];

    for (const one of wanting) {
      const read = readUnsubscribe(one);
      expect(read?.from, one).toBe('can.bo@xa.gov.vn');
      expect(isUnsubscribeToken(read?.token ?? '', 'can.bo@xa.gov.vn', secret)).toBe(true);
      expect(isUnsubscribeToken(read?.token ?? '', 'khac@xa.gov.vn', secret)).toBe(false);
    }
    for (const other of [
      mail(`Subject: Re: Nhắc báo cáo\r\nIn-Reply-To: ${id}`, 'Cảm ơn, tôi nộp rồi'),
      mail('Subject: hủy'),
      mail('Subject: huy-nhac-bao-cao', 'hủy'),
      'Subject: huy-nhac-bao-cao 0123456789abcdef\r\n\r\n',
      '',
    ])
      expect(readUnsubscribe(other), other).toBeUndefined();
  });
});
