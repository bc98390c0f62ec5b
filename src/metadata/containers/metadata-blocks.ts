/**
 * The raw metadata blocks of an image file. Each is a view into the file, or a copy where it was fragmented or compressed. At most
 * {@link MAX_BLOCK_BYTES} long, except for the EXIF of a TIFF, which is the whole file.
 */
export interface MetadataBlocks {
  /** EXIF: a TIFF structure that begins with its byte-order mark. */
  exif?: Uint8Array | undefined;
  /** XMP: XML text. */
  xmp?: Uint8Array | undefined;
  /** IPTC-IIM records. */
  iptc?: Uint8Array | undefined;
  /** PNG text chunks by lower-case keyword (`title`, `author`). */
  texts?: Map<string, string> | undefined;
}

/** Larger blocks are skipped. */
export const MAX_BLOCK_BYTES = 4 * 2 ** 20;

/** Maximum number of segments, chunks or boxes visited per file: bounds the time spent on hostile files of tiny pieces. */
export const MAX_STEPS = 200_000;

/** Whether the bytes at an offset equal an ASCII text. */
export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** A view of the bytes from `start` to `end`; `undefined` when the range is empty, out of bounds or above {@link MAX_BLOCK_BYTES}. */
export function takeBlock(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  return end > start && end <= bytes.length && end - start <= MAX_BLOCK_BYTES ? bytes.subarray(start, end) : undefined;
}

/** Prefix of EXIF in a JPEG; some programs wrongly write it in other formats as well. */
const EXIF_PREFIX = 'Exif\0\0';

/** Removes the JPEG prefix from an EXIF block. */
export function stripExifPrefix(block: Uint8Array | undefined): Uint8Array | undefined {
  return block !== undefined && hasText(block, 0, EXIF_PREFIX) ? block.subarray(EXIF_PREFIX.length) : block;
}
