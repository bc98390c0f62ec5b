import { expect, it } from 'vitest';
import { assemble, constant, I32, ProgramMemory } from '#src/runtime/wasm-program.js';

it('numbers are what they are, also where their last byte has a bit in the sign’s place', () => {
  for (const value of [0, 1, 63, 64, 127, 128, 8191, 8192, 16_383, 16_384, 2 ** 21, 2 ** 31 - 1]) {
    const give = assemble<() => number>(
      { parameters: [], result: I32, variables: [], body: constant(value) },
      new ProgramMemory(),
    );
    expect(give()).toBe(value);
  }
});
