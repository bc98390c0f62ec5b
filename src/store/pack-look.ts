import { COLOURS, type FrameLook } from '../model/look.js';

/** Of each measure behind the shares: the value that the largest byte stands for. Never changes. */
const MEASURES = { chroma: 0.35, offTone: 0.1, lightness: 1, contrast: 0.5 } as const;
const KEYS = Object.keys(MEASURES) as (keyof typeof MEASURES)[];

/** Sharpness is stored as a logarithm: it spans four powers of ten. */
const SHARPNESS_SCALE = 16;

/** The measures of a frame as one byte each: a frame has them in its row, where they take less room than its path. */
export function packLook(look: FrameLook): Buffer {
  const bytes = [
    ...look.shares.map((share) => share * 255),
    ...KEYS.map((key) => (look[key] / MEASURES[key]) * 255),
    Math.log2(1 + look.sharpness) * SHARPNESS_SCALE,
  ];
  return Buffer.from(bytes.map((byte) => Math.min(255, Math.max(0, Math.round(byte)))));
}

/** The inverse of {@link packLook}, to a byte. */
export function unpackLook(bytes: Uint8Array): FrameLook {
  const at = (i: number) => bytes[i] ?? 0;
  const measure = (key: keyof typeof MEASURES) => (at(COLOURS.length + KEYS.indexOf(key)) / 255) * MEASURES[key];
  return {
    shares: COLOURS.map((_, i) => at(i) / 255),
    chroma: measure('chroma'),
    offTone: measure('offTone'),
    lightness: measure('lightness'),
    contrast: measure('contrast'),
    sharpness: 2 ** (at(COLOURS.length + KEYS.length) / SHARPNESS_SCALE) - 1,
  };
}
