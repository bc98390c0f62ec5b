const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);

/** Markers without a segment behind them: stuffed bytes, restart markers, fill bytes. */
function isBare(marker: number): boolean {
  return marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8) || marker === 1;
}

/**
 * Ends a JPEG that ends early: in front of a segment that is not whole (a header of a scan or its tables: decoders refuse the image for it), else
 * behind its last byte (ITU-T T.81, section B.1.1).
 */
export function closeJpeg(bytes: Uint8Array): Buffer {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = buffer.length;
  let at = 2;
  for (let start = buffer.indexOf(0xff, at); start !== -1; start = buffer.indexOf(0xff, at)) {
    const marker = buffer[start + 1];
    if (marker === undefined || marker === 0xd9) {
      end = start;
      break;
    }
    if (isBare(marker)) {
      at = start + (marker === 0xff ? 1 : 2);
      continue;
    }
    const next = start + 4 <= buffer.length ? start + 2 + buffer.readUInt16BE(start + 2) : Number.POSITIVE_INFINITY;
    if (next >= buffer.length) {
      end = start;
      break;
    }
    at = next;
  }
  return Buffer.concat([buffer.subarray(0, end), END_OF_IMAGE]);
}
