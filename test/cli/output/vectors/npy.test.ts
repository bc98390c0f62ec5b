import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeNpyHeader } from '#src/cli/output/vectors/npy.js';
import { toBytes } from '#src/library/embedding/write-vector.js';

/** Reads such a file as NumPy does: the header by its stated length, then the numbers. */
function readNpy(bytes: Buffer) {
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
  const length = bytes.readUInt16LE(8);
  const header = bytes.subarray(10, 10 + length).toString('latin1');
  const [, descr, order, rows, columns] =
    /^\{'descr': '([^']+)', 'fortran_order': (\w+), 'shape': \((\d+), (\d+)\), \} *\n$/.exec(header) ?? [];
  const data = bytes.subarray(10 + length);
  const values = Array.from({ length: data.length / 4 }, (_, i) => data.readFloatLE(i * 4));
  return { start: 10 + length, descr, order, rows: Number(rows), columns: Number(columns), values };
}

describe('an npy file', () => {
  it('can be read back as it was written', () => {
    const matrix = fc
      .integer({ min: 1, max: 20 })
      .chain((columns) =>
        fc.tuple(
          fc.constant(columns),
          fc.array(fc.float32Array({ minLength: columns, maxLength: columns }), { maxLength: 9 }),
        ),
      );
    fc.assert(
      fc.property(matrix, ([columns, rows]) => {
        const file = Buffer.concat([makeNpyHeader(rows.length, columns), ...rows.map(toBytes)]);
        const read = readNpy(file);
        expect(read).toMatchObject({ descr: '<f4', order: 'False', rows: rows.length, columns });
        expect(read.values).toEqual(rows.flatMap((row) => [...row]));
      }),
    );
  });

  it('has its numbers at a multiple of 64 bytes, whatever the shape', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 40 }), fc.nat({ max: 10_000 }), (rows, columns) => {
        const header = makeNpyHeader(rows, columns);
        const read = readNpy(header);
        expect([header.length % 64, read.start, read.rows, read.columns]).toEqual([0, header.length, rows, columns]);
      }),
    );
  });
});
