/** Distinguishes camera raw files from ordinary TIFFs: most raw formats use the TIFF structure. */
import { hasText } from '../../metadata/containers/metadata-blocks.js';
import { openTiff, TiffDirectory } from '../../metadata/readers/tiff.js';
import type { FormatName } from './formats.js';

const TAG = {
  subfileType: 0x00fe,
  compression: 0x0103,
  photometric: 0x0106,
  make: 0x010f,
  model: 0x0110,
  subDirectories: 0x014a,
  dngVersion: 0xc612,
} as const;

/** Byte-order marks of single makers, and signatures directly behind the standard one. */
const MARKS: readonly [number, string, FormatName][] = [
  [0, 'IIRO', 'orf'],
  [0, 'IIRS', 'orf'],
  [0, 'MMOR', 'orf'],
  [0, 'IIU\0', 'rw2'],
  [8, 'CR\x02', 'cr2'],
  [8, 'IIII', 'iiq'],
];

/** Upper-case prefixes of makers' names. */
const MAKERS: readonly [string, FormatName][] = [
  ['NIKON', 'nef'],
  ['SONY', 'arw'],
  ['SAMSUNG', 'srw'],
  ['PENTAX', 'pef'],
  ['RICOH', 'pef'],
  ['HASSELBLAD', '3fr'],
  ['SEIKO EPSON', 'erf'],
  ['KODAK', 'dcr'],
  ['EASTMAN KODAK', 'dcr'],
  ['PHASE ONE', 'iiq'],
  ['OLYMPUS', 'orf'],
  ['PANASONIC', 'rw2'],
  ['LEICA', 'raw'],
  ['CANON', 'raw'],
  ['MAMIYA', 'raw'],
  ['LEAF', 'raw'],
];

/** Photometric interpretations of raw data: colour filter array, linear raw. */
const SENSOR_PHOTOMETRICS = [32803, 34892];
/** Compression schemes of Nikon, Sony, Samsung, Pentax and Kodak. */
const SENSOR_COMPRESSIONS = [34713, 32767, 32770, 32772, 65535, 65000];

/** @param bytes the file, or its first bytes, which hold the directory of nearly all raw files, but not of all TIFFs */
export function recogniseTiff(bytes: Uint8Array): FormatName | undefined {
  const marked = MARKS.find(([at, text]) => hasText(bytes, at, text));
  const isPlain = hasText(bytes, 0, 'II*\0') || hasText(bytes, 0, 'MM\0*');
  if (marked !== undefined && (isPlain || marked[0] === 0)) return marked[2];
  if (isPlain) return recogniseRaw(bytes) ?? 'tiff';
  return hasText(bytes, 0, 'II+\0') || hasText(bytes, 0, 'MM\0+') ? 'tiff' : undefined;
}

function recogniseRaw(bytes: Uint8Array): FormatName | undefined {
  const tiff = openTiff(bytes);
  if (tiff === undefined) return undefined;
  const directory = new TiffDirectory(tiff, tiff.firstDirectory);
  if (directory.number(TAG.dngVersion) !== undefined) return 'dng';
  const maker = readCapitals(directory, TAG.make);
  const format = MAKERS.find(([name]) => maker.startsWith(name))?.[1];
  const isSensorData =
    SENSOR_PHOTOMETRICS.includes(directory.number(TAG.photometric) ?? -1) ||
    SENSOR_COMPRESSIONS.includes(directory.number(TAG.compression) ?? -1);
  if (isSensorData) return format ?? 'raw';
  // IFD0 is a preview and the full image is in a sub-IFD. Other programs write such files as well, but name no camera maker.
  const isPreview = ((directory.number(TAG.subfileType) ?? 0) & 1) === 1 || directory.number(TAG.compression) === 6;
  if (!isPreview || directory.number(TAG.subDirectories) === undefined) return undefined;
  return format === 'nef' && readCapitals(directory, TAG.model).includes('COOLPIX') ? 'nrw' : format;
}

function readCapitals(directory: TiffDirectory, tag: number): string {
  return Buffer.from(directory.bytes(tag, 64) ?? [])
    .toString('latin1')
    .trim()
    .toUpperCase();
}
