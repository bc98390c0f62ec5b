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
  const headBytes = write(entries, strips, 0).length;
  return Buffer.concat([write(entries, strips, headBytes), ...strips]);
}

function write(entries: readonly Entry[], strips: readonly Uint8Array[], stripsAt: number): Buffer {
  let at = stripsAt;
  const offsets = strips.map(({ length }) => {
    at += length;
    return at - length;
  });
  const all = [...entries, longs(273, offsets)].sort((a, b) => a.tag - b.tag);
  const head = Buffer.alloc(8 + 2 + 12 * all.length + 4);
  head.write('II*\0\x08\0\0\0', 'latin1');
  head.writeUInt16LE(all.length, 8);
  const parts: Buffer[] = [head];
  let end = head.length;
  for (const [i, { tag, type, count, value }] of all.entries()) {
    const entry = 10 + 12 * i;
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
