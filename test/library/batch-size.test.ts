import { expect, it } from 'vitest';
import { chooseBatchSize } from '#src/library/batch-size.js';

const GIGABYTE = 2 ** 30;

it('the batch grows with the cores, and shrinks where memory is scarce', () => {
  expect(chooseBatchSize(2, 24 * GIGABYTE)).toBe(8);
  expect(chooseBatchSize(4, 16 * GIGABYTE)).toBe(16);
  expect(chooseBatchSize(64, 256 * GIGABYTE)).toBe(32);
  expect(chooseBatchSize(8, 2 * GIGABYTE)).toBe(3);
  expect(chooseBatchSize(4, GIGABYTE / 4)).toBe(1);
});
