/** Kernels of dot products; their sources are the `.wat` files of this folder. */
import { type KernelMemory, loadKernels } from '../../runtime/wasm-kernel.js';

/** Bytes of one vector register. */
export const REGISTER_BYTES = 16;

/** The dot product of the vectors at two byte offsets of the memory; the first of them ends at `end`. */
export type DotKernel = (row: number, other: number, end: number) => number;

/** @param binary base64, one of `wasm-binaries.ts` */
export function loadDotKernel(binary: string, memory: KernelMemory): DotKernel {
  return loadKernels<{ dot: DotKernel }>(binary, memory).dot;
}
