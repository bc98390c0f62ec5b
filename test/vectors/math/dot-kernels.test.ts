import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelMemory } from '#src/runtime/wasm-kernel.js';
import { dot } from '#src/vectors/math/dot-product.js';
import { DOT_F32, DOT_I8, DOT_I16 } from '#src/vectors/math/wasm-binaries.js';
import { loadDotKernel } from '#src/vectors/math/wasm-kernel.js';

import { compileKernels, KERNEL_FOLDERS } from '../../../scripts/compile-wat.mjs';

const integers = (length: number) =>
  fc.array(fc.integer({ min: -32_767, max: 32_767 }), { minLength: length, maxLength: length });
const floats = (length: number) =>
  fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });
const pair = (numbers: (length: number) => fc.Arbitrary<number[]>, step: number) =>
  fc.integer({ min: 1, max: 12 }).chain((steps) => fc.tuple(numbers(steps * step), numbers(steps * step)));

const multiply = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

describe('the kernels', () => {
  it.each(KERNEL_FOLDERS)('are compiled from their sources: %s', async (folder) => {
    const path = fileURLToPath(new URL(`../../../src/${folder}/wasm-binaries.ts`, import.meta.url));
    expect(readFileSync(path, 'utf8')).toBe(await compileKernels(folder));
  });

  it('multiply floats as plain JavaScript does, up to single precision', () => {
    const memory = new KernelMemory();
    const kernel = loadDotKernel(DOT_F32, memory);
    fc.assert(
      fc.property(pair(floats, 32), fc.integer({ min: 0, max: 5 }), ([a, b], gap) => {
        const from = a.length * 4 + gap * 128;
        const buffer = memory.reserve(from + a.length * 4);
        new Float32Array(buffer, 0, a.length).set(b);
        new Float32Array(buffer, from, a.length).set(a);
        expect(Math.abs(kernel(from, 0, from + a.length * 4) - multiply(a, b))).toBeLessThan(1e-4);
      }),
    );
  });

  it('multiply integers as plain JavaScript does, up to the rounding of the sum, also at their limits', () => {
    const memory = new KernelMemory();
    const kernel = loadDotKernel(DOT_I16, memory);
    const check = (a: readonly number[], b: readonly number[]) => {
      const from = a.length * 2;
      const buffer = memory.reserve(2 * from);
      new Int16Array(buffer, 0, a.length).set(b);
      new Int16Array(buffer, from, a.length).set(a);
      const size = a.reduce((sum, x, i) => sum + Math.abs(x * (b[i] as number)), 0);
      expect(Math.abs(kernel(from, 0, 2 * from) - multiply(a, b))).toBeLessThanOrEqual(size * 1e-6);
    };
    fc.assert(fc.property(pair(integers, 8), ([a, b]) => check(a, b)));
    for (const sign of [1, -1]) check(Array(512).fill(32_767), Array(512).fill(sign * 32_767));
  });

  it('multiply bytes and integers as plain JavaScript does, up to the rounding of the sum, also at their limits', () => {
    const memory = new KernelMemory();
    const kernel = loadDotKernel(DOT_I8, memory);
    const check = (a: readonly number[], b: readonly number[]) => {
      const from = b.length * 2;
      const buffer = memory.reserve(from + a.length);
      new Int16Array(buffer, 0, b.length).set(b);
      new Int8Array(buffer, from, a.length).set(a);
      const size = a.reduce((sum, x, i) => sum + Math.abs(x * (b[i] as number)), 0);
      expect(Math.abs(kernel(from, 0, from + a.length) - multiply(a, b))).toBeLessThanOrEqual(size * 1e-6);
    };
    const toBytes = (numbers: readonly number[]) => numbers.map((value) => Math.trunc(value / 258));
    fc.assert(fc.property(pair(integers, 16), ([a, b]) => check(toBytes(a), b)));
    for (const sign of [1, -1]) check(Array(4096).fill(127), Array(4096).fill(sign * 32_767));
  });
});

it('the plain product is that of double precision', () => {
  fc.assert(
    fc.property(pair(floats, 1), ([a, b]) => {
      expect(dot(Float32Array.from(a), Float32Array.from(b))).toBeCloseTo(multiply(a, b), 12);
    }),
  );
});
