/** What a scan of XML meets, in order. Names are without their prefix. */
export interface XmlHandler {
  open(name: string, attributes: string, empty: boolean): void;
  close(name: string): void;
  /** Text as it stands, entities included. */
  text(raw: string): void;
}

/**
 * One pass over XML in linear time, for the few elements of a workbook. No document types, so no entity can be defined
 * and none expands; comments and processing instructions are skipped. Returns false when the text is cut off.
 */
export function scanXml(xml: string, handler: XmlHandler): boolean {
  let at = 0;
  while (at < xml.length) {
    const open = xml.indexOf('<', at);
    if (open < 0) return xml.slice(at).trim() === '';
    if (open > at) handler.text(xml.slice(at, open));
    if (xml.startsWith('<!--', open)) {
      const end = xml.indexOf('-->', open + 4);
      if (end < 0) return false;
      at = end + 3;
      continue;
    }
    if (xml.startsWith('<![CDATA[', open)) {
      const end = xml.indexOf(']]>', open + 9);
      if (end < 0) return false;
      handler.text(xml.slice(open + 9, end).replace(/&/g, '&amp;'));
      at = end + 3;
      continue;
    }
    if (xml.startsWith('<!', open)) return false;
    const end = tagEnd(xml, open + 1);
    if (end < 0) return false;
    at = end + 1;
    if (xml[open + 1] === '?') continue;
    if (xml[open + 1] === '/') {
      handler.close(localName(xml.slice(open + 2, end).trim()));
      continue;
    }
    const empty = xml[end - 1] === '/';
    const inside = xml.slice(open + 1, empty ? end - 1 : end);
    const space = inside.search(/\s/);
    const name = localName(space < 0 ? inside : inside.slice(0, space));
    handler.open(name, space < 0 ? '' : inside.slice(space), empty);
    if (empty) handler.close(name);
  }
  return true;
}

/** The `>` that ends a tag; one inside quotes does not. */
function tagEnd(xml: string, from: number): number {
  let quote = '';
  for (let at = from; at < xml.length; at++) {
    const character = xml[at];
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at;
  }
  return -1;
}

export function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`\\s(?:[\\w-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return match === null ? undefined : decode(match[1] ?? match[2] ?? '');
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function decode(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/giu,
    (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '';
    },
  );
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
