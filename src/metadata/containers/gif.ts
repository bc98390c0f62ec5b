/** Metadata in GIF: XMP in an application extension (GIF89a, section 26; XMP specification part 3, section 1.1.2). */
import { hasText, MAX_STEPS, type MetadataBlocks, takeBlock } from './metadata-blocks.js';

const EXTENSION = 0x21;
const IMAGE = 0x2c;

/** Reads the application extensions between the frames. */
export function readGifBlocks(bytes: Uint8Array): MetadataBlocks {
  let at = 13 + colorTableBytes(bytes[10]);
  let steps = 0;
  /** Offset behind a chain of length-prefixed sub-blocks, which ends with an empty one. */
  const skipChain = (start: number) => {
    let next = start;
    while (next < bytes.length && bytes[next] !== 0 && ++steps < MAX_STEPS) next += (bytes[next] as number) + 1;
    return next + 1;
  };
  while (at + 12 < bytes.length && ++steps < MAX_STEPS) {
    if (bytes[at] === IMAGE) {
      at = skipChain(at + 11 + colorTableBytes(bytes[at + 9]));
    } else if (bytes[at] === EXTENSION) {
      const end = skipChain(at + 2);
      // XMP is not stored in sub-blocks. A trailer of 258 bytes makes sub-block readers skip it correctly.
      if (hasText(bytes, at + 1, '\xff\x0bXMP DataXMP')) return { xmp: takeBlock(bytes, at + 14, end - 258) };
      at = end;
    } else break;
  }
  return {};
}

/** Size of a colour table in bytes (three per colour), 0 when the flags declare none. */
function colorTableBytes(flags = 0): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}
