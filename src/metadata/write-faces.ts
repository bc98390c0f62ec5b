/**
 * Writes the faces that XMP names, in the schema of the Metadata Working Group. Regions of Windows get the new names of their faces; everything else in the
 * document stays as it is.
 */
import type { Box } from '../model/evidence.js';
import type { StatedFace } from '../model/region.js';
import { collectFaces } from './readers/face-regions.js';
import { collectProperties, parseXmp } from './readers/xmp-document.js';

const REGIONS = 'http://www.metadataworkinggroup.com/schemas/regions/';

const NAMESPACES = `xmlns:mwg-rs="${REGIONS}" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"`;

const EMPTY = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;

/** Regions as Windows writes them. */
const WINDOWS_REGION = 'http://ns.microsoft.com/photo/1.2/t/Region#';
const WINDOWS_NAME = 'MPReg:PersonDisplayName';

/** Properties that writing adds, or adds to. */
const ADDED = new Set(['mwg-rs:Regions', 'rdf:about']);

/** Size of the image as it is stored, in pixels. */
interface Size {
  width: number;
  height: number;
}

/**
 * Adds faces to an XMP document. Of a region that is there already for the same face, in whichever schema, the name becomes that of the face; others stay.
 * @param document UTF-8 text of a sidecar; `undefined`: a new one is made
 * @param faces boxes in shares of the image as it is stored
 * @param isSame whether a region of the document and a face are one
 * @returns `undefined` when the document says all of it already
 * @throws SyntaxError when the document is no XMP, or of a form that cannot be extended without loss
 */
export function writeFaces(
  document: string | undefined,
  faces: readonly StatedFace[],
  size: Size,
  isSame: IsSame,
): string | undefined {
  const text = document ?? EMPTY;
  const before = read(text);
  const known = collectFaces(before);
  const missing = faces.filter((face) => !known.some(({ name, box }) => name === face.name && isSame(box, face.box)));
  const renamed = renameWindows(text, faces, isSame);
  if (missing.length === 0 && renamed === text) return undefined;
  const extend = hasRegions(before) ? extendList : appendList;
  const written = missing.length === 0 ? renamed : extend(renamed, missing, { size, isSame });
  check(text, written, missing, isSame);
  return written;
}

type IsSame = (region: Box, face: Box) => boolean;

function read(text: string) {
  return parseXmp(new TextEncoder().encode(text)) ?? refuse('This is no XMP document.');
}

function hasRegions(rdf: ReturnType<typeof read>): boolean {
  return collectProperties(rdf).has('mwg-rs:Regions');
}

/** A description of its own: a document may have several of the same thing. */
function appendList(text: string, faces: readonly StatedFace[], { size: { width, height } }: { size: Size }): string {
  const end = text.lastIndexOf('</rdf:RDF>');
  const about = /<rdf:Description\b[^>]*?\brdf:about\s*=\s*("[^"]*"|'[^']*')/.exec(text)?.[1] ?? '""';
  const description = ` <rdf:Description rdf:about=${about} ${NAMESPACES}>
   <mwg-rs:Regions rdf:parseType="Resource">
    <mwg-rs:AppliedToDimensions stDim:w="${width}" stDim:h="${height}" stDim:unit="pixel"/>
    <mwg-rs:RegionList>
     <rdf:Bag>
${faces.map(print).join('')}     </rdf:Bag>
    </mwg-rs:RegionList>
   </mwg-rs:Regions>
  </rdf:Description>
 `;
  return text.slice(0, end) + description + text.slice(end);
}

function print({ name, box: { x, y, width, height } }: StatedFace): string {
  const share = (value: number) => String(Number(value.toFixed(6)));
  const area = `stArea:x="${share(x + width / 2)}" stArea:y="${share(y + height / 2)}" stArea:w="${share(width)}" stArea:h="${share(height)}" stArea:unit="normalized"`;
  return `      <rdf:li>
       <rdf:Description ${NAMESPACES} mwg-rs:Name="${escapeXml(name)}" mwg-rs:Type="Face">
        <mwg-rs:Area ${area}/>
       </rdf:Description>
      </rdf:li>
`;
}

function escapeXml(name: string): string {
  return name.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
}

/** Puts faces into the list of regions that is there. */
function extendList(text: string, faces: readonly StatedFace[], { isSame }: { isSame: IsSame }): string {
  const prefix = findPrefix(text, REGIONS);
  const from = text.search(new RegExp(`<${prefix}:RegionList\\b[^>/]*>`));
  const to = text.indexOf(`</${prefix}:RegionList>`, from);
  const list = from === -1 || to === -1 ? '' : text.slice(from, to);
  const [open] = /<rdf:(?:Bag|Seq)\b[^>/]*>/.exec(list) ?? [];
  const end = Math.max(list.lastIndexOf('</rdf:Bag>'), list.lastIndexOf('</rdf:Seq>'));
  if (open === undefined || end === -1) return refuse('Its list of regions has another form than expected.');
  const begin = list.indexOf(open) + open.length;
  const readPart = makePartReader(text);
  const kept = splitItems(list.slice(begin, end)).filter((item) => {
    const [region] = collectFaces(readPart(item));
    return region === undefined || !faces.some(({ box }) => isSame(region.box, box));
  });
  const inside = `${kept.join('')}\n${faces.map(print).join('')}     `;
  return text.slice(0, from + begin) + inside + text.slice(from + end);
}

/** Windows keeps names of its own beside those of the working group: where both name a face, both say the same. */
function renameWindows(text: string, faces: readonly StatedFace[], isSame: IsSame): string {
  const prefix = findPrefix(text, WINDOWS_REGION);
  if (prefix === undefined) return text;
  const name = new RegExp(
    `(<${prefix}:PersonDisplayName\\b[^>]*>)[^<]*(?=</)|(${prefix}:PersonDisplayName\\s*=\\s*)("[^"]*"|'[^']*')`,
  );
  const readPart = makePartReader(text);
  return text.replace(/<rdf:li\b(?:[^>]*\/>|[\s\S]*?<\/rdf:li>)/g, (item) => {
    if (!name.test(item)) return item;
    const [region] = collectFaces(readPart(item));
    const same = faces.filter(({ box }) => region !== undefined && isSame(region.box, box));
    const [face] = same;
    if (face === undefined || same.some((one) => one.name === region?.name)) return item;
    return item.replace(name, (_, element?: string, attribute?: string) =>
      element === undefined ? `${attribute}"${escapeXml(face.name)}"` : element + escapeXml(face.name),
    );
  });
}

function findPrefix(text: string, namespace: string): string | undefined {
  return new RegExp(`xmlns:([\\w.-]+)\\s*=\\s*["']${namespace}["']`).exec(text)?.[1];
}

/** Reads parts of a document by the prefixes of the whole. */
function makePartReader(document: string): (part: string) => ReturnType<typeof read> {
  const namespaces = dropRepeated([...new Set(document.match(/xmlns:[\w.-]+\s*=\s*(?:"[^"]*"|'[^']*')/g))]).join(' ');
  return (part) => read(`<rdf:RDF ${namespaces}>${part}</rdf:RDF>`);
}

/** Each prefix once. */
function dropRepeated(namespaces: readonly string[]): string[] {
  return [...new Map(namespaces.map((one) => [one.slice(0, one.indexOf('=')).trim(), one])).values()];
}

/** The items of a list, each with the space before it. */
function splitItems(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: tag, index } of text.matchAll(/<\/?rdf:li\b[^>]*>/g)) {
    if (!tag.endsWith('/>')) depth += tag.startsWith('</') ? -1 : 1;
    if (depth > 0) continue;
    items.push(text.slice(from, index + tag.length));
    from = index + tag.length;
  }
  if (depth !== 0) refuse('Its list of regions has another form than expected.');
  return items;
}

/** The new document is read again before it takes the place of anything: all else must be as it was, and the faces must be there. */
function check(before: string, after: string, faces: readonly StatedFace[], isSame: IsSame): void {
  const others = (text: string) =>
    JSON.stringify(
      [...collectProperties(read(text))].filter(([name]) => !ADDED.has(name)),
      hideWindowsNames,
    );
  const known = collectFaces(read(after));
  const isThere = faces.every((face) => known.some(({ name, box }) => name === face.name && isSame(box, face.box)));
  if (!isThere || others(before) !== others(after)) refuse('It has a form that cannot be extended without loss.');
}

/** A replacer of `JSON.stringify`: names of regions of Windows may change, as attributes and as elements. */
function hideWindowsNames(key: string, value: unknown): unknown {
  if (key === WINDOWS_NAME) return undefined;
  const isName = typeof value === 'object' && value !== null && 'name' in value && value.name === WINDOWS_NAME;
  return isName ? undefined : value;
}

function refuse(why: string): never {
  throw new SyntaxError(why);
}
