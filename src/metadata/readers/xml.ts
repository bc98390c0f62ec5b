/** An element of an XML document. */
export interface XmlElement {
  /** As written, with its prefix. */
  name: string;
  /** Without a prototype: any name is safe. */
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Its own text, without its children's. */
  text: string;
}

/** Elements deeper than this make a document unreadable; XMP needs some ten levels. */
const MAX_DEPTH = 100;

/** More elements than this make a document unreadable. */
const MAX_ELEMENTS = 200_000;

/** Further attributes of one element are passed over. */
const MAX_ATTRIBUTES = 1000;

const NAME = String.raw`([^\s/>=<"'&]{1,200})`;
const START = new RegExp(`<${NAME}`, 'y');
const ATTRIBUTE = new RegExp(String.raw`\s+${NAME}\s*=\s*(?:"([^"]*)"|'([^']*)')`, 'y');
const START_END = /\s*(\/?)>/y;
const END = new RegExp(String.raw`</${NAME}\s*>`, 'y');

/**
 * Parses the part of XML that XMP is written in: elements, attributes, text, CDATA; comments and processing instructions are passed
 * over. Document types are refused and no entities are known but the five predefined ones, so that nothing can grow or reach outside.
 * Every character is looked at a bounded number of times: four megabytes, however they are made up, take some tenths of a second.
 * (A general parser took seconds.)
 *
 * @returns the first element; what follows it is not read
 * @throws SyntaxError when it is not well-formed
 */
export function parseXml(text: string): XmlElement {
  const root = createElement('');
  const open: XmlElement[] = [root];
  let at = 0;
  let count = 0;
  do {
    const parent = open[open.length - 1] as XmlElement;
    const next = text.indexOf('<', at);
    if (next === -1) throw new SyntaxError('An element is not closed.');
    parent.text += decodeEntities(text.slice(at, next));
    if (text.startsWith('<?', next)) at = skipPast(text, '?>', next);
    else if (text.startsWith('<!--', next)) at = skipPast(text, '-->', next + 4);
    else if (text.startsWith('<![CDATA[', next)) {
      at = skipPast(text, ']]>', next);
      parent.text += text.slice(next + '<![CDATA['.length, at - ']]>'.length);
    } else if (text.startsWith('</', next)) {
      if (match(END, text, next)?.[1] !== parent.name)
        throw new SyntaxError(`<${parent.name}> is not closed in its turn.`);
      at = END.lastIndex;
      open.pop();
    } else {
      const element = createElement(match(START, text, next)?.[1] ?? refuse('Here is no element.'));
      const end = readAttributes(text, START.lastIndex, element);
      if (++count > MAX_ELEMENTS || open.length > MAX_DEPTH) refuse('There are too many elements.');
      parent.children.push(element);
      at = end.at;
      if (!end.isEmpty) open.push(element);
    }
  } while (open.length > 1 || root.children.length === 0);
  return root.children[0] as XmlElement;
}

function createElement(name: string): XmlElement {
  return { name, attributes: Object.create(null) as Record<string, string>, children: [], text: '' };
}

function refuse(why: string): never {
  throw new SyntaxError(why);
}

/** What a sticky expression finds at a place. */
function match(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}

function skipPast(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found === -1 ? refuse(`${what} is missing.`) : found + what.length;
}

function readAttributes(text: string, from: number, element: XmlElement): { at: number; isEmpty: boolean } {
  let at = from;
  for (let count = 0; ; count++) {
    const found = match(ATTRIBUTE, text, at);
    if (found === null) break;
    if (count < MAX_ATTRIBUTES) element.attributes[found[1] as string] = decodeEntities(found[2] ?? found[3] ?? '');
    at = ATTRIBUTE.lastIndex;
  }
  const end = match(START_END, text, at) ?? refuse(`<${element.name}> does not end.`);
  return { at: START_END.lastIndex, isEmpty: end[1] === '/' };
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Replaces the five predefined entities and numbered characters, once; anything else stays as it is. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] as string;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
