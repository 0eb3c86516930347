import { createTransport } from 'nodemailer';
import type { SendOutcome } from '../channel.ts';
import type { EmailPayload } from './schema.ts';
import { UNSUBSCRIBE_SUBJECT } from './unsubscribe.ts';

export interface EmailClient {
  send(
    to: string,
    mail: EmailPayload,
    keys: { readonly message: string; readonly unsubscribe: string },
  ): Promise<SendOutcome & { readonly bounced?: boolean }>;
  close(): void;
}

export interface EmailClientOptions {
  /** `smtp://user:password@host:587` or `smtps://…`; never logged. */
  readonly url: string;
  readonly from: string;
  /** Waiting for a connection and for an answer. */
  readonly timeoutMs?: number;
}

/** Sends one e-mail at a time over kept connections. Failures say what the mail server meant, without addresses. */
export function createEmailClient({ url, from, timeoutMs = 20_000 }: EmailClientOptions): EmailClient {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 3,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const address = /<([^>]+)>/.exec(from)?.[1] ?? from;
  return {
    async send(to, mail, { message, unsubscribe }) {
      try {
        const sent = await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          // The same key gives the same id: a second copy after an unknown outcome is recognised as one by mail programs.
          // Its second half tells whom an answer to it comes from.
          messageId: `<${message}.${unsubscribe}@${address.split('@')[1] ?? 'localhost'}>`,
          headers: {
            'List-Unsubscribe': `<mailto:${address}?subject=${UNSUBSCRIBE_SUBJECT}%20${unsubscribe}>`,
            'Auto-Submitted': 'auto-generated',
          },
        });
        return { kind: 'sent', messageId: sent.messageId };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: () => transport.close(),
  };
}

function outcomeOf(error: unknown): SendOutcome & { bounced?: boolean } {
  const { code, responseCode, command } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: string;
    responseCode?: number;
    command?: string;
  };
  // A wrong password is ours to mend; the address is not to blame.
  if (code === 'EAUTH')
    return {
      kind: 'retry',
      reason: 'the mail server refused SMTP_URL’s user or password',
      retryAfterMs: 600_000,
    };
  if (responseCode !== undefined && responseCode >= 500) {
    const bounced = command === 'RCPT TO' || code === 'EENVELOPE';
    return {
      kind: 'failed',
      reason: `the mail server refused the ${bounced ? 'address' : 'message'} (${responseCode})`,
      bounced,
    };
  }
  if (responseCode !== undefined && responseCode >= 400)
    return { kind: 'retry', reason: `the mail server asks to wait (${responseCode})`, retryAfterMs: 300_000 };
  // After the message went out a lost connection leaves open whether it arrived.
  if (command === 'DATA' || code === 'ESOCKET' || code === 'ETIMEDOUT')
    return command === 'CONN' || command === undefined
      ? { kind: 'retry', reason: `no connection to the mail server (${code ?? 'error'})` }
      : { kind: 'unknown', reason: `connection lost during ${command} (${code ?? 'error'})` };
  return { kind: 'retry', reason: `the mail server cannot be reached (${code ?? 'error'})` };
}
