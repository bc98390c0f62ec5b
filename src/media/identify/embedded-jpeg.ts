/** Finds the previews inside a camera raw file. */
import { openTiff, type Tiff, TiffDirectory } from '../../metadata/readers/tiff.js';
import { readJpegHeader } from './jpeg-header.js';

/** A JPEG inside another file. */
export interface EmbeddedJpeg {
  start: number;
  /** In pixels, as stored. */
  width: number;
  height: number;
}

const START_OF_IMAGE = Buffer.from([0xff, 0xd8, 0xff]);

/** Maximum number of JPEG start markers examined. The marker occurs by chance once in 16 MB, and in each tile of a losslessly compressed raw. */
const MAX_PLACES = 10_000;

/**
 * Finds every embedded JPEG that sharp can decode, largest first, except parts of the sensor data. Only headers are read.
 */
export function findEmbeddedJpegs(bytes: Uint8Array): EmbeddedJpeg[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sensorTiles = findSensorTiles(bytes);
  const found: EmbeddedJpeg[] = [];
  let start = file.indexOf(START_OF_IMAGE);
  for (let place = 0; start !== -1 && place < MAX_PLACES; place++) {
    const header = readJpegHeader(bytes, start);
    if (header?.isCommon && !sensorTiles.has(start)) found.push({ start, width: header.width, height: header.height });
    start = file.indexOf(START_OF_IMAGE, start + START_OF_IMAGE.length);
  }
  return found.sort((a, b) => b.width * b.height - a.width * a.height);
}

const TAG = { photometric: 0x0106, stripOffsets: 0x0111, subDirectories: 0x014a, tileOffsets: 0x0144 } as const;
const SENSOR_PHOTOMETRICS = [32803, 34892];
/** Maximum number of tiles: sufficient for 400 megapixels in tiles of 256 × 256. */
const MAX_TILES = 8192;

/** Lossy DNG stores the sensor's data in tiles that are JPEGs with raw colours. */
function findSensorTiles(bytes: Uint8Array): Set<number> {
  const tiff = openTiff(bytes);
  if (tiff === undefined) return new Set();
  const first = new TiffDirectory(tiff, tiff.firstDirectory);
  const all = [first, ...first.numbers(TAG.subDirectories).map((offset) => new TiffDirectory(tiff, offset))];
  return new Set(
    all
      .filter((directory) => SENSOR_PHOTOMETRICS.includes(directory.number(TAG.photometric) ?? -1))
      .flatMap((directory) => [
        ...readOffsets(tiff, directory, TAG.tileOffsets),
        ...readOffsets(tiff, directory, TAG.stripOffsets),
      ]),
  );
}

/** Offsets are more than the directory gives as numbers. */
function readOffsets(tiff: Tiff, directory: TiffDirectory, tag: number): number[] {
  const block = directory.bytes(tag, 4 * MAX_TILES);
  if (block === undefined || block.length % 4 !== 0) return [];
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  return Array.from({ length: block.length / 4 }, (_, i) => view.getUint32(4 * i, tiff.isLittleEndian));
}

const ORIENTATION = 0x0112;
/** Canon's CR3 stores the first directory in a box of this name, in the first bytes of the file. */
const CR3_BOX = 'CMT1';
const CR3_HEAD_BYTES = 65_536;

/** A raw file's orientation, 1…8 as in EXIF; `undefined` when it has none. */
export function readRawOrientation(bytes: Uint8Array): number | undefined {
  const box = Buffer.from(bytes.subarray(0, CR3_HEAD_BYTES)).indexOf(CR3_BOX, 0, 'latin1');
  const tiff = openTiff(bytes) ?? (box === -1 ? undefined : openTiff(bytes.subarray(box + CR3_BOX.length)));
  if (tiff === undefined) return undefined;
  const orientation = new TiffDirectory(tiff, tiff.firstDirectory).number(ORIENTATION) ?? 0;
  return orientation >= 1 && orientation <= 8 ? orientation : undefined;
}
