/** Largest quantised number: two products of such numbers fit into 32 bits together. */
const RANGE = 32_767;

/**
 * Writes a vector as 16-bit integers. Each number is off by at most half a step, 1/65,534 of the largest number of the vector.
 * @returns the size of one step
 */
export function quantise(vector: Float32Array, numbers: Int16Array): number {
  const step = findPeak(vector) / RANGE;
  for (let i = 0; i < numbers.length; i++) numbers[i] = Math.round((vector[i] as number) / step);
  return step;
}

/** The largest absolute value of a vector; 1 for a vector of zeros. */
function findPeak(vector: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < vector.length; i++) peak = Math.max(peak, Math.abs(vector[i] as number));
  return peak || 1;
}
