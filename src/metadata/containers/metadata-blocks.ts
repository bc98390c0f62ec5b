/**
 * The blocks of metadata in a picture file, as they are. Views into the file, except where they lay in pieces or compressed; none is
 * longer than {@link MAX_BLOCK_BYTES}, but for the EXIF of a TIFF, which is the file itself.
 */
export interface MetadataBlocks {
  /** EXIF: a TIFF structure, from its byte-order mark on. */
  exif?: Uint8Array | undefined;
  /** XMP: XML text. */
  xmp?: Uint8Array | undefined;
  /** IPTC-IIM records. */
  iptc?: Uint8Array | undefined;
  /** Texts of a PNG by their keyword in lower case (`title`, `author`). */
  texts?: Map<string, string> | undefined;
}

/** Larger blocks are not looked at. */
export const MAX_BLOCK_BYTES = 4 * 2 ** 20;

/** Steps from piece to piece through one file; one of pieces so small that it takes more was made to waste time. */
export const MAX_STEPS = 200_000;

/** Whether ASCII text stands at a place in the bytes. */
export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Bytes from `start` to `end`, when they are all there and not too many. */
export function takeBlock(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  return end > start && end <= bytes.length && end - start <= MAX_BLOCK_BYTES ? bytes.subarray(start, end) : undefined;
}

/** `Exif\0\0`, which stands before EXIF in a JPEG and, against the rules, in other files. */
const EXIF_PREFIX = 'Exif\0\0';

/** EXIF without the prefix that is due in a JPEG only. */
export function stripExifPrefix(block: Uint8Array | undefined): Uint8Array | undefined {
  return block !== undefined && hasText(block, 0, EXIF_PREFIX) ? block.subarray(EXIF_PREFIX.length) : block;
}
