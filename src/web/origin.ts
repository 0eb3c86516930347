import type { Context } from 'hono';

/** Who a request says it comes from. */
export type Origin =
  /** Our own page, or a program that sends no Origin. */
  | { readonly kind: 'own' }
  /** A page that may embed the widget. */
  | { readonly kind: 'widget'; readonly origin: string }
  | { readonly kind: 'foreign' };

/** Header every changing request must carry: other sites' forms cannot set it. */
export const OWN_HEADER = 'x-mot-cua';

export function originOf(
  c: Context,
  publicUrl: string | undefined,
  widgetOrigins: readonly string[],
): Origin {
  const origin = c.req.header('origin');
  if (origin === undefined) return { kind: 'own' };
  const own = publicUrl === undefined ? new URL(c.req.url).origin : new URL(publicUrl).origin;
  // Behind a proxy the scheme seen here may differ from the one the visitor used; the host may not.
  if (origin === own || (publicUrl === undefined && hostOf(origin) === new URL(c.req.url).host))
    return { kind: 'own' };
  return widgetOrigins.includes(origin) ? { kind: 'widget', origin } : { kind: 'foreign' };
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
