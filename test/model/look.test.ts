import { describe, expect, it } from 'vitest';
import { colourBit, joinLookBits, LOOKS } from '#src/model/look.js';

describe('looks of several frames', () => {
  it('are the colours that any has, and the looks that all have', () => {
    const [red, blue] = [colourBit('red'), colourBit('blue')];
    expect(joinLookBits([red | LOOKS.dark, blue | LOOKS.dark | LOOKS.bw])).toBe(red | blue | LOOKS.dark);
    expect(joinLookBits([])).toBe(0);
  });
});
