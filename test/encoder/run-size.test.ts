import { describe, expect, it } from 'vitest';
import { chooseRunSize } from '#src/encoder/worker-encoder.js';

const GB = 1024 ** 3;

describe('chooseRunSize', () => {
  it.each([
    ['a small machine', 2, 4, 1],
    ['one with 8 GB', 2, 8, 4],
    ['four cores that share them', 4, 8, 2],
    ['many cores that share them', 16, 8, 1],
    ['a large machine', 32, 256, 4],
  ])('is bounded by the memory that all replicas take: %s', (_, replicas, gigabytes, size) => {
    expect(chooseRunSize(replicas, gigabytes * GB)).toBe(size);
  });
});
