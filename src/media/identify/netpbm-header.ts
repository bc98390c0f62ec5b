/** Portable bitmaps, graymaps, pixmaps and arbitrary maps (netpbm.sourceforge.net/doc/pnm.html): a header of text, then pixels. */

/** The header of a Netpbm file. */
export interface NetpbmHeader {
  format: 'pbm' | 'pgm' | 'ppm' | 'pam';
  width: number;
  height: number;
  /** Where the last row ends. Absent for pixels written as text. */
  end?: number;
}

const FORMAT_OF_DIGIT = ['pbm', 'pgm', 'ppm', 'pbm', 'pgm', 'ppm'] as const;

/** Blanks and comments, between all numbers. */
const BETWEEN = String.raw`(?:\s|#[^\n\r]*[\n\r])+`;
const PNM = new RegExp(String.raw`^P([1-6])${BETWEEN}(\d{1,9})${BETWEEN}(\d{1,9})\s`);

/** The largest value of a sample, behind the sizes of graymaps and pixmaps. */
const MAXIMUM = new RegExp(String.raw`${PNM.source.slice(0, -2)}${BETWEEN}(\d{1,5})\s`);

/** A header with comments may be long, but not that long. */
const MAX_HEADER_BYTES = 4096;

/** @param bytes the file or its first bytes */
export function readNetpbmHeader(bytes: Uint8Array): NetpbmHeader | undefined {
  if (bytes[0] !== 0x50) return undefined;
  const text = Buffer.from(bytes.subarray(0, MAX_HEADER_BYTES)).toString('latin1');
  const [sizes = '', digit, ...numbers] = PNM.exec(text) ?? [];
  if (digit === undefined) return readPam(text);
  const [width, height] = numbers.map(Number) as [number, number];
  const header = { format: FORMAT_OF_DIGIT[Number(digit) - 1] as 'pbm', width, height };
  if (digit === '4') return { ...header, end: sizes.length + Math.ceil(width / 8) * height };
  const [start, , , , maximum] = MAXIMUM.exec(text) ?? [];
  if (digit < '4' || start === undefined) return header;
  return { ...header, end: start.length + width * height * (digit === '6' ? 3 : 1) * sampleBytes(Number(maximum)) };
}

function sampleBytes(maximum: number): number {
  return maximum > 255 ? 2 : 1;
}

function readPam(text: string): NetpbmHeader | undefined {
  const end = text.indexOf('\nENDHDR');
  if (!/^P7\s*\n/.test(text) || end === -1) return undefined;
  const header = text.slice(0, end);
  const [width, height, depth, maximum] = ['WIDTH', 'HEIGHT', 'DEPTH', 'MAXVAL'].map((name) =>
    Number(new RegExp(String.raw`^${name}\s+(\d{1,9})`, 'm').exec(header)?.[1] ?? 0),
  ) as [number, number, number, number];
  const start = end + '\nENDHDR\n'.length;
  return { format: 'pam', width, height, end: start + width * height * depth * sampleBytes(maximum) };
}
