/** The fields of a JPEG's header (ITU-T T.81, annex B) that determine its decoder and the cost of decoding. */
export interface JpegHeader {
  /** In pixels, as stored. */
  width: number;
  height: number;
  /** Whether the coding process is common: 8 bits, Huffman, baseline or progressive. */
  isCommon: boolean;
  /**
   * Bytes of the coefficients of the whole image if the decoder must hold all of them: for progressive images and for non-interleaved scans.
   * 0 if rows are decoded one after the other.
   */
  coefficientBytes: number;
}

interface Frame {
  width: number;
  height: number;
  components: number;
  isProgressive: boolean;
  isCommon: boolean;
  /** Coefficients per pixel, over all components. */
  density: number;
}

/** Maximum number of metadata segments skipped. A large profile or XMP takes some hundred. */
const MAX_SEGMENTS = 5000;

/** Markers in the SOF range that are not SOF: Huffman tables, arithmetic conditioning, reserved. */
const NO_FRAME = [0xc4, 0xc8, 0xcc];

/**
 * Reads from SOI to the first scan.
 * @param start where the JPEG begins in the bytes
 * @returns `undefined` when the header is incomplete
 */
export function readJpegHeader(bytes: Uint8Array, start = 0): JpegHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: Frame | undefined;
  let at = start + 2;
  for (let step = 0; step < MAX_SEGMENTS && at + 4 <= bytes.length; step++) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (marker < 0xc0 || length < 2 || end > bytes.length) return undefined;
    if (marker === 0xda) return frame === undefined ? undefined : summarise(frame, bytes[at + 4] as number);
    if (marker <= 0xcf && !NO_FRAME.includes(marker)) frame ??= readFrame(view, at, end);
    at = end;
  }
  return undefined;
}

function readFrame(view: DataView, at: number, end: number): Frame | undefined {
  const components = at + 10 <= end ? view.getUint8(at + 9) : 0;
  if (components === 0 || at + 10 + 3 * components > end) return undefined;
  const factors = Array.from({ length: components }, (_, i) => view.getUint8(at + 11 + 3 * i));
  const across = factors.map((factor) => factor >> 4);
  const down = factors.map((factor) => factor & 15);
  const area = Math.max(...across) * Math.max(...down);
  const marker = view.getUint8(at + 1);
  return {
    width: view.getUint16(at + 7),
    height: view.getUint16(at + 5),
    components,
    isProgressive: (marker & 3) === 2,
    isCommon: marker <= 0xc2 && view.getUint8(at + 4) === 8,
    density: across.reduce((sum, factor, i) => sum + factor * (down[i] as number), 0) / Math.max(1, area),
  };
}

function summarise(frame: Frame, scanComponents: number): JpegHeader {
  const { width, height, isCommon } = frame;
  const holdsCoefficients = frame.isProgressive || scanComponents < frame.components;
  return { width, height, isCommon, coefficientBytes: holdsCoefficients ? 2 * frame.density * width * height : 0 };
}
