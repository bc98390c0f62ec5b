import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Dtype } from './registry/registry.js';

/** Ends the names of weights of a precision, before `.onnx`, as repositories of ONNX models name them. */
const DTYPE_SUFFIXES: Record<Dtype, string> = { fp32: '', fp16: '_fp16', q8: '_quantized' };

/** Path of the weights of a tower in its folder, or of both towers in one file. */
export function nameWeights(tower: 'text' | 'vision' | 'both', dtype: Dtype): string {
  return `onnx/${tower === 'both' ? 'model' : `${tower}_model`}${DTYPE_SUFFIXES[dtype]}.onnx`;
}

/** Path of the weights of a tower in a folder: a file of its own, or else the one that holds both. Whether it exists is not said. */
export function findWeights(folder: string, tower: 'text' | 'vision', dtype: Dtype): string {
  const own = nameWeights(tower, dtype);
  const both = nameWeights('both', dtype);
  return !existsSync(join(folder, own)) && existsSync(join(folder, both)) ? both : own;
}
