/** Uncompressed pixels with a colour profile, as a file that sharp opens: a TIFF of one strip (TIFF 6.0, sections 2 to 8). */

/** Pixels of another decoder, 8 bits a channel. */
export interface PixelLayout {
  width: number;
  height: number;
  kind: 'grey' | 'rgb' | 'cmyk';
  hasAlpha: boolean;
  /** As in EXIF, 1…8. */
  orientation: number;
  /** An ICC profile. */
  profile: Uint8Array | undefined;
}

const KINDS = {
  grey: { channels: 1, photometric: 1 },
  rgb: { channels: 3, photometric: 2 },
  cmyk: { channels: 4, photometric: 5 },
} as const;

/** How many bytes a pixel has. */
export function countChannels({ kind, hasAlpha }: Pick<PixelLayout, 'kind' | 'hasAlpha'>): number {
  return KINDS[kind].channels + Number(hasAlpha);
}

const TYPES = { short: { code: 3, size: 2 }, long: { code: 4, size: 4 }, undefined: { code: 7, size: 1 } } as const;

interface Tag {
  tag: number;
  type: keyof typeof TYPES;
  value: Buffer;
}

const short = (tag: number, ...numbers: number[]): Tag => {
  const value = Buffer.alloc(2 * numbers.length);
  for (const [i, number] of numbers.entries()) value.writeUInt16LE(number, 2 * i);
  return { tag, type: 'short', value };
};
const long = (tag: number, number: number): Tag => {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(number);
  return { tag, type: 'long', value };
};

/**
 * Makes the file; its pixels are still to be filled in.
 * @returns `pixels` is the part of `file` where they belong: rows from the top, channels side by side, alpha last and not premultiplied
 */
export function wrapPixels(layout: PixelLayout): { file: Buffer; pixels: Buffer } {
  const { width, height, kind, hasAlpha, orientation, profile } = layout;
  const channels = countChannels(layout);
  const size = width * height * channels;
  const makeHeader = (pixelsAt: number) =>
    writeDirectory([
      long(0x0100, width),
      long(0x0101, height),
      short(0x0102, ...Array<number>(channels).fill(8)),
      short(0x0103, 1),
      short(0x0106, KINDS[kind].photometric),
      long(0x0111, pixelsAt),
      short(0x0112, orientation),
      short(0x0115, channels),
      long(0x0116, height),
      long(0x0117, size),
      ...(hasAlpha ? [short(0x0152, 2)] : []),
      ...(profile ? [{ tag: 0x8773, type: 'undefined', value: Buffer.from(profile) } satisfies Tag] : []),
    ]);
  // Where the pixels begin is known when all that stands before them is.
  const { length } = makeHeader(0);
  const file = Buffer.allocUnsafeSlow(length + size);
  makeHeader(length).copy(file);
  return { file, pixels: file.subarray(length) };
}

/** @param tags in ascending order */
function writeDirectory(tags: Tag[]): Buffer {
  const directory = Buffer.alloc(8 + 2 + 12 * tags.length + 4);
  directory.write('II*\0\x08\0\0\0', 'latin1');
  directory.writeUInt16LE(tags.length, 8);
  const parts: Uint8Array[] = [directory];
  let end = directory.length;
  for (const [i, { tag, type, value }] of tags.entries()) {
    const at = 10 + 12 * i;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(TYPES[type].code, at + 2);
    directory.writeUInt32LE(value.length / TYPES[type].size, at + 4);
    if (value.length <= 4) {
      value.copy(directory, at + 8);
      continue;
    }
    directory.writeUInt32LE(end, at + 8);
    // Every value begins at an even place.
    parts.push(value, Buffer.alloc(value.length & 1));
    end += value.length + (value.length & 1);
  }
  return Buffer.concat(parts);
}
