/** Writers of formats that sharp cannot write, according to their specifications. */
import { HEIGHT, paintQuarters, WIDTH } from './quarters.js';

interface BmpOptions {
  /** Top-down row order, marked by a negative height. */
  isTopDown?: boolean;
  /** 24 plain, 32 with a byte that means nothing, 8 with a palette. */
  bits?: 8 | 24 | 32;
}

/** A BMP of the quarters. */
export function makeBmp({ isTopDown = false, bits = 24 }: BmpOptions = {}): Buffer {
  const rgb = paintQuarters();
  const palette = bits === 8 ? 4 : 0;
  const rowBytes = Math.ceil((WIDTH * bits) / 32) * 4;
  const start = 54 + 4 * palette;
  const file = Buffer.alloc(start + rowBytes * HEIGHT);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(start, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(WIDTH, 18);
  file.writeInt32LE(isTopDown ? -HEIGHT : HEIGHT, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  file.writeUInt32LE(palette, 46);
  for (let y = 0; y < HEIGHT; y++) {
    const row = start + (isTopDown ? y : HEIGHT - 1 - y) * rowBytes;
    for (let x = 0; x < WIDTH; x++) {
      const bgr = Buffer.from(rgb.subarray((y * WIDTH + x) * 3, (y * WIDTH + x + 1) * 3)).reverse();
      const quarter = (y < HEIGHT / 2 ? 0 : 2) + (x < WIDTH / 2 ? 0 : 1);
      if (bits === 8) {
        file[row + x] = quarter;
        file.set(bgr, 54 + 4 * quarter);
      } else file.set(bgr, row + (x * bits) / 8);
    }
  }
  return file;
}

/** A Netpbm file of the quarters: P1 to P6, or P7 with an alpha channel that is full. */
export function makeNetpbm(kind: 1 | 2 | 3 | 4 | 5 | 6 | 7, maxValue = 255): Buffer {
  const rgb = paintQuarters();
  const pixels = Array.from({ length: WIDTH * HEIGHT }, (_, i) => [...rgb.subarray(3 * i, 3 * i + 3)]);
  const scale = (value: number) => Math.round((value * maxValue) / 255);
  const greys = pixels.map(([r = 0, g = 0, b = 0]) => scale(0.299 * r + 0.587 * g + 0.114 * b));
  const size = `${WIDTH} ${HEIGHT}\n`;
  const pack = (values: number[]) => {
    const bytes = Buffer.alloc(values.length * (maxValue > 255 ? 2 : 1));
    for (const [i, value] of values.entries()) {
      if (maxValue > 255) bytes.writeUInt16BE(value, 2 * i);
      else bytes.writeUInt8(value, i);
    }
    return bytes;
  };
  // Black is 1. Of the quarters only the white one is light.
  const bits = greys.map((grey) => (grey > scale(127) ? 0 : 1));
  switch (kind) {
    case 1:
      return Buffer.from(`P1\n# black is 1\n${size}${bits.join(' ')}\n`);
    case 2:
      return Buffer.from(`P2\n${size}${maxValue}\n${greys.join('\n')}\n`);
    case 3:
      return Buffer.from(`P3\n${size}${maxValue}\n${pixels.flat().map(scale).join(' ')}\n`);
    case 4: {
      const packed = Buffer.alloc((WIDTH * HEIGHT) / 8);
      bits.forEach((bit, i) => {
        packed[i >> 3] = (packed[i >> 3] as number) | (bit << (7 - (i & 7)));
      });
      return Buffer.concat([Buffer.from(`P4\n${size}`), packed]);
    }
    case 5:
      return Buffer.concat([Buffer.from(`P5\n${size}${maxValue}\n`), pack(greys)]);
    case 6:
      return Buffer.concat([Buffer.from(`P6\n${size}${maxValue}\n`), pack(pixels.flat().map(scale))]);
    case 7: {
      const header = `P7\nWIDTH ${WIDTH}\nHEIGHT ${HEIGHT}\nDEPTH 4\nMAXVAL ${maxValue}\nTUPLTYPE RGB_ALPHA\nENDHDR\n`;
      return Buffer.concat([Buffer.from(header), pack(pixels.flatMap((pixel) => [...pixel.map(scale), maxValue]))]);
    }
  }
}

/** PSD's numbers for colour modes. */
const PSD_MODES = { grey: 1, indexed: 2, rgb: 3, cmyk: 4, lab: 9 } as const;

/** A composite that a program like Photoshop left: planes one after the other. */
export interface PsdParts {
  mode: keyof typeof PSD_MODES;
  /** One for each channel, `WIDTH * HEIGHT` samples. CMYK: 255 is no ink. */
  planes: Buffer[];
  /** 8 or 16 bits a sample. */
  bits?: 8 | 16;
  /** All reds, then all greens, then all blues, 768 bytes. */
  palette?: Buffer;
  /** An ICC profile. */
  profile?: Buffer;
  /** A large document, with longer numbers. */
  isLarge?: boolean;
}

/** A PSD without layers, of the quarters' size. */
export function makePsd({ mode, planes, bits = 8, palette, profile, isLarge = false }: PsdParts): Buffer {
  const header = Buffer.alloc(26);
  header.write('8BPS', 'latin1');
  header.writeUInt16BE(isLarge ? 2 : 1, 4);
  header.writeUInt16BE(planes.length, 12);
  header.writeUInt32BE(HEIGHT, 14);
  header.writeUInt32BE(WIDTH, 18);
  header.writeUInt16BE(bits, 22);
  header.writeUInt16BE(PSD_MODES[mode], 24);
  const withLength = (section: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(section.length);
    return Buffer.concat([length, section]);
  };
  const resource =
    profile === undefined
      ? Buffer.alloc(0)
      : Buffer.concat([
          Buffer.from('8BIM\x04\x0f\0\0', 'latin1'),
          withLength(profile),
          Buffer.alloc(profile.length & 1),
        ]);
  const layers = Buffer.alloc(isLarge ? 8 : 4);
  return Buffer.concat([
    header,
    withLength(palette ?? Buffer.alloc(0)),
    withLength(resource),
    layers,
    Buffer.alloc(2),
    ...planes,
  ]);
}
