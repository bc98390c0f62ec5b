/**
 * The array format of NumPy, version 1.0: magic, version, length of the header, a Python literal padded to a multiple of 64 bytes, then the
 * numbers, row by row. Source: NumPy, `numpy.lib.format`.
 */

const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const ALIGNMENT = 64;

/** The beginning of a file with `rows` × `columns` float32 numbers, little-endian, in C order. */
export function makeNpyHeader(rows: number, columns: number): Buffer {
  const literal = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const unpadded = MAGIC.length + 2 + literal.length + 1;
  const padding = (ALIGNMENT - (unpadded % ALIGNMENT)) % ALIGNMENT;
  const header = Buffer.from(`${literal}${' '.repeat(padding)}\n`, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([MAGIC, length, header]);
}
