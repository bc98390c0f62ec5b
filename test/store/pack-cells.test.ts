import { expect, it } from 'vitest';
import { packCells, unpackCells } from '#src/store/pack-cells.js';

it('vectors of cells are read as they were written', () => {
  const cells = [
    { scale: 0.5, values: Int8Array.of(-128, 0, 127) },
    { scale: 0.25, values: Int8Array.of(1, -2, 3) },
  ];
  const packed = packCells(cells);
  expect(packed.length).toBe(2 * (4 + 3));
  expect(unpackCells(packed, 3)).toEqual({
    scales: Float32Array.of(0.5, 0.25),
    values: Int8Array.of(-128, 0, 127, 1, -2, 3),
  });
  expect(unpackCells(packCells([]), 3).scales).toHaveLength(0);
});
