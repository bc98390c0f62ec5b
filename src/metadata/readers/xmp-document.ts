/** The RDF of an XMP packet (ISO 16684-1), with one prefix for each namespace. */
import { decodeText } from '../clean-text.js';
import { MAX_BLOCK_BYTES } from '../containers/metadata-blocks.js';
import { parseXml, type XmlElement } from './xml.js';

/** Prefixes that the readers use for namespaces; documents may use others. */
const PREFIXES = new Map([
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'rdf'],
  ['http://purl.org/dc/elements/1.1/', 'dc'],
  ['http://ns.adobe.com/xap/1.0/', 'xmp'],
  ['http://ns.adobe.com/photoshop/1.0/', 'photoshop'],
  ['http://ns.adobe.com/exif/1.0/', 'exif'],
  ['http://ns.adobe.com/exif/1.0/aux/', 'aux'],
  ['http://cipa.jp/exif/1.0/', 'exifEX'],
  ['http://ns.adobe.com/tiff/1.0/', 'tiff'],
  ['http://ns.adobe.com/lightroom/1.0/', 'lr'],
  ['http://www.digikam.org/ns/1.0/', 'digiKam'],
  ['http://ns.microsoft.com/photo/1.0', 'MicrosoftPhoto'],
  ['http://ns.microsoft.com/photo/1.0/', 'MicrosoftPhoto'],
  ['http://ns.microsoft.com/photo/1.2/', 'MP'],
  ['http://ns.microsoft.com/photo/1.2/t/Region#', 'MPReg'],
  ['http://www.metadataworkinggroup.com/schemas/regions/', 'mwg-rs'],
  ['http://ns.adobe.com/xmp/sType/Area#', 'stArea'],
  ['http://ns.adobe.com/xap/1.0/sType/Dimensions#', 'stDim'],
  ['http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/', 'Iptc4xmpCore'],
  ['http://iptc.org/std/Iptc4xmpExt/2008-02-29/', 'Iptc4xmpExt'],
  ['http://ns.google.com/photos/1.0/panorama/', 'GPano'],
  ['http://ns.google.com/photos/1.0/camera/', 'GCamera'],
  ['http://ns.google.com/photos/1.0/depthmap/', 'GDepth'],
  ['http://ns.google.com/photos/1.0/container/', 'Container'],
  ['http://ns.google.com/photos/1.0/container/item/', 'Item'],
  ['http://ns.google.com/photos/dd/1.0/container/', 'Container'],
  ['http://ns.google.com/photos/dd/1.0/item/', 'Item'],
  ['http://ns.google.com/photos/dd/1.0/depthmap/', 'DepthMap'],
]);

/** Maximum number of list items read. */
const MAX_ITEMS = 4000;

/** XMP properties by name: elements, and attributes as elements without children. */
export type Properties = Map<string, XmlElement[]>;

/**
 * Parses XMP, in UTF-8 or UTF-16, wrapped or not.
 * @returns the `rdf:RDF` element; `undefined` when the bytes are not XMP or too large
 * @throws SyntaxError when the XML is not well-formed
 */
export function parseXmp(bytes: Uint8Array): XmlElement | undefined {
  if (bytes.length > MAX_BLOCK_BYTES) return undefined;
  const text = decodeXml(bytes);
  // Only the `rdf:RDF` element counts: padding surrounds it, in some files image data.
  const start = text.indexOf('<rdf:RDF');
  const end = text.indexOf('</rdf:RDF>', start);
  if (start === -1 || end === -1) return undefined;
  const rdf = parseXml(text.slice(start, end + '</rdf:RDF>'.length));
  renameAll(rdf);
  return rdf;
}

function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return decodeText(bytes);
}

/** Replaces the prefix of every element and attribute by that of {@link PREFIXES} for its namespace. */
function renameAll(root: XmlElement): void {
  const rename = new Map<string, string>();
  const visit = (element: XmlElement) => {
    for (const [key, value] of Object.entries(element.attributes)) {
      const known = key.startsWith('xmlns:') ? PREFIXES.get(value) : undefined;
      if (known !== undefined) rename.set(key.slice('xmlns:'.length), known);
    }
    element.name = renamed(element.name);
    element.attributes = Object.fromEntries(
      Object.entries(element.attributes).map(([key, value]) => [renamed(key), value]),
    );
    element.children.forEach(visit);
  };
  const renamed = (name: string) => {
    const colon = name.indexOf(':');
    const prefix = rename.get(name.slice(0, Math.max(colon, 0)));
    return prefix === undefined ? name : `${prefix}${name.slice(colon)}`;
  };
  visit(root);
}

/** The properties of all descriptions. */
export function collectProperties(rdf: XmlElement): Properties {
  const properties: Properties = new Map();
  const add = (element: XmlElement) => {
    const same = properties.get(element.name);
    if (same === undefined) properties.set(element.name, [element]);
    else same.push(element);
  };
  for (const description of rdf.children.filter(({ name }) => name === 'rdf:Description')) {
    for (const [name, text] of Object.entries(description.attributes))
      if (!name.startsWith('xmlns')) add({ name, text, attributes: {}, children: [] });
    description.children.forEach(add);
  }
  return properties;
}

/**
 * The texts of a property: one for a simple property, one per item for a list. Among language alternatives, the default (`x-default`) comes
 * first.
 */
export function readTexts(property: XmlElement): string[] {
  const list = property.children.find(({ name }) => name === 'rdf:Bag' || name === 'rdf:Seq' || name === 'rdf:Alt');
  if (list === undefined) {
    // A value with qualifiers is in an `rdf:value` element.
    const value = property.children.find(({ name }) => name === 'rdf:value');
    const wrapped = property.children.find(({ name }) => name === 'rdf:Description');
    if (wrapped !== undefined && value === undefined)
      return readTexts({ ...wrapped, text: wrapped.attributes['rdf:value'] ?? wrapped.text });
    return [value?.text ?? property.text];
  }
  const items = list.children.filter(({ name }) => name === 'rdf:li').slice(0, MAX_ITEMS);
  if (list.name === 'rdf:Alt') {
    const isDefault = (item: XmlElement) => item.attributes['xml:lang'] === 'x-default';
    items.sort((a, b) => Number(isDefault(b)) - Number(isDefault(a)));
  }
  return items.map(({ text }) => text).filter((text) => text.trim() !== '');
}
