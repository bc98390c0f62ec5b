/** PNGs of any depth (Portable Network Graphics, third edition, sections 5 and 11), of which sharp writes some only. */
import { crc32, deflateSync } from 'node:zlib';
import { HEIGHT, QUARTERS, WIDTH } from './quarters.js';

/** How a pixel is stored: grey or colours as they are, or a number in a palette. */
export type PngKind = 'grey' | 'grey-alpha' | 'palette' | 'rgb' | 'rgba';

const COLOUR_TYPES: Record<PngKind, number> = { grey: 0, rgb: 2, palette: 3, 'grey-alpha': 4, rgba: 6 };

function chunk(name: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length);
  bytes.write(name, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), data.length + 8);
  return bytes;
}

/**
 * A PNG of four quarters.
 * @param samples of a pixel of each quarter, in the depth of the file
 * @param more chunks before the pixels, by their names
 */
export function makePng(
  kind: PngKind,
  bits: 1 | 2 | 4 | 8 | 16,
  samples: readonly (readonly number[])[],
  more: Record<string, Buffer> = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([bits, COLOUR_TYPES[kind]], 8);
  const rows = Array.from({ length: HEIGHT }, (_, y) => {
    const row = Array.from(
      { length: WIDTH },
      (_, x) => samples[(y < HEIGHT / 2 ? 0 : 2) + (x < WIDTH / 2 ? 0 : 1)] ?? [],
    );
    const digits = row.flat().map((sample) => sample.toString(2).padStart(bits, '0'));
    // The filter type byte: none.
    return [0, ...(digits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))];
  });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...Object.entries(more).map(([name, data]) => chunk(name, data)),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The quarters' colours as a palette. */
export const QUARTERS_PALETTE = { PLTE: Buffer.from(QUARTERS.flat()) };
