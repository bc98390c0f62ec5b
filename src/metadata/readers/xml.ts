/** An element of an XML document. */
export interface XmlElement {
  /** Qualified name as written, with its prefix. */
  name: string;
  /** An object without a prototype, so that any attribute name is safe. */
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Text of the element, without that of its children. */
  text: string;
}

/** Documents with deeper nesting are rejected; XMP needs some ten levels. */
const MAX_DEPTH = 100;

/** Documents with more elements are rejected. */
const MAX_ELEMENTS = 200_000;

/** Further attributes of an element are skipped. */
const MAX_ATTRIBUTES = 1000;

const NAME = String.raw`([^\s/>=<"'&]{1,200})`;
const START = new RegExp(`<${NAME}`, 'y');
const ATTRIBUTE = new RegExp(String.raw`\s+${NAME}\s*=\s*(?:"([^"]*)"|'([^']*)')`, 'y');
const START_END = /\s*(\/?)>/y;
const END = new RegExp(String.raw`</${NAME}\s*>`, 'y');

/**
 * Parses the subset of XML that XMP uses: elements, attributes, text, CDATA. Comments and processing instructions are skipped. Document types
 * are rejected and only the five predefined entities are expanded, so that entity expansion and external references are impossible. The parser
 * visits every character a bounded number of times: any document of four megabytes takes some tenths of a second. (A general parser took seconds.)
 *
 * @returns the root element; the rest of the text is not parsed
 * @throws SyntaxError when the document is not well-formed
 */
export function parseXml(text: string): XmlElement {
  const root = createElement('');
  const open: XmlElement[] = [root];
  let at = 0;
  let count = 0;
  do {
    const parent = open[open.length - 1] as XmlElement;
    const next = text.indexOf('<', at);
    if (next === -1) throw new SyntaxError('Unexpected end of the document: an element is not closed.');
    parent.text += decodeEntities(text.slice(at, next));
    if (text.startsWith('<?', next)) at = skipPast(text, '?>', next);
    else if (text.startsWith('<!--', next)) at = skipPast(text, '-->', next + 4);
    else if (text.startsWith('<![CDATA[', next)) {
      at = skipPast(text, ']]>', next);
      parent.text += text.slice(next + '<![CDATA['.length, at - ']]>'.length);
    } else if (text.startsWith('</', next)) {
      if (match(END, text, next)?.[1] !== parent.name)
        throw new SyntaxError(`Expected </${parent.name}>, got another closing tag.`);
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

/** The match of a sticky regular expression at an offset. */
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

/** Expands the five predefined entities and character references, once; other references stay unchanged. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] as string;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
