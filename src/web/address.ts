import type { Context } from 'hono';

/**
 * The address a request comes from: the socket's, or, behind `trustedProxies` proxies, the one the outermost of them
 * wrote down. Entries further left in X-Forwarded-For are the visitor's own claim and are not believed.
 */
export function addressOf(c: Context, trustedProxies: number): string {
  const forwarded = c.req
    .header('x-forwarded-for')
    ?.split(',')
    .map((one) => one.trim());
  if (trustedProxies > 0 && forwarded !== undefined) {
    return forwarded[Math.max(0, forwarded.length - trustedProxies)] ?? 'unknown';
  }
  // Set by @hono/node-server; absent when the app is called without a socket.
  const incoming = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming;
  return incoming?.socket?.remoteAddress ?? 'unknown';
}
