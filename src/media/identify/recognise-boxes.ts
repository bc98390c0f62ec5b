/** Formats of the ISO base media file format (ISO/IEC 14496-12), recognised by the brands of the `ftyp` box. */
import { readBrands } from '../../metadata/containers/iso-media.js';
import { hasText } from '../../metadata/containers/metadata-blocks.js';
import type { FormatName } from './formats.js';

const SIGNATURES: readonly [string, FormatName | 'brands'][] = [
  ['\0\0\0\x0cJXL \r\n\x87\n', 'jxl'],
  ['\0\0\0\x0cjP  \r\n\x87\n', 'brands'],
];

/** In order of precedence: a codec's own brand is more specific than `mif1`, which stands for any image. */
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
  // A video lists image brands among its compatible ones only if it contains an image as well; its own brand comes first.
  return BRANDS.find(([pattern]) => brands.some((brand) => pattern.test(brand)))?.[1];
}
