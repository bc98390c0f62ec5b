import { readFileSync } from 'node:fs';
import { PhotoseekError } from '../../errors.js';
import type { TowerOutput } from './tower.js';

/**
 * One vector for each item. Where a tower gives one for each token: the mean over the tokens that count, or without a mask the first, which
 * stands for the whole.
 * @param mask 1 for a token that counts, by item
 */
export function poolVectors({ data, dims }: TowerOutput, mask?: readonly (readonly number[])[]): Float32Array[] {
  const [count = 0] = dims;
  const dim = dims[dims.length - 1] ?? 0;
  const stride = count === 0 ? 0 : data.length / count;
  return Array.from({ length: count }, (_, item) => {
    const start = item * stride;
    if (dims.length < 3 || mask === undefined) return data.slice(start, start + dim);
    const sum = new Float32Array(dim);
    const counted = (mask[item] ?? []).flatMap((counts, token) => (counts > 0 ? [token] : []));
    for (const token of counted)
      for (let i = 0; i < dim; i++) sum[i] = (sum[i] as number) + (data[start + token * dim + i] as number);
    return sum.map((value) => value / Math.max(1, counted.length));
  });
}

/** A matrix, and what is added to each product with it. */
export type Projection = (vector: Float32Array) => Float32Array;

/**
 * Reads the linear layer of a file in the format safetensors: `linear.weight`, rows by columns, and perhaps `linear.bias`, in single precision.
 * @throws PhotoseekError `model-invalid`
 */
export function readProjection(path: string): Projection {
  const fail = (reason: string) => new PhotoseekError('model-invalid', `${path} is invalid: ${reason}.`);
  const bytes = readFileSync(path);
  const length = bytes.length < 8 ? Number.NaN : Number(bytes.readBigUInt64LE(0));
  if (!(8 + length <= bytes.length)) throw fail('it ends early');
  let header: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
  try {
    header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  } catch {
    throw fail('it is not in the format safetensors');
  }
  const read = (name: string) => {
    const tensor = header[name];
    if (tensor === undefined) return undefined;
    if (tensor.dtype !== 'F32') throw fail(`${name} must be of the type F32, got ${tensor.dtype}`);
    const [from, to] = tensor.data_offsets;
    const copy = Uint8Array.prototype.slice.call(bytes, 8 + length + from, 8 + length + to);
    return { shape: tensor.shape, values: new Float32Array(copy.buffer, 0, Math.floor(copy.byteLength / 4)) };
  };
  const weight = read('linear.weight');
  const bias = read('linear.bias')?.values;
  const [rows = 0, columns = 0] = weight?.shape ?? [];
  if (weight === undefined || rows === 0 || weight.values.length !== rows * columns)
    throw fail('it has no matrix linear.weight');
  return (vector) => {
    if (vector.length !== columns) throw fail(`its matrix has ${columns} columns for ${vector.length} numbers`);
    return Float32Array.from({ length: rows }, (_, row) => {
      let sum = bias?.[row] ?? 0;
      for (let i = 0; i < columns; i++) sum += (weight.values[row * columns + i] as number) * (vector[i] as number);
      return sum;
    });
  };
}
