import { COLOURS, type FrameLook } from '../model/look.js';

/** Of each measure behind the shares: the value that the largest byte stands for. Never changes. */
const MEASURES = { chroma: 0.35, offTone: 0.1, lightness: 1, contrast: 0.5 } as const;
const KEYS = Object.keys(MEASURES) as (keyof typeof MEASURES)[];

/** Sharpness is stored as a logarithm: it spans four powers of ten. */
const SHARPNESS_SCALE = 16;

/** Shares of colours as one byte each. */
export function packShares(shares: readonly number[]): Buffer {
  return toBytes(shares.map((share) => share * 255));
}

/** The inverse of {@link packShares}, to a byte. */
export function unpackShares(bytes: Uint8Array): number[] {
  return COLOURS.map((_, i) => (bytes[i] ?? 0) / 255);
}

/** The measures of a frame as one byte each: a frame has them in its row, where they take less room than its path. */
export function packLook(look: FrameLook): Buffer {
  const measures = [
    ...KEYS.map((key) => (look[key] / MEASURES[key]) * 255),
    Math.log2(1 + look.sharpness) * SHARPNESS_SCALE,
  ];
  return Buffer.concat([packShares(look.shares), toBytes(measures)]);
}

/** The inverse of {@link packLook}, to a byte. */
export function unpackLook(bytes: Uint8Array): FrameLook {
  const at = (i: number) => bytes[i] ?? 0;
  const measure = (key: keyof typeof MEASURES) => (at(COLOURS.length + KEYS.indexOf(key)) / 255) * MEASURES[key];
  return {
    shares: unpackShares(bytes),
    chroma: measure('chroma'),
    offTone: measure('offTone'),
    lightness: measure('lightness'),
    contrast: measure('contrast'),
    sharpness: 2 ** (at(COLOURS.length + KEYS.length) / SHARPNESS_SCALE) - 1,
  };
}

function toBytes(values: readonly number[]): Buffer {
  return Buffer.from(values.map((byte) => Math.min(255, Math.max(0, Math.round(byte)))));
}
