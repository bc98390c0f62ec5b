/** A JPEG's header (ITU-T T.81, annex B), as far as it decides which decoder takes it and at what cost. */
export interface JpegHeader {
  /** In pixels, as stored. */
  width: number;
  height: number;
  /** The process is one that every reader knows: 8 bits, Huffman, baseline or progressive. */
  isCommon: boolean;
  /**
   * Bytes that the coefficients of the whole picture take, if they have to be kept: in a progressive picture, and in any other whose
   * components come one after the other. 0 if rows can be decoded as they come.
   */
  coefficientBytes: number;
}

interface Frame {
  width: number;
  height: number;
  components: number;
  isProgressive: boolean;
  isCommon: boolean;
  /** Coefficients a pixel, over all components. */
  density: number;
}

/** Pieces of metadata walked over. A large profile or XMP comes in some hundred. */
const MAX_SEGMENTS = 5000;

/** SOF markers that are none: Huffman tables, arithmetic conditioning, and one that is reserved. */
const NO_FRAME = [0xc4, 0xc8, 0xcc];

/**
 * Reads from SOI to the first scan.
 * @param start where the JPEG begins in the bytes
 * @returns `undefined` when there is no whole header
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
  const isKept = frame.isProgressive || scanComponents < frame.components;
  return { width, height, isCommon, coefficientBytes: isKept ? 2 * frame.density * width * height : 0 };
}
