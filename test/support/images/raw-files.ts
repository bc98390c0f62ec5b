/**
 * Camera raw files made by hand: the structure is that of the real ones, as far as it decides what is read. No file of a real camera is at
 * hand that could be given away.
 */

/** A tag's type and values, as TIFF has them. */
export type TagValue =
  | { type: 'ascii'; text: string }
  | { type: 'byte' | 'short' | 'long' | 'rational' | 'srational'; numbers: number[] };

/** Numbers of tags (TIFF 6.0, TIFF/EP, DNG). */
export const TAG = {
  subfileType: 0x00fe,
  width: 0x0100,
  height: 0x0101,
  bits: 0x0102,
  compression: 0x0103,
  photometric: 0x0106,
  make: 0x010f,
  model: 0x0110,
  stripPlaces: 0x0111,
  orientation: 0x0112,
  samples: 0x0115,
  rowsPerStrip: 0x0116,
  stripBytes: 0x0117,
  tileWidth: 0x0142,
  tileHeight: 0x0143,
  tilePlaces: 0x0144,
  tileBytes: 0x0145,
  directoryBelow: 0x014a,
  jpegPlace: 0x0201,
  jpegBytes: 0x0202,
  filterSize: 0x828d,
  filter: 0x828e,
  dngVersion: 0xc612,
  dngBackwardVersion: 0xc613,
  cameraName: 0xc614,
  colorMatrix: 0xc621,
  neutral: 0xc628,
  illuminant: 0xc65a,
} as const;

/** Tags of a directory by number. */
export type Tags = Record<number, TagValue>;

export const ascii = (text: string): TagValue => ({ type: 'ascii', text });
export const byte = (...numbers: number[]): TagValue => ({ type: 'byte', numbers });
export const short = (...numbers: number[]): TagValue => ({ type: 'short', numbers });
export const long = (...numbers: number[]): TagValue => ({ type: 'long', numbers });
/** Fractions with the denominator 10,000. */
export const rational = (...numbers: number[]): TagValue => ({ type: 'rational', numbers });
export const srational = (...numbers: number[]): TagValue => ({ type: 'srational', numbers });

const CODES = { byte: 1, ascii: 2, short: 3, long: 4, rational: 5, srational: 10 } as const;

function encode(value: TagValue): Buffer {
  if (value.type === 'ascii') return Buffer.from(`${value.text}\0`, 'latin1');
  return Buffer.concat(
    value.numbers.map((number) => {
      const bytes = Buffer.alloc({ byte: 1, short: 2, long: 4, rational: 8, srational: 8 }[value.type as 'byte']);
      if (value.type === 'byte') bytes.writeUInt8(number);
      else if (value.type === 'short') bytes.writeUInt16LE(number);
      else if (value.type === 'long') bytes.writeUInt32LE(number);
      else {
        bytes.writeInt32LE(Math.round(number * 10_000));
        bytes.writeInt32LE(10_000, 4);
      }
      return bytes;
    }),
  );
}

/** A directory and the values that do not fit into it, for the place `at` of a file. */
function writeDirectory(tags: Tags, at: number): Buffer {
  const entries = Object.entries(tags).sort(([a], [b]) => Number(a) - Number(b));
  const directory = Buffer.alloc(2 + 12 * entries.length + 4);
  directory.writeUInt16LE(entries.length);
  const values: Buffer[] = [directory];
  let end = at + directory.length;
  entries.forEach(([tag, value], i) => {
    const bytes = encode(value);
    const entry = 2 + 12 * i;
    directory.writeUInt16LE(Number(tag), entry);
    directory.writeUInt16LE(CODES[value.type], entry + 2);
    directory.writeUInt32LE(value.type === 'ascii' ? bytes.length : value.numbers.length, entry + 4);
    if (bytes.length <= 4) {
      bytes.copy(directory, entry + 8);
    } else {
      directory.writeUInt32LE(end, entry + 8);
      values.push(bytes);
      end += bytes.length;
    }
  });
  return Buffer.concat(values);
}

const FIRST_AT = 32;
const BELOW_AT = 1024;
const PARTS_AT = 2048;

/** A raw file with TIFF's structure. Little-endian. */
export interface TiffRaw {
  /** Stands at the start of the file. Default: that of an ordinary TIFF. */
  mark?: string;
  /** Stands right behind the place of the first directory. */
  secondMark?: string;
  /** Previews and sensor data. */
  parts: Buffer[];
  /** Builds IFD0 from the offsets of the parts; the reference to the sub-IFD is added automatically. */
  first(places: number[]): Tags;
  /** The directory below. */
  below?(places: number[]): Tags;
}

/** Writes a raw file with TIFF's structure: directories first, then the parts. */
export function makeTiffRaw({ mark = 'II*\0', secondMark = '', parts, first, below }: TiffRaw): Buffer {
  let end = PARTS_AT;
  const places = parts.map((part) => {
    const place = end;
    end += part.length;
    return place;
  });
  const file = Buffer.alloc(end);
  file.write(mark, 'latin1');
  file.writeUInt32LE(FIRST_AT, 4);
  file.write(secondMark, 8, 'latin1');
  const hasBelow = below !== undefined;
  writeDirectory({ ...first(places), ...(hasBelow ? { [TAG.directoryBelow]: long(BELOW_AT) } : {}) }, FIRST_AT).copy(
    file,
    FIRST_AT,
  );
  if (hasBelow) writeDirectory(below(places), BELOW_AT).copy(file, BELOW_AT);
  for (const [i, part] of parts.entries()) part.copy(file, places[i]);
  return file;
}

/** A raw file of a Nikon: a tiny preview in the first directory, the large one and the sensor's data below. */
export function makeNef(
  preview: Buffer,
  options: { orientation?: number; make?: string; model?: string } = {},
): Buffer {
  const { orientation = 1, make = 'NIKON CORPORATION', model = 'NIKON D750' } = options;
  return makeTiffRaw({
    parts: [preview, Buffer.alloc(4096, 0x5a)],
    first: () => ({
      [TAG.subfileType]: long(1),
      [TAG.width]: long(160),
      [TAG.height]: long(120),
      [TAG.compression]: short(1),
      [TAG.photometric]: short(2),
      [TAG.make]: ascii(make),
      [TAG.model]: ascii(model),
      [TAG.orientation]: short(orientation),
    }),
    below: ([at = 0]) => ({
      [TAG.subfileType]: long(1),
      [TAG.compression]: short(6),
      [TAG.jpegPlace]: long(at),
      [TAG.jpegBytes]: long(preview.length),
    }),
  });
}

/** A raw file of a Fuji: a header of its own, then a JPEG that is a photo of its own, then sensor data. */
export function makeRaf(preview: Buffer): Buffer {
  const header = Buffer.alloc(148);
  header.write('FUJIFILMCCD-RAW 0201FF383501X-T3\0', 'latin1');
  header.writeUInt32BE(148, 84);
  header.writeUInt32BE(preview.length, 88);
  return Buffer.concat([header, preview, Buffer.alloc(4096, 0x5a)]);
}

function makeBox(type: string, ...content: Buffer[]): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(8 + content.reduce((sum, part) => sum + part.length, 0));
  return Buffer.concat([size, Buffer.from(type, 'latin1'), ...content]);
}

/** A raw file of a newer Canon: boxes, one of them with a TIFF directory, the preview among the data. */
export function makeCr3(preview: Buffer, orientation: number): Buffer {
  const directory = makeTiffRaw({
    parts: [],
    first: () => ({ [TAG.make]: ascii('Canon'), [TAG.orientation]: short(orientation) }),
  });
  const canon = makeBox('uuid', Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex'), makeBox('CMT1', directory));
  return Buffer.concat([
    makeBox('ftyp', Buffer.from('crx \0\0\0\x01crx isom', 'latin1')),
    makeBox('moov', canon),
    makeBox('mdat', preview, Buffer.alloc(4096, 0x5a)),
  ]);
}

/**
 * A DNG without a preview: one number a cell of the colour filter, red in the first of four. The sensor sees sRGB's primaries, so that what
 * is developed can be foretold.
 * @param colour of the whole image: linear red, green, blue, 0…1
 */
export function makeDng(
  width: number,
  height: number,
  colour: readonly [number, number, number],
  orientation = 1,
): Buffer {
  const data = Buffer.alloc(width * height * 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const channel = (y & 1) + (x & 1);
      data.writeUInt16LE(Math.round((colour[channel] as number) * 65_535), (y * width + x) * 2);
    }
  }
  return makeTiffRaw({
    parts: [data],
    first: ([at = 0]) => ({
      [TAG.subfileType]: long(0),
      [TAG.width]: long(width),
      [TAG.height]: long(height),
      [TAG.bits]: short(16),
      [TAG.compression]: short(1),
      [TAG.photometric]: short(32803),
      [TAG.make]: ascii('Test'),
      [TAG.model]: ascii('Camera'),
      [TAG.stripPlaces]: long(at),
      [TAG.orientation]: short(orientation),
      [TAG.samples]: short(1),
      [TAG.rowsPerStrip]: long(height),
      [TAG.stripBytes]: long(data.length),
      [TAG.filterSize]: short(2, 2),
      [TAG.filter]: byte(0, 1, 1, 2),
      [TAG.dngVersion]: byte(1, 4, 0, 0),
      [TAG.dngBackwardVersion]: byte(1, 1, 0, 0),
      [TAG.cameraName]: ascii('Test Camera'),
      // From the colours of daylight to those of the sensor: the inverse of sRGB's matrix.
      [TAG.colorMatrix]: srational(3.1339, -1.6169, -0.4906, -0.9785, 1.9161, 0.0333, 0.072, -0.229, 1.4057),
      [TAG.neutral]: rational(1, 1, 1),
      [TAG.illuminant]: short(23),
    }),
  });
}
