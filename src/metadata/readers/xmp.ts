/** Reads the metadata in XMP (ISO 16684-1), from image files and `.xmp` sidecars. */

import {
  makeCamera,
  makeDescription,
  makeGps,
  makeLens,
  makePlace,
  makePositive,
  makeRating,
  makeRatingOfPercent,
} from '../build-metadata.js';
import { cleanKeywords, cleanLine, decodeText, flattenPaths } from '../clean-text.js';
import { MAX_BLOCK_BYTES } from '../containers/metadata-blocks.js';
import type { GpsMetadata, LocalTime } from '../file-metadata.js';
import type { FoundMetadata } from '../found-metadata.js';
import type { DateBounds } from '../local-time.js';
import { parseDate } from '../parse-date.js';
import { parseXml, type XmlElement } from './xml.js';

/** Prefixes that this module uses for namespaces; documents may use others. */
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
  ['http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/', 'Iptc4xmpCore'],
  ['http://iptc.org/std/Iptc4xmpExt/2008-02-29/', 'Iptc4xmpExt'],
]);

/** Maximum number of list items read. */
const MAX_ITEMS = 4000;

/** XMP properties by name: elements, and attributes as elements without children. */
type Properties = Map<string, XmlElement[]>;

/**
 * Reads XMP, in UTF-8 or UTF-16, wrapped or not.
 * @returns empty metadata when the bytes are not XMP or too large
 * @throws SyntaxError when the XML is not well-formed
 */
export function readXmp(bytes: Uint8Array, bounds?: DateBounds): FoundMetadata {
  if (bytes.length > MAX_BLOCK_BYTES) return {};
  const text = decodeXml(bytes);
  // Only the `rdf:RDF` element counts: padding surrounds it, in some files image data.
  const start = text.indexOf('<rdf:RDF');
  const end = text.indexOf('</rdf:RDF>', start);
  if (start === -1 || end === -1) return {};
  const rdf = parseXml(text.slice(start, end + '</rdf:RDF>'.length));
  renameAll(rdf);
  return readProperties(collectProperties(rdf), rdf, bounds);
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

function collectProperties(rdf: XmlElement): Properties {
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

function readProperties(properties: Properties, rdf: XmlElement, bounds: DateBounds | undefined): FoundMetadata {
  const text = (name: string) => texts(name)[0];
  const texts = (name: string) => (properties.get(name) ?? []).flatMap(readTexts);
  const number = (name: string) => parseNumber(text(name));
  const date = (...names: string[]) => firstDate(names.map(text), bounds);
  return {
    // The Metadata Working Group maps both to EXIF's DateTimeOriginal, and the other two to its DateTimeDigitized.
    takenAt: date('exif:DateTimeOriginal', 'photoshop:DateCreated'),
    digitizedAt: date('exif:DateTimeDigitized', 'xmp:CreateDate'),
    gps: readGps(text),
    place: makePlace({
      location: text('Iptc4xmpCore:Location'),
      city: text('photoshop:City'),
      region: text('photoshop:State'),
      country: text('photoshop:Country'),
    }),
    camera: makeCamera(text('tiff:Make'), text('tiff:Model')),
    lens: makeLens(text('exifEX:LensModel') ?? text('aux:Lens')),
    rating:
      makeRating(number('xmp:Rating')) ??
      makeRatingOfPercent(number('MicrosoftPhoto:Rating') ?? number('MicrosoftPhoto:RatingPercent')),
    keywords: orNothing(
      cleanKeywords([
        ...texts('dc:subject'),
        ...flattenPaths(texts('lr:hierarchicalSubject'), '|'),
        ...flattenPaths(texts('digiKam:TagsList'), '/'),
        ...flattenPaths(texts('MicrosoftPhoto:LastKeywordXMP'), '/'),
      ]),
    ),
    people: orNothing(cleanKeywords([...texts('Iptc4xmpExt:PersonInImage'), ...collectFaceNames(rdf)])),
    title: makeDescription(text('dc:title')) ?? makeDescription(text('photoshop:Headline')),
    description: makeDescription(text('dc:description')) ?? makeDescription(text('exif:UserComment')),
    creator: cleanLine(text('dc:creator') ?? ''),
    iso: makePositive(number('exifEX:PhotographicSensitivity') ?? number('exif:ISOSpeedRatings'), 100_000_000),
    exposureS: makePositive(number('exif:ExposureTime'), 1_000_000),
    fNumber: makePositive(number('exif:FNumber'), 1000),
    focalLengthMm: makePositive(number('exif:FocalLength'), 100_000),
    focalLength35mm: makePositive(number('exif:FocalLengthIn35mmFilm'), 65_534),
  };
}

const orNothing = (words: string[]) => (words.length === 0 ? undefined : words);

/**
 * The texts of a property: one for a simple property, one per item for a list. Among language alternatives, the default (`x-default`) comes
 * first.
 */
function readTexts(property: XmlElement): string[] {
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

/** Parses `5`, `3.5` or `28/10`. */
function parseNumber(text: string | undefined): number | undefined {
  const found = /^\s{0,9}([+-]?\d{1,12}(?:\.\d{1,20})?)(?:\/(\d{1,12}))?\s{0,9}$/.exec(text ?? '');
  if (found === null) return undefined;
  const value = Number(found[1]) / Number(found[2] ?? 1);
  return Number.isFinite(value) ? value : undefined;
}

function firstDate(texts: (string | undefined)[], bounds: DateBounds | undefined): LocalTime | undefined {
  for (const text of texts) {
    const found = text === undefined ? undefined : parseDate(text, bounds);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readGps(text: (name: string) => string | undefined): GpsMetadata | undefined {
  // V: the receiver had no fix.
  if (text('exif:GPSStatus')?.trim().toUpperCase() === 'V') return undefined;
  const latitude = parseAngle(text('exif:GPSLatitude'), 'N', 'S');
  const longitude = parseAngle(text('exif:GPSLongitude'), 'E', 'W');
  if (latitude === undefined || longitude === undefined) return undefined;
  const altitude = parseNumber(text('exif:GPSAltitude'));
  const isBelow = text('exif:GPSAltitudeRef')?.trim() === '1';
  return makeGps(latitude, longitude, altitude === undefined || !isBelow ? altitude : -altitude);
}

/** Parses `47,22.5N`, `47,22,30N`, and decimal degrees, which some programs write. */
function parseAngle(text: string | undefined, plus: string, minus: string): number | undefined {
  const found =
    /^(-?\d{1,3}(?:\.\d{1,20})?)(?:,(\d{1,2}(?:\.\d{1,20})?)(?:,(\d{1,2}(?:\.\d{1,20})?))?)? ?([NSEW])?$/i.exec(
      text?.slice(0, 100).trim() ?? '',
    );
  if (found === null) return undefined;
  const [, degrees, minutes = '0', seconds = '0', letter] = found;
  const angle = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600;
  if (letter === undefined) return minutes === '0' ? angle : undefined;
  const ref = letter.toUpperCase();
  if (angle < 0 || (ref !== plus && ref !== minus)) return undefined;
  return ref === minus ? -angle : angle;
}

/** Names of face regions, in the schemas of the Metadata Working Group (Lightroom, digiKam, Picasa) and of Windows. */
function collectFaceNames(root: XmlElement): string[] {
  const names: string[] = [];
  const visit = (element: XmlElement) => {
    const named = (name: string) =>
      element.attributes[name] ?? element.children.find((child) => child.name === name)?.text;
    const name = named('mwg-rs:Name');
    const type = named('mwg-rs:Type') ?? 'Face';
    if (name !== undefined && type === 'Face') names.push(name);
    const person = named('MPReg:PersonDisplayName');
    if (person !== undefined) names.push(person);
    element.children.forEach(visit);
  };
  visit(root);
  return names;
}
