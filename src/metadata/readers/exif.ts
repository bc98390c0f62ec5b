/** Reads the metadata in EXIF (CIPA DC-008, version 2.32). */

import {
  makeCamera,
  makeDescription,
  makeGps,
  makeLens,
  makePositive,
  makeRating,
  makeRatingOfPercent,
} from '../build-metadata.js';
import { cleanKeywords, cleanLine, cleanText, decodeText } from '../clean-text.js';
import type { GpsMetadata, LocalTime, Orientation } from '../file-metadata.js';
import type { FoundMetadata } from '../found-metadata.js';
import { type DateBounds, parseOffset } from '../local-time.js';
import { parseDate } from '../parse-date.js';
import { readContentIdentifier } from './embedded/apple-maker-note.js';
import { openTiff, TiffDirectory } from './tiff.js';

/** Longer values of a text tag are truncated. */
const MAX_TEXT_BYTES = 32_768;

/** Maker notes are looked at as far as this. */
const MAX_NOTE_BYTES = 65_536;

/** Tags of IFD0; Windows defines those that begin with `XP`. */
const IMAGE = {
  description: 0x010e,
  make: 0x010f,
  model: 0x0110,
  orientation: 0x0112,
  dateTime: 0x0132,
  artist: 0x013b,
  rating: 0x4746,
  ratingPercent: 0x4749,
  exifDirectory: 0x8769,
  gpsDirectory: 0x8825,
  xpTitle: 0x9c9b,
  xpComment: 0x9c9c,
  xpKeywords: 0x9c9e,
} as const;

const EXIF = {
  exposureTime: 0x829a,
  fNumber: 0x829d,
  iso: 0x8827,
  recommendedExposureIndex: 0x8832,
  isoSpeed: 0x8833,
  dateTimeOriginal: 0x9003,
  dateTimeDigitized: 0x9004,
  offsetTime: 0x9010,
  offsetTimeOriginal: 0x9011,
  offsetTimeDigitized: 0x9012,
  focalLength: 0x920a,
  makerNote: 0x927c,
  userComment: 0x9286,
  subSecTime: 0x9290,
  subSecTimeOriginal: 0x9291,
  subSecTimeDigitized: 0x9292,
  focalLength35mm: 0xa405,
  lensSpecification: 0xa432,
  lensModel: 0xa434,
} as const;

const GPS = {
  latitudeRef: 1,
  latitude: 2,
  longitudeRef: 3,
  longitude: 4,
  altitudeRef: 5,
  altitude: 6,
  timeStamp: 7,
  status: 9,
  dateStamp: 29,
} as const;

/**
 * Reads EXIF.
 * @param bytes a TIFF structure: the data after `Exif\0\0` in a JPEG, or a whole TIFF file
 */
export function readExif(bytes: Uint8Array, bounds?: DateBounds): FoundMetadata {
  const tiff = openTiff(bytes);
  if (tiff === undefined) return {};
  const image = new TiffDirectory(tiff, tiff.firstDirectory);
  const exif = new TiffDirectory(tiff, image.number(IMAGE.exifDirectory) ?? 0);
  const receiver = new TiffDirectory(tiff, image.number(IMAGE.gpsDirectory) ?? 0);
  // V: the receiver had no fix. Position and time are zeros, or those of an earlier one.
  const isVoid = readText(receiver, GPS.status)?.toUpperCase() === 'V';
  const gps = isVoid ? new TiffDirectory(tiff, 0) : receiver;
  const isoInExif = makePositive(exif.number(EXIF.iso), 65_534);
  return {
    // Each time uses its own offset tag first; the other offset tags are fallbacks.
    takenAt: readTime(
      exif,
      EXIF.dateTimeOriginal,
      exif,
      EXIF.subSecTimeOriginal,
      [EXIF.offsetTimeOriginal, EXIF.offsetTimeDigitized, EXIF.offsetTime],
      bounds,
    ),
    digitizedAt: readTime(
      exif,
      EXIF.dateTimeDigitized,
      exif,
      EXIF.subSecTimeDigitized,
      [EXIF.offsetTimeDigitized, EXIF.offsetTimeOriginal, EXIF.offsetTime],
      bounds,
    ),
    changedAt: readTime(image, IMAGE.dateTime, exif, EXIF.subSecTime, [EXIF.offsetTime], bounds),
    instantMs: readInstant(gps, bounds),
    gps: readGps(gps),
    camera: makeCamera(readText(image, IMAGE.make), readText(image, IMAGE.model)),
    // Some cameras write these tags into IFD0.
    lens:
      makeLens(readText(exif, EXIF.lensModel) ?? readText(image, EXIF.lensModel)) ??
      describeLens(exif.numbers(EXIF.lensSpecification)),
    orientation: readOrientation(image),
    rating: makeRating(image.number(IMAGE.rating)) ?? makeRatingOfPercent(image.number(IMAGE.ratingPercent)),
    keywords: readKeywords(image),
    title: makeDescription(readUtf16(image, IMAGE.xpTitle)),
    description:
      makeDescription(readText(image, IMAGE.description)) ??
      makeDescription(readUtf16(image, IMAGE.xpComment)) ??
      makeDescription(readUserComment(exif)),
    creator: cleanLine(readText(image, IMAGE.artist) ?? ''),
    iso:
      isoInExif ?? makePositive(exif.number(EXIF.isoSpeed) ?? exif.number(EXIF.recommendedExposureIndex), 100_000_000),
    exposureS: makePositive(exif.number(EXIF.exposureTime), 1_000_000),
    fNumber: makePositive(exif.number(EXIF.fNumber), 1000),
    focalLengthMm: makePositive(exif.number(EXIF.focalLength), 100_000),
    focalLength35mm: makePositive(exif.number(EXIF.focalLength35mm) ?? image.number(EXIF.focalLength35mm), 65_534),
    contentIdentifier: readContentIdentifier(exif.bytes(EXIF.makerNote, MAX_NOTE_BYTES)),
  };
}

function readText(directory: TiffDirectory, tag: number): string | undefined {
  const bytes = directory.bytes(tag, MAX_TEXT_BYTES);
  if (bytes === undefined) return undefined;
  const end = bytes.indexOf(0);
  return cleanText(decodeText(end === -1 ? bytes : bytes.subarray(0, end)));
}

/** Windows texts: UTF-16, little-endian regardless of the byte order of the file. */
function readUtf16(directory: TiffDirectory, tag: number): string | undefined {
  const bytes = directory.bytes(tag, MAX_TEXT_BYTES);
  return bytes === undefined ? undefined : decodeUtf16(bytes, 'utf-16le');
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): string {
  return new TextDecoder(encoding).decode(bytes.subarray(0, bytes.length & ~1));
}

function readKeywords(image: TiffDirectory): string[] | undefined {
  const words = cleanKeywords((readUtf16(image, IMAGE.xpKeywords)?.split('\0')[0] ?? '').split(';'));
  return words.length === 0 ? undefined : words;
}

/** A user comment begins with an 8-byte character code. */
function readUserComment(exif: TiffDirectory): string | undefined {
  const bytes = exif.bytes(EXIF.userComment, MAX_TEXT_BYTES);
  if (bytes === undefined || bytes.length <= 8) return undefined;
  const text = bytes.subarray(8);
  const encoding = String.fromCharCode(...bytes.subarray(0, 8)).replace(/[\0 ]+$/, '');
  if (encoding === 'UNICODE') {
    // The byte order is unspecified; it is inferred from Latin letters.
    const zeros = [0, 0] as [number, number];
    for (let i = 0; i < Math.min(text.length, 200); i++) if (text[i] === 0) zeros[(i & 1) as 0 | 1]++;
    return decodeUtf16(text, zeros[0] > zeros[1] ? 'utf-16be' : 'utf-16le');
  }
  // Without a character code, the value is more often private data of the camera maker than text.
  return encoding === 'ASCII' ? decodeText(text) : undefined;
}

function readOrientation(image: TiffDirectory): Orientation | undefined {
  const value = image.number(IMAGE.orientation);
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 8
    ? (value as Orientation)
    : undefined;
}

function readTime(
  directory: TiffDirectory,
  tag: number,
  exif: TiffDirectory,
  fractionTag: number,
  offsetTags: number[],
  bounds: DateBounds | undefined,
): LocalTime | undefined {
  const text = readText(directory, tag);
  if (text === undefined) return undefined;
  const fraction = /^\d{1,9}/.exec(readText(exif, fractionTag) ?? '')?.[0];
  for (const offsetTag of offsetTags) {
    const offsetMinutes = parseOffset(readText(exif, offsetTag) ?? '');
    if (offsetMinutes !== null) return parseDate(text, bounds, { fraction, offsetMinutes });
  }
  return parseDate(text, bounds, { fraction });
}

/** The GPS time, in milliseconds since 1970 UTC. */
function readInstant(gps: TiffDirectory, bounds: DateBounds | undefined): number | undefined {
  const [hour, minute, second] = gps.numbers(GPS.timeStamp);
  const date = parseDate(readText(gps, GPS.dateStamp) ?? '', bounds);
  if (hour === undefined || minute === undefined || second === undefined || date === undefined) return undefined;
  if (!(hour < 24 && minute < 60 && second < 61)) return undefined;
  return Date.parse(`${date.localTime}Z`) + ((hour * 60 + minute) * 60 + second) * 1000;
}

function readGps(gps: TiffDirectory): GpsMetadata | undefined {
  const latitude = readAngle(gps, GPS.latitude, GPS.latitudeRef, 'N', 'S');
  const longitude = readAngle(gps, GPS.longitude, GPS.longitudeRef, 'E', 'W');
  if (latitude === undefined || longitude === undefined) return undefined;
  const altitude = gps.number(GPS.altitude);
  // 0 and 1: above and below sea level; 2 and 3: above and below the ellipsoid (EXIF 3.0).
  const isBelow = (gps.number(GPS.altitudeRef) ?? 0) % 2 === 1;
  return makeGps(latitude, longitude, altitude === undefined || !isBelow ? altitude : -altitude);
}

/** Converts degrees, minutes and seconds to degrees; `undefined` without a hemisphere. */
function readAngle(gps: TiffDirectory, tag: number, refTag: number, plus: string, minus: string): number | undefined {
  const [degrees, writtenMinutes = 0, writtenSeconds = 0] = gps.numbers(tag);
  const ref = readText(gps, refTag)?.charAt(0).toUpperCase();
  if (degrees === undefined || (ref !== plus && ref !== minus)) return undefined;
  // Degrees with decimals leave the minutes unknown (0/0), and minutes the seconds; whole degrees alone are no position.
  const minutes = Number.isNaN(writtenMinutes) && degrees % 1 !== 0 ? 0 : writtenMinutes;
  const seconds = Number.isNaN(writtenSeconds) ? 0 : writtenSeconds;
  // Some programs write negative degrees in addition to the hemisphere.
  const angle = Math.abs(degrees) + minutes / 60 + seconds / 3600;
  if (!(minutes >= 0 && minutes <= 60 && seconds >= 0 && seconds <= 60)) return undefined;
  return ref === minus ? -angle : angle;
}

/** Formats a lens specification (shortest and longest focal length, f-numbers at these) as `18-55mm f/3.5-5.6`. */
function describeLens([shortest = 0, longest = 0, atShortest = 0, atLongest = 0]: number[]): string | undefined {
  if (!(shortest > 0 && longest >= shortest && longest < 100_000)) return undefined;
  const range = (from: number, to: number) => {
    const [a, b] = [from, to].map((value) => String(Math.round(value * 10) / 10));
    return a === b ? a : `${a}-${b}`;
  };
  const focal = `${range(shortest, longest)}mm`;
  return atShortest > 0 && atLongest > 0 ? `${focal} f/${range(atShortest, atLongest)}` : focal;
}
