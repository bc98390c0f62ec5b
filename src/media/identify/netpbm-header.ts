/** Portable bitmaps, graymaps, pixmaps and arbitrary maps (netpbm.sourceforge.net/doc/pnm.html): a header of text, then pixels. */

/** The header of a Netpbm file. */
export interface NetpbmHeader {
  format: 'pbm' | 'pgm' | 'ppm' | 'pam';
  width: number;
  height: number;
}

const FORMAT_OF_DIGIT = ['pbm', 'pgm', 'ppm', 'pbm', 'pgm', 'ppm'] as const;

/** Blanks and comments, between all numbers. */
const BETWEEN = String.raw`(?:\s|#[^\n\r]*[\n\r])+`;
const PNM = new RegExp(String.raw`^P([1-6])${BETWEEN}(\d{1,9})${BETWEEN}(\d{1,9})\s`);

/** A header with comments may be long, but not that long. */
const MAX_HEADER_BYTES = 4096;

/** @param bytes the file or its first bytes */
export function readNetpbmHeader(bytes: Uint8Array): NetpbmHeader | undefined {
  if (bytes[0] !== 0x50) return undefined;
  const text = Buffer.from(bytes.subarray(0, MAX_HEADER_BYTES)).toString('latin1');
  const [, digit, width, height] = PNM.exec(text) ?? [];
  if (digit === undefined) return readPam(text);
  return { format: FORMAT_OF_DIGIT[Number(digit) - 1] as 'pbm', width: Number(width), height: Number(height) };
}

function readPam(text: string): NetpbmHeader | undefined {
  const end = text.indexOf('\nENDHDR');
  if (!/^P7\s*\n/.test(text) || end === -1) return undefined;
  const header = text.slice(0, end);
  const width = Number(/^WIDTH\s+(\d{1,9})/m.exec(header)?.[1] ?? 0);
  const height = Number(/^HEIGHT\s+(\d{1,9})/m.exec(header)?.[1] ?? 0);
  return { format: 'pam', width, height };
}
