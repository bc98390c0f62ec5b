/** The transfer function of sRGB (IEC 61966-2-1). */

/** @param encoded 0…1 */
export function toLinear(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/** @param linear 0…1 */
export function toEncoded(linear: number): number {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** Linear light of each byte. */
export const LINEAR_OF_BYTE: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => toLinear(byte / 255));

const STEPS = 4095;
const BYTE_OF_LINEAR = Uint8Array.from({ length: STEPS + 1 }, (_, step) => Math.round(255 * toEncoded(step / STEPS)));

/** The byte of linear light; beyond 0…1 it is clamped. */
export function encodeByte(linear: number): number {
  return BYTE_OF_LINEAR[linear >= 1 ? STEPS : linear > 0 ? (linear * STEPS + 0.5) | 0 : 0] as number;
}
