/** The codestream of JPEG 2000 (ITU-T T.800, annex A): headers of tile-parts state how long these are. */

import { readBoxes } from '../../metadata/containers/iso-media.js';
import { hasText, MAX_STEPS } from '../../metadata/containers/metadata-blocks.js';

const START_OF_TILE_PART = 0xff90;
const END_OF_CODESTREAM = Buffer.from([0xff, 0xd9]);

/** Bytes of the file up to the end of the codestream's last tile-part that has begun, and its end marker. */
export function readCodestreamEnd(bytes: Uint8Array, view: DataView): number | undefined {
  const start = hasText(bytes, 0, '\xff\x4f') ? 0 : findCodestream(bytes);
  if (start === undefined) return undefined;
  let at = start + 2;
  for (let step = 0; step < MAX_STEPS; step++) {
    if (at + 12 > bytes.length) return at + 2;
    const marker = view.getUint16(at);
    if (marker === 0xffd9) return at + 2;
    if (marker !== START_OF_TILE_PART) {
      at += 2 + view.getUint16(at + 2);
      continue;
    }
    const length = view.getUint32(at + 6);
    // 0: the last one, up to the end of the codestream.
    if (length === 0) return undefined;
    at += length;
  }
  return undefined;
}

function findCodestream(bytes: Uint8Array): number | undefined {
  for (const { type, start } of readBoxes(bytes, 0, bytes.length)) if (type === 'jp2c') return start;
  return undefined;
}

/** Fills a tile-part that ends early with zeros and ends the codestream behind it. */
export function closeCodestream(bytes: Uint8Array, end: number): Buffer {
  const whole = Buffer.alloc(end);
  whole.set(bytes);
  END_OF_CODESTREAM.copy(whole, end - 2);
  return whole;
}
