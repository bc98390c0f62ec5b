import { describe, expect, it } from 'vitest';
import { spreadIndexes } from '#src/runtime/spread.js';

describe('spreadIndexes', () => {
  it.each([2, 8, 95, 240])('gives the first, the last and evenly spread ones between: at most %i', (most) => {
    for (let count = 1; count <= 600; count++) {
      const indexes = spreadIndexes(count, most);
      expect(indexes).toHaveLength(Math.min(count, most));
      expect([indexes[0], indexes.at(-1)]).toEqual([0, count - 1]);
      const steps = indexes.slice(1).map((index, i) => index - (indexes[i] as number));
      if (steps.length > 0) expect(Math.min(...steps)).toBeGreaterThanOrEqual(1);
      if (steps.length > 0) expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
    }
  });
});
