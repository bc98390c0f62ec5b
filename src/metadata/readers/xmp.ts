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
import { cleanKeywords, cleanLine, flattenPaths } from '../clean-text.js';
import type { GpsMetadata, LocalTime } from '../file-metadata.js';
import type { FoundMetadata } from '../found-metadata.js';
import type { DateBounds } from '../local-time.js';
import { parseDate } from '../parse-date.js';
import { collectFaces } from './face-regions.js';
import type { XmlElement } from './xml.js';
import { collectProperties, type Properties, parseXmp, readTexts } from './xmp-document.js';

/**
 * Reads XMP, in UTF-8 or UTF-16, wrapped or not.
 * @returns empty metadata when the bytes are not XMP or too large
 * @throws SyntaxError when the XML is not well-formed
 */
export function readXmp(bytes: Uint8Array, bounds?: DateBounds): FoundMetadata {
  const rdf = parseXmp(bytes);
  return rdf === undefined ? {} : readRdf(rdf, bounds);
}

/** Reads XMP that is parsed already: the result of `parseXmp`. */
export function readRdf(rdf: XmlElement, bounds?: DateBounds): FoundMetadata {
  return readProperties(collectProperties(rdf), rdf, bounds);
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
    faces: orNothing(collectFaces(rdf)),
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

const orNothing = <Item>(items: Item[]) => (items.length === 0 ? undefined : items);

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
