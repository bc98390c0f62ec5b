/** The segments of a JPEG file (ISO/IEC 10918-1, annex B). */
import { MAX_STEPS } from './metadata-blocks.js';

/** One segment before the image data. */
export interface Segment {
  /** Its second marker byte: 0xE1 for APP1. */
  marker: number;
  /** Offset of the payload. */
  start: number;
  /** Beyond the end of the bytes where the file is cut short. */
  end: number;
}

/** Standalone markers, which have no segment. */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/**
 * Yields the segments up to the image data.
 * @param from offset of the image's first marker (FF D8)
 */
export function* readSegments(bytes: Uint8Array, from = 0): Generator<Segment> {
  let at = from + 2;
  for (let step = 0; step < MAX_STEPS && at + 4 <= bytes.length; step++) {
    const marker = bytes[at + 1] as number;
    // Fill bytes and invalid bytes between segments, which decoders skip as well.
    if (bytes[at] !== 0xff || marker === 0xff || marker === 0) {
      const next = bytes.indexOf(0xff, at + 1);
      if (next === -1) return;
      at = next;
      continue;
    }
    if (isBare(marker)) {
      at += 2;
      continue;
    }
    // Start of scan or end of image.
    if (marker === 0xda || marker === 0xd9) return;
    const end = at + 2 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
    if (end < at + 4) return;
    yield { marker, start: at + 4, end };
    at = end;
  }
}
