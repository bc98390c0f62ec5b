/** Formats made of boxes (ISO/IEC 14496-12): what they are stands in the brands of the first one. */
import { hasText } from '../../metadata/containers/metadata-blocks.js';
import type { FormatName } from './formats.js';

/** More brands than any file lists; hostile ones may claim thousands. */
const MAX_BRANDS = 32;

const SIGNATURES: readonly [string, FormatName | 'brands'][] = [
  ['\0\0\0\x0cJXL \r\n\x87\n', 'jxl'],
  ['\0\0\0\x0cjP  \r\n\x87\n', 'brands'],
];

/** A codec's own brand says more than `mif1`, which only says that there is a picture. */
const BRANDS: readonly [RegExp, FormatName][] = [
  [/^crx $/, 'cr3'],
  [/^avi[fs]$/, 'avif'],
  [/^(hei[cxms]|hev[cxms])$/, 'heic'],
  [/^(mif1|mif2|msf1|miaf)$/, 'heif'],
  [/^(jp2 |jpx |jph )$/, 'jp2'],
  [/^jpm $/, 'jpm'],
  [/^(mjp2|mj2s)$/, 'mj2'],
];

/** @param head the first bytes of a file */
export function recogniseBoxes(head: Uint8Array): FormatName | undefined {
  const signature = SIGNATURES.find(([text]) => hasText(head, 0, text));
  if (signature !== undefined && signature[1] !== 'brands') return signature[1];
  const start = signature === undefined ? 0 : 12;
  if (!hasText(head, start + 4, 'ftyp')) return undefined;
  const brands = readBrands(head, start);
  // A video lists picture brands among its compatible ones only if it holds a picture, too; its own brand comes first.
  return BRANDS.find(([pattern]) => brands.some((brand) => pattern.test(brand)))?.[1];
}

function readBrands(head: Uint8Array, start: number): string[] {
  const size = new DataView(head.buffer, head.byteOffset, head.length).getUint32(start);
  const end = Math.min(start + size, head.length - 3, start + 16 + 4 * MAX_BRANDS);
  const brands: string[] = [];
  for (let at = start + 8; at < end; at += 4) {
    // Between the first brand and the compatible ones stands a version.
    if (at !== start + 12) brands.push(String.fromCharCode(...head.subarray(at, at + 4)));
  }
  return brands;
}
