/** Writes TIFFs of any photometric interpretation (TIFF 6.0): little-endian, the directory before the strips. */

export interface TiffImage {
  width: number;
  height: number;
  /** Bits of each sample of a pixel. */
  bits: readonly number[];
  /** 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 CMYK, 6 YCbCr, 8 Lab. */
  photometric: number;
  /** Encoded rows, top first. */
  strips: readonly Uint8Array[];
  /** Default: all. */
  rowsPerStrip?: number;
  /** 1 none (default), 8 deflate. */
  compression?: number;
  /** Further tags of 16-bit numbers. */
  shorts?: Readonly<Record<number, readonly number[]>>;
  /** Further tags of fractions. */
  rationals?: Readonly<Record<number, readonly (readonly [number, number])[]>>;
}

interface Entry {
  tag: number;
  type: number;
  count: number;
  value: Buffer;
}

function shorts(tag: number, values: readonly number[]): Entry {
  const value = Buffer.alloc(2 * values.length);
  for (const [i, number] of values.entries()) value.writeUInt16LE(number, 2 * i);
  return { tag, type: 3, count: values.length, value };
}

function longs(tag: number, values: readonly number[]): Entry {
  const value = Buffer.alloc(4 * values.length);
  for (const [i, number] of values.entries()) value.writeUInt32LE(number, 4 * i);
  return { tag, type: 4, count: values.length, value };
}

/** The file. */
export function makeTiff(image: TiffImage): Buffer {
  return makeTiffPages([image]);
}

/** A file of several pages. */
export function makeTiffPages(images: readonly TiffImage[]): Buffer {
  const parts: Buffer[] = [Buffer.from('II*\0\x08\0\0\0', 'latin1')];
  let at = 8;
  for (const [i, image] of images.entries()) {
    const page = writePage(image, at);
    // Where the next directory is: behind this page, or nowhere.
    at += page.length;
    if (i < images.length - 1) page.writeUInt32LE(at, 2 + 12 * page.readUInt16LE(0));
    parts.push(page);
  }
  return Buffer.concat(parts);
}

/** @param at where its directory begins in the file */
function writePage(image: TiffImage, at: number): Buffer {
  const { width, height, bits, photometric, strips, rowsPerStrip = height, compression = 1 } = image;
  const entries = [
    longs(256, [width]),
    longs(257, [height]),
    shorts(258, bits),
    shorts(259, [compression]),
    shorts(262, [photometric]),
    shorts(277, [bits.length]),
    longs(278, [rowsPerStrip]),
    longs(
      279,
      strips.map(({ length }) => length),
    ),
    ...Object.entries(image.shorts ?? {}).map(([tag, values]) => shorts(Number(tag), values)),
    ...Object.entries(image.rationals ?? {}).map(([tag, values]) => ({
      ...longs(Number(tag), values.flat()),
      type: 5,
      count: values.length,
    })),
  ];
  const headBytes = write(entries, strips, at, 0).length;
  const page = Buffer.concat([write(entries, strips, at, headBytes), ...strips]);
  // Directories begin at even places.
  return page.length % 2 === 0 ? page : Buffer.concat([page, Buffer.alloc(1)]);
}

function write(entries: readonly Entry[], strips: readonly Uint8Array[], start: number, headBytes: number): Buffer {
  let at = start + headBytes;
  const offsets = strips.map(({ length }) => {
    at += length;
    return at - length;
  });
  const all = [...entries, longs(273, offsets)].sort((a, b) => a.tag - b.tag);
  const head = Buffer.alloc(2 + 12 * all.length + 4);
  head.writeUInt16LE(all.length, 0);
  const parts: Buffer[] = [head];
  let end = start + head.length;
  for (const [i, { tag, type, count, value }] of all.entries()) {
    const entry = 2 + 12 * i;
    head.writeUInt16LE(tag, entry);
    head.writeUInt16LE(type, entry + 2);
    head.writeUInt32LE(count, entry + 4);
    if (value.length <= 4) value.copy(head, entry + 8);
    else {
      head.writeUInt32LE(end, entry + 8);
      parts.push(value);
      end += value.length;
    }
  }
  return Buffer.concat(parts);
}
