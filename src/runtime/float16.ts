/**
 * Numbers of IEEE 754 half precision. Vectors at rest are such numbers, little-endian: half the bytes to read on a cold start, and cosines that
 * move by less than 0.0001 (docs/adr/0004-stored-vectors.md); so are inputs and outputs of some models.
 */

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);

/** The 16 bits of the nearest half, ties to even. Values beyond ±65,504 become infinite. */
export function toHalf(value: number): number {
  floats[0] = value;
  const x = bits[0] as number;
  const sign = (x >>> 16) & 0x8000;
  const exponent = ((x >>> 23) & 0xff) - 112;
  const mantissa = x & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00 | ((x & 0x7fffffff) > 0x7f800000 ? 0x200 : 0);
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    const shift = 14 - exponent;
    return sign | roundToEven(mantissa | 0x800000, shift);
  }
  // A carry out of the mantissa correctly raises the exponent.
  return sign | ((exponent << 10) + roundToEven(mantissa, 13));
}

function roundToEven(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}

let table: Float32Array | undefined;

/**
 * All 65,536 halves as floats. Made from bits on first use: a function call for each takes 20 ms of a process that has just started, this loop
 * one or two.
 */
function halfTable(): Float32Array {
  if (table !== undefined) return table;
  table = new Float32Array(65536);
  const patterns = new Uint32Array(table.buffer);
  for (let half = 0; half < 0x8000; half++) {
    const exponent = half >>> 10;
    if (exponent === 0) table[half] = half * 2 ** -24;
    else patterns[half] = exponent === 31 ? 0x7f800000 | ((half & 0x3ff) << 13) : (half << 13) + (112 << 23);
    patterns[half | 0x8000] = (patterns[half] as number) | 0x80000000;
  }
  return table;
}

/** The number that 16 bits stand for. */
export function fromHalf(half: number): number {
  return halfTable()[half] as number;
}

/** @returns 2 bytes a number */
export function encodeFloat16(vector: Float32Array): Buffer {
  const halves = new Uint16Array(vector.length);
  for (let i = 0; i < vector.length; i++) halves[i] = toHalf(vector[i] as number);
  return Buffer.from(halves.buffer);
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Writes the numbers of `bytes` into `out`, starting at `offset`. */
export function decodeFloat16(bytes: Uint8Array, out: Float32Array, offset = 0): void {
  const table = halfTable();
  const count = bytes.length >>> 1;
  // Whole numbers are read in place where they lie as the processor wants them, which is nearly always.
  if (IS_LITTLE_ENDIAN && bytes.byteOffset % 2 === 0) {
    const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, count);
    for (let i = 0; i < count; i++) out[offset + i] = table[halves[i] as number] as number;
    return;
  }
  for (let i = 0; i < count; i++)
    out[offset + i] = table[(bytes[2 * i] as number) | ((bytes[2 * i + 1] as number) << 8)] as number;
}
