/** Conversion of CIE L*a*b* under D50, as files have it, to sRGB. */

/** White of D50 (ICC.1:2022, section 7.2.16). */
const [WHITE_X, WHITE_Z] = [0.9642, 0.8249];

/** XYZ under D50 to linear sRGB, adapted by Bradford (brucelindbloom.com, RGB/XYZ matrices). */
const TO_RED = [3.1338561, -1.6168667, -0.4906146] as const;
const TO_GREEN = [-0.9787684, 1.9161415, 0.033454] as const;
const TO_BLUE = [0.0719453, -0.2289914, 1.4052427] as const;

/** Steps of linear light, fine enough for the dark end: 12.92 / 255 a level. */
const STEPS = 16384;

const ENCODED = Uint8Array.from({ length: STEPS + 1 }, (_, i) => {
  const linear = i / STEPS;
  return Math.round(255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055));
});

function encode([x, y, z]: readonly [number, number, number], row: readonly [number, number, number]): number {
  const linear = x * row[0] + y * row[1] + z * row[2];
  return ENCODED[Math.round(STEPS * Math.min(1, Math.max(0, linear)))] as number;
}

/** CIE 15:2004, section 8.2.1. */
function decode(f: number): number {
  return f > 6 / 29 ? f ** 3 : (108 / 841) * (f - 4 / 29);
}

/**
 * Converts pixels in place.
 * @param pixels L* as 0…255 for 0…100, a* and b* as bytes, and perhaps an alpha channel, which stays
 * @param toChroma the value of a* or b* that a byte stands for
 */
export function labToSrgb(pixels: Uint8Array, channels: number, toChroma: (byte: number) => number): void {
  const chroma = Float64Array.from({ length: 256 }, (_, byte) => toChroma(byte));
  for (let at = 0; at < pixels.length; at += channels) {
    const fy = ((pixels[at] as number) / 2.55 + 16) / 116;
    const fx = fy + (chroma[pixels[at + 1] as number] as number) / 500;
    const fz = fy - (chroma[pixels[at + 2] as number] as number) / 200;
    const xyz = [WHITE_X * decode(fx), decode(fy), WHITE_Z * decode(fz)] as const;
    pixels[at] = encode(xyz, TO_RED);
    pixels[at + 1] = encode(xyz, TO_GREEN);
    pixels[at + 2] = encode(xyz, TO_BLUE);
  }
}
