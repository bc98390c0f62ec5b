import type { Box } from '../../model/evidence.js';
import type { DetectedRegion } from '../../model/region.js';
import type { ObjectClass } from '../objects/classes.js';

/** Classes whose heads the detector of faces takes for faces. */
const ANIMALS: ReadonlySet<string> = new Set<ObjectClass>([
  'bear',
  'bird',
  'cat',
  'cow',
  'dog',
  'elephant',
  'giraffe',
  'horse',
  'sheep',
  'teddy bear',
  'zebra',
]);

/**
 * Faces without those of animals: of all people and animals in whose boxes the middle of a face lies, the smallest has it. A dog on a lap is a dog, and
 * its owner is not.
 * @param things found in the same frame
 */
export function dropAnimals<T extends { box: Box }>(faces: readonly T[], things: readonly DetectedRegion[]): T[] {
  const living = things.filter(({ label }) => label === 'person' || ANIMALS.has(label ?? ''));
  return faces.filter(({ box }) => {
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    const owners = living.filter(
      ({ box: { x: left, y: top, width, height } }) => x >= left && y >= top && x <= left + width && y <= top + height,
    );
    const smallest = owners.sort((a, b) => a.box.width * a.box.height - b.box.width * b.box.height)[0];
    return smallest === undefined || smallest.label === 'person';
  });
}
