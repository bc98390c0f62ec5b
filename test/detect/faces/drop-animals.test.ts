import { describe, expect, it } from 'vitest';
import { dropAnimals } from '#src/detect/faces/drop-animals.js';
import type { DetectedRegion } from '#src/model/region.js';

const thing = (label: string, x: number, y: number, width: number, height: number): DetectedRegion => ({
  kind: 'object',
  label,
  box: { x, y, width, height },
  score: 0.8,
});
const face = { box: { x: 0.4, y: 0.4, width: 0.1, height: 0.1 } };

describe('dropAnimals', () => {
  it.each([
    ['keeps a face where nothing else is known', [], 1],
    ['keeps the face of a person', [thing('person', 0.3, 0.3, 0.4, 0.7)], 1],
    ['drops the face of a dog', [thing('dog', 0.3, 0.3, 0.4, 0.7)], 0],
    ['drops a dog on a lap', [thing('person', 0, 0, 0.9, 1), thing('dog', 0.3, 0.3, 0.4, 0.4)], 0],
    ['keeps a person before a horse', [thing('horse', 0, 0, 0.9, 1), thing('person', 0.3, 0.3, 0.3, 0.7)], 1],
    ['keeps a face beside a dog', [thing('dog', 0.6, 0.6, 0.3, 0.3)], 1],
    ['keeps a face on a cup', [thing('cup', 0.3, 0.3, 0.4, 0.4)], 1],
  ])('%s', (_, things, kept) => {
    expect(dropAnimals([face], things)).toHaveLength(kept);
  });
});
