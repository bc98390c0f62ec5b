import type { CellVector } from '../model/region.js';

const SCALE_BYTES = 4;

/** Vectors of the cells of a frame, one behind the other: not objects of their own, because searches compare thousands. */
export interface PackedCells {
  /** Of each cell. */
  scales: Float32Array;
  /** `dim` numbers a cell; multiplied by its scale, they are a unit vector. */
  values: Int8Array;
}

/** Vectors of the cells of a frame: their scales as 32-bit floats, then their bytes, in the order of the grid. */
export function packCells(cells: readonly CellVector[]): Buffer {
  const dim = cells[0]?.values.length ?? 0;
  const packed = Buffer.alloc(cells.length * (SCALE_BYTES + dim));
  cells.forEach(({ values, scale }, i) => {
    packed.writeFloatLE(scale, i * SCALE_BYTES);
    packed.set(new Uint8Array(values.buffer, values.byteOffset, dim), cells.length * SCALE_BYTES + i * dim);
  });
  return packed;
}

/** @param dim numbers of a vector */
export function unpackCells(packed: Buffer, dim: number): PackedCells {
  const count = Math.floor(packed.length / (SCALE_BYTES + dim));
  const scales = new Float32Array(count);
  for (let i = 0; i < count; i++) scales[i] = packed.readFloatLE(i * SCALE_BYTES);
  return {
    scales,
    values: new Int8Array(packed.buffer, packed.byteOffset + count * SCALE_BYTES, count * dim),
  };
}
